"""What of a table a screen holds: spare columns leave first, then texts give way; numbers and titles are never cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmcli.terminal import plain_table, screen
from crmcli.terminal.columns import Column, FittedTable

_LEAST, _LEAST_BAR = 7, 4  # cells of a text and of a bar; with fewer they say nothing
_ORDINARY = 80  # columns of a screen; on a wider one bars are longer


def fit_columns(columns: Sequence[Column], rows: Sequence[Any]) -> FittedTable:
    """The columns that this screen holds: spare ones leave as far as they must and come back where there is room in the end; then
    bars, then flexible columns give way, the widest first.
    """
    room = [column.bar and column.bar + max(screen.width() - _ORDINARY, 0) // 2 for column in columns]
    cells = plain_table.grid(columns, rows, room)
    widths = list(map(max, plain_table.widths(cells), room))
    kept = _staying(columns, widths)
    staying = [columns[number] for number in kept]
    narrowed = _squeezed(staying, [widths[number] for number in kept])
    if any(column.bar for column in columns):
        return FittedTable(staying, narrowed, plain_table.grid(staying, rows, narrowed))
    return FittedTable(staying, narrowed, [[line[number] for number in kept] for line in cells])


def _staying(columns: Sequence[Column], widths: Sequence[int]) -> list[int]:
    kept, gone = list(range(len(columns))), list[int]()
    for number in sorted((number for number in kept if columns[number].spare), key=lambda number: -columns[number].spare):
        least = (_least(columns[one], widths[one], columns[number].spare) for one in kept)
        if plain_table.total(least) > screen.width():
            kept.remove(number)
            gone.insert(0, number)
    for number in gone:
        if plain_table.total(widths[one] for one in (*kept, number)) <= screen.width():
            kept = sorted((*kept, number))
    return kept


def _least(column: Column, width: int, room: int) -> int:
    """To what a column of that width can be narrowed where texts keep `room` cells."""
    if column.bar:
        return min(width, _LEAST_BAR)
    return min(width, max(room, _titled(column))) if column.flexible else width


def _titled(column: Column) -> int:
    return max(map(screen.display_width, column.title.split("\n")))


def _squeezed(columns: Sequence[Column], widths: list[int]) -> list[int]:
    """The widths, from which bars, then flexible columns gave, the widest one cell after the other, until all fit or none has
    more to give.
    """
    for _ in range(plain_table.total(widths) - screen.width()):
        giving = [number for number, column in enumerate(columns) if widths[number] > _least(column, widths[number], _LEAST)]
        if not giving:
            break
        widths[max(giving, key=lambda number: (columns[number].bar > 0, widths[number]))] -= 1
    return widths
