"""What a run prints on stdout and stderr. Where a person reads it page by page it waits for the command's end, and goes, whole,
through one pager where it is longer than the screen.
"""

from __future__ import annotations

import sys
from typing import TextIO

from crmcli.terminal import pager, screen, stdio
from crmcli.terminal.sanitize import clean

_LINE_ABOVE_ERASED = "\x1b[A\x1b[2K"


class Printed:
    """What one run has printed: `held` waits for its end where it is `paged`, `count` is how many prints there were. Where it is
    `quiet` neither notices nor success are told.
    """

    def __init__(self) -> None:
        self.paged = False
        self.quiet = False
        self.count = 0
        self.held: list[tuple[TextIO, str]] = []


_run = Printed()


def start() -> None:
    """Print what the run before still holds, and begin one whose output is not paged."""
    release()
    _run.paged, _run.quiet, _run.count = False, False, 0


def hold(paged: bool) -> None:
    """Keep back what is printed from now on for `finish`, where somebody reads it page by page."""
    _run.paged = paged


def write(text: str) -> None:
    """Print text that is already in its final form (a table, a file's content, a drawing) on stdout."""
    _print(sys.stdout, text)


def silence() -> None:
    """Tell neither notices nor success from now on."""
    _run.quiet = True


def is_quiet() -> bool:
    """Whether success is not told."""
    return _run.quiet


def print_notice(text: str) -> None:
    """Print a notice, warning or progress word for the person on stderr."""
    if _run.quiet:
        return
    _print(sys.stderr, screen.wrap(clean(text), sys.stderr) + "\n")


def _print(target: TextIO, text: str) -> None:
    _run.count += 1
    if _run.paged and target.isatty():
        _run.held.append((target, text))
    else:
        stdio.write(target, text)


def count_prints() -> int:
    """How many prints there were so far."""
    return _run.count


def erase(number: int) -> None:
    """Erase the line that was the print of that number from the terminal, where nothing was printed below it."""
    if _run.count == number:
        release()
        sys.stderr.write(_LINE_ABOVE_ERASED)
        _run.count -= 1


def release() -> None:
    """Print at once what waits for the command's end."""
    while _run.held:
        target, text = _run.held.pop(0)
        stdio.write(target, text)
        if target is not sys.stderr:
            target.flush()


def finish() -> None:
    """Print what waited, through a pager where it is longer than the screen."""
    whole = "".join(text for _target, text in _run.held)
    if not pager.is_longer_than_screen(whole) or not pager.show(whole):
        release()
    _run.held.clear()
