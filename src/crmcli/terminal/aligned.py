"""Columns whose cells the screen holds whole, aligned without a table library: that takes half of a command's whole time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from crmcli.terminal import output, sheet, show
from crmcli.terminal.clean import clean

_GAP = "  "
_LEAST_BAR, _LEAST_NAME = 4, 14
Piece = tuple[str, str]
Grid = list[list[Piece]]


def draw(columns: Sequence[show.Column], rows: Iterable[Any]) -> None:
    """Print the rows under their titles; a cell is a text, or a pair of text and style."""
    show.paged(text(columns, grid(columns, rows)))


def grid(columns: Sequence[show.Column], rows: Iterable[Any]) -> Grid:
    """The titles and the cells, line by line."""
    return [[(column.title, "bold") for column in columns], *([_piece(column.cell(row)) for column in columns] for row in rows)]


def fits(cells: Grid) -> bool:
    """Whether the screen holds every cell whole, on one line."""
    one_line = not any("\n" in text for line in cells for text, _style in line)
    return one_line and sum(_widths(cells)) + len(_GAP) * (len(cells[0]) - 1) <= show.width()


def text(columns: Sequence[show.Column], cells: Grid) -> str:
    """The cells below each other, numbers flush right."""
    widths = _widths(cells)
    return "".join(f"{_line(columns, widths, pieces)}\n" for pieces in cells)


def _widths(cells: Grid) -> list[int]:
    return [max(show.cells(text) for text, _style in column) for column in zip(*cells, strict=True)]


def _piece(cell: object) -> Piece:
    said, style = cell if type(cell) is tuple else (cell, "")
    return clean(output.cell_text(said)), style


def _line(columns: Sequence[show.Column], widths: Sequence[int], pieces: Sequence[Piece]) -> str:
    padded = []
    for column, width, (said, style) in zip(columns, widths, pieces, strict=True):
        space = " " * (width - show.cells(said))
        padded.append(space + show.styled(said, style) if column.right else show.styled(said, style) + space)
    return _GAP.join(padded).rstrip()


def taken(columns: Sequence[show.Column], rows: Iterable[Any]) -> int:
    """What the columns take on the screen, each with the gap behind it."""
    return sum(width + len(_GAP) for width in _widths(grid(columns, rows)))


def beside(room: int, longest: int, most: int) -> tuple[int, int]:
    """Of `room` columns what names take, the longest of which needs `longest`, and what is left for bars: on a screen of 80
    columns no more than `most`, on a wider one half of what it has more.
    """
    room -= len(_GAP)
    names = min(longest, max(room - _LEAST_BAR, _LEAST_NAME))
    return names, max(min(most + max(show.width() - 80, 0) // 2, room - names), _LEAST_BAR)


def fit(text: str, width: int) -> str:
    """`text` cut to `width` columns of the terminal, "…" where it was cut."""
    text = clean(text)
    if show.cells(text) <= width:
        return text
    while show.cells(text) >= width:
        text = text[:-1]
    return text.rstrip() + "…"


def notes(texts: Iterable[str]) -> None:
    """Print what stands under a report, each text in lines that the screen holds."""
    for text in texts:
        show.raw("".join(f"{line}\n" for line in sheet.wrapped([(text, "dim")], "", show.width())))
