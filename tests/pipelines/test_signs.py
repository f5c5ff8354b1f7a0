"""crm signs: need, buying power, decision power, and the good and bad signs behind a verdict."""

import pytest


def fill(crm):
    crm("add", "张三", "--phone", "13800138000")


@pytest.fixture
def zhang(start_with):
    return start_with(fill)


def answers(crm):
    return {one["sign"]["code"]: one["answer"]["code"] for one in crm("signs", "张三", "-o", "json").items}


def test_every_sign_is_there_and_nothing_is_answered_at_first(zhang):
    items = zhang("signs", "张三", "-o", "json").items
    assert [one["kind"]["code"] for one in items] == ["must"] * 3 + ["good"] * 4 + ["bad"] * 4
    assert {one["answer"]["code"] for one in items} == {"unknown"}


def test_signs_by_code_and_by_label_in_either_language(zhang):
    zhang("signs", "张三", "--has", "need", "--has", "购买力", "--lacks", "Decision authority", "--has", "延迟付款")
    found = answers(zhang)
    assert {code: found[code] for code in ("need", "power", "decision", "late_payer", "urgent")} == {
        "need": "yes", "power": "yes", "decision": "no", "late_payer": "yes", "urgent": "unknown",
    }  # fmt: skip
    zhang("signs", "张三", "--clear", "decision", "--lacks", "need")
    assert (answers(zhang)["decision"], answers(zhang)["need"]) == ("unknown", "no")
    zhang("undo")
    assert (answers(zhang)["decision"], answers(zhang)["need"]) == ("no", "yes")


def test_what_is_missing_and_what_is_lacking_is_said(zhang):
    ran = zhang("signs", "张三", "--has", "need", "--lacks", "decision", "-o", "table")
    assert "Decision authority is missing" in ran.err
    assert "Still to ask 张三: Budget" in ran.err
    assert "✓ Need ✗ Decision authority · not asked yet: Budget" in zhang("show", "张三", "-o", "table").out


@pytest.mark.parametrize(
    "words", [("--has", "money"), ("--has", "need", "--lacks", "need"), ("--clear", "need", "--has", "需求"), ("--has", "")]
)
def test_bad_input_changes_nothing(zhang, words):
    zhang("signs", "张三", "--has", "urgent")
    assert zhang("signs", "张三", *words, ok=False).code == 2
    assert [code for code, answer in answers(zhang).items() if answer != "unknown"] == ["urgent"]


def test_on_a_terminal_three_questions_and_a_list_to_tick(zhang, monkeypatch):
    zhang("signs", "张三", "--has", "urgent", "--lacks", "need")
    asked = []
    monkeypatch.setattr("crmcli.terminal.session.Session.asks", lambda _self: True)
    monkeypatch.setattr(
        "crmcli.terminal.prompt.menu", lambda _q, choices, default=0, keys=None: asked.append(default) or choices[0][1]
    )
    monkeypatch.setattr("crmcli.terminal.prompt.ticks", lambda _q, _choices, ticked=(): asked.append(ticked) or ["volume"])
    zhang("signs", "张三")
    assert asked == [1, 2, 2, ["urgent"]]
    monkeypatch.undo()
