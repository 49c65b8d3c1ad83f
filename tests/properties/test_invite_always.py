"""Whatever a list holds: a call's calendar file says what was meant, in every reader."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.invite import description, proposal, request, title
from outreach.invite.lines import plain, shown_name
from outreach.message import compose
from tests import readers
from tests.unit.test_invite import INVITE, SECRET, letter

TEXTS = st.one_of(
    st.text(st.characters(), max_size=200),
    st.lists(
        st.sampled_from(["\\", ";", ",", ":", '"', "\n", "\r\n", "n", "N", "^", " ", "  ", "\t", "\0", "é", "👩‍💻", "א", "\u202e", "BEGIN:VEVENT", "mailto:", "="]),
        max_size=60,
    ).map("".join),
)  # fmt: skip


@pytest.mark.needs("libical3", "ical.js")
@given(name=TEXTS, phone=TEXTS, register=st.sampled_from(["sie", "du", "ihr"]))
def test_all_readers_give_the_same_text_back(name, phone, register):
    """Title, description and names read back as written; no text becomes a property."""
    one = replace(INVITE, to_name=name, first_name=name, phone=phone, register=register)
    content = request(one).content
    for reader in (readers.libical, readers.vobject, readers.ical_js()):
        found = reader(content)
        assert found.summary == title(one)
        assert found.description == description(one)
        assert found.attendees == ("mailto:ben@kunde.example",)
        assert found.attendee_names == (shown_name(name),)
    assert content == request(one).content


@given(name=TEXTS, phone=TEXTS)
def test_every_line_keeps_to_the_rules(name, phone):
    """CRLF only, at most 75 octets, UTF-8, no control characters; the mail's self-check agrees."""
    one = replace(INVITE, to_name=name, first_name=name, phone=phone)
    for content in (request(one).content, proposal(one).content):
        rows = content.decode().split("\r\n")
        assert rows.pop() == ""
        assert all(len(row.encode()) <= 75 for row in rows)
        assert not any(ord(char) < 32 or ord(char) == 127 for row in rows for char in row)
        assert sum(row == "BEGIN:VEVENT" for row in rows) == 1
    compose(letter(request(one)), SECRET)


@given(TEXTS)
def test_cleaning_is_done_once(text):
    """A text that has been cleaned stays as it is."""
    assert plain(plain(text)) == plain(text)
    assert shown_name(shown_name(text)) == shown_name(text)
