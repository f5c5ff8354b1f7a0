"""The examples below a command's help: in the reader's language, each a line of the shell."""

import json
import re
import shlex
import subprocess
import sys
from functools import cache

from crmcli.terminal.examples import WORDS, in_english

CHINESE = re.compile("[\u4e00-\u9fff]")
TELL = """import json
from crmcli.app import REGISTRY, load
commands = [load(name) for name in REGISTRY]
everyone = [one for command in commands for one in (command, *getattr(command, "commands", {}).values())]
print(json.dumps([one.epilog for one in everyone if one.epilog]))"""


@cache
def epilogs():
    """Of all commands, as a fresh English program has them: a module keeps the words that it was loaded with."""
    return json.loads(subprocess.run([sys.executable, "-c", TELL], capture_output=True, check=True).stdout)


def test_english_examples_speak_english():
    assert len(epilogs()) > 60
    for epilog in epilogs():
        shown = in_english(epilog)
        assert not CHINESE.search(shown), shown
        for line, original in zip(shown.splitlines(), epilog.splitlines(), strict=True):
            if "crm " in line and "(" not in line:
                assert len(shlex.split(line)) == len(shlex.split(original)), line


def test_help_is_asked_for_in_english(crm):
    assert "crm next Ann tomorrow 'Send the quote'" in crm("next", "--help").out
    assert "crm node merge Call 'First contact'" in crm("node", "merge", "--help").out


def test_every_word_is_in_use():
    said = "".join(epilogs())
    assert [word for word in WORDS if in_english(word) not in in_english(said)] == []
