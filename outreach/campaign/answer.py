"""What a person is told when nothing is due, noted for the next time they ask.

Like the note that nothing is due, of which it is part, it holds only as long as nothing
has changed; and since a person who asks has all letters checked, also nothing of what
these are made of (see `outreach.tick`).
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from outreach import __version__
from outreach.campaign.approval import attached, in_order
from outreach.campaign.job import Job
from outreach.config.nouns import MENU
from outreach.tick import STATE, prints


@dataclass(frozen=True, slots=True)
class Answer:
    """The sentence, and the command that comes next with its label."""

    line: str
    label: str
    command: str


def keep_answer(jobs: Sequence[Job], answer: Answer, now: datetime) -> None:
    """Note the answer, unless the letters are not those that were checked last."""
    root = jobs[0].workspace.root
    folders = [os.path.relpath(folder, root) for folder in _folders(jobs[0])]
    key = f"{STATE}/{jobs[0].workspace.key_file.name}"
    files = sorted({MENU, key, *(name for job in jobs for name in attached(job))})
    looked = prints(root, folders, files)
    # After the look: what changed between the check and the look is found here.
    if not all(in_order(job, now) for job in jobs):
        return
    note = {
        "line": answer.line,
        "label": answer.label,
        "command": answer.command,
        "program": __version__,
        "folders": folders,
        "files": files,
        "prints": looked,
    }
    jobs[0].store.note_answer(jobs[0].mailbox.name, note)


def _folders(job: Job) -> Iterator[str]:
    """Where letters and rules of one's own stand."""
    from outreach.lint.sources import source_folders

    yield str(job.workspace.templates_dir)
    for name in job.workspace.lint.extend:
        own = job.workspace.root / name
        yield from map(str, source_folders(own, own / "lexicon"))
