"""Columns whose cells are on one line each, aligned without a table library: that takes half of a command's whole time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.core.choices import Coded
from crmcli.terminal import render, serialize
from crmcli.terminal.sanitize import clean

if TYPE_CHECKING:
    from crmcli.terminal.column_fitting import Shown

GAP = "  "
_FULL, _HALF = "█", "▌"
_TITLE: render.Style = "bold"
Grid = list[list[render.Styled]]


def grid(columns: Sequence[render.Column], rows: Iterable[Any], room: Sequence[int]) -> Grid:
    """The titles and the cells, line by line; bars take the `room` of their column."""
    titles = [(column.title, _TITLE) for column in columns]
    return [titles, *([piece(column.cell(row), width) for column, width in zip(columns, room, strict=True)] for row in rows)]


def piece(cell: render.Cell, room: int) -> render.Styled:
    """A cell as clean text with its style; a title alone may be of two lines."""
    if isinstance(cell, render.Bar):
        return bar(cell.share, room), cell.style
    if isinstance(cell, tuple) and not isinstance(cell, Coded):
        said, style = cell
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
        max(render.cells(line) for text, _style in column for line in text.split("\n")) for column in zip(*cells, strict=True)
    ]


def total(some: Iterable[int]) -> int:
    """What columns of these widths take together."""
    return sum(width + len(GAP) for width in some) - len(GAP)


def text(shown: Shown) -> str:
    """The cells below each other, numbers flush right, each cut to its column."""
    return "".join(f"{_line(shown, pieces)}\n" for pieces in shown.cells)


def _line(shown: Shown, pieces: Sequence[render.Styled]) -> str:
    padded = []
    for column, width, (said, style) in zip(shown.columns, shown.widths, pieces, strict=True):
        kept = render.fit(said, width)
        space = " " * (width - render.cells(kept))
        padded.append(space + render.styled(kept, style) if column.right else render.styled(kept, style) + space)
    return GAP.join(padded).rstrip()


def notes(texts: Iterable[str]) -> None:
    """Print what stands under a report, each text in lines that the screen holds."""
    for text in texts:
        render.line(text, "dim")
