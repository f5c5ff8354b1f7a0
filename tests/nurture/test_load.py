"""`crm load`: what one can work, and who may rest."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.cli import seed
from crmcli.core import clock
from crmcli.customers import writes
from crmcli.followups import followups
from crmcli.nurture import workload
from crmcli.nurture.model import Week
from crmcli.storage.store import Store

NOW = date(2026, 11, 21)  # a Saturday; the week begins on the 16th


def weeks(*counts):
    return [Week("2026-01-05", count) for count in counts]


@pytest.mark.parametrize(
    ("counts", "usual"),
    [((), None), ((9, 9, 9), None), ((0, 0, 0, 0), 0), ((10, 20, 30, 40), 25), ((5, 1, 9, 7, 3), 5)],
)
def test_the_usual_week_is_a_median_and_wants_four(counts, usual):
    assert workload.usual(weeks(*counts)) == usual


def days(*offsets):
    return [NOW + timedelta(days=one) for one in offsets]


@pytest.mark.parametrize(
    ("days_of", "gap"),
    [
        ([], None),
        ([days(0, 7)] * 4, None),
        ([days(0, 7)] * 5, 7),
        ([days(0, 7)] * 4 + [days(3)], None),
        ([days(0, 10)] * 4 + [days(*range(60))], 10),  # one deal with a contact a day does not stand for all
    ],
)
def test_the_usual_gap_is_that_of_the_usual_customer(days_of, gap):
    assert workload.usual_gap(days_of) == gap


@pytest.mark.parametrize(
    ("counts", "capacity"), [((9, 9, 9), None), ((0, 0, 0, 0), 0), ((10, 20, 30, 40), 37), ((5,) * 9 + (90,), 13.5)]
)
def test_capacity_is_what_nine_weeks_in_ten_did_not_exceed(counts, capacity):
    assert workload.capacity(weeks(*counts)) == pytest.approx(capacity)


@pytest.mark.parametrize(
    ("backlog", "behind"),
    [
        ((), None),
        ((1, 2, 3), None),
        ((0, 0, 0, 0), 0),
        ((1, 2, 3, 4), 3),
        ((9, 1, 2, 4, 8), 7),
        ((1, 2, 2, 4), 0),
        ((4, 3, 2, 1), 0),
        ((1, 3, 2, 9), 0),
    ],
)
def test_one_falls_behind_where_the_overdue_steps_grow_for_three_weeks(backlog, behind):
    assert workload.fell_behind(weeks(*backlog)) == behind


@given(st.lists(st.dates(date(2026, 1, 5), date(2026, 3, 1)), max_size=40))
def test_every_day_lies_in_one_week(some):
    found = workload.by_week(some, date(2026, 1, 5), 8)
    assert sum(week.count for week in found) == len(some)
    assert all(date.fromisoformat(week.monday).weekday() == 0 for week in found)


def standing(no, level="low", points=-3, *, planned=False, grade=None, silent=40, age=90):
    return workload.Standing(level, points, planned, grade, silent, age, no)


def test_who_rests_first():
    wanted = [
        standing(1, points=-5), standing(2, silent=80), standing(3), standing(4, grade="big", silent=90),
        standing(5, planned=True, silent=90), standing(6, "unknown", 0), standing(7, "middle", 0), standing(8, "middle", 2),
    ]  # fmt: skip
    assert sorted(set(wanted), key=workload.rest_first) == wanted


@pytest.mark.parametrize(
    ("one", "may"),
    [
        (standing(1), True), (standing(1, "middle", 1), True), (standing(1, "high", 4), False),
        (standing(1, "unknown", 0, age=29), False), (standing(1, "unknown", 0, age=30), True),
    ],
)  # fmt: skip
def test_neither_high_intent_nor_a_newcomer_is_sent_to_rest(one, may):
    assert workload.may_rest(one) is may


def fill(_crm):
    """Six customers, each called every week for five full weeks; the last two badly."""
    store = Store(Path(os.environ["CRM_DB"]), seed.seed)
    with store.change("fill"):
        people = [writes.create(store, f"客户{number}", {"phone": [f"1380013800{number}"]}) for number in range(6)]
        for week in range(5):
            for place, no in enumerate(people):
                call(store, no, 40 - 7 * week - place)
        call(store, people[0], 40)  # the same day: no contact more
        call(store, people[0], 30, "no_answer")
        for no in people[4:]:
            store.db.execute("UPDATE interactions SET reaction = 'negative' WHERE customer_no = ?", (no,))
        for no, due in zip(people, ("2026-11-22", "2026-11-25", "2026-11-01", "2027-03-01"), strict=False):
            followups.plan(store, no, due, "", "keep")
    store.close()


def call(store, no, days_ago, direction="out"):
    at = f"{NOW - timedelta(days=days_ago)}T02:00:00.000Z"
    writes.add_note(store, no, writes.NoteInput("聊了", at, channel="call", direction=direction))


@pytest.fixture
def crm_load(start_with):
    return start_with(fill)


def test_the_load_is_counted_by_contacts_and_weeks(crm_load):
    (found,) = crm_load("load", "-o", "json").items
    assert [week["count"] for week in found["done"]] == [6, 6, 6, 6, 6]
    assert (found["open"], found["done_per_week"], found["gap_days"], found["capacity"], found["limit"]) == (6, 6, 7, 6, None)
    assert (found["basis"]["code"], found["verdict"]["code"], found["over"], found["park"]) == ("history", "room", 0, [])
    assert (found["overdue"], [week["count"] for week in found["planned"]], found["later"]) == (1, [1, 1, 0, 0], 1)


@pytest.fixture
def behind(crm):
    """Twenty leads called for five weeks, and each week more steps stay undone; half of them are worked on, or promise much."""
    store = Store(Path(os.environ["CRM_DB"]), seed.seed)
    with store.change("fill"):
        people = [writes.create(store, f"客户{number:02}", {"phone": [f"138001380{number:02}"]}) for number in range(20)]
        for week in range(5):
            for no in people:
                call(store, no, 40 - 7 * week)
        for no in people:
            store.db.execute("UPDATE customers SET created_at = '2026-01-01T00:00:00.000Z' WHERE no = ?", (no,))
        for place, due in enumerate(("2026-10-20", "2026-10-28", "2026-10-28", *["2026-11-05"] * 2, *["2026-11-12"] * 3)):
            no = followups.plan(store, people[place], due, "", "keep")
            store.db.execute("UPDATE followups SET created_at = '2026-10-12T00:00:00.000Z' WHERE no = ?", (no,))
        followups.plan(store, people[8], "2026-12-04", "", "keep")
        followups.plan(store, people[9], "2027-03-01", "", "keep")
        qualified = {10: {"sign_by": "2026-12-24"}, 11: {"amount": 100_00}, 12: {"amount": 200_00}, 13: {"amount": 300_00}}
        for place, judged in qualified.items():
            at = clock.utc_text(clock.now())
            store.insert("qualifications", customer_no=people[place], at=at, created_at=at, **judged)
    store.close()
    return crm


def test_who_is_due_soon_about_to_sign_or_promising_is_never_proposed(behind):
    (found,) = behind("load", "-o", "json").items
    assert [week["count"] for week in found["backlog"]] == [0, 1, 3, 5, 8]
    assert (found["verdict"]["code"], found["over"], found["basis"]["code"]) == ("too_many", 7, "history")
    proposed = {one["customer"]["name"] for one in found["park"]}
    assert len(proposed) == 7
    assert not proposed & {f"客户{place:02}" for place in (*range(9), 10, 13)}
    shown = {line["customer"]["name"] for line in behind("due", "--within", "14d", "-o", "json").items}
    assert not proposed & shown
    assert "grew for three weeks" in behind("load", "-o", "table").out
    assert behind("load", "--check", ok=False).code == 10
    behind("done", "f8", "f7")
    assert behind("load", "-o", "json").items[0]["verdict"]["code"] == "too_many"  # what was closed since was overdue then


def test_what_was_closed_in_time_is_no_backlog(behind):
    store = Store(Path(os.environ["CRM_DB"]))
    with store.change("closed in time"):
        store.db.execute("UPDATE followups SET done_at = '2026-11-14T00:00:00.000Z' WHERE due = '2026-11-12'")
    store.close()
    (found,) = behind("load", "-o", "json").items
    assert [week["count"] for week in found["backlog"]] == [0, 1, 3, 5, 5]
    assert (found["verdict"]["code"], found["over"], found["park"]) == ("room", 0, [])
    assert "room for more" in behind("load", "-o", "table").out


def test_above_the_limit_the_lowest_intent_is_proposed_and_can_be_parked_in_one_change(crm_load):
    crm_load("config", "set", "capacity", "4")
    (found,) = crm_load("load", "-o", "json").items
    assert (found["basis"]["code"], found["limit"], found["over"]) == ("configured", 4, 2)
    assert [(one["customer"]["name"], one["intent"]["code"]) for one in found["park"]] == [("客户4", "low"), ("客户5", "low")]
    assert crm_load("load", "--check", ok=False).code == 10
    assert crm_load("load", "-o", "ids").out.split() == ["5", "6"]
    table = crm_load("load", "-o", "table").out
    assert "2 too many" in table
    assert "crm load --park" in table
    parked = crm_load("load", "--park", "3个月", "--reason", "先放一放", "-o", "json").items
    assert {one["status"]["code"] for one in parked} == {"parked"}
    assert crm_load("load", "--check").code == 0
    assert "nobody has to be parked" in crm_load("load", "--park", "3个月").err
    crm_load("undo")
    assert crm_load("load", "-o", "json").items[0]["over"] == 2


def test_adding_beyond_ones_own_limit_is_told(crm_load):
    assert "limit" not in crm_load("add", "新客", "--phone", "13900139000").err
    crm_load("config", "set", "capacity", "7")
    assert "8 open customers, your limit is 7" in crm_load("add", "又一位", "--phone", "13900139001").err


def test_an_empty_file_knows_nothing_yet(crm):
    (found,) = crm("load", "-o", "json").items
    assert (found["open"], found["limit"], found["basis"]["code"], found["done"]) == (0, None, "unknown", [])
    assert "not known yet" in crm("load", "-o", "table").out
    assert "Not known yet" in crm("load", "--park", "2w").err
    assert crm("load", "--check").code == 0


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5", "100000", ""])
def test_a_limit_is_a_number_of_customers(crm, value):
    assert crm("config", "set", "capacity", "--", value, ok=False).code == 2
    assert crm("config", "get", "capacity").out == "off\n"


@pytest.mark.parametrize("argv", [["--park", "昨天"], ["--park", "bald"], ["--reason", "x"], ["--weeks", "3"], ["--limit", "0"]])
def test_what_load_refuses(crm_load, argv):
    crm_load("config", "set", "capacity", "4")
    assert crm_load("load", *argv, ok=False).code == 2
    assert crm_load("load", "-o", "json").items[0]["over"] == 2
