"""Adding, changing, resting and removing customers, and the status that follows from what happened."""

import pytest


def card(crm, word):
    (item,) = crm("show", word, "-o", "json").items
    return item


FULL = (
    "--company", "华信科技", "--title", "采购经理", "--role", "决策", "--phone", "138 0013 8000", "--phone", "0755-26770000",
    "--email", "Zhang@Example.com", "--wechat", "zhangsan88", "--qq", "10001", "--address", "深圳南山", "--source",
    "口碑传播/老王", "--tag", "vip", "--tag", "老客户", "--birthday", "农历四月十五", "--field", "爱好=钓鱼", "--field",
    "预算=600万", "--external-id", "00004",
)  # fmt: skip


def fill_zhang(crm):
    crm("add", "张三")


@pytest.fixture
def zhang(start_with):
    return start_with(fill_zhang)


def fill_full(crm):
    crm("add", "张三", *FULL)


@pytest.fixture
def full(start_with):
    return start_with(fill_full)


def test_add_keeps_everything_in_the_form_of_the_contract(crm):
    crm("add", "王老板")
    (added,) = crm("add", "张三", *FULL, "--referrer", "王老板", "--note", "孩子九月上小学", "-o", "json").items
    assert len(added.pop("uid")) == 26
    assert added == {
        "no": 2, "name": "张三", "company": "华信科技", "title": "采购经理", "role": "决策",
        "status": {"code": "lead", "label": "lead"}, "phones": ["+8613800138000", "+8675526770000"],
        "emails": ["Zhang@Example.com"], "wechat": "zhangsan88", "qq": "10001", "address": "深圳南山", "source": "口碑传播/老王",
        "birthday": "lunar --04-15", "tags": ["vip", "老客户"], "fields": {"Interests": "钓鱼", "预算": "600万"},
        "referrer": "王老板", "external_id": "00004", "created_at": "2026-11-21T09:00:00+08:00", "last_contact_at": None,
        "node": None, "verdict": None, "grade": None, "expected_on": None, "expected_amount": None, "currency": "CNY",
        "next_due": None, "drift": {"pushed": 0, "pushed_days": 0, "first_on": None, "first_amount": None, "amount_change": None},
        "warnings": [],
    }  # fmt: skip
    (note,) = crm("timeline", "张三", "--kind", "note", "-o", "json").items
    assert note["text"] == "孩子九月上小学"


def test_a_next_step_in_the_same_breath(crm):
    said = crm("add", "张三", "--phone", "13800138000", "--next", "明天", "--for", "送样品", "--type", "签约回款").out
    assert "2026-11-22" in said
    assert "f1" in said
    assert card(crm, "张三")["next_due"] == "2026-11-22"


def test_who_cannot_be_reached_and_who_shares_a_phone_is_told_not_refused(crm):
    assert "no contact details" in crm("add", "张三").err
    crm("add", "李四", "--phone", "13800138000")
    shared = crm("add", "王五", "--phone", "+86 138-0013-8000")
    assert "李四" in shared.err
    assert crm("list", "-o", "json").json["count"] == 3


def test_a_masked_number_is_kept_and_found_as_typed(crm, tmp_path):
    (tmp_path / "masked.csv").write_text("name,phone\nAnn,138****8000\nBen,138****8000\n", encoding="utf-8")
    crm("import", tmp_path / "masked.csv", "--yes")
    crm("add", "Cy", "--phone", "(415) ***-0102")
    assert [one["phones"] for one in crm("list", "--sort", "no", "-o", "json").items] == [["138****8000"]] * 2 + [
        ["(415) ***-0102"]
    ]
    assert crm("show", "(415) ***-0102", "-o", "ids").out == "3\n"


def test_an_extension_is_kept_as_typed_beside_the_number(crm):
    typed = ["0755-26770000转8012", "0571-8888888-801", "+1 (202) 555-0199 ext. 12", "020-8888-6666#5"]
    for place, number in enumerate(typed):
        crm("add", f"张{place}", "--phone", number, "--next", "today")
    numbers = [phone for one in crm("list", "--sort", "no", "-o", "json").items for phone in one["phones"]]
    assert numbers == ["+8675526770000", "+865718888888", "+12025550199", "+862088886666"]
    assert sorted(one["phone"] for one in crm("due", "-o", "json").items) == sorted(typed)
    for number in ("0755-26770000", "+1 202 555 0199", typed[0]):
        assert crm("show", number, "-o", "json").json["count"] == 1


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("--title", "总监"), {"title": "总监"}),
        (("--title", ""), {"title": None}),
        (("--company", ""), {"company": None}),
        (("--name", "张三丰"), {"name": "张三丰"}),
        (("--phone", "13900139000"), {"phones": ["+8613900139000"]}),
        (("--phone", ""), {"phones": []}),
        (("--add-phone", "13900139000"), {"phones": ["+8613800138000", "+8675526770000", "+8613900139000"]}),
        (("--add-phone", "13800138000"), {"phones": ["+8613800138000", "+8675526770000"]}),
        (("--remove-phone", "+86 755 2677 0000"), {"phones": ["+8613800138000"]}),
        (("--add-email", "z@x.cn", "--remove-email", "zhang@example.COM"), {"emails": ["z@x.cn"]}),
        (("--wechat", ""), {"wechat": None}),
        (("--tag", "VIP"), {"tags": ["vip", "老客户"]}),
        (("--field", "爱好="), {"fields": {"预算": "600万"}}),
        (("--field", "Interests=钓鱼、茶"), {"fields": {"Interests": "钓鱼、茶", "预算": "600万"}}),
        (("--birthday", "1990/5/20"), {"birthday": "1990-05-20"}),
        (("--birthday", ""), {"birthday": None}),
    ],
)
def test_edit_changes_what_is_named_and_nothing_else(full, change, expected):
    before = card(full, "c1")
    (after,) = full("edit", "c1", *change, "-o", "json").items
    assert after == {key: (before | expected)[key] for key in after}
    full("undo")
    assert card(full, "c1") == before


def test_a_new_name_is_found_by_its_new_pinyin(crm):
    crm("add", "张三", "--phone", "13800138000")
    crm("edit", "张三", "--name", "李雷")
    assert card(crm, "lilei")["no"] == 1
    assert crm("show", "zhangsan", ok=False).code == 3


def test_edit_without_anything_to_say_changes_nothing(crm):
    crm("add", "张三")
    assert crm("edit", "张三", ok=False).code == 2
    assert crm("history", "-o", "json").json["count"] == 1


def test_tags_of_several_customers_are_one_change(crm):
    crm("add", "张三", "--tag", "冷淡")
    crm("add", "李四")
    items = crm("tag", "张三", "李四", "--add", "重点", "--remove", "冷淡", "-o", "json").items
    assert [item["tags"] for item in items] == [["重点"], ["重点"]]
    crm("undo")
    assert card(crm, "张三")["tags"] == ["冷淡"]


def test_rm_takes_all_that_belongs_to_the_customer_and_undo_brings_it_back(crm):
    crm("add", "张三", *FULL)
    crm("log", "张三", "初步接触", "--next", "明天")
    crm("order", "张三", "1万", "--product", "车", "--paid", "100", "--rest-by", "月底")
    before, events = card(crm, "张三"), crm("timeline", "张三", "-o", "json").items
    refused = crm("rm", "张三", ok=False)
    assert refused.code == 2
    assert "--yes" in refused.err
    assert crm("rm", "张三", "--yes", "-o", "ids").out == "1\n"
    assert crm("list").out == crm("find", "钓鱼").out == ""
    crm("undo")
    assert card(crm, "张三") == before
    assert crm("timeline", "张三", "-o", "json").items == events
    assert crm("find", "钓鱼", "-o", "ids").out == "1\n"


def test_a_number_is_never_given_twice(crm):
    crm("add", "张三")
    crm("rm", "张三", "--yes")
    assert crm("add", "李四", "-o", "ids").out == "2\n"


def test_a_field_of_the_trade(crm):
    (field,) = crm("field", "add", "预算", "--type", "money", "-o", "json").items
    assert (field["name"], field["type"]["code"], field["known"]) == ("预算", "money", 0)
    crm("add", "张三", "--field", "预算=600万")
    assert crm("edit", "张三", "--field", "预算=很多", ok=False).code == 2
    refused = crm("field", "rm", "预算", ok=False)
    assert refused.code == 5
    assert "with a value: 1" in refused.err
    crm("edit", "张三", "--field", "预算=")
    crm("field", "rm", "预算")
    assert crm("field", "rm", "预算", ok=False).code == 3
    crm("field", "add", "爱好")
    assert crm("field", "add", "Interests", ok=False).code == 5  # its name in English
    (field,) = crm("field", "add", "budget", "--type", "money", "-o", "json").items  # it is there, and empty
    assert (field["name"], field["type"]["code"]) == ("Budget", "money")
    crm("add", "李四", "--field", "budget=15k")
    assert crm("field", "add", "budget", "--type", "text", ok=False).code == 5
    assert crm("field", "rm", "timeline", "-o", "json").items[0]["name"] == "Timeline"


@pytest.mark.parametrize(
    ("options", "kind", "channel", "direction", "contact"),
    [
        ((), "note", None, None, None),
        (("--kind", "complaint"), "complaint", None, None, None),
        (("--channel", "电话", "--in"), "note", "call", "in", "2026-11-21T09:00:00+08:00"),
        (("--channel", "wechat", "--out", "--at", "昨天 15:00"), "note", "wechat", "out", "2026-11-20T15:00:00+08:00"),
        (("--channel", "call", "--no-answer"), "note", "call", "no_answer", None),
    ],
)
def test_a_note_is_a_contact_only_when_both_sides_took_part(zhang, options, kind, channel, direction, contact):
    (event,) = zhang("note", "张三", "问了贷款", *options, "-o", "json").items
    code = {key: value and value["code"] for key, value in event.items() if key in ("kind", "channel", "direction")}
    assert code == {"kind": kind, "channel": channel, "direction": direction}
    assert card(zhang, "张三")["last_contact_at"] == contact


def test_a_note_keeps_its_lines_and_its_moment_has_passed(crm):
    crm("add", "张三")
    crm("note", "张三", "一\n二\t三")
    assert crm("timeline", "张三", "--kind", "note", "-o", "json").items[0]["text"] == "一\n二\t三"
    assert crm("note", "张三", "x", "--at", "明天", ok=False).code == 2


def test_a_rest_ends_by_waking(crm):
    crm("add", "张三")
    crm("park", "张三", "--until", "下个月5号", "--reason", "等年终奖")
    assert card(crm, "张三")["status"]["code"] == "parked"
    crm("park", "张三", "--until", "月底")
    crm("wake", "张三")
    assert card(crm, "张三")["status"]["code"] == "lead"
    assert "is not parked" in crm("wake", "张三").err
    kinds = [event["kind"]["code"] for event in crm("timeline", "张三", "-o", "json").items]
    assert kinds.count("parked") == kinds.count("woken") == 2
    assert crm("park", "张三", "--until", "2020-01-01", ok=False).code == 2


STORIES = [
    ("lead", []),
    ("lead", [("log", "初步接触")]),
    ("customer", [("order", "1万")]),
    ("customer", [("order", "1万"), ("log", "初步接触")]),
    ("lost", [("lose", "--reason", "price")]),
    ("lost", [("order", "1万", "--on", "2026-10-01"), ("lose", "--reason", "竞品")]),
    ("customer", [("lose", "--reason", "price", "--on", "2026-10-01"), ("order", "1万")]),
    ("lead", [("lose", "--reason", "price"), ("reopen",)]),
    ("customer", [("order", "1万", "--on", "2026-10-01"), ("lose", "--reason", "price"), ("reopen",)]),
    ("lost", [("log", "初步接触", "--at", "2026-10-01 10:00"), ("lose", "--reason", "price", "--on", "2026-10-01")]),
    ("lost", [("lose", "--reason", "price", "--on", "2026-10-01"), ("log", "初步接触", "--at", "2026-10-01 23:59")]),
    ("lead", [("lose", "--reason", "price", "--on", "2026-10-01"), ("log", "初步接触", "--at", "2026-10-02 00:00")]),
    ("lost", [("lose", "--reason", "price", "--on", "2026-10-01"), ("log", "售后维护")]),
    ("lost", [("lose", "--reason", "price", "--on", "2026-10-01"), ("note", "打过电话", "--channel", "call")]),
    ("parked", [("order", "1万"), ("park", "--until", "月底")]),
    ("parked", [("lose", "--reason", "price"), ("park", "--until", "月底")]),
    ("lost", [("lose", "--reason", "price"), ("park", "--until", "月底"), ("wake",)]),
]


@pytest.mark.parametrize(("status", "story"), STORIES)
def test_status_follows_from_what_happened(zhang, status, story):
    for verb, *rest in story:
        zhang(verb, "张三", *rest)
    (found,) = zhang("list", f"status:{status}", "-o", "json").items
    assert found["status"]["code"] == status


def test_the_timeline_is_in_order_of_time_and_money_counts_from_the_end_of_its_day(crm):
    crm("add", "张三")
    crm("order", "张三", "1万", "--on", "2026-11-10")
    crm("log", "张三", "谈判签约", "--at", "2026-11-10 18:00", "--matter", "改合同", "--note", "法务看过")
    crm("log", "张三", "初步接触", "--at", "2026-11-10")
    crm("pay", "张三", "5000", "--on", "2026-11-10")
    crm("lose", "张三", "--reason", "价格", "--on", "2026-11-11", "--note", "贵五千")
    events = crm("timeline", "张三", "-o", "json").items
    assert [(event["kind"]["code"], event["node"], event["text"]) for event in events] == [
        ("touch", "First contact", ""),
        ("touch", "Negotiation", "改合同 · 法务看过"),
        ("order", None, "¥10,000"),
        ("payment", None, "¥5,000"),
        ("loss", None, "Price · 贵五千"),
        ("added", None, ""),
    ]
    assert events[0]["at"] == "2026-11-10T12:00:00+08:00"
    assert crm("timeline", "张三", "--since", "2026-11-11", "-o", "json").json["count"] == 2
    (last,) = crm("timeline", "张三", "--limit", "1", "-o", "json").items
    assert last["kind"]["code"] == "added"


def test_a_loss_taken_up_the_same_day_stands_before_its_reopening(crm):
    crm("add", "张三")
    crm("lose", "张三", "--reason", "price")
    crm("reopen", "张三")
    kinds = [event["kind"]["code"] for event in crm("timeline", "张三", "-o", "json").items]
    assert kinds == ["added", "loss", "reopened"]


def fill(crm):
    crm("add", "周一", "--company", "安信")
    crm("add", "安二")
    crm("add", "李三")
    crm("qualify", "周一", "--amount", "1万", "--grade", "small", "--sign-by", "月底")
    crm("qualify", "安二", "--amount", "2万", "--grade", "big")
    crm("next", "李三", "明天")
    crm("order", "李三", "1")
    crm("log", "安二", "初步接触", "--at", "昨天")
    crm("note", "周一", "x", "--channel", "call")


@pytest.fixture
def three(start_with):
    return start_with(fill)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (None, "1 2 3"), ("-no", "3 2 1"), ("name", "2 3 1"), ("-amount", "2 1 3"), ("amount", "1 2 3"), ("-grade", "2 1 3"),
        ("due", "3 1 2"), ("company", "1 2 3"), ("status", "3 1 2"), ("contacted", "2 1 3"), ("expected", "1 2 3"),
    ],
)  # fmt: skip
def test_list_sorts_and_what_has_no_value_comes_last(three, sort, expected):
    options = ["--sort", sort] if sort else []
    assert three("list", *options, "-o", "ids").out.split() == expected.split()
    assert three("list", *options, "--limit", "1", "-o", "ids").out.split() == expected.split()[:1]
