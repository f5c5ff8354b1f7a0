"""The program at a real terminal: menus that Enter goes through, forms, questions, and Ctrl-C that leaves nothing behind."""

import json

import pytest

from pseudo_terminal import CTRL_C, CTRL_Q, CTRL_U, DOWN, ENTER, Screen

CTRL_R = "\x12"


@pytest.fixture
def zhang(crm, monkeypatch):
    crm("add", "张三", "--phone", "13800138000")
    monkeypatch.setenv("CRM_LANG", "en")
    return crm


def test_enter_goes_on_and_other_words_another_time_and_no_next_step_are_a_key_away(zhang):
    screen = Screen("log", "张三", "--lang", "zh")
    screen.wait_for("哪个节点").press(DOWN, CTRL_R).wait_for("什么时候").press("明天", ENTER).wait_for("还没到")
    screen.press(CTRL_U, "昨天 15:00", ENTER).wait_for("11-20 15:00").press("first", ENTER)
    assert screen.wait_for("谈得怎么样").press("递了名片", ENTER).wait_for("下一步？").press(DOWN, ENTER).end() == 0
    touch = zhang("timeline", "张三", "--kind", "touch", "-o", "json").items[0]
    assert (touch["node"], touch["text"], touch["at"]) == ("First contact", "递了名片", "2026-11-20T15:00:00+08:00")
    assert zhang("due", "--within", "9d").out == ""


def test_q_judges_the_lead_on_the_way(zhang):
    screen = Screen("log", "张三", spawned=True)
    screen.wait_for("which node?").press(CTRL_Q).wait_for("Verdict").press(DOWN, ENTER).wait_for("Grade").press(DOWN, ENTER)
    screen.wait_for("signing date").press("月底", ENTER).wait_for("Expected amount").press("15万", ENTER).wait_for(
        "which node?"
    ).press(ENTER)
    assert screen.wait_for("How did it go?").press(ENTER).wait_for("What's next?").press(ENTER).end() == 0
    assert "› 张三: which node? Lead collection\n› How did it go?" in screen.text
    assert "Ctrl-Q" not in screen.text
    card = zhang("show", "张三", "-o", "json").items[0]
    assert (card["verdict"]["code"], card["grade"]["code"], card["expected_on"], card["expected_amount"]) == (
        "valuable",
        "big",
        "2026-11-30",
        150000,
    )
    zhang("undo")
    assert zhang("show", "张三", "-o", "json").items[0]["verdict"] is None


def test_ctrl_c_in_a_menu_saves_nothing(zhang):
    screen = Screen("log", "张三", spawned=True)
    screen.wait_for("which node?").press(ENTER).wait_for("How did it go?").press(ENTER).wait_for("What's next?").press(CTRL_C)
    assert screen.end() == 130
    assert "Nothing was saved" in screen.text
    assert zhang("history", "-o", "json").json["count"] == 1


def test_a_name_that_fits_several_asks_who_is_meant(zhang):
    zhang("add", "张三丰")
    screen = Screen("note", "张", "来过电话")
    screen.wait_for("Who is 张?").press(DOWN, ENTER)
    assert screen.end() == 0
    assert "Noted 张三丰: 来过电话 (n1) · crm undo" in screen.text


def test_edit_is_a_form_where_enter_keeps_what_stands_there(zhang):
    screen = Screen("edit", "张三")
    screen.wait_for("Name:").press(ENTER).wait_for("Company:").press("华信科技", ENTER).wait_for("Title:").press(ENTER)
    screen.wait_for("Phones:").press(" 13900139000", ENTER).wait_for("WeChat:").press(ENTER).wait_for("Email:").press(ENTER)
    assert screen.wait_for("Address:").press(ENTER).wait_for("Source:").press(ENTER).end() == 0
    card = zhang("show", "张三", "-o", "json").items[0]
    assert (card["company"], card["phones"], card["name"]) == ("华信科技", ["+8613800138000", "+8613900139000"], "张三")


def test_rm_asks_and_no_is_the_answer_of_enter(zhang):
    screen = Screen("rm", "张三")
    screen.wait_for("This removes 张三").press(ENTER)
    assert (screen.end(), "Nothing was changed" in screen.text) == (2, True)
    screen = Screen("rm", "张三", "--lang", "zh")
    screen.wait_for("将删除 张三").press("y")
    assert (screen.end(), "是\n已删除 张三" in screen.text) == (0, True)
    assert zhang("list").out == ""


def test_a_won_node_asks_for_the_order(zhang):
    zhang("pipeline", "use", "house")
    screen = Screen("log", "张三", "成交")
    assert (screen.end(), "order" in screen.text, "Won!" in screen.text) == (
        0,
        True,
        False,
    )  # a line that gives the node asks nothing
    screen = Screen("log", "张三")
    screen.wait_for("which node?").press("5").wait_for("How did it go?").press(ENTER).wait_for("What's next?").press(ENTER)
    assert screen.wait_for("Won!").press("200万", ENTER).end() == 0
    assert "¥2,000,000 (o1)" in screen.text
    assert zhang("show", "张三", "-o", "json").items[0]["status"]["code"] == "customer"


def test_all_that_a_command_prints_goes_through_one_pager(zhang, tmp_path):
    for number in range(30):
        zhang("add", f"客户{number:02d}")
        zhang("next", f"客户{number:02d}", "tomorrow", "Call")
    zhang("add", "Nobody Planned")
    zhang("log", "Nobody Planned", "First contact")
    paged = tmp_path / "paged"
    keep = tmp_path / "keep"
    keep.write_text(f"#!/bin/sh\ncat > '{paged}'\n", encoding="utf-8")
    keep.chmod(0o700)
    assert Screen("due", "--within", "3d", "--limit", "28", lines=20, pager=str(keep), spawned=True).end() == 0
    whole = paged.read_text(encoding="utf-8")
    assert all(
        part in whole for part in ("客户00", "客户27", "2 more beyond the limit", "Open without a next step", "Nobody Planned")
    )
    paged.unlink()
    screen = Screen("due", pager=str(keep))  # shorter than the screen
    assert (screen.end(), "Open without a next step" in screen.text, paged.exists()) == (0, True, False)
    for argv, pager in ((["list", "--no-input"], str(keep)), (["list"], "nosuchpager --raw"), (["list"], "'")):
        screen = Screen(*argv, pager=pager)
        assert (screen.end(), "32 of 32 customers" in screen.text, paged.exists()) == (0, True, False)
    screen = Screen("show", "客户", lines=12, pager=str(keep))  # a question stands before everybody's eyes
    assert screen.wait_for("Who is 客户?").press(CTRL_C).end() == 130


def test_a_terminal_gets_a_table_and_no_input_asks_nothing(zhang):
    screen = Screen("list")
    assert screen.end() == 0
    assert screen.text.splitlines()[0].split() == ["No", "Name", "Phone", "Status"]
    screen = Screen("log", "张三", "--no-input", "-o", "json")
    assert screen.end() == 2
    assert "NODE" in json.loads(screen.text.replace("\n", ""))["error"]["hint"]
