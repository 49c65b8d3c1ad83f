"""A workspace with two mailboxes writes from each with its own name, login and server."""

import email
import secrets
from email import policy

import pytest

from tests.bench import HEAD, workbench
from tests.mailserver import PASSWORD, USERS, eventually

pytestmark = pytest.mark.needs("postfix")

ME, ANNA, BERTA = USERS


@pytest.fixture
def mark():
    """A word that stands in this test's letters only: the inboxes are everybody's."""
    return f"Kassel-{secrets.token_hex(4)}"


@pytest.fixture
def bench(tmp_path, real, mark, monkeypatch, capsys):
    """Two campaigns: `reconnect` from the mailbox main, `zweite` from Berta's."""
    b = workbench(tmp_path, real.submission)
    monkeypatch.setenv("PW_MAIN", PASSWORD)
    monkeypatch.setenv("PW_BERTA", PASSWORD)
    b.settings('email = "anna@weber.example"', f'email = "{ME}"')
    server = f'host = "localhost"\nport = {real.submission}\nsecurity = "starttls"\nca_file = "{real.ca_file}"'
    path = b.root / "outreach.toml"
    text = path.read_text("utf-8")
    begin, end = text.index("[smtp]"), text.index("[schedule]")
    path.write_text(
        text[:begin]
        + f'[smtp]\n{server}\nusername = "{ME}"\npassword = {{ env = "PW_MAIN" }}\n\n'
        + text[end:]
        + f"""
[mailbox.berta.sender]
name = "Berta Brandt"
email = "{BERTA}"

[mailbox.berta.smtp]
{server}
username = "{BERTA}"
password = {{ env = "PW_BERTA" }}

[campaign.zweite]
contacts = "zweite.csv"
mailbox = "berta"
steps = [{{ template = "long-silence" }}]
legal_basis = {{ value = "existing_customer", reason = "" }}
""",
        "utf-8",
    )
    person = f"{{}},Nora,{{}},f,sie,de,2023-05-04,den Regen in {mark}\r\n"
    b.people(person.format(ANNA, "Kraus").strip())
    (b.root / "zweite.csv").write_text(HEAD + person.format(ME, "Vogt"), "utf-8", newline="")
    return b


def letters(real, user, mark):
    """This test's letters in a user's inbox, waited for."""

    def look():
        mails = [email.message_from_bytes(m, policy=policy.default) for m in real.mails(user)]
        plain = [(m, m.get_body(("plain",))) for m in mails]
        return [m for m, body in plain if body and mark in body.get_content()]

    return eventually(look)


def test_each_campaign_writes_from_its_mailbox(bench, real, mark):
    """From, Return-Path, login and signature are the mailbox's own; both letters arrive, once."""
    bench("send", "--yes", "--campaign", "reconnect")
    bench("send", "--yes", "--campaign", "zweite")
    bench("send", "--yes", "--campaign", "zweite")
    (mine,) = letters(real, ANNA, mark)
    (hers,) = letters(real, ME, mark)
    assert mine["From"].addresses[0].display_name == "Anna Weber"
    assert hers["From"].addresses[0].display_name == "Berta Brandt"
    assert "Berta Brandt" in hers.get_body(("plain",)).get_content()
    assert "Anna Weber" not in hers.get_body(("plain",)).get_content()
    assert BERTA in hers["Return-Path"]
    assert BERTA in hers["List-Unsubscribe"]
    assert hers["Message-ID"].endswith("@kunde.example>")
    log = real.log()
    assert f"sasl_username={BERTA}" in log
    assert f"sasl_username={ME}" in log


def test_one_mailbox_that_cannot_log_in_leaves_the_other_alone(bench, real, mark, monkeypatch):
    """A wrong password of Berta's: 77 and nothing lost there; the other campaign goes out."""
    monkeypatch.setenv("PW_BERTA", "wrong")
    bench("send", "--yes", "--campaign", "zweite", code=77)
    bench("send", "--yes", "--campaign", "reconnect")
    (told,) = bench("status", "--json", "--campaign", "zweite").lines
    assert told["counts"]["planned"] == 1
    assert len(letters(real, ANNA, mark)) == 1
