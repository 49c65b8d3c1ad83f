"""Beginnings: what init writes, and what it never does."""

import pytest

from outreach.cli import run


def test_init_writes_a_workspace_and_never_over_one(tmp_path, capsys):
    """Init makes a workspace that loads; a second one in the same place is refused: 2."""
    for lang in ("de", "en"):
        assert (
            run(
                [
                    "init",
                    str(tmp_path / lang),
                    "--lang",
                    lang,
                    "--name",
                    'A "B" \\ C',
                    "--email",
                    "a@gmx.de",
                ]
            )
            == 0
        )
        assert run(["--workspace", str(tmp_path / lang), "status"]) == 0
        assert run(["init", str(tmp_path / lang)]) == 2


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--timezone", "Nowhere", 78),
        ("--legal-basis", "because", 2),
        ("--contacts", "missing.csv", 2),
        ("--register", "siezen", 2),
        ("--email", "nobody", 2),
    ],
)
def test_an_init_that_fails_leaves_nothing(tmp_path, option, value, code, capsys):
    """A value that does not hold is told before anything is written; the next try succeeds."""
    good = {"--lang": "de", "--name": "A", "--email": "a@gmx.de"}
    for folder in (tmp_path / "new", tmp_path):
        words_ = [w for pair in {**good, option: value}.items() for w in pair]
        assert run(["init", str(folder), *words_]) == code
        assert value in capsys.readouterr().err
        assert list(tmp_path.iterdir()) == []
    assert run(["init", str(tmp_path / "new"), *[w for p in good.items() for w in p]]) == 0


def test_an_init_nobody_answered_says_so(tmp_path, capsys):
    """In a script without name and address the example's stay, and the last line says what to set."""
    assert run(["init", str(tmp_path / "w"), "--lang", "de"]) == 0
    assert "steht dort noch ein Beispiel" in capsys.readouterr().out
    assert run(["init", str(tmp_path / "v"), "--name", "A", "--email", "a@gmx.de"]) == 0
    assert "Beispiel" not in capsys.readouterr().out
