"""What holds for every kind of reminder: a new one gets its line in ONE_OF_EACH, and nothing else here."""

import re
from pathlib import Path

import pytest

import crmcli
from crmcli.core import i18n
from crmcli.followups import due_list, due_rules, kind_registry
from crmcli.followups.kinds import kind_of
from crmcli.followups.model import Key

SRC = Path(crmcli.__file__).parent
KINDS = kind_registry.declarations()
# What a seller said yesterday so that customer 1 has one that is due today, with the number 1.
ONE_OF_EACH = {
    "followup": [("next", "张三", "11-21", "报价")],
    "promise": [("log", "张三", "方案提供", "--promise", "给图纸", "--by", "11-21")],
    "wakeup": [("park", "张三", "--until", "11-21", "--reason", "年后再说")],
    "payment": [("order", "张三", "300", "--rest-by", "11-21")],
    "cadence": [("note", "张三", "聊过", "--channel", "call", "--at", "2026-10-01"), ("cadence", "张三", "7d")],
    "birthday": [("edit", "张三", "--birthday", "1990-11-21")],
    "occasion": [("occasion", "add", "张三", "开业", "11-21")],
    "rebuy": [("product", "add", "驱虫", "--cycle", "1d"), ("order", "张三", "300", "--product", "驱虫", "--on", "2026-11-20")],
    "no_next": [("log", "张三", "需求确认")],
}  # fmt: skip
ON_NO_DAY = {"no_next"}  # a calendar has no place for it
NOT_TICKED_OFF = {"payment", "no_next"}  # money settles the one, a plan the other


@pytest.mark.parametrize("code", KINDS)
def test_what_is_read_before_a_kind_is_imported_is_what_it_declares(code):
    kind = kind_of(code)
    assert tuple(getattr(kind, name) for name in kind_registry.Declaration._fields) == KINDS[code]
    assert kind.letter or KINDS[kind.key_of].letter
    assert kind.label or KINDS[kind.shown_as].label
    assert kind.rows


def test_every_kind_is_tried_here_and_has_a_letter_of_its_own():
    assert set(ONE_OF_EACH) == set(KINDS)
    letters = [one.letter for one in KINDS.values() if one.letter]
    assert len(letters) == len(set(letters))
    assert all(re.fullmatch("[a-z]", letter) for letter in letters)


@pytest.mark.parametrize("code", KINDS)
def test_a_key_is_read_as_it_is_written(code):
    key = due_rules.parse_key(str(Key(code, 17)))
    assert key == Key(KINDS[code].key_of or code, 17)


@pytest.mark.parametrize("code", [code for code, one in KINDS.items() if one.label])
def test_its_name_is_said_and_understood_in_both_languages(code):
    english, chinese = i18n.both(KINDS[code].label)
    assert english != chinese
    assert {kind_registry.KINDS.parse(name) for name in (code, english, chinese)} == {code}


@pytest.fixture(params=KINDS)
def one(request, crm, monkeypatch):
    """A file with one reminder of the kind, due today, and its key."""
    monkeypatch.setenv("CRM_NOW", "2026-11-20T09:00")
    crm("add", "张三", "--phone", "13800138000")
    for argv in ONE_OF_EACH[request.param]:
        crm(*argv)
    monkeypatch.setenv("CRM_NOW", "2026-11-21T09:00")
    return crm, request.param, str(Key(request.param, 1))


def test_it_is_shown_answered_and_taken_back(one):
    crm, code, key = one
    shown = KINDS[code].shown_as or code
    asked = ("due", "--kind", shown)
    (item,) = crm(*asked, "-o", "json").items
    assert (item["key"], item["kind"]["code"], item["customer"]["name"]) == (key, shown, "张三")
    assert item["act"].startswith("crm ")
    assert item["reason"]["label"]
    for form in ("table", "plain", "csv", "jsonl"):
        assert key in crm(*asked, "-o", form).out, form
    assert crm(*asked, "-o", "ids").out.split() == [key]
    assert (key in crm("due", "-o", "ids").out.split()) == KINDS[code].by_default
    assert (f"crm done {key}" in crm(*asked, "-o", "ics").out) == (code not in ON_NO_DAY)

    (hidden,) = crm("snooze", key, "+3d", "-o", "json").items
    assert (hidden["key"], hidden["kind"]["code"]) == (key, shown)
    assert crm(*asked, "-o", "ids").out == ""
    assert crm(*asked, "--within", "3d", "-o", "ids").out.split() in ([key], [])
    crm("undo")
    assert crm(*asked, "-o", "ids").out.split() == [key]

    done = crm("done", key, "-o", "json", ok=False)
    if code in NOT_TICKED_OFF:
        assert done.code == 5
        assert "crm " in done.err
    else:
        assert done.items[0]["done_at"]
        assert crm(*asked, "-o", "ids").out == ""
        crm("undo")
    assert crm(*asked, "-o", "ids").out.split() == [key]


def test_it_can_be_moved_or_dropped_and_taken_back_or_says_what_to_do_instead(one):
    crm, code, key = one
    asked = ("due", "--kind", KINDS[code].shown_as or code, "-o", "ids")
    for argv in (("reschedule", key, "+5d"), ("cancel", key)):
        ran = crm(*argv, ok=False)
        if ran.code:
            assert ran.code == 5
            assert "crm " in ran.err
        else:
            assert crm(*asked).out == ""
            crm("undo")
        assert crm(*asked).out.split() == [key]


def test_only_the_kinds_that_the_file_has_rows_for_are_imported(one, monkeypatch):
    crm, code, _key = one
    imported = set()
    monkeypatch.setattr(due_list, "kind_of", lambda one: imported.add(one) or kind_of(one))
    crm("due", "--kind", KINDS[code].shown_as or code, "-o", "ids")
    asked = set(kind_registry.parts(KINDS[code].shown_as or code))
    assert imported == {one for one in asked if KINDS[one].rows == KINDS[code].rows}


# The next best action is a rule of the method, in whose order two kinds have a place of their own.
NAMING = {"overview/today/next_best_action.py"}


def test_no_other_module_names_a_kind():
    """Whether it compares a kind with a code, makes a key of one, or imports one other than to ask for it by its class."""
    codes = "|".join(KINDS)
    named = re.compile(
        rf"""\bkind(?:\.code)?\s+(?:==|!=|in|not\s+in)\s+[(\[{{]?[^)\]}}:\n]*["'](?:{codes})["']|\bKey\(\s*["'](?:{codes})["']"""
        rf"""|kind_of\(\s*["'](?:{codes})["']"""
    )
    inside = SRC / "followups" / "kinds"
    files = {path.relative_to(SRC).as_posix(): path for path in SRC.rglob("*.py") if inside not in path.parents}
    texts = {name: path.read_text(encoding="utf-8") for name, path in files.items()}
    found = {
        name for name, text in texts.items() if "crmcli.followups" in text and named.search(text)
    }  # else a kind of another thing
    assert found == NAMING
