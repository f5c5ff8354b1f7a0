"""Brings what the documents quote from the program up to date: every command's help, and the screens in the READMEs.

`python docs/make.py` writes; `python docs/make.py --check` only says which document is out of date, and ends with 1.
"""

import contextlib
import io
import os
import re
import sys
import tempfile
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INTRODUCTION = """\
# Every command

Made from the program's own help by `docs/make.py`; a test fails when the two differ. `crm --help` lists the commands,
`crm log --help` explains one, and `crm --lang zh log --help` does so in Chinese.

"""
SCREEN = re.compile(r"(?<=```text\n\$ crm )(?P<words>.+)\n(?P<screen>(?:(?!```).*\n)*)")


def spoken(*argv: str) -> str:
    """What `crm` prints for these words."""
    from crmcli.__main__ import run

    with contextlib.redirect_stdout(io.StringIO()) as out:
        run(list(argv))
    return "\n".join(line.rstrip() for line in out.getvalue().strip("\n").splitlines())


def command(name: str) -> str:
    """A command's heading and help; a group's subcommands below it."""
    from typer.core import TyperGroup

    from crmcli.cli.root import load_command

    loaded = load_command(name)
    parts = [[name], *([name, sub] for sub in loaded.commands)] if isinstance(loaded, TyperGroup) else [[name]]
    return "".join(
        f"{'#' * (2 + len(part))} crm {' '.join(part)}\n\n```text\n{spoken(*part, '--help')}\n```\n\n" for part in parts
    )


def commands() -> str:
    """The whole of docs/commands.md."""
    from crmcli.cli.registry import REGISTRY

    text = INTRODUCTION + f"```text\n{spoken('--help')}\n```\n\n"
    for section, names in groupby(REGISTRY, key=lambda name: REGISTRY[name].section):
        text += f"## {section}\n\n" + "".join(command(name) for name in names)
    return text.rstrip("\n") + "\n"


def with_screens(text: str, path: str) -> str:
    """The text with every quoted screen (```text, then `$ crm …`) as the customers of the file give it."""
    return SCREEN.sub(lambda found: f"{found['words']}\n{spoken(*found['words'].split(), '--db', path, '-o', 'table')}\n", text)


def readme(name: str, lang: str) -> str:
    """The README, its screens those of the demo's customers."""
    from crmcli.commands.demo.demo import STORY_NOW

    os.environ |= {"CRM_LANG": lang, "CRM_NOW": STORY_NOW}
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/demo.db"
        spoken("demo", "--keep", path, "--no-input")
        return with_screens((ROOT / name).read_text(encoding="utf-8"), path)


def documents() -> dict[Path, str]:
    """What each document has to say."""
    return {
        ROOT / "docs" / "commands.md": commands(),
        ROOT / "README.md": readme("README.md", "en"),
        ROOT / "README.zh-CN.md": readme("README.zh-CN.md", "zh"),
    }


def main() -> int:
    """Write, or with --check compare; the exit code."""
    os.environ |= {"CRM_LANG": "en", "COLUMNS": "80", "NO_COLOR": "1"}
    only_check = "--check" in sys.argv
    stale = {path: text for path, text in documents().items() if not path.exists() or path.read_text(encoding="utf-8") != text}
    for path, text in stale.items():
        sys.stdout.write(f"{path.relative_to(ROOT)} {'is out of date' if only_check else 'written'}\n")
        if not only_check:
            path.write_text(text, encoding="utf-8")
    return int(only_check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
