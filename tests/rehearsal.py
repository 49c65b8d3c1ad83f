"""Campaigns in the rehearsed spring of 2027: who is in them, and what the clock says."""

import pytest

from tests.bench import Bench, workbench

STEP = '  { template = "long-silence" },'
SECOND = '  { template = "nudge", after = "10 business days", thread = "same" },'
RAMP = "ramp = { start = 5, step = 2 }"
HEAD = "email,first_name,last_name,gender,register,language,region,company,last_contact,shared_memory\r\n"
LAST_NAMES = ("Kraus", "Huber", "Vogt", "Adam", "Benz", "Dorn", "Ernst", "Falk", "Gerber", "Hahn")
#: A Monday before the hours of writing, the Tuesday after, and the day of the second letters.
MONDAY, TUESDAY = "2027-05-03T07:00:00+02:00", "2027-05-04T08:00:00+02:00"
DAY_BEFORE, SECOND_DAY = "2027-05-19T08:00:00+02:00", "2027-05-20T08:00:00+02:00"


class Rehearsal:
    """A workspace at human pace whose clock the test sets."""

    def __init__(self, bench: Bench, patch: pytest.MonkeyPatch) -> None:
        self.bench, self._patch = bench, patch
        self.root = bench.root
        self.settings, self.status = bench.settings, bench.status

    def __call__(self, *words: str, at: str = "", code: int | None = 0):
        """Run a command, at this moment if one is given."""
        if at:
            self.at(at)
        return self.bench(*words, code=code)

    def at(self, moment: str) -> None:
        self._patch.setenv("OUTREACH_NOW", moment)

    def people(self, n: int, *, region: str = "", file: str = "contacts.csv") -> None:
        """The first `n` people of the list, each of a firm of their own."""
        self.rows(
            *(
                f"p{i}@firma{i}.example,Nora,{LAST_NAMES[i]},f,sie,de,{region},,2023-05-04,den Regen"
                for i in range(n)
            ),
            file=file,
        )

    def rows(self, *rows: str, file: str = "contacts.csv") -> None:
        text = HEAD + "".join(f"{row}\r\n" for row in rows)
        (self.root / file).write_text(text, "utf-8", newline="")

    def edit(self, old: str, new: str, letter: str = "long-silence.de-sie") -> None:
        """Change the words of a letter."""
        path = self.root / f"templates/{letter}.md"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def second_campaign(self, port: int, *, mailbox: bool = True) -> None:
        """Campaign `zweite` with three people, from Berta's mailbox or from the same one."""
        own = f"""
[mailbox.berta.sender]
name = "Berta Brandt"
email = "berta@weber.example"

[mailbox.berta.smtp]
host = "127.0.0.1"
port = {port}
security = "none"
auth = "none"
"""
        with (self.root / "outreach.toml").open("a", encoding="utf-8") as file:
            file.write(
                (own if mailbox else "")
                + '\n[campaign.zweite]\ncontacts = "zweite.csv"\n'
                + ('mailbox = "berta"\n' if mailbox else "")
                + 'steps = [{ template = "long-silence" }]\n'
                + 'legal_basis = { value = "existing_customer", reason = "" }\n'
            )
        self.rows(
            *(
                f"q{i}@haus{i}.example,Ida,{name},f,sie,de,,,2023-05-04,den Regen"
                for i, name in enumerate(("Alt", "Bach", "Cohn"))
            ),
            file="zweite.csv",
        )

    def first_letters(self, n: int = 3) -> None:
        """`n` people who were written to on Tuesday, 4 May; second letters on 20 May."""
        self.people(n)
        self("send", "--yes", at=MONDAY)
        self("send", "--wait", at=TUESDAY)
        # Waiting moves a rehearsal's run on, and the ledger does not go back.
        self.at("2027-05-04T12:00:00+02:00")


def rehearsal(
    folder,
    port: int,
    patch: pytest.MonkeyPatch,
    *,
    lang: str = "de",
    nudges: str = "",
    steps: tuple[str, ...] = (STEP, SECOND),
) -> Rehearsal:
    """A workspace at human pace, on Monday, 3 May 2027."""
    made = Rehearsal(workbench(folder, port, pace=""), patch)
    made.settings(STEP, "\n".join(steps))
    made.settings('language = "de"', f'language = "{lang}"')
    if nudges:
        made.settings("[campaign.reconnect]", f'[campaign.reconnect]\nnudges = "{nudges}"')
    made.at(MONDAY)
    return made


def after(text: str, head: str) -> str:
    """What stands behind `head`, up to the end of its line."""
    return text.partition(head)[2].partition("\n")[0].strip()
