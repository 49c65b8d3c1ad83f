"""outreach lint as a person and a program use it."""

import json
import re
import subprocess
import sys
import tomllib

import pytest

from outreach.cli import run
from outreach.lint import lint_source, rulebook
from tests.bench import ROOT, workbench

PUSHY = "Betreff: Nur noch bis Freitag\n\nHallo Frau Kurz,\n\nSie stehen sicher unter Druck.\n\nViele Grüße\nEva\n"
KIND = (
    "Hallo Frau Kurz,\n\nwir haben lange nicht gesprochen, und das lag an mir. Wie geht es Ihnen, und was beschäftigt Sie gerade? "
    "Ich denke gern an unseren Messestand im Schneetreiben zurück. Wenn Sie mögen, telefonieren wir eine Viertelstunde, "
    "oder Sie schreiben mir eine Zeile. Antworten müssen Sie nicht, und wenn Sie lieber keine Post mehr von mir möchten, "
    "genügt ein Wort.\n\nHerzliche Grüße\nAnna Weber\n"
)


@pytest.fixture
def lint(tmp_path, monkeypatch, capsys):
    """Run lint in an empty folder; gives what it ended with and printed."""
    monkeypatch.chdir(tmp_path)

    def call(*words, code=0, lang="de"):
        assert run(["--lang", lang, "lint", *words]) == code
        return capsys.readouterr()

    call.folder = tmp_path
    return call


def test_a_pushy_letter_is_told_word_by_word(lint):
    """Each finding has file:line:column, its level in plain words, its rule, message and hint."""
    (lint.folder / "b.md").write_text(PUSHY, "utf-8")
    said = lint("b.md", code=1).out
    assert re.search(r"^b\.md:1:10  umschreiben  G11\.\w+$", said, re.MULTILINE)
    assert "G11 kein Verkaufen    ✗" in said
    assert "Umschreiben: " in said
    assert "Geprüft sind Worte und Reihenfolge, nicht Gefühle." in said
    assert said.rstrip().splitlines()[-1].startswith("Weiter:  outreach lint explain G")
    english = lint("b.md", code=1, lang="en").out
    assert "Checks wording and order, not feelings." in english
    assert not re.search(r"\d ?%", english)


def test_a_kind_letter_passes(lint):
    """A kind letter has no place to rewrite, and is told what was not checked."""
    (lint.folder / "b.md").write_text(KIND, "utf-8")
    said = lint("b.md").out
    assert "move" in said
    assert "Umschreiben" not in said


def test_standard_input_is_read(monkeypatch, tmp_path):
    """A dash reads standard input, outside any workspace."""
    done = subprocess.run(
        [sys.executable, "-m", "outreach", "lint", "-", "--json"],
        input=PUSHY, cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin"}, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 1
    assert {json.loads(line)["path"] for line in done.stdout.splitlines()} == {"-"}


def test_json_lines_end_with_verdict_and_card(lint):
    """One line per finding, then one per file with its verdict and card."""
    (lint.folder / "b.md").write_text(PUSHY, "utf-8")
    *found, last = map(json.loads, lint("b.md", "--json", code=1).out.splitlines())
    assert (last["path"], last["verdict"]) == ("b.md", "rewrite")
    assert last["card"]["G11"] == "broken"
    assert {f["rule"].partition(".")[0] for f in found} >= {"G11", "G7"}
    assert last["counts"]["error"] == sum(f["level"] == "error" for f in found)


@pytest.mark.parametrize(
    ("form", "begins"), [("github", "::error file=b.md,line=1"), ("sarif", "{")]
)
def test_formats_for_programs(lint, form, begins):
    """SARIF is one JSON document; GitHub's commands are one line each."""
    (lint.folder / "b.md").write_text(PUSHY, "utf-8")
    said = lint("b.md", "--format", form, code=1).out
    assert said.startswith(begins)
    if form == "sarif":
        assert json.loads(said)["runs"][0]["results"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["b.md"], 1), (["b.md", "--fail-on", "never"], 0), (["b.md", "--fail-on", "info"], 1),
        (["b.md", "--fail-on", "maybe"], 2), (["b.md", "--format", "xml"], 2), (["nowhere.md"], 65), ([], 2),
        (["latin.md"], 65), (["broken.md", "b.md"], 65), (["explain", "G99"], 2), (["explain", "G6"], 0), (["explain"], 0),
    ],
)  # fmt: skip
def test_exit_codes(lint, words, code):
    """0 below --fail-on, 1 at or above it, 2 for wrong words, 65 for what cannot be read."""
    (lint.folder / "b.md").write_text(PUSHY, "utf-8")
    (lint.folder / "latin.md").write_bytes("Grüße".encode("cp1252"))
    (lint.folder / "broken.md").write_text(
        '+++\nid = "x.de-sie"\nsubject = "x"\n+++\n{% if %}', "utf-8"
    )
    lint(*words, code=code)


def test_the_others_are_checked_though_one_does_not_read(lint):
    """A file that cannot be read is told, and the next is checked all the same."""
    (lint.folder / "b.md").write_text(PUSHY, "utf-8")
    said = lint("nowhere.md", "b.md", code=65)
    assert "nowhere.md lässt sich nicht lesen" in said.err
    assert "b.md:1:10" in said.out


def test_explain_shows_examples_of_both_languages(lint):
    """A guideline is told with why, hint, and good and bad examples in German and English."""
    for lang, but in (("de", "lieber"), ("en", "but")):
        said = lint("explain", "G6", lang=lang).out
        assert f"    {but}  " in said
        assert re.search(r"\b(Sie|ich|Ihnen)\b", said)
        assert re.search(r"\b(you|your)\b", said)
    one = lint("explain", "g11.urgency").out
    assert one.startswith("G11.urgency")


def test_the_self_test_counts_and_names(lint):
    """--self-test says how many rules and examples it tried; all of them hold."""
    said = lint("--self-test")
    assert re.search(
        r"^\d+ Regeln an \d+ eigenen Beispielen: 0 anders ausgegangen\.$", said.out, re.MULTILINE
    )


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    return workbench(tmp_path_factory.mktemp("lint"), 1)


def test_without_files_the_letters_of_the_workspace_are_checked(bench):
    """Those the campaign uses come first, and the shipped ones have nothing to rewrite."""
    paths = [line["path"] for line in bench("lint", "--json").lines if "verdict" in line]
    assert "long-silence" in paths[0]
    assert len(paths) == len(list((bench.root / "templates").iterdir()))


def test_own_rules_as_the_page_shows_them(bench):
    """What docs/how-to/own-rules.md writes works: the rule, the settings, the exception."""
    page = (ROOT / "docs/how-to/own-rules.md").read_text("utf-8")
    rule, extend, more = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert len(rule.splitlines()) <= 10
    settings = bench.root / "outreach.toml"
    before = settings.read_text("utf-8")
    (bench.root / "rules/own").mkdir(parents=True)
    name = tomllib.loads(rule)["id"]
    (bench.root / f"rules/own/{name}.toml").write_text(rule, "utf-8")
    letter = bench.root / "own.txt"
    letter.write_text(
        "Hallo,\n\nhier gibt es Synergien, sagt unser CRM, und das ist gut so.\n", "utf-8"
    )
    settings.write_text(f"{before}\n{extend}{more.replace('[lint]', '')}", "utf-8")
    found = {line.get("rule") for line in bench("lint", str(letter), "--json", code=None).lines}
    assert name in found
    settings.write_text(before, "utf-8")
    assert name not in {
        line.get("rule") for line in bench("lint", str(letter), "--json", code=None).lines
    }
    comment = re.search(r"\{# outreach: allow G11\.price .*? #\}", page)[0]
    price = next(r for r in rulebook().rules if r.id == "G11.price")
    bad = next(e.text for e in price.bad if e.given.get("lang", "de") == "de")
    report = lint_source(f"{comment}\n{bad}", "x", rulebook(), language="de")
    assert {f.suppressed for f in report.findings if f.rule == "G11.price"} == {True}


def test_a_broken_own_rule_stops_with_its_line(bench):
    """A rule that does not read ends the command with 78, file and line."""
    folder = bench.root / "rules/broken"
    folder.mkdir(parents=True)
    (folder / "x.toml").write_text('id = "G11.x"\nkind = "guess"\n', "utf-8")
    settings = bench.root / "outreach.toml"
    before = settings.read_text("utf-8")
    settings.write_text(f'{before}\n[lint]\nextend = ["rules/broken"]\n', "utf-8")
    assert "rules/broken/x.toml:2" in bench("lint", code=78).err
    settings.write_text(before, "utf-8")


def test_the_page_of_rules_is_fresh():
    """docs/reference/rules.md is what the rule files say."""
    done = subprocess.run(
        [sys.executable, "tools/rules.py", "--check"], cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, "run: python tools/rules.py"


def test_of_many_letters_the_ready_ones_take_a_line(lint):
    """With several letters only those with something to look at are shown in full."""
    good = (ROOT / "templates/de/nudge.de-sie.md").read_text("utf-8")
    (lint.folder / "a.md").write_text(PUSHY, "utf-8")
    (lint.folder / "nudge.de-sie.md").write_text(good, "utf-8")
    said = lint("a.md", "nudge.de-sie.md", code=1).out
    assert "Bereit  nudge.de-sie.md" in said
    assert said.count("G17 Ausweg") == 1
    alone = lint("nudge.de-sie.md").out
    assert "G17 Ausweg" in alone
