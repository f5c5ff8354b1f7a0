"""What this run has kept for good, so that its last sentence is true whatever happens afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from crmcli.core.i18n import listed

_kept: list[str] = []


@contextmanager
def counting(*, lasting: bool = True) -> Iterator[None]:
    """Count afresh within. Afterwards it belongs to the run around it (focus runs other commands), unless it is thrown away."""
    global _kept
    before, _kept = _kept, []
    try:
        yield
    finally:
        _kept = before + _kept if lasting else before


def note(what: str) -> None:
    """Remember what can no longer be lost: `u6`, a setting, a file."""
    _kept.append(what)


def kept() -> str:
    """All of it, as a person reads it; empty where nothing was saved."""
    return listed(_kept)
