"""The morning on one screen: what is due, the month's money, one thing to do first, and its reason."""

from datetime import date

import pytest

from crmcli.core.choices import Coded
from crmcli.customers.refs import Ref
from crmcli.customers.vocabulary import GRADE
from crmcli.followups.model import Due, DueCustomer
from crmcli.overview.today import next_best_action
from crmcli.overview.today.next_best_action import IdleDeal
from crmcli.terminal import screen


def line(kind, days, grade=None, reason="overdue"):
    """A line of due, so many days overdue."""
    customer = DueCustomer(1, "u", "张三", None, GRADE.of(grade))
    return Due("f1", Coded(kind, kind), None, "", "2026-11-01", days, Coded(reason, reason), customer, 0, 0, None, "act", None)


BIG, PROMISE, PAYMENT = line("followup", 8, "big"), line("promise", 1), line("payment", 1)
LATE, TODAY, FREE = line("followup", 20, "small"), line("birthday", 0, reason="today"), line("no_next", None, reason="no_next")
EAGER, SLOW = (IdleDeal(Ref(2, "v", "李四", None), "报价", "停留", intent) for intent in ("high", "unknown"))


@pytest.mark.parametrize(
    ("due", "still", "free", "rule"),
    [
        ([LATE, PROMISE, PAYMENT, BIG], [EAGER], [FREE], "overdue_big"),
        ([LATE, PAYMENT, PROMISE, line("followup", 7, "big")], [EAGER], [FREE], "promise"),
        ([LATE, PAYMENT, line("promise", 0, reason="today")], [EAGER], [FREE], "payment"),
        ([LATE, line("payment", 0, reason="today")], [SLOW, EAGER], [FREE], "intent"),
        ([TODAY, LATE], [SLOW], [FREE], "overdue"),
        ([line("followup", 0, "big", "overdue")], [], [], "overdue"),
        ([TODAY], [SLOW], [FREE], "today"),
        ([], [SLOW], [FREE], "stalled"),
        ([], [], [FREE], "unplanned"),
        ([], [], [], None),
    ],
)
def test_what_comes_first(due, still, free, rule):
    found = next_best_action.first(due, still, free)
    assert (found and found.rule.code) == rule


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-21", ("2026-11-01", "2026-12-01", "2026-10-01", "2026-10-21", "2026-11-21")),
        ("2026-03-31", ("2026-03-01", "2026-04-01", "2026-02-01", "2026-02-28", "2026-03-31")),
        ("2026-01-01", ("2026-01-01", "2026-02-01", "2025-12-01", "2025-12-01", "2026-01-01")),
        ("2026-12-31", ("2026-12-01", "2027-01-01", "2026-11-01", "2026-11-30", "2026-12-31")),
    ],
)
def test_months_side_by_side(day, expected):
    assert next_best_action.months(date.fromisoformat(day)) == expected


def fill(crm):
    crm("add", "张三", "--company", "宏达建材", "--next", "2026-11-10", "--for", "发报价")
    crm("qualify", "张三", "--grade", "big", "--sign-by", "2026-11-28", "--amount", "5万")
    crm("add", "李四", "--next", "2026-12-20")
    crm("qualify", "李四", "--sign-by", "2026-11-20", "--amount", "3万")
    crm("qualify", "李四", "--sign-by", "2026-12-02")  # it slipped: not this month any more
    crm("order", "李四", "2万", "--on", "2026-09-01", "--rest-by", "2026-11-28")
    for day, amount in (("2026-10-01", "1000"), ("2026-10-21", "200"), ("2026-10-22", "30"), ("2026-11-01", "4000"),
        ("2026-11-21", "500")):  # fmt: skip
        crm("pay", "李四", amount, "--on", day)
    for name, until in (("王五", "2026-11-22"), ("赵六", "2026-11-28"), ("孙七", "2026-11-29")):
        crm("add", name)
        crm("park", name, "--until", until, "--reason", "等年终奖")


def test_the_morning_as_scripts_read_it(start_with):
    (item,) = start_with(fill)("today", "-o", "json").items
    assert list(item) == [
        "date", "customers", "due", "unplanned", "unplanned_total", "stalled", "stalled_total", "waking", "money", "next_action",
        "first_plan",
    ]  # fmt: skip
    assert item["money"] == {
        "month": "2026-11", "currency": "CNY", "received": 4500, "received_last_month_same_day": 1200,
        "received_last_month": 1230, "payments_due": 14270, "payments": 1, "signings_expected": 50000, "signings": 1,
    }  # fmt: skip
    assert [one["customer"]["name"] for one in item["waking"]] == ["王五", "赵六"]
    action = item["next_action"]
    assert (action["customer"]["name"], action["key"], action["rule"]["code"], action["act"]) == (
        "张三",
        "f1",
        "overdue_big",
        "crm done f1",
    )


@pytest.mark.parametrize("form", ["plain", "csv", "ids"])
def test_elsewhere_it_is_the_list(start_with, form):
    crm = start_with(fill)
    assert crm("today", "-o", form).out == crm("due", "-o", form).out


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        (
            "zh",
            [
                "本月已收  ¥4,500（上月同期 ¥1,200，全月 ¥1,230）",
                "回款 ¥14,270",
                "签约 ¥50,000",
                "大单拖了一周以上",
                "crm done f1",
            ],
        ),
        ("en", ["¥4,500 (last month by this day ¥1,200, whole month ¥1,230)", "a big deal has been waiting", "crm done f1"]),
    ],
)
def test_one_screen_holds_it_all(start_with, lang, sentences):
    crm = start_with(fill)
    for number in range(30):
        crm(
            "add",
            f"一个名字特别特别长的客户{number}",
            "--next",
            "today",
            "--for",
            "打电话问问上次说的那件事到底怎么样了然后再约时间见面",
        )
    lines = crm("--lang", lang, "-o", "table").out.splitlines()
    assert len(lines) <= 23
    assert max(map(screen.display_width, lines)) <= 80
    for sentence in sentences:
        assert sentence in "\n".join(lines)


def test_silent_parts_are_left_out_and_a_new_file_says_how_to_begin(crm):
    assert "crm add" in crm("-o", "table").out
    (item,) = crm("today", "-o", "json").items
    assert (item["customers"], item["due"], item["next_action"]) == (0, [], None)
    crm("add", "张三", "--next", "2026-11-25", "--for", "发报价")
    assert (
        crm("-o", "table").out
        == "2026-11-21 Sat · customers: 1 · due: 0\nNothing is due. Next: 2026-11-25 Wed 张三 发报价 (f1)\n"
    )
