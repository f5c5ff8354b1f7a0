import os
import shutil
import sqlite3
from contextlib import closing

import pytest

from crmcli.core import clock
from crmcli.core.dates.date_parser import parse_when
from crmcli.followups import next_step_options


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return tmp_path_factory.mktemp("followups") / "zhang.db"


@pytest.fixture
def zhang(crm, template):
    """张三 (c1) with a next step of yesterday, f1; the file is made once and copied."""
    if not template.exists():
        crm("add", "张三", "--phone", "13800138000")
        crm("next", "张三", "2026-11-20", "发报价", "--type", "签约回款")
        shutil.copy(os.environ["CRM_DB"], template)
    shutil.copy(template, os.environ["CRM_DB"])
    return crm


def due(crm, *options):
    return [item["key"] for item in crm("due", "-o", "json", *options).items]


def test_a_line_of_due_as_scripts_read_it(zhang):
    (item,) = zhang("due", "-o", "json").items
    assert item | {"customer": item["customer"] | {"uid": ""}} == {
        "key": "f1",
        "kind": {"code": "followup", "label": "next step"},
        "type": {"code": "close", "label": "Close"},
        "text": "发报价",
        "due": "2026-11-20",
        "days_overdue": 1,
        "reason": {"code": "overdue", "label": "1 day overdue"},
        "customer": {"no": 1, "uid": "", "name": "张三", "company": None, "grade": None},
        "snoozes": 0,
        "moves": 0,
        "rule": None,
        "act": "crm done f1",
        "why": None,
        "snoozed_until": None,
        "phone": "13800138000",
    }


def test_due_elsewhere_is_rows_and_keys_alone(zhang):
    zhang("add", "李四")
    assert zhang("due").out.split("\t")[:5] == ["f1", "next step", "Close", "发报价", "2026-11-20"]
    assert zhang("due", "-o", "ids").out == "f1\n"
    assert zhang("due", "--kind", "wakeup").out == ""
    assert due(zhang, "--kind", "no_next") == ["n2"]


def test_due_speaks_chinese(zhang, crm):
    assert "逾期 1 天" in crm("--lang", "zh", "due").out
    assert due(crm, "--type", "签约回款") == ["f1"]


def test_due_on_a_terminal_says_what_is_missing(zhang):
    zhang("add", "李四")
    assert "c2" in zhang("due", "-o", "table").out.splitlines()[-1]
    zhang("reschedule", "f1", "2026-11-25")
    assert "2026-11-25 Wed 张三 发报价 (f1)" in zhang("due", "-o", "table").out
    zhang("cancel", "f1")
    assert "Nothing is due or planned" in zhang("due", "-o", "table").out


def test_check_tells_by_its_code(crm):
    assert crm("due", "--check").code == 0
    crm("add", "张三", "--next", "today")
    ran = crm("due", "--check", ok=False)
    assert (ran.code, ran.out[:2]) == (10, "f1")


@pytest.mark.parametrize(
    ("options", "shown"),
    [((), []), (("--within", "7d"), ["f1"]), (("--until", "11-23"), []), (("--until", "2026-11-24"), ["f1"])],
)
def test_the_range_in_words(crm, options, shown):
    crm("add", "张三", "--next", "2026-11-24 15:00")
    assert due(crm, *options) == shown


def test_limit_cuts_after_sorting(crm):
    crm("add", "张三", "--next", "today")
    crm("next", "c1", "2026-11-01")
    assert due(crm, "--limit", "1") == ["f2"]


def test_next_says_the_day_back(crm):
    crm("add", "张三")
    ran = crm("next", "张三", "下周三 9:30", "试驾")
    assert ran.out == "Planned 张三 → 2026-11-25 Wed 09:30 试驾 (f1) · crm undo\n"
    (item,) = crm("next", "c1", "2w", "-o", "json").items
    assert (item["key"], item["due"], item["type"]["code"]) == ("f2", "2026-12-05", "keep")


def test_a_step_in_the_past_is_kept_with_a_notice(zhang):
    assert "in the past" in zhang("next", "张三", "2026-11-01").err


def test_done_is_one_breath_and_one_change(zhang):
    ran = zhang("done", "f1", "需求确认", "--note", "嫌贵", "--next", "下周三", "--for", "送方案", "--type", "close")
    assert ran.out == "Done: 张三 发报价 (f1) · logged: Need confirmed (t1) · next: 2026-11-25 Wed 送方案 (f2) · crm undo\n"
    assert due(zhang, "--within", "7d") == ["f2"]
    zhang("undo")
    assert due(zhang, "--within", "7d") == ["f1"]


def test_done_says_to_which_of_several_deals_its_node_belongs(zhang):
    for deal in ("A", "B"):
        zhang("log", "张三", "需求确认", "--deal", deal)
        key = zhang("next", "张三", "明天", "-o", "json").items[0]["key"]
    assert "[A]" in zhang("done", key, "需求确认", "--deal", "a").out
    of_deals = ("query", "SELECT deal FROM touches ORDER BY no", "-o", "plain")
    assert zhang(*of_deals).out.split() == ["A", "B", "A"]
    zhang("undo")
    for argv, code in (((key, "--deal", "A"), 2), ((key, "需求确认", "--deal", "\x1b"), 2)):
        assert zhang("done", *argv, ok=False).code == code
    assert zhang(*of_deals).out.split() == ["A", "B"]


def test_done_keeps_what_came_of_it(zhang):
    (item,) = zhang("done", "1", "--note", "没接", "-o", "json").items
    assert (item["key"], item["outcome"], item["done_at"]) == ("f1", "没接", "2026-11-21T09:00:00+08:00")


def test_several_keys_at_once(zhang):
    zhang("next", "张三", "2026-11-19")
    assert [item["key"] for item in zhang("snooze", "f1", "2", "F1", "--to", "+3d", "-o", "json").items] == ["f1", "f2"]
    assert due(zhang) == []
    assert [item["due"] for item in zhang("reschedule", "f1", "f2", "--to", "today", "-o", "json").items] == ["2026-11-21"] * 2
    zhang("done", "f1", "f2", "需求确认")
    with closing(sqlite3.connect(os.environ["CRM_DB"])) as db:
        assert db.execute("SELECT count(*) FROM touches").fetchone() == (1,)


def test_one_bad_key_leaves_all_as_they_were(zhang):
    assert zhang("done", "f1", "f9", "需求确认", ok=False).code == 3
    assert due(zhang) == ["f1"]


def test_snoozing_again_counts(zhang):
    zhang("snooze", "f1", "tomorrow")
    (item,) = zhang("snooze", "f1", "下周一 9:00", "-o", "json").items
    assert (item["snoozes"], item["snoozed_until"], item["due"]) == (2, "2026-11-23T09:00", "2026-11-20")


def test_a_parked_customer_comes_back(zhang):
    zhang("done", "f1")
    zhang("park", "张三", "--until", "11-25", "--reason", "等年终奖")
    (item,) = zhang("due", "--within", "7d", "-o", "json").items
    assert (item["key"], item["text"], item["type"]) == ("w1", "等年终奖", None)
    zhang("done", "w1")
    assert due(zhang, "--within", "7d") == []


@pytest.mark.parametrize(
    ("argv", "code", "sentence"),
    [
        ("done f99", 3, "f99 not found."),
        ("done w1", 3, "w1 not found."),
        ("done n77", 3, "n77 not found."),
        ("done n1", 5, "crm next c1"),
        ("done 张三", 2, "not a key"),
        ("done f1 试飞", 3, "试飞"),
        ("done f1 需求确认 f2", 2, "not a key"),
        ("done f1 --next neverday", 2, "cannot be read"),
        ("done f1 --for 送方案", 2, "--next"),
        ("done f1 --next 明天 --type 乱", 2, "乱"),
        ("next 张三 neverday", 2, "cannot be read"),
        ("next 赵六 明天", 3, "赵六"),
        ("next 张三", 2, "WHEN"),
        ("snooze f1", 2, "Give a key and a day"),
        ("snooze f1 yesterday", 2, "is not later than now"),
        ("snooze f1 today", 2, "Pick a later time."),
        ("snooze f1 tomorrow 9am", 2, "Quote"),
        ("snooze f1 f1", 2, "cannot be read"),
        ("snooze f2 11-25", 2, "f2 is not due until 2026-12-01 Tue; pick a later day."),
        ("snooze f2 f1 --to 2026-12-01", 2, "crm reschedule f2 WHEN"),
        ("reschedule f1 32号", 2, "not exist"),
        ("cancel f99", 3, "f99 not found."),
        ("due --type 乱", 2, "keep"),
        ("due --kind 乱", 2, "wakeup"),
        ("due --within 7d --until 明天", 2, "--until"),
        ("due --within soon", 2, "cannot be read"),
        ("due --limit 0", 2, "--limit"),
    ],
)
def test_refusals(zhang, argv, code, sentence):
    zhang("next", "张三", "2026-12-01")
    ran = zhang(*argv.split(), ok=False)
    assert ran.code == code
    assert sentence in ran.err
    assert due(zhang) == ["f1"]


@pytest.mark.parametrize("verb", ["done f1", "snooze f1 明天", "reschedule f1 明天", "cancel f1"])
@pytest.mark.parametrize("closing", ["done", "cancel"])
def test_what_is_closed_stays_closed(zhang, verb, closing):
    zhang(closing, "f1")
    ran = zhang(*verb.split(), "-o", "json", ok=False)
    assert (ran.code, ran.error["code"]) == (5, "refused")


def test_a_payment_is_done_with_money(zhang):
    zhang("order", "张三", "1万", "--rest-by", "today")
    ran = zhang("done", "p1", ok=False)
    assert (ran.code, "crm pay o1" in ran.err) == (5, True)
    zhang("pay", "o1", "1万")
    assert due(zhang) == ["f1"]


def test_a_rest_is_not_cancelled(zhang):
    zhang("park", "张三", "--until", "明天")
    ran = zhang("cancel", "w1", ok=False)
    assert (ran.code, "crm done w1" in ran.err) == (5, True)


PLANNING = ("next 张三 {} x", "log 张三 初步接触 --next {} --for x", "snooze f1 {}", "reschedule f1 {}", "park 张三 --until {}",
    "note 张三 x --promise y --by {}",
            "visit plan 张三 --purpose sign --on {}", "add 李四 --next {} --for x", "done f1 --next {}", "load --park {}",
            "next --where 张三 {} x",
            "recall --plan {}")  # fmt: skip


@pytest.mark.parametrize("line", PLANNING)
def test_an_hour_that_is_past_is_refused_wherever_something_is_planned(zhang, line):
    words = [part.format("today 8am") if part == "{}" else part for part in line.split()]
    ran = zhang(*words, ok=False)
    assert (ran.code, "2026-11-21 Sat 08:00 has already passed" in ran.err, "2026-11-22 08:00" in ran.err) == (2, True, True)


def test_a_past_day_is_taken_with_a_note(zhang):
    assert "is in the past" in zhang("note", "张三", "x", "--promise", "y", "--by", "yesterday").err


def test_a_weekday_on_that_weekday_puts_off_by_a_week(zhang):
    assert zhang("snooze", "f1", "saturday", "-o", "json").items[0]["snoozed_until"] == "2026-11-28"
    assert zhang("reschedule", "f1", "周六", "-o", "json").items[0]["due"] == "2026-11-28"
    assert zhang("next", "张三", "saturday", "x", "-o", "json").items[0]["due"] == "2026-11-21"
    zhang("park", "张三", "--until", "saturday")
    assert zhang("due", "--within", "30d", "--kind", "wakeup", "-o", "json").items[0]["due"] == "2026-11-28"


def test_nobody_is_parked_until_now(zhang):
    for until in ("today", "11-21", "yesterday"):
        for words in (("park", "张三", "--until", until), ("load", "--park", until)):
            ran = zhang(*words, ok=False)
            assert (ran.code, "is not later than now." in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "day", "text"),
    [
        ("fri send quote", "fri", "send quote"), ("dec 15 2026 call", "dec 15 2026", "call"), ("明天 3 箱", "明天", "3 箱"),
        ("tomorrow 3 boxes", "tomorrow", "3 boxes"), ("tomorrow at 3 visit", "tomorrow at 3", "visit"),
        ("tomorrow 3", "tomorrow 3", ""), ("fri 3 samples", "fri", "3 samples"), ("monday to do", "monday", "to do"),
        ("monday second visit", "monday", "second visit"),
        ("the first monday of december call", "the first monday of december", "call"), ("friday may call", "friday", "may call"),
    ],
)  # fmt: skip
def test_a_number_that_more_words_follow_is_of_what_is_to_be_done(words, day, text):
    now = clock.now()
    assert next_step_options.split(words, now) == (parse_when(day, now, ahead=True), text)


@pytest.mark.parametrize(
    "words", ["tomorrow at 7", "tomorrow at 7 call", "明天7点 打电话", "31st", "mon or tue call", "tomorrow 25:00"]
)
def test_a_day_that_is_unclear_is_not_cut_down_to_one_that_is_clear(zhang, words):
    ran = zhang("next", "张三", words, ok=False)
    assert (ran.code, "Write" in ran.err) == (2, True)
    assert zhang("due", "-o", "ids").out.split() == ["f1"]
