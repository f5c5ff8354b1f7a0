"""Ctrl-C, SIGTERM and a terminal that goes away: each stops the command the same way, and waits while something is being kept."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
_BY_SIGNAL = 128  # the shell's way: 130 for Ctrl-C, 143 for SIGTERM
INTERRUPTED = _BY_SIGNAL + signal.SIGINT

_holders = 0
_arrived: int | None = None


def listen() -> None:
    """Turn the signals into KeyboardInterrupt, but for those that whoever started the program had ignored (nohup)."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _arrive)


def begin() -> None:
    """Forget the run before."""
    global _arrived
    _arrived = None


def _arrive(number: int, _frame: FrameType | None) -> None:
    global _arrived
    _arrived = number
    if not _holders:
        raise KeyboardInterrupt


@contextmanager
def held() -> Iterator[None]:
    """Let what happens within be finished; a signal that came meanwhile stops the command at the end of it."""
    global _holders
    before = _arrived
    _holders += 1
    try:
        yield
    finally:
        _holders -= 1
    if _arrived is not before:
        raise KeyboardInterrupt


def arrived() -> bool:
    """Whether the command was told to stop. Its error may name something else: SQLite hides what interrupts a
    function of ours.
    """
    return _arrived is not None


def exit_code() -> int:
    """What a command that was told to stop ends with."""
    return INTERRUPTED if _arrived is None else _BY_SIGNAL + _arrived
