"""Pages as files; and the plan page, the future of each mailbox in words."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from outreach.campaign import Desk
from outreach.cli.planning import Future, local_time, notes, pace_words, rule_words
from outreach.cli.screen import when
from outreach.page import PlanData, PlanDay, PlanMail, plan_page
from outreach.phrases import date_words
from outreach.schedule.deciding import to_ts
from outreach.schedule.places import Place, name_of
from outreach.schedule.planning import Planned
from outreach.words import Say, current, say, several

#: The letters of a sequence by their number; four are the longest (docs/explanation/letters.md).
LETTERS = ("page.letter_1", "page.letter_2", "page.letter_3", "page.letter_4")
#: Places named with a holiday that not everybody has.
_PLACES = 3


def write_plan(futures: Sequence[Future], path: Path, now: datetime) -> None:
    """Write the plan of all mailboxes as one self-contained page."""
    campaigns = [name for future in futures for name in future.jobs]
    at = when(now, futures[0].desk.mailbox.timezone)
    plans = [plan_data(future, now) for future in futures]
    write(path, plan_page(campaigns, at, plans, current()))


def write(path: Path, page: str) -> None:
    """Write a page where a person asked for it."""
    path.write_text(page, "utf-8")


def plan_data(future: Future, now: datetime) -> PlanData:
    """The future of a mailbox as its page shows it."""
    desk = future.desk
    days = _Days(future, desk.home.day(to_ts(now)))
    return PlanData(
        sender=desk.mailbox.sender.email,
        facts=tuple(str(fact) for fact in _facts(future, now)),
        days=tuple(days.entries()),
        limit=desk.rules.daily_limit if desk.rules.human else 0,
    )


def _facts(future: Future, now: datetime) -> Iterator[Say]:
    first = next(future.days(), None)
    if first is None:
        yield say("plan.nothing")
    else:
        day, mails = first
        words = date_words(day, current())
        yield several(len(mails), "plan.day_one", "plan.day_many", day=words)
        yield from pace_words(future)
        yield say("plan.if_never")
    yield from notes(future, now)


# -- the mails of a day ------------------------------------------------------------------------


def _mails(future: Future) -> Iterator[tuple[date, PlanMail]]:
    """Each mail in words, with its day."""
    mine: dict[tuple[str, str], list[Planned]] = defaultdict(list)
    for mail in future.mails:
        mine[mail.campaign, mail.address].append(mail)
    for mail in future.mails:
        rest = [m for m in mine[mail.campaign, mail.address] if m.step > mail.step]
        yield future.day(mail), _mail(future, mail, rest)


def _mail(future: Future, mail: Planned, rest: Sequence[Planned]) -> PlanMail:
    job = future.desk.jobs[mail.campaign]
    contact = future.desk.store.contact(job.campaign.contacts, mail.address)
    letter = say(LETTERS[mail.step - 1])
    if len(future.jobs) > 1:
        letter = say("page.letter_of", letter=letter, campaign=mail.campaign)
    return PlanMail(
        time=local_time(future, mail),
        name=contact.name if contact else mail.address,
        email=contact.email if contact else mail.address,
        step=mail.step,
        letter=str(letter),
        rule=str(rule_words(future, mail.rule)),
        after=tuple(str(sentence) for sentence in _after(future, mail, rest)),
    )


def _after(future: Future, mail: Planned, rest: Sequence[Planned]) -> Iterator[Say]:
    """What follows a mail if its reader never answers."""
    for later in rest:
        yield say(
            "page.after_letter",
            letter=say(LETTERS[later.step - 1]),
            day=date_words(future.day(later), current()),
            time=local_time(future, later),
        )
    campaign = future.desk.jobs[mail.campaign].campaign
    if (rest[-1].step if rest else mail.step) == len(campaign.steps):
        yield say("page.after_none")
    elif campaign.nudges == "ask":
        yield say("page.after_ask")
    else:
        yield say("page.after_beyond")


# -- the days, and those between them ----------------------------------------------------------


@dataclass
class _Days:
    """The days from the first to the last mail: what goes, and why nothing does."""

    future: Future
    start: date
    #: Days in a row on which nothing goes, with the reasons, not yet told.
    _row: list[tuple[date, list[str]]] = field(default_factory=list)

    @property
    def desk(self) -> Desk:
        """The mailbox."""
        return self.future.desk

    @cached_property
    def places(self) -> list[Place]:
        """Where the people of the plan are."""
        store = self.desk.store
        codes = {store.locale(mail.campaign, mail.address) for mail in self.future.mails}
        return sorted({self.desk.locales[code].place for code in codes})

    def entries(self) -> Iterator[PlanDay]:
        """Every day on which mails go, or on which something stands against them."""
        mails: dict[date, list[PlanMail]] = defaultdict(list)
        for day, mail in _mails(self.future):
            mails[day].append(mail)
        day, last = self.start, max(mails, default=self.start - timedelta(days=1))
        while day <= last:
            yield from self._entry(day, mails.get(day, []))
            day += timedelta(days=1)

    def _entry(self, day: date, mails: Sequence[PlanMail]) -> Iterator[PlanDay]:
        reasons, everywhere = self._reasons(day)
        if not mails and everywhere:
            # A weekend has no reason of its own and does not end a row.
            if reasons:
                self._row.append((day, reasons))
            return
        yield from self._told()
        if mails or reasons:
            yield PlanDay(day, tuple(mails), tuple(reasons))

    def _told(self) -> Iterator[PlanDay]:
        """The row of shut days that ends here, as one entry."""
        row, self._row = self._row, []
        if row:
            reasons = dict.fromkeys(reason for _, reasons in row for reason in reasons)
            first, last = row[0][0], row[-1][0]
            yield PlanDay(first, shut=tuple(reasons), until=last if last > first else None)

    def _reasons(self, day: date) -> tuple[list[str], bool]:
        """Why nothing goes that day, and whether that holds for everybody."""
        if not self.desk.rules.human:
            return [], False
        found = defaultdict[str, list[Place]](list)
        for place in self.places:
            if reason := self._reason(day, place):
                found[reason].append(place)
        everywhere = all(self.desk.calendar.shut(day, place) for place in self.places)
        if day.isoweekday() not in self.desk.rules.days:
            # Not a day for letters anyway: only what everybody has is worth a word.
            whole = len(self.places)
            return [reason for reason, where in found.items() if len(where) == whole], everywhere
        if everywhere:
            return list(found), True
        return [self._where(*each) for each in found.items()], False

    def _where(self, reason: str, places: Sequence[Place]) -> str:
        names = [name_of(place, current()) or "–" for place in places]
        named = ", ".join(names[:_PLACES] + ["…"] * (len(names) > _PLACES))
        return str(say("page.shut_there", reason=reason, places=named))

    def _reason(self, day: date, place: Place) -> str:
        """Why nothing goes to a place; "" where it is open, or only no day for letters."""
        shut = self.desk.calendar.shut(day, place)
        if shut is None or (shut.rule == "weekday" and day.weekday() > 4):
            return ""
        if shut.rule in ("weekday", "holiday"):
            # A holiday on a day without letters is told too: it is no business day. Where only
            # some regions of a place have it, the calendar adds them, and `_where` says enough.
            return self.desk.calendar.holiday(day, place).partition(" (")[0]
        if shut.rule == "eve":
            return str(say("page.shut_eve_24" if day.day == 24 else "page.shut_eve_31"))
        return str(say(f"page.shut_{shut.rule}", detail=shut.detail))
