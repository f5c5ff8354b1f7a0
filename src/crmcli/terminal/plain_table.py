"""Columns whose cells are on one line each, aligned without a table library: that takes half of a command's whole time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from crmcli.terminal import screen, serialize
from crmcli.terminal.columns import Bar, Cell, Column, FittedTable
from crmcli.terminal.sanitize import clean
from crmcli.terminal.screen import Style, Styled

GAP = "  "
_FULL, _HALF = "█", "▌"
_TITLE: Style = "bold"
Grid = list[list[Styled]]


def grid(columns: Sequence[Column], rows: Iterable[Any], room: Sequence[int]) -> Grid:
    """The titles and the cells, line by line; bars take the `room` of their column."""
    titles = [(column.title, _TITLE) for column in columns]
    return [titles, *([piece(column.cell(row), width) for column, width in zip(columns, room, strict=True)] for row in rows)]


def piece(cell: Cell, room: int) -> Styled:
    """A cell as clean text with its style; a title alone may be of two lines."""
    if isinstance(cell, Bar):
        return bar(cell.share, room), cell.style
    if type(cell) is tuple:  # a row may be a tuple, too, and is no pair of text and style
        said, style = cast("Styled", cell)
        return clean(said), style
    return clean(serialize.cell_text(cell)), ""


def bar(share: float, width: int) -> str:
    """`share` (0 to 1) of `width` cells; what is there at all shows at least half a cell."""
    halves = round(share * width * 2)
    if share > 0:
        halves = max(halves, 1)
    return _FULL * (halves // 2) + _HALF * (halves % 2)


def widths(cells: Grid) -> list[int]:
    """What each column takes where it is whole."""
    return [
        max(screen.display_width(line) for text, _style in column for line in text.split("\n"))
        for column in zip(*cells, strict=True)
    ]


def total(some: Iterable[int]) -> int:
    """What columns of these widths take together."""
    return sum(width + len(GAP) for width in some) - len(GAP)


def draw(shown: FittedTable) -> str:
    """The cells below each other, numbers flush right, each cut to its column."""
    return "".join(f"{_line(shown, pieces)}\n" for pieces in shown.cells)


def _line(shown: FittedTable, pieces: Sequence[Styled]) -> str:
    padded = []
    for column, width, (said, style) in zip(shown.columns, shown.widths, pieces, strict=True):
        kept = screen.fit(said, width)
        space = " " * (width - screen.display_width(kept))
        padded.append(space + screen.styled(kept, style) if column.right else screen.styled(kept, style) + space)
    return GAP.join(padded).rstrip()
