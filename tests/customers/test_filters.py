"""The one small filter language, as `crm list` takes it and as one line of `--where`."""

import pytest

from crmcli import wiring
from crmcli.customers import cards, db, filters
from crmcli.kernel.errors import UsageError
from crmcli.kernel.store import Store
from crmcli.touches import db as touches
from crmcli.touches import pipelines


def fill(store):
    """1 张三: everything; 2 李四: another firm, small, little said; 3 王五: nothing at all."""
    with store.change("x"):
        db.create(store, "张三", {
            "company": "华信科技", "title": "采购经理", "role": "决策", "phone": ["138 0013 8000"], "email": ["Zhang@Example.com"],
            "address": "深圳南山", "source": "口碑传播/老王", "tags": ["VIP", "老客户"],
            "fields": {"预算": "600万", "爱好": "钓鱼", "交房": "2026-12-01"},
        })  # fmt: skip
        db.create(store, "李四", {"company": "安信", "source": "New market", "tags": ["冷淡"], "fields": {"预算": "3.5万"}})
        db.create(store, "王五", {})
        quotation = pipelines.require_node(store, "方案提供")
        touches.log(store, 1, quotation.no, touches.Said("2026-11-10T02:00:00.000Z", note="讲了合同"))
        touches.qualify(store, 1, "valuable", "big", "2026-11-30", 15_000_000)
        touches.qualify(store, 2, "unsure", "small", "2027-01-10", 1_000_000)
        db.add_note(store, 2, "合同要改", at="2026-10-31T18:00:00.000Z", channel="call")
        db.park(store, 2, "2026-12-05", None)
        store.insert(
            "followups", customer_no=1, due="2026-11-25T09:30", type="keep", text="打电话", created_at="2026-11-21T01:00:00.000Z"
        )
        store.update("customers", 2, created_at="2026-01-31T16:30:00.000Z")  # 1 February here
        number = store.value("SELECT no FROM fields WHERE name = '交房'")
        store.update("fields", number, type="date")


@pytest.fixture(scope="module")
def filled():
    store = Store(None, wiring.seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CRM_NOW", "2026-11-21T09:00+08:00")
        fill(store)
    yield store
    store.close()


def numbers(store, *words):
    return " ".join(str(one.no) for one in cards.selected(store, filters.select(store, words)))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], "1 2 3"),
        (["tag:vip"], "1"), (["-tag:vip"], "2 3"), (["!tag:vip"], "2 3"), (["标签:老客户"], "1"), (["tag:vi"], ""),
        (["source:口碑传播"], "1"), (["source:Word of mouth"], "1"), (["来源:口碑传播/老王"], "1"), (["source:开拓新市场"], "2"), (["-source:口碑传播"], "2 3"),
        (["status:lead"], "1 3"), (["status:休眠"], "2"), (["状态:潜客"], "1 3"), (["-status:parked"], "1 3"),
        (["grade:big"], "1"), (["定级:小单"], "2"), (["-grade:big"], "2 3"),
        (["verdict:valuable"], "1"), (["定性:不确定"], "2"),
        (["node:方案提供"], "1"), (["node:proposal"], "1"), (["节点:Proposal"], "1"), (["-node:proposal"], "2 3"), (["node:初步接触"], ""),
        (["amount:>10000"], "1"), (["amount:>=1万"], "1 2"), (["金额:<2万"], "2"), (["amount:15万"], "1"), (["amount:=15万"], "1"),
        (["-amount:>1"], "3"),
        (["expected:2026-11"], "1"), (["expected:>=2027"], "2"), (["expected:<2027-01-10"], "1"), (["预计签约:<=2027-01-10"], "1 2"),
        (["added:2026-01"], ""), (["added:2026-02"], "2"), (["added:>=2026-02-02"], "1 3"), (["added:today"], "1 3"), (["添加:<2026-03"], "2"),
        (["contacted:2026-11-10"], "1"), (["contacted:2026-11"], "1 2"), (["contacted:<2026-11-05"], "2"), (["-contacted:2026"], "3"),
        (["due:2026-11-25"], "1"), (["due:<=2026-11-24"], ""), (["下一步:>今天"], "1"),
        (["name:张"], "1"), (["name:=张"], ""), (["姓名:=张三"], "1"), (["company:信"], "1 2"), (["公司:=安信"], "2"), (["-company:信"], "3"),
        (["title:采购"], "1"), (["role:决策"], "1"), (["address:南山"], "1"), (["phone:138001"], "1"), (["手机:0013 8000"], "1"),
        (["email:@example.com"], "1"),
        (["field.预算:>500万"], "1"), (["field.预算:<=3.5万"], "2"), (["field.预算:>1"], "1 2"), (["字段.爱好:钓"], "1"), (["field.Interests:钓鱼"], "1"),
        (["-field.预算:>500万"], "2 3"), (["field.交房:>=2026-12-01"], "1"), (["field.交房:<2026-12-01"], ""),
        (["合同"], "1 2"), (["!合同"], "3"), (["-合同"], "3"), (["華信"], "1"), (["合同", "grade:big"], "1"),
        (["grade：big"], "1"), (["GRADE:Big"], "1"), (["tag:VIP", "-tag:老客户"], ""),
    ],
)  # fmt: skip
def test_each_field_and_its_negation(filled, words, expected):
    assert numbers(filled, *words) == expected


@pytest.mark.parametrize(
    ("word", "part"),
    [
        ("foo:1", "tag, source, status"), ("tag:", "tag:…"), ("grade:huge", "big"), ("status:x", "lead"), ("amount:much", "1.2万"),
        ("added:2026-13", "2026-01"), ("added:whenever", "examples"), ("field.nope:1", "预算"), ("field.预算:>x", "12000"),
        ("''", "letter"), ("!", "letter"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_with_what_there_is(filled, word, part):
    with pytest.raises(UsageError) as failed:
        filters.select(filled, [word])
    assert part in failed.value.hint


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", []),
        ("a  b", ["a", "b"]),
        ('source:"New market" x', ["source:New market", "x"]),
        ("name:'Anna Li'", ["name:Anna Li"]),
        ("'it is'", ["it is"]),
    ],
)
def test_one_line_splits_at_blanks_outside_quotes(line, words):
    assert filters.words(line) == words


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
