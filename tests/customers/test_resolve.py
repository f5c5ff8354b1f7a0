"""What holds a customer back is found by its words, and settled in one change that can be taken back."""

import pytest


def fill(crm):
    crm("add", "张三", "--phone", "13800138000")
    crm("add", "李四", "--phone", "13800138001")
    crm("note", "张三", "来电", "--worry", "价格太贵", "--worry", "交期太长", "--rival", "对面店")
    crm("note", "张三", "又来电", "--worry", "价格太贵")
    crm("fact", "张三", "去年营收2亿", "--source", "年报")
    crm("objection", "add", "trust", "质保不够", "--answer", "三年质保", "--customer", "张三")
    crm("objection", "add", "trust", "没听说过", "--answer", "看样板间")


@pytest.fixture
def held(start_with):
    return start_with(fill)


@pytest.mark.parametrize(
    ("word", "kinds"),
    [
        ("价格", ["worry", "worry"]),
        ("对面", ["rival"]),
        ("营收", ["fact"]),
        ("年报", ["fact"]),
        ("三年", ["objection"]),
        ("样板", []),
    ],
)
def test_worries_rivals_facts_and_objections_are_found(held, word, kinds):
    assert [item["kind"]["code"] for item in held("find", word, "-o", "json").items] == kinds
    assert [item["name"] for item in held("list", word, "-o", "json").items] == ["张三"] * bool(kinds)
    assert [item["name"] for item in held("list", f"!{word}", "-o", "json").items] == (["李四"] if kinds else ["张三", "李四"])


def test_what_is_settled_stands_no_longer_until_it_is_said_again(held):
    (settled,) = held("settle", "张三", "价格", "-o", "json").items
    assert (settled["kind"]["code"], settled["text"], settled["times"]) == ("worry", "价格太贵", 2)
    assert held("settle", "张三", "价格", ok=False).code == 3
    held("undo")
    assert held("settle", "张三", "价格太贵", "-o", "json").items[0]["times"] == 2
    held("note", "张三", "还是嫌贵", "--worry", "价格太贵")
    assert held("settle", "张三", "价格太贵", "-o", "json").items[0]["times"] == 1


def test_a_settled_worry_leaves_the_card(held):
    before = held("show", "张三", "-o", "json").items[0]
    held("settle", "张三", "对面店")
    held("settle", "张三", "交期")
    after = held("show", "张三", "-o", "json").items[0]
    assert [len(before["worries"]), len(before["rivals"])] == [2, 1]
    assert [[one["text"] for one in after["worries"]], after["rivals"]] == [["价格太贵"], []]


@pytest.mark.parametrize(
    ("words", "code"), [(["张三", "太"], 4), (["张三", "颜色"], 3), (["李四", "价格"], 3), (["王五", "价格"], 3), (["张三"], 2)]
)
def test_what_cannot_be_settled_is_told(held, words, code):
    before = held("history", "-o", "ids").out
    assert held("settle", *words, ok=False).code == code
    assert held("history", "-o", "ids").out == before
