"""Shares as they are written in tables."""

from __future__ import annotations

_LITTLE = 0.005


def percent(share: float | None) -> str:
    """A share as `43%`, `<1%` where little is not nothing; a dash where there is none."""
    if share is None:
        return "–"
    return "<1%" if 0 < share < _LITTLE else f"{share:.0%}"
