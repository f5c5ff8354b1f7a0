"""Tables and bars with rich: imported only when a table is really drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.containers import Lines
from rich.table import Table
from rich.text import Text

from crmcli.kernel.values import Coded
from crmcli.terminal import output, sheet, show
from crmcli.terminal.clean import clean

BETWEEN = " · "
NARROW = 16  # columns in which pieces do not fit whole


def console(width: int | None = None) -> Console:
    """A console that writes into a string, with colours only where stdout takes them."""
    return Console(
        width=width or show.width(),
        color_system="standard" if show.colours() else None,
        force_terminal=show.colours(),
        highlight=False,
        markup=False,
        emoji=False,
    )


def render(columns: Sequence[show.Column], rows: Sequence[Any]) -> str:
    """The table as text; every cell goes through `clean` and `Text`, so that no name can break the screen."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0), expand=False)
    for column in columns:
        table.add_column(
            Text(column.title),
            justify="right" if column.right else "left",
            overflow="ellipsis" if not column.flexible else "fold",
            no_wrap=not column.flexible,
        )
    for row in rows:
        table.add_row(*(_cell(column, row) for column in columns))
    out = console()
    with out.capture() as captured:
        out.print(table)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


class Pieces(Text):
    """A text of pieces with " · " between them, that breaks between two pieces rather than inside one."""

    def wrap(self, console: Console, width: int, **options: Any) -> Lines:
        if width < NARROW:
            return super().wrap(console, width, **options)
        return Lines(Text(line, self.style) for line in sheet.wrapped(self.plain.split(BETWEEN), BETWEEN, width))


def _cell(column: show.Column, row: Any) -> Text:
    text = as_text(column.cell(row))
    return Pieces(text.plain, text.style) if column.flexible and BETWEEN in text.plain else text


def as_text(value: object) -> Text:
    """A cell as rich Text; a pair is (text, style)."""
    if isinstance(value, Text):
        return value
    if isinstance(value, tuple) and not isinstance(value, Coded):
        return Text(clean(str(value[0])), style=value[1])
    return Text(clean(output.cell_text(value)))
