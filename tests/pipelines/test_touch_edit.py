"""crm touch edit, crm touch rm: of touches and of notes."""

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
        (("touch", "edit", "t1", "--kind", "need"), 2),
        (("touch", "edit", "t1", "--pipeline", "auto4s"), 2),
        (("touch", "edit", "t1", "--at", ""), 2),
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
    monkeypatch.setattr("crmcli.terminal.session.Session.asks", lambda _self: True)
    monkeypatch.setattr("crmcli.terminal.prompt.menu", lambda _question, choices, default=0, keys=None: choices[default][1])
    monkeypatch.setattr(
        "crmcli.terminal.prompt.text", lambda question, default="", check=None: "新" if "Note" in question else default
    )
    (after,) = zhang("touch", "edit", "t1", "-o", "json").items
    assert (after["node"], after["matter"], after["note"], after["at"][:10]) == ("First contact", "加微信", "新", "2026-11-10")


def fill_notes(crm):
    crm("add", "Ann", "--phone", "13800138000")
    crm(
        "note", "Ann", "Starts school", "--at", "2026-11-10 10:00", "--kind", "inquiry", "--channel", "call", "--in",
        "--reaction", "positive", "--product", "Y", "--worry", "price", "--promise", "Papers", "--by", "2026-11-27",
    )  # fmt: skip
    crm("visit", "record", "Ann", "--purpose", "relation", "--result", "Liked it", "--at", "2026-11-12 10:00")


@pytest.fixture
def ann(start_with):
    return start_with(fill_notes)


def seen(crm):
    return [
        crm(*words, "-o", "json").items
        for words in (("timeline", "Ann"), ("visit", "list"), ("find", "school"), ("find", "liked"))
    ]


def coded(code, label):
    return {"code": code, "label": label}


def test_a_note_prints_its_number_and_the_timeline_has_it(ann):
    assert "(n3)" in ann("note", "Ann", "white").out
    assert ann("timeline", "Ann", "--kind", "inquiry", "--kind", "note", "-o", "ids").out.split() == ["n1", "n2", "n3"]
    made = ann("note", "Ann", "red", "--channel", "sms", "-o", "json").items
    assert ann("touch", "edit", "n4", "--channel", "sms", "-o", "json").items == made


@pytest.mark.parametrize("number", ["n1", "N1", " n1"])
@pytest.mark.parametrize(
    ("options", "key", "value"),
    [
        (("Starts in May",), "text", "Starts in May"),
        (("--note", "Starts in May"), "text", "Starts in May"),
        (("--at", "昨天 15:00"), "at", "2026-11-20T15:00:00+08:00"),
        (("--kind", "需求"), "kind", coded("need", "need")),
        (("--channel", "sms"), "channel", coded("sms", "SMS")),
        (("--channel", ""), "channel", None),
        (("--out",), "direction", coded("out", "to the customer")),
        (("--no-answer",), "direction", coded("no_answer", "no answer")),
        (("--reaction", "neutral"), "reaction", coded("neutral", "neutral")),
        (("--reaction", ""), "reaction", None),
        (("--product", "X"), "product", "X"),
    ],
)
def test_of_a_note_too_what_is_named_changes_and_nothing_else(ann, number, options, key, value):
    before = ann("touch", "edit", number, "--in", "-o", "json").items[0]
    after = ann("touch", "edit", number, *options, "-o", "json").items[0]
    assert after[key] == value
    assert {name: one for name, one in after.items() if name != key} == {name: one for name, one in before.items() if name != key}


def test_search_visits_and_undo_follow_a_corrected_note(ann):
    before = seen(ann)
    ann("touch", "edit", "n1", "Begins in May", "--kind", "need")
    ann("touch", "edit", "n2", "Hated it", "--at", "2026-11-13 10:00", "--channel", "mail")
    told = ann("history", "--limit", "1").out
    assert "Hated it" in told
    assert "mail" in told
    timeline, visits, *found = seen(ann)
    assert [event["text"] for event in timeline if event["kind"]["code"] in ("need", "note")] == [
        "Begins in May · Y · took it well",
        "Hated it",
    ]
    assert [(one["result"], one["recorded_at"][:10]) for one in visits] == [("Hated it", "2026-11-13")]
    assert found == [[], []]
    ann("undo")
    ann("undo")
    assert seen(ann) == before


def test_what_came_with_a_removed_note_stays_and_is_told(ann):
    before = seen(ann)
    assert "--yes" in ann("touch", "rm", "n1", ok=False).err
    removed = ann("touch", "rm", "n1", "n2", "n1", "--yes", "-o", "json").json
    assert [(one["no"], one["text"]) for one in removed["items"]] == [(1, "Starts school"), (2, "Liked it")]
    assert [(one["kind"], one["record"]["code"], one["text"]) for one in removed["also"]] == [
        ("kept", "worry", "price"), ("kept", "promise", "Papers"), ("kept", "visit", "Maintain relationship"),
    ]  # fmt: skip
    timeline, visits, *found = seen(ann)
    assert [event["kind"]["code"] for event in timeline] == ["worry", "promise", "added"]
    assert [(one["result"], one["recorded_at"][:10]) for one in visits] == [(None, "2026-11-12")]
    assert found == [[], []]
    assert "Ann" in ann("visit", "list").out
    assert "Ann" in ann("show", "Ann").out
    ann("undo")
    assert seen(ann) == before


def test_what_came_with_a_removed_touch_is_told_too(ann):
    ann("log", "Ann", "First contact", "--at", "2026-11-14 10:00", "--rival", "next door")
    told = ann("touch", "rm", "1", "n1", "--yes").out.replace("\n", " ")
    assert all(
        part in told
        for part in ("t1 (Ann → First contact", "n1 (Ann: Starts school", "kept: competitor next door", "kept: concern price")
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("edit", "n999", "x"), 3), (("edit", "n", "x"), 3), (("edit", "f1", "x"), 3), (("rm", "n999", "--yes"), 3),
        (("edit", "n99999999999999999999", "x"), 3), (("edit", "n999999999999999999", "x"), 3), (("edit", "n1"), 2),
        (("edit", "n1", " "), 2), (("edit", "n1", "--note", ""), 2), (("edit", "n1", "x", "--note", "y"), 2),
        (("edit", "n1", "--at", "tomorrow"), 2), (("edit", "n1", "--at", ""), 2), (("edit", "n1", "--kind", ""), 2),
        (("edit", "n1", "--kind", "call"), 2), (("edit", "n1", "--outcome", "x"), 2), (("edit", "n1", "--matter", ""), 2),
        (("edit", "n1", "--in", "--out"), 2), (("rm", "n1"), 2),
    ],
)  # fmt: skip
def test_bad_words_change_no_note(ann, words, code):
    before = seen(ann)
    refused = ann("touch", *words, ok=False)
    assert (refused.code, bool(refused.err)) == (code, True)
    assert seen(ann) == before


def test_the_form_of_a_note_asks_text_and_time(ann, monkeypatch):
    monkeypatch.setattr("crmcli.terminal.session.Session.asks", lambda _self: True)
    monkeypatch.setattr(
        "crmcli.terminal.prompt.text", lambda question, default="", **_how: "New" if "Note" in question else default
    )
    (after,) = ann("touch", "edit", "n1", "-o", "json").items
    assert (after["text"], after["at"][:16]) == ("New", "2026-11-10T10:00")
