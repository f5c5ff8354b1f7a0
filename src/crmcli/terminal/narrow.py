"""What of a table a screen holds: spare columns leave first, then texts give way; numbers and titles are never cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from crmcli.terminal import aligned, show

_LEAST, _LEAST_BAR = 7, 4  # cells of a text and of a bar; with fewer they say nothing
_ORDINARY = 80  # columns of a screen; on a wider one bars are longer


class Shown(NamedTuple):
    """The columns that stay, their widths, and the cells line by line, the titles first."""

    columns: Sequence[show.Column]
    widths: Sequence[int]
    cells: Sequence[Sequence[show.Styled]]

    @property
    def is_whole(self) -> bool:
        """Whether every cell fits on one line."""
        return all(
            "\n" not in text and show.cells(text) <= width
            for line in self.cells for (text, _style), width in zip(line, self.widths, strict=True)
        )  # fmt: skip


def fitting(columns: Sequence[show.Column], rows: Sequence[Any]) -> Shown:
    """The columns that this screen holds: spare ones leave as far as they must and come back where there is room in the end; then
    bars, then flexible columns give way, the widest first.
    """
    room = [column.bar and column.bar + max(show.width() - _ORDINARY, 0) // 2 for column in columns]
    cells = aligned.grid(columns, rows, room)
    widths = list(map(max, aligned.widths(cells), room))
    kept = _staying(columns, widths)
    staying = [columns[number] for number in kept]
    narrowed = _squeezed(staying, [widths[number] for number in kept])
    if any(column.bar for column in columns):
        return Shown(staying, narrowed, aligned.grid(staying, rows, narrowed))
    return Shown(staying, narrowed, [[line[number] for number in kept] for line in cells])


def _staying(columns: Sequence[show.Column], widths: Sequence[int]) -> list[int]:
    kept, gone = list(range(len(columns))), list[int]()
    for number in sorted((number for number in kept if columns[number].spare), key=lambda number: -columns[number].spare):
        least = (_least(columns[one], widths[one], columns[number].spare) for one in kept)
        if aligned.total(least) > show.width():
            kept.remove(number)
            gone.insert(0, number)
    for number in gone:
        if aligned.total(widths[one] for one in (*kept, number)) <= show.width():
            kept = sorted((*kept, number))
    return kept


def _least(column: show.Column, width: int, room: int) -> int:
    """To what a column of that width can be narrowed where texts keep `room` cells."""
    if column.bar:
        return min(width, _LEAST_BAR)
    return min(width, max(room, _titled(column))) if column.flexible else width


def _titled(column: show.Column) -> int:
    return max(map(show.cells, column.title.split("\n")))


def _squeezed(columns: Sequence[show.Column], widths: list[int]) -> list[int]:
    """The widths, from which bars, then flexible columns gave, the widest one cell after the other, until all fit or none has
    more to give.
    """
    for _ in range(aligned.total(widths) - show.width()):
        giving = [number for number, column in enumerate(columns) if widths[number] > _least(column, widths[number], _LEAST)]
        if not giving:
            break
        widths[max(giving, key=lambda number: (columns[number].bar > 0, widths[number]))] -= 1
    return widths
