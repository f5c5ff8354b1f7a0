from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.core import clock
from crmcli.followups import due_line, due_rules
from crmcli.followups.kinds import kind_of
from crmcli.followups.model import Key

NOW = datetime(2026, 11, 21, 9, 0).astimezone()
LAW = settings(max_examples=40, deadline=None)
GRADES = [None, "big", "normal", "small"]


def found(no=1, due="2026-11-21", *, grade=None, expected=None, snoozes=0, fact=None):
    return due_rules.DueCandidate(no, due, "keep", "call", snoozes, fact, 7, "U", "张三", None, grade, expected)


FOUND = st.builds(
    found,
    st.integers(1, 99),
    st.one_of(
        st.integers(-20, 20).map(lambda days: str(NOW.date() + timedelta(days=days))),
        st.integers(-2000, 4000).map(lambda minutes: clock.wall_clock(NOW + timedelta(minutes=minutes))),
    ),
    grade=st.sampled_from(GRADES),
    expected=st.one_of(st.none(), st.integers(0, 10**8)),
)


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("f17", Key("followup", 17)),
        ("17", Key("followup", 17)),
        ("F17 ", Key("followup", 17)),
        ("w12", Key("wakeup", 12)),
        ("p3", Key("payment", 3)),
        ("n12", Key("no_next", 12)),
        ("c12", None),
        ("f", None),
        ("f-1", None),
        ("17a", None),
        ("１７", None),
        ("报价沟通", None),
        ("", None),
    ],
)
def test_keys(word, key):
    assert due_rules.parse_key(word) == key


@pytest.mark.parametrize(
    ("due", "timing"),
    [
        ("2026-11-21", ("today", 0)),
        ("2026-11-20", ("overdue", 1)),
        ("2026-11-01", ("overdue", 20)),
        ("2026-11-22", ("later", 0)),
        ("2026-11-21T08:59", ("overdue", 0)),
        ("2026-11-21T09:00", ("today", 0)),
        ("2026-11-21T18:00", ("today", 0)),
        ("2026-11-20T23:59", ("overdue", 1)),
        ("2026-11-22T00:00", ("later", 0)),
        ("2025-11-21", ("overdue", 365)),
        (None, ("no_next", None)),
    ],
)
def test_when_a_line_is_overdue(due, timing):
    assert due_rules.timing(due, NOW) == timing


@pytest.mark.parametrize(
    ("kind", "candidate", "reason"),
    [
        ("followup", found(due="2026-11-18", grade="big", expected=15_000_000), "3 days overdue · big deal · expected ¥150,000"),
        ("followup", found(due="2026-11-20", grade="small"), "1 day overdue · small deal"),
        ("followup", found(due="2026-11-21T08:30"), "overdue since 08:30"),
        ("followup", found(grade="normal"), "today"),
        ("followup", found(due="2026-11-21T15:00", snoozes=1), "today 15:00"),
        ("followup", found(snoozes=3), "today · snoozed 3 times"),
        ("followup", found(due="2026-11-22"), "tomorrow"),
        ("followup", found(due="2026-11-25T14:00"), "in 4 days"),
        ("payment", found(fact=500_000), "today · ¥5,000 still due"),
        ("wakeup", found(fact="waits for the bonus"), "today · parking ends"),
        ("wakeup", found(), "today · parking ends"),
        ("no_next", found(due=None, grade="big"), "nothing planned · big deal"),
    ],
)
def test_the_reason_says_why_a_line_is_there(kind, candidate, reason):
    assert due_line.line(kind_of(kind), candidate, NOW, "CNY").reason.label == reason


def test_order_by_urgency_then_worth_then_due_then_number():
    candidates = [
        found(1, "2026-11-23", grade="big"),
        found(2, "2026-11-21", grade="small"),
        found(3, "2026-11-21", grade="big", expected=1),
        found(4, "2026-11-21", grade="big", expected=2),
        found(5, "2026-11-20"),
        found(6, "2026-11-14", grade="normal"),
        found(7, "2026-11-13"),
        found(8, "2026-11-19"),
        found(9, "2026-11-20"),
        found(10, "2026-11-21T08:00"),
    ]
    ranked = due_rules.ranked([("followup", one) for one in candidates], NOW)
    assert [one.no for _kind, one in ranked] == [7, 6, 8, 5, 9, 10, 4, 3, 2, 1]


def test_later_days_come_one_after_the_other_and_rank_decides_inside_a_day():
    candidates = [
        found(1, "2026-11-25", grade="big", expected=9),
        found(2, "2026-11-23", grade="small"),
        found(3, "2026-11-23T18:00", grade="big"),
        found(4, "2026-11-22"),
        found(5, "2026-11-20")._replace(back="2026-11-24"),  # hidden up to that day
    ]
    ranked = due_rules.ranked([("followup", one) for one in candidates], NOW)
    assert [one.no for _kind, one in ranked] == [4, 3, 2, 5, 1]


@pytest.mark.parametrize(
    ("due", "shown", "standing"),
    [
        ("2026-11-22", "2026-11-20", ("today", 0)),  # brought forward: not late before its own day is over
        ("2026-11-21", "2026-11-20", ("today", 0)),
        ("2026-11-20", "2026-11-18", ("overdue", 1)),
        ("2026-11-18", "2026-11-20", ("overdue", 1)),
        ("2026-11-18", "2026-11-21", ("today", 0)),
        ("2026-11-20", "2026-11-23", ("later", 0)),
    ],
)
def test_beside_a_day_off_a_line_is_late_behind_both_days(due, shown, standing):
    one = found(due=due)._replace(shown=shown)
    assert due_rules.standing(one, NOW) == standing
    assert ("not a workday" in due_line.line(kind_of("followup"), one, NOW, "CNY").reason.label) == (standing[0] != "overdue")


@LAW
@given(st.lists(FOUND, max_size=12, unique_by=lambda one: one.no), st.randoms())
def test_the_order_does_not_depend_on_the_order_of_entry(candidates, random):
    shuffled = random.sample(candidates, len(candidates))
    assert due_rules.ranked([("f", one) for one in candidates], NOW) == due_rules.ranked([("f", one) for one in shuffled], NOW)


@LAW
@given(FOUND, st.integers(0, 5000))
def test_what_is_overdue_stays_overdue(candidate, minutes):
    earlier, later = due_rules.timing(candidate.due, NOW), due_rules.timing(candidate.due, NOW + timedelta(minutes=minutes))
    order = ["later", "today", "overdue"]
    assert order.index(earlier[0]) <= order.index(later[0])
    assert earlier[1] <= later[1]
