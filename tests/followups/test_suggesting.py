"""What `done` suggests next: by where the deal stands and by what came of the last step; and that it asks only a person."""

from datetime import date

import pytest

from crmcli.followups import next_step_suggestion
from pseudo_terminal import CTRL_C, ENTER, Screen

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("stage", "outcome", "kind", "day"),
    [
        ("aware", "", "explore", "2026-11-23"),  # a Saturday gives way to Monday
        ("ask", "", "nurture", "2026-11-23"),
        (None, "", "nurture", "2026-11-23"),
        ("advocate", "", "keep", "2026-12-21"),
        ("act", "没接", "close", "2026-11-23"),
        ("aware", "说再考虑考虑", "nurture", "2026-11-23"),
        ("ask", "在和竞品比", "compete", "2026-11-23"),
        ("ask", "同意了", "close", "2026-11-23"),
        ("ask", "不同意", "nurture", "2026-11-23"),
        ("aware", "Too Expensive", "nurture", "2026-11-23"),
    ],
)
def test_what_usually_comes_next(stage, outcome, kind, day):
    found = next_step_suggestion.step(stage, outcome, FRIDAY)
    assert (found[0], found[1].isoformat()) == (kind, day)


@pytest.fixture
def zhang(crm, monkeypatch):
    crm("add", "张三", "--phone", "13800138000", "--next", "today", "--for", "打电话")
    monkeypatch.setenv("CRM_LANG", "en")
    return crm


def test_done_asks_at_a_terminal_and_ctrl_c_leaves_all_as_it_was(zhang):
    screen = Screen("done", "f1").wait_for("which node?").press(ENTER).wait_for("How did it go?").press("客户同意了", ENTER)
    screen.wait_for("» 2026-11-23 Mon Keep in touch").press(CTRL_C)
    assert screen.end() == 130
    screen = Screen("done", "f1").wait_for("which node?").press(ENTER).wait_for("How did it go?").press("客户同意了", ENTER)
    screen.wait_for("» 2026-11-23 Mon Keep in touch").press("带合同", ENTER).wait_for("When?").press(ENTER)
    assert screen.end() == 0
    (step,) = zhang("due", "--within", "7d", "-o", "json").items
    assert (step["key"], step["type"]["code"], step["due"], step["text"]) == ("f2", "keep", "2026-11-23", "带合同")


@pytest.mark.parametrize("options", [("--no-input",), ("--note", "没接")])
def test_who_says_it_is_not_asked(zhang, options):
    assert Screen("done", "f1", *options).end() == 0
