"""Sentences about time: the plan, the pace, what goes next and why then."""

WORDS: dict[str, tuple[str, str]] = {
    "plan.head_one": ("One letter on {day}, from {sender}", "Ein Brief am {day}, von {sender}"),
    "plan.head": ("{n} letters on {day}, from {sender}", "{n} Briefe am {day}, von {sender}"),
    "plan.more_today": ("… {n} more that day.", "… {n} weitere an diesem Tag."),
    "plan.then_ramp": (
        "Then {step} more on each day of writing. The last of {n} goes on {last}.",
        "Dann jeden Schreibtag {step} mehr. Der letzte von {n} geht am {last}.",
    ),
    "plan.then": (
        "The last of {n} goes on {last}.",
        "Der letzte von {n} geht am {last}.",
    ),
    "plan.then_beyond": (
        "{n} go up to {day}, {beyond} after that: daily_limit and windows set the pace.",
        "{n} gehen bis {day}, {beyond} danach: daily_limit und windows geben das Tempo vor.",
    ),
    "plan.why_few_one": (
        "Only one at first on purpose: should something be wrong, one person has seen it.",
        "Zuerst nur einer, mit Absicht: Wenn etwas nicht stimmt, hat es erst ein Mensch gesehen.",
    ),
    "plan.why_few": (
        "So few at first on purpose: should something be wrong, {n} people have seen it.",
        "So wenige zuerst mit Absicht: Wenn etwas nicht stimmt, haben es {n} Menschen gesehen.",
    ),
    "plan.second_one": (
        "One second letter, if no answer comes, on {first}.",
        "Ein zweiter Brief, wenn keine Antwort kommt, am {first}.",
    ),
    "plan.second_day": (
        "{n} second letters, if no answers come, on {first}.",
        "{n} zweite Briefe, wenn keine Antwort kommt, am {first}.",
    ),
    "plan.second": (
        "{n} second letters, if no answers come, from {first} to {last}.",
        "{n} zweite Briefe, wenn keine Antwort kommt, vom {first} bis {last}.",
    ),
    "plan.later_one": (
        "One further letter, if no answer comes, on {first}.",
        "Ein weiterer Brief, wenn keine Antwort kommt, am {first}.",
    ),
    "plan.later_day": (
        "{n} further letters, if no answers come, on {first}.",
        "{n} weitere Briefe, wenn keine Antwort kommt, am {first}.",
    ),
    "plan.later": (
        "{n} further letters, if no answers come, from {first} to {last}.",
        "{n} weitere Briefe, wenn keine Antwort kommt, vom {first} bis {last}.",
    ),
    "plan.nothing": (
        "Nothing is planned.",
        "Es ist nichts geplant.",
    ),
    "plan.waiting_one": (
        "One letter waits for you: outreach tasks",
        "Ein Brief wartet auf Sie: outreach tasks",
    ),
    "plan.waiting": (
        "{n} letters wait for you: outreach tasks",
        "{n} Briefe warten auf Sie: outreach tasks",
    ),
    "plan.if_never": (
        "As if nobody ever answered. Whoever answers leaves the plan at once.",
        "So, als antwortete niemand. Wer antwortet, verlässt den Plan sofort.",
    ),
    "plan.unapproved": (
        "Not approved yet: outreach send asks for your yes.",
        "Noch nicht freigegeben: outreach send fragt Sie.",
    ),
    "plan.held_inbox": (
        "Second letters go only while somebody looks into the inbox: outreach inbox --done, once a day.",
        "Zweite Briefe gehen nur, solange jemand ins Postfach sieht: outreach inbox --done, einmal am Tag.",
    ),
    "plan.week": ("week {n}", "KW {n}"),
    "plan.and_one": ("and one more", "und eine weitere Person"),
    "plan.and_n": ("and {n} more", "und {n} weitere"),
    "plan.step": ("letter {n}", "Brief {n}"),
    "plan.beyond": (
        "{n} more go after {day}; --until DATE shows them.",
        "{n} weitere gehen nach dem {day}; --until DATUM zeigt sie.",
    ),
    "plan.bad_date": ("{value} is no date.", "{value} ist kein Datum."),
    "plan.bad_date_hint": ("For example: --until 2027-03-31", "Zum Beispiel: --until 2027-03-31"),
    "plan.paused": (
        "{name} is paused: nothing of it goes before outreach resume.",
        "{name} ist angehalten: Davon geht nichts vor outreach resume.",
    ),
    "plan.region": (
        "Paused for {region}: nobody there gets anything before outreach resume --region {code}.",
        "Angehalten für {region}: Dort bekommt niemand Post vor outreach resume --region {code}.",
    ),
    # what goes next
    "plan.next": ("Next:", "Als Nächstes:"),
    "plan.next_goes": (
        "The next letter goes on {at}, to {name}.",
        "Der nächste Brief geht am {at}, an {name}.",
    ),
    "plan.must_run": (
        "Something must run then: outreach cron install, or outreach send --wait.",
        "Dann muss etwas laufen: outreach cron install oder outreach send --wait.",
    ),
    "plan.waits_inbox": (
        "Second letters wait until you have looked into the inbox.",
        "Zweite Briefe warten, bis Sie ins Postfach gesehen haben.",
    ),
    "plan.waits_guard": (
        "So many mails came back that no new people are written to until you have looked.",
        "So viele Mails kamen zurück, dass niemand Neues Post bekommt, bis Sie nachgesehen haben.",
    ),
    "plan.guard_ahead_one": (
        "So many mails came back that after one more first letter no new people are written to until you have looked.",
        "So viele Mails kamen zurück, dass nach einem weiteren ersten Brief niemand Neues Post bekommt, bis Sie nachgesehen haben.",
    ),
    "plan.guard_ahead": (
        "So many mails came back that after {n} more first letters no new people are written to until you have looked.",
        "So viele Mails kamen zurück, dass nach {n} weiteren ersten Briefen niemand Neues Post bekommt, bis Sie nachgesehen haben.",
    ),
    "plan.waits_never": (
        "No day in the next two years is open for writing: look at days, windows, closed and away in outreach.toml.",
        "In den nächsten zwei Jahren ist kein Tag zum Schreiben offen: bitte days, windows, closed und away in outreach.toml ansehen.",
    ),
    "plan.waits_region": (
        "Everybody still to be written to lives where you have paused.",
        "Alle, die noch Post bekommen sollen, wohnen dort, wo Sie angehalten haben.",
    ),
    "plan.countdown": ("next at {at}, in {left}", "weiter um {at}, in {left}"),
    # announcements
    "plan.tomorrow_second_one": (
        "On {day} a second letter goes to {names}.",
        "Am {day} geht ein zweiter Brief an {names}.",
    ),
    "plan.tomorrow_later_one": (
        "On {day} another letter goes to {names}.",
        "Am {day} geht noch ein Brief an {names}.",
    ),
    "plan.tomorrow_later": (
        "On {day} further letters go to {n} people: {names}",
        "Am {day} gehen weitere Briefe an {n} Menschen: {names}",
    ),
    "plan.tomorrow_second": (
        "On {day} second letters go to {n} people: {names}",
        "Am {day} gehen zweite Briefe an {n} Menschen: {names}",
    ),
    "plan.could_second_one": (
        "On {day} a second letter could go to {names}.",
        "Am {day} könnte ein zweiter Brief an {names} gehen.",
    ),
    "plan.could_second": (
        "On {day} second letters could go to {n} people: {names}",
        "Am {day} könnten zweite Briefe an {n} Menschen gehen: {names}",
    ),
    "plan.could_later_one": (
        "On {day} another letter could go to {names}.",
        "Am {day} könnte noch ein Brief an {names} gehen.",
    ),
    "plan.could_later": (
        "On {day} further letters could go to {n} people: {names}",
        "Am {day} könnten weitere Briefe an {n} Menschen gehen: {names}",
    ),
    "plan.called_one": (
        "Have they called already? Then: outreach answered {name}",
        "Schon angerufen? Dann: outreach answered {name}",
    ),
    "plan.called": (
        "Has one of them called already? Then: outreach answered {name}",
        "Hat jemand davon schon angerufen? Dann: outreach answered {name}",
    ),
    "plan.ask_one": (
        "It goes only with your yes: outreach resume {name}",
        "Er geht nur mit Ihrem Ja: outreach resume {name}",
    ),
    "plan.ask": (
        "Each goes only with your yes, for example: outreach resume {name}",
        "Jeder geht nur mit Ihrem Ja, zum Beispiel: outreach resume {name}",
    ),
    "plan.yes_one": (
        "One person waits for your yes: outreach send",
        "Ein Mensch wartet auf Ihr Ja: outreach send",
    ),
    "plan.yes": (
        "{n} people wait for your yes: outreach send",
        "{n} Menschen warten auf Ihr Ja: outreach send",
    ),
    "plan.stale_one": (
        "Nothing has run for weeks, so one letter waits for a fresh look: outreach send",
        "Seit Wochen lief nichts; ein Brief wartet darauf, dass Sie noch einmal hinsehen: outreach send",
    ),
    "plan.stale": (
        "Nothing has run for weeks, so {n} letters wait for a fresh look: outreach send",
        "Seit Wochen lief nichts; {n} Briefe warten darauf, dass Sie noch einmal hinsehen: outreach send",
    ),
    # rules of time, for the plan and for why
    "plan.rule_ready": ("its turn", "an der Reihe"),
    "plan.rule_window": ("the first hour of writing", "die erste Schreibzeit"),
    "plan.rule_gap": ("a pause after the one before", "eine Pause nach dem vorigen"),
    "plan.rule_quota": ("at most {limit} in 24 hours", "höchstens {limit} in 24 Stunden"),
    "plan.rule_hourly": ("at most {limit} an hour", "höchstens {limit} in der Stunde"),
    "plan.rule_ramp": ("starting slowly", "langsam anfangen"),
    "plan.rule_canary": ("the first five first", "erst die ersten fünf"),
    "plan.rule_after": ("the wait after the letter before", "der Abstand zum Brief davor"),
    "plan.rule_organisation": (
        "one person of a firm at a time",
        "je Firma eine Person nach der anderen",
    ),
    "plan.rule_spacing": ("a week between any two mails", "eine Woche zwischen zwei Mails"),
    "plan.rule_per_year": ("so many mails in a year", "so viele Mails in einem Jahr"),
    "plan.rule_rest": ("a rest after the last campaign", "eine Ruhezeit nach der letzten Kampagne"),
    "plan.rule_announce": ("announced the day before", "am Tag davor angekündigt"),
    "plan.rule_deferred": ("the server asked for later", "der Server bat um später"),
    "plan.rule_mailbox": ("the mailbox rests", "das Postfach ruht"),
    "plan.day_one": ("One letter on {day}", "Ein Brief am {day}"),
    "plan.day_many": ("{n} letters on {day}", "{n} Briefe am {day}"),
}
