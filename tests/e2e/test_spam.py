"""Every shipped letter as a finished mail, scored by SpamAssassin.

The rules are those the package brings, without any that ask the network and without
learning: what is judged is the wording and the shape of the mail, the same on every machine.
A test of its own gives it a mail full of tricks, so that a scorer asleep is noticed.

Who signs is the sender's provider (DKIM), after the mail has left. One rule looks at that:
LIST_PARTIAL_SHORT_MSG gives a whole point to a short HTML mail that names a way out
(List-Unsubscribe), is no mailing list (List-Id) and is not signed. So the limit is held by
the mail as it arrives from a provider that signs; unsigned, this rule and no other may add.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from outreach.invite import Invite, proposal, with_answers
from outreach.merge import Letters, Setting, parse_template
from outreach.merge.template import Template
from outreach.message import compose
from outreach.model import Contact, Draft, Letter, Sender
from tests.mailserver import eventually, free_ports

pytestmark = pytest.mark.needs("spamassassin")

#: Points; a mailbox usually sorts out at 5.
LIMIT = 0.5
#: The shape of what a provider that signs puts before the mail; nobody looks the key up here.
SIGNATURE = (
    b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=mail;\r\n"
    b"\th=date:from:to:subject:message-id; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;\r\n"
    b"\tb=bm90IGEgcmVhbCBzaWduYXR1cmU=\r\n"
)
UNSIGNED = "LIST_PARTIAL_SHORT_MSG"
AT = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)
ROOT = Path(__file__).parents[2] / "templates"
TEMPLATES = {path.stem: path for path in sorted(ROOT.glob("*/*.md"))}
SECRET = b"s" * 32
IMPRINT = "Anna Weber, Lindenweg 4, 80331 Muenchen"
PEOPLE = {
    "de-sie": {"first_name": "Ingrid", "last_name": "Huber", "gender": "f"},
    "de-du": {"first_name": "Jonas", "last_name": "Brandt"},
    "de-ihr": {"first_name": "Anke und Tom"},
    "en-formal": {"first_name": "Ada", "last_name": "Okafor", "title": "Dr", "gender": "f"},
    "en-casual": {"first_name": "Maya", "last_name": "Lind"},
}
FACTS = {
    "de": {
        "shared_memory": "unser Messestand im Schneetreiben", "help_offer": "Ich kenne zwei Betriebe, die einstellen.",
        "project": "das Archiv in Leipzig", "last_topic": "das neue Lager", "joint_work": "die Messe in Bremen",
        "situation_phrase": "der Umzug der ganzen Abteilung", "own_story": "Das Frühjahr war holprig, inzwischen läuft es.",
        "why_now": "Ich würde gern wieder einmal etwas gemeinsam machen.",
    },
    "en": {
        "shared_memory": "our stand in the snowstorm", "help_offer": "I know two firms that are hiring.",
        "project": "the archive in Leeds", "last_topic": "the new warehouse", "joint_work": "the fair in Bristol",
        "situation_phrase": "the whole department moving", "own_story": "Spring was bumpy here; things are calmer now.",
        "why_now": "I would be glad to work together again.",
    },
}  # fmt: skip
SLOTS = {
    "de": ("Dienstag, 1. Dezember, um 10:00 Uhr", "Mittwoch, 2. Dezember, um 14:30 Uhr"),
    "en": ("Tuesday, 1 December at 10:00", "Wednesday, 2 December at 14:30"),
}
#: One from every list such filters keep.
JUNK = Draft(
    "junk.en-formal",
    "en",
    "URGENT: YOU HAVE WON!!! CLAIM YOUR MILLION DOLLARS NOW",
    "Dear Friend,\n\nI am the widow of the late minister and seek a foreign partner to transfer"
    " US$ 25,000,000 (twenty five million dollars) to your bank account. Viagra, cheap meds,"
    " 100% free, no risk. Act now! Send your bank account number and next of kin.\n",
    "",
)


@dataclass(frozen=True, slots=True)
class Score:
    """Points, and which rules gave them."""

    points: float
    rules: str


@dataclass(frozen=True, slots=True)
class Scorer:
    """A running spamd on loopback."""

    port: int

    def of(self, content: bytes) -> Score:
        """What SpamAssassin says of one mail."""
        done = subprocess.run(
            ["spamc", "-d", "127.0.0.1", "-p", str(self.port), "-x", "-R", "-t", "60"],
            input=content,
            capture_output=True,
            check=True,
            timeout=90,
        )
        report = done.stdout.decode(errors="replace")
        found = re.match(r"(-?[0-9.]+)/[0-9.]+\n", report)
        assert found, report
        return Score(float(found[1]), report[found.end() :])


@pytest.fixture(scope="module")
def scorer() -> Iterator[Scorer]:
    """A spamd in a folder of its own, ended by the id of the process."""
    folder = Path(tempfile.mkdtemp(prefix="osa-", dir="/tmp"))
    shutil.copytree(
        "/etc/spamassassin", folder / "site", ignore=shutil.ignore_patterns("sa-update*")
    )
    (folder / "site/99_tests.cf").write_text("use_bayes 0\ndns_available no\n")
    port = free_ports(1)[0]
    log = folder / "spamd.log"
    command = [
        "spamd", "--local", "--listen", f"127.0.0.1:{port}", "--max-children", "1", "--nouser-config",
        "--siteconfigpath", str(folder / "site"), "--helper-home-dir", str(folder),
        "--syslog", str(log), "--pidfile", str(folder / "pid"),
    ]  # fmt: skip
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # Started by root it would score as "nobody", who cannot write here.
        folder.chmod(0o755)
        shutil.chown(folder, "nobody")
        command += ["--username", "nobody"]
    with (folder / "start.log").open("wb") as said:
        running = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
    try:
        if not eventually(lambda: running.poll() is not None or _answers(port), within=90) or (
            running.poll() is not None
        ):
            pytest.fail((folder / "start.log").read_text(errors="replace"))
        yield Scorer(port)
    finally:
        running.terminate()
        try:
            running.wait(timeout=20)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _answers(port: int) -> bool:
    """True once spamd says PONG."""
    ping = ["spamc", "-d", "127.0.0.1", "-p", str(port), "-K", "--connect-retries=1"]
    return subprocess.run(ping, capture_output=True, check=False, timeout=30).returncode == 0


def draft(template: Template, *, rich: bool, html: bool) -> Draft:
    """The letter for somebody of whom everything is known, or only the name."""
    lang, register = template.language, template.register
    facts = {**FACTS[lang], "last_contact": "2024-11-01"} if rich else {}
    fields = PEOPLE[f"{lang}-{register}"] | {"language": lang, "register": register} | facts
    setting = Setting(
        sender_name="Anna Weber", sender_email="anna@example.com", sender_phone="0151 2345678" if rich else "",
        imprint=IMPRINT if rich else "", language=lang, register=register, html=html,
    )  # fmt: skip
    contact = Contact(
        address="one@kunde.example", email="one@kunde.example", fields=fields | {"email": "one@kunde.example"}
    )  # fmt: skip
    merged = Letters([template]).merge(template, contact, setting, AT, SLOTS[lang] if rich else ())
    assert isinstance(merged, Draft), merged
    return merged


def mail(of: Draft, *, offers: bool = False) -> bytes:
    """The bytes that would go over the wire; with times, they can be answered, and one is a file."""
    sender = Sender("Anna Weber", "anna@example.com")
    if offers and of.html:
        html = with_answers(
            of.html, SLOTS[of.language], of.language, to=sender.email, subject=of.subject
        )
        of = replace(of, html=html)
    call = Invite(
        uid="u@example.com", sequence=0, stamp=AT, start=AT + timedelta(days=7),
        end=AT + timedelta(days=7, minutes=20), sender=sender, to_name="Ada Okafor",
        to_email="one@kunde.example", language=of.language, register="formal",
        sender_zone="Europe/Berlin", contact_zone="Europe/London",
    )  # fmt: skip
    letter = Letter(
        key=f"reconnect:{of.variant}",
        sender=sender,
        to_name="Ada Okafor",
        to_email="one@kunde.example",
        draft=of,
        date=AT,
        attachments=(proposal(call),) if offers else (),
        unsubscribe=("mailto:anna@example.com?subject=stop",),
    )
    return compose(letter, SECRET).content


def test_the_scorer_is_awake(scorer: Scorer) -> None:
    """A mail full of tricks is far above what a letter may have."""
    score = scorer.of(mail(JUNK))
    assert score.points >= 5, score.rules


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_letter_looks_like_spam(scorer: Scorer, name: str) -> None:
    """Below half a point with all facts and with none, with an HTML twin and as text alone.

    With all facts the times are links to a ready-made yes, and vorschlag.ics goes along.
    """
    template = parse_template(TEMPLATES[name].read_text(encoding="utf-8"), f"templates/{name}.md")
    for rich in (True, False):
        for html in (True, False):
            content = mail(draft(template, rich=rich, html=html), offers=rich)
            signed, bare = scorer.of(SIGNATURE + content), scorer.of(content)
            print(f"{signed.points} {bare.points} {name} {rich=} {html=}")
            assert signed.points < LIMIT, signed.rules
            assert bare.points < LIMIT or (html and _without(bare, UNSIGNED) < LIMIT), bare.rules


def _without(score: Score, rule: str) -> float:
    """The points that are left when one rule is set aside."""
    found = re.search(rf"(?m)^ *(-?[0-9.]+) {rule}\b", score.rules)
    return score.points - (float(found[1]) if found else 0)
