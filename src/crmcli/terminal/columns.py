"""The columns of a table on a terminal, and what of them a screen holds."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from crmcli.core.choices import Coded
from crmcli.terminal.screen import Style, Styled, display_width


class Bar(NamedTuple):
    """A share (0 to 1) as a bar, as long as its column."""

    share: float
    style: Style


Cell = str | int | float | date | Coded | Styled | Bar | None


class Column(NamedTuple):
    """One column of a table on a terminal: `cell(row)` gives its text, a pair of text and style, or a bar.

    `right` sets numbers flush. Where the screen is narrow, bars become shorter than their `bar` cells, and the texts of
    `flexible` columns are broken or cut; any other cell and every title stay whole. Before a text had less than `spare` cells,
    that column leaves, the one with the highest number first.
    """

    title: str
    cell: Callable[[Any], Cell]
    right: bool = False
    flexible: bool = False
    spare: int = 0
    bar: int = 0


class FittedTable(NamedTuple):
    """The columns that stay, their widths, and the cells line by line, the titles first."""

    columns: Sequence[Column]
    widths: Sequence[int]
    cells: Sequence[Sequence[Styled]]

    @property
    def is_whole(self) -> bool:
        """Whether every cell fits on one line."""
        return all(
            "\n" not in text and display_width(text) <= width
            for line in self.cells for (text, _style), width in zip(line, self.widths, strict=True)
        )  # fmt: skip
