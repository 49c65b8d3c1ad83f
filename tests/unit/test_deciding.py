"""Which mail goes now: the order when short, and every gate of a person at its exact moment."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from outreach.schedule.calendars import Calendar
from outreach.schedule.deciding import (
    YEAR,
    Candidate,
    Colleague,
    Facts,
    Go,
    Hold,
    Locales,
    Moment,
    Refuse,
    Wait,
    decide,
    locale_code,
    order,
    person_gate,
)
from outreach.schedule.pace import DAY, Flow, MailboxState
from outreach.schedule.places import Place
from outreach.schedule.rules import Rules

ZONE = ZoneInfo("Europe/Berlin")
HAMBURG, MUNICH = "Europe/Berlin|DE-HH", "Europe/Berlin|DE-BY"


def at(text, zone="Europe/Berlin"):
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def moment(**rules):
    rules = Rules(**rules)
    locales = Locales(rules, Calendar(rules, "en"), "main")
    return Moment(rules, locales, HAMBURG, locales[HAMBURG].day)


def mail(step=1, locale=HAMBURG, **more):
    key = f"c:{step}:a@x.example"
    return Candidate(key, "c", step, "a@x.example", locale, more.pop("turn", 0), **more)


def told(step=2, **more):
    """A second letter that was announced long ago."""
    return mail(step, announced=1, **more)


def gate(c, now, facts=None, *, hurry=False, **rules):
    return person_gate(c, facts or Facts(), moment(**rules), at(now), hurry=hurry)


def until(refused):
    """A refusal in words: until when on the wall clock in Berlin, by which rule, with whom."""
    text = f"{datetime.fromtimestamp(refused.until, ZONE):%Y-%m-%dT%H:%M:%S}"
    return (text, refused.rule, refused.detail) if refused.detail else (text, refused.rule)


# -- order when short ------------------------------------------------------------------------


def test_when_short_later_steps_then_longer_in_sequence_then_earlier_window_then_list():
    """Each of these outweighs all that follow it, whatever they say."""
    ranked = [
        order(mail(3, begun=900, turn=9), 800),
        order(mail(2, begun=100, turn=9), 800),
        order(mail(2, begun=200, turn=1), 0),
        order(mail(1, turn=5), 100),
        order(mail(1, turn=6), 100),
        order(mail(1, turn=1), 200),
    ]
    assert ranked == sorted(ranked)


def test_a_letter_that_was_tried_before_goes_before_new_people():
    """An opener put off by its server is longer in its sequence than one never tried."""
    assert order(mail(1, begun=500, turn=9), 100) < order(mail(1, turn=1), 0)


def test_among_follow_ups_the_window_decides_nothing():
    """Two second letters of equal age go in list order, even if the other's window opened first."""
    assert order(mail(2, begun=5, turn=1), 900) < order(mail(2, begun=5, turn=2), 100)


# -- five business days, three a year, rest ----------------------------------------------------


@pytest.mark.parametrize(
    ("last", "locale", "opens"),
    [
        ("2027-03-02T09:00", HAMBURG, "2027-03-09T00:00:00"),
        ("2027-03-06T12:00", HAMBURG, "2027-03-12T00:00:00"),  # a Saturday counts from Monday on
        ("2027-05-21T09:00", HAMBURG, "2027-05-28T00:00:00"),
        ("2027-05-25T23:59", HAMBURG, "2027-06-01T00:00:00"),
        # Fronleichnam, 27 May 2027, is no business day in Bavaria.
        ("2027-05-25T23:59", MUNICH, "2027-06-02T00:00:00"),
    ],
)
def test_five_business_days_lie_between_two_mails_to_one_person(last, locale, opens):
    """The next mail may go from the fifth business day on, where the person is, not a second before."""
    facts, c = Facts([(at(last), "c")]), told(locale=locale)
    assert until(gate(c, last, facts)) == (opens, "spacing")
    just_before = datetime.fromtimestamp(at(opens) - 1, ZONE).isoformat()[:19]
    assert until(gate(c, just_before, facts)) == (opens, "spacing")
    assert gate(c, opens, facts) is None


def test_the_days_are_those_of_the_persons_own_clock():
    """A mail that left Berlin at 1 in the night reached New York the evening before."""
    c = told(locale="America/New_York|US-NY")
    facts = Facts([(at("2027-03-02T01:00"), "c")])
    refused = gate(c, "2027-03-02T12:00", facts)
    assert refused.until == at("2027-03-08T00:00", "America/New_York")


def test_three_mails_in_365_days_and_the_fourth_waits_for_the_first_to_be_a_year_old():
    """The fourth goes 365 days after the first, to the second; the campaign does not matter."""
    first = at("2027-02-02T09:00:05")
    facts = Facts([(first, "a"), (at("2027-05-04T09:00"), "b"), (at("2027-06-01T09:00"), "c")])
    refused = gate(told(), "2027-09-01T09:00", facts)
    assert (refused.until, refused.rule) == (first + YEAR, "per_year")
    assert gate(told(), "2028-02-02T09:00:04", facts) is not None
    assert gate(told(), "2028-02-02T09:00:05", facts) is None


def test_more_mails_than_allowed_wait_until_only_two_are_younger_than_a_year():
    """Where the limit was higher once, the year is counted from the third last mail."""
    mails = [(at(f"2027-0{m}-02T09:00"), "c") for m in range(1, 6)]
    refused = gate(told(), "2027-08-03T09:00", Facts(mails), max_per_year=3)
    assert refused.until == mails[-3][0] + YEAR


def test_a_new_campaign_rests_180_days_after_the_last_mail_of_another():
    """The opener waits out the rest; a later step of a sequence once begun does not."""
    last = at("2027-02-02T09:00")
    facts = Facts([(last, "other")], last)
    refused = gate(mail(), "2027-06-01T09:00", facts)
    assert (refused.until, refused.rule) == (last + 180 * DAY, "rest")
    assert person_gate(mail(), facts, moment(), last + 180 * DAY) is None
    assert gate(told(), "2027-06-01T09:00", facts) is None
    assert until(gate(mail(), "2027-02-03T09:00", facts, rest=0))[1] == "spacing"


def test_the_own_campaign_asks_for_no_rest():
    """An opener tried again in its own campaign waits five business days at most."""
    facts = Facts([(at("2027-02-02T09:00"), "c")])
    assert gate(mail(), "2027-06-01T09:00", facts) is None


# -- one person per organisation ---------------------------------------------------------------


def test_colleagues_wait_until_ten_business_days_after_the_last_mail_or_answer():
    """The place is free from the tenth business day on."""
    last = at("2027-03-02T09:00")
    facts = Facts(colleagues=[Colleague("Kraus", last)])
    assert until(gate(mail(), "2027-03-02T09:00", facts)) == (
        "2027-03-16T00:00:00",
        "organisation",
        "Kraus",
    )
    assert gate(mail(), "2027-03-15T23:59:59", facts) is not None
    assert gate(mail(), "2027-03-16T00:00", facts) is None


def test_a_sequence_that_is_still_open_keeps_the_place():
    """While a colleague's next mail is to come, the place stays taken past it, however late it is."""
    last, upcoming = at("2027-03-02T09:00"), at("2027-04-20T00:00")
    facts = Facts(colleagues=[Colleague("Kraus", last, upcoming)])
    assert until(gate(mail(), "2027-04-01T09:00", facts))[0] == "2027-05-04T00:00:00"
    # Its moment has passed and it has not gone: ten business days from now, then asked again.
    assert until(gate(mail(), "2027-06-01T09:00", facts))[0] == "2027-06-15T00:00:00"


def test_a_doubt_keeps_the_place_twenty_business_days_and_no_longer():
    """Nobody knows whether it went: colleagues wait 20 business days, open sequence or not."""
    last = at("2027-03-02T09:00")
    facts = Facts(colleagues=[Colleague("Kraus", last, at("2027-12-01T00:00"), in_doubt=True)])
    # Good Friday and Easter Monday 2027 are 26 and 29 March.
    assert until(gate(mail(), "2027-03-10T09:00", facts))[0] == "2027-04-01T00:00:00"
    assert gate(mail(), "2027-04-01T00:00", facts) is None


def test_of_several_colleagues_the_last_to_be_done_is_named():
    """Two colleagues have been written to: the opener waits for the later one."""
    pair = [Colleague("Kraus", at("2027-03-02T09:00")), Colleague("Adam", at("2027-03-09T09:00"))]
    refused = gate(mail(), "2027-03-10T09:00", Facts(colleagues=pair))
    assert until(refused) == ("2027-03-23T00:00:00", "organisation", "Adam")


def test_a_second_letter_asks_no_colleague():
    """Whoever has the place goes on."""
    facts = Facts(colleagues=[Colleague("Kraus", at("2027-03-09T09:00"))])
    assert gate(told(), "2027-03-10T09:00", facts) is None


# -- announcements -----------------------------------------------------------------------------


def test_no_second_letter_goes_on_the_day_it_is_announced():
    """Not announced, or only today: it waits for the next business day at the sender's."""
    friday = date(2027, 3, 12).toordinal()
    for announced in (0, friday):
        c = mail(2, announced=announced)
        assert until(gate(c, "2027-03-12T10:00")) == ("2027-03-15T00:00:00", "announce")
    assert gate(mail(2, announced=friday), "2027-03-13T00:00") is None
    assert gate(mail(1), "2027-03-12T10:00") is None


def test_the_day_before_is_the_senders_day():
    """For somebody in Tokyo the announcement still waits for midnight in Berlin."""
    c = mail(2, announced=date(2027, 3, 9).toordinal(), locale="Asia/Tokyo|JP")
    assert until(gate(c, "2027-03-09T23:59:59")) == ("2027-03-10T00:00:00", "announce")
    assert gate(c, "2027-03-10T00:00") is None


def test_who_asks_before_each_second_letter_waits_for_a_yes():
    """`nudges = "ask"`: held until confirmed; a person who names them in a hurry has said yes."""
    c = mail(2, nudges="ask")
    assert gate(c, "2027-03-10T09:00") == Hold(c, "ask")
    assert gate(c, "2027-03-10T09:00", human=False) == Hold(c, "ask")
    assert gate(c, "2027-03-10T09:00", hurry=True) is None
    assert gate(told(nudges="ask", confirmed=True), "2027-03-10T09:00") is None
    assert gate(mail(1, nudges="ask"), "2027-03-10T09:00") is None


def test_who_announces_nothing_waits_for_nothing():
    """`nudges = "auto"` goes unannounced."""
    assert gate(mail(2, nudges="auto"), "2027-03-10T09:00") is None


# -- too late ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "first_late"),
    # Fronleichnam makes it a day longer in Bavaria.
    [(HAMBURG, "2027-06-17T00:00:00"), (MUNICH, "2027-06-18T00:00:00")],
)
def test_a_second_letter_more_than_fifteen_business_days_late_waits_for_a_look(locale, first_late):
    """On the 15th business day after its moment it still goes, on the 16th it is held."""
    c = told(earliest=at("2027-05-26T00:00"), locale=locale)
    last_good = datetime.fromtimestamp(at(first_late) - 1, ZONE).isoformat()[:19]
    assert gate(c, last_good) is None
    assert gate(c, first_late) == Hold(c, "stale")
    assert gate(c, first_late, hurry=True) == Hold(c, "stale")
    assert gate(mail(1, earliest=c.earliest), first_late) is None


def test_without_the_rules_for_people_no_gate_of_a_person_stands():
    """`pace = "off"` knows no caps, rest, organisation, announcement or lateness."""
    now = at("2027-03-10T09:00")
    facts = Facts([(now - 60, "other")] * 9, now - 60, [Colleague("Kraus", now)])
    for c in (mail(1), mail(2, earliest=1)):
        assert gate(c, "2027-03-10T09:00", facts, human=False) is None


# -- decide --------------------------------------------------------------------------------------


class Line:
    """A queue of one mail, or of none."""

    def __init__(self, c=None, facts=None):
        self.c, self.known, self.asked = c, facts or Facts(), []

    def head(self, now):
        return self.c

    def facts(self, candidate):
        self.asked.append(candidate)
        return self.known

    def wake(self, now):
        return Wait(now + 60, "window")


def test_the_mailbox_is_asked_before_the_people():
    """While the mailbox rests, nobody is looked at; then the first in turn; then whoever wakes."""
    m, now = moment(), at("2027-03-10T09:00")
    rests = Flow(MailboxState("main", last_claim=now - 10, last_gap=300), m.rules, ZONE)
    free = Flow(MailboxState("main"), m.rules, ZONE)
    line = Line(mail())
    assert decide(rests, m, line, now) == Wait(now + 290, "gap")
    assert line.asked == []
    assert decide(rests, m, line, now, hurry=True) == Go(line.c)
    assert decide(free, m, line, now) == Go(line.c)
    assert decide(free, m, Line(), now) == Wait(now + 60, "window")
    refused = Line(mail(), Facts([(now, "c")]))
    assert isinstance(decide(free, m, refused, now), Refuse)


# -- zones and places --------------------------------------------------------------------------


def test_delays_count_business_days_from_the_day_it_went_there():
    """Ten business days, to the first moment of that day on the person's clock; or days of the calendar."""
    locales = moment().locales
    sent = at("2027-05-18T15:59")
    assert locales.after(HAMBURG, sent, 10) == at("2027-06-01T00:00")
    assert locales.after(MUNICH, sent, 10) == at("2027-06-02T00:00")
    assert locales.after(MUNICH, sent, 10, "calendar") == at("2027-05-28T00:00")
    assert locales[MUNICH].after(sent, 10, "business") == locales.after(MUNICH, sent, 10)
    assert locales[MUNICH].after(sent, 10, "calendar") == at("2027-05-28T00:00")


def test_a_day_that_begins_at_one_has_its_first_moment_there():
    """In Havana 14 March 2027 begins at 1:00: that is when a step may follow."""
    locales = moment().locales
    sent = at("2027-03-13T12:00", "America/Havana")
    found = locales.after("America/Havana|CU", sent, 1, "calendar")
    assert found == at("2027-03-14T01:00", "America/Havana")
    assert locales["America/Havana|CU"].day(found) == date(2027, 3, 14)


def test_a_locale_is_found_again_by_its_code():
    """The code of a zone and place leads back to both, and to one object per code."""
    locales = moment().locales
    for place in (Place("DE", "BY"), Place("DE", ""), Place("", "")):
        found = locales[locale_code("Europe/Berlin", place)]
        assert (found.zone.key, found.place) == ("Europe/Berlin", place)
        assert found is locales[locale_code("Europe/Berlin", place)]
