"""The examples below a command's help: in the reader's language, each a line of the shell."""

import json
import os
import re
import shlex
import subprocess
import sys
from functools import cache

CHINESE = re.compile("[\u4e00-\u9fff]")
TELL = """import json, sys
from crmcli.core import i18n as words
words.use(sys.argv[1])
from crmcli.cli.registry import REGISTRY
from crmcli.cli.root import load_command
commands = [load_command(name) for name in REGISTRY]
everyone = [one for command in commands for one in (command, *getattr(command, "commands", {}).values())]
print(json.dumps([one.epilog for one in everyone if one.epilog]))"""


@cache
def epilogs(language):
    """Of all commands, as a fresh program has them: a module keeps the words that it was loaded with."""
    told = subprocess.run(
        [sys.executable, "-c", TELL, language], capture_output=True, check=True, env=os.environ | {"PYTHONUTF8": "1"}
    )
    return json.loads(told.stdout)


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


def test_help_speaks_chinese_throughout():
    told = subprocess.run(
        [sys.executable, "-m", "crmcli", "tag", "--help"], capture_output=True, check=True, env=os.environ | {"CRM_LANG": "zh"}
    )
    words = re.findall("[A-Za-z]{4,}", re.sub(r"(?m)^  crm.*|--[a-z]+|[A-Z]{2,}", "", told.stdout.decode()))
    assert words == [], told.stdout.decode()
