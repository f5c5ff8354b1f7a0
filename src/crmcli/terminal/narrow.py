"""A table of many columns on a narrow screen: one line a row, the least important columns give way first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from crmcli.terminal import aligned, output, show
from crmcli.terminal.show import Column

_GAP = 2
# Columns of the screen: a name or a firm is nearly always whole; a clipped text can be told apart; below, it says nothing.
_WHOLE, _READABLE, _LEAST = 20, 10, 7


def fitting(columns: Sequence[Column], rows: Sequence[Any], spare: Sequence[str], leaving: Sequence[str]) -> list[Column]:
    """The columns that this screen holds, one line a row. Those titled in `spare` go, one after the other, before a text is
    clipped to less than a name; those in `leaving` before it cannot be told apart. What went comes back where there is room
    in the end; then flexible columns are clipped, the widest first.
    """
    widths = {column.title: _width(column, rows) for column in columns}
    kept, gone = list(columns), list[str]()
    for room, title in [*((_WHOLE, title) for title in spare), *((_READABLE, title) for title in leaving)]:
        if _least(kept, widths, room) > show.width():
            kept, gone = [column for column in kept if column.title != title], [title, *gone]
    for title in gone:
        again = [column for column in columns if column in kept or column.title == title]
        kept = again if _total(again, widths) <= show.width() else kept
    _squeeze(kept, widths)
    return [column._replace(cell=_clipped(column.cell, widths[column.title])) if column.flexible else column for column in kept]


def _width(column: Column, rows: Sequence[Any]) -> int:
    return max(show.cells(text) for text in (column.title, *(_text(column.cell(row)) for row in rows)))


def _text(cell: object) -> str:
    return str(cell[0]) if type(cell) is tuple else output.cell_text(cell)


def _total(kept: Sequence[Column], widths: dict[str, int]) -> int:
    return sum(widths[column.title] for column in kept) + _GAP * (len(kept) - 1)


def _least(kept: Sequence[Column], widths: dict[str, int], room: int) -> int:
    """The width of all where flexible columns have at most `room`."""
    squeezed = {column.title: min(widths[column.title], room) if column.flexible else widths[column.title] for column in kept}
    return _total(kept, squeezed)


def _squeeze(kept: Sequence[Column], widths: dict[str, int]) -> None:
    """Take from the widest flexible column, one cell after the other, until all fit or none has more to give."""
    flexible = [column.title for column in kept if column.flexible]
    while _total(kept, widths) > show.width():
        widest = max(flexible, key=lambda title: widths[title], default="")
        if not widest or widths[widest] <= _LEAST:
            return
        widths[widest] -= 1


def _clipped(cell: Callable[[Any], object], room: int) -> Callable[[Any], str]:
    return lambda row: aligned.fit(_text(cell(row)), room)
