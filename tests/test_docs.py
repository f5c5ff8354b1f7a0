"""What the documents quote from the program is what the program says; `python docs/make.py` brings them up to date."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAKE = "import runpy, sys; sys.stdout.write(runpy.run_path('docs/make.py')['commands']())"


def test_the_page_of_commands_is_the_programs_own_help():
    # In a process of its own: help is bound to the language in which a command was first imported.
    made = subprocess.run(
        [sys.executable, "-c", MAKE], cwd=ROOT, env=os.environ | {"CRM_LANG": "en"}, capture_output=True, check=True
    )
    assert made.stdout.decode() == (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def test_the_walk_of_a_command_names_what_exists():
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## One command from argv")[1].split("\n## ")[0]
    steps = re.findall(r"`([\w/]+\.py): (\w+)`", page)
    assert len(steps) > 20
    for path, name in steps:
        source = (ROOT / "src/crmcli" / path).read_text(encoding="utf-8")
        assert re.search(rf"^ *def {name}\(", source, re.MULTILINE), (path, name)
