"""Standard input, output and errors, also where they are closed, full, or gone."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO


def prepare() -> None:
    """Three streams that can be used, in UTF-8. One that is closed leads to the null device, its descriptor too: a file opened
    later would get that number, and be written to as if it were the screen.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    sys.stdin = sys.stdin or _nowhere("r")
    sys.stdout = sys.stdout or _nowhere("w")
    sys.stderr = sys.stderr or _nowhere("w")
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)


def silence_stderr() -> None:
    """Say nothing on stderr from now on: a shell that completes a word would print it into the line that is being typed."""
    sys.stderr = _nowhere("w")


def write_stderr(text: str) -> None:
    """A word to the person. Where it cannot be written the command goes on all the same: its work is not for stderr to decide."""
    with suppress(OSError, ValueError):
        sys.stderr.write(text)
        sys.stderr.flush()


def write(stream: TextIO, text: str) -> None:
    """Print on stdout or stderr: what stdout cannot take is an error, see `write_stderr`."""
    if stream is sys.stderr:
        write_stderr(text)
    else:
        stream.write(text)


def _nowhere(mode: str) -> TextIO:
    return open(os.devnull, mode, encoding="utf-8")  # type: ignore[return-value]  # noqa: PTH123 - open until the end


def _speak_utf8(stream: TextIO) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure:
        reconfigure(encoding="utf-8", errors="backslashreplace")
