"""The one small filter language, as `crm list` takes it and as one line of `--where`."""

import os
import sqlite3
from contextlib import closing
from importlib import import_module

import pytest

from crmcli.cli import seed
from crmcli.core.errors import UsageError
from crmcli.customers import customer_queries, filter_registry, filters, writes
from crmcli.pipelines import pipelines, touches
from crmcli.storage.store import Store


def fill(store):
    """1 张三: everything; 2 李四: another firm, small, little said; 3 王五: nothing at all."""
    with store.change("x"):
        writes.create(store, "张三", {
            "company": "华信科技", "title": "采购经理", "role": "决策", "phone": ["138 0013 8000"],
            "email": ["Zhang@Example.com"], "address": "深圳南山", "source": "口碑传播/老王", "tags": ["VIP", "老客户"],
            "fields": {"预算": "600万", "爱好": "钓鱼", "交房": "2026-12-01"},
        })  # fmt: skip
        writes.create(store, "李四", {"company": "安信", "source": "New market", "tags": ["冷淡"], "fields": {"预算": "3.5万"}})
        writes.create(store, "王五", {})
        quotation = pipelines.require_node(store, "方案提供")
        touches.log(store, 1, quotation.no, touches.TouchInput("2026-11-10T02:00:00.000Z", note="讲了合同"))
        touches.qualify(store, 1, "valuable", "big", "2026-11-30", 15_000_000)
        touches.qualify(store, 2, "unsure", "small", "2027-01-10", 1_000_000)
        writes.add_note(store, 2, writes.NoteInput("合同要改", "2026-10-31T18:00:00.000Z", channel="call"))
        writes.park(store, 2, "2026-12-05", None)
        store.insert(
            "followups", customer_no=1, due="2026-11-25T09:30", type="keep", text="打电话", created_at="2026-11-21T01:00:00.000Z"
        )
        store.update("customers", 2, created_at="2026-01-31T16:30:00.000Z")  # 1 February here
        number = store.scalar("SELECT no FROM fields WHERE name = '交房'")
        store.update("fields", number, type="date")


@pytest.fixture(scope="module")
def filled():
    store = Store(None, seed.seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRM_NOW", "2026-11-21T09:00+08:00")
        fill(store)
    yield store
    store.close()


def numbers(store, *words):
    return " ".join(str(one.no) for one in customer_queries.selected(store, filters.select(store, words)))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], "1 2 3"), (["tag:vip"], "1"), (["-tag:vip"], "2 3"), (["!tag:vip"], "2 3"), (["标签:老客户"], "1"), (["tag:vi"], ""),
        (["source:口碑传播"], "1"), (["source:Word of mouth"], "1"), (["来源:口碑传播/老王"], "1"), (["source:开拓新市场"], "2"),
        (["-source:口碑传播"], "2 3"), (["status:lead"], "1 3"), (["status:休眠"], "2"), (["状态:潜客"], "1 3"),
        (["-status:parked"], "1 3"), (["grade:big"], "1"), (["定级:小单"], "2"), (["-grade:big"], "2 3"),
        (["verdict:valuable"], "1"), (["定性:不确定"], "2"), (["node:方案提供"], "1"), (["node:proposal"], "1"),
        (["节点:Proposal"], "1"), (["-node:proposal"], "2 3"), (["node:初步接触"], ""), (["expected:>10000"], "1"),
        (["expected:>=1万"], "1 2"), (["预计金额:<2万"], "2"), (["expected:15万"], "1"), (["expected:=15万"], "1"),
        (["-expected:>1"], "3"), (["expected:≥1万"], "1 2"), (["sign_by:2026-11"], "1"), (["sign_by:>=2027"], "2"),
        (["expected:2026-11"], "1"), (["expected:>=2027-01"], "2"), (["expected:<2027-01-10"], "1"),
        (["预计签约:<=2027-01-10"], "1 2"), (["added:2026-01"], ""), (["added:2026-02"], "2"), (["added:>=2026-02-02"], "1 3"),
        (["added:today"], "1 3"), (["添加:<2026-03"], "2"), (["contacted:2026-11-10"], "1"), (["contacted:2026-11"], "1 2"),
        (["contacted:<2026-11-05"], "2"), (["-contacted:2026"], "3"), (["due:2026-11-25"], "1"), (["due:<=2026-11-24"], ""),
        (["下一步:>今天"], "1"), (["name:张"], "1"), (["name:=张"], ""), (["姓名:=张三"], "1"), (["company:信"], "1 2"),
        (["公司:=安信"], "2"), (["-company:信"], "3"), (["title:采购"], "1"), (["role:决策"], "1"), (["address:南山"], "1"),
        (["phone:138001"], "1"), (["手机:0013 8000"], "1"), (["email:@example.com"], "1"), (["field.预算:>500万"], "1"),
        (["field.预算:<=3.5万"], "2"), (["field.预算:>1"], "1 2"), (["字段.爱好:钓"], "1"), (["field.Interests:钓鱼"], "1"),
        (["-field.预算:>500万"], "2 3"), (["field.交房:>=2026-12-01"], "1"), (["field.交房:<2026-12-01"], ""), (["合同"], "1 2"),
        (["!合同"], "3"), (["-合同"], "3"), (["華信"], "1"), (["合同", "grade:big"], "1"), (["grade：big"], "1"),
        (["GRADE:Big"], "1"), (["tag:VIP", "-tag:老客户"], ""),
    ],
)  # fmt: skip
def test_each_field_and_its_negation(filled, words, expected):
    assert numbers(filled, *words) == expected


@pytest.mark.parametrize(
    ("word", "part"),
    [
        ("foo:1", "tag, source, status"), ("tag:", "tag:…"), ("grade:huge", "big"), ("status:x", "lead"),
        ("expected:much", "15k"), ("amount:>1000", "expected:"), ("金额:5", "spent:"), ("tga:vip", "Did you mean: tag?"),
        ("spend:>5", "Did you mean: spent?"), ("node:Propsal", "Did you mean: Proposal?"),
        ("node:方案提共", "Did you mean: 方案提供?"), ("grade:bigg", "Did you mean: big?"), ("has:phon", "Did you mean: phone?"),
        ("has:nothing", "field.NAME"), ("kind:complain", "Did you mean: complaint?"), ("orders:many", "orders:>=3"),
        ("orders:-1", "orders:>=3"), ("spent:x", "12000"), ("last_order:soon", "<60d"), ("due:<7x", "<60d"),
        ("birthday:13", "birthday:05"), ("tag:>vip", "tag:vip"), ("status:<lead", "status:lead"),
        ("field.预祘:1", "Did you mean: 预算?"), ("added:2026-13", "2026-01"), ("added:whenever", "yesterday 3pm"),
        ("field.nope:1", "预算"), ("field.预算:>x", "12000"), ("''", "letter"), ("!", "letter"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_with_what_there_is(filled, word, part):
    with pytest.raises(UsageError) as failed:
        filters.select(filled, [word])
    assert part in failed.value.hint


@pytest.mark.parametrize("word", ["in:x", "jine:1", "has:jine"])
def test_english_asks_for_english_fields(filled, word):
    with pytest.raises(UsageError) as failed:
        filters.select(filled, [word])
    assert failed.value.hint.isascii()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", []),
        ("a  b", ["a", "b"]),
        ('source:"New market" x', ['source:"New market"', "x"]),
        ("name:'Anna Li' -tag:\"a b\"", ["name:'Anna Li'", '-tag:"a b"']),
        ("'it is' !\"or not\"", ["'it is'", '!"or not"']),
        ("name:O'Brien tag:x", ["name:O'Brien", "tag:x"]),
        ('field."to do":>5 x', ['field."to do":>5', "x"]),
        ("has:phone　合同", ["has:phone", "合同"]),
    ],
)
def test_one_line_splits_at_blanks_outside_quotes(line, words):
    assert filters.words(line) == words


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("name:'张三'", "1"), ('source:"New market"', "2"), ('-source:"New market"', "1 3"), ('"合同"', "1 2"), ('!"合同"', "3"),
        ('"tag:vip"', ""), ('field."预算":>500万', "1"), ("字段.预算：＞500万", "1"), ("address:'深圳南山' company:信", "1"),
    ],
)  # fmt: skip
def test_quotes_hold_a_value_together_or_make_it_text(filled, line, expected):
    assert " ".join(map(str, filters.members(filled, line))) == expected
    assert numbers(filled, *filters.words(line)) == expected


@pytest.mark.parametrize(
    ("line", "today"),
    [
        ("amount:>1万", "expected:>1万"), ("tag:vip -amount:<5", "tag:vip -expected:<5"), ("金额：5 x", "expected：5 x"),
        ("tag:amount:5", "tag:amount:5"), ("", ""), ('"amount:5"', '"amount:5"'),
    ],
)  # fmt: skip
def test_a_line_kept_from_before_is_read_as_it_was_meant(line, today):
    assert filters.modern(line) == today


def test_a_rhythm_by_an_old_filter_still_counts_and_can_be_dropped(crm):
    crm("add", "张三")
    crm("qualify", "张三", "--amount", "2万")
    crm("cadence", "--where", "tag:x", "30d")
    with closing(sqlite3.connect(os.environ["CRM_DB"])) as db, db:
        db.execute("UPDATE cadence_rules SET filter = 'amount:>1万', created_at = '2026-01-01T00:00:00.000Z'")
    assert crm("cadence", "-o", "json").items[0]["filter"] == "expected:>1万"
    ran = crm("due", "--within", "60d", "-o", "json")
    assert ([one["kind"]["code"] for one in ran.items], ran.err) == (["cadence"], "")
    crm("cadence", "--where", "amount:>1万", "off")
    assert crm("cadence", "-o", "json").items == []


def test_a_minus_turns_a_filter_round_on_the_command_line(crm):
    crm("add", "张三", "--tag", "cold")
    crm("add", "李四")
    assert crm("list", "-tag:cold", "-o", "ids").out == "2\n"
    assert crm("list", "--sort", "-no", "-tag:none", "-o", "ids").out == "2\n1\n"
    assert crm("-o", "json", "list", "-tag:cold").json["params"]["filter"] == ["!tag:cold"]
    failed = crm("list", "foo:1", "-o", "json", ok=False)
    assert (failed.code, failed.error["code"]) == (2, "usage")
    assert "field.NAME" in failed.error["hint"]


def test_values_are_bound_never_spliced(filled):
    for word in ("name:' OR 1=1 --", "tag:%", "field.预算:x' OR '1'='1", "' OR 1=1"):
        assert numbers(filled, word) == ""


def test_every_field_is_answered_by_the_room_that_the_registry_names():
    modules = {room: import_module(f"crmcli.{room}.filter_fields") for room in filter_registry.FIELDS.values()}
    known = {(room, name) for room, module in modules.items() for name in module.FIELDS}
    assert known | {("customers", "has")} == {(room, name) for name, room in filter_registry.FIELDS.items()}
    known = {(room, name) for room, module in modules.items() for name in module.HAS}
    assert known == {(filter_registry.FIELDS.get(name, "customers"), name) for name in filter_registry.HAS}
