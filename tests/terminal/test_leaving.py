"""Every command that asks can be left: nothing is recorded, and Esc goes one question back first."""

import os
from pathlib import Path

import pytest

from pseudo_terminal import ALT_ENTER, CTRL_C, CTRL_D, DOWN, ENTER, ESC, Screen, pasted

ASKING = {
    "init": ["init"], "log": ["log", "张三"], "done": ["done", "f1", "-o", "table"], "lose": ["lose", "张三"],
    "signs": ["signs", "张三"], "qualify": ["qualify", "张三"], "visit record": ["visit", "record", "张三"],
    "import": ["import", "new.csv"], "add": ["add"], "edit": ["edit", "张三"], "rm": ["rm", "张三"],
    "who": ["note", "张", "来过"], "focus": ["focus"],
}  # fmt: skip
LONG = [name for name in ASKING if name not in ("lose", "import", "rm", "who", "focus", "init")]  # three questions and more
STOPPED = {"en": "Nothing was saved", "zh": "什么也没保存"}


@pytest.fixture
def filled(start_with, tmp_path, monkeypatch):
    def fill(crm):
        crm("add", "张三", "--phone", "13800138000", "--next", "today", "--for", "打电话")
        crm("add", "张三丰", "--phone", "13900139000")

    filled.fill = getattr(filled, "fill", fill)
    crm = start_with(filled.fill)
    monkeypatch.chdir(tmp_path)
    Path("new.csv").write_text("姓名,电话\n王五,13700137000\n", encoding="utf-8")
    return crm


def recorded(crm):
    """All changes, and the settings outside of the file."""
    config = Path(os.environ["XDG_CONFIG_HOME"])
    return crm("history", "-o", "ids").out, [path.read_text() for path in config.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", ASKING)
def test_leaving_at_the_first_question_records_nothing(filled, press, name):
    before = recorded(filled)
    ways = {"en": (ESC, CTRL_D, pasted("several\nlines\n") + CTRL_C), "zh": (ALT_ENTER, CTRL_C, "several\rlines" + CTRL_D)}
    for lang, some in ways.items():
        for keys in some:
            press(keys)
            ran = filled(*ASKING[name], "--lang", lang, ok=False)
            if name == "focus" and keys in (ESC, ALT_ENTER):
                assert (ran.code, "0" in ran.err) == (0, True)
            else:
                assert (ran.code, STOPPED[lang] in ran.err) == (130, True)
    assert recorded(filled) == before


@pytest.mark.parametrize("name", LONG)
def test_esc_goes_back_question_by_question_and_then_out(filled, press, name):
    before = recorded(filled)
    begin = "Anna" + ENTER if name == "add" else ENTER
    press(begin, ENTER, ESC, ALT_ENTER, ENTER, CTRL_D)
    assert filled(*ASKING[name], ok=False).code == 130
    press(begin, ENTER, ESC, ESC, ESC, ENTER, ENTER, ENTER, ENTER, ENTER, ENTER)
    assert filled(*ASKING[name], ok=False).code == 130
    assert recorded(filled) == before


# What the first question says.
SEEN = {
    "init": "Language", "log": "哪个节点", "done": "哪个节点", "lose": "Why was it lost?", "signs": "有需求",
    "qualify": "Verdict?", "visit record": "What is the visit for?", "import": "导入 new.csv", "add": "Name:",
    "focus": "What now?",
}  # fmt: skip


@pytest.mark.parametrize("name", SEEN)
def test_a_real_terminal_of_40_columns_and_10_lines(filled, monkeypatch, name):
    words = SEEN[name]
    before = recorded(filled)
    monkeypatch.setenv("CRM_LANG", "en" if words.isascii() else "zh")
    screen = Screen(*ASKING[name], lines=10, columns=40)
    screen.wait_for(words).press(*[DOWN] * 12, pasted("one\ntwo\n"), "three\rfour")
    assert screen.press(CTRL_C).end() == 130
    assert "Traceback" not in screen.text
    assert recorded(filled) == before


def test_an_error_stands_under_its_answer_folded_and_a_name_is_required(filled, monkeypatch):
    monkeypatch.setenv("CRM_LANG", "en")
    screen = Screen("add", lines=10, columns=40).wait_for("Name:").press(ENTER).wait_for("The name is empty.")
    screen.press("Ann", ENTER).wait_for("Phone:").press("138 0013 8001, 13900139000", ENTER).wait_for("Company:").press(ENTER)
    screen.wait_for("Source:").press(ENTER).wait_for("Note:").press(pasted("dear\nfriend\n"), ENTER)
    screen.wait_for("When is the next step?").press("yesterday evening or so", ENTER).wait_for("2w or end of")
    assert all(len(line) <= 40 for line in screen.text.splitlines())
    screen.press("\x15friday", ENTER).wait_for("What's next?").press("send the quote", ENTER)
    assert screen.end() == 0
    (ann,) = filled("show", "Ann", "-o", "json").items
    assert ann["phones"] == ["+8613800138001", "+8613900139000"]
    assert [one["text"] for one in filled("due", "--within", "9d", "-o", "json").items if one["customer"]["name"] == "Ann"] == [
        "send the quote"
    ]
    assert "dear friend" in filled("timeline", "Ann").out


def test_without_a_terminal_a_name_is_asked_for_in_words(filled):
    ran = filled("add", ok=False)
    assert (ran.code, "NAME" in ran.err) == (2, True)
