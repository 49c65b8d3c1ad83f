"""Attachments come from the workspace only; private files are whole or not there."""

import os
import stat

import pytest

from outreach.errors import InputError
from outreach.files import MAX_BYTES, mime_type, read_attachments, write_private


@pytest.fixture
def root(tmp_path):
    """A workspace with a file to send, its own files, and a secret beside it."""
    place = tmp_path / "workspace"
    (place / "files").mkdir(parents=True)
    (place / "files" / "Gespräch.pdf").write_bytes(b"%PDF")
    (place / ".outreach").mkdir()
    (place / ".outreach" / "key").write_bytes(b"secret")
    (place / "outreach.toml").write_text("[sender]\n", "utf-8")
    (place / "empty.txt").touch()
    (tmp_path / "passwd").write_text("root", "utf-8")
    return place


def refused(root, *names, **more):
    """The problems of files that may not go, as (name, key)."""
    with pytest.raises(InputError) as caught:
        read_attachments(root, names, **more)
    for problem in caught.value.problems:
        assert problem.hint.text("de") != problem.hint.text("en")
    return [(p.file, p.what.key) for p in caught.value.problems]


def test_a_file_of_the_workspace_is_read(root):
    """The attachment has the name without its folder, the bytes, and a type."""
    (found,) = read_attachments(root, ["files/Gespräch.pdf"])
    assert (found.name, found.content, found.mime) == (
        "Gespräch.pdf",
        b"%PDF",
        ("application", "pdf"),
    )


def test_nothing_named_is_nothing_read(root):
    """A letter without attachments is fine."""
    assert read_attachments(root, []) == ()


def test_a_workspace_may_be_a_link_itself(root, tmp_path):
    """Where the workspace lies is the user's own business."""
    (tmp_path / "link").symlink_to(root)
    assert len(read_attachments(tmp_path / "link", ["files/Gespräch.pdf"])) == 1


@pytest.mark.parametrize(
    "name",
    ["../passwd", "files/../../passwd", "files/../outreach.toml", "files\\..\\..\\passwd", "/etc/passwd",
     "C:\\passwd", "C:passwd", "\\\\server\\share\\x"],
)  # fmt: skip
def test_nothing_from_outside(root, name):
    """A letter cannot name a file beyond its workspace, in the manner of any system."""
    assert refused(root, name) == [(name, "message.outside")]


def test_no_link_leads_out(root, tmp_path):
    """A link to a file or folder outside is outside; one that stays inside is fine."""
    (root / "link.txt").symlink_to(tmp_path / "passwd")
    (root / "up").symlink_to(tmp_path)
    (root / "good.pdf").symlink_to(root / "files" / "Gespräch.pdf")
    assert refused(root, "link.txt", "up/passwd") == [
        ("link.txt", "message.outside"),
        ("up/passwd", "message.outside"),
    ]
    assert read_attachments(root, ["good.pdf"])[0].content == b"%PDF"


def test_outreachs_own_files_stay(root):
    """Neither settings nor key file nor ledger is ever sent, under whatever name."""
    (root / "Outreach.TOML").write_text("x", "utf-8")
    (root / "innocent.txt").symlink_to(root / ".outreach" / "key")
    os.link(root / "outreach.toml", root / "notes.txt")
    names = [
        ".outreach/key", "outreach.toml", "./outreach.toml", "Outreach.TOML", ".OUTREACH/key",
        "innocent.txt", "notes.txt",
    ]  # fmt: skip
    assert refused(root, *names) == [(name, "message.private") for name in names]


def test_every_bad_file_is_told_at_once(root):
    """All problems come together, each with its own reason, before anything is sent."""
    os.mkfifo(root / "pipe")
    (root / "ring").symlink_to(root / "ring")
    assert refused(root, "none.pdf", "empty.txt", "files", "", "pipe", "a\0b", "empty.txt/x") == [
        ("none.pdf", "message.missing"),
        ("empty.txt", "message.empty_file"),
        ("files", "message.no_file"),
        ("", "message.no_file"),
        ("pipe", "message.no_file"),
        ("a\0b", "message.missing"),
        ("empty.txt/x", "message.missing"),
    ]
    assert refused(root, "ring", "n" * 300) == [
        ("ring", "message.missing"),
        ("n" * 300, "message.unreadable"),
    ]


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything"
)
def test_a_file_one_may_not_read_is_told(root):
    """A file without permission is told before the first send."""
    (root / "files" / "Gespräch.pdf").chmod(0)
    assert refused(root, "files/Gespräch.pdf") == [("files/Gespräch.pdf", "message.unreadable")]


def test_a_file_may_have_just_so_many_bytes(root):
    """At the limit it goes, one byte more and it does not; 10 MB unless told otherwise."""
    (root / "big").write_bytes(b"x" * 500)
    assert read_attachments(root, ["big"], limit=500)[0].content == b"x" * 500
    assert refused(root, "big", limit=499) == [("big", "message.too_big")]
    assert MAX_BYTES == 10_000_000


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("a.pdf", "application/pdf"),
        ("a.PNG", "image/png"),
        ("vorschlag.ics", "application/ics"),
        ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.tar.gz", "application/octet-stream"),
        ("a", "application/octet-stream"),
        ("a.unheardof", "application/octet-stream"),
    ],
)
def test_the_type_of_a_file(name, wanted):
    """By its ending; a calendar file as plain data, which enters no calendar by itself."""
    assert "/".join(mime_type(name)) == wanted


# -- private files ---------------------------------------------------------------------------


def test_a_private_file_is_for_its_owner(tmp_path):
    """Mode 600 whatever the umask or an older file allowed, content as given, nothing left."""
    path = tmp_path / "key"
    path.write_bytes(b"old")
    path.chmod(0o644)
    old = os.umask(0)
    try:
        write_private(path, b"a\nb\r\n\0")
    finally:
        os.umask(old)
    assert path.read_bytes() == b"a\nb\r\n\0"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_private_file_follows_no_link(tmp_path):
    """A link in its place is replaced, and what it pointed to stays as it was."""
    (tmp_path / "other").write_bytes(b"keep")
    (tmp_path / "key").symlink_to(tmp_path / "other")
    write_private(tmp_path / "key", b"new")
    assert (tmp_path / "other").read_bytes() == b"keep"
    assert not (tmp_path / "key").is_symlink()


def test_a_refused_write_leaves_no_trace(tmp_path):
    """When the place cannot be taken, what was there stays and no half file lies about."""
    (tmp_path / "key").mkdir()
    with pytest.raises(OSError):
        write_private(tmp_path / "key", b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["key"]


def test_a_write_without_a_folder_is_an_oserror(tmp_path):
    """The folder is the caller's business."""
    with pytest.raises(FileNotFoundError):
        write_private(tmp_path / "none" / "key", b"x")


def test_a_very_long_name_can_be_written(tmp_path):
    """The file beside it does not need more room than the file itself."""
    path = tmp_path / ("n" * 250)
    write_private(path, b"x")
    assert path.read_bytes() == b"x"
