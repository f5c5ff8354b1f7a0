"""Columns that are short by construction, aligned without a table library: that takes half of a report's whole time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from crmcli.terminal import output, sheet, show
from crmcli.terminal.clean import clean

_GAP = "  "
_LEAST_BAR, _LEAST_NAME = 4, 14
Piece = tuple[str, str]


def draw(columns: Sequence[show.Column], rows: Iterable[Any]) -> None:
    """Print the rows under their titles; a cell is a text, or a pair of text and style."""
    lines = [[(column.title, "bold") for column in columns], *([_piece(column.cell(row)) for column in columns] for row in rows)]
    widths = [max(show.cells(text) for text, _style in pieces) for pieces in zip(*lines, strict=True)]
    show.paged("".join(f"{_line(columns, widths, pieces)}\n" for pieces in lines))


def _piece(cell: object) -> Piece:
    text, style = cell if isinstance(cell, tuple) else (cell, "")
    return clean(output.cell_text(text)), style


def _line(columns: Sequence[show.Column], widths: Sequence[int], pieces: Sequence[Piece]) -> str:
    padded = []
    for column, width, (text, style) in zip(columns, widths, pieces, strict=True):
        space = " " * (width - show.cells(text))
        padded.append(space + show.styled(text, style) if column.right else show.styled(text, style) + space)
    return _GAP.join(padded).rstrip()


def taken(columns: Sequence[show.Column], rows: Iterable[Any]) -> int:
    """What the columns take on the screen, each with the gap behind it."""
    rows = list(rows)
    texts = ([column.title, *(_piece(column.cell(row))[0] for row in rows)] for column in columns)
    return sum(max(map(show.cells, each)) + len(_GAP) for each in texts)


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
