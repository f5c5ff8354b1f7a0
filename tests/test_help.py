"""The examples below a command's help: in the reader's language, each a line of the shell."""

import re
import shlex

from crmcli.cli.registry import REGISTRY
from crmcli.cli.root import load_command
from crmcli.core import i18n

CHINESE = re.compile("[\u4e00-\u9fff]")


def epilogs(language):
    i18n.use(language)
    commands = [load_command(name) for name in REGISTRY]
    everyone = [one for command in commands for one in (command, *getattr(command, "commands", {}).values())]
    return [one.epilog for one in everyone if one.epilog]


def lines(language):
    return [line.strip() for epilog in epilogs(language) for line in epilog.splitlines() if line.startswith("  crm ")]


def test_english_examples_speak_english():
    assert len(epilogs("en")) > 60
    assert [line for line in lines("en") if CHINESE.search(line)] == []


def test_chinese_examples_are_the_same_lines_of_the_shell():
    for english, chinese in zip(lines("en"), lines("zh"), strict=True):
        if "      (" not in english:  # a remark
            assert len(shlex.split(english)) == len(shlex.split(chinese)), chinese


def test_help_is_asked_for_in_english(crm):
    assert "crm next Ann tomorrow 'Send the quote'" in crm("next", "--help").out
    assert "crm node merge Call 'First contact'" in crm("node", "merge", "--help").out


def test_help_speaks_chinese_throughout(crm, monkeypatch):
    monkeypatch.setenv("CRM_LANG", "zh")
    told = crm("tag", "--help").out
    words = re.findall("[A-Za-z]{4,}", re.sub(r"(?m)^  crm.*|--[a-z]+|[A-Z]{2,}", "", told))
    assert words == [], told


def test_help_of_the_list_is_that_of_the_command(crm):
    for language in ("en", "zh"):
        listed = crm("--lang", language, "help", "all").out
        for name, entry in REGISTRY.items():
            i18n.use(language)
            purpose = i18n.t(entry.help)
            assert "".join(purpose.split()) in "".join(listed.split())
            assert load_command(name).help == purpose
