"""Tables with broken cells, by rich: imported only where a screen does not hold every cell on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.containers import Lines
from rich.table import Table
from rich.text import Text

from crmcli.terminal import plain_table, screen

if TYPE_CHECKING:
    from crmcli.terminal.columns import FittedTable

BETWEEN = " · "
NARROW = 16  # columns in which pieces do not fit whole


def draw(shown: FittedTable) -> str:
    """The table as text; every cell is clean and a `Text`, so that no name can break the screen."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, len(plain_table.GAP), 0, 0), expand=False)
    for column, width in zip(shown.columns, shown.widths, strict=True):
        table.add_column(Text(column.title), width=width, justify="right" if column.right else "left", overflow="fold")
    for pieces in shown.cells[1:]:
        table.add_row(*(Pieces(*piece) for piece in pieces))
    out = _console(plain_table.total(shown.widths) + len(plain_table.GAP))
    with out.capture() as captured:
        out.print(table)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


def _console(width: int) -> Console:
    """A console that writes into a string, with colours only where stdout takes them."""
    return Console(
        width=width,
        height=24,  # with a width alone rich draws a dumb terminal 80 wide
        color_system="standard" if screen.has_colours() else None,
        force_terminal=screen.has_colours(),
        highlight=False,
        markup=False,
        emoji=False,
    )


class Pieces(Text):
    """A text of pieces with " · " between them, that breaks between two pieces rather than inside one."""

    def wrap(self, console: Console, width: int, **options: Any) -> Lines:
        if width < NARROW or BETWEEN not in self.plain:
            return super().wrap(console, width, **options)
        return Lines(Text(line, self.style) for line in screen.wrap_pieces(self.plain.split(BETWEEN), BETWEEN, width))
