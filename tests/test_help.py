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


# Names of formats and services, and what is typed as it stands.
FOREIGN = set(
    re.findall(r"\w+", "CSV HTML SVG JSON JSONL TOML SQL SELECT ID QQ URL UTC UTF FREQ RFM SMTP CRM DB LANG BOM CN CNY")
)


def commands_below(name, command):
    yield name
    for more, one in getattr(command, "commands", {}).items():
        yield from commands_below(f"{name} {more}", one)


def test_help_speaks_chinese_throughout(crm, monkeypatch):
    monkeypatch.setenv("CRM_LANG", "zh")
    i18n.use("zh")
    met = {}
    for name in (path for top in REGISTRY for path in commands_below(top, load_command(top))):
        told = re.sub(r"(?m)^    crm.*|search\.NAME", "", crm(*name.split(), "--help").out)
        if words := set(re.findall(r"[A-Z]{2,}", told)) - FOREIGN:
            met[name] = words
    assert not met


def test_help_of_the_list_is_that_of_the_command(crm):
    for language in ("en", "zh"):
        listed = crm("--lang", language, "help", "all").out
        for name, entry in REGISTRY.items():
            i18n.use(language)
            purpose = i18n.t(entry.help)
            assert "".join(purpose.split()) in "".join(listed.split())
            assert load_command(name).help == purpose
