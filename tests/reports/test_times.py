"""crm node times on a terminal: names whole where there is room, what was set beside what was seen, what was asked."""

import pytest

from crmcli.terminal import screen

LONG = "Understand what they need, and why"


@pytest.fixture
def timed(crm):
    crm("add", "a", "--company", "firm", "--source", "fair")
    crm("node", "rename", "Lead collection", LONG)
    crm("log", "a", LONG, "--at", "2026-11-01 09:00")
    crm("log", "a", "First contact", "--at", "2026-11-03 09:00")
    return crm


@pytest.mark.parametrize(("columns", "shown"), [("80", LONG[:15]), ("120", LONG)])
def test_names_take_the_room_there_is(timed, monkeypatch, columns, shown):
    monkeypatch.setenv("COLUMNS", columns)
    lines = timed("node", "times", "-o", "table").out.splitlines()
    assert max(map(screen.display_width, lines)) <= int(columns)
    assert lines[1].startswith(shown)


def test_what_was_set_stands_beside_what_was_seen(timed):
    guessed = timed("node", "times", "-o", "table").out
    assert guessed.splitlines()[2].endswith("≈7 d")
    assert "≈: an initial estimate" in guessed
    timed("node", "edit", "First contact", "--days", "7")
    lines = timed("node", "times", "-o", "table").out.splitlines()
    assert lines[0].split()[-1] == "Set"
    assert lines[2].endswith("  7 d")
    assert any(line.startswith("Set: the days you set for the node") for line in lines)


def test_the_screen_says_what_was_asked(timed):
    out = timed("node", "times", "--per", "company", "--where", "source:fair", "-o", "table").out
    assert "Contacts of one company count as one.\nFilter: source:fair\n" in out
