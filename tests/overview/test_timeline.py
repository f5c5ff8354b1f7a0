"""The line of the method: what happened with one customer, in order, filtered by what and by which way, read at a glance."""

import pytest

from crmcli.terminal.screen import display_width


def fill(crm):
    crm("pipeline", "use", "auto4s")
    crm("add", "Alexander Montgomery", "--company", "Northern Lights", "--phone", "13800138000")
    for kind, text in (("worry", "the price"), ("rival", "next door")):  # numbers of worries run ahead of those of touches
        crm("note", "c1", "a visit to the fair", "--at", "11-01 10:00", "--channel", "visit", f"--{kind}", text)
    crm(
        "log", "c1", "Quotation", "--at", "11-05 15:00", "--channel", "call", "--out", "--note",
        "wants to think about the delivery", "--worry", "the price", "--promise", "parts list", "--by", "2026-11-27",
    )  # fmt: skip
    crm("order", "c1", "1200", "--on", "2026-11-06")


@pytest.fixture
def told(start_with):
    return start_with(fill)


def kinds(crm, *options):
    return [event["kind"]["code"] for event in crm("timeline", "c1", *options, "-o", "json").items]


def test_a_contact_stands_before_what_it_brought_also_in_the_past(told):
    events = [(event["at"][5:10], event["kind"]["code"]) for event in told("timeline", "c1", "-o", "json").items]
    assert events == [
        ("11-01", "note"), ("11-01", "note"), ("11-01", "worry"), ("11-01", "rival"), ("11-05", "touch"), ("11-05", "worry"),
        ("11-05", "promise"), ("11-06", "order"), ("11-21", "added"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--kind", "touch"], ["touch"]), (["--kind", "Touch", "--kind", "order"], ["touch", "order"]),
        (["--kind", "call"], ["touch"]), (["--kind", "visit"], ["note", "note"]), (["--kind", "拜访", "--limit", "1"], ["note"]),
        (["--kind", "sms"], []), (["--kind", "call", "--kind", "worry", "--since", "11-02"], ["touch", "worry"]),
    ],
)  # fmt: skip
def test_it_is_filtered_by_kinds_and_by_channels(told, options, found):
    assert kinds(told, *options) == found


def test_a_settled_worry_says_so_and_when_it_was(told):
    told("settle", "c1", "the price")
    events = told("timeline", "c1", "--kind", "worry", "--kind", "settled", "-o", "json").items
    assert [(event["kind"]["code"], event["text"]) for event in events] == [
        ("worry", "the price · resolved 2026-11-21"), ("worry", "the price · resolved 2026-11-21"),
        ("settled", "concern · the price"),
    ]  # fmt: skip
    told("undo")
    assert [event["text"] for event in told("timeline", "c1", "--kind", "worry", "-o", "json").items] == ["the price"] * 2
    assert kinds(told, "--kind", "settled") == []


def test_signs_are_judgements_too(told):
    told("signs", "c1", "--has", "need", "--lacks", "decision")
    assert [event["text"] for event in told("timeline", "c1", "--kind", "sign", "-o", "json").items] == [
        "✓ Need",
        "✗ Decision authority",
    ]


def test_ids_are_what_other_commands_take(told):
    assert told("timeline", "c1", "--kind", "touch", "--kind", "order", "--kind", "promise", "-o", "ids").out.split() == [
        "t1",
        "f1",
        "o1",
    ]


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("who", ["c1", "Northern"])
def test_the_screen_keeps_to_its_width_and_leaves_room_for_the_text(told, monkeypatch, who, width):
    monkeypatch.setenv("COLUMNS", str(width))
    lines = told("timeline", who, "-o", "table").out.splitlines()
    assert max(map(display_width, lines)) <= width
    assert any("call to the customer" in line for line in lines)
    assert len(lines) <= 20
