"""Who is not known yet: added with the first touch, in one change."""

import pytest


def people(crm):
    return [(one["name"], one["phones"], one["company"]) for one in crm("list", "-o", "json").items]


def test_log_adds_who_is_new_and_one_undo_takes_both(crm):
    ran = crm("log", "张新 13800138000", "First contact", "--new", "--company", "华信", "-o", "json")
    assert [(one["kind"], one["no"], one["name"]) for one in ran.json["also"]] == [("customer", 1, "张新")]
    assert ran.items[0]["customer"]["name"] == "张新"
    assert people(crm) == [("张新", ["+8613800138000"], "华信")]
    crm("undo")
    assert people(crm) == []


@pytest.mark.parametrize("word", ["张新", "张新 13800138000", "13800138000"])
def test_who_is_known_is_not_added_again(crm, word):
    crm("add", "张新", "--phone", "138 0013 8000")
    crm("log", word, "First contact", "--new")
    assert len(people(crm)) == 1


def test_a_part_of_a_name_is_another_person(crm):
    crm("add", "Ann Lee", "--phone", "13800138000")
    crm("log", "Ann", "First contact", "--new", "--phone", "13900139000")
    assert [name for name, _, _ in people(crm)] == ["Ann Lee", "Ann"]


def test_without_new_nobody_is_added(crm):
    ran = crm("log", "张新", "First contact", "-o", "json", ok=False)
    assert (ran.code, "--new" in ran.error["hint"]) == (3, True)
    for words in (("note", "张新", "x"), ("next", "张新", "friday"), ("order", "张新", "100")):
        assert "crm add 张新" in crm(*words, ok=False).err
    assert crm("log", "张新", "First contact", "--phone", "13800138000", ok=False).code == 2
    assert crm("log", "c99", "First contact", "--new", ok=False).code == 3
    assert crm("log", "张新", "No such node", "--new", ok=False).code == 3
    assert people(crm) == []


def test_add_takes_a_first_touch_and_a_judgement_in_one_change(crm):
    ran = crm(
        "add", "Ann Lee <ann@example.com> +1 (415) 555-0102", "--node", "First contact", "--at", "2026-11-20", "--verdict",
        "valuable", "--grade", "big", "--amount", "1000", "--sign-by", "2026-12-31", "--next", "monday", "-o", "json",
    )  # fmt: skip
    one = ran.items[0]
    assert (one["name"], one["emails"], one["phones"]) == ("Ann Lee", ["ann@example.com"], ["+14155550102"])
    assert (one["node"], one["verdict"]["code"], one["expected_amount"]) == ("First contact", "valuable", 1000)
    assert [entry["kind"] for entry in ran.json["also"]] == ["touch", "judgement", "next_step"]
    crm("undo")
    assert people(crm) == []
    assert crm("add", "Ann", "--at", "yesterday", ok=False).code == 2


def test_a_person_is_offered_to_add_them_and_to_end_what_stays_planned(crm):
    from pseudo_terminal import ENTER, Screen

    crm("add", "Ann", "--phone", "13800138000", "--next", "monday", "--for", "call")
    at = Screen("log", "Ben", "First contact")
    at.wait_for("Ben is new. Add them?").press(ENTER)
    at.wait_for("Phone (Enter: none)").press("13900139000", ENTER)
    at.wait_for("Company (Enter: none)").press(ENTER)
    assert at.end() == 0
    assert people(crm)[1] == ("Ben", ["+8613900139000"], None)
    at = Screen("park", "Ann", "--until", "+60d")
    at.wait_for("Cancel it too?").press("y", ENTER)
    assert at.end() == 0
    assert crm("due", "--within", "9d", "-o", "ids").out == ""
