from datetime import date, timedelta

import pytest

from crmcli.core import clock
from crmcli.followups import due_list, followups
from crmcli.followups.model import Key
from crmcli.sales import orders as sales
from crmcli.sales.model import OrderInput

TODAY = date(2026, 11, 21)


@pytest.fixture
def seller(store):
    """张三 1 (big, 150,000), 李四 2, 王五 3, all by hand."""
    with store.change("people"):
        for name in ("张三", "李四", "王五"):
            store.insert("customers", name=name, created_at="2026-01-01T00:00:00.000Z")
        judged = {"customer_no": 1, "at": "2026-01-01T00:00:00.000Z", "created_at": "2026-01-01T00:00:00.000Z"}
        store.insert("qualifications", grade="small", amount=15_000_000, **judged)
        store.insert("qualifications", grade="big", **judged | {"at": "2026-02-01T00:00:00.000Z"})
    return store


def keys(store, *, until=TODAY, **asked):
    query = due_list.DueQuery(clock.now(), until, **asked)
    return [one.key for one in due_list.due(store, query)]


def plan(store, customer, when, kind="keep"):
    with store.change("plan"):
        return followups.plan(store, customer, when, "call", kind)


def act(store, function, *given):
    with store.change("act"):
        return function(store, *given)


def test_today_and_earlier_is_due_and_judged_by_the_latest_word(seller):
    for customer, when in ((2, "2026-11-21"), (1, "2026-11-21T18:00"), (2, "2026-11-20"), (3, "2026-11-22")):
        plan(seller, customer, when)
    assert keys(seller) == ["f3", "f2", "f1"]
    first = due_list.due(seller, due_list.DueQuery(clock.now(), TODAY))[1]
    assert first.customer.grade.code == "big"
    assert "¥150,000" in first.reason.label


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"until": TODAY + timedelta(days=1)}, ["f1", "f2", "f3"]),
        ({"until": TODAY - timedelta(days=1)}, ["f1"]),
        ({"overdue": True}, ["f1"]),
        ({"overdue": True, "until": TODAY + timedelta(days=9)}, ["f1"]),
        ({"types": ("close",)}, ["f2"]),
        ({"types": ("close", "keep")}, ["f1", "f2"]),
        ({"kinds": ("wakeup",)}, []),
    ],
)
def test_the_range_and_the_filters(seller, asked, expected):
    for when, kind in (("2026-11-20", "keep"), ("2026-11-21", "close"), ("2026-11-22T23:59", "keep")):
        plan(seller, 2, when, kind)
    assert keys(seller, **asked) == expected


@pytest.mark.parametrize(
    ("until", "now", "shown"),
    [
        ("2026-11-23", "2026-11-22T23:59", False),
        ("2026-11-23", "2026-11-23T00:00", True),
        ("2026-11-21T15:00", "2026-11-21T14:59", False),
        ("2026-11-21T15:00", "2026-11-21T15:00", True),
    ],
)
def test_a_snooze_hides_until_its_minute_and_keeps_the_due_date(seller, monkeypatch, until, now, shown):
    no = plan(seller, 1, "2026-11-20")
    act(seller, followups.snooze, Key("followup", no), until)
    monkeypatch.setenv("CRM_NOW", now)
    rows = due_list.due(seller, due_list.DueQuery(clock.now(), clock.today()))
    assert [(one.due, one.snoozes) for one in rows] == ([("2026-11-20", 1)] if shown else [])


@pytest.mark.parametrize(
    ("back", "until", "listed"),
    [
        ("2026-11-24", 3, True),
        ("2026-11-24", 2, False),
        ("2026-11-24T10:00", 3, True),
        ("2026-11-21T15:00", 0, False),
        ("2026-11-21T15:00", 1, True),
    ],
)
@pytest.mark.parametrize("mode", ["off", "before", "after"])
def test_what_is_hidden_into_the_range_stands_on_the_day_it_comes_back(seller, back, until, listed, mode):
    with seller.change("workdays"):
        seller.set_setting("workdays", mode)
    no = plan(seller, 1, "2026-11-20")
    act(seller, followups.snooze, Key("followup", no), back)
    rows = due_list.due(seller, due_list.DueQuery(clock.now(), TODAY + timedelta(days=until)))
    assert [(one.due, one.snoozed_until, one.days_overdue, one.reason.code) for one in rows] == (
        [("2026-11-20", back, 0, "today" if back[:10] == TODAY.isoformat() else "later")] if listed else []
    )
    assert due_list.due(seller, due_list.DueQuery(clock.now(), TODAY + timedelta(days=until), overdue=True)) == []


def test_a_step_that_moves_is_no_longer_hidden_nor_overdue(seller):
    no = plan(seller, 1, "2026-11-20")
    act(seller, followups.snooze, Key("followup", no), "2026-12-01")
    moved = act(seller, followups.move, Key("followup", no), "2026-11-21")
    assert (moved.due, moved.snoozed_until, moved.snoozes) == ("2026-11-21", None, 1)
    assert keys(seller) == ["f1"]
    assert keys(seller, overdue=True) == []


@pytest.mark.parametrize("function", [lambda store, key: followups.finish(store, key, None), followups.cancel])
def test_what_is_closed_is_due_no_more(seller, function):
    no = plan(seller, 1, "2026-11-20")
    act(seller, function, Key("followup", no))
    assert keys(seller) == []
    assert not followups.has_plan(seller, 1)
    assert followups.wants_plan(seller, 1)
    with seller.change("order"):
        seller.insert("orders", customer_no=1, amount=100, date="2026-11-20", created_at="2026-11-20T01:00:00.000Z")
    assert not followups.wants_plan(seller, 1)


def test_a_rest_that_is_over_wakes_or_goes_on(seller):
    with seller.change("park"):
        seller.insert("parkings", customer_no=2, at="2026-01-01T00:00:00.000Z", until="2026-11-20", reason="bonus")
        seller.insert("parkings", customer_no=3, at="2026-01-01T00:00:00.000Z", until="2026-11-25")
    assert keys(seller) == ["w2"]
    act(seller, followups.snooze, Key("wakeup", 2), "2026-12-01")
    assert keys(seller) == []
    assert keys(seller, until=date(2026, 12, 1)) == ["w2", "w3"][::-1]
    woken = act(seller, followups.finish, Key("wakeup", 2), None)
    assert woken.done_at is not None
    assert keys(seller, until=date(2026, 12, 1)) == ["w3"]


@pytest.mark.parametrize(
    ("lines", "note", "text"),
    [
        (("SUV",), "for the boss", "Order o1 · SUV"), (("SUV", "Mats"), None, "Order o1 · SUV, Mats"), ((), None, "Order o1"),
        ((), "two\nlines", "Order o1 · two lines"),
        ((), "a note that is longer than a line holds", "Order o1 · a note that is longer th…"),
    ],
)  # fmt: skip
def test_a_payment_names_what_was_sold(seller, lines, note, text):
    with seller.change("sell"):
        no = sales.add_order(seller, 1, OrderInput(100_000, "2026-11-01", note=note, rest_by="2026-11-20"))
        for name in lines:
            seller.insert("order_lines", order_no=no, product_no=sales.product_number(seller, name), quantity=1)
    assert [one.text for one in due_list.due(seller, due_list.DueQuery(clock.now(), TODAY))] == [text]
    assert followups.step(seller, Key("payment", 1)).text == text


def test_a_payment_is_due_while_its_order_is_open(seller):
    with seller.change("sell"):
        first = sales.add_order(seller, 1, OrderInput(100_000, "2026-11-01", rest_by="2026-11-20"))
        sales.add_order(seller, 1, OrderInput(50_000, "2026-11-02", rest_by="2026-11-30"))
    assert keys(seller) == ["p1"]
    with seller.change("pay"):
        sales.add_payment(seller, 1, 40_000, "2026-11-03", order_no=first)
    (row,) = due_list.due(seller, due_list.DueQuery(clock.now(), TODAY))
    assert (row.text, row.type.code) == ("Order o1", "close")
    assert "¥600 still due" in row.reason.label
    act(seller, followups.snooze, Key("payment", 1), "2026-11-22")
    assert keys(seller) == []
    act(seller, followups.move, Key("payment", 1), "2026-11-21")
    assert keys(seller) == ["p1"]
    with seller.change("pay"):
        sales.add_payment(seller, 1, 60_000, "2026-11-03")
    assert keys(seller, until=date(2026, 12, 1)) == ["p2"]
    act(seller, followups.cancel, Key("payment", 2))
    assert keys(seller, until=date(2026, 12, 1)) == []
    assert sales.open_amounts(seller, 1) == {1: 0, 2: 50_000}


def test_nothing_planned_lists_the_open_customers_by_worth(seller):
    assert keys(seller, kinds=("no_next",)) == ["n1", "n2", "n3"]
    plan(seller, 2, "2027-01-01")
    with seller.change("rest"):
        seller.insert("parkings", customer_no=3, at="2026-01-01T00:00:00.000Z", until="2027-01-01")
    assert keys(seller, kinds=("no_next",)) == ["n1"]
    with seller.change("sold"):
        sales.add_order(seller, 1, OrderInput(100, "2026-11-01"))
    assert keys(seller, kinds=("no_next",)) == []


def test_those_with_nothing_planned_are_cut_and_counted(seller):
    rows, total = due_list.unplanned(seller, clock.now(), 2)
    assert ([one.key for one in rows], total) == (["n1", "n2"], 3)
    assert (rows[0].due, rows[0].days_overdue) == (None, None)


def test_what_comes_next(seller):
    assert due_list.upcoming(seller, TODAY) is None
    plan(seller, 1, "2026-11-21T23:00")
    plan(seller, 2, "2026-11-25")
    assert due_list.upcoming(seller, TODAY) == ("2026-11-25", "李四", "call", 2)


def test_what_comes_next_without_words_is_called_by_its_type(crm):
    crm("add", "张三")
    crm("next", "张三", "+3d", "--type", "close")
    assert "Next: 2026-11-24 Tue 张三 Close (f1)" in crm("due", "-o", "table").out
