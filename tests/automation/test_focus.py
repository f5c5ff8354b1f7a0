"""`crm focus` at a real terminal: each answer is saved as it is given."""

import pytest

from pseudo_terminal import CTRL_C, ENTER, Screen

UP = "\x1b[A"  # to the last line of a menu


@pytest.fixture
def three(crm, monkeypatch):
    """Three customers with a step of today each: f1, f2, f3."""
    for name in ("张三", "李四", "王五"):
        crm("add", name, "--phone", "13800138000", "--next", "today", "--for", "打电话")
    monkeypatch.setenv("CRM_LANG", "en")
    return crm


def keys(crm, *options):
    return [one["key"] for one in crm("due", "-o", "json", *options).items]


def test_single_keys_answer_one_customer_after_the_other(three):
    screen = Screen("focus", lines=60)
    screen.wait_for("1/3  张三").wait_for("What now?").press("d")
    screen.wait_for("which node?").press(ENTER).wait_for("How did it go?").press("嫌贵", ENTER)
    screen.wait_for("What's next?").press("11-25 送方案", ENTER)
    screen.wait_for("2/3  李四").wait_for("What now?", 2).press("s").wait_for("Hide until when?").press(ENTER)
    screen.wait_for("3/3  王五").wait_for("What now?", 3).press("k")
    assert screen.end() == 0
    assert "Answers saved: 2" in screen.text
    assert keys(three) == ["f3"]
    assert keys(three, "--within", "7d") == ["f3", "f2", "f4"]
    assert len(three("history", "-o", "json").items) == 5  # three customers, and each answer a change of its own


def test_ctrl_c_keeps_what_was_saved_and_limit_is_a_days_work(three):
    screen = Screen("focus", "--limit", "2", lines=60)
    screen.wait_for("1/2  张三").wait_for("What now?").press("d").wait_for("which node?").press(ENTER).wait_for(
        "How did it go?"
    ).press(ENTER)
    screen.wait_for("What's next?").press(UP, ENTER).wait_for("2/2  李四").wait_for("What now?", 2).press(CTRL_C)
    assert screen.end() == 0
    assert "Answers saved: 1" in screen.text
    assert keys(three) == ["f2", "f3"]


def test_nobody_to_answer(three):
    ran = three("focus", ok=False)
    assert (ran.code, "crm due" in ran.err) == (2, True)
    for key in ("f1", "f2", "f3"):
        three("done", key)
    assert three("focus").out == "Nothing is due.\n"


def test_a_payment_is_answered_with_money(three):
    three("cancel", "f1", "f2", "f3")
    three("order", "张三", "2万", "--on", "2026-10-01", "--rest-by", "2026-11-20")
    screen = (
        Screen("focus").wait_for("1/1  张三").wait_for("d  Paid").press("d").wait_for("How much was paid?").press("8000", ENTER)
    )
    screen.wait_for("12,000 still due").wait_for("d  Paid").press("d").wait_for("How much was paid?", 2).press("12000", ENTER)
    assert screen.end() == 0  # nothing is open any more, so nothing is left to ask
    assert "Answers saved: 2" in screen.text
    assert keys(three) == []


def test_enter_alone_is_no_answer(three, press):
    before = keys(three)
    press(ENTER)
    assert three("focus", ok=False).code == 130
    assert keys(three) == before
