"""`crm log`: a touch, a judgement and a next step in one breath."""

import pytest

from pseudo_terminal import ENTER


def fill(crm):
    crm("add", "张三", "--phone", "13800138000")


@pytest.fixture
def zhang(start_with):
    return start_with(fill)


def test_a_touch_as_scripts_read_it(zhang):
    (touch,) = zhang(
        "log", "张三", "方案提供", "--at", "昨天 15:00", "--matter", "发方案", "--note", "嫌贵", "--channel", "电话", "--in",
        "--deal", "二号楼", "-o", "json",
    ).items  # fmt: skip
    assert touch | {"uid": "", "customer": ""} == {
        "no": 1, "uid": "", "customer": "", "pipeline": "generic", "node": "Proposal", "at": "2026-11-20T15:00:00+08:00",
        "matter": "发方案", "note": "嫌贵", "channel": {"code": "call", "label": "call"},
        "direction": {"code": "in", "label": "from the customer"}, "deal": "二号楼",
    } | {key: touch[key] for key in touch if key in ("reaction", "product", "outcome")}  # fmt: skip
    card = zhang("show", "张三", "-o", "json").items[0]
    assert (card["node"], card["last_contact_at"]) == ("Proposal", "2026-11-20T15:00:00+08:00")


@pytest.mark.parametrize(
    ("word", "node"),
    [
        ("方案提供", "Proposal"),
        ("proposal", "Proposal"),
        ("方案", "Proposal"),
        ("prop", "Proposal"),
        ("After-sales", "After-sales"),
    ],
)
def test_a_node_in_either_language_or_a_unique_part_of_it(zhang, word, node):
    assert zhang("log", "张三", word, "-o", "json").items[0]["node"] == node


def test_one_line_is_one_change(zhang):
    said = zhang(
        "log", "张三", "谈判签约", "--verdict", "有价值", "--grade", "big", "--sign-by", "月底", "--amount", "15万",
        "--next", "下周三", "--for", "送合同", "--type", "close",
    ).out  # fmt: skip
    for part in ("Negotiation (t1)", "worth pursuing big", "2026-11-30", "¥150,000", "2026-11-25", "送合同 (f1)", "crm undo"):
        assert part in said
    zhang("undo")
    card = zhang("show", "张三", "-o", "json").items[0]
    assert [card[key] for key in ("node", "verdict", "grade", "expected_amount", "next_due")] == [None] * 5
    zhang("undo", "u3")
    assert zhang("show", "张三", "-o", "json").items[0]["next_due"] == "2026-11-25"


def test_the_amount_is_said_in_the_currency_of_the_file(zhang):
    zhang("config", "set", "currency", "GBP")
    assert "£9,500" in zhang("log", "张三", "谈判签约", "--amount", "9500").out
    assert "£9,000" in zhang("qualify", "张三", "--amount", "9000").out


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["没有"], 3),
        (["确认", "--at", "x"], 2),
        (["方案提供", "--at", "明天"], 2),
        (["方案提供", "--at", "10:30"], 0),
        (["方案提供", "--at", "今天 10:30"], 2),
        (["方案提供", "--in", "--out"], 2),
        (["方案提供", "--channel", "fax"], 2),
        (["方案提供", "--grade", "huge"], 2),
        (["方案提供", "--amount", "-5"], 2),
        (["方案提供", "--for", "x"], 2),
        (["方案提供", "--next", "irgendwann"], 2),
        (["方案提供", "--next", "明天", "--type", "x"], 2),
        (["方案提供", "--pipeline", "没有"], 3),
        ([], 2),
        (["a"], 4),
    ],
)
def test_what_does_not_fit_leaves_nothing_behind(zhang, options, code):
    assert zhang("log", "张三", *options, ok=False).code == code
    assert zhang("timeline", "张三", "--kind", "touch", "-o", "json").json["count"] == (code == 0)
    assert zhang("due", "--within", "30d", "-o", "ids").out == ""


def test_an_ambiguous_node_lists_its_candidates(zhang):
    failed = zhang("log", "张三", "con", "-o", "json", ok=False)
    assert (failed.code, [one["node"] for one in failed.error["candidates"]]) == (4, ["First contact", "Need confirmed"])


def test_a_date_alone_means_noon_but_never_the_future(zhang):
    assert zhang("log", "张三", "方案提供", "--at", "昨天", "-o", "json").items[0]["at"] == "2026-11-20T12:00:00+08:00"
    assert zhang("log", "张三", "方案提供", "--at", "今天", "-o", "json").items[0]["at"] == "2026-11-21T09:00:00+08:00"


def test_an_unanswered_try_is_a_touch_but_no_contact(zhang):
    zhang("log", "张三", "初步接触", "--channel", "call", "--no-answer")
    card = zhang("show", "张三", "-o", "json").items[0]
    assert (card["node"], card["last_contact_at"]) == ("First contact", None)


def test_a_won_node_asks_for_the_order(crm):
    crm("pipeline", "use", "house")
    crm("add", "张三")
    ran = crm("log", "张三", "成交")
    assert "crm order c1" in ran.err
    assert crm("show", "张三", "-o", "json").items[0]["status"]["code"] == "lead"


def test_the_order_of_a_won_node_stands_on_the_day_of_the_touch(crm, press):
    crm("pipeline", "use", "house")
    crm("add", "张三")
    assert (
        "crm order c1 AMOUNT --on 2026-11-10 --deal '一期'" in crm("log", "张三", "成交", "--at", "11-10", "--deal", "一期").err
    )
    press("5", ENTER, ENTER, "12万\r")
    crm("log", "张三", "--at", "11-12", "--deal", "一期")
    (order,) = (event for event in crm("timeline", "张三", "-o", "json").items if event["kind"]["code"] == "order")
    assert order["at"][:10] == "2026-11-12"


def test_another_pipeline_for_one_touch(zhang):
    zhang("pipeline", "use", "auto4s")
    zhang("pipeline", "use", "generic")
    (touch,) = zhang("log", "张三", "试驾", "--pipeline", "AUTO4S", "-o", "json").items
    assert (touch["pipeline"], touch["node"]) == ("auto4s", "Test drive")
    assert "Test drive 11-21" in zhang("show", "张三", "-o", "table").out
