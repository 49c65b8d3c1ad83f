"""Finished, checked mails a second, as ratios to `EmailMessage` building the same mail unchecked."""

import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from outreach.message import check, compose
from outreach.model import Attachment, Draft, Letter, Sender

SECRET = b"k" * 32
MOMENT = datetime(2026, 12, 1, 9, 4, tzinfo=timezone(timedelta(hours=1)))
PARAGRAPH = "Wir haben lange nichts voneinander gehört, und das lag an mir. " * 5
TEXT = "\n\n".join(["Guten Tag Herr Grün,", *[PARAGRAPH] * 5, "-- ", "Anna Weber"]) + "\n"
HTML = "".join(f"<p>{p}</p>\n" for p in TEXT.split("\n\n"))
PDF = Attachment("Angebot für Sie.pdf", bytes(range(256)) * 800, ("application", "pdf"))


def letter(n: int, html: str, files: tuple[Attachment, ...]) -> Letter:
    """One of many letters: nothing of it can be kept from the one before but the sender."""
    to = f"ben{n}@kunde.example"
    draft = Draft("long-silence.de-sie", "de", f"Lange nichts gehört, Herr Grün {n}", TEXT, html)
    return Letter(
        key=f"reconnect:1:{to}",
        sender=Sender("Anna Weber", "anna@weber.example"),
        to_name=f"Ben Grün {n}",
        to_email=to,
        draft=draft,
        date=MOMENT,
        attachments=files,
        unsubscribe=(f"mailto:anna@weber.example?subject=unsubscribe%20{n:012x}",),
    )


def ours(one: Letter) -> bytes:
    """The mail as outreach makes it, read back and compared."""
    return compose(one, SECRET).content


def theirs(one: Letter) -> bytes:
    """The same mail by the standard library, not read back."""
    mail = EmailMessage(policy=SMTP)
    mail["Date"] = format_datetime(one.date)
    mail["From"] = Address(one.sender.name, addr_spec=one.sender.email)
    mail["To"] = Address(one.to_name, addr_spec=one.to_email)
    mail["Subject"] = one.draft.subject
    mail["Message-ID"] = f"<{one.key.partition('@')[0].replace(':', '.')}@weber.example>"
    mail["List-Unsubscribe"] = f"<{one.unsubscribe[0]}>"
    mail.set_content(one.draft.text)
    if one.draft.html:
        mail.add_alternative(one.draft.html, subtype="html")
    for file in one.attachments:
        mail.add_attachment(
            file.content, maintype=file.mime[0], subtype=file.mime[1], filename=file.name
        )
    return mail.as_bytes()


def microseconds(work: Callable[[int], object], n: int, rounds: int = 7) -> float:
    """Median of a few rounds, per mail."""
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        for i in range(n):
            work(i)
        times.append((time.perf_counter() - begin) / n * 1e6)
    return statistics.median(times)


def main() -> None:
    """Print microseconds per mail, how much of it is the self-check, and the ratio."""
    for label, html, files, n in (
        ("text only", "", (), 300),
        ("text and HTML twin", HTML, (), 300),
        ("twin and a file of 200 kB", HTML, (PDF,), 30),
    ):
        letters = [letter(i, html, files) for i in range(n)]
        finished = [compose(one, SECRET) for one in letters]
        mine = microseconds(lambda i, all_=letters: ours(all_[i]), n)
        checking = microseconds(lambda i, all_=letters, done=finished: check(done[i], all_[i]), n)
        other = microseconds(lambda i, all_=letters: theirs(all_[i]), n)
        print(
            f"{label:<26} outreach {mine:6.0f} µs (check {checking:5.0f})   "
            f"EmailMessage {other:6.0f} µs   ratio {other / mine:4.2f}"
        )


if __name__ == "__main__":
    main()
