"""crm touch edit, crm touch rm."""

import pytest


def fill(crm):
    crm("add", "张三", "--phone", "13800138000")
    crm(
        "log",
        "张三",
        "初步接触",
        "--at",
        "2026-11-10",
        "--matter",
        "加微信",
        "--note",
        "旧",
        "--channel",
        "call",
        "--in",
        "--product",
        "Y",
    )


@pytest.fixture
def zhang(start_with):
    return start_with(fill)


@pytest.mark.parametrize("number", ["t1", "1", "T1"])
def test_a_touch_answers_to_its_number(zhang, number):
    assert zhang("touch", "edit", number, "--matter", "发资料", "-o", "json").items[0]["matter"] == "发资料"


@pytest.mark.parametrize(
    ("options", "key", "value"),
    [
        (("需求确认",), "node", "Need confirmed"),
        (("--at", "昨天 15:00"), "at", "2026-11-20T15:00:00+08:00"),
        (("--matter", "发资料"), "matter", "发资料"),
        (("--note", ""), "note", None),
        (("--channel", "visit"), "channel", {"code": "visit", "label": "visit"}),
        (("--channel", ""), "channel", None),
        (("--no-answer",), "direction", {"code": "no_answer", "label": "no answer"}),
        (("--reaction", "neutral"), "reaction", {"code": "neutral", "label": "neutral"}),
        (("--product", "X"), "product", "X"),
        (("--product", ""), "product", None),
        (("--deal", "第二辆"), "deal", "第二辆"),
    ],
)
def test_what_is_named_changes_and_nothing_else(zhang, options, key, value):
    before = zhang("touch", "edit", "t1", "--in", "-o", "json").items[0]
    after = zhang("touch", "edit", "t1", *options, "-o", "json").items[0]
    assert after[key] == value
    assert {name: one for name, one in after.items() if name != key} == {name: one for name, one in before.items() if name != key}


def test_undo_takes_a_correction_back(zhang):
    before = zhang("timeline", "张三", "-o", "json").items
    zhang("touch", "edit", "t1", "需求确认", "--at", "昨天 15:00", "--note", "", "--product", "X")
    zhang("undo")
    assert zhang("timeline", "张三", "-o", "json").items == before


def test_the_timeline_follows_a_corrected_time(zhang):
    zhang("log", "张三", "需求确认", "--at", "2026-11-12")
    zhang("touch", "edit", "t1", "--at", "2026-11-14")
    assert [event["no"] for event in zhang("timeline", "张三", "--kind", "touch", "-o", "json").items] == [2, 1]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("touch", "edit", "t9", "--matter", "x"), 3),
        (("touch", "edit", "c1", "--matter", "x"), 3),
        (("touch", "edit", "t1"), 2),
        (("touch", "edit", "t1", "--at", "明天"), 2),
        (("touch", "edit", "t1", "试乘试驾"), 3),
        (("touch", "edit", "t1", "--in", "--out"), 2),
        (("touch", "edit", "t1", "--channel", "pigeon"), 2),
        (("touch", "rm", "t1"), 2),
        (("touch", "rm", "t1", "t9", "--yes"), 3),
    ],
)
def test_bad_input_changes_nothing(zhang, words, code):
    before = zhang("timeline", "张三", "-o", "json").items
    assert zhang(*words, ok=False).code == code
    assert zhang("timeline", "张三", "-o", "json").items == before


def test_rm_wants_consent_and_undo_brings_it_back(zhang):
    before = zhang("timeline", "张三", "-o", "json").items
    refused = zhang("touch", "rm", "t1", ok=False)
    assert "--yes" in refused.err
    zhang("touch", "rm", "t1", "--yes")
    assert zhang("timeline", "张三", "--kind", "touch", "-o", "json").items == []
    assert zhang("find", "加微信", "-o", "json").items == []
    zhang("undo")
    assert zhang("timeline", "张三", "-o", "json").items == before
    assert zhang("find", "加微信", "-o", "json").json["count"] == 1


def test_the_form_keeps_what_enter_accepts_and_changes_the_rest(zhang, monkeypatch):
    monkeypatch.setattr("crmcli.terminal.context.Session.asks", lambda _self: True)
    monkeypatch.setattr("crmcli.terminal.ask.menu", lambda _question, choices, default=0, keys=None: choices[default][1])
    monkeypatch.setattr(
        "crmcli.terminal.ask.text", lambda question, default="", check=None: "新" if "Note" in question else default
    )
    (after,) = zhang("touch", "edit", "t1", "-o", "json").items
    assert (after["node"], after["matter"], after["note"], after["at"][:10]) == ("First contact", "加微信", "新", "2026-11-10")
