"""The settings: what is read, what is refused, and where it says so."""

import os
import sys
import tomllib
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path
from string import Template

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.calls.rules import Booking, Notice
from outreach.config import (
    Campaign,
    Mailbox,
    Secret,
    Step,
    find,
    load,
    provider_for,
    providers,
    settings_hash,
)
from outreach.config.places import lines_of
from outreach.config.reading import checked
from outreach.config.tables import KNOWN
from outreach.errors import ConfigError, UsageError
from outreach.model import Sender
from outreach.schedule.rules import Delay, Rules, Span

SENDER = '[sender]\nname = "Anna Weber"\nemail = "anna@example.com"\n'
SMTP = '[smtp]\nhost = "smtp.example.com"\npassword = { env = "OUTREACH_TEST_PW" }\n'
CAMPAIGN = '[campaign.reconnect]\nsteps = [{ template = "long-silence" }]\n'
POSIX = pytest.mark.skipif(os.name != "posix", reason="file modes are a POSIX matter")


@pytest.fixture(autouse=True)
def _no_credentials(monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)


@pytest.fixture
def read(tmp_path):
    """Settings from a text (or bytes), in a workspace of their own."""

    def of(text: str | bytes):
        content = text.encode() if isinstance(text, str) else text
        (tmp_path / "outreach.toml").write_bytes(content)
        return load(tmp_path)

    return of


@pytest.fixture
def wrong(read):
    """The problems of a text as (line, column, key of the sentence)."""

    def of(text: str | bytes):
        with pytest.raises(ConfigError) as caught:
            read(text)
        assert str(caught.value), "every sentence has its fields"
        return [
            (p.line, p.column, p.what.key.removeprefix("config.")) for p in caught.value.problems
        ]

    return of


# -- what is read -------------------------------------------------------------------------


def test_every_built_key_is_read(tmp_path, read):
    """Each key of the reference reaches the place where it is used."""
    (tmp_path / "signature.txt").write_bytes("\ufeffHerzlich\r\nAnna\r\n".encode())
    (tmp_path / "ca.pem").write_text("ca")
    ws = read("""
[workspace]
id = "k3v9"
[sender]
name = "Anna Weber"
email = "Anna@Example.com"
language = "de"
register = "du"
timezone = "Europe/Vienna"
region = "at-9"
phone = "0151 1"
signature = "signature.txt"
imprint = \"\"\"Anna Weber Beratung
Augsburg\"\"\"
reply_to = "post@example.com"
html = false
[smtp]
host = "smtp.example.com"
port = 2465
security = "tls"
username = "anna"
auth = "xoauth2"
token = { command = "print-token anna" }
ca_file = "ca.pem"
[schedule]
days = ["fri", "di", "Wednesday", "tue"]
windows = ["14:00-16:00", "9:00-11:00"]
gap = "90s-2h"
daily_limit = 7
hourly_limit = 4
ramp = { start = 3, step = 1 }
closed = ["12-20..01-10"]
away = ["2027-05-01..2027-05-14", "05-01"]
bridge_days = false
max_per_year = 2
rest = "1 day"
pace = "off"
[campaign.spring]
contacts = "lists/a.csv"
situation = "layoffs"
situation_phrase = "die Kurzarbeit"
own_story = \"\"\"Bei uns war es holprig,
inzwischen läuft es.\"\"\"
help_offer = "ich höre gern zu"
why_now = "weil Frühling ist"
new_contacts = "send"
nudges = "ask"
legal_basis = { value = "contract", reason = "Projekt 2024" }
language = "en"
register = "casual"
mailbox = "main"
steps = [
  { template = "long-silence", invite = "none" },
  { template = "nudge.de-sie", after = "10 business days", thread = "new" },
]
[campaign.spring.facts]
city = "Augsburg"
year = 2026
""")
    assert (ws.root, ws.id, ws.language) == (tmp_path, "k3v9", "de")
    assert (ws.rules.gap, ws.pace_off) == ((90, 7200), True)
    assert ws.rules == Rules(
        days=(2, 3, 5),
        windows=((540, 660), (840, 960)),
        gap=(90, 7200),
        daily_limit=7,
        hourly_limit=4,
        ramp=(3, 1),
        closed=(Span((0, 12, 20), (0, 1, 10)),),
        away=(Span((2027, 5, 1), (2027, 5, 14)), Span((0, 5, 1), (0, 5, 1))),
        bridge_days=False,
        max_per_year=2,
        rest=1,
        human=False,
    )
    assert ws.mailboxes["main"] == Mailbox(
        "main",
        Sender("Anna Weber", "Anna@example.com", "post@example.com"),
        phone="0151 1",
        signature="Herzlich\nAnna",
        imprint="Anna Weber Beratung\nAugsburg",
        html=False,
        timezone="Europe/Vienna",
        region="AT-9",
        language="de",
        register="du",
        host="smtp.example.com",
        port=2465,
        security="tls",
        username="anna",
        auth="xoauth2",
        secret=Secret("command", "print-token anna"),
        ca_file=str((tmp_path / "ca.pem").resolve()),
        daily_limit=7,
        hourly_limit=4,
        provider="",
    )
    assert ws.campaign("spring") == Campaign(
        "spring",
        "lists/a.csv",
        (Step("long-silence"), Step("nudge.de-sie", Delay(10), "new")),
        language="en",
        register="casual",
        legal_basis="contract",
        legal_reason="Projekt 2024",
        new_contacts="send",
        nudges="ask",
        situation="layoffs",
        situation_phrase="die Kurzarbeit",
        own_story="Bei uns war es holprig, inzwischen läuft es.",
        help_offer="ich höre gern zu",
        why_now="weil Frühling ist",
        facts={"city": "Augsburg", "year": "2026"},
    )


def test_little_is_enough(read, tmp_path):
    """A name and an address load; without [smtp] there is no host, and nobody is refused."""
    ws = read(SENDER + CAMPAIGN)
    box, camp = ws.mailboxes["main"], ws.campaign(None)
    assert (box.host, box.secret, box.daily_limit) == ("", None, 20)
    assert (ws.rules.gap, ws.pace_off, ws.language) == ((180, 660), False, "en")
    assert (camp.contacts, camp.new_contacts, camp.mailbox) == ("contacts.csv", "hold", "main")
    assert (camp.nudges, camp.steps) == ("announce", (Step("long-silence"),))
    assert ws.rules == Rules()
    state = tmp_path / ".outreach"
    assert (ws.state_dir, ws.ledger, ws.key_file) == (state, state / "state.db", state / "key")
    assert ws.templates_dir == tmp_path / "templates"


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_byte_order_mark_and_windows_line_ends_are_read(read, wrong, bom, ends):
    """What a Windows editor saves is read, and its lines are counted the same."""
    good = SENDER + CAMPAIGN
    assert read(bom + good.replace("\n", ends).encode()).campaign(None).name == "reconnect"
    bad = (good + 'situation = "rain"\n').replace("\n", ends)
    assert wrong(bom + bad.encode()) == [(6, "campaign.reconnect.situation", "one_of")]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("3m-11m", (180, 660)), ("0s", (0, 0)), ("1s-3s", (1, 3)), ("2h", (7200, 7200))],
)
def test_a_pause_is_a_span_or_one_length(read, text, seconds):
    """The pause is written with its units; a single length is both ends."""
    assert read(f'{SENDER}[schedule]\ngap = "{text}"\n').rules.gap == seconds


def test_further_mailboxes_have_their_own_server(read, tmp_path):
    """A further mailbox takes from main what it leaves open, and never its secret."""
    ws = read(
        SENDER
        + 'timezone = "Europe/London"\nregion = "GB"\n'
        + SMTP
        + '[mailbox.bert.sender]\nname = "Bert"\nemail = "bert@example.com"\n'
        + SMTP.replace("[smtp]", "[mailbox.bert.smtp]")
        + CAMPAIGN
        + 'mailbox = "bert"\n'
    )
    bert, main = ws.mailboxes["bert"], ws.mailboxes["main"]
    assert (bert.sender.email, bert.username) == ("bert@example.com", "bert@example.com")
    assert (bert.timezone, bert.region) == ("Europe/London", "GB")
    assert bert.secret.name == "outreach-smtp-bert"
    assert main.secret.name == "outreach-smtp"
    assert ws.campaign(None).mailbox == "bert"


def test_an_address_with_umlauts_goes_by_its_wire_form(read):
    """The domain of the sender is written as the wire wants it (IDNA A-labels)."""
    text = SENDER.replace("anna@example.com", "anna@müller.example")
    assert read(text).mailboxes["main"].sender.email == "anna@xn--mller-kva.example"


# -- mail servers -------------------------------------------------------------------------


def smtp(read, lines, schedule=""):
    return read(f"{SENDER}[smtp]\n{lines}\n{schedule}").mailboxes["main"]


def test_a_provider_fills_in_its_server(read):
    """A known provider stands for host, port, security and limit; the smaller limit counts."""
    box = smtp(read, 'provider = "gmx"\npassword = { env = "X" }')
    assert (box.host, box.port, box.security) == ("mail.gmx.net", 587, "starttls")
    assert (box.username, box.auth, box.provider) == ("anna@example.com", "password", "gmx")
    many = smtp(
        read,
        'provider = "gmx"\npassword = { env = "X" }',
        "[schedule]\ndaily_limit = 5000",
    )
    assert many.daily_limit == providers()["gmx"].daily_limit
    few = smtp(read, 'provider = "gmx"\npassword = { env = "X" }', "[schedule]\ndaily_limit = 3")
    assert few.daily_limit == 3


def test_an_hourly_limit_is_the_smaller_of_own_and_the_providers(read):
    """IONOS lets new contracts send fifty an hour; an own limit below that counts, none above."""
    ionos = 'provider = "ionos"\npassword = { env = "X" }'
    assert smtp(read, ionos).hourly_limit == providers()["ionos"].hourly_limit == 50
    assert smtp(read, ionos, "[schedule]\nhourly_limit = 9").hourly_limit == 9
    assert smtp(read, ionos, "[schedule]\nhourly_limit = 90").hourly_limit == 50
    gmx = 'provider = "gmx"\npassword = { env = "X" }'
    assert smtp(read, gmx).hourly_limit == 0
    assert smtp(read, gmx, "[schedule]\nhourly_limit = 9").hourly_limit == 9


@pytest.mark.parametrize(
    ("lines", "port", "security"),
    [
        ('host = "h.example"', 587, "starttls"),
        ('host = "h.example"\nport = 465', 465, "tls"),
        ('host = "h.example"\nsecurity = "tls"', 465, "tls"),
        ('provider = "gmail"\nsecurity = "tls"', 465, "tls"),
        ('provider = "strato"', 465, "tls"),
        ('host = "::1"\nsecurity = "none"\nport = 2525', 2525, "none"),
    ],
)
def test_port_and_security_fit_each_other(read, lines, port, security):
    """One of the two is enough: 465 speaks TLS from the first byte (RFC 8314 §3.3)."""
    box = smtp(read, lines + '\npassword = { env = "X" }')
    assert (box.port, box.security) == (port, security)


@pytest.mark.parametrize(
    ("lines", "auth"),
    [
        ('host = "h.example"\npassword = { env = "X" }', "password"),
        ('host = "h.example"\ntoken = { env = "X" }', "xoauth2"),
        ('provider = "microsoft365"\ntoken = { env = "X" }', "xoauth2"),
        ('provider = "microsoft365"\npassword = { env = "X" }', "password"),
        ('host = "h.example"\nauth = "none"', "none"),
        ('host = "127.0.0.1"\nsecurity = "none"', "none"),
    ],
)
def test_the_login_follows_what_is_written(read, lines, auth):
    """A token means xoauth2 and a password a password, whatever the provider prefers."""
    assert smtp(read, lines).auth == auth


@pytest.mark.parametrize(
    ("lines", "key", "what"),
    [
        ('host = "h.example"', "password", "missing"),
        ('provider = "microsoft365"', "token", "missing"),
        ('provider = "own"\npassword = { env = "X" }', "host", "missing"),
        ('host = "h.example"\npassword = "hunter2"', "password", "plain_secret"),
        ('host = "h.example"\ntoken = "hunter2"', "token", "plain_secret"),
        ('host = "h.example"\npassword = { evn = "hunter2" }', "password", "secret_place"),
        ('host = "h.example"\npassword = { env = "A", file = "hunter2" }', "password", "secret_place"),
        ('host = "h.example"\npassword = {}', "password", "secret_place"),
        ('host = "h.example"\npassword = { env = "" }', "password", "secret_place"),
        ('host = "h.example"\npassword = { credential = "../etc" }', "password", "secret_place"),
        ('host = "h.example:587"\npassword = { env = "X" }', "host", "host"),
        ('host = "smtps://h.example"\npassword = { env = "X" }', "host", "host"),
        ('host = "h.example"\npassword = { env = "X" }\nsecurity = "none"', "security", "plain"),
        ('host = "h.example"\npassword = { env = "X" }\nport = 0', "port", "number"),
        ('host = "h.example"\npassword = { env = "X" }\nport = 65536', "port", "number"),
        ('host = "h.example"\npassword = { env = "X" }\nport = true', "port", "number"),
        ('provider = "gmial"\nhost = "h"\npassword = { env = "X" }', "provider", "one_of"),
        ('host = "h.example"\npassword = { env = "X" }\nca_file = "no.pem"', "ca_file", "no_such_file"),
    ],
)  # fmt: skip
def test_a_server_that_cannot_work_is_one_problem(wrong, lines, key, what):
    """What could not send, or not safely, is refused before anything is sent."""
    (problem,) = wrong(f"{SENDER}[smtp]\n{lines}\n")
    assert problem[1:] == (f"smtp.{key}", what)


@pytest.mark.parametrize("key", ["password", "token"])
def test_a_secret_in_the_file_is_refused_and_not_repeated(read, key):
    """The refusal names the cure and never shows the secret."""
    with pytest.raises(ConfigError) as caught:
        smtp(read, f'host = "h.example"\n{key} = "hunter2"')
    assert "hunter2" not in str(caught.value)
    cure = {"password": '{ env = "OUTREACH_SMTP_PASSWORD" }', "token": "{ command ="}[key]
    assert f"{key} = {cure}" in str(caught.value)


@POSIX
def test_a_command_whose_quotes_stay_open_is_refused(wrong):
    """A command is split as a shell would, so it must split."""
    text = SENDER + '[smtp]\nhost = "h.example"\npassword = { command = "pass \'show" }\n'
    assert wrong(text) == [(6, "smtp.password", "secret_place")]


# -- what is refused, and where -----------------------------------------------------------


def test_all_problems_come_at_once_in_the_order_of_the_file(wrong):
    """One report names everything, each with its line, from top to bottom."""
    text = """[sender]
name = "Anna"
email = "anna"
timezone = "Europe/Atlantis"

[smtp]
host = "h.example"
password = "x"

[schedule]
gap = "soon"

[campaign.Spring]
steps = []
"""
    assert wrong(text) == [
        (3, "sender.email", "address"),
        (4, "sender.timezone", "timezone"),
        (8, "smtp.password", "plain_secret"),
        (11, "schedule.gap", "gap"),
        (13, "campaign.Spring", "bad_name"),
    ]


@pytest.mark.parametrize("table", ["imap", "notify"])
def test_a_table_of_a_later_version_is_one_problem(wrong, table):
    """However many keys it has, the table is named once."""
    text = f'{SENDER}[{table}]\nhost = "x"\nduration = "20m"\n[{table}.hours]\ntue = "9"\n'
    assert wrong(text) == [(4, table, "later")]


@pytest.mark.parametrize(
    ("text", "line", "column", "near"),
    [
        ('[smpt]\nhost = "x"\n', 4, "smpt", "smtp"),
        ("[schedule]\ndaily_limt = 3\n", 5, "schedule.daily_limt", "daily_limit"),
        (CAMPAIGN + 'own_stroy = "x"\n', 6, "campaign.reconnect.own_stroy", "own_story"),
        ('[mailbox.b.sendr]\nname = "x"\n', 4, "mailbox.b.sendr", "sender"),
        (
            '[campaign.a]\nsteps = [\n  { template = "a" },\n  { template = "b", aftr = "x" },\n]\n',
            7, "campaign.a.steps.aftr", "after",
        ),
    ],
)  # fmt: skip
def test_an_unknown_name_is_shown_with_the_nearest_known_one(read, text, line, column, near):
    """A slip of the pen is found where it stands, down to the item of a list."""
    with pytest.raises(ConfigError) as caught:
        read(SENDER + text)
    slip = next(p for p in caught.value.problems if p.what.key == "config.unknown_near")
    assert (slip.line, slip.column, slip.what.args["near"]) == (line, column, near)


def test_an_unknown_name_without_a_near_one_lists_what_is_known(read):
    """Where nothing is near, all that is possible is named."""
    with pytest.raises(ConfigError) as caught:
        read(SENDER + "[workspace]\nzzz = 1\n")
    (problem,) = caught.value.problems
    assert problem.hint.args["known"] == "id"


@pytest.mark.parametrize(
    ("text", "line", "column", "what"),
    [
        ('email = "a@b"', 3, "sender.email", "address"),
        ('email = "a..b@example.com"', 3, "sender.email", "address"),
        ('email = "a@example.com, b@example.com"', 3, "sender.email", "address"),
        ('email = "a@example.com\\r\\nBcc: x@example.com"', 3, "sender.email", "control"),
        ('email = "a@example.com"\nreply_to = "nobody"', 4, "sender.reply_to", "address"),
        ('email = "a@example.com"\ntimezone = "../../etc/passwd"', 4, "sender.timezone", "timezone"),
        ('email = "a@example.com"\ntimezone = "Europe"', 4, "sender.timezone", "timezone"),
        ('email = "a@example.com"\ntimezone = ""', 4, "sender.timezone", "timezone"),
        ('email = "a@example.com"\nregion = "Bayern"', 4, "sender.region", "region"),
        ('email = "a@example.com"\nlanguage = "fr"', 4, "sender.language", "one_of"),
        ('email = "a@example.com"\nregister = "Sie"', 4, "sender.register", "one_of"),
        ('email = "a@example.com"\nhtml = "no"', 4, "sender.html", "not_flag"),
        ('email = "a@example.com"\nphone = 49151', 4, "sender.phone", "not_text"),
        ('email = "a@example.com"\nphone = "\\u202e15"', 4, "sender.phone", "control"),
        ('email = "a@example.com"\nimprint = "a\\u0000b"', 4, "sender.imprint", "control"),
        ('email = "a@example.com"\nsignature = "gone.txt"', 4, "sender.signature", "no_such_file"),
        ('phone = "1"', 1, "sender.email", "missing"),
    ],
)  # fmt: skip
def test_a_bad_value_of_the_sender_is_one_problem(wrong, text, line, column, what):
    """Nothing that could change a header or a moment passes unchecked."""
    assert wrong(f'[sender]\nname = "A"\n{text}\n') == [(line, column, what)]


@pytest.mark.parametrize(
    ("text", "key", "what"),
    [
        ('contacts = "/etc/passwd"', "contacts", "outside"),
        ('contacts = "../other/contacts.csv"', "contacts", "outside"),
        ('contacts = "a/../../b.csv"', "contacts", "outside"),
        ('contacts = "C:\\\\lists\\\\a.csv"', "contacts", "outside"),
        ('contacts = "..\\\\a.csv"', "contacts", "outside"),
        ('contacts = "~/a.csv"', "contacts", "outside"),
        ('contacts = ""', "contacts", "outside"),
        ('situation = "war"', "situation", "one_of"),
        ("situation = 3", "situation", "not_text"),
        ('new_contacts = "ask"', "new_contacts", "one_of"),
        ('mailbox = "bert"', "mailbox", "one_of"),
        ('legal_basis = "contract"', "legal_basis", "not_table"),
        ('legal_basis = { value = "sure" }', "legal_basis.value", "one_of"),
        ('legal_basis = { reason = "x" }', "legal_basis.value", "one_of"),
        ('legal_basis = { value = ["contract"] }', "legal_basis.value", "not_text"),
        ('facts = { "Two Words" = "x" }', "facts.Two Words", "fact_name"),
        ("facts = { rate = 1.5 }", "facts.rate", "not_text"),
        ("facts = 3", "facts", "not_table"),
        ('nudges = "never"', "nudges", "one_of"),
    ],
)  # fmt: skip
def test_a_bad_value_of_a_campaign_is_one_problem(wrong, text, key, what):
    """Lists lie inside the workspace, and every choice is one of the known ones."""
    assert wrong(f"{SENDER}{CAMPAIGN}{text}\n") == [(6, f"campaign.reconnect.{key}", what)]


@pytest.mark.parametrize(
    ("steps", "column", "what"),
    [
        ('"long-silence"', "steps", "steps"),
        ("[]", "steps", "steps"),
        ('["long-silence"]', "steps", "steps"),
        ('[{ after = "10 business days" }]', "steps.template", "template"),
        ('[{ template = "../x" }]', "steps.template", "template"),
        ('[{ template = "a", after = "10 business days" }]', "steps.after", "first_step"),
        ('[{ template = "a", thread = "same" }]', "steps.thread", "first_step"),
        ('[{ template = "a" }, { template = "b" }]', "steps.after", "after"),
        ('[{ template = "a" }, { template = "b", after = 10 }]', "steps.after", "after"),
        ('[{ template = "a" }, { template = "b", after = "10 days" }]', "steps.after", "after"),
        ('[{ template = "a" }, { template = "b", after = "4 business days" }]', "steps.after", "after_short"),
        ('[{ template = "a" }, { template = "b", after = "6 calendar days" }]', "steps.after", "after_short"),
        ('[{ template = "a" }, { template = "b", after = "5 business days", thread = "old" }]', "steps.thread", "one_of"),
    ],
)  # fmt: skip
def test_a_sequence_that_cannot_be_is_refused(wrong, steps, column, what):
    """Each letter has a name, and each after the first a kind distance."""
    found = wrong(f"{SENDER}[campaign.a]\nsteps = {steps}\n")
    assert (5, f"campaign.a.{column}", what) in found


def test_more_than_four_letters_are_refused(wrong, read):
    """The longest sequence has four letters, whatever a year would allow."""
    later = ', { template = "b", after = "5 business days" }'
    text = f'{SENDER}[schedule]\nmax_per_year = 9\n[campaign.a]\nsteps = [{{ template = "a" }}%s]\n'
    assert len(read(text % (later * 3)).campaign("a").steps) == 4
    assert wrong(text % (later * 4)) == [(7, "campaign.a.steps", "many_steps")]


def test_a_sequence_keeps_within_the_letters_of_a_year(wrong, read):
    """More letters than max_per_year could never all go, so they are refused."""
    later = ', { template = "b", after = "5 business days" }'
    text = f'{SENDER}[campaign.a]\nsteps = [{{ template = "a" }}%s]\n'
    assert len(read(text % (later * 2)).campaign("a").steps) == 3
    assert wrong(text % (later * 3)) == [(5, "campaign.a.steps", "over_year")]
    one = SENDER + "[schedule]\nmax_per_year = 1\n[campaign.a]\n"
    assert wrong(f'{one}steps = [{{ template = "a" }}{later}]\n') == [
        (7, "campaign.a.steps", "over_year")
    ]


def test_a_follow_up_stays_in_its_thread_unless_told(read):
    """From the second letter on, thread is "same"."""
    text = 'steps = [{ template = "a" }, { template = "b", after = "10 business days" }]'
    steps = read(f"{SENDER}[campaign.a]\n{text}\n").campaign("a").steps
    assert steps == (Step("a"), Step("b", Delay(10), "same"))
    assert [s.delay.days for s in steps] == [0, 10]


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("10 business days", Delay(10)),
        ("5 business_days", Delay(5)),
        ("14 calendar days", Delay(14, "calendar")),
        ("14 calendar_days", Delay(14, "calendar")),
    ],
)
def test_a_distance_is_in_days_of_work_or_of_the_calendar(read, text, delay):
    """The unit is always written, so that nobody has to know which is meant."""
    steps = f'steps = [{{ template = "a" }}, {{ template = "b", after = "{text}" }}]'
    assert read(f"{SENDER}[campaign.a]\n{steps}\n").campaign("a").steps[1].delay == delay


# -- time ---------------------------------------------------------------------------------


def schedule(read, line):
    return read(f"{SENDER}[schedule]\n{line}\n").rules


@pytest.mark.parametrize(
    ("line", "windows"),
    [
        ('windows = ["00:00-24:00"]', ((0, 1440),)),
        ('windows = ["9:05 – 9:06"]', ((545, 546),)),
        ('windows = ["11:00-12:00", "09:00-11:00"]', ((540, 720),)),
        ('windows = ["14:00-16:00", "09:00-11:00"]', ((540, 660), (840, 960))),
    ],
)
def test_writing_hours_are_put_in_order(read, line, windows):
    """Half-open hours, sorted; two that touch are one, and a day ends at 24:00."""
    assert schedule(read, line).windows == windows


def test_every_weekday_is_known_in_both_languages(read):
    """Short and long, English and German, small and large: the same seven days."""
    names = ["mon", "Tuesday", "mi", "DONNERSTAG", "fri", "sa", "sonntag"]
    assert schedule(read, f"days = {names!r}").days == (1, 2, 3, 4, 5, 6, 7)


@pytest.mark.parametrize(
    ("line", "span"),
    [
        ('closed = ["12-23..01-06"]', Span((0, 12, 23), (0, 1, 6))),
        ('closed = ["2027-05-01 .. 2027-05-14"]', Span((2027, 5, 1), (2027, 5, 14))),
        ('closed = ["2027-05-28"]', Span((2027, 5, 28), (2027, 5, 28))),
        ("closed = [2027-05-28]", Span((2027, 5, 28), (2027, 5, 28))),
        ('closed = ["05-01"]', Span((0, 5, 1), (0, 5, 1))),
        ('closed = ["02-29"]', Span((0, 2, 29), (0, 2, 29))),
    ],
)
def test_days_off_are_of_one_year_or_of_each(read, line, span):
    """A span or a single day, with its year or for every year; a bare TOML date too."""
    assert schedule(read, line).closed == (span,)


def test_days_off_and_ramp_can_be_switched_off(read):
    """An empty list closes no day, and ramp = "off" starts at full pace."""
    found = schedule(read, 'closed = []\nramp = "off"')
    assert (found.closed, found.ramp) == ((), None)
    assert schedule(read, "ramp = { start = 8 }").ramp == (8, 2)


@pytest.mark.parametrize(
    ("line", "column", "what"),
    [
        ('days = ["tue",\n"tuh"]', "days", "weekday"),
        ('days = ["tue",\n7]', "days", "not_text"),
        ("days = []", "days", "not_list"),
        ('days = "tue"', "days", "not_list"),
        ('windows = ["09:00-11:00",\n"9-11"]', "windows", "window"),
        ('windows = ["09:00-11:00",\n"12:00-24:01"]', "windows", "window"),
        ('windows = ["09:00-11:00",\n"12:60-13:00"]', "windows", "window"),
        ('windows = ["09:00-11:00",\n"12:00-13:75"]', "windows", "window"),
        ('windows = ["09:00-11:00",\n"16:00-14:00"]', "windows", "window_order"),
        ('windows = ["09:00-11:00",\n"14:00-14:00"]', "windows", "window_order"),
        ("windows = []", "windows", "not_list"),
        ('windows = ["09:00-11:00", "10:59-12:00"]', "windows", "windows_overlap"),
        ('closed = "12-23..01-06"', "closed", "not_list"),
        ('closed = ["05-01",\n"christmas"]', "closed", "span"),
        ('closed = ["05-01",\n"24.12."]', "closed", "span"),
        ('closed = ["05-01",\n"2027-05-01..06-01"]', "closed", "span"),
        ('closed = ["05-01",\n"05-01..2027-06-01"]', "closed", "span"),
        ('closed = ["05-01",\n"05-01..."]', "closed", "span"),
        ('closed = ["05-01",\n1979-05-27T07:32:00]', "closed", "not_text"),
        ('closed = ["05-01",\n"02-30"]', "closed", "no_such_day"),
        ('closed = ["05-01",\n"2027-02-29"]', "closed", "no_such_day"),
        ('away = ["05-01",\n"13-01..13-02"]', "away", "no_such_day"),
        ('away = ["05-01",\n"2027-05-14..2027-05-01"]', "away", "span_order"),
        ("ramp = 5", "ramp", "ramp"),
        ('ramp = "on"', "ramp", "ramp"),
        ("ramp = { start = 0 }", "ramp.start", "number"),
        ("ramp = { strat = 5 }", "ramp.strat", "unknown_near"),
        ("hourly_limit = -1", "hourly_limit", "number"),
        ("bridge_days = 1", "bridge_days", "not_flag"),
        ("max_per_year = 0", "max_per_year", "number"),
        ("max_per_year = 13", "max_per_year", "number"),
        ('rest = "half a year"', "rest", "rest"),
        ("rest = 180", "rest", "not_text"),
        ('pace = "slow"', "pace", "one_of"),
    ],
)  # fmt: skip
def test_a_time_that_cannot_be_is_one_problem_at_its_item(wrong, line, column, what):
    """A day that does not exist, an end before its start, a slip: named where it stands."""
    number = 5 + line.count("\n")
    assert wrong(f"{SENDER}[schedule]\n{line}\n") == [(number, f"schedule.{column}", what)]


def test_all_that_is_wrong_with_time_comes_at_once(wrong):
    """One look at the file mends everything."""
    text = '[schedule]\ndays = ["tuh", "xyz"]\nwindows = ["11:00-9:00"]\ngap = "x"\nrest = ""\n'
    assert [(line, what) for line, _, what in wrong(SENDER + text)] == [
        (5, "weekday"),
        (5, "weekday"),
        (6, "window_order"),
        (7, "gap"),
        (8, "rest"),
    ]


@pytest.mark.parametrize("text", ["11m-3m", "3", "3 m", "-3m", "3m-", "25h", "9999999m", ""])
def test_a_pause_that_is_none_is_refused(wrong, text):
    """Ends the wrong way round, no unit, more than a day: none of it is guessed."""
    assert wrong(f'{SENDER}[schedule]\ngap = "{text}"\n') == [(5, "schedule.gap", "gap")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('sender = "x"\n', (1, "sender", "not_table")),
        ('[[sender]]\nname = "x"\n', (1, "sender", "not_table")),
        (SENDER + "[mailbox]\nb = 3\n", (5, "mailbox.b", "not_table")),
        ("campaign = 3\n" + SENDER, (1, "campaign", "not_table")),
        ("smtp = []\n" + SENDER, (1, "smtp", "not_table")),
        (SENDER + '[mailbox.main.sender]\nname = "x"\nemail = "x@example.com"\n', (4, "mailbox.main", "main_twice")),
    ],
)  # fmt: skip
def test_a_table_of_the_wrong_shape_is_a_problem_and_no_crash(wrong, text, expected):
    """Any valid TOML is answered in words."""
    assert expected in wrong(text)


def test_a_signature_outside_the_workspace_is_refused(tmp_path, wrong):
    """No path and no link brings a foreign file into a letter."""
    (tmp_path.parent / "foreign.txt").write_text("secret")
    text = SENDER + 'signature = "../foreign.txt"\n'
    assert wrong(text) == [(4, "sender.signature", "outside")]


def test_a_signature_that_is_no_file_is_the_text_itself(read):
    """Plain words under a letter need no file."""
    box = read(SENDER + 'signature = "Herzlich\\nAnna"\n').mailboxes["main"]
    assert box.signature == "Herzlich\nAnna"


def test_a_word_alone_is_a_signature(read):
    """What names no file is the text; only an ending .txt means a file for sure."""
    assert read(SENDER + 'signature = "Anna"\n').mailboxes["main"].signature == "Anna"


def test_a_signature_file_with_control_characters_is_refused(tmp_path, wrong):
    """What a terminal would act on goes under no letter."""
    (tmp_path / "s.txt").write_text("Anna\x1b[31m")
    assert wrong(SENDER + 'signature = "s.txt"\n') == [(4, "sender.signature", "control")]


def test_a_signature_file_in_another_encoding_is_refused(tmp_path, wrong):
    """No letter goes out with damaged umlauts under it."""
    (tmp_path / "s.txt").write_bytes("Grüße".encode("cp1252"))
    assert wrong(SENDER + 'signature = "s.txt"\n') == [(4, "sender.signature", "bad_text_file")]


# -- lines --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[sender]\nname = "A\n', 2),
        ('[sender]\nname = "A"\nname = "B"\n', 3),
        ("[sender\n", 1),
        ('[sender]\n\nimprint = """never closed\n', 3),
    ],
)
def test_broken_toml_is_one_problem_with_its_line(wrong, text, line):
    """The first thing that cannot be read is named with its line."""
    assert wrong(text) == [(line, "", "syntax")]


def test_text_in_another_encoding_is_named_with_its_line(wrong):
    """A file saved in an old encoding is not guessed at."""
    assert wrong((SENDER + 'imprint = "Grüße"\n').encode("cp1252")) == [(4, "", "not_utf8")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('sender.name = "A"\nsender.email = "bad"\n', 2),
        ('# one\nsender = { name = "A", email = "bad" }\n', 2),
        ('[ sender ] # [smtp]\nname = "A"\n"email" = "bad"\n', 3),
        ('[sender]\nname = "A"\nimprint = """\n[smtp]\nemail = 3\n"""\nemail = "bad"\n', 7),
        ("[sender]\nname = \"A\"\nimprint = '''\nemail = '''\n'email' = 'bad'\n", 5),
        ('[sender]\nname = "#\\" ] }"\n  email   =   "bad"\n', 3),
    ],
)
def test_lines_are_found_in_every_way_of_writing(wrong, text, line):
    """Dotted, inline, quoted or indented: the problem is shown where it stands."""
    assert wrong(text) == [(line, "sender.email", "address")]


def test_lines_are_found_in_lists_of_tables(wrong):
    """Steps may be written as [[campaign.NAME.steps]]; each has its own lines."""
    text = SENDER + (
        '[campaign.a]\n[[campaign.a.steps]]\ntemplate = "a"\n'
        '[[campaign.a.steps]]\ntemplate = "b"\nafter = "soon"\n[campaign.a.steps.zzz]\n'
    )
    assert wrong(text) == [
        (9, "campaign.a.steps.after", "after"),
        (10, "campaign.a.steps.zzz", "unknown"),
    ]


def test_what_the_scan_for_lines_does_not_know_it_leaves_out():
    """The lines found before it stand; a problem below is shown at the table around it."""
    assert lines_of("[a]\nb = 1\n? = 2\nc = 3") == {("a",): 1, ("a", "b"): 2}


_KEYS = st.from_regex(r"[a-z_-]{1,8}", fullmatch=True)
_VALUES = st.recursive(
    st.integers(-9, 9).map(str)
    | st.sampled_from(["true", '"x"', "'#'", '"""a\n[b]\nc = 1"""', "1979-05-27 07:32:00"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: "[\n" + ", # x ]\n".join(items) + "\n]")
        | st.dictionaries(_KEYS, inner, max_size=3).map(
            lambda d: "{" + ", ".join(f"{k} = {v}" for k, v in d.items()) + "}"
        )
    ),
    max_leaves=6,
)


@given(st.dictionaries(_KEYS, st.dictionaries(_KEYS, _VALUES, max_size=4), max_size=4))
def test_every_key_of_any_file_has_its_line(tables):
    """The scan for lines and the reader of TOML agree on what stands where."""
    lines, expected = [], {}
    for table, pairs in tables.items():
        expected[table,] = len(lines) + 1
        lines.append(f"[{table}]")
        for key, value in pairs.items():
            expected[table, key] = len(lines) + 1
            lines += f"{key} = {value}".split("\n")
    found = lines_of("\n".join(lines))
    assert {path: line for path, line in found.items() if len(path) <= 2} == expected


_NAMES = [name for names in KNOWN.values() for name in names]


@given(
    st.recursive(
        st.sampled_from(["1", "true", '""', '"x"', "[]", "1.5", "[1]", '["x"]', "[{}]"]),
        lambda inner: st.dictionaries(st.sampled_from(_NAMES), inner, min_size=1, max_size=4).map(
            lambda d: "{" + ", ".join(f"{k} = {v}" for k, v in d.items()) + "}"
        ),
        max_leaves=12,
    ),
    st.sampled_from(KNOWN[""]),
)
def test_any_value_anywhere_is_answered_in_words(value, table):
    """Known names with any values load or are refused; nothing crashes."""
    source = f"{table} = {value}\n"
    _, problems = checked(source, tomllib.loads(source), Path("/nowhere"))
    assert all(str(p) for p in problems)
    assert table == "sender" or any(p.column.startswith("sender") for p in problems)


# -- secrets ------------------------------------------------------------------------------


def test_a_secret_comes_from_the_environment(tmp_path, monkeypatch):
    """{ env = … } is read when asked, and one closing newline is no part of it."""
    monkeypatch.setenv("OUTREACH_TEST_PW", "geheim \n")
    assert Secret("env", "OUTREACH_TEST_PW").read(tmp_path) == "geheim "


@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_variable_is_named(tmp_path, monkeypatch, value):
    """The refusal names the variable, so that one knows what to set."""
    if value is None:
        monkeypatch.delenv("OUTREACH_TEST_PW", raising=False)
    else:
        monkeypatch.setenv("OUTREACH_TEST_PW", value)
    with pytest.raises(ConfigError, match="OUTREACH_TEST_PW"):
        Secret("env", "OUTREACH_TEST_PW").read(tmp_path)


@POSIX
@pytest.mark.parametrize(
    ("mode", "good"), [(0o600, True), (0o400, True), (0o640, False), (0o604, False)]
)
def test_a_secret_file_is_for_its_owner_only(tmp_path, mode, good):
    """A file that others can read is refused, and its content is not shown."""
    file = tmp_path / "pw"
    file.write_text("geheim\n\n")
    file.chmod(mode)
    if good:
        assert Secret("file", "pw").read(tmp_path) == "geheim\n"
    else:
        with pytest.raises(ConfigError, match="chmod 600") as caught:
            Secret("file", "pw").read(tmp_path)
        assert "geheim" not in str(caught.value)


def test_a_secret_file_that_is_missing_or_binary_is_refused(tmp_path):
    """The refusal names the file, never a byte of it."""
    with pytest.raises(ConfigError, match="nowhere"):
        Secret("file", "nowhere").read(tmp_path)
    (tmp_path / "pw").write_bytes(b"geheim\xff")
    (tmp_path / "pw").chmod(0o600)
    with pytest.raises(ConfigError, match="pw") as caught:
        Secret("file", "pw").read(tmp_path)
    assert "geheim" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_an_empty_secret_is_refused(tmp_path):
    """Nobody logs in with nothing: providers count failed logins."""
    (tmp_path / "pw").write_text("\n")
    (tmp_path / "pw").chmod(0o600)
    with pytest.raises(ConfigError, match="empty"):
        Secret("file", "pw").read(tmp_path)


def command(tmp_path: Path, code: str) -> Secret:
    """A secret from a Python one-liner, in a workspace that is one's own."""
    settings = tmp_path / "outreach.toml"
    settings.write_text(SENDER)
    settings.chmod(0o600)
    (tmp_path / "print.py").write_text(code)
    return Secret("command", f'"{sys.executable}" print.py "two words" $HOME; echo')


def test_a_command_is_run_without_a_shell(tmp_path):
    """Its words reach the program as they stand; its first line is the secret."""
    secret = command(tmp_path, "import sys\nprint('|'.join(sys.argv[1:]))\nprint('notes')")
    assert secret.read(tmp_path) == "two words|$HOME;|echo"


@POSIX
@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_no_command_is_run_from_a_file_that_others_can_write(tmp_path, mode):
    """Whoever could write outreach.toml could run a program as the user."""
    secret = command(tmp_path, "open('ran', 'w')\nprint('geheim')")
    (tmp_path / "outreach.toml").chmod(mode)
    with pytest.raises(ConfigError, match="go-w"):
        secret.read(tmp_path)
    assert not (tmp_path / "ran").exists()


@POSIX
@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away"
)
def test_no_command_is_run_from_a_file_that_somebody_else_owns(tmp_path):
    """The owner of a file can always write it."""
    secret = command(tmp_path, "open('ran', 'w')\nprint('geheim')")
    os.chown(tmp_path / "outreach.toml", 12345, -1)
    with pytest.raises(ConfigError, match="go-w"):
        secret.read(tmp_path)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("code", "match"),
    [
        ("import sys\nprint('geheim')\nsys.exit('geheim')", "exit 1"),
        ("", "empty"),
    ],
)
def test_a_command_that_gives_nothing_is_refused_quietly(tmp_path, code, match):
    """A failure is told without a word of what the program printed."""
    with pytest.raises(ConfigError, match=match) as caught:
        command(tmp_path, code).read(tmp_path)
    assert "geheim" not in str(caught.value)


@POSIX
def test_a_command_cannot_wait_for_somebody_at_the_keyboard(tmp_path):
    """A program that asks gets no answer at once: what is typed is not for it."""
    typed, hand = os.pipe()
    kept = os.dup(0)
    try:
        os.write(hand, b"typed\n")
        os.close(hand)
        os.dup2(typed, 0)
        with pytest.raises(ConfigError, match="empty"):
            command(tmp_path, "import sys\nprint(sys.stdin.read())").read(tmp_path)
    finally:
        os.dup2(kept, 0)
        os.close(kept)
        os.close(typed)


def test_a_command_that_is_not_there_is_refused(tmp_path):
    """A program that cannot be started is a setting to mend, not a crash."""
    command(tmp_path, "")
    with pytest.raises(ConfigError, match="FileNotFoundError"):
        Secret("command", "/no/such/program").read(tmp_path)


def test_a_systemd_credential_goes_first(tmp_path, monkeypatch):
    """Under systemd the unit's credential counts, for its own mailbox only."""
    (tmp_path / "outreach-smtp").write_text("aus der Unit\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("OUTREACH_TEST_PW", "aus der Umgebung")
    assert Secret("env", "OUTREACH_TEST_PW").read(tmp_path) == "aus der Unit"
    bert = Secret("env", "OUTREACH_TEST_PW", "outreach-smtp-bert")
    assert bert.read(tmp_path) == "aus der Umgebung"


def test_a_credential_can_be_named(tmp_path, monkeypatch):
    """{ credential = … } is that file of the unit; without a unit the cure is named."""
    with pytest.raises(ConfigError, match="LoadCredential=mail"):
        Secret("credential", "mail").read(tmp_path)
    (tmp_path / "mail").write_text("geheim\r\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert Secret("credential", "mail").read(tmp_path) == "geheim"


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file that cannot be read")
def test_a_credential_that_cannot_be_read_is_told(tmp_path, monkeypatch):
    """A unit whose credential is broken stops with the file's name."""
    (tmp_path / "outreach-smtp").symlink_to("/proc/self/mem")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with pytest.raises(ConfigError, match="outreach-smtp"):
        Secret("env", "OUTREACH_TEST_PW").read(tmp_path)


KEYRING = """
from keyring.errors import KeyringError
def get_password(service, name):
    if name == "shut":
        raise KeyringError("geheim")
    return {("outreach", "anna"): "geheim"}.get((service, name))
"""


@pytest.fixture
def keyring(tmp_path, monkeypatch):
    """A keyring that holds one password: a package of that name in front of any other."""
    package = tmp_path / "packages" / "keyring"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(KEYRING)
    (package / "errors.py").write_text("class KeyringError(Exception): ...\n")
    for name in ("keyring", "keyring.errors"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(tmp_path / "packages")
    yield
    for name in ("keyring", "keyring.errors"):
        sys.modules.pop(name, None)


def test_a_secret_comes_from_the_keyring(tmp_path, keyring):
    """{ keyring = NAME } is what the keyring holds for outreach under that name."""
    assert Secret("keyring", "anna").read(tmp_path) == "geheim"
    with pytest.raises(ConfigError, match="keyring set outreach bert"):
        Secret("keyring", "bert").read(tmp_path)


def test_a_keyring_that_stays_shut_is_told(tmp_path, keyring):
    """Without its session a keyring cannot be opened: said, with the other places a secret has."""
    with pytest.raises(ConfigError, match="use env, command or file") as caught:
        Secret("keyring", "shut").read(tmp_path)
    assert "geheim" not in str(caught.value)


def test_without_the_extra_there_is_no_keyring(tmp_path, monkeypatch):
    """The package is an extra: its name is told where it is missing."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigError, match=r"outreach-letters\[keyring\]"):
        Secret("keyring", "anna").read(tmp_path)


def test_a_secret_hides_where_it_is():
    """Not even the place of a secret reaches a log."""
    assert "pass show" not in repr(Secret("command", "pass show mail"))


# -- finding one's way --------------------------------------------------------------------


def test_a_workspace_is_found_from_below(tmp_path):
    """Every command works in any folder of a workspace, as long as there is one."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert find(tmp_path / "a" / "b") is None
    (tmp_path / "outreach.toml").write_text(SENDER)
    assert find(tmp_path / "a" / "b") == tmp_path
    assert find(tmp_path) == tmp_path


def test_a_missing_file_is_said_with_its_path(tmp_path):
    """A folder without settings is no workspace: 78, by name."""
    with pytest.raises(ConfigError, match=r"outreach\.toml") as caught:
        load(tmp_path)
    assert caught.value.exit_code == 78


def test_one_campaign_needs_no_name(read):
    """With several the call must say which, and hears the known names."""
    two = read(SENDER + CAMPAIGN + CAMPAIGN.replace("reconnect", "spring"))
    assert two.campaign("spring").name == "spring"
    for name in (None, "autumn"):
        with pytest.raises(UsageError, match="reconnect, spring"):
            two.campaign(name)
    one = read(SENDER + CAMPAIGN)
    assert one.campaign(None) == one.campaign("reconnect")
    with pytest.raises(UsageError, match="reconnect"):
        one.campaign("spring")
    with pytest.raises(ConfigError, match=r"\[campaign.reconnect\]"):
        read(SENDER).campaign(None)


# -- approval -----------------------------------------------------------------------------

BOX = Mailbox("main", Sender("Anna", "anna@example.com"))
CAMP = Campaign("c", "contacts.csv", (Step("long-silence"),))


@pytest.mark.parametrize(
    ("box", "camp"),
    [
        (replace(BOX, sender=Sender("Anne", "anna@example.com")), CAMP),
        (replace(BOX, sender=Sender("Anna", "anne@example.com")), CAMP),
        (replace(BOX, sender=Sender("Anna", "anna@example.com", "r@example.com")), CAMP),
        (replace(BOX, phone="1"), CAMP),
        (replace(BOX, signature="1"), CAMP),
        (replace(BOX, imprint="1"), CAMP),
        (replace(BOX, html=False), CAMP),
        (replace(BOX, language="de"), CAMP),
        (replace(BOX, register="casual"), CAMP),
        (BOX, replace(CAMP, situation="layoffs")),
        (BOX, replace(CAMP, situation_phrase="1")),
        (BOX, replace(CAMP, own_story="1")),
        (BOX, replace(CAMP, help_offer="1")),
        (BOX, replace(CAMP, why_now="1")),
        (BOX, replace(CAMP, language="de")),
        (BOX, replace(CAMP, facts={"city": "1"})),
    ],
)
def test_a_setting_that_changes_a_letter_changes_the_hash(box, camp):
    """No approved letter goes out with other words than those approved."""
    assert settings_hash(box, camp) != settings_hash(BOX, CAMP)


def test_neighbours_do_not_run_into_each_other():
    """A word that moves from one setting to the next is a change."""
    one = settings_hash(replace(BOX, signature="ab", imprint="c"), CAMP)
    two = settings_hash(replace(BOX, signature="a", imprint="bc"), CAMP)
    assert one != two


def test_settings_without_words_leave_the_hash_alone():
    """Server, pace and list may change without a new yes; so may the order of facts."""
    moved = replace(BOX, host="other.example", port=465, daily_limit=3, name="bert")
    ab, ba = {"a": "1", "b": "2"}, {"b": "2", "a": "1"}
    one = settings_hash(BOX, replace(CAMP, facts=ab))
    assert settings_hash(moved, replace(CAMP, facts=ba, contacts="b.csv")) == one


# -- the shipped data ---------------------------------------------------------------------


def test_every_provider_is_complete():
    """Each known provider has what a connection needs, and a hint of one line in both languages."""
    known = providers()
    assert list(known)[-1] == "own"
    assert set(known) >= {
        "gmail", "workspace", "microsoft365", "outlook.com", "ionos", "gmx", "web.de", "strato",
        "posteo", "mailbox.org", "t-online", "icloud",
    }  # fmt: skip
    for p in known.values():
        assert p.title
        assert bool(p.host) == (p.name != "own")
        assert p.security == ("tls" if p.port == 465 else "starttls")
        assert p.auth in ("password", "xoauth2")
        assert 1 <= p.daily_limit <= 10_000
        assert p.hint_en != p.hint_de
        assert all(hint and "\n" not in hint for hint in (p.hint_en, p.hint_de))
    domains = [d for p in known.values() for d in p.domains]
    assert len(domains) == len(set(domains)), "one provider per domain"
    assert domains == [d.lower() for d in domains]


@pytest.mark.parametrize(
    ("email", "name"),
    [("a@GMX.de", "gmx"), ("a@googlemail.com", "gmail"), ("a@t-online.de", "t-online")],
)
def test_a_provider_is_known_by_the_domain(email, name):
    """The address alone finds the server; a domain of one's own finds none."""
    assert provider_for(email).name == name
    assert provider_for("anna@firma.example") is None
    assert provider_for("") is None


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("legal", ['legal_basis = { value = "contract", reason = "" }', "# later"])
def test_the_file_that_init_writes_loads(read, language, legal):
    """What init writes is accepted as it stands, uses every blank, and says what was asked."""
    register = "sie" if language == "de" else "formal"
    blanks = {
        "id": "k3v9",
        "name": "Anna Weber",
        "email": "anna@example.com",
        "register": register,
        "timezone": "Europe/Berlin",
        "region": "DE-BY",
        "phone": "0151 1",
        "contacts": "kunden.csv",
        "provider_block": 'provider = "posteo"\npassword = { env = "X" }',
        "legal_block": legal,
        "letter": "long-silence",
        "second": '\n  { template = "nudge", after = "10 business days", thread = "same" },',
        "about": 'situation = "layoffs"',
    }
    text = (resources.files("outreach.data") / f"outreach.toml.{language}").read_text("utf-8")
    assert set(Template(text).get_identifiers()) == set(blanks)
    ws = read(Template(text).substitute(blanks))
    box, camp = ws.mailboxes["main"], ws.campaign("reconnect")
    assert (ws.id, ws.language, ws.rules) == ("k3v9", language, Rules())
    assert (box.sender, box.register) == (Sender("Anna Weber", "anna@example.com"), register)
    assert (box.timezone, box.region, box.phone) == ("Europe/Berlin", "DE-BY", "0151 1")
    assert (box.provider, box.daily_limit) == ("posteo", 20)
    second = Step("nudge", Delay(10), "same")
    assert (camp.contacts, camp.steps) == ("kunden.csv", (Step("long-silence"), second))
    assert (camp.nudges, camp.situation) == ("announce", "layoffs")
    assert camp.legal_basis == ("contract" if legal.startswith("legal") else "")


def test_the_table_of_the_linter(read, tmp_path):
    """[lint] names folders of own rules, what is off, other levels, own products, capitals."""
    (tmp_path / "rules/own").mkdir(parents=True)
    text = (
        f'{SENDER}[lint]\nextend = ["rules/own"]\ndisable = ["G16.*"]\nlevel."G13.choice" = "info"\n'
        'own_products = ["Audit"]\nallow_caps = ["CRM"]\n'
    )
    from outreach.config.reading import checked

    workspace, problems = checked(text, tomllib.loads(text), tmp_path)
    assert not problems
    told = workspace.lint
    assert (told.extend, told.disable, told.levels) == (
        ("rules/own",),
        ("G16.*",),
        {"G13.choice": "info"},
    )
    assert (told.own_products, told.allow_caps) == (("Audit",), ("CRM",))


@pytest.mark.parametrize(
    ("line", "key", "problem"),
    [
        ('extend = ["nowhere"]', "lint.extend", "no_rules_folder"),
        ('extend = ["../x"]', "lint.extend", "outside"),
        ('disable = ["G17.*"]', "lint.disable", "rule_stays"),
        ('disable = ["all rules"]', "lint.disable", "no_rule"),
        ('level."G17.way_out" = "info"', "lint.level.G17.way_out", "rule_stays"),
        ('level."G13.choice" = "loud"', "lint.level.G13.choice", "one_of"),
        ('level.G13.choice = "info"', "lint.level.G13", "rule_quotes"),
        ("level.x = 'info'", "lint.level.x", "no_rule"),
        ('own_products = ["!"]', "lint.own_products", "not_text"),
        ("volume = 1", "lint.volume", "unknown"),
    ],
)
def test_what_the_linter_is_told_wrongly(wrong, line, key, problem):
    """Each problem of [lint] has its line; the way out can be neither switched off nor lowered."""
    ((number, where, what),) = wrong(f"{SENDER}[lint]\n{line}\n")
    assert (number, where, what) == (5, key, problem)


# -- calls --------------------------------------------------------------------------------

BOOKING = '[booking]\nduration = "20m"\n'


def test_every_key_of_booking_is_read(read):
    """Each key about calls reaches the rules; weekdays may be German or English."""
    ws = read(
        SENDER
        + """[booking]
duration = "45m"
hours = { di = ["14:00-16:00", "9:00-11:00", "11:00-12:00"], Thursday = "13:00-17:00", sa = [] }
overrides = { 2026-12-01 = "15:00-18:00", 2026-12-03 = [] }
busy = ["calendar.ics", "https://cal.example.com/a.ics?key=1", "webcal://cal.example.com/b"]
buffer = "15m"
notice = "2 business days"
horizon = "21 days"
per_day = 2
stale = "3 days"
tentative = "free"
acceptance = 0.25
attach = false
booking_url = "https://termine.example.com/anna"
"""
    )
    assert ws.booking == Booking(
        duration=45,
        grid=30,
        hours={2: ((540, 720), (840, 960)), 4: ((780, 1020),), 6: ()},
        overrides={date(2026, 12, 1): ((900, 1080),), date(2026, 12, 3): ()},
        busy=(
            "calendar.ics",
            "https://cal.example.com/a.ics?key=1",
            "webcal://cal.example.com/b",
        ),
        buffer=15,
        notice=Notice(2, "business"),
        horizon=21,
        per_day=2,
        stale=3,
        tentative="free",
        acceptance=0.25,
        attach=False,
        url="https://termine.example.com/anna",
    )


def test_without_booking_no_letter_offers_a_call(read):
    """Whatever a step says: nobody is promised times by a workspace that has none."""
    ws = read(SENDER + CAMPAIGN.replace(" }", ', invite = "offer" }'))
    assert ws.booking is None
    assert [s.invite for s in ws.campaign(None).steps] == ["none"]


def test_an_empty_booking_is_as_the_product_has_it(read):
    """The table alone switches calls on, with the usual hours."""
    assert read(SENDER + "[booking]\n").booking == Booking()


@pytest.mark.parametrize(
    ("letter", "said", "invite"),
    [
        ("long-silence", "", "offer"),
        ("nudge.de-sie", "", "offer"),
        ("season", "", "none"),
        ("last.de-sie", "", "none"),
        ("disaster", "", "none"),
        ("season", "offer", "offer"),
        ("long-silence", "none", "none"),
        ("long-silence", "invite", "invite"),
        ("long-silence", "link", "link"),
    ],
)
def test_with_booking_a_letter_offers_times(read, letter, said, invite):
    """The usual is an offer, except in greetings, farewells and letters after a disaster."""
    step = f'template = "{letter}"' + (f', invite = "{said}"' if said else "")
    text = f"{SENDER}{BOOKING}booking_url = 'https://x.example/'\n[campaign.c]\nsteps = [{{ {step} }}]\n"
    assert [s.invite for s in read(text).campaign(None).steps] == [invite]


@pytest.mark.parametrize("booking", ["", BOOKING])
def test_a_link_needs_a_page(wrong, booking):
    """A step that gives the booking page is refused with its line where there is no page."""
    text = SENDER + booking + CAMPAIGN.replace(" }", ', invite = "link" }')
    line = 5 + booking.count("\n")
    assert wrong(text) == [(line, "campaign.reconnect.steps.invite", "no_booking_url")]


@pytest.mark.parametrize(
    ("line", "column", "key"),
    [
        ('duration = "14m"', "duration", "duration"),
        ('duration = "61m"', "duration", "duration"),
        ('duration = "1h"', "duration", "duration"),
        ("duration = 20", "duration", "not_text"),
        ('hours = { dunnerstag = "9:00-10:00" }', "hours.dunnerstag", "weekday"),
        ('hours = { di = "9:00-10:00", tue = "9:00-10:00" }', "hours.tue", "weekday_twice"),
        ('hours = { di = "9:00-9:15" }', "hours", "no_hours"),
        ('hours = { di = "10:00-9:00" }', "hours.di", "window_order"),
        ('hours = { di = ["9:00-11:00", "10:00-12:00"] }', "hours.di", "windows_overlap"),
        ('hours = "di 9-10"', "hours", "not_table"),
        ('overrides = { "1.12." = "9:00-10:00" }', "overrides.1.12.", "override_day"),
        ("busy = 7", "busy", "not_list"),
        ('busy = ["http://cal.example.com/a.ics"]', "busy", "web_plain"),
        ('busy = ["https://anna:geheim@cal.example.com/a.ics"]', "busy", "web_login"),
        ('busy = ["file:///etc/passwd"]', "busy", "web_address"),
        ('busy = ["https://"]', "busy", "web_address"),
        ('busy = ["https://x.example:99999/"]', "busy", "web_address"),
        ('busy = ["a\\u0007.ics"]', "busy", "control"),
        ('buffer = "121m"', "buffer", "minutes"),
        ('notice = "soon"', "notice", "notice"),
        ('notice = "31 business days"', "notice", "notice"),
        ('horizon = "93 days"', "horizon", "days"),
        ('stale = "0 days"', "stale", "days"),
        ("per_day = 0", "per_day", "number"),
        ('tentative = "maybe"', "tentative", "one_of"),
        ("acceptance = 0", "acceptance", "share"),
        ("acceptance = nan", "acceptance", "share"),
        ("acceptance = true", "acceptance", "share"),
        ('attach = "yes"', "attach", "not_flag"),
        ('booking_url = "webcal://x.example/"', "booking_url", "web_address"),
        ('booking_url = "http://x.example/"', "booking_url", "web_plain"),
        ('durration = "20m"', "durration", "unknown_near"),
    ],
)
def test_what_is_wrong_about_calls_is_told_with_its_line(wrong, line, column, key):
    """Every slip in [booking] is one problem, at its own line."""
    assert wrong(f"{SENDER}[booking]\n{line}\n") == [(5, f"booking.{column}", key)]


def test_a_calendar_on_this_machine_may_be_read_without_encryption(read):
    """Nobody is on the way to loopback, so http is possible there."""
    text = SENDER + '[booking]\nbusy = "http://127.0.0.1:5252/a.ics"\n'
    assert read(text).booking.busy == ("http://127.0.0.1:5252/a.ics",)


def test_what_is_offered_asks_for_a_new_yes():
    """How a step offers calls counts for approval; which times are free does not."""
    none = settings_hash(BOX, CAMP, (), Booking())
    assert none == settings_hash(BOX, CAMP)
    offer = replace(CAMP, steps=(Step("long-silence", invite="offer"),))
    said = settings_hash(BOX, offer, (), Booking())
    assert said != none
    assert settings_hash(BOX, offer, (), Booking(duration=30)) != said
    assert settings_hash(BOX, offer, (), Booking(attach=False)) != said
    assert settings_hash(BOX, offer, (), Booking(busy=("a.ics",), per_day=1, hours={})) == said
