"""What stays planned when a deal ends or rests, what is due while a touch is logged, and the contact interval of who is lost."""

import pytest

from crmcli.core.i18n import use


@pytest.fixture
def planned(crm):
    crm("add", "张三", "--phone", "13800138000", "--next", "2026-11-20", "--for", "call")
    crm("next", "张三", "tomorrow", "greet", "--every", "every week")
    crm("note", "张三", "x", "--promise", "parts", "--by", "+3d")
    return crm


def kinds(ran):
    return [(one["kind"], one.get("key")) for one in ran.json["also"]]


ENDINGS = [
    ("lose", "张三", "--reason", "price"),
    ("order", "张三", "1000"),
    ("park", "张三", "--until", "+60d"),
    ("qualify", "张三", "--verdict", "worthless"),
    ("log", "张三", "First contact", "--verdict", "worthless"),
]


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda words: words[0])
def test_an_ending_names_what_stays_planned_and_can_end_it(planned, ending):
    left = planned(*ending, "-o", "json")
    named = [(kind, key) for kind, key in kinds(left) if kind == "step_left_open"]
    assert named == [("step_left_open", "f1"), ("step_left_open", "f2"), ("step_left_open", "f3")]
    assert "crm cancel f1 f2 f3" in left.err
    assert planned("due", "--within", "30d", "--kind", "followup", "--kind", "promise", "-o", "ids").out.split() == [
        "f1",
        "f2",
        "f3",
    ]
    planned("undo")
    ended = planned(*ending, "--end-steps", "-o", "json")
    assert {key for kind, key in kinds(ended) if kind == "step_ended"} == {"f1", "f2", "f3"}
    assert "crm cancel" not in ended.err
    assert planned("due", "--within", "30d", "--kind", "followup", "--kind", "promise", "-o", "ids").out == ""
    planned("undo")
    assert len(planned("due", "--within", "30d", "--kind", "followup", "--kind", "promise", "-o", "ids").out.split()) == 3


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_sentence_names_them(planned, language):
    use(language)
    said = planned("lose", "张三", "--reason", "price", "--lang", language).out
    assert "f1 2026-11-20" in said
    assert "call" in said
    assert ("every week" if language == "en" else "每周") in said


def test_a_judgement_that_leaves_hope_names_nothing(planned):
    assert planned("qualify", "张三", "--verdict", "valuable", "-o", "json").json["also"] == []


def test_a_touch_tells_the_step_that_is_due_and_can_tick_it_off(planned):
    told = planned("log", "张三", "First contact", "-o", "json")
    assert kinds(told) == [("step_due", "f1")]
    assert "f1 2026-11-20 Fri call was due. If this was it: crm done f1" in told.err
    done = planned("log", "张三", "First contact", "--done", "f1", "--note", "she agreed", "-o", "json")
    assert kinds(done) == [("step_done", "f1")]
    assert "was due" not in done.err
    planned("undo")
    assert planned("done", "f1", "-o", "json").items[0]["outcome"] is None


def test_ticking_off_what_recurs_plans_it_again(planned):
    ran = planned("log", "张三", "First contact", "--done", "f2", "--note", "fine", "-o", "json")
    assert kinds(ran) == [("step_done", "f2"), ("next_step", "f4"), ("step_due", "f1")]


@pytest.mark.parametrize("word", ["f99", "k1", "nonsense", "f4"])
def test_only_an_open_step_of_the_customer_is_ticked_off(planned, word):
    planned("add", "李四", "--next", "today")
    ran = planned("log", "张三", "First contact", "--done", word, ok=False)
    assert ran.code in (2, 3)
    assert planned("timeline", "张三", "--kind", "touch", "-o", "json").items == []


def test_the_rhythm_of_who_is_lost_rests_until_a_touch_or_reopening(crm, monkeypatch):
    crm("add", "张三", "--phone", "13800138000")
    crm("log", "张三", "First contact", "--at", "2026-09-01")
    crm("cadence", "张三", "30d")
    assert crm("due", "-o", "ids").out == "k1\n"
    crm("lose", "张三", "--reason", "price")
    assert crm("due", "--within", "90d", "-o", "ids").out == ""
    assert [one["key"] for one in crm("show", "张三", "-o", "json").items[0]["next_steps"]] == []
    crm("reopen", "张三")
    assert crm("due", "-o", "ids").out == "k1\n"
    crm("undo")
    monkeypatch.setenv("CRM_NOW", "2026-12-01T09:00")
    crm("log", "张三", "First contact")
    assert crm("due", "--within", "31d", "-o", "ids").out == "k1\n"
