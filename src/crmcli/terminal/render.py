"""Rows to the person or the script: table, plain, json, jsonl, csv, ids, all derived from the row type.

A row is a NamedTuple, which loads in a sixth of the time, or a frozen dataclass. Its
fields, in order, are the keys of JSON and the columns of CSV; a nested row gives the columns `customer_no`, `customer_name`, ….
`Coded` values are code and label in JSON, the label elsewhere.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from datetime import datetime
from itertools import repeat
from typing import TYPE_CHECKING, Any

from crmcli.core import clock
from crmcli.core.effects import Effects, in_words
from crmcli.core.i18n import t
from crmcli.terminal import screen, serialize, session, stream
from crmcli.terminal.columns import Bar, Cell, Column
from crmcli.terminal.sanitize import clean
from crmcli.terminal.screen import Style

if TYPE_CHECKING:
    from crmcli.core.counted import Counted

__all__ = [
    "SCHEMA", "Bar", "Cell", "Column", "draw_table", "empty_state", "print_line", "print_notes", "print_paragraph", "report",
    "write_result", "write_rows", "write_unchanged",
]  # fmt: skip
SCHEMA = 1
_LEAST_PARAGRAPH = 10  # columns


def report(
    rows: Counted[Any],
    *,
    table: Sequence[Column] | Callable[[Sequence[Any]], object],
    params: dict[str, Any] | None = None,
    as_of: datetime | None = None,
    notes: Iterable[str] = (),
    empty: str = "",
) -> None:
    """Print what a command found. `notes` say how it was counted and stand under the table; `empty` replaces a table
    without rows. `table` lists the columns, or draws the rows itself.
    """
    form = session.current.form()
    if form != "table":
        _emit(form, rows, params or {}, as_of)
    elif not rows and empty:
        print_line(empty)
    else:
        shown = list(rows)
        if callable(table):
            table(shown)
        else:
            draw_table(table, shown)
        print_notes(notes)


def write_result(rows: Sequence[Any], sentence: str, also: Effects = (), *, way_back: str = " · crm undo") -> None:
    """After a write: what changed, for scripts as rows, for people as one line that says how to take it back (`way_back`, empty
    where the sentence says it); `also` what else the same change did, in that line and in JSON.
    """
    form = session.current.form()
    if form == "json":
        stream.write("".join(_json_pieces(rows, {}, None, also)))
    elif form in ("jsonl", "csv", "ids"):
        _emit(form, rows, {}, None)
    elif not stream.is_quiet():
        print_line(f"{sentence}{in_words(also)}{way_back}")


def write_unchanged(sentence: str) -> None:
    """Instead of a write that has nothing to do: why, and for scripts that nothing changed."""
    stream.print_notice(sentence)
    if session.current.form() == "json":
        write_result([], sentence)


def print_line(text: str = "", style: Style = "") -> None:
    """Print one line of result on stdout; cleaned, and broken where a screen ends. `style` shows on a terminal only."""
    text = clean(text)
    lines = screen.wrap_line(text) if session.current.form() == "table" else [text]
    stream.write("\n".join([*map(screen.styled, lines, repeat(style)), ""]))


def print_paragraph(text: str, indent: str) -> None:
    """As `print_line`, broken at blanks where the screen ends; every line begins with `indent`."""
    room = max(screen.width() - screen.display_width(indent), _LEAST_PARAGRAPH)
    stream.write("".join(f"{indent}{one}\n" for one in screen.wrap_words(clean(text), room)))


def print_notes(texts: Iterable[str]) -> None:
    """Print what stands under a report, each text in lines that the screen holds."""
    for text in texts:
        print_line(text, "dim")


def draw_table(columns: Sequence[Column], rows: Sequence[Any], *, one_line: bool = False) -> Sequence[Column]:
    """Draw a table on the terminal, wide characters aligned. On a narrow screen spare columns leave, then texts are broken, by
    rich, or cut where a row is to stay on `one_line`. Returns the columns that stayed.
    """
    from crmcli.terminal import column_fitting, plain_table

    fitted = column_fitting.fit_columns(columns, rows)
    if one_line or fitted.is_whole:
        stream.write(plain_table.draw(fitted))
    else:
        from crmcli.terminal import rich_table

        stream.write(rich_table.draw(fitted))
    return fitted.columns


def write_rows(rows: Iterable[Any], params: dict[str, Any]) -> None:
    """Print rows of which nobody knows how many will come, in the form of scripts, while they are read."""
    _emit(session.current.form(), rows, params, None)


def _emit(form: str, rows: Iterable[Any], params: dict[str, Any], as_of: datetime | None) -> None:
    pieces = _json_pieces(rows, params, as_of) if form == "json" else serialize.pieces(form, rows, on_screen=sys.stdout.isatty())
    for piece in pieces:
        stream.write(piece)


def _json_pieces(
    rows: Iterable[Any], params: dict[str, Any], as_of: datetime | None, also: Effects | None = None
) -> Iterator[str]:
    """The one object of `-o json`; where the rows cannot be counted before, their count comes last. Writes have `also`."""
    envelope = {
        "schema": SCHEMA,
        "command": session.current.command,
        "as_of": clock.iso(as_of or clock.now()),
        "params": {key: serialize.jsonable(value) for key, value in params.items()},
    }
    counted = isinstance(rows, Sized)
    if isinstance(rows, Sized):
        envelope["count"] = len(rows)
    yield f'{serialize.json_text(envelope)[:-1]}, "items": ['
    count = 0
    for batch in serialize.batches(rows):
        yield (", " if count else "") + serialize.json_text(serialize.jsonable(batch))[1:-1]
        count += len(batch)
    if also is not None:
        yield f'], "also": {serialize.json_text([{"kind": one.kind, **serialize.jsonable(one)} for one in also])}}}\n'
    else:
        yield "]}\n" if counted else f'], "count": {count}}}\n'


def empty_state(what: str, example: str) -> str:
    """The sentence in place of an empty table: what is missing and the command that begins."""
    return t("{what} Start with: {example}", what=what, example=example)
