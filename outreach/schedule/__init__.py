"""Who goes when: rules, calendars and one decision, without a clock, a disk or a wire.

From the settings (`rules`) over places, calendars and windows to what one mailbox may do
(`pace`), what stops a whole list (`guard`), who belongs together (`organisations`), the
decision itself (`deciding`), and the whole future on a virtual clock (`planning`).
"""
