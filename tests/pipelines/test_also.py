"""What else a change did stands beside its rows in JSON, as it stands in the sentence for people."""

import shlex

import pytest


@pytest.fixture
def zhang(crm):
    crm("add", "张三", "--phone", "13800138000")
    return crm


def also(ran):
    """Kind and number of each entry; `also` is the last key."""
    assert list(ran.json)[-1] == "also"
    return [(one["kind"], one.get("no")) for one in ran.json["also"]]


def test_a_touch_says_all_that_it_brought(zhang):
    zhang("park", "张三", "--until", "+7d")
    zhang("cadence", "张三", "30d")
    ran = zhang(
        "log", "张三", "First contact", "--verdict", "valuable", "--amount", "1000", "--worry", "price", "--promise", "parts",
        "--by", "friday", "--reaction", "positive", "--wake", "--next", "monday", "--for", "call", "-o", "json",
    )  # fmt: skip
    assert also(ran) == [("judgement", 1), ("concern", 1), ("promise", 1), ("woken", 1), ("cadence", 1), ("next_step", 2)]
    said = {one["kind"]: one for one in ran.json["also"]}
    assert said["judgement"]["amount"] == 1000
    assert said["judgement"]["verdict"]["code"] == "valuable"
    assert said["promise"] == {"kind": "promise", "no": 1, "key": "f1", "due": "2026-11-27", "text": "parts"}
    assert said["next_step"]["key"] == "f2"
    assert (said["next_step"]["due"], said["next_step"]["text"]) == ("2026-11-23", "call")


def test_every_write_has_it_and_no_read(zhang):
    zhang("next", "张三", "today", "call", "--every", "every week")
    assert also(zhang("done", "f1", "First contact", "--note", "ok", "-o", "json")) == [("touch", 1), ("next_step", 2)]
    assert also(zhang("add", "李四", "--note", "a note", "--next", "monday", "-o", "json")) == [("note", 1), ("next_step", 3)]
    ran = zhang("order", "张三", "1000", "--paid", "300", "--rest-by", "2026-12-31", "-o", "json")
    assert [(one["kind"], one["amount"]) for one in ran.json["also"][:2]] == [("payment", 300), ("payment_due", 700)]
    assert (
        also(
            zhang(
                "visit",
                "record",
                "李四",
                "--purpose",
                "sign",
                "--result",
                "fine",
                "--has",
                "need",
                "--closing",
                "trial",
                "-o",
                "json",
            )
        )[0][0]
        == "note"
    )
    assert also(zhang("edit", "李四", "--title", "Buyer", "-o", "json")) == []
    (step,) = zhang("visit", "plan", "李四", "--purpose", "sign", "--on", "+3d", "-o", "json").json["also"]
    assert (step["kind"], step["due"]) == ("next_step", "2026-11-24")
    for words in (
        ("config", "set", "silent_days", "20"),
        ("pipeline", "use", "house"),
        ("undo",),
        ("init", "--pipeline", "generic"),
    ):
        assert also(zhang(*words, "-o", "json")) == []
    assert "also" not in zhang("show", "李四", "-o", "json").json
    assert "also" not in zhang("visit", "sheet", "李四", "-o", "json").json


def test_a_write_that_had_nothing_to_do_says_so_to_scripts_too(zhang):
    zhang("node", "add", "Trial")
    for words in (("wake", "张三"), ("node", "rename", "Trial", "Trial"), ("node", "retire", "Trial", "--back")):
        ran = zhang(*words, "-o", "json")
        assert (ran.json["count"], also(ran), bool(ran.err)) == (0, [], True)


WEEK = (
    "add 李四 --note hi --node 'First contact' --verdict valuable --next monday",
    "log 张三 'First contact' --worry price --rival shop --promise parts --by friday --next monday --for call",
    "log 王五 'First contact' --new --phone 13900139000 --next monday",
    "log 张三 'First contact' --verdict worthless --done f3",
    "lose 张三 --reason price",
    "reopen 张三",
    "order 张三 1000 --paid 300 --rest-by 2026-12-31 --end-steps",
    "next 张三 today call",
    "done f5 'First contact' --note ok --next monday",
    "note 张三 hi --worry price --promise x --by friday",
    "visit plan 张三 --purpose sign --on +5d",
    "visit plan 李四 --purpose sign --on +3d",
    "visit record 张三 v1 --purpose sign --result ok --learned suppliers=Acme --has need --closing trial --next friday",
    "park 张三 --until +30d",
    "note 张三 back --wake",
    "touch rm t2 --yes",
)
SILENT = ("note", "step_due")  # the sentence of the command says the one, a notice the other


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_json_never_says_less_than_the_sentence(crm, lang, monkeypatch, tmp_path):
    """The same week in two files: each part of the sentence for people is an entry of `also`."""
    told = {}
    for form in ("json", "plain"):
        monkeypatch.setenv("CRM_DB", str(tmp_path / f"{form}.db"))
        crm("init", "--lang", lang, "--pipeline", "generic", "--no-input")
        crm("add", "张三", "--phone", "13800138000", "--lang", lang)
        told[form] = [crm(*shlex.split(line), "-o", form, "--lang", lang) for line in WEEK]
    for line, data, person in zip(WEEK, told["json"], told["plain"], strict=True):
        entries = [one["kind"] for one in data.json["also"] if one["kind"] not in SILENT]
        sentence = next(one for one in (person.out + person.err).splitlines() if one.endswith("crm undo"))
        _said, *parts, _way_back = sentence.split(" · ")
        assert len(parts) == len(entries), (line, sentence, entries)


def test_what_a_command_counts_stands_there_too(zhang):
    first, second = (one["node"] for one in zhang("node", "list", "-o", "json").items[:2])
    for node in (first, second):
        zhang("log", "张三", node)
    assert zhang("node", "merge", first, second, "-o", "json").json["also"] == [{"kind": "touches_moved", "no": 2, "touches": 1}]
    (gone,) = zhang("rm", "张三", "--yes", "-o", "json").json["also"]
    assert gone == {"kind": "records_removed", "no": 1, "counts": {"touches": 2}}


def test_a_visit_on_a_day_with_a_step_names_the_step(zhang):
    zhang("next", "张三", "monday", "call")
    (stands,) = zhang("visit", "plan", "张三", "--purpose", "sign", "--on", "monday", "-o", "json").json["also"]
    assert stands == {"kind": "step_stands", "no": 1, "key": "f1", "due": "2026-11-23"}
