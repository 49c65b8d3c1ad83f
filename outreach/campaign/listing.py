"""The list: bringing the ledger up to the file, and giving everybody in it their rows."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from outreach.campaign.job import Job
from outreach.model import Contact
from outreach.words import say

if TYPE_CHECKING:
    from outreach.contacts import Aside
    from outreach.store.people import Fingerprint


@dataclass(frozen=True, slots=True)
class ListReport:
    """What became of reading the list: unchanged, or the numbers of this reading."""

    changed: bool
    people: int = 0
    aside: int = 0
    new: int = 0


def read_list(job: Job, now: datetime) -> ListReport:
    """Bring the ledger up to the contact list, if the file differs from its last reading.

    Raises:
        InputError: a file error; the ledger keeps the last good reading.
    """
    from outreach.files import list_status, open_list
    from outreach.store.people import Fingerprint

    path = job.workspace.root / job.campaign.contacts
    status = list_status(path, job.campaign.contacts)
    known = job.store.known_list(job.campaign.contacts)
    if known and (known.size, known.mtime) == (status.st_size, status.st_mtime_ns):
        return ListReport(changed=False)
    with open_list(path, job.campaign.contacts) as file:
        digest = hashlib.file_digest(file, "blake2b").hexdigest()
    print_ = Fingerprint(status.st_size, status.st_mtime_ns, digest)
    if known and known.hash == print_.hash:
        job.store.touch_list(job.campaign.contacts, print_)
        return ListReport(changed=False)
    return _read_changed(job, path, print_, now)


def file_hash(path: Path) -> str:
    """A hash of the file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()


def _read_changed(job: Job, path: Path, print_: "Fingerprint", now: datetime) -> ListReport:
    from outreach import contacts
    from outreach.files import open_list, refuse_changed
    from outreach.schedule.places import place_of

    asides: list[tuple[int, str, str]] = []
    kept: list[contacts.Aside] = []
    region = job.mailbox.region
    with open_list(path, job.campaign.contacts) as file:
        policy = contacts.Policy(
            today=job.local(now).date(),
            region=region,
            is_region=lambda cell: place_of(cell, region)[1] != "unknown",
        )
        reading = contacts.read(file, job.campaign.contacts, policy)

        def people() -> Iterator[Contact]:
            for row in reading:
                if isinstance(row, Contact):
                    yield row
                else:
                    kept.append(row)
                    address = ""
                    with suppress(ValueError):
                        address = contacts.fold_address(row.email) if row.email else ""
                    asides.append((row.line, address, "; ".join(str(p.what) for p in row.problems)))

        def finish() -> tuple[list[str], list[tuple[int, str, str]]]:
            refuse_changed(path, job.campaign.contacts, print_.size, print_.mtime)
            asides.extend((0, a, str(say("send.rows_disagree"))) for a in sorted(reading.conflicts))
            return sorted(reading.conflicts), asides

        synced = job.store.sync_list(
            job.campaign.contacts, people(), print_, now, finish=finish, columns=reading.columns
        )
    write_asides(path, kept, reading.headings)
    return ListReport(changed=True, people=synced.people, aside=len(asides), new=synced.new)


def write_asides(path: Path, asides: "Sequence[Aside]", headings: Sequence[str]) -> Path | None:
    """Write ``NAME.aside.csv`` beside the list, or remove a stale one; returns the file."""
    from outreach.contacts import write_aside

    target = path.with_name(f"{path.stem}.aside.csv")
    if not asides:
        target.unlink(missing_ok=True)
        return None
    target.write_text("\ufeff" + "".join(write_aside(asides, headings)), "utf-8", newline="")
    return target


def enrol(job: Job, now: datetime) -> int:
    """Give everybody in the list their rows; returns how many people are new."""
    return job.store.enrol(
        job.campaign.name,
        job.campaign.contacts,
        job.campaign.mailbox,
        job.step_names,
        now,
        hold_new=job.campaign.new_contacts == "hold",
    )


def bring_up_to_date(job: Job, now: datetime) -> ListReport:
    """Read a changed list, give new people and new steps their rows, and place them in time.

    Cheap when nothing changed: a tick comes by here every minute.

    Raises:
        InputError: a file error; the ledger keeps the last good reading.
        ConfigError: the steps of a campaign that has sent are not the ones it began with.
    """
    report = read_list(job, now)
    grown = report.changed or job.store.steps(job.campaign.name) != job.step_names
    if grown:
        enrol(job, now)
    if grown or not job.store.is_derived(job.campaign.name, job.campaign.contacts, job.placing):
        from outreach.campaign.timing import let_follow, refresh

        refresh(job, now)
        let_follow(job, now)
    return report
