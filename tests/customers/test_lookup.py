"""Which customer a word means."""

import pytest


def fill(crm):
    """c1 张三, c2 张三丰, c3 张珊 (initials zs as well), c4 李雷 of a firm, c5 a name of digits."""
    crm("add", "张三", "--phone", "138 0013 8000", "--wechat", "San_88", "--email", "Zhang@Example.com")
    crm("add", "张三丰", "--phone", "0755-26770000")
    crm("add", "张珊", "--qq", "10001")
    crm("add", "Anna Li", "--company", "Acme", "--phone", "+49 171 1234567")
    crm("add", "2")


@pytest.fixture
def people(start_with):
    return start_with(fill)


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("1", 1), ("c1", 1), ("C4", 4), (" 3 ", 3),
        ("2", 2), ("c5", 5),  # a number wins over a name of digits
        ("张三", 1), ("张三丰", 2),
        ("13800138000", 1), ("+86 138-0013-8000", 1), ("008613800138000", 1), ("０755 2677 0000", 2), ("+491711234567", 4),
        ("8000", 1), ("26770000", 2), ("770000", 2), ("4567", 4), ("123-4567", 4), ("0013 8000", 1),
        ("zhang@example.COM", 1), ("san_88", 1), ("10001", 3),
        ("丰", 2), ("三丰", 2), ("anna", 4), ("na l", 4), ("ANNA LI", 4),
        ("zhangsanfeng", 2), ("zsf", 2), ("张珊", 3),
    ],
)  # fmt: skip
def test_every_kind_of_naming(people, word, number):
    assert people("show", word, "-o", "ids").out == f"{number}\n"


def test_the_end_of_a_phone_names_less_than_a_number_or_a_name(people):
    people("add", "8000", "--phone", "13900138000")
    assert people("show", "8000", "-o", "ids").out == "6\n"
    assert people("show", "138000", "-o", "json", ok=False).error["code"] == "ambiguous"
    for word in ("139", "0013800", "138000000"):
        assert people("show", word, ok=False).code == 3


def test_a_uid_in_either_case(people):
    uid = people("show", "c2", "-o", "json").items[0]["uid"]
    assert people("show", uid, "-o", "ids").out == people("show", uid.lower(), "-o", "ids").out == "2\n"


def test_traditional_characters_name_the_same_customer(crm):
    crm("add", "刘备")
    assert crm("show", "劉備", "-o", "ids").out == "1\n"


@pytest.mark.parametrize(("word", "numbers"), [("张", [1, 2, 3]), ("zs", [1, 3]), ("zhangs", [1, 2, 3]), ("zhangshan", [3])])
def test_several_hits_are_refused_with_the_candidates(people, word, numbers):
    if len(numbers) == 1:
        assert people("show", word, "-o", "ids").out == f"{numbers[0]}\n"
        return
    failed = people("note", word, "x", "-o", "json", ok=False)
    assert failed.code == 4
    assert failed.error["code"] == "ambiguous"
    assert [one["no"] for one in failed.error["candidates"]] == numbers
    assert set(failed.error["candidates"][0]) == {"no", "uid", "name", "company"}
    assert people("timeline", "c1", "--kind", "note").out == ""


def test_many_candidates_are_counted_not_poured_out(crm):
    for number in range(22):
        crm("add", f"王{number:02}")
    failed = crm("show", "王", "-o", "json", ok=False)
    assert len(failed.error["candidates"]) == 20
    assert "20+" in failed.error["message"]


@pytest.mark.parametrize("word", ["不存在", "99", "c99", "nobody@x.cn", "13900000000", "", "   ", "%", "_", "'", '"'])
def test_nobody_of_that_name(people, word):
    failed = people("note", word, "x", "-o", "json", ok=False)
    assert failed.code == 3
    assert failed.error["code"] == "not_found"


def shown(crm, word):
    (item,) = crm("show", word, "-o", "json").items
    return item["name"], "people" in item


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("华信", ("华信", True)), ("华信李总", ("华信李总", False)), ("李总", ("华信李总", False)),
        ("华信集", ("华信集团", True)), ("信达", ("信达", False)), ("hxjt", ("华信集团", True)), ("c2", ("张三", False)),
        ("2", ("张三", False)),
    ],
)  # fmt: skip
def test_a_whole_name_of_a_firm_goes_before_a_part_of_a_customers(crm, word, found):
    for name, firm in (("华信李总", ""), ("张三", "华信"), ("王五", "华信集团"), ("信达", ""), ("李四", "信达")):
        crm("add", name, "--company", firm)
    assert shown(crm, word) == found
    assert crm("timeline", word, "-o", "json").json["params"]["company" if found[1] else "customer"]["name"] == found[0]
    assert found[1] or crm("visit", "plan", word, "--purpose", "sign", "-o", "json").items[0]["customer"]["name"] == found[0]


def test_a_number_never_means_a_firm_where_a_customer_is_asked_for(crm):
    crm("add", "张三", "--company", "华信")
    crm("add", "李四", "--company", "信达")
    crm("rm", "李四", "--yes")
    assert crm("show", "2", ok=False).code == 3


def test_a_hint_with_a_name_can_be_typed(crm):
    crm("add", "Ann", "--company", "Northern Lights & Co")
    for number in range(12):
        crm("note", "Ann", f"note {number}")
    assert "crm timeline 'Northern Lights & Co'" in crm("show", "Northern", "-o", "table").out
    assert "crm find 'no body'" in crm("show", "no body", ok=False).err
