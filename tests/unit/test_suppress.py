"""`outreach suppress`: the do-not-mail list, from a hand and from a file."""

import pytest

from tests.bench import workbench


@pytest.fixture
def bench(tmp_path, server):
    return workbench(tmp_path, server.port)


def test_a_list_from_another_tool(bench, server):
    """Heading, commas or semicolons, quotes, blank lines, whole domains: all taken, and kept."""
    bench.people(
        "a@eins.example,Nora,Alt,f,sie,de,2023-05-04,den Regen in Kassel",
        "b@zwei.example,Nora,Bach,f,sie,de,2023-05-04,den Regen in Kassel",
        "c@drei.example,Nora,Cohn,f,sie,de,2023-05-04,den Regen in Kassel",
    )
    file = bench.root / "aus.csv"
    file.write_text('\ufeffEmail;Grund\r\n"A@Eins.Example";zog weg\r\n\r\n@zwei.example,x\r\n')
    assert "2" in bench("suppress", "import", str(file)).out
    listed = bench("suppress", "list").out
    assert "a@eins.example" in listed
    assert "@zwei.example" in listed
    assert {x["source"] for x in bench("suppress", "list", "--json").lines} == {"aus.csv"}
    bench("send", "--yes")
    assert [d.rcpt for d in server.accepted] == ["c@drei.example"]
    assert bench.status()["cancelled"] == 2


def test_a_list_with_a_bad_line(bench):
    """Each bad line with its number, and nobody of the file is taken."""
    file = bench.root / "aus.csv"
    file.write_text("a@eins.example\nkein Mensch\nb@@zwei\n")
    said = bench("suppress", "import", str(file), code=65).err
    assert "aus.csv:2" in said
    assert "aus.csv:3" in said
    assert bench("suppress", "list", "--json").lines == []


def test_a_list_that_is_not_there(bench):
    """A path to nothing is told by its name."""
    assert "aus.csv" in bench("suppress", "import", str(bench.root / "aus.csv"), code=65).err
