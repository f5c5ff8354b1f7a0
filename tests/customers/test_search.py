"""`crm find`: everything a seller wrote, two Chinese characters at a time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.cli import seed
from crmcli.customers import search, writes
from crmcli.customers.selection import Selection
from crmcli.storage.store import Store


def fill(crm):
    """张三, 李四 and 王五 with one sentence in every place that can be searched."""
    crm("add", "张三", "--phone", "138 0013 8000", "--company", "上海华信科技有限公司", "--address", "浦东大道", "--tag", "钓友")
    crm("add", "李四", "--field", "意向产品=七座越野", "--title", "采购总监", "--source", "口碑传播/老王")
    crm("add", "王五", "--external-id", "A-00004")
    crm("note", "张三", "客户说合同要在月底前签", "--at", "2026-11-01 10:00")
    crm("log", "张三", "初步接触", "--matter", "發資料", "--note", "讲了合同条款", "--at", "2026-11-02 10:00")
    crm("next", "李四", "明天", "送合同样本")
    crm("order", "李四", "1万", "--note", "合同号 HT-2026-17", "--on", "2026-11-03")
    crm("pay", "李四", "100", "--note", "合同定金", "--on", "2026-11-04")
    crm("lose", "王五", "--reason", "价格", "--note", "合同条款谈不拢", "--on", "2026-11-05")


@pytest.fixture
def three(start_with):
    return start_with(fill)


def hits(crm, *words):
    return [(hit["customer"]["name"], hit["kind"]["code"]) for hit in crm("find", *words, "-o", "json").items]


def test_two_characters_are_found_wherever_they_were_written_the_newest_first(three):
    assert hits(three, "合同") == [
        ("李四", "followup"), ("王五", "loss"), ("李四", "payment"), ("李四", "order"), ("张三", "touch"), ("张三", "note"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("华信", [("张三", "customer")]),
        ("華信", [("张三", "customer")]),
        ("发资料", [("张三", "touch")]),
        ("發資料", [("张三", "touch")]),
        ("zhangsan", [("张三", "customer")]),
        ("zs", [("张三", "customer")]),
        ("13800138000", [("张三", "customer")]),
        ("浦东", [("张三", "customer")]),
        ("钓友", [("张三", "customer")]),
        ("越野", [("李四", "customer")]),
        ("采购总监", [("李四", "customer")]),
        ("老王", [("李四", "customer")]),
        ("a-00004", [("王五", "customer")]),
        ("ht-2026", [("李四", "order")]),
        ("ＨＴ", [("李四", "order")]),
        ("条款 合同", [("王五", "loss"), ("张三", "touch")]),
        ("同合", []),
        ("HT-2027", []),
        ('"', []),
        ("*", []),
    ],
)
def test_what_finds_what(three, words, expected):
    assert hits(three, words) == expected


def test_limit_keeps_the_newest_and_filters_narrow(three):
    assert hits(three, "合同", "--limit", "2") == [("李四", "followup"), ("王五", "loss")]
    assert hits(three, "合同", "status:customer", "-name:张", "--limit", "1") == [("李四", "followup")]
    assert three("find", "合同", "foo:1", ok=False).code == 2


def test_a_hit_as_scripts_read_it(three):
    (hit,) = three("find", "定金", "-o", "json").items
    assert hit["customer"] | {"uid": ""} == {"no": 2, "uid": "", "name": "李四", "company": None}
    assert (hit["at"], hit["snippet"]) == ("2026-11-04T12:00:00+08:00", "合同定金")


def test_the_search_follows_every_change(three):
    three("edit", "张三", "--company", "安信", "--tag", "牌友")
    assert hits(three, "华信") == []
    assert hits(three, "安信") == hits(three, "牌友") == [("张三", "customer")]
    three("company", "edit", "安信", "--name", "平安")
    assert hits(three, "安信") == []
    assert hits(three, "pingan") == [("张三", "customer")]
    three("done", "f1", "--note", "已经寄出")
    assert hits(three, "寄出") == [("李四", "followup")]
    three("rm", "李四", "--yes")
    assert hits(three, "寄出") == []
    three("undo")
    assert hits(three, "寄出") == [("李四", "followup")]


WORDS = st.text(alphabet="合同条款签约客户说明年月底前報價後A1 ，。", min_size=2, max_size=30)


@settings(max_examples=40, deadline=None)
@given(text=WORDS, start=st.integers(0, 28))
def test_any_two_neighbouring_characters_of_any_note_find_it(text, start):
    pair = text[start : start + 2]
    if len(pair) < 2 or not all("一" <= char <= "龥" for char in pair):
        return
    store = Store(None, seed.seed)
    with store.change("x"):
        no = writes.create(store, "x", {})
        writes.add_note(store, no, writes.NoteInput(text, "2026-11-21T01:00:00.000Z"))
    assert [hit.kind.code for hit in search.newest(store, pair, Selection(), 5)] == ["note"]
    store.close()


@pytest.mark.parametrize("typed", ["13800138000", "138-0013-8000", "+8613800138000", "+86 138 0013 8000", "8613800138000"])
@pytest.mark.parametrize("wanted", ["13800138000", "+8613800138000", "138001", "13800138000 Ann"])
def test_a_mobile_is_found_however_it_was_typed(crm, typed, wanted):
    crm("add", "Ann", "--phone", typed)
    crm("add", "Bob", "--phone", "+8613900139000")
    assert [one["customer"]["name"] for one in crm("find", wanted, "-o", "json").items] == ["Ann"]


@pytest.mark.parametrize("typed", ["0755-26770000", "+8675526770000", "+86 755 2677 0000", "075526770000"])
@pytest.mark.parametrize("wanted", ["075526770000", "0755-26770000"])
def test_a_landline_is_found_however_it_was_typed(crm, typed, wanted):
    crm("add", "Ann", "--phone", typed)
    assert [one["customer"]["name"] for one in crm("find", wanted, "-o", "json").items] == ["Ann"]


@pytest.mark.parametrize("typed", ["(415) 555-0102", "4155550102", "+1 415 555 0102"])
def test_a_number_of_another_country_is_found_however_it_was_typed(crm, typed):
    crm("config", "set", "region", "US")
    crm("add", "Ann", "--phone", typed)
    crm("add", "Bob", "--phone", "415-555-0103")
    for wanted in ("(415) 555-0102", "415 555 0102", "4155550102", "1-415-555-0102", "+1 415.555.0102"):
        assert [one["customer"]["name"] for one in crm("find", wanted, "-o", "json").items] == ["Ann"], wanted
        for word in (wanted, f"phone:{wanted}"):
            assert [one["name"] for one in crm("list", f'"{word}"' if word == wanted else word, "-o", "json").items] == ["Ann"], (
                word
            )
