"""`crm recall`: the pond, calls and messages, who came back; and the rhythm that a positive reaction raises."""

import csv
import sys
from pathlib import Path

import pytest

from pseudo_terminal import CTRL_C, Screen

HELLO = "{{姓名|您}}好，{{意向产品|新品}}到了"


def at(monkeypatch, day, clock="09:00"):
    monkeypatch.setenv("CRM_NOW", f"{day}T{clock}")


def fill(crm):
    """张三 wanted it and fell silent, 李四 did not, 王五 rests, 赵六 was called lately, 钱七 is silent but planned, 孙八 is
    lost.
    """
    import os

    before = os.environ["CRM_NOW"]
    os.environ["CRM_NOW"] = "2026-08-01T09:00"
    for number, name in enumerate(("张三", "李四", "王五", "赵六", "钱七", "孙八")):
        crm("add", name, "--phone", f"1380013800{number}", *(["--email", "li@example.com"] if name == "李四" else []))
    crm("note", "张三", "来问价", "--channel", "call", "--in", "--reaction", "positive")
    crm("note", "李四", "不急", "--channel", "call", "--reaction", "negative")
    crm("lose", "孙八", "--reason", "other")
    os.environ["CRM_NOW"] = before
    crm("note", "赵六", "聊了", "--channel", "call")
    crm("next", "钱七", "下周三")
    crm("park", "王五", "--until", "2027-01-05", "--reason", "等年终奖")
    crm("edit", "李四", "--field", "意向产品=SUV")


@pytest.fixture
def pond(start_with):
    return start_with(fill)


def names(ran):
    return [one["customer"]["name"] for one in ran.items]


def test_the_pond_are_the_parked_and_the_silent_without_a_plan(pond):
    found = pond("recall", "-o", "json")
    assert names(found) == ["张三", "王五", "李四"]
    zhang, wang, li = found.items
    assert [one["way"]["code"] for one in found.items] == ["call", "message", "message"]
    assert (zhang["intent_then"]["code"], zhang["heard_on"], zhang["silent_days"]) == ("high", "2026-08-01", 112)
    assert (zhang["intent"]["code"], li["intent"]["code"]) == ("low", "low")  # today's, as every other command has it
    assert zhang["intent"] == pond("show", "张三", "-o", "json").items[0]["intent"]
    assert "high 08-01" in pond("recall", "-o", "table").out
    assert (wang["parked_until"], wang["parked_reason"], wang["silent_days"]) == ("2027-01-05", "等年终奖", 112)
    assert {one["code"] for one in zhang["intent_then_reasons"]} == {"came", "positive"}


@pytest.mark.parametrize(
    ("argv", "who"),
    [
        (["--silent", "off"], ["王五"]), (["--silent", "113d"], ["王五"]), (["--silent", "112d"], ["张三", "王五", "李四"]),
        (["--lost"], ["张三", "孙八", "王五", "李四"]), (["--limit", "1"], ["张三"]), (["name:李四"], ["李四"]),
        (["-name:李四"], ["张三", "王五"]),
    ],
)  # fmt: skip
def test_whom_the_options_select(pond, argv, who):
    assert sorted(names(pond("recall", *argv, "-o", "json"))) == sorted(who)


def test_who_bought_lately_is_not_silent(pond):
    pond("order", "李四", "100", "--on", "2026-10-01")
    assert names(pond("recall", "-o", "json")) == ["张三", "王五"]


def test_what_went_wrong_since_the_last_contact_lowers_the_intent(pond, monkeypatch):
    for day in ("08-10", "08-20", "08-30"):
        pond("note", "张三", "没接", "--channel", "call", "--no-answer", "--at", f"2026-{day}")
    (zhang,) = pond("recall", "name:张三", "-o", "json").items
    assert (zhang["intent_then"]["code"], zhang["way"]["code"]) == ("middle", "message")


def test_high_intent_is_called_in_one_change(pond):
    ran = pond("recall", "--plan", "下周三", "--for", "约来店", "--type", "explore", "-o", "json")
    (one,), (planned,) = ran.items, ran.json["also"]
    assert (one["customer"]["name"], one["next_due"]) == ("张三", "2026-11-25")
    assert (planned["kind"], planned["text"], planned["due"]) == ("next_step", "约来店", "2026-11-25")
    (step,) = pond("due", "--within", "7d", "--type", "explore", "-o", "json").items
    assert (step["text"], step["due"]) == ("约来店", "2026-11-25")
    assert names(pond("recall", "-o", "json")) == ["王五", "李四"]
    pond("undo")
    assert names(pond("recall", "-o", "json")) == ["张三", "王五", "李四"]
    assert pond("recall", "--rate", "-o", "json").items == []


def test_messages_go_to_a_file_and_calls_are_planned_in_the_same_change(pond, tmp_path):
    file = tmp_path / "召回.tsv"
    before = pond("history", "-o", "json").json["count"]
    ran = pond("recall", "--message", HELLO, "--to", file, "--plan", "明天", "-o", "json")
    assert pond("history", "-o", "json").json["count"] == before + 1
    assert names(ran) == ["张三", "王五", "李四"]
    rows = list(csv.reader(file.open(encoding="utf-8-sig", newline=""), delimiter="\t"))
    assert [(row[0], row[-1]) for row in rows[1:]] == [("王五", "王五好，新品到了"), ("李四", "李四好，SUV到了")]
    assert file.stat().st_mode & 0o077 == 0
    left = pond("recall", "-o", "json")
    assert (left.items, left.json["params"]["left_out"]) == ([], 3 - 1)  # 张三 has a next step now
    assert names(pond("recall", "--again", "-o", "json")) == ["王五", "李四"]
    assert "王五好，新品到了" in pond("timeline", "王五", "--kind", "recall").out
    pond("undo")
    assert names(pond("recall", "-o", "json")) == ["张三", "王五", "李四"]


def test_a_file_is_replaced_only_with_consent(pond, tmp_path):
    file = tmp_path / "out.csv"
    file.write_text("mine")
    assert pond("recall", "--message", "您好", "--to", file, ok=False).code == 2
    assert file.read_text() == "mine"
    assert pond("recall", "--rate", "-o", "json").items == []
    pond("recall", "--message", "您好", "--to", file, "--yes")
    assert file.read_text(encoding="utf-8-sig").splitlines()[1].startswith("王五,,13800138002")


def test_mails_are_links_where_nobody_is_asked(pond):
    ran = pond("recall", "--message", "您好 & 再见", "--mailto", "--subject", "News")
    assert ran.out == "mailto:li@example.com?subject=News&body=%E6%82%A8%E5%A5%BD%20%26%20%E5%86%8D%E8%A7%81\n"
    assert "no email address: 1" in ran.err
    assert [one["recalled"] for one in pond("recall", "--rate", "-o", "json").items] == [1]


def test_messages_are_copied_by_the_systems_own_program(pond, tmp_path, monkeypatch):
    tool, taken = tmp_path / "xclip", tmp_path / "taken"
    tool.write_text(f"#!/bin/sh\nexec cat > {taken}\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    pond("recall", "--message", "{{姓名}}好", "--copy", "--limit", "2")
    assert taken.read_text() == "王五好"
    pond("recall", "--message", "{{姓名}}好", "--copy", "--again")
    assert taken.read_text() == "王五 · 13800138002\n王五好\n\n李四 · 13800138001\n李四好"


def test_at_a_terminal_one_message_after_the_other_is_copied_and_only_those_count(pond, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):  # then the terminal's own clipboard takes it
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CRM_LANG", "en")
    screen = Screen("recall", "--lost", "--message", "{{姓名}}好", "--copy")
    screen.wait_for("1/3  王五 · 13800138002").wait_for("王五好").wait_for("This one?").press("h")
    screen.wait_for("2/3  孙八").wait_for("This one?", 2).press("s")
    screen.wait_for("3/3  李四").wait_for("This one?", 3).press(CTRL_C)
    assert screen.end() == 0
    assert "Messages for 王五 (1) → clipboard" in screen.text
    assert names(pond("recall", "-o", "json")) == ["张三", "李四"]


def test_without_a_clipboard_nothing_happens(pond, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    ran = pond("recall", "--message", "您好", "--copy", "--plan", "明天", ok=False)
    assert ran.code == 2
    assert "--to FILE" in ran.err
    assert pond("recall", "--rate", "-o", "json").items == []
    assert len(pond("recall", "-o", "json").items) == 3


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["--message", "{{名字|您}}好"], "Available: name/姓名"),
        (["--message", "{{公司}}好"], "company is not known for 2 of them: 王五, 李四"),
        (["--message", "{{意向产品}}"], "is not known for 1 of them: 王五"),
        (["--message", "{{姓名"], "Incomplete placeholder"),
        (["--message", " ", "--copy"], "The message is empty"),
        (["--to", "x.tsv"], "The message is empty"),
        (["--message", "a", "--template", "b"], "cannot be combined"),
        (["--message", "a", "--to", "x.tsv", "--copy"], "cannot be combined"),
        (["--message", "a", "--subject", "b"], "--mailto"),
        (["--message", "a", "--to", "."], "folder"),
        (["--plan", "irgendwann"], "cannot be read"),
        (["--spread", "5d"], "--plan"),
        (["--silent", "lange"], "not a number of days"),
        (["nofield:x"], "not a filter"),
    ],
)
def test_what_recall_refuses(pond, argv, words):
    ran = pond("recall", *argv, ok=False)
    assert ran.code == 2
    assert words in ran.err
    assert pond("recall", "--rate", "-o", "json").items == []
    assert not Path("x.tsv").exists()


def test_a_template_is_kept_used_and_removed(pond, tmp_path):
    assert pond("template", "list", "-o", "json").items == []
    pond("template", "add", "Hello", HELLO)
    assert pond("template", "list", "-o", "json").items == [{"no": 1, "name": "Hello", "text": HELLO}]
    assert "王五好，新品到了" in pond("recall", "--template", "hello", "-o", "table").out
    assert pond("template", "add", "hello", "x", ok=False).code == 5
    assert pond("template", "add", "bad", "{{nothing}}", ok=False).code == 2
    assert pond("template", "add", "empty", " ", ok=False).code == 2
    assert pond("recall", "--template", "other", ok=False).code == 3
    pond("template", "rm", "HELLO")
    assert pond("template", "rm", "Hello", ok=False).code == 3
    pond("undo")
    assert len(pond("template", "list", "-o", "json").items) == 1


def rates(crm):
    return {
        one["way"]["code"]: (one["recalled"], one["revived"], one["pending"], one["rate"])
        for one in crm("recall", "--rate", "-o", "json").items
    }


@pytest.mark.parametrize(
    ("answer", "day", "came"),
    [
        (("note", "李四", "回了", "--channel", "wechat", "--in"), "2026-12-01", 1),
        (("note", "李四", "聊得好", "--channel", "call", "--reaction", "positive"), "2026-12-01", 1),
        (("note", "李四", "打了", "--channel", "call", "--out"), "2026-12-01", 0),
        (("log", "李四", "初步接触", "--in"), "2026-12-21", 1),
        (("log", "李四", "初步接触", "--in"), "2026-12-22", 0),
        (("order", "李四", "800"), "2026-11-21", 1),
        (("wake", "王五"), "2026-12-01", 1),
        (("park", "王五", "--until", "2027-05-01"), "2026-12-01", 0),
    ],
)
def test_who_came_back(pond, monkeypatch, tmp_path, answer, day, came):
    pond("recall", "--message", "您好", "--to", tmp_path / "out.tsv")
    at(monkeypatch, day, "18:00")
    pond(*answer)
    assert rates(pond)["message"][:2] == (2, came)
    at(monkeypatch, "2027-03-01")
    assert rates(pond) == {"message": (2, came, 0, None)}


def test_the_rate_is_known_from_five_recalls_on(crm, monkeypatch, tmp_path):
    at(monkeypatch, "2026-06-01")
    for number in range(5):
        crm("add", f"客户{number}", "--phone", f"1380013800{number}")
    at(monkeypatch, "2026-11-21")
    assert "not recalled" not in crm("recall", "-o", "table").out
    crm("recall", "--message", "{{name|you}}", "--to", tmp_path / "out.tsv", "--limit", "4")
    assert rates(crm) == {"message": (4, 0, 4, None)}
    crm("recall", "--message", "{{name|you}}", "--to", tmp_path / "out2.tsv")
    crm("note", "客户1", "回了", "--channel", "sms", "--in")
    assert rates(crm) == {"message": (5, 1, 4, 0.2)}
    assert "≥ 20%" in crm("recall", "--rate", "-o", "table").out


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["30d"], (15, 15)),
        (["30d", "--latest", "60d"], (15, 30)),
        (["10d"], (7, 7)),
        (["7d"], (7, 7)),
        (["3d"], (3, 3)),
        (["off"], (0, 0)),
    ],
)
def test_a_positive_reaction_halves_the_rhythm_down_to_a_week(crm, before, after):
    crm("add", "张三", "--phone", "13800138000")
    crm("cadence", "张三", *before)
    ran = crm("note", "张三", "很感兴趣", "--channel", "call", "--reaction", "positive")
    (rhythm,) = crm("cadence", "-o", "json").items
    assert (rhythm["ideal"], rhythm["latest"]) == after
    assert ("contact interval now" in ran.out) == (before[0] in ("30d", "10d"))
    if "contact interval now" in ran.out:
        crm("undo")
        assert crm("cadence", "-o", "json").items[0]["ideal"] == int(before[0].removesuffix("d"))


def test_one_reaction_a_round_counts_and_an_old_one_does_not(crm, monkeypatch):
    crm("add", "张三", "--phone", "13800138000")
    crm("cadence", "张三", "60d")

    def ideal(*note):
        crm("note", "张三", "好", "--channel", "call", "--reaction", "positive", *note)
        return crm("cadence", "-o", "json").items[0]["ideal"]

    assert ideal("--at", "2026-08-01") == 60
    assert ideal() == 30
    assert ideal() == 30
    at(monkeypatch, "2026-12-22")
    assert ideal() == 15


def test_a_rhythm_by_filter_becomes_ones_own_and_a_recall_begins_one(pond, monkeypatch, tmp_path):
    pond("recall", "name:李四", "--message", "您好", "--to", tmp_path / "out.tsv")
    assert "contact interval now 15 days (was 30)" in pond("log", "李四", "初步接触", "--in", "--reaction", "positive").out
    assert "rhythm" not in pond("note", "钱七", "好", "--channel", "call", "--reaction", "positive").out
    pond("cadence", "--where", "name:赵六", "20d")
    assert (
        "contact interval now 10 days (was 20)" in pond("note", "赵六", "好", "--channel", "call", "--reaction", "positive").out
    )
    assert {one["ideal"] for one in pond("cadence", "-o", "json").items} == {15, 10, 20}


def test_an_empty_file_says_so(crm):
    assert "Nobody is parked" in crm("recall", "-o", "table").out
    assert "Nobody has been recalled yet" in crm("recall", "--rate", "-o", "table").out
    assert crm("recall", "-o", "plain").out == ""
    assert "Nobody to call" in crm("recall", "--plan", "明天").err
