"""Firms behind customers: made by use, holding what several contacts share."""

import pytest


def fill(crm):
    crm("add", "张三", "--company", "华信科技")
    crm("add", "李四", "--company", "华信科技")
    crm("add", "王五", "--company", "华信贸易")
    crm("order", "张三", "1万")
    crm("order", "李四", "5000.50")


@pytest.fixture
def firms(start_with):
    return start_with(fill)


def test_a_firm_is_made_once_and_sums_what_its_people_ordered(firms):
    items = firms("company", "list", "-o", "json").items
    assert [(one["name"], one["customers"], one["ordered"], one["currency"]) for one in items] == [
        ("华信科技", 2, 15000.5, "CNY"),
        ("华信贸易", 1, 0, "CNY"),
    ]


@pytest.mark.parametrize(
    ("word", "name"), [("华信科技", "华信科技"), ("贸易", "华信贸易"), ("1", "华信科技"), ("hxmy", "华信贸易")]
)
def test_a_firm_is_named_like_a_customer(firms, word, name):
    assert firms("company", "show", word, "-o", "json").items[0]["name"] == name


def test_show_falls_back_on_firms(firms):
    assert firms("show", "贸易", "-o", "json").items[0]["customers"] == 1
    assert firms("show", "华信", "-o", "json", ok=False).error["code"] == "ambiguous"
    assert firms("company", "show", "没有", ok=False).code == 3


def test_editing_a_firm_changes_it_for_all_its_people(firms):
    (firm,) = firms(
        "company", "edit", "华信科技", "--name", "华信集团", "--address", "深圳", "--note", "年底结账", "-o", "json"
    ).items
    assert (firm["name"], firm["address"], firm["note"]) == ("华信集团", "深圳", "年底结账")
    assert firms("list", "company:集团", "-o", "ids").out == "1\n2\n"
    firms("undo")
    assert firms("list", "company:集团", "-o", "ids").out == ""
    assert firms("company", "edit", "华信科技", "--name", "华信贸易", ok=False).code == 5
    assert firms("company", "edit", "华信科技", ok=False).code == 2


def test_a_firm_whose_last_contact_goes_stays_known(firms):
    firms("rm", "王五", "--yes")
    assert firms("company", "show", "华信贸易", "-o", "json").items[0]["customers"] == 0
