"""The examples below a command's help: in the reader's language, each a line of the shell."""

import re
import shlex

import pytest

from crmcli.app import REGISTRY, load
from crmcli.terminal.examples import WORDS, in_english

CHINESE = re.compile("[\u4e00-\u9fff]")


def epilogs(name):
    command = load(name)
    return [one.epilog or "" for one in (command, *getattr(command, "commands", {}).values())]


@pytest.mark.parametrize("name", REGISTRY)
def test_english_examples_speak_english(name):
    for epilog in epilogs(name):
        shown = in_english(epilog)
        assert not CHINESE.search(shown), shown
        for line, original in zip(shown.splitlines(), epilog.splitlines(), strict=True):
            if "crm " in line and "(" not in line:
                assert len(shlex.split(line)) == len(shlex.split(original)), line


def test_help_is_asked_for_in_english(crm):
    assert "crm next Ann tomorrow 'Send the quote'" in crm("next", "--help").out
    assert "crm node merge Call 'First contact'" in crm("node", "merge", "--help").out


def test_every_word_is_in_use():
    said = "".join(epilog for name in REGISTRY for epilog in epilogs(name))
    assert [word for word in WORDS if in_english(word) not in in_english(said)] == []
