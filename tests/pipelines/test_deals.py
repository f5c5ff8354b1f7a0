"""Parallel deals of one customer, repeat business, and losses that would tear a deal apart."""

import pytest


def fill(crm):
    """张三 with two open deals: one without a name, and 第二辆."""
    crm("add", "张三", "--phone", "13800138000")
    crm("log", "张三", "线索收集", "--at", "2026-11-01")
    crm("log", "张三", "初步接触", "--deal", "第二辆", "--at", "2026-11-10")


@pytest.fixture
def two(start_with):
    return start_with(fill)


def open_deals(crm):
    ran = crm("order", "张三", "1", "-o", "json", ok=False)
    crm("undo") if ran.code == 0 else None
    return {one["deal"] for one in ran.error["candidates"]} if ran.code else len(ran.items)


@pytest.mark.parametrize("words", [("order", "张三", "15万"), ("lose", "张三", "--reason", "price")])
def test_a_close_must_say_which_of_several(two, words):
    ran = two(*words, "-o", "json", ok=False)
    assert (ran.code, ran.error["code"]) == (4, "ambiguous")
    assert ran.error["candidates"] == [{"deal": "第二辆", "node": "First contact"}, {"deal": None, "node": "Lead collection"}]
    assert "--deal" in ran.error["hint"]


@pytest.mark.parametrize(
    ("named", "kept", "other"), [("第二辆", "第二辆", "first deal"), ("", "first deal", "第二辆")]
)  # fmt: skip
def test_an_order_closes_its_own_deal_and_leaves_the_other(two, named, kept, other):
    (order,) = two("order", "张三", "15万", "--deal", named, "-o", "json").items
    assert order["deal"] == kept
    (later,) = two("order", "张三", "1万", "-o", "json").items
    assert later["deal"] == other


def test_losing_one_deal_does_not_lose_the_customer(two):
    two("lose", "张三", "--reason", "price", "--deal", "第二辆")
    assert two("show", "张三", "-o", "json").items[0]["status"]["code"] == "lead"
    assert two("lose", "张三", "--reason", "price", "--deal", "第二辆", ok=False).code == 5
    two("lose", "张三", "--reason", "price")
    assert two("show", "张三", "-o", "json").items[0]["status"]["code"] == "lost"
    two("reopen", "张三", "--deal", "第二辆")
    assert two("show", "张三", "-o", "json").items[0]["status"]["code"] == "lead"


def test_the_unnamed_deal_gets_a_name_when_it_is_closed_beside_another_and_undo_takes_it_off(two):
    before = two("timeline", "张三", "-o", "json").items
    two("lose", "张三", "--reason", "price", "--deal", "")
    assert "[first deal]" in two("timeline", "张三", "--kind", "touch", "-o", "json").items[0]["text"]
    two("undo")
    assert two("timeline", "张三", "-o", "json").items == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("order", "张三", "15万", "--deal", "没有"), 3),
        (("lose", "张三", "--reason", "price", "--deal", "没有"), 3),
        (("reopen", "张三", "--deal", "没有"), 3),
        (("reopen", "张三", "--deal", "第二辆"), 5),
        (("log", "张三", "初步接触", "--deal", "a\x1bb"), 2),
    ],
)
def test_names_that_are_none(two, words, code):
    before = two("timeline", "张三", "-o", "json").items
    assert two(*words, ok=False).code == code
    assert two("timeline", "张三", "-o", "json").items == before


def test_a_deal_keeps_its_first_spelling_and_a_touch_without_name_its_own_deal(two):
    two("log", "张三", "方案提供", "--deal", "第二辆 ")
    assert two("log", "张三", "方案提供", "-o", "json").items[0]["deal"] is None
    assert open_deals(two) == {None, "第二辆"}


def test_the_name_is_shown_only_where_there_are_several(crm):
    crm("add", "张三", "--phone", "13800138000")
    crm("log", "张三", "线索收集", "--deal", "第一辆", "--matter", "问车")
    assert crm("timeline", "张三", "--kind", "touch", "-o", "json").items[0]["text"] == "问车"
    crm("log", "张三", "线索收集", "--deal", "第二辆")
    assert crm("timeline", "张三", "--kind", "touch", "-o", "json").items[0]["text"] == "问车 · [第一辆]"


def test_what_was_written_says_of_which_of_several_deals(two):
    assert "[第二辆]" in two("log", "张三", "方案提供", "--deal", "第二辆").out
    assert "[(no name)]" in two("log", "张三", "方案提供").out
    assert "[第二辆]" in two("lose", "张三", "--reason", "price", "--deal", "第二辆").out
    assert "[第二辆]" in two("reopen", "张三").out
    two("add", "李四", "--phone", "13800138001")
    assert "[" not in two("log", "李四", "方案提供", "--deal", "一期").out
    assert "[" not in two("lose", "李四", "--reason", "price").out


def test_on_a_terminal_a_menu_asks_which(two, monkeypatch):
    asked = []
    monkeypatch.setattr("crmcli.terminal.session.Session.asks", lambda _self: True)
    monkeypatch.setattr(
        "crmcli.terminal.prompt.menu", lambda question, choices, *_rest, **_more: asked.append(choices) or choices[1][1]
    )
    assert two("log", "张三", "方案提供", "-o", "json").items[0]["deal"] is None
    assert two("order", "张三", "15万", "-o", "json").items[0]["deal"] == "第二辆"
    assert [len(choices) for choices in asked] == [2, 2]


def test_completion_knows_the_deals_of_the_customer(two, store):
    from types import SimpleNamespace

    from crmcli.pipelines import deal_selection

    two("add", "李四", "--phone", "13800138001")
    two("log", "李四", "线索收集", "--deal", "第三辆")
    assert deal_selection.complete(SimpleNamespace(params={"customer": "张三"}), "第") == ["第二辆"]
    assert deal_selection.complete(SimpleNamespace(params={}), "第") == ["第三辆", "第二辆"]


def test_business_after_an_order_is_a_new_run(crm):
    crm("add", "张三", "--phone", "13800138000")
    crm("log", "张三", "谈判签约", "--at", "2026-11-01")
    crm("order", "张三", "1万", "--on", "2026-11-05")
    assert crm("list", "status:customer", "-o", "ids").out == "1\n"
    crm("log", "张三", "线索收集", "--at", "2026-11-10")
    crm("lose", "张三", "--reason", "price", "--on", "2026-11-12")
    assert crm("show", "张三", "-o", "json").items[0]["status"]["code"] == "lost"


class TestALossBeforeTheLastTouch:
    @pytest.fixture
    def zhang(self, crm):
        crm("add", "张三", "--phone", "13800138000")
        crm("log", "张三", "线索收集", "--at", "2026-11-10 18:00")
        return crm

    def test_is_refused_in_words(self, zhang):
        ran = zhang("lose", "张三", "--reason", "price", "--on", "2026-11-09", "-o", "json", ok=False)
        assert (ran.code, ran.error["code"]) == (5, "refused")
        assert "--on 2026-11-10" in ran.error["hint"]
        assert zhang("timeline", "张三", "--kind", "loss", "-o", "json").items == []

    @pytest.mark.parametrize("words", [("--on", "2026-11-10"), ("--on", "2026-11-09", "--yes")])
    def test_is_kept_on_the_day_itself_or_where_it_is_meant(self, zhang, words):
        assert zhang("lose", "张三", "--reason", "price", *words, "-o", "json").items[0]["date"] == words[1]

    @pytest.mark.parametrize(("answer", "count"), [(True, 1), (False, 0)])
    def test_is_asked_about_on_a_terminal(self, zhang, monkeypatch, answer, count):
        monkeypatch.setattr("crmcli.terminal.session.Session.asks", lambda _self: True)
        monkeypatch.setattr("crmcli.terminal.prompt.confirm", lambda _question, default=False: answer)
        zhang("lose", "张三", "--reason", "price", "--on", "2026-11-09", ok=answer)
        assert len(zhang("timeline", "张三", "--kind", "loss", "-o", "json").items) == count

    def test_concerns_only_the_deal_that_is_lost(self, zhang):
        zhang("log", "张三", "线索收集", "--deal", "第二辆", "--at", "2026-11-15")
        zhang("lose", "张三", "--reason", "price", "--deal", "", "--on", "2026-11-12")
        assert open_deals(zhang) == 1
