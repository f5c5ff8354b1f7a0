"""The kinds that are counted and not stored: rhythm, birthday and yearly date, need; and what is said to them."""

from collections import Counter

import pytest

NOW = "2026-11-21T09:00"


def keys(crm, *options):
    return crm("due", *options, "-o", "ids").out.split()


def at(monkeypatch, day):
    monkeypatch.setenv("CRM_NOW", f"{day}T09:00")


@pytest.fixture
def zhang(crm):
    crm("add", "张三", "--phone", "13800138000")
    return crm


@pytest.mark.parametrize(
    ("contact", "due"),
    [
        (("note", "张三", "聊了", "--channel", "call"), "2026-12-21"),
        (("log", "张三", "需求确认"), "2026-12-21"),
        (("order", "张三", "100"), "2026-12-21"),
        (("pay", "张三", "100"), "2026-12-21"),
        (("order", "张三", "100", "--on", "2026-09-01"), "2026-10-31"),
        (("note", "张三", "没人接", "--channel", "call", "--no-answer"), "2026-10-31"),
        (("note", "张三", "想起一事"), "2026-10-31"),
    ],
)
def test_a_contact_resets_the_rhythm(zhang, contact, due):
    zhang("note", "张三", "聊过", "--channel", "call", "--at", "2026-10-01")
    zhang("cadence", "张三", "30d")
    assert keys(zhang) == ["k1"]
    zhang(*contact)
    (item,) = zhang("due", "--kind", "cadence", "--within", "60d", "-o", "json").items
    assert item["due"] == due


def test_old_orders_of_an_import_bring_nobody_before_their_day(crm, tmp_path):
    """The spread of imported customers stands; only a later order moves them on."""
    path = tmp_path / "orders.csv"
    path.write_text(
        "客户,日期,金额\n" + "".join(f"客户{one},2026-0{1 + one % 9}-01,100\n" for one in range(40)), encoding="utf-8"
    )
    crm("import", path, "--kind", "orders", "--yes")
    crm("cadence", "--where", "status:customer", "30d")
    assert keys(crm) == []
    assert len(keys(crm, "--within", "60d")) == 40


def test_up_to_its_latest_day_a_rhythm_is_not_late(zhang, monkeypatch):
    zhang("note", "张三", "聊过", "--channel", "call", "--at", "2026-10-01")
    zhang("cadence", "张三", "30d", "--latest", "60d")
    assert [one["days_overdue"] for one in zhang("due", "-o", "json").items] == [0]
    at(monkeypatch, "2026-12-02")
    assert [one["days_overdue"] for one in zhang("due", "-o", "json").items] == [2]


def test_the_first_rule_that_fits_counts_and_ones_own_before_all(zhang):
    zhang("add", "李四")
    zhang("qualify", "李四", "--grade", "big")
    for who in ("张三", "李四"):
        zhang("note", who, "聊过", "--channel", "call", "--at", "2026-11-01")
    zhang("cadence", "--where", "grade:big", "14d")
    zhang("cadence", "--where", "status:lead", "30d")
    assert keys(zhang) == ["k2"]
    zhang("cadence", "李四", "off")
    assert keys(zhang) == []
    zhang("undo")
    zhang("cadence", "--where", "grade:big", "off")
    assert sorted(keys(zhang, "--within", "10d")) == ["k1", "k2"]


def test_who_was_imported_together_comes_due_spread_over_the_rhythm(crm, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("姓名\n" + "".join(f"客户{number}\n" for number in range(600)), encoding="utf-8")
    crm("import", file, "--yes")
    crm("cadence", "--where", "status:lead", "30d")
    items = crm("due", "--kind", "cadence", "--within", "30d", "-o", "json").items
    days = Counter(one["due"] for one in items)
    assert (len(items), len(days)) == (600, 30)
    assert max(days.values()) <= 60
    assert [one["due"] for one in crm("due", "--kind", "cadence", "--within", "30d", "-o", "json").items] == [
        one["due"] for one in items
    ]


@pytest.mark.parametrize(
    ("birthday", "now", "due"),
    [
        ("1990-11-23", "2026-11-21", "2026-11-23"),
        ("11-23", "2026-11-19", None),
        ("11-23", "2026-11-25", "2026-11-23"),
        ("11-23", "2026-11-29", None),
        ("2000-02-29", "2027-02-27", "2027-02-28"),
        ("2000-02-29", "2028-02-28", "2028-02-29"),
        ("农历八月十五", "2027-09-14", "2027-09-15"),
        ("农历六月初一", "2025-06-24", "2025-06-25"),
        ("农历闰六月初一", "2025-07-24", "2025-07-25"),
        ("农历闰六月初一", "2025-06-24", None),
        ("农历闰六月初一", "2026-07-13", "2026-07-14"),
        ("农历腊月三十", "2027-02-04", "2027-02-05"),
        ("农历腊月三十", "2028-01-24", "2028-01-25"),
    ],
)
def test_birthdays_solar_and_lunar(crm, monkeypatch, birthday, now, due):
    at(monkeypatch, "2025-01-02")
    crm("add", "张三", "--birthday", birthday)
    at(monkeypatch, now)
    assert [one["due"] for one in crm("due", "--kind", "birthday", "-o", "json").items] == ([due] if due else [])


def test_a_birthday_that_is_done_comes_next_year(crm, monkeypatch):
    crm("add", "张三", "--birthday", "1990-11-23")
    crm("done", "b1")
    assert keys(crm) == []
    at(monkeypatch, "2027-11-22")
    assert keys(crm, "--kind", "birthday") == ["b1"]


def test_notice_is_a_setting_of_the_file(crm):
    crm("add", "张三", "--birthday", "11-29")
    assert keys(crm, "--kind", "birthday") == []
    crm("config", "set", "birthday_notice", "10")
    assert keys(crm, "--kind", "birthday") == ["b1"]


def test_yearly_days_of_ones_own(zhang):
    zhang("occasion", "add", "张三", "开业", "12-01", "--notice", "10")
    assert keys(zhang, "--kind", "birthday") == ["y1"]
    assert "张三" in zhang("occasion", "list", "-o", "table").out
    zhang("snooze", "y1", "明天")
    assert keys(zhang, "--kind", "birthday") == []
    assert zhang("occasion", "add", "张三", "开业", "12-02", ok=False).code == 5
    zhang("occasion", "rm", "y1")
    assert zhang("occasion", "list", "-o", "json").items == []


def test_a_birthday_that_nobody_knows_is_not_the_yearly_day_of_that_number(zhang):
    zhang("occasion", "add", "张三", "开业", "11-21")
    assert zhang("done", "b1", ok=False).code == 5
    assert keys(zhang) == ["y1"]


def test_who_bought_comes_due_again(zhang, monkeypatch):
    zhang("product", "add", "驱虫", "--cycle", "90d")
    zhang("order", "张三", "300", "--product", "驱虫", "--on", "2026-08-01")
    (item,) = zhang("due", "--kind", "rebuy", "-o", "json").items
    assert (item["key"], item["text"], item["due"], item["days_overdue"]) == ("r1", "驱虫", "2026-10-30", 22)
    zhang("done", "r1")
    assert keys(zhang, "--kind", "rebuy") == []
    at(monkeypatch, "2027-02-19")
    assert keys(zhang, "--kind", "rebuy") == ["r1"]
    zhang("order", "张三", "300", "--product", "驱虫")
    assert keys(zhang, "--kind", "rebuy") == []
    zhang("product", "edit", "驱虫", "--cycle", "off")
    assert keys(zhang, "--kind", "rebuy", "--within", "200d") == []
    assert zhang("product", "retire", "驱虫", "-o", "json").items[0]["retired_at"]


@pytest.mark.parametrize("key", ["k1", "b1", "y1", "r1", "n1", "f1"])
def test_every_kind_can_be_snoozed_and_taken_back(zhang, key):
    zhang("edit", "张三", "--birthday", "11-21")
    zhang("note", "张三", "聊过", "--channel", "call", "--at", "2026-10-01")
    zhang("cadence", "张三", "7d")
    zhang("occasion", "add", "张三", "开业", "11-21")
    zhang("product", "add", "驱虫", "--cycle", "1d")
    if key == "n1":
        zhang("log", "张三", "需求确认")
    else:
        zhang("next", "张三", "today")
        zhang("order", "张三", "300", "--product", "驱虫", "--on", "2026-11-01")
    kinds = ("--kind", "no_next") if key == "n1" else ()
    assert key in keys(zhang, *kinds)
    (item,) = zhang("snooze", key, "+3d", "-o", "json").items
    assert (item["key"], item["snoozed_until"], item["snoozes"]) == (key, "2026-11-24", 1)
    assert key not in keys(zhang, *kinds)
    zhang("undo")
    assert key in keys(zhang, *kinds)


def test_reasons_and_answers(zhang):
    zhang("next", "张三", "today", "--every", "每周六")
    (item,) = zhang("due", "--why", "-o", "json").items
    assert (item["rule"], item["act"]) == ("every week on Sat", "crm done f1")
    assert item["why"].startswith("order today > grade –")


def test_the_rest_of_a_day_is_counted(zhang):
    for _ in range(3):
        zhang("next", "张三", "today")
    ran = zhang("due", "--limit", "2", "-o", "json")
    assert (len(ran.items), ran.json["params"]["total"], "1 more" in ran.err) == (2, 3, True)


def test_moves_are_counted(zhang):
    zhang("next", "张三", "today")
    zhang("reschedule", "f1", "tomorrow")
    (item,) = zhang("reschedule", "f1", "today", "-o", "json").items
    assert item["moves"] == 2
    assert "moved 2 times" in zhang("due", "-o", "json").items[0]["reason"]["label"]


def test_done_plans_the_next_of_the_series_in_one_change(zhang):
    zhang("next", "张三", "2026-11-02", "周报", "--every", "每周一")
    assert "next: 2026-11-23 Mon (f2)" in zhang("done", "f1").out
    assert keys(zhang, "--within", "30d") == ["f2"]
    zhang("undo")
    assert keys(zhang, "--within", "30d") == ["f1"]


def test_steps_for_many_are_spread(crm):
    for number in range(5):
        crm("add", f"客户{number}", "--tag", "vip")
    crm("qualify", "c4", "--grade", "big")
    items = crm("next", "--where", "tag:vip", "下周一", "送台历", "--spread", "3d", "-o", "json").items
    assert [(one["customer"]["no"], one["due"][-2:]) for one in items] == [(4, "23"), (1, "23"), (2, "24"), (3, "24"), (5, "25")]
    crm("undo")
    assert keys(crm, "--within", "30d") == []


@pytest.mark.parametrize(
    ("mode", "due", "shown_on"),
    [
        ("off", "2026-09-26", "2026-09-26"),
        ("before", "2026-09-26", "2026-09-24"),
        ("after", "2026-09-26", "2026-09-28"),
        ("before", "2026-10-10", "2026-10-10"),
        ("after", "2026-10-04", "2026-10-09"),
        ("after", "2026-09-22", "2026-09-23"),
        ("after", "2026-09-26T10:00", "2026-09-26"),
        ("before", "2027-05-01", "2027-04-30"),
    ],
)
def test_a_day_off_gives_way_to_a_workday(crm, monkeypatch, mode, due, shown_on):
    at(monkeypatch, "2026-09-01")
    crm("add", "张三", "--next", due)
    crm("config", "set", "workdays", mode)
    crm("config", "set", "days_off", "2026-09-22, 2026-10-08")
    before = (keys(crm, "--until", shown_on), shown_on)
    day = int(shown_on[-2:]) - 1
    assert before == (["f1"], shown_on)
    assert keys(crm, "--until", f"{shown_on[:8]}{day:02d}") == []


def test_unknown_holidays_are_told_once(crm):
    for _ in range(3):
        crm("add", "张三", "--next", "2027-05-01")
    crm("config", "set", "workdays", "after")
    assert crm("due", "--until", "2027-06-01").err.count("2027") == 1


def test_ticking_off_a_birthday_tells_nothing_of_holidays(crm):
    crm("add", "张三", "--birthday", "11-22")
    crm("config", "set", "workdays", "before")
    assert "2027" not in crm("done", "b1").err


@pytest.mark.parametrize("leave", [("park", "张三", "--until", "2027-03-01"), ("lose", "张三", "--reason", "other")])
def test_who_rests_or_left_needs_nothing_again(zhang, leave):
    zhang("product", "add", "驱虫", "--cycle", "90d")
    zhang("order", "张三", "300", "--product", "驱虫", "--on", "2026-08-01")
    zhang(*leave)
    assert keys(zhang, "--kind", "rebuy") == []
    zhang("undo")
    assert keys(zhang, "--kind", "rebuy") == ["r1"]


def test_a_need_is_ended_until_it_is_bought_again(zhang, monkeypatch):
    zhang("product", "add", "驱虫", "--cycle", "90d")
    for day in ("2026-08-01", "2026-08-02"):
        zhang("order", "张三", "300", "--product", "驱虫", "--on", day)
    assert keys(zhang) == ["r2"]
    (ended,) = zhang("cancel", "r2", "-o", "json").items
    assert (ended["key"], ended["cancelled_at"] is None) == ("r2", False)
    assert keys(zhang, "--within", "300d") == []
    assert zhang("done", "r2", ok=False).code == 5
    zhang("undo")
    assert keys(zhang) == ["r2"]
    zhang("undo")
    zhang("order", "张三", "300", "--product", "驱虫")
    at(monkeypatch, "2027-02-19")
    assert keys(zhang) == ["r3"]


def test_a_reminder_stands_on_the_day_it_comes_back(zhang):
    zhang("cadence", "张三", "30d")
    zhang("edit", "张三", "--birthday", "11-22")
    zhang("snooze", "b1", "明天")
    (item,) = zhang("due", "--within", "3d", "-o", "json").items
    assert (item["key"], item["reason"]["code"], item["snoozed_until"]) == ("b1", "later", "2026-11-22")


def test_what_was_expected_before_the_order_is_expected_no_more(zhang, monkeypatch):
    def expected():
        return "expected" in zhang("due", "-o", "json").items[0]["reason"]["label"]

    zhang("qualify", "张三", "--amount", "15万")
    zhang("next", "张三", "今天")
    assert expected()
    zhang("order", "张三", "14万")
    assert not expected()
    at(monkeypatch, "2026-11-22")
    zhang("qualify", "张三", "--amount", "3万")
    assert expected()


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        ("cadence 张三 often", 2),
        ("cadence 张三", 2),
        ("cadence 张三 30d --latest 7d", 2),
        ("cadence --where nothing:1 7d", 2),
        ("cadence 李四 7d", 3),
        ("occasion rm y9", 3),
        ("occasion add 张三 开业 13-40", 2),
        ("product edit 没有 --cycle 3d", 3),
        ("product add 驱虫 --cycle soon", 2),
        ("config set workdays never", 2),
        ("config set days_off 昨天", 2),
        ("done k1", 5),
        ("reschedule b1 明天", 5),
        ("next 张三 明天 送样 多余", 2),
        ("next 张三 明天 --every 随便", 2),
        ("next 张三 明天 --spread 3d", 2),
    ],
)
def test_refusals(zhang, argv, code):
    assert zhang(*argv.split(), ok=False).code == code


@pytest.mark.parametrize(
    ("bought", "due", "reason"),
    [
        (["狗粮x3"], "2026-10-30", "bought 2026-08-01, lasts 3 × 30 days"),
        (["狗粮"], "2026-08-31", "bought 2026-08-01, needed every 30 d"), (["狗粮x0.5"], "2026-08-16", "lasts 0.5 × 30 days"),
        (["狗粮x0.01"], "2026-08-02", "lasts 0.01 × 30 days"), (["狗粮x2", "狗粮"], "2026-10-30", "lasts 3 × 30 days"),
        (["狗粮x99999999"], None, ""),
    ],
)  # fmt: skip
def test_a_need_counts_from_the_quantity(zhang, bought, due, reason):
    zhang("product", "add", "狗粮", "--cycle", "30d")
    zhang("order", "张三", "300", "--on", "2026-08-01", *(word for line in bought for word in ("--product", line)))
    found = zhang("due", "--kind", "rebuy", "-o", "json").items
    assert [one["due"] for one in found] == ([due] if due else [])
    assert all(reason in one["reason"]["label"] for one in found)
    shown = zhang("show", "张三", "-o", "json").items[0]
    assert [one["due"] for one in shown["next_steps"]] == ([due] if due else [])


def test_nothing_of_it_is_no_need_and_a_no_is_asked_again_a_cycle_later(zhang, tmp_path, monkeypatch):
    zhang("product", "add", "狗粮", "--cycle", "30d")
    path = tmp_path / "orders.csv"
    path.write_text("customer,date,amount,product\n张三,2026-05-01,300,狗粮x3\n张三,2026-08-01,0,狗粮x0\n", encoding="utf-8")
    zhang("import", path, "--kind", "orders", "--yes")
    (line,) = zhang("due", "--kind", "rebuy", "-o", "json").items
    assert line["due"] == "2026-07-30"
    zhang("done", line["key"])
    at(monkeypatch, "2026-12-20")
    assert keys(zhang, "--kind", "rebuy") == []
    at(monkeypatch, "2026-12-21")
    assert keys(zhang, "--kind", "rebuy") == [line["key"]]
