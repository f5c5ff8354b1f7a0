"""How a judgement drifts, and what it should make one look at again."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.customers.drift import Drift, drift, moves, warnings

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], Drift()),
        ([("2026-12-01", None)], Drift(0, 0, "2026-12-01", None, None)),
        ([("2026-12-01", 100), ("2026-12-11", None)], Drift(1, 10, "2026-12-01", 100, 0)),
        ([("2026-12-01", 100), ("2026-12-11", 80), ("2027-01-10", 70)], Drift(2, 40, "2026-12-01", 100, -30)),
        ([("2026-12-11", None), ("2026-12-01", None)], Drift(0, 0, "2026-12-11", None, None)),  # brought forward
        ([("2026-12-01", None), ("2026-12-01", None)], Drift(0, 0, "2026-12-01", None, None)),  # said again
        (
            [("2026-12-01", None), ("2026-12-31", None), ("2026-12-21", None), ("2026-12-31", None)],
            Drift(2, 40, "2026-12-01", None, None),
        ),
        ([(None, 100), (None, 150)], Drift(0, 0, None, 100, 50)),
    ],
)
def test_drift_counts_how_often_and_how_far_a_date_was_pushed(said, expected):
    assert drift(said) == expected


days = st.dates(date(2026, 1, 1), date(2027, 12, 31)).map(date.isoformat)
sayings = st.lists(st.tuples(st.none() | days, st.none() | st.integers(0, 10**9)), max_size=8)


@settings(max_examples=50)
@given(sayings)
def test_pushes_are_whole_days_and_never_less_than_the_way_from_first_to_last(said):
    found, dates = drift(said), [day for day, _cents in said if day]
    assert found.pushed_days >= found.pushed >= 0
    if dates:
        assert found.pushed_days >= (date.fromisoformat(dates[-1]) - date.fromisoformat(dates[0])).days


@settings(max_examples=50)
@given(sayings)
def test_saying_the_last_again_changes_nothing(said):
    assert drift([*said, *said[-1:]]) == drift(said)


@pytest.mark.parametrize(
    ("said", "verdict", "codes"),
    [
        ([("2026-11-20", None)], None, ["date_passed"]),
        ([("2026-11-21", None)], None, []),
        ([("2026-11-20", None), ("2026-12-01", None)], None, []),
        ([(None, 100)], None, ["amount_unjudged"]),
        ([(None, 100)], "unsure", []),
        ([("2026-11-20", 100)], None, ["date_passed", "amount_unjudged"]),
    ],
)
def test_warnings(said, verdict, codes):
    assert [one.code for one in warnings(said, verdict, TODAY)] == codes


def test_what_moved_is_told():
    moved = drift([("2026-12-01", 10_000_00), ("2026-12-11", 8_000_00)])
    said = ["pushed once, 10 days in all (first 2026-12-01)", "amount −¥2,000 (first ¥10,000)"]
    assert list(map(str, moves(moved, "CNY"))) == said
    assert moves(Drift(), "CNY") == []


def test_show_and_list_tell_it_and_an_order_begins_anew(crm, monkeypatch):
    crm("add", "张三", "--phone", "13800138000")
    crm("log", "张三", "谈判签约")
    for day, amount in (("2026-11-25", "10万"), ("2026-12-05", "8万")):
        crm("qualify", "张三", "--sign-by", day, "--amount", amount)
    monkeypatch.setenv("CRM_NOW", "2026-12-10T09:00")
    for words in (("show", "张三"), ("list",)):
        (one,) = crm(*words, "-o", "json").items
        assert one["drift"] == {
            "pushed": 1, "pushed_days": 10, "first_on": "2026-11-25", "first_amount": 100000, "amount_change": -20000,
        }  # fmt: skip
        assert [warning["code"] for warning in one["warnings"]] == ["date_passed", "amount_unjudged"]
    assert "pushed once, 10 days in all" in crm("show", "张三", "-o", "table").out
    crm("order", "张三", "8万")
    (one,) = crm("list", "-o", "json").items
    assert (one["drift"]["pushed"], one["warnings"]) == (0, [])
    crm("undo")
    assert crm("list", "-o", "json").items[0]["drift"]["pushed"] == 1


def test_qualify_says_at_once_what_moved_and_what_nobody_asked(crm):
    crm("add", "张三", "--phone", "13800138000")
    crm("qualify", "张三", "--sign-by", "2026-11-25")
    ran = crm("qualify", "张三", "--sign-by", "2026-12-05", "--verdict", "valuable", "-o", "table")
    assert "pushed once" in ran.err
    assert "Budget" in ran.err
