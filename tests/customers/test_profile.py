"""What a customer is asked about belongs to the language that the file was begun in, and stays with the file."""

import os
import sqlite3
from contextlib import closing

import pytest

from crmcli.customers.fields import CHINESE, ENGLISH

ASKED = ["What is their budget?", "When do they plan to buy?", "Who has the final say?", "Who supplies them now?"]
PRYING = ("How old", "Mr. or Ms.", "married", "earn", "household", "Age", "Gender", "Marital", "Income", "Family")
PRYING_ZH = ("多大年纪", "先生还是女士", "结婚", "收入", "年龄", "性别", "婚姻")


def questions(ran):
    """What every screen of a customer asks, as one text."""
    return "\n".join(
        ran("--lang", lang, *argv).out
        for lang in ("en", "zh")
        for argv in (
            ("show", "Ann", "-o", "json"), ("show", "Ann", "-o", "table"), ("radar", "Ann", "-o", "table"),
            ("visit", "plan", "Ann", "--purpose", "research"),
        )
    )  # fmt: skip


def begun_before(*, english=True):
    """The file as one begun before languages had their own fields: all of the Chinese set, named in the language given."""
    with closing(sqlite3.connect(os.environ["CRM_DB"])) as db, db:
        db.execute("DELETE FROM fields")
        for position, (zh, en) in enumerate(CHINESE, 1):
            name, alias = (en, zh) if english else (zh, en)
            row = (position, f"F{position}", name, alias, position)
            db.execute("INSERT INTO fields (no, uid, name, alias, type, position) VALUES (?, ?, ?, ?, 'text', ?)", row)


def asked(crm):
    return crm("show", "Ann", "-o", "json").items[0]["ask"]


def test_an_english_file_asks_what_a_sale_turns_on_and_never_pries(crm):
    crm("add", "Ann", "--company", "Acme")
    assert tuple(one["name"] for one in crm("field", "list", "-o", "json").items) == ENGLISH
    assert asked(crm)[-5:] == [*ASKED, "When is the best time to call?"]
    said = questions(crm)
    assert not [word for word in (*PRYING, *PRYING_ZH) if word in said]
    crm("edit", "Ann", "--field", "budget=15k", "--field", "timeline=March")
    assert not {"What is their budget?", "When do they plan to buy?"} & set(asked(crm))


def test_a_sheet_asks_for_the_budget_once(crm):
    crm("add", "Ann", "--company", "Acme")
    sheet = crm("visit", "plan", "Ann", "--purpose", "research").out
    lines = [line.strip() for line in sheet.splitlines() if "Not known yet" in line]
    assert [line.count("Budget") for line in lines] == [1, 0]
    assert lines[1].endswith("Not known yet: Timeline, Authority, Best time to call")


def test_an_english_file_of_before_keeps_its_fields_and_is_asked_none_that_pry(crm):
    crm("add", "Ann", "--company", "Acme")
    begun_before()
    assert len(crm("field", "list", "-o", "json").items) == len(CHINESE)
    assert {"Where do they live?", "What do they do for a living?"} <= set(asked(crm))
    said = questions(crm)
    assert not [word for word in (*PRYING, *PRYING_ZH) if word in said]
    crm("edit", "Ann", "--field", "Age=41")
    assert "Age 41" in crm("show", "Ann", "-o", "table").out


@pytest.mark.parametrize(("typed", "kept", "is_asked"), [
    ("Income", "Income", False), ("age", "Age", False), ("性别", "Gender", False), ("爱好", "Interests", True),
    ("预算", "预算", True), ("Pets", "Pets", True),
])  # fmt: skip
def test_one_customer_s_value_makes_no_prying_question_for_the_others(crm, typed, kept, is_asked):
    crm("add", "Bob", "--field", f"{typed}=some")
    crm("add", "Ann")
    assert crm("show", "Bob", "-o", "json").items[0]["fields"] == {kept: "some"}
    assert len(asked(crm)) == 3 + len(ENGLISH) + is_asked


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_chinese_file_keeps_its_questions_in_either_language(crm, lang):
    crm("--lang", "zh", "add", "Ann")
    found = crm("--lang", lang, "show", "Ann", "-o", "json").items[0]["ask"]
    said = {"en": {"How old are they?", "Are they married?"}, "zh": {"多大年纪？", "先生还是女士？"}}[lang]
    assert said <= set(found) and len(found) >= len(CHINESE)


def test_what_a_visit_learns_of_suppliers_is_the_field_that_asks_for_them(crm):
    crm("add", "Ann", "--company", "Acme")
    crm("visit", "record", "Ann", "--purpose", "research", "--learned", "suppliers=Globex")
    assert crm("show", "Ann", "-o", "json").items[0]["fields"] == {"Current supplier": "Globex"}
    assert "Who supplies them now?" not in asked(crm)
    crm("edit", "Ann", "--field", "Current supplier=Initech")
    assert "Initech" in crm("visit", "plan", "Ann", "--purpose", "research").out


def test_a_message_of_before_may_name_a_field_of_the_other_set(crm):
    crm("add", "Ann")
    crm("template", "add", "hello", "Hello {{name}}, news about {{Product of interest|our products}}.")
    assert crm("template", "add", "no", "Hello {{Produkt|you}}", ok=False).code == 2
