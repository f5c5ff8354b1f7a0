"""crm demo: a morning on made-up customers. The walk is examples/morning.sh: a comment explains, the line below it runs."""

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from crmcli.core import clock, commits, interrupts
from crmcli.core.choices import mark
from crmcli.core.errors import CrmError, DatabaseFileError, NotFoundError, RefusedError
from crmcli.core.i18n import language, t
from crmcli.terminal import options, render, session, stream

app = options.group()

STORY_NOW = "2026-11-23T09:00"  # a Monday; the files under examples/ lie around it
_PACKAGE = Path(__file__).resolve().parents[2]
_PLACES = (_PACKAGE / "examples", _PACKAGE.parents[1] / "examples")  # installed; a checkout
_SETTING = re.compile(r"([A-Z_]+)=(.*)")


class _Step(NamedTuple):
    """A command of a script as written, and what the comment above it says."""

    said: str
    command: str


@app.command(
    "demo",
    epilog=options.examples("crm demo", "crm demo --keep ./demo.db", "crm demo --no-input | less"),
)
def demo(
    keep: Annotated[Path | None, typer.Option("--keep", metavar="PATH", help=mark("Keep the demo's file at this path."))] = None,
) -> None:
    kept, pauses = keep and _free(keep), session.current.asks()
    folder = examples()
    with tempfile.TemporaryDirectory(prefix="crm-demo-") as scratch:
        path = kept or Path(scratch) / "demo.db"
        with commits.counting(lasting=False), _world(folder, path), contextlib.redirect_stderr(sys.stdout):
            _introduce(path)
            _walk(folder / "morning.sh", pauses)
    _farewell(kept)


def examples() -> Path:
    """The folder of the example files in the user's language. Raises NotFoundError where the installation lacks them."""
    found = next((place for place in _PLACES if (place / "morning.sh").is_file()), None)
    if found is None:
        raise NotFoundError(t("The example files are missing."), t("Reinstall crm."))
    return found if language() == "zh" else found / language()


def steps(script: str) -> list[_Step]:
    """The commands of a shell script; a comment with an empty line below it is about the script and no step's."""
    found, said = [], ""
    for line in script.replace("\\\n", "\\\0").splitlines():
        if line.startswith("#"):
            said += line.removeprefix("#") + "\n"
        elif line.strip():
            found.append(_Step(said.rstrip(), line.replace("\0", "\n")))
            said = ""
        else:
            said = ""
    return found


def _free(keep: Path) -> Path:
    path = keep.expanduser().absolute()
    if path.exists():
        raise RefusedError(t("{path} already exists.", path=path), t("Name a file that does not exist yet."))
    return path


@contextlib.contextmanager
def _world(folder: Path, path: Path) -> Iterator[None]:
    """Within it every command works on `path`, at the time of the story, next to the example files; the user's file is out of
    reach.
    """
    with (
        contextlib.chdir(folder),
        _environment(CRM_DB=str(path), CRM_LANG=language(), CRM_NO_INPUT="1", **{clock.VARIABLE: STORY_NOW}),
    ):
        yield


@contextlib.contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _walk(script: Path, pauses: bool) -> None:
    for step in steps(script.read_text(encoding="utf-8")):
        for line in step.said.splitlines():
            render.print_line(line.strip(), "cyan")
        for line in f"$ {step.command}".splitlines():
            render.print_line(line, "bold")
        _obey(step.command)
        render.print_line()
        if pauses:
            _pause()


def _obey(command: str) -> None:
    """Run one line of a script: `crm …` as a table on the screen, `sh FILE` without a word, `NAME=VALUE` before either."""
    words, settings = shlex.split(command.replace("\\\n", " ")), {}
    while setting := _SETTING.fullmatch(words[0]):
        settings[setting[1]] = setting[2]
        words.pop(0)
    program, *rest = words
    with _environment(**settings):
        if program == "sh":
            _obey_quietly(Path(rest[0]))
        else:
            _run(rest, command)


def _obey_quietly(script: Path) -> None:
    commands = [step.command for step in steps(script.read_text(encoding="utf-8"))]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for command in commands:
            _obey(command)
    render.print_line(t("(commands: {count})", count=len(commands)), "dim")


def _run(words: list[str], command: str) -> None:
    from crmcli.__main__ import run

    code = run([*words, "-o", "table", "--no-input"])
    if interrupts.arrived() or code == interrupts.INTERRUPTED:
        raise KeyboardInterrupt
    if code:
        ours = (
            DatabaseFileError if code == DatabaseFileError.exit_code else CrmError
        )  # a story that fails otherwise is our defect
        raise ours(t("The demo stopped at: {command}", command=command))


def _pause() -> None:
    render.print_line(t("Press Enter to continue, Ctrl-C to stop."), "dim")
    stream.release()
    sys.stdout.flush()
    if not sys.stdin.readline():
        raise KeyboardInterrupt


def _introduce(path: Path) -> None:
    render.print_line(t("A morning with crm: a car dealer, a pet shop and a café. All customers are made up."), "bold")
    render.print_line(t("Your own file is not touched; the demo uses {path}", path=path))
    render.print_line()


def _farewell(kept: Path | None) -> None:
    if kept:
        render.print_line(t("The demo's file is kept: {path}", path=kept))
        render.print_line(f"  {clock.VARIABLE}={STORY_NOW} crm --db {shlex.quote(str(kept))}")
    render.print_line(t("Now with your own customers:"), "bold")
    render.print_line("  crm init                           " + t("language, currency and pipeline"))
    render.print_line("  crm import contacts.csv --dry-run  " + t("preview an import; then run it without --dry-run"))
    render.print_line(t("  crm add Ann --phone 4155550123     or add one at a time"))
    render.print_line("  crm                                " + t("every morning"))
