"""The ordinary doors: -h, crm help, -V, -q, a text from standard input, and the words that newcomers type."""

import pytest

from crmcli import __version__
from crmcli.cli.newcomer_words import _CALLED, COMMANDS
from crmcli.cli.registry import DAILY, REGISTRY
from crmcli.cli.root import load_command
from crmcli.core import i18n


@pytest.mark.parametrize("path", [(), ("log",), ("node",), ("node", "add"), ("list",)], ids=" ".join)
def test_h_is_help(crm, path):
    assert crm(*path, "-h").out == crm(*path, "--help").out != ""


@pytest.mark.parametrize("words", [("-V",), ("--version",), ("version",)])
def test_the_version(crm, words):
    assert crm(*words).out == f"crm {__version__}\n"


def test_help_of_a_command_is_its_own(crm):
    for path in (("log",), ("node", "add"), ("node",)):
        assert crm("help", *path).out == crm(*path, "--help").out
    assert crm("help").out == crm("--help").out
    assert crm("help", "frobnicate", ok=False).code == 2
    assert crm("help", "node", "frobnicate", ok=False).code == 2


@pytest.mark.parametrize(
    ("said", "language", "command", "other"),
    [
        ("reports", "en", "funnel", "query"), ("Reports", "en", "rfm", "log"), ("history and settings", "en", "undo", "log"),
        ("settings", "en", "config", "funnel"), ("报表", "zh", "funnel", "query"), ("导入导出", "zh", "query", "funnel"),
        ("三一客", "zh", "qualify", "funnel"), ("reports", "zh", "funnel", "query"), ("Nodes", "en", "pipeline", "funnel"),
    ],
)  # fmt: skip
def test_help_of_a_section_tells_its_commands(crm, said, language, command, other):
    told = crm("--lang", language, "help", *said.split()).out
    i18n.use(language)
    assert i18n.t(REGISTRY[command].help) in told
    assert i18n.t(REGISTRY[other].help) not in told


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("columns", [80, 100])
def test_help_fits_a_screen_and_names_every_command(crm, monkeypatch, language, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    told = crm("--lang", language, "-h", "-o", "table").out
    assert len(told.splitlines()) <= 40
    assert set(REGISTRY) <= set(told.split())
    i18n.use(language)
    assert all(i18n.t(entry.help) in told for entry in REGISTRY.values() if entry.section == DAILY)


def test_quiet_tells_neither_success_nor_notices(crm):
    for words in (
        "-q add Ann --phone 13800138000", "next Ann 2026-11-19 call --quiet", "init -q --language en",  # a past day is told else
    ):  # fmt: skip
        ran = crm(*words.split())
        assert (ran.out, ran.err) == ("", "")
    assert crm("order", "Ann", "5", "-q", "-o", "json").items[0]["amount"] == 5
    assert "Ann" in crm("list", "-q").out
    failed = crm("order", "Bob", "5", "-q", ok=False)
    assert failed.code == 3
    assert "Bob" in failed.err


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"two\nlines\n", "two\nlines"),
        ("中文".encode(), "中文"),
        ("中文".encode("gb18030"), "中文"),
        (b"\xef\xbb\xbfBOM\n", "BOM"),
    ],
)
@pytest.mark.parametrize("words", [("note", "Ann", "-"), ("log", "Ann", "Proposal", "--note", "-"), ("fact", "Ann", "-")])
def test_a_minus_is_the_text_of_standard_input(crm, words, content, text):
    crm("add", "Ann")
    crm(*words, stdin=content)
    sql = "SELECT text FROM interactions UNION SELECT note FROM touches UNION SELECT text FROM facts"
    assert [one["text"] for one in crm("query", sql, "-o", "json").items if one["text"]] == [text]


@pytest.mark.parametrize("content", [b"", b" \n\n", b"\x00\x01\x02", b"\xff\xff\xff", b"x" * 2_000_000])
def test_an_input_that_is_no_text_is_refused(crm, content):
    crm("add", "Ann")
    refused = crm("note", "Ann", "-", ok=False, stdin=content)
    assert refused.code == 2
    assert "Standard input" in refused.err
    assert [one["kind"]["code"] for one in crm("timeline", "Ann", "-o", "json").items] == ["added"]


def test_each_word_of_a_newcomer_leads_to_one_command_there_is():
    every = [word for words in _CALLED.values() for word in words.split()]
    assert len(every) == len(set(every)), {word for word in every if every.count(word) > 1}
    assert set(COMMANDS.values()) <= set(REGISTRY)
    assert set(COMMANDS) & set(REGISTRY) == set()


@pytest.mark.parametrize("word", ["customers", "contact", "task", "todo", "remind", "stats", "status", "search", "delete", "ls",
    "new", "call", "report", "CUSTOMERS", "待办", "搜索"])  # fmt: skip
def test_a_newcomer_is_told_the_command_that_does_it(crm, word):
    told = crm(word, "x", ok=False)
    assert told.code == 2
    assert f"crm {COMMANDS[word.casefold()]} (" in told.err


def test_every_command_has_help_in_one_line():
    for name, entry in REGISTRY.items():
        assert load_command(name).help.count("\n") == 0, name
        assert entry.section
