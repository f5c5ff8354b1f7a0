"""The plane of the method: a customer, or a firm with its people, on one screen and as one object."""

import pytest

FIRM = "鹏程精密制造有限公司"
STORY = {
    "zh": {"contact": "建立关系", "research": "背景调查", "matter": "熟人介绍", "step": "送样品", "worry": "价格",
        "rival": "对面厂", "word": "拍板人"},
    "en": {
        "contact": "Relationship built", "research": "Background research", "matter": "Introduced", "step": "send samples",
        "worry": "price", "rival": "the other shop", "word": "decider",
    },
}  # fmt: skip
LONG = {
    "zh": "今年的采购预算要到三月份才批下来，现在只能先做小批量的试用，"
    "看看效果再决定是否换供应商，希望先给一个样品方案，再谈价格",
    "en": (
        "the budget of this year is only granted in March, until then a small trial, then they decide "
        "whether to change the supplier"
    ),
}


def fill(crm, lang):
    said = STORY[lang]

    def run(*argv):
        crm(*argv, "--lang", lang)

    run("init", "--pipeline", "keyaccount")
    run("add", "陈总", "--company", FIRM, "--title", "总经理", "--role", said["word"])
    run("add", "李经理", "--company", FIRM, "--title", "采购经理", "--phone", "13700000002", "--wechat", "li66", "--tag", "vip")
    run("add", "小张", "--company", FIRM, "--referrer", "李经理", "--birthday", "5-1")
    run("relate", "李经理", "陈总", "--as", "reports_to")
    run("relate", "小张", "李经理", "--as", "reports_to")
    run("relate", "陈总", "李经理", "--as", "decides_for")
    run("log", "李经理", said["research"], "--at", "11-02 10:00")
    run(
        "log",
        "李经理",
        said["contact"],
        "--at",
        "11-10 10:00",
        "--matter",
        said["matter"],
        "--worry",
        said["worry"],
        "--rival",
        said["rival"],
    )
    run("qualify", "李经理", "--verdict", "valuable", "--grade", "big", "--sign-by", "2026-12-10", "--amount", "15万")
    run("qualify", "李经理", "--sign-by", "2026-12-25")
    run("edit", "李经理", "--field", "收入=30万")
    run("next", "李经理", "2026-11-20", said["step"], "--type", "close")
    run("note", "李经理", LONG[lang], "--channel", "visit", "--promise", said["step"], "--by", "2026-11-27")
    run("order", "小张", "5万", "--on", "2026-11-15", "--paid", "2万", "--rest-by", "2026-12-01")


def fill_zh(crm):
    fill(crm, "zh")


def fill_en(crm):
    fill(crm, "en")


@pytest.fixture
def firm(start_with):
    return start_with(fill_en)


LINES_OF_A_TERMINAL = 24  # one of them is the prompt's


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_screens_as_they_are(start_with, same, monkeypatch, lang, width):
    monkeypatch.setenv("COLUMNS", str(width))
    crm = start_with(fill_zh if lang == "zh" else fill_en)
    for what, word in (("customer", "李经理"), ("firm", FIRM)):
        screen = crm("show", word, "-o", "table", "--lang", lang).out
        same(f"show-{what}-{lang}-{width}", screen)
        assert len(screen.splitlines()) < LINES_OF_A_TERMINAL


def test_the_customer_object_comes_first_and_the_view_behind_it(firm):
    (view,) = firm("show", "李经理", "-o", "json").items
    (card,) = firm("list", "name:李经理", "-o", "json").items
    assert list(view)[: len(card)] == list(card)
    assert {key: view[key] for key in card} == card
    (path,) = view["paths"]
    assert [(step["node"], step["mark"]["code"], step["days"]) for step in path["steps"][:3]] == [
        ("Background research", "been", None), ("Relationship built", "here", 11), ("Needs identified", "ahead", None),
    ]  # fmt: skip
    assert view["next_node"]["node"] == "Needs identified"
    assert len(view["next_node"]["questions"]) == 4
    assert [one["text"] for one in view["worries"] + view["rivals"]] == ["price", "the other shop"]
    assert [(one["key"], one["kind"]["code"], one["reason"]["code"]) for one in view["next_steps"]] == [
        ("f1", "followup", "overdue"), ("f2", "promise", "later"),
    ]  # fmt: skip
    assert [(one["field"], one["value"], one["age_days"]) for one in view["portrait"]] == [("Income", "30万", 0)]
    assert "What is their budget?" in view["ask"]
    assert [(one["kind"]["code"], one["other"]["name"]) for one in view["relations"]] == [
        ("referred_by", "李经理"), ("reports_to", "陈总"), ("reports_to", "李经理"), ("decides_for", "李经理"),
    ]  # fmt: skip


def test_the_firm_object_has_people_and_money(firm):
    (view,) = firm("show", "鹏程", "-o", "json").items
    assert [(one["name"], one["reports_to"] and one["reports_to"]["name"],
    len(one["decides_for"])) for one in view["people"]] == [
        ("陈总", None, 1), ("李经理", "陈总", 0), ("小张", "李经理", 0),
    ]  # fmt: skip
    assert view["money"] == {
        "orders": 1,
        "ordered": 50000,
        "last_on": "2026-11-15",
        "paid": 20000,
        "open": 30000,
        "currency": "CNY",
    }
    assert [one["due"] for one in view["next_steps"]] == ["2026-11-20", "2026-11-27", "2026-12-01"]
    assert [one["text"] for one in view["worries"]] == ["price"]


def test_the_newest_events_are_part_of_both_objects(firm):
    (card,) = firm("show", "李经理", "-o", "json").items
    assert [one["kind"]["code"] for one in card["last"]] == ["qualification", "qualification", "note", "touch", "touch"]
    assert card["events"] == len(firm("timeline", "李经理", "-o", "json").items)
    (view,) = firm("show", "鹏程", "-o", "json").items
    assert {one["customer"]["name"] for one in view["last"]} == {"李经理", "小张"}
    assert view["last"][0]["at"] >= view["last"][-1]["at"]
    assert view["events"] == len(firm("timeline", "鹏程", "-o", "json").items)


def test_of_several_deals_each_says_only_where_it_has_been(crm):
    crm("add", "张三", "--phone", "13800138000")
    crm("log", "张三", "First contact", "--at", "11-10 10:00")
    assert "○Need confirmed" in crm("show", "张三", "-o", "table").out
    crm("log", "张三", "Proposal", "--deal", "second", "--at", "11-12 10:00")
    out = crm("show", "张三", "-o", "table").out
    assert "[second]  ●Proposal 11-12 (9 d)\n" in out
    assert "[(no name)]  ●First contact 11-10 (11 d)\n" in out
    assert "○" not in out


def test_a_large_firm_shows_those_who_have_a_place_first_and_fits_a_screen(crm):
    for number in range(1, 31):
        crm("add", f"P{number}", "--company", "Big & Co")
    crm("relate", "P30", "P20", "--as", "reports_to")
    crm("edit", "P25", "--title", "Head")
    lines = crm("show", "Big & Co", "-o", "table").out.splitlines()
    assert [line.split("c")[0].split()[-1] for line in lines[1:5]] == ["P20", "P30", "P25", "P1"]
    assert "… and 19 more: crm list 'company:Big & Co'" in "\n".join(lines)
    assert len(lines) < LINES_OF_A_TERMINAL
    assert len(crm("list", "company:Big & Co", "-o", "json").items) == 30


def test_a_joint_timeline_says_whose_each_event_is(firm):
    items = firm("timeline", "鹏程", "-o", "json").items
    alone = [event for name in ("陈总", "李经理", "小张") for event in firm("timeline", name, "-o", "json").items]
    assert sorted(items, key=str) == sorted(
        ({**event, "customer": one["customer"]} for event, one in zip(alone, _whose(items, alone), strict=True)), key=str
    )
    assert [one["at"] for one in items if one["kind"]["code"] != "order"] == sorted(
        one["at"] for one in items if one["kind"]["code"] != "order"
    )
    (order,) = firm("timeline", "鹏程", "--kind", "order", "-o", "json").items
    assert order["customer"]["name"] == "小张"
    assert firm("timeline", "鹏程", "--limit", "2", "-o", "json").json["count"] == 2
    assert firm("timeline", "没有", ok=False).code == 3


def _whose(items, alone):
    return [next(one for one in items if {**one, "customer": None} == {**event, "customer": None}) for event in alone]


@pytest.fixture
def zhang(crm):
    crm("add", "张三", "--phone", "13800138000")
    return crm


def screen(crm, word="张三"):
    return crm("show", word, "-o", "table").out


def test_what_is_not_known_has_no_line(zhang):
    shown = screen(zhang)
    for label in ("Nodes", "Money", "Concerns", "Profile", "Relations", "Address", "Drift", "Buying intent"):
        assert label not in shown
    for label in ("Contact", "Qualification", "Last", "Next", "Next node", "Questions to ask"):
        assert f"\n{label} " in shown


def test_a_new_deal_begins_its_way_afresh(zhang):
    zhang("log", "张三", "Proposal", "--at", "11-01 10:00")
    zhang("order", "张三", "1万", "--on", "2026-11-05")
    assert "✓Proposal 11-01" in screen(zhang)
    assert "nothing planned" not in screen(zhang)
    zhang("log", "张三", "First contact", "--at", "11-10 10:00")
    assert "●First contact 11-10 (11 d)" in screen(zhang)
    assert "○Proposal" in screen(zhang)
    assert "nothing planned: crm next c1" in screen(zhang)


def test_repeated_touches_at_a_node_prolong_the_stay(zhang):
    for day in ("2026-11-01", "2026-11-08", "2026-11-20"):
        zhang("log", "张三", "Proposal", "--at", day)
    assert "●Proposal 11-20 (20 d)" in screen(zhang)


def test_parallel_deals_have_a_way_each(zhang):
    zhang("log", "张三", "First contact", "--at", "11-01 10:00", "--deal", "A")
    zhang("log", "张三", "Proposal", "--at", "11-02 10:00", "--deal", "B")
    ways = zhang("show", "张三", "-o", "json").items[0]["paths"]
    assert [(one["deal"], next(step["node"] for step in one["steps"] if step["mark"]["code"] == "here")) for one in ways] == [
        ("B", "Proposal"), ("A", "First contact"),
    ]  # fmt: skip
    assert "[B]" in screen(zhang)
    assert "[A]" in screen(zhang)


@pytest.mark.parametrize(
    ("argv", "asks", "following"),
    [
        ((), "Do they really need it?", "Lead collection"),
        (("qualify", "张三", "--verdict", "valuable"), "What is their budget?", "Lead collection"),
        (("log", "张三", "Negotiation"), "Do they really need it?", None),
        (("park", "张三", "--until", "2027-01-05"), "What is their budget?", None),
        (("lose", "张三", "--reason", "price"), "Why did they decide against it?", None),
    ],
)
def test_what_to_ask_and_which_node_follows(zhang, argv, asks, following):
    if argv:
        zhang(*argv)
    (view,) = zhang("show", "张三", "-o", "json").items
    assert view["ask"][0] == asks
    assert (view["next_node"] or {}).get("node") == following


@pytest.mark.parametrize(
    ("now", "age"), [("2026-11-21", "today"), ("2026-12-31", "40 d"), ("2027-03-21", "4 mo"), ("2029-01-01", "2 y")]
)
def test_each_fact_of_the_portrait_has_its_age(zhang, monkeypatch, now, age):
    zhang("edit", "张三", "--field", "Interests=fishing")
    monkeypatch.setenv("CRM_NOW", f"{now}T12:00")
    assert f"Interests fishing ({age})" in screen(zhang)


def test_all_that_is_awaited_stands_there_snoozed_or_not(zhang):
    zhang("next", "张三", "2026-11-25", "call")
    zhang("snooze", "f1", "2026-12-24")
    zhang("order", "张三", "1万", "--rest-by", "2026-12-01")
    zhang("park", "张三", "--until", "2027-02-01", "--reason", "travels")
    steps = zhang("show", "张三", "-o", "json").items[0]["next_steps"]
    assert [one["key"] for one in steps] == ["f1", "p1", "w1"]
    assert screen(zhang).count("travels") == 2  # in the history, and once in what comes


def test_facts_and_objections_stand_on_the_timeline(zhang):
    zhang("fact", "张三", "opens a branch", "--source", "paper", "--on", "2026-11-03")
    (fact,) = zhang("timeline", "张三", "--kind", "fact", "-o", "json").items
    assert (fact["text"], fact["at"]) == ("opens a branch · paper", "2026-11-03T12:00:00+08:00")
    assert "opens a branch [paper] (18 d)" in screen(zhang)


def test_what_has_a_day_shows_no_hour(zhang):
    zhang("order", "张三", "1万", "--on", "2026-11-03")
    zhang("note", "张三", "came by", "--at", "2026-11-02 10:00")
    said = zhang("timeline", "张三", "-o", "table").out
    assert "2026-11-02 10:00" in said
    assert "2026-11-03  " in said
