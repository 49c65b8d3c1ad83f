"""The shell: read → decide → act → write, for the campaigns of a workspace.

One function makes a letter (`letter_for`); preview, dry run and send all call it, so
the same row, template, moment and free times give the same bytes. One function decides
who goes (`schedule.decide`); a run asks it about the ledger, a plan about a copy in
memory on a virtual clock.
"""

from outreach.campaign.approval import (
    ASKING,
    MENDABLE,
    Preflight,
    approve,
    check_letters,
    needs_approval,
    preflight,
    text_before,
)
from outreach.campaign.job import (
    Job,
    Transport,
    check_kind,
    create_state,
    machine_name,
    open_store,
    read_letters,
    run_lock,
    transport_for,
)
from outreach.campaign.letters import Held, Made, approval_hash, keep_copy, letter_for
from outreach.campaign.listing import ListReport, bring_up_to_date, enrol, read_list, write_asides
from outreach.campaign.sending import Done, Limits, Run, send_due
from outreach.campaign.timing import PLAN_DAYS, Desk, first_moment, plan, planner, refresh

__all__ = [
    "ASKING",
    "MENDABLE",
    "PLAN_DAYS",
    "Desk",
    "Done",
    "Held",
    "Job",
    "Limits",
    "ListReport",
    "Made",
    "Preflight",
    "Run",
    "Transport",
    "approval_hash",
    "approve",
    "bring_up_to_date",
    "check_kind",
    "check_letters",
    "create_state",
    "enrol",
    "first_moment",
    "keep_copy",
    "letter_for",
    "machine_name",
    "needs_approval",
    "open_store",
    "plan",
    "planner",
    "preflight",
    "read_letters",
    "read_list",
    "refresh",
    "run_lock",
    "send_due",
    "text_before",
    "transport_for",
    "write_asides",
]
