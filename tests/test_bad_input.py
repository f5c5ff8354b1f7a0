"""What people mistype: every one ends with a sentence, a hint and the right exit code, in words and in JSON, and writes
nothing.
"""

import json
import os
from pathlib import Path

import pytest

from crmcli.cli.registry import REGISTRY


def fill_zhang(crm):
    crm("add", "张三", "--phone", "13800138000")


@pytest.fixture
def zhang(start_with):
    return start_with(fill_zhang)


BAD = [
    # the command line itself
    (["nope"], 2, "'nope' is not a crm command"), (["lgo"], 2, "log"), (["nosuch"], 2, "crm --help"), (["duo"], 2, "due"),
    (["calendar", "--alarm", "-5"], 2, "must be from 0 to 10080"), (["list", "--nope"], 2, "--nope"),
    (["list", "--limt", "3"], 2, "--limit"),
    (["show"], 2, "CUSTOMER"), (["note", "张三"], 2, "TEXT"), (["list", "--limit"], 2, "--limit"),
    (["list", "--limit", "x"], 2, "'x'"),
    (["list", "--limit", "0"], 2, "0"), (["stalled", "--percentile", "500"], 2, "1 to 99"),
    (["journey", "--compare", "won"], 2, "--compare"), (["list", "--limit", "-1"], 2, "-1"),
    (["show", "张三", "zu viel"], 2, "Unexpected arguments: zu viel"),
    (["list", "-o", "xml"], 2, "table, plain, json"), (["--lang", "de", "list"], 2, "en, zh"), (["node", "nope"], 2, "nope"),
    # names and texts
    (["add"], 2, "NAME"), (["add", ""], 2, "empty"), (["add", "   "], 2, "empty"), (["add", "a\nb"], 2, "control"),
    (["add", "a\x1b[31m"], 2, "control"),
    (["add", "\u200b"], 2, "empty"), (["add", "李四", "--tag", ""], 2, "--tag"),
    (["add", "李四", "--company", "a\tb"], 2, "--company"),
    (["note", "张三", ""], 2, "empty"), (["note", "张三", "\x1b[31m"], 2, "empty"), (["show", "不存在"], 3, "不存在"),
    (["show", "c99"], 3, "c99"),
    (["show", ""], 3, "''"), (["find", "合同", "foo:1"], 2, "field.NAME"), (["timeline", "不存在"], 3, "crm find"),
    # ways to reach somebody
    (["add", "李四", "--phone", "abc"], 2, "13800138000"), (["add", "李四", "--phone", "12"], 2, "'12'"),
    (["add", "李四", "--email", "x"], 2, "name@example.com"),
    (["edit", "张三", "--remove-phone", "13900139000"], 2, "13900139000"), (["edit", "张三", "--add-email", "@"], 2, "'@'"),
    (["add", "李四", "--referrer", "不存在"], 3, "不存在"), (["edit", "张三", "--referrer", "张三"], 2, "themselves"),
    (["add", "李四", "--field", "预算"], 2, "预算=600万"), (["add", "李四", "--field", "=5"], 2, "=5"),
    (["field", "add", "x", "--type", "colour"], 2, "money"),
    (["field", "rm", "没有"], 3, "没有"),
    # dates
    (["add", "李四", "--birthday", "1990-02-30"], 2, "1990-02-30"), (["add", "李四", "--birthday", "2090-01-01"], 2, "2090"),
    (["add", "李四", "--birthday", "农历四月三十一"], 2, "农历"), (["next", "张三", "2026-02-30"], 2, "28"),
    (["next", "张三", "6点"], 2, "18:00"),
    (["next", "张三", "someday"], 2, "tomorrow 9am"), (["next", "张三", ""], 2, "date"),
    (["note", "张三", "x", "--at", "明天"], 2, "is in the future"),
    (["park", "张三", "--until", "2020-01-01"], 2, "2020-01-01"), (["park", "张三"], 2, "--until"),
    (["timeline", "张三", "--since", "x"], 2, "'x'|“x”"),
    (["list", "added:2026-13"], 2, "2026-01"), (["due", "--within", "x"], 2, "x"),
    (["due", "--within", "7d", "--until", "2w"], 2, "--until"),
    # money
    (["order", "张三", "-5"], 2, "negative"), (["order", "张三", "-500"], 2, "'-500'"), (["order", "张三", "1e9"], 2, "1e9"),
    (["order", "张三", "1,00"], 2, "1,00"), (["order", "张三", "nan"], 2, "nan"),
    (["order", "张三", "1.234"], 2, "1.234"), (["order", "张三", "9999999999999999"], 2, "large"),
    (["order", "张三"], 2, "MONEY"),
    (["pay", "张三", "0"], 2, "zero"), (["pay", "o99", "5"], 3, "o99"), (["order", "张三", "5", "--on", "明天"], 2, "2026-11-22"),
    (["qualify", "张三", "--amount", "-1"], 2, "negative"),
    # fixed values
    (["qualify", "张三", "--grade", "huge"], 2, "big, normal, small"), (["qualify", "张三", "--verdict", "x"], 2, "valuable"),
    (["qualify", "张三"], 2, "--verdict"),
    (["lose", "张三", "--reason", "x"], 2, "competitor"), (["lose", "张三"], 2, "--reason"),
    (["note", "张三", "x", "--kind", "poem"], 2, "complaint"),
    (["note", "张三", "x", "--channel", "fax"], 2, "wechat"), (["note", "张三", "x", "--in", "--out"], 2, "--no-answer"),
    (["next", "张三", "明天", "--type", "x"], 2, "nurture"), (["timeline", "张三", "--kind", "x"], 2, "payment"),
    (["list", "--sort", "x"], 2, "added"),
    (["list", "grade:x"], 2, "small"), (["list", "tag:"], 2, "tag:"),
    # keys and numbers
    (["done", "f99"], 3, "f99"), (["done", "x"], 2, "'x'"), (["snooze", "f1"], 2, "WHEN|day"), (["undo", "u99"], 3, "u99"),
    (["undo", "x"], 2, "u12"),
    (["tag", "张三"], 2, "--add"), (["edit", "张三"], 2, "--name"), (["log", "张三"], 2, "NODE"),
    (["log", "张三", "没有"], 3, "crm node add"),
    # what needs a yes, and files
    (["rm", "张三"], 2, "--yes"), (["pipeline", "import", "none.toml"], 3, "none.toml"),
    (["pipeline", "use", "none"], 3, "auto4s"),
    (["config", "set", "currency", "x"], 2, "CNY"), (["config", "get", "x"], 2, "pipeline"), (["reopen", "张三"], 5, "张三"),
    (["--db", "/dev/null/x.db", "add", "李四"], 6, "/dev/null"),
]  # fmt: skip


@pytest.mark.parametrize(("argv", "code", "part"), BAD, ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_a_mistake_is_named_and_nothing_is_written(zhang, argv, code, part):
    path = Path(os.environ["CRM_DB"])
    before = path.read_bytes()
    ran = zhang(*argv, ok=False)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith("crm: ")
    assert any(one in ran.err for one in part.split("|"))
    failed = zhang("-o", "json", *argv, ok=False)
    assert failed.code == code
    (line,) = failed.err.splitlines()
    body = json.loads(line)
    assert body["schema"] == 1
    assert {"code", "message", "hint"} <= set(body["error"])
    assert body["error"]["code"] == {2: "usage", 3: "not_found", 4: "ambiguous", 5: "refused", 6: "database"}[code]
    assert path.read_bytes() == before


def test_every_mistake_is_told_in_chinese_too(zhang):
    for argv, code, _part in BAD:
        ran = zhang(*argv, "--lang", "zh", ok=False) if "--lang" not in argv else zhang(*argv, ok=False)
        assert ran.code == code
        if "--lang" not in argv:
            assert any("一" <= char <= "龥" for char in ran.err.replace("张三", "")), ran.err


@pytest.mark.parametrize("name", REGISTRY)
def test_every_command_explains_itself_with_examples(crm, name):
    usage, *rest = crm(name, "--help").out.splitlines()
    assert usage.startswith(f"Usage: crm {name}")
    assert (
        any(line.startswith(f"    crm {name}") or (name == "today" and line == "    crm") for line in rest) or "COMMAND" in usage
    )
    assert "\x1b" not in "".join(rest)


def test_an_option_that_wants_more_points_to_its_own_command(crm):
    assert "crm journey --help" in crm("journey", "--compare", "won", ok=False).err


@pytest.mark.parametrize(
    ("argv", "code", "meant"),
    [
        (["show", "章三"], 3, "张三 (c1)"), (["show", "An Lee"], 3, "Ann Lee (c2)"), (["company", "show", "华鑫"], 3, "华信 (1)"),
        (["log", "c1", "Negotation"], 3, "Negotiation"), (["pipeline", "use", "hous"], 3, "house"),
        (["product", "edit", "Sope", "--price", "5"], 3, "Soap"), (["template", "rm", "gret", "--yes"], 3, "greet"),
        (["field", "rm", "Agee"], 3, "Age"), (["lose", "c1", "--reason", "prise"], 2, "price"),
        (["next", "c1", "friday", "x", "--type", "clos"], 2, "close"), (["list", "tgs:x"], 2, "tag"),
        (["node", "lst"], 2, "crm node list"), (["fnnel"], 2, "crm funnel"), (["config", "gt", "x"], 2, "crm config get"),
    ],
    ids=lambda word: " ".join(word) if isinstance(word, list) else "",
)  # fmt: skip
def test_what_was_meant_is_asked(start_with, argv, code, meant):
    ran = start_with(_misspellable)(*argv, "-o", "json", ok=False)
    assert (ran.code, meant in ran.error["hint"].partition("?")[0]) == (code, True), ran.error


def _misspellable(crm):
    crm("add", "张三", "--company", "华信")
    crm("add", "Ann Lee")
    crm("product", "add", "Soap")
    crm("template", "add", "greet", "Hi")


def test_a_flag_with_a_value_and_an_option_without_one_are_told_apart(crm):
    crm("add", "Ann")
    assert "--end-steps takes no value" in crm("lose", "Ann", "--reason", "price", "--end-steps=1", ok=False).err
    assert "Option --reason requires a value" in crm("lose", "Ann", "--reason", ok=False).err
