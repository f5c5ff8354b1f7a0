"""Every command's screen, narrow and wide, with and without colour, in both languages, on the demo's file and on an empty one.

Two widths in `make test`; all where CRM_TEST_ALL_SCREENS is set, as `.ci/run` does.
"""

import itertools
import os
import re
import shlex
import shutil
import typing
from pathlib import Path

import pytest

from crmcli.cli.registry import REGISTRY
from crmcli.commands.demo.demo import STORY_NOW
from crmcli.terminal import screen
from crmcli.terminal.screen import display_width

WHOLE = bool(os.environ.get("CRM_TEST_ALL_SCREENS"))
WIDTHS = (60, 80, 100, 120, 200) if WHOLE else (60, 120)


def desks(*, few):
    """Language, kind of file and width of each run; the `few` that stand for all are narrow."""
    wanted = itertools.product(("en", "zh"), ("demo", "empty"), WIDTHS)
    return [desk for desk in wanted if WHOLE or desk[2] == WIDTHS[0] or (desk[1] == "demo" and not few)]


PEOPLE = """name,phone,company,email,tags,note
Ann Lee,+1 415 555 0102,Northwind Trading,ann@example.com,vip,Likes blue
Ben Ode,,Acme,ben@example.com,,
秦小雨,13912345678,雨点花店,,老客户,要发票
"""
BAD_ORDERS = "customer,date,amount\nAnn Lee,2026-02-30,5\nBen Ode,2026-02-01,x\n"
HOLIDAYS = "date,kind,name\n2027-12-24,off,Christmas Day (observed)\n2027-12-26,work,\n"
# Of each command the lines that show something of their own; what changes the file does so on a copy.
SHOWN = {
    "today": ["", "today"],
    "due": ["due", "due --within 14d", "due --within 60d --why", "due --overdue", "due --kind no_next", "due --limit 2"],
    "list": ["list", "list status:lead", "list --sort -expected"],
    "find": ["find a", "find 的", "find nothingofthat"],
    "show": ["show c1", "show c3", "show nobody"],
    "timeline": ["timeline c1", "timeline c3"],
    "radar": ["radar c1"],
    "company": ["company list", "company list --sort -expected"],
    "recall": ["recall", "recall --silent 30d", "recall --rate"],
    "signs": ["signs c1"],
    "funnel": [
        "funnel",
        "funnel --ordered",
        "funnel --by source",
        "funnel --by month --bottom both",
        "funnel --mode now",
        "funnel --who entered",
    ],
    "journey": ["journey", "journey --compare won lost", "journey --format mermaid"],
    "stalled": ["stalled", "stalled --limit 1"],
    "losses": ["losses", "losses --by node", "losses --by source"],
    "rfm": ["rfm", "rfm --segment 111", "rfm --segments en10"],
    "load": ["load"],
    "query": ["query 'SELECT no, name, created_at, uid FROM customers'"],
    "export": ["export customers -"],
    "digest": ["digest", "digest --log"],
    "undo": ["undo --list"],
    "history": ["history", "history c1"],
    "help": ["help", "help all", "help reports", "help nosuch"],
    "version": ["version"],
}
CHANGED = {
    "log": ["log c1 --note Hello --channel call", "log c1 nosuchnode"],
    "next": [
        "next c1 friday 'Call about the offer' --type close",
        "next c1 someday x",
        "next c1 '2026-12-01 14:00' Fitting --every monday",
    ],
    "done": ["done f1 --note 'Went well' --next 3d --for 'Ask again'"],
    "snooze": ["snooze f2 --to +3d"],
    "reschedule": ["reschedule f2 --to +3d"],
    "cancel": ["cancel f2"],
    "add": ["add 'Nia Cole' --phone '+1 415 555 0103' --next friday --for 'Send the offer'"],
    "edit": ["edit c1 --title Director"],
    "note": ["note c1 'Likes it' --channel call --in"],
    "fact": ["fact c1 'Bought a company' --source news --on 2026-01-05", "fact c1"],
    "park": ["park c1 --until 90d --reason 'after the fair'"],
    "wake": ["wake c1"],
    "cadence": ["cadence", "cadence c1 30d"],
    "occasion": ["occasion list", "occasion add c1 'opening day' 05-01"],
    "template": ["template list", "template add greeting 'Hello {name}, long time no see'"],
    "tag": ["tag c1 --add vip"],
    "relate": ["relate c1", "relate c1 --referrer c2"],
    "field": ["field list", "field add budget --label Budget"],
    "rm": ["rm c1", "rm c1 --yes"],
    "touch": ["touch rm t1", "touch edit t1 --at 2026-11-01"],
    "qualify": ["qualify c1 --grade big --amount 15000 --sign-by 2026-12-20"],
    "lose": ["lose c1 --reason price"],
    "reopen": ["reopen c1"],
    "resolve": ["resolve c1 price"],
    "visit": ["visit list", "visit plan c1 --purpose sign", "visit sheet c1"],
    "objection": ["objection list", "objection add 'too dear' --answer 'Compare what it costs in five years' --kind price"],
    "node": ["node list", "node show 1", "node times"],
    "pipeline": ["pipeline list", "pipeline show", "pipeline use house"],
    "order": ["order c1 12000 --paid 5000"],
    "orders": ["orders list", "orders list --open", "orders show o1", "orders cancel o1", "orders refund o2 --note late"],
    "product": ["product list", "product add 'Oil change' --price 80 --cycle 180d"],
    "pay": ["pay c1 100"],
    "import": ["import people.csv --dry-run", "import people.csv --yes", "import bad.csv --kind orders --dry-run"],
    "calendar": ["calendar out.ics --within 30d"],
    "cron": ["cron show"],
    "config": ["config list", "config get currency", "config set capacity 60"],
    "holidays": ["holidays list", "holidays import holidays.csv", "holidays import bad.csv"],
    "init": ["init --language en --currency USD --pipeline generic"],
}
ELSEWHERE = {"focus", "demo"}  # a terminal is theirs: test_focus.py, test_demo.py
FILES = {}
ANSI = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;;.*?\x1b\\")
BOLD = re.compile(r"\x1b\[1m([^\x1b]*\S[^\x1b]*)")
CUT = re.compile(r"[█▉▊▋▌▍▎▏] *…|[¥￥$€£]\d[\d,.]*…")
FIXED = re.compile("____|crm ")  # what is to be copied, or printed on paper, is not broken
PAPER = re.compile("visit|digest")  # is as wide as a page
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="session")
def shelf(tmp_path_factory):
    return tmp_path_factory.mktemp("screens")


@pytest.fixture
def desk(request, shelf, crm, tmp_path, monkeypatch):
    """A folder with files to import, and the file to work on; the language, the kind of file and the width of the screen."""
    language, kind, width = request.param
    monkeypatch.setenv("CRM_LANG", language)
    monkeypatch.setenv("COLUMNS", str(width))
    path = shelf / f"{language}-{kind}.db"
    if not path.exists():
        if kind == "demo":
            crm("demo", "--keep", path, "--no-input")
        else:
            crm("init", "--language", language, "--currency", "USD", "--pipeline", "generic", "--no-input", "--db", path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRM_NOW", STORY_NOW)
    Path("people.csv").write_text(PEOPLE, encoding="utf-8")
    Path("bad.csv").write_text(BAD_ORDERS, encoding="utf-8")
    Path("holidays.csv").write_text(HOLIDAYS, encoding="utf-8")
    return path, language, kind, width


def test_every_command_has_a_screen_here():
    assert SHOWN.keys() | CHANGED.keys() | ELSEWHERE == REGISTRY.keys()


def test_a_screen_takes_the_styles_there_are_and_no_other():
    from rich.style import Style

    assert {*typing.get_args(screen.Style)} == {"", *screen.CODES}
    for style, code in screen.CODES.items():
        assert Style.parse(style).render("x") == f"\x1b[{code}mx\x1b[0m"


@pytest.mark.parametrize("desk", desks(few=False), indirect=True)
def test_screens_that_show(crm, desk, monkeypatch):
    monkeypatch.setenv("CRM_DB", str(desk[0]))
    check([fault for lines in SHOWN.values() for line in lines for fault in faults(crm, line, desk, monkeypatch)])


@pytest.mark.parametrize("desk", desks(few=True), indirect=True)
def test_screens_that_change(crm, desk, monkeypatch, tmp_path):
    def fresh():
        shutil.copyfile(desk[0], tmp_path / "copy.db")

    monkeypatch.setenv("CRM_DB", str(tmp_path / "copy.db"))
    check([fault for lines in CHANGED.values() for line in lines for fault in faults(crm, line, desk, monkeypatch, fresh)])


def check(found):
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def faults(crm, line, desk, monkeypatch, prepare=lambda: None):
    """What is wrong with a screen, in words."""
    _path, language, kind, width = desk
    screens = {}
    for colour in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv("FORCE_COLOR", raising=False)
        monkeypatch.delenv("NO_COLOR", raising=False)
        monkeypatch.setenv(colour, "1")
        prepare()
        screens[colour] = crm(*shlex.split(line), "-o", "table", ok=False)
    coloured, plain = screens["FORCE_COLOR"], screens["NO_COLOR"]
    found = [
        *spoilt(coloured, plain, max(width, 80) if PAPER.match(line) else width),
        *(foreign(plain, language) if kind == "empty" else []),
    ]
    return [f"crm {line} · {width} columns · {language} · {kind}: {fault}" for fault in found]


def spoilt(coloured, plain, width):
    if 1 in (coloured.code, plain.code) or "Traceback" in coloured.err + plain.err:
        yield f"exit {plain.code}: {plain.err[-200:]}"
    if "\x1b[" in plain.out + plain.err:
        yield "colour although NO_COLOR"
    if words(ANSI.sub("", coloured.out)) != words(plain.out):
        yield "other words with colour than without"
    for line in plain.out.splitlines():
        if display_width(line) > width and not FIXED.search(line):
            yield f"{display_width(line)} columns: {line}"
        if CUT.search(line):
            yield f"a bar or a sum is cut: {line}"
    for line in coloured.out.splitlines():
        heads = BOLD.findall(line)
        if len(heads) > 2 and any("…" in head for head in heads):
            yield f"a head is cut: {line}"


def words(text):
    """Without the blanks at the ends of lines, which nobody sees."""
    return [line.rstrip() for line in text.splitlines()]


def foreign(plain, language):
    """The other language in a screen that no customer of that language is on."""
    said = plain.out + plain.err
    if language == "en" and (
        found := [
            line
            for line in said.splitlines()
            if CHINESE.search(re.sub("'的'|  crm .*|.*(秦小雨|雨点花店|老客户|要发票).*", "", line))
        ]
    ):
        yield f"Chinese: {found[0]}"
    if language == "zh" and plain.err and not CHINESE.search(plain.err):
        yield f"no Chinese: {plain.err}"
