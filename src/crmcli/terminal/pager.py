"""What a command prints on a terminal waits for its end: where it is longer than the screen it goes, whole, through one pager."""

from __future__ import annotations

import sys
from typing import TextIO

from crmcli.terminal import session, streams

_KEPT = 2  # lines of the screen for the prompt
_LINE_ABOVE_ERASED = "\x1b[A\x1b[2K"


def write(stream: TextIO, text: str) -> None:
    """Print `text` on stdout or stderr, at the command's end where it may go through a pager."""
    session.current.prints += 1
    if session.current.pages() and stream.isatty():
        session.current.held.append((stream, text))
    else:
        streams.write(stream, text)


def erase(number: int) -> None:
    """Erase the line that was the print of that number from the terminal, where nothing was printed below it."""
    if session.current.prints == number:
        session.current.release()
        sys.stderr.write(_LINE_ABOVE_ERASED)
        session.current.prints -= 1


def finish() -> None:
    """Print what waited."""
    whole = "".join(text for _stream, text in session.current.held)
    if not _is_longer(whole) or not _page(whole):
        session.current.release()
    session.current.held.clear()


def _is_longer(text: str) -> bool:
    import shutil

    return text.count("\n") > shutil.get_terminal_size((80, 24)).lines - _KEPT


def _page(text: str) -> bool:
    """Whether a pager showed it: the user's, else less; Ctrl-C is the pager's then."""
    import os
    import shutil
    import signal
    import subprocess

    command = _command(os.environ.get("PAGER") or "less -FRX")
    if not command or not shutil.which(command[0]):
        return False
    sys.stdout.flush()
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        subprocess.run(command, input=text.encode(), check=False, env={"LESS": "FRX", **os.environ})  # noqa: S603 - the user's own
    except OSError:  # nothing that can be run
        return False
    finally:
        signal.signal(signal.SIGINT, before)
    return True


def _command(words: str) -> list[str]:
    import shlex

    try:
        return shlex.split(words)
    except ValueError:  # a quote without its end
        return []
