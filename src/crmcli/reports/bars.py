"""Bars of block characters for tables on a terminal."""

from __future__ import annotations

import re

from crmcli.terminal import show

# What a line may end after: a wide character with the punctuation that cannot begin a line, or (part of) a word; with blanks.
_PIECE = re.compile(r"(?:[⺀-￯][。，；：、？！）”…]*|[^\s⺀-￯]{1,40})\s*|\s+")
_FULL, _HALF = "█", "▌"


def bar(share: float, width: int) -> str:
    """`share` (0 to 1) of `width` cells; what is there at all shows at least half a cell."""
    halves = round(share * width * 2)
    if share > 0:
        halves = max(halves, 1)
    return _FULL * (halves // 2) + _HALF * (halves % 2)


def percent(share: float | None) -> str:
    """A share as `43%`; a dash where there is none."""
    return "–" if share is None else f"{share:.0%}"


def fit(text: str, width: int) -> str:
    """`text` cut to `width` cells of the terminal, a wide character counting two."""
    from rich.cells import cell_len, set_cell_size

    return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + "…"


def wrapped(text: str) -> list[str]:
    """`text` in lines that the screen holds, broken at blanks and between wide characters."""
    room, lines = show.width(), [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and show.cells((lines[-1] + piece).rstrip()) > room:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]
