"""意向度: from what a customer does, with its reasons."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.core import clock
from crmcli.customers.intent import Evidence, Happening, evidence, level, reasons, spoken


@pytest.mark.parametrize(
    ("seen", "code", "why"),
    [
        (Evidence(), "unknown", []),
        (Evidence(contact=5), "unknown", []),  # we called; that says nothing about them
        (Evidence(came=3, contact=3), "middle", ["came"]),
        (Evidence(came=20, contact=3), "middle", ["came"]),
        (Evidence(came=31, contact=3), "unknown", []),
        (Evidence(came=14, forward=1, contact=3), "high", ["came", "forward"]),
        (Evidence(came=15, forward=1, contact=3), "middle", ["came", "forward"]),
        (Evidence(came=3, reaction="positive", reacted=2, contact=2), "high", ["came", "positive"]),
        (Evidence(came=3, reaction="negative", reacted=2, contact=2), "middle", ["came", "negative"]),
        (Evidence(reaction="negative", reacted=2, contact=2), "low", ["negative"]),
        (Evidence(reaction="neutral", reacted=2, contact=2), "unknown", []),
        (Evidence(reaction="positive", reacted=31, contact=3), "unknown", []),
        (Evidence(kept=10, forward=5, contact=3), "high", ["kept", "forward"]),
        (Evidence(kept=10, overdue=4, contact=3), "middle", ["kept", "broken"]),
        (Evidence(overdue=3, contact=3), "unknown", []),
        (Evidence(tries=1, contact=5), "unknown", []),
        (Evidence(tries=2, contact=5), "low", ["no_answer"]),
        (Evidence(contact=29), "unknown", []),
        (Evidence(contact=30), "low", ["silent"]),
        (Evidence(came=30, contact=30), "low", ["silent", "came"]),
    ],
)
def test_points_and_their_bounds(seen, code, why):
    found = reasons(seen)
    assert (level(found).code, [one.code for one in found]) == (code, why)
    assert all(f"({one.points:+d})" in said.label for one, said in zip(found, spoken(found), strict=True))


@pytest.mark.parametrize(("days", "points"), [(29, []), (30, [-2]), (59, [-2]), (60, [-3]), (400, [-3])])
def test_long_silence_weighs_more(days, points):
    assert [one.points for one in reasons(Evidence(contact=days))] == points


@pytest.mark.parametrize(
    ("days", "said"), [(0, "came to you today"), (1, "came to you yesterday"), (2, "came to you 2 days ago")]
)
def test_when_somebody_came_is_said_as_people_say_it(days, said):
    assert str(reasons(Evidence(came=days))[0].sentence) == said


days = st.none() | st.integers(0, 100)
seen = st.builds(
    Evidence, came=days, reaction=st.sampled_from(["positive", "neutral", "negative"]), reacted=days, kept=days,
    overdue=st.integers(-5, 30), forward=st.integers(0, 5), tries=st.integers(0, 5), contact=days,
)  # fmt: skip


@settings(max_examples=50)
@given(seen)
def test_a_level_is_known_exactly_where_a_reason_is_given(one):
    found = reasons(one)
    assert (level(found).code == "unknown") == (not found)
    assert all(reason.points for reason in found)


NOW = "2026-11-21T09:00"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("2026-11-16", "note", None, None, "call", "in", None)], Evidence(came=5, contact=5)),
        ([("2026-11-16", "note", None, None, None, None, "negative")], Evidence(reaction="negative", reacted=5)),
        ([("2026-11-20", "note", None, None, "call", "no_answer", None)] * 3, Evidence(tries=3)),
        (
            [("2026-11-19", "note", None, None, "call", "no_answer", None), ("2026-11-20", "touch", 1, 2, None, None, None)],
            Evidence(contact=1),  # somebody answered since
        ),
        ([("2026-11-15", "touch", 1, place, None, None, None) for place in (1, 3, 2, 4)], Evidence(forward=2, contact=6)),
        ([("2026-10-01", "touch", 1, 1, None, None, None), ("2026-10-02", "touch", 1, 2, None, None, None)],
            Evidence(contact=50)),
        ([("2026-11-15", "open", None, None, None, None, None), ("2026-11-20", "kept", None, None, None, None, None)],
            Evidence(overdue=6, kept=1)),
        (
            [
                ("2026-11-10", "touch", 1, 5, None, None, None), ("2026-11-11", "closed", None, None, None, None, None),
                ("2026-11-12", "touch", 1, 1, None, None, None), ("2026-11-13", "touch", 1, 2, None, None, None),
            ],
            Evidence(forward=1, contact=8),  # the next deal begins at the first node again
        ),
    ],
)  # fmt: skip
def test_what_the_rows_of_a_customer_tell(rows, expected):
    assert evidence([Happening(1, row[0], *row) for row in rows], clock.parse_instant(NOW)) == expected


def fill(crm):
    for name in ("张三", "李四", "王五"):
        crm("add", name, "--phone", "13800138000")
    crm("note", "张三", "来店", "--channel", "visit", "--in", "--reaction", "positive")
    crm("log", "李四", "初步接触", "--channel", "call", "--out", "--at", "2026-10-01")


@pytest.fixture
def people(start_with):
    return start_with(fill)


def test_show_gives_the_intent_apart_from_the_grade(people):
    people("qualify", "张三", "--grade", "small")
    (zhang,) = people("show", "张三", "-o", "json").items
    assert (zhang["intent"], zhang["grade"]["code"]) == ({"code": "high", "label": "high"}, "small")
    assert [one["code"] for one in zhang["intent_reasons"]] == ["came", "positive"]
    assert people("show", "王五", "-o", "json").items[0]["intent"]["label"] == "not known yet"


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("intent:high", {"张三"}),
        ("intent:low", {"李四"}),
        ("intent:unknown", {"王五"}),
        ("-intent:high", {"李四", "王五"}),
        ("意向度:高", {"张三"}),
    ],
)
def test_the_filter_asks_the_same_question(people, word, names):
    assert {one["name"] for one in people("list", word, "-o", "json").items} == names


def test_promises_count_when_kept_and_when_overdue(people, monkeypatch):
    people("note", "王五", "说好了", "--promise", "给清单", "--by", "今天")
    monkeypatch.setenv("CRM_NOW", "2026-11-25T09:00")
    assert people("show", "王五", "-o", "json").items[0]["intent_reasons"][0]["code"] == "broken"
    people("done", "f1")
    assert people("show", "王五", "-o", "json").items[0]["intent_reasons"][0]["code"] == "kept"
