"""Weeks of salespeople, told as diaries: every command is run on its day at its hour and must print what stands below it.

CONTRIBUTING.md says how to write one. `WALKS=write pytest tests/walks` puts what is printed now into the diaries.
"""

import difflib
import io
import os
import random
import re
import shlex
import shutil
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from crmcli.__main__ import run
from crmcli.core import ids
from crmcli.terminal import session
from pseudo_terminal import DOWN, ENTER, ESC, UP, left_standing

HERE = Path(__file__).resolve().parent
FILES = HERE.parent / "data" / "walks"
KEYS = {"Enter": ENTER, "Esc": ESC, "↓": DOWN, "↑": UP, "Space": " "} | {
    f"Ctrl-{key}": chr(ord(key) - ord("@")) for key in "CDLOQRTUY"
}
KEY = re.compile(rf" ?(?<!\S)({'|'.join(KEYS)})(?!\S) ?")
STEP = re.compile(
    r"^#+ .*?(?P<day>\d{4}-\d\d-\d\d)(?: (?P<begin>\d\d:\d\d))?.*\n"  # a heading with a date begins a day
    r"|^> (?P<hour>\d\d:\d\d).*\n"  # what the clock shows from here on
    r"|^\$ (?P<command>(?:.*\\\n)*.*)\n(?:⌨ (?P<keys>.*)\n)?"
    r"(?P<output>(?:(?!\$ |```).*\n)*)",  # a command, its keys, all below it
    re.MULTILINE,
)


@pytest.fixture(autouse=True)
def desk(tmp_path, monkeypatch, real_birth):
    """A folder with the files that diaries name, where chance is the same every time and nothing is paged."""
    shutil.copytree(FILES, tmp_path, dirs_exist_ok=True)
    (tmp_path / "examples").symlink_to(HERE.parents[1] / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRM_DB", "crm.db")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(ids.os, "urandom", random.Random(1).randbytes)
    monkeypatch.setattr(session.Session, "pages", lambda _session: False)


@pytest.mark.parametrize("path", sorted(HERE.glob("*.md")), ids=lambda path: path.stem)
def test_a_week(path, monkeypatch, press):
    told = path.read_text(encoding="utf-8")
    played = play(told, monkeypatch, press)
    if os.environ.get("WALKS") == "write":
        path.write_text(played, encoding="utf-8")
    elif played != told:
        pytest.fail("\n".join(difflib.unified_diff(told.splitlines(), played.splitlines(), "told", "played", lineterm="")))


def play(told, monkeypatch, press):
    """The diary, with what its commands print now where that is something else."""
    day = ""

    def step(found):
        nonlocal day
        if found["command"] is None:
            day = found["day"] or day
            monkeypatch.setenv("CRM_NOW", f"{day}T{found['hour'] or found['begin'] or '09:00'}")
            return found[0]
        output = answer(found, monkeypatch, press) if found["keys"] else obey(found["command"], monkeypatch)
        return found[0] if fits(output, found["output"]) else found[0].removesuffix(found["output"]) + output

    return STEP.sub(step, told)


def fits(output, told):
    """Whether it is what was told; a line `…` stands for any lines."""
    lines = ("(?:.*\n)*?" if line == "…\n" else re.escape(line) for line in told.splitlines(keepends=True))
    return re.fullmatch("".join(lines), output) is not None


def answer(found, monkeypatch, press):
    """What is left on the screen of a command whose questions are answered by keys."""
    with monkeypatch.context() as at_the_keyboard:
        left = press(*map(pressed, found["keys"].split(" · ")), on=at_the_keyboard)
        output = left_standing(obey(found["command"], at_the_keyboard))
    return output + "".join(f"[never asked for {keys!r}]\n" for keys in left)


def pressed(words):
    """The keys of one question as the terminal sends them: `↓ ↓ Enter`, `周五 发报价 Enter`."""
    return KEY.sub(lambda key: KEYS[key[1]], words)


def obey(command, monkeypatch):
    """What a line of the shell leaves on the screen: `crm …`, also into `| xargs crm …`, and `export NAME=VALUE`."""
    output = ""
    for part in command.replace("\\\n", " ").split(" | "):
        program, *words = shlex.split(part)
        if program == "export":
            monkeypatch.setenv(*words[0].split("=", 1))
            time.tzset()
        else:
            output = on_screen(monkeypatch, [*words[1:], *output.split()] if program == "xargs" else words)
    return output


def on_screen(monkeypatch, words):
    """A terminal of 80 columns; notices come in between, the progress that a terminal would show does not."""
    screen = io.StringIO()
    screen.isatty = lambda: True
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setattr("sys.stderr", SimpleNamespace(write=screen.write, flush=screen.flush, isatty=lambda: False))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    code = run(words)
    return screen.getvalue().replace("\r\n", "\n") + (f"[exit {code}]\n" if code else "")
