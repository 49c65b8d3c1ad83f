"""The shell: read → decide → act → write, for the campaigns of a workspace.

One function makes a letter (`letter_for`); preview, dry run and send all call it, so
the same row, template, moment and free times give the same bytes. One function decides
who goes (`schedule.decide`); a run asks it about the ledger, a plan about a copy in
memory on a virtual clock.
"""

from typing import TYPE_CHECKING

from outreach.lazily import loading

if TYPE_CHECKING:
    from outreach.campaign.approval import (
        ASKING,
        MENDABLE,
        approve,
        check_letters,
        check_person,
        text_before,
    )
    from outreach.campaign.caring import (
        Held,
        as_told,
        gates_of,
        letter_name,
        letter_names,
        offers,
        situation_of,
    )
    from outreach.campaign.freetimes import FreeTimes
    from outreach.campaign.job import (
        Job,
        Transport,
        check_kind,
        create_state,
        last_run,
        open_store,
        read_letters,
        run_lock,
        session_for,
        transport_for,
    )
    from outreach.campaign.letters import (
        Made,
        approval_hash,
        as_planned,
        keep_copy,
        letter_for,
        put_copy_aside,
    )
    from outreach.campaign.linting import lint_made, warnings
    from outreach.campaign.listing import (
        ListReport,
        bring_up_to_date,
        enrol,
        read_list,
        write_asides,
    )
    from outreach.campaign.queue import next_mail
    from outreach.campaign.runs import Done, Limits, Run
    from outreach.campaign.sending import send_calls, send_due
    from outreach.campaign.timing import (
        PLAN_DAYS,
        Desk,
        first_moment,
        plan,
        planner,
        refresh,
    )

#: Where each name lives. A tick with nothing due loads only the rooms it enters.
_ROOMS = {
    "ASKING": "approval",
    "Desk": "timing",
    "Done": "runs",
    "FreeTimes": "freetimes",
    "Held": "caring",
    "Job": "job",
    "Limits": "runs",
    "ListReport": "listing",
    "MENDABLE": "approval",
    "Made": "letters",
    "PLAN_DAYS": "timing",
    "Run": "runs",
    "Transport": "job",
    "approval_hash": "letters",
    "approve": "approval",
    "as_planned": "letters",
    "as_told": "caring",
    "bring_up_to_date": "listing",
    "by_mailbox": "job",
    "check_kind": "job",
    "check_letters": "approval",
    "check_person": "approval",
    "lint_made": "linting",
    "warnings": "linting",
    "create_state": "job",
    "enrol": "listing",
    "first_moment": "timing",
    "gates_of": "caring",
    "keep_copy": "letters",
    "put_copy_aside": "letters",
    "last_run": "job",
    "letter_for": "letters",
    "letter_name": "caring",
    "letter_names": "caring",
    "next_mail": "queue",
    "offers": "caring",
    "open_store": "job",
    "plan": "timing",
    "planner": "timing",
    "read_letters": "job",
    "read_list": "listing",
    "refresh": "timing",
    "run_lock": "job",
    "send_calls": "sending",
    "send_due": "sending",
    "session_for": "job",
    "situation_of": "caring",
    "text_before": "approval",
    "transport_for": "job",
    "write_asides": "listing",
}


__getattr__ = loading(__name__, _ROOMS)


__all__ = [
    "ASKING",
    "MENDABLE",
    "PLAN_DAYS",
    "Desk",
    "Done",
    "FreeTimes",
    "Held",
    "Job",
    "Limits",
    "ListReport",
    "Made",
    "Run",
    "Transport",
    "approval_hash",
    "approve",
    "as_planned",
    "as_told",
    "bring_up_to_date",
    "by_mailbox",
    "check_kind",
    "check_letters",
    "check_person",
    "create_state",
    "enrol",
    "first_moment",
    "gates_of",
    "keep_copy",
    "last_run",
    "letter_for",
    "letter_name",
    "letter_names",
    "lint_made",
    "next_mail",
    "offers",
    "open_store",
    "plan",
    "planner",
    "put_copy_aside",
    "read_letters",
    "read_list",
    "refresh",
    "run_lock",
    "send_calls",
    "send_due",
    "session_for",
    "situation_of",
    "text_before",
    "transport_for",
    "warnings",
    "write_asides",
]
