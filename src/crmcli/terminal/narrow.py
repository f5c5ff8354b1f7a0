"""A table of many columns on a narrow screen: one line a row, the least important columns give way first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from crmcli.terminal import output, show
from crmcli.terminal.clean import clean
from crmcli.terminal.show import Column

_GAP = 2
_LEAST = 7  # columns of the screen below which a clipped text says nothing


def fitting(columns: Sequence[Column], rows: Sequence[Any], leaving: Sequence[str]) -> list[Column]:
    """The columns that this screen holds: those titled in `leaving` go one after the other while it is too narrow, then
    flexible ones are clipped, the widest first.
    """
    widths = {column.title: _width(column, rows) for column in columns}
    kept = list(columns)
    for title in leaving:
        if _least(kept, widths) <= show.width():
            break
        kept = [column for column in kept if column.title != title]
    _squeeze(kept, widths)
    return [column._replace(cell=_clipped(column.cell, widths[column.title])) if column.flexible else column for column in kept]


def _width(column: Column, rows: Sequence[Any]) -> int:
    return max(show.cells(text) for text in (column.title, *(_text(column.cell(row)) for row in rows)))


def _text(cell: object) -> str:
    return str(cell[0]) if type(cell) is tuple else output.cell_text(cell)


def _total(kept: Sequence[Column], widths: dict[str, int]) -> int:
    return sum(widths[column.title] for column in kept) + _GAP * (len(kept) - 1)


def _least(kept: Sequence[Column], widths: dict[str, int]) -> int:
    squeezed = {column.title: min(widths[column.title], _LEAST) if column.flexible else widths[column.title] for column in kept}
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
    return lambda row: _clip(clean(_text(cell(row))), room)


def _clip(text: str, room: int) -> str:
    if show.cells(text) <= room:
        return text
    while show.cells(text) >= room:
        text = text[:-1]
    return f"{text.rstrip()}…"
