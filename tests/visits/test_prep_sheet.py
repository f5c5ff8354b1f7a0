import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.core.choices import Coded, Instant
from crmcli.customers.vocabulary import VISIT_PURPOSES
from crmcli.visits import prep_sheet, visit_checklist
from crmcli.visits.model import Line, Objection
from crmcli.visits.prep_sheet import PrepFacts
from crmcli.visits.vocabulary import CLOSINGS, OBJECTIONS

purposes = st.sampled_from(VISIT_PURPOSES.codes())
found = st.dictionaries(st.sampled_from([topic.code for topic in visit_checklist.TOPICS]), st.text(min_size=1), max_size=13)
firms = st.booleans()


def known(topics_, is_firm):
    return PrepFacts(topics=tuple(topics_.items()), is_firm=is_firm, unasked=("Region",))


def section(sheet, code):
    return next((one for one in sheet if one.code == code), None)


def entry(kind, text, answer=None, uses=1):
    return Objection(1, Coded(kind, OBJECTIONS.label(kind)), text, answer, uses, Instant("2026-11-21T01:00:00.000Z"), ())


@settings(max_examples=40)
@given(found, purposes, firms)
def test_a_topic_is_a_blank_exactly_where_it_is_unknown(topics_, purpose, is_firm):
    sheet = prep_sheet.sheet(known(topics_, is_firm), purpose)
    lines = {
        line.label: line.text
        for code in ("before", "firm_needs", "person_needs")
        for line in (section(sheet, code) or sheet[0]).lines
    }
    for topic in visit_checklist.TOPICS:
        if topic.label in lines:
            assert lines[topic.label] == topics_.get(topic.code)


@settings(max_examples=40)
@given(found, purposes, firms)
def test_questions_are_few_and_none_stands_twice(topics_, purpose, is_firm):
    asked = prep_sheet.questions(known(topics_, is_firm), purpose)
    assert 0 < len(asked) <= prep_sheet.MOST_QUESTIONS
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("topic", visit_checklist.BEFORE, ids=lambda topic: topic.code)
def test_what_is_unknown_is_asked_and_what_is_known_is_not(topic):
    assert topic.question in prep_sheet.questions(PrepFacts(), "relation")
    assert topic.question not in prep_sheet.questions(PrepFacts(topics=((topic.code, "x"),)), "relation")


def test_who_buys_for_themselves_is_asked_nothing_about_a_trade():
    sheet = prep_sheet.sheet(PrepFacts(is_firm=False), "sign")
    assert section(sheet, "firm_needs") is None
    assert "Industry position" not in [line.label for line in section(sheet, "before").lines]
    assert visit_checklist.BEFORE[0].question not in prep_sheet.questions(PrepFacts(is_firm=False), "sign")


def test_a_rival_stands_among_the_suppliers():
    sheet = prep_sheet.sheet(PrepFacts(rivals=("对面店",), topics=(("suppliers", "甲公司"),)), "sign")
    assert section(sheet, "before").lines[1] == Line("Current suppliers", "甲公司 · Competitors: 对面店")


def test_the_node_asks_first_and_the_gaps_last():
    asked = prep_sheet.questions(PrepFacts(questions=("Which colour?",), unasked=("Age",), untold=("Need",)), "research")
    assert (asked[0], asked[-2], asked[-1]) == ("Which colour?", "Not known yet: Need", "Not known yet: Age")


@settings(max_examples=40)
@given(
    st.lists(st.builds(entry, st.sampled_from(OBJECTIONS.codes()), st.text(), st.none() | st.text(min_size=1))),
    st.lists(st.text()),
)
def test_every_kind_of_objection_is_expected_once(book, worries):
    lines = prep_sheet.expected(book, worries)
    assert len(lines) == len(OBJECTIONS.codes())
    assert {line.text for line in lines if line.text} <= {one.answer for one in book}


@pytest.mark.parametrize(
    ("worry", "first"),
    [
        ("嫌价格高", "Price"),
        ("要和老婆商量", "Authority"),
        ("明年再说", "Timing"),
        ("no trust in the brand", "Trust"),
        ("用不上", "Need"),
    ],
)
def test_the_objection_that_a_worry_announces_comes_first(worry, first):
    assert prep_sheet.expected((), (worry,))[0] == Line(first)


def test_an_answered_objection_beats_one_without_answer():
    book = (entry("price", "太贵"), entry("price", "比对面贵", "三年质保"))
    assert prep_sheet.expected(book, ())[0] == Line("Price ('比对面贵')", "三年质保")


@pytest.mark.parametrize(
    ("purpose", "known", "method"),
    [
        ("sign", PrepFacts(), "alternative"), ("sign", PrepFacts(valuable=True), "assumptive"),
        ("sign", PrepFacts(valuable=True, worries=("价格",)), "incentive"), ("relation", PrepFacts(worries=("价格",)), "trial"),
    ],
)  # fmt: skip
def test_the_closing_method_to_begin_with(purpose, known, method):
    assert prep_sheet.closing(known, purpose) == method
    assert section(prep_sheet.sheet(known, purpose), "closing").lines[0].label == CLOSINGS.label(method)


@settings(max_examples=40)
@given(st.lists(st.text(), max_size=9))
def test_what_a_page_cannot_bear_is_counted(texts):
    shown = list(prep_sheet.some(texts))
    assert len(shown) == min(len(texts), 4)
    assert shown[:3] == texts[:3]
    assert len(texts) <= 4 or shown[3].endswith(f"(and {len(texts) - 4} more)")


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("suppliers", "suppliers"),
        ("现有供应商情况", "suppliers"),
        ("Latent needs", "latent"),
        (" 行业地位 ", "position"),
        ("供应商", None),
    ],
)
def test_a_topic_is_named_by_code_or_label(word, code):
    assert getattr(visit_checklist.topic_of(word), "code", None) == code
