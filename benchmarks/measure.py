"""What a command costs: CPU and memory of its whole process, by wait4."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import struct
import sys
import termios
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PYTHON = sys.executable
CRM = str(Path(PYTHON).with_name("crm"))
LINES, COLUMNS = 400, 100  # higher than any answer, so that no pager waits for a key
_MEBI = 1024 * 1024 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Used:
    """User and system milliseconds, and the most megabytes held at once."""

    cpu: float
    megabytes: float


def used(argv: list[str], env: dict[str, str], *, on_screen: bool = False) -> Used:
    """What one run took; at a pseudo-terminal where somebody reads it there. This process stays small, since a child's memory
    counts from that of its parent.
    """
    return _at_a_terminal(argv, env) if on_screen else _waited(argv, env, os.devnull)


def _waited(argv: list[str], env: dict[str, str], place: str, meanwhile: Callable[[], object] = lambda: None) -> Used:
    actions = [(os.POSIX_SPAWN_OPEN, number, place, os.O_RDWR, 0) for number in (0, 1)]
    if place != os.devnull:
        actions.append((os.POSIX_SPAWN_OPEN, 2, place, os.O_RDWR, 0))
    child = os.posix_spawn(argv[0], argv, env, file_actions=actions)
    meanwhile()
    _child, status, usage = os.wait4(child, 0)
    if status:
        sys.exit(f"{' '.join(argv)}: ended with {os.waitstatus_to_exitcode(status)}")
    return Used(1000 * (usage.ru_utime + usage.ru_stime), usage.ru_maxrss / _MEBI)


def _at_a_terminal(argv: list[str], env: dict[str, str]) -> Used:
    person, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("4H", LINES, COLUMNS, 0, 0))

    def read() -> None:
        os.close(terminal)
        with contextlib.suppress(OSError):  # how Linux tells that the other end was closed
            while os.read(person, 65536):
                pass

    found = _waited(argv, env | {"TERM": "xterm"}, os.ttyname(terminal), read)
    os.close(person)
    return found
