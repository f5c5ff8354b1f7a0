"""The menu of `crm log` and `crm done`: at most four Enters, and Enter records nothing that nobody said."""

import json
import sqlite3
from contextlib import closing

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from pseudo_terminal import DOWN, ENTER, Screen

CTRL_O, CTRL_R, CTRL_T, CTRL_Y = "\x0f", "\x12", "\x14", "\x19"


@pytest.fixture
def press(monkeypatch):
    """A person in this process: the keys pressed at one question after the other, Enter alone at all that follow; how many were
    asked.
    """
    with create_pipe_input() as source:
        left, asked = [], []

        def streams():
            asked.append(1)
            source.send_text(left.pop(0) if left else ENTER)
            return source, DummyOutput()

        def pressing(*keys):
            left[:], asked[:] = keys, []
            return asked

        monkeypatch.setattr("crmcli.terminal.picker.streams", streams)
        monkeypatch.setattr("crmcli.terminal.session.Session.asks", lambda _self: True)
        yield pressing


def rows(path, table):
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(f"SELECT * FROM {table} ORDER BY rowid")]


def touch(crm):
    return crm("timeline", "张三", "--kind", "touch", "-o", "json").items[-1]


WEEK = ("2026-11-23", "2026-11-25", "2026-11-27")
SILENT = (
    "qualifications",
    "losses",
    "orders",
    "payments",
    "interactions",
    "concerns",
    "signs",
    "facts",
    "visits",
    "objections",
    "cadences",
    "parkings",
)


@pytest.mark.parametrize(("language", "pipeline"), [("zh", "house"), ("en", "auto4s")])
def test_a_week_with_enter_alone_holds_touches_and_days_and_nothing_else(crm, press, monkeypatch, tmp_path, language, pipeline):
    monkeypatch.setenv("CRM_LANG", language)
    crm("pipeline", "use", pipeline)
    crm("add", "张三", "--phone", "13800138000")
    crm("add", "李四", "--wechat", "lisi")
    crm("note", "李四", "在吗", "--channel", "wechat")  # the last message is no habit of any node
    for day in WEEK:
        monkeypatch.setenv("CRM_NOW", f"{day}T09:00")
        for customer in ("张三", "李四"):
            asked = press()
            crm("log", customer)
            assert len(asked) <= 4
        for line in json.loads(crm("due", "--kind", "followup", "-o", "json").out)["items"]:
            asked = press()
            crm("done", line["key"], "-o", "table")
            assert len(asked) <= 4
    file = tmp_path / "crm.db"
    nodes = {one["no"]: (one["channel"] or "call", one["direction"]) for one in rows(file, "nodes")}
    touches = rows(file, "touches")
    assert len(touches) == 2 * len(WEEK)
    for one in touches:
        assert (one["channel"], one["direction"]) == nodes[one["node_no"]]
        assert [one[name] for name in ("matter", "outcome", "note", "reaction", "deal", "product_no")] == [None] * 6
    for one in rows(file, "followups"):
        assert len(one["due"]) == len("2026-11-23")
        assert (one["text"], one["type"], one["rrule"], one["outcome"], one["kind"]) == ("", "keep", None, None, "followup")
    assert {table: len(rows(file, table)) for table in SILENT} == dict.fromkeys(SILENT, 0) | {"interactions": 1}


@pytest.fixture
def seller(crm):
    crm("pipeline", "use", "auto4s")
    crm("add", "张三", "--phone", "13800138000")
    return crm


def test_three_enters_at_a_terminal(seller, monkeypatch):
    monkeypatch.setenv("CRM_LANG", "en")
    screen = Screen("log", "张三").wait_for("1 » Incoming call").press(ENTER).wait_for("Not pleased")
    assert "»" not in screen.text  # on no line
    screen.press(ENTER).wait_for("» 2026-11-23 Mon Keep in touch").press(ENTER)
    assert screen.end() == 0
    assert "Logged 张三 → Incoming call (t1)" in screen.text


@pytest.mark.parametrize(
    ("keys", "matter", "outcome", "note"),
    [
        ("1", None, "Pleased", None), ("4", "Asked about price", None, None),
        (DOWN + DOWN + DOWN + ENTER, None, "Not pleased", None),
        ("wants a discount" + ENTER, None, None, "wants a discount"), ("so-so" + ENTER, None, "So-so", None),
        ("asked about stock" + ENTER, "Asked about stock", None, None), (ENTER, None, None, None),
    ],
)  # fmt: skip
def test_how_it_went_is_a_line_or_a_note(seller, press, keys, matter, outcome, note):
    press(ENTER, keys)
    (one,) = seller("log", "张三", "-o", "json").items
    assert (one["matter"], one["outcome"], one["note"]) == (matter, outcome, note)


@pytest.mark.parametrize(
    ("keys", "planned"),
    [
        (("fri send quote" + ENTER,), ("2026-11-27", "send quote")), (("周五 发报价" + ENTER,), ("2026-11-27", "发报价")),
        (("下周三 下午3点 送合同" + ENTER,), ("2026-11-25T15:00", "送合同")), (("2w" + ENTER,), ("2026-12-05", "")),
        (("3天后" + ENTER,), ("2026-11-24", "")), (("send quote" + ENTER, ENTER), ("2026-11-23", "send quote")),
        (("发报价" + ENTER, "周四" + ENTER), ("2026-11-26", "发报价")), (("no next" + DOWN + ENTER,), None),
        ((DOWN + ENTER,), None),
    ],
)  # fmt: skip
def test_what_is_next_and_when_in_one_line(seller, press, keys, planned):
    press(ENTER, ENTER, *keys)
    seller("log", "张三")
    steps = seller("due", "--within", "60d", "--kind", "followup", "-o", "json").items
    assert [(one["due"], one["text"]) for one in steps] == ([planned] if planned else [])


def test_an_option_splits_day_and_text_too(seller):
    seller("log", "张三", "报价沟通", "--next", "fri send quote")
    seller("next", "张三", "周四 上午10点 送样品")
    steps = seller("due", "--within", "60d", "--kind", "followup", "-o", "json").items
    assert [(one["due"], one["text"]) for one in steps] == [("2026-11-26T10:00", "送样品"), ("2026-11-27", "send quote")]
    twice = seller("log", "张三", "报价沟通", "--next", "fri send quote", "--for", "call", ok=False)
    assert (twice.code, "send quote · call" in twice.err) == (2, True)
    assert seller("log", "张三", "报价沟通", "--next", "send quote on friday", ok=False).code == 2


def test_the_step_that_is_due_is_the_first_line_and_ticked_off_when_chosen(seller, press):
    seller("next", "张三", "today", "Call back")
    press()
    assert "f1" not in seller("log", "张三").out  # Enter alone claims no step done
    press("call back" + ENTER, "wants a test drive" + ENTER)
    ran = seller("log", "张三", "-o", "json")
    assert ran.items[0]["note"] == "wants a test drive"
    assert next((one["kind"], one.get("key")) for one in ran.json["also"]) == ("step_done", "f1")
    assert seller("timeline", "张三", "--kind", "followup", "-o", "json").items[0]["text"] == "Call back · wants a test drive"


@pytest.mark.parametrize("columns", ["60", "80", "120"])
def test_a_long_text_of_the_step_that_is_due_leaves_its_number_and_the_node_in_sight(seller, press, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    seller("next", "张三", "today", "Call about the very long list of open questions that was sent on Monday morning")
    press("Call about" + ENTER)
    ran = seller("log", "张三", "-o", "json")
    assert f"(f1) → {ran.items[0]['node']}" in ran.err


def test_keys_in_the_head_change_what_is_never_asked(seller, press):
    seller("product", "add", "Lark")
    press(CTRL_R, "yesterday 15:00" + ENTER, ENTER, CTRL_T, "3", CTRL_O, "Lark" + ENTER, ENTER, CTRL_Y, "6", ENTER)
    (one,) = seller("log", "张三", "-o", "json").items
    assert (one["at"], one["channel"]["code"], one["product"]) == ("2026-11-20T15:00:00+08:00", "wechat", "Lark")
    (step,) = seller("due", "--within", "60d", "--kind", "followup", "-o", "json").items
    assert (step["type"]["code"], step["text"]) == ("close", "")


def test_done_asks_the_same_and_logs_a_touch_where_a_node_is_chosen(seller, press):
    for _ in range(2):
        seller("next", "张三", "today", "Call back")
    asked = press(ENTER, "too dear" + ENTER, "fri send quote" + ENTER)
    seller("done", "f1", "-o", "table")
    assert len(asked) == 3
    assert seller("timeline", "张三", "--kind", "touch", "-o", "json").json["count"] == 0
    press("quotation" + ENTER, "1", DOWN + ENTER)
    seller("done", "f2", "-o", "table")
    assert (touch(seller)["node"], touch(seller)["text"]) == ("Quotation", "Pleased · took it well")
    assert seller("timeline", "张三", "--kind", "followup", "-o", "json").items[-1]["text"] == "Call back · Pleased"
    seller("next", "张三", "today", "Call back")
    asked = press()
    seller("done", "f4", "Test drive", "--outcome", "So-so", "-o", "table")
    assert (len(asked), touch(seller)["channel"]["code"], touch(seller)["text"]) == (0, "visit", "So-so · neutral")


def test_a_home_that_was_viewed_is_viewed_again(crm, press):
    crm("pipeline", "use", "house")
    crm("add", "张三", "--phone", "13800138000")
    crm("log", "张三", "First viewing", "--product", "Lake 12")
    for product, node in (("Lake 7", "More viewings"), ("lake 12", "Repeat viewing")):
        press()
        assert crm("log", "张三", "--product", product, "-o", "json").items[0]["node"] == node
        crm("undo")


def test_enter_alone_is_no_reason(seller, monkeypatch):
    monkeypatch.setenv("CRM_LANG", "en")
    screen = Screen("lose", "张三").wait_for("Why was it lost?").wait_for("No contact details taken")
    assert "»" not in screen.text
    screen.press(ENTER).wait_for("Choose a line")
    screen.press("comp").wait_for("» Competitor").press(ENTER)
    assert screen.end() == 0
    assert "Competitor" in seller("timeline", "张三", "--kind", "loss", "-o", "json").items[0]["text"]
