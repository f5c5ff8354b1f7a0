"""The first day after customers and two years of orders came in: what every screen says of people nobody has called yet."""

import os
from pathlib import Path

import pytest

PEOPLE = "name,phone\n张三,13800138001\n李四,13800138002\n王五,13800138003\n赵六,13800138004\n"
ORDERS = "customer,date,amount\n张三,2026-03-01,500\n李四,2025-12-01,9000\n李四,2026-01-01,1000\n王五,2026-11-10,700\n"


def bring(crm, kind, rows):
    file = Path(os.environ["CRM_DB"]).with_name(f"{kind}.csv")
    file.write_text(rows, encoding="utf-8")
    crm("import", file, "--kind", kind, "--yes")


def fill(crm):
    bring(crm, "customers", PEOPLE)
    bring(crm, "orders", ORDERS)


@pytest.fixture
def first_day(start_with):
    return start_with(fill)


def names(ran):
    return [one["customer"]["name"] for one in ran.items]


def test_silence_counts_from_the_last_order_else_from_the_day_added(first_day):
    found = first_day("recall", "-o", "json")
    assert [(one["customer"]["name"], one["silent_days"]) for one in found.items] == [("李四", 324), ("张三", 265)]
    assert names(first_day("recall", "--silent", "11d", "-o", "json")) == ["李四", "张三", "王五"]
    assert names(first_day("recall", "--silent", "300d", "-o", "json")) == ["李四"]
    first_day("note", "李四", "聊了聊", "--channel", "call")
    assert names(first_day("recall", "-o", "json")) == ["张三"]
    assert [one["name"] for one in first_day("list", "silent:>60d", "-o", "json").items] == ["张三"]


def test_the_first_plan_is_offered_and_its_command_plans_it(first_day, monkeypatch):
    plan = first_day("today", "-o", "json").items[0]["first_plan"]
    assert (plan["whom"]["code"], plan["total"]) == ("silent_buyers", 2)
    assert [(one["customer"]["name"], one["last_order"], one["orders"], one["spent"]) for one in plan["customers"]] == [
        ("李四", "2026-01-01", 2, 10000), ("张三", "2026-03-01", 1, 500),
    ]  # fmt: skip
    assert plan["act"] == "crm next --where 'status:customer silent:>60d' tomorrow Call --spread 5d"
    first_day("next", "--where", plan["filter"], "tomorrow", "Call", "--spread", "5d")
    assert first_day("today", "-o", "json").items[0]["first_plan"] is None
    monkeypatch.setenv("CRM_NOW", "2026-11-22T09:00")
    assert names(first_day("due", "-o", "json"))[:1] == ["李四"]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", ["40", "60", "100"])
def test_the_screens_of_the_first_day_name_whom_to_call_and_how(first_day, monkeypatch, lang, width):
    monkeypatch.setenv("COLUMNS", width)
    for command in ("today", "due"):
        shown = first_day(command, "-o", "table", "--lang", lang).out
        assert "李四" in shown
        assert "--spread 5d" in " ".join(shown.split())
        assert ("no next steps are planned" in " ".join(shown.split())) == (lang == "en")


@pytest.mark.parametrize(
    ("people", "orders", "whom", "first"),
    [
        (PEOPLE, "customer,date,amount\n王五,2026-11-10,700\n", "buyers", "王五"),
        (PEOPLE, "", "leads", "张三"),
    ],
)
def test_whom_the_first_plan_takes(crm, people, orders, whom, first):
    bring(crm, "customers", people)
    if orders:
        bring(crm, "orders", orders)
    plan = crm("today", "-o", "json").items[0]["first_plan"]
    assert (plan["whom"]["code"], plan["customers"][0]["customer"]["name"]) == (whom, first)


def test_a_file_without_a_deal_does_not_say_that_all_of_them_move_on(first_day):
    assert "No deals yet" in first_day("stalled", "-o", "table").out
    first_day("log", "张三", "First contact")
    assert "No deals yet" not in first_day("stalled", "-o", "table").out


def test_who_adds_by_hand_is_offered_none(crm):
    crm("add", "张三")
    assert crm("today", "-o", "json").items[0]["first_plan"] is None
