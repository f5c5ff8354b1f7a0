"""A deal that is signed while its order is not recorded is told as that, and never as stalled or as wanting a next step."""

import pytest


@pytest.fixture
def sale(crm):
    crm("node", "add", "Won", "--role", "won")
    return crm


@pytest.fixture
def signed(sale):
    crm = sale
    crm("add", "张三", "--phone", "13800138000")
    told = crm("log", "张三", "Won", "--at", "2026-10-01")
    assert "signed, order not recorded: crm order c1 AMOUNT --on 2026-10-01" in told.err
    return crm


def test_it_is_told_everywhere(signed):
    row = signed("due", "--kind", "no_next", "-o", "json").items[0]
    assert (row["reason"]["code"], row["act"]) == ("signed", "crm order c1 AMOUNT")
    assert row["reason"]["label"].startswith("signed, order not recorded")
    today = signed("today", "-o", "json").items[0]
    assert today["stalled"] == []
    assert today["unplanned"][0]["reason"]["code"] == "signed"
    assert today["next_action"]["rule"]["code"] == "signed"
    assert [one["code"] for one in signed("stalled", "-o", "json").items[0]["reasons"]] == ["signed"]
    assert [one["code"] for one in signed("show", "张三", "-o", "json").items[0]["warnings"]] == ["signed"]
    assert "crm order c1 AMOUNT" in signed("-o", "table").out


def test_an_order_or_a_loss_ends_it_and_as_of_looks_back(signed):
    signed("order", "张三", "1000", "--on", "2026-10-05")
    assert signed("stalled", "-o", "json").items == []
    assert signed("show", "张三", "-o", "json").items[0]["warnings"] == []
    before = signed("stalled", "--as-of", "2026-10-04", "-o", "json").items
    assert [one["code"] for one in before[0]["reasons"]] == ["signed"]
    signed("undo")
    signed("lose", "张三", "--reason", "price")
    assert signed("stalled", "-o", "json").items == []


def test_an_order_of_a_named_deal_leaves_the_other_signed(sale):
    crm = sale
    crm("add", "张三", "--phone", "13800138000")
    for deal in ("roof", "floor"):
        crm("log", "张三", "Won", "--deal", deal)
    crm("order", "张三", "1000", "--deal", "roof")
    found = crm("stalled", "-o", "json").items
    assert [(one["deal"], one["reasons"][0]["code"]) for one in found] == [("floor", "signed")]


def test_a_step_planned_or_done_asks_for_no_other(signed):
    signed("next", "张三", "today", "collect")
    assert "No next step" not in signed("done", "f1", "-o", "table").err
