"""Bars of block characters for tables on a terminal."""

from __future__ import annotations

_FULL, _HALF = "█", "▌"
_LITTLE = 0.005


def bar(share: float, width: int) -> str:
    """`share` (0 to 1) of `width` cells; what is there at all shows at least half a cell."""
    halves = round(share * width * 2)
    if share > 0:
        halves = max(halves, 1)
    return _FULL * (halves // 2) + _HALF * (halves % 2)


def percent(share: float | None) -> str:
    """A share as `43%`, `<1%` where little is not nothing; a dash where there is none."""
    if share is None:
        return "–"
    return "<1%" if 0 < share < _LITTLE else f"{share:.0%}"
