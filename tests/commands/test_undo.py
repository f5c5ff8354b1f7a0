"""One rule of undo: each field that still holds what the change wrote goes back; what was changed since stays and is named."""

import os
import sqlite3
from contextlib import closing

import pytest


def fill(crm):
    crm("add", "张三", "--title", "经理", "--address", "北京")


@pytest.fixture
def zhang(start_with):
    return start_with(fill)


def card(crm):
    return crm("show", "c1", "-o", "json").items[0]


def test_undo_says_what_it_took_back_and_how_to_do_it_again(zhang):
    zhang("edit", "张三", "--title", "总监")
    said = zhang("undo")
    assert "edit 张三: Title: 经理 → 总监 (u2)" in said.out
    assert "crm undo u3" in said.out
    assert card(zhang)["title"] == "经理"


def test_only_fields_that_still_hold_what_was_written_go_back(zhang):
    zhang("edit", "张三", "--title", "总监", "--address", "上海")
    zhang("edit", "张三", "--address", "广州")
    ran = zhang("undo", "u2", "-o", "json")
    assert ran.items[0]["kept"] == ["customers 1.address"]
    assert "address" in ran.err
    assert (card(zhang)["title"], card(zhang)["address"]) == ("经理", "广州")


def test_bare_undos_walk_back_and_never_undo_an_undo(zhang):
    for title in ("一", "二", "三"):
        zhang("edit", "张三", "--title", title)
    titles = []
    for _ in range(3):
        zhang("undo")
        titles.append(card(zhang)["title"])
    assert titles == ["二", "一", "经理"]
    zhang("undo")
    assert zhang("list").out == ""
    empty = zhang("undo", ok=False)
    assert (empty.code, "nothing to undo" in empty.err) == (3, True)


def test_undoing_an_undo_is_redo_and_can_be_undone_again(zhang):
    zhang("edit", "张三", "--title", "总监")
    zhang("undo")
    zhang("undo", "u3")
    assert card(zhang)["title"] == "总监"
    assert zhang("undo", "u3", ok=False).code == 5
    zhang("undo", "u4")
    assert card(zhang)["title"] == "经理"
    zhang("undo", "u5")
    zhang("undo")
    assert card(zhang)["title"] == "经理"


def test_what_later_rows_hang_on_is_not_taken_back(zhang):
    zhang("log", "张三", "初步接触")
    refused = zhang("undo", "u1", "-o", "json", ok=False)
    assert (refused.code, refused.error["code"]) == (5, "refused")
    assert "crm undo u2" in refused.error["hint"]
    assert "touch 1" in refused.error["message"]
    zhang("undo", "u2")
    zhang("undo", "u1")
    assert zhang("list").out == ""


@pytest.mark.parametrize(
    ("made", "hanging"),
    [
        (["node", "add", "打样"], ["log", "张三", "打样"]),
        (["field", "add", "预算"], ["edit", "张三", "--field", "预算=5"]),
        (["add", "李四", "--company", "华信"], ["edit", "张三", "--company", "华信"]),
        (["add", "李四"], ["edit", "张三", "--referrer", "李四"]),
        (["order", "张三", "1万", "--product", "车"], ["order", "张三", "2万", "--product", "车"]),
        (["order", "张三", "1万"], ["pay", "张三", "100"]),
    ],
)
def test_every_kind_of_reference_is_guarded(zhang, made, hanging):
    zhang(*made)
    zhang(*hanging)
    before = card(zhang)
    assert zhang("undo", "u2", ok=False).code == 5
    assert card(zhang) == before
    zhang("undo", "u3")
    zhang("undo", "u2")


def test_a_created_row_that_was_changed_since_stays_with_what_belongs_to_it(zhang):
    zhang("add", "李四", "--tag", "vip", "--phone", "13800138000")
    zhang("edit", "李四", "--title", "总监")
    ran = zhang("undo", "u2", "-o", "json")
    assert "customers 2" in ran.items[0]["kept"]
    found = zhang("show", "李四", "-o", "json").items[0]
    assert (found["title"], found["tags"], found["phones"]) == ("总监", ["vip"], ["+8613800138000"])


def test_a_number_that_came_back_another_way_is_told(zhang):
    zhang("tag", "张三", "--add", "vip")
    zhang("tag", "张三", "--remove", "vip")
    zhang("tag", "张三", "--add", "vip")
    ran = zhang("undo", "u3", "-o", "json")
    assert ran.items[0]["kept"] == ["tags 1"]
    assert card(zhang)["tags"] == ["vip"]


def test_removed_since_is_told_too(zhang):
    zhang("edit", "张三", "--title", "总监")
    zhang("rm", "张三", "--yes")
    assert zhang("undo", "u2", "-o", "json").items[0]["kept"] == ["customers 1"]
    assert zhang("list").out == ""


@pytest.mark.parametrize("change", [["--company", "新公司"], ["--field", "新字段=1"], ["--company", "新公司", "--tag", "vip"]])
def test_a_change_that_made_what_it_points_to_goes_back_in_one_piece(zhang, change):
    before = card(zhang)
    zhang("edit", "张三", *change)
    zhang("undo")
    assert card(zhang) == before
    assert zhang("company", "list").out == ""
    zhang("undo", "u3")
    assert card(zhang) != before


def test_history_of_all_and_of_one_customer_even_a_removed_one(zhang):
    zhang("add", "李四")
    zhang("note", "张三", "x")
    zhang("rm", "张三", "--yes")
    zhang("undo")
    rows = zhang("history", "-o", "json").items
    assert [(one["no"], one["undone"], one["undoes"]) for one in rows] == [
        (5, False, 4), (4, True, None), (3, False, None), (2, False, None), (1, False, None),
    ]  # fmt: skip
    assert [one["no"] for one in zhang("history", "张三", "-o", "json").items] == [5, 4, 3, 1]
    zhang("undo", "u5")
    assert [one["no"] for one in zhang("history", "c1", "--limit", "2", "-o", "json").items] == [6, 5]
    assert zhang("undo", "--list", "-o", "ids").out.split() == ["6", "5", "4", "3", "2", "1"]


@pytest.mark.parametrize(("argv", "code"), [(["u99"], 3), (["x"], 2), (["c1"], 2), (["-1"], 2)])
def test_a_change_that_is_none(zhang, argv, code):
    assert zhang("undo", *argv, ok=False).code == code


def test_settings_are_no_part_of_undo_and_say_so(zhang):
    assert "not part of crm undo" in zhang("config", "set", "currency", "USD").out
    zhang("undo")
    assert zhang("config", "get", "currency").out == "USD\n"


@pytest.mark.parametrize(
    ("before", "gone", "taken"),
    [
        (["add", "李四", "--company", "华信"], ["company", "edit", "华信", "--name", "新华信"],
            ["add", "王五", "--company", "华信"]),
        (["node", "add", "打样"], ["node", "rename", "打样", "样品"], ["node", "add", "打样"]),
        (["node", "add", "Sample"], ["node", "rename", "Sample", "Test piece"], ["node", "add", "sample"]),
        (["product", "add", "驱虫药"], ["product", "edit", "驱虫药", "--name", "内驱"], ["product", "add", "驱虫药"]),
        (["field", "add", "预算"], ["field", "rm", "预算"], ["field", "add", "预算"]),
        (["template", "add", "greet", "Hi"], ["template", "rm", "greet", "--yes"], ["template", "add", "greet", "Hello"]),
    ],
    ids=lambda words: words[0],
)  # fmt: skip
def test_a_name_that_somebody_else_has_by_now_is_refused_and_said_whose(zhang, before, gone, taken):
    zhang(*before)
    zhang(*gone)
    zhang(*taken)
    refused = zhang("undo", "u3", "-o", "json", ok=False)
    assert (refused.code, refused.error["code"]) == (5, "refused")
    assert "crm undo u4" in refused.error["hint"]
    assert "now called" in refused.error["message"]
    zhang("undo", "u4")
    zhang("undo", "u3")


def test_undoing_undos_a_thousand_times_over_is_told_apart_at_once(zhang):
    path = os.environ["CRM_DB"]
    with closing(sqlite3.connect(path)) as db, db:
        rows = [(f"X{number}", number) for number in range(1, 1201)]
        db.executemany("INSERT INTO changes (uid, at, label, undoes) VALUES (?, '2026-11-21T02:00:00.000Z', 'undo', ?)", rows)
    undone = {one["no"]: one["undone"] for one in zhang("history", "--limit", "2000", "-o", "json").items}
    assert (undone[1201], undone[1200], undone[1199], undone[1]) == (False, True, False, False)
