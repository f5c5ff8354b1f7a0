"""What is longer than the screen, through one pager: the user's, else less."""

from __future__ import annotations

import sys

_KEPT = 2  # lines of the screen for the prompt


def is_longer_than_screen(text: str) -> bool:
    """Whether `text` has more lines than the terminal."""
    import shutil

    return text.count("\n") > shutil.get_terminal_size((80, 24)).lines - _KEPT


def show(text: str) -> bool:
    """Show `text`, and return whether there was a pager that could; Ctrl-C is its own meanwhile."""
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
