"""Rows to the person or the script: table, plain, json, jsonl, csv, ids, all derived from the row type.

A row is a frozen dataclass or, on the paths that run every morning, a NamedTuple, which loads in a seventh of the time. Its
fields, in order, are the keys of JSON and the columns of CSV; a nested row gives the columns `customer_no`, `customer_name`, ….
`Coded` values are code and label in JSON, the label elsewhere.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from datetime import datetime
from typing import Any, NamedTuple, TextIO

from crmcli.kernel import clock
from crmcli.kernel.effects import Effects, in_words
from crmcli.kernel.words import t
from crmcli.terminal import context, output
from crmcli.terminal.clean import clean

SCHEMA = 1


class Column(NamedTuple):
    """One column of a table on a terminal: `cell(row)` gives its text (or a rich renderable).

    `flexible` columns give way where the screen is narrow; `right` sets numbers flush.
    """

    title: str
    cell: Callable[[Any], object]
    right: bool = False
    flexible: bool = False


def report(
    rows: Sequence[Any],
    *,
    table: Sequence[Column] | Callable[[Sequence[Any]], None],
    params: dict[str, Any] | None = None,
    as_of: datetime | None = None,
    notes: Iterable[str] = (),
    empty: str = "",
) -> None:
    """Print what a command found. `notes` say how it was counted and stand under the table; `empty` replaces a table
    without rows. `table` lists the columns, or draws the rows itself.
    """
    form = context.session.form()
    if form != "table":
        _emit(form, rows, params or {}, as_of)
    elif not rows and empty:
        line(empty)
    else:
        if callable(table):
            table(rows)
        else:
            draw(table, rows)
        for note in notes:
            line(note, style="dim")


def saved(rows: Sequence[Any], sentence: str, also: Effects = ()) -> None:
    """After a write: what changed, for scripts as rows, for people as one line that says how to take it back; `also` what else
    the same change did, in that line and in JSON.
    """
    form = context.session.form()
    if form == "json":
        _write("".join(_json_pieces(rows, {}, None, also)))
    elif form in ("jsonl", "csv", "ids"):
        _emit(form, rows, {}, None)
    else:
        _write(folded(f"{clean(sentence + in_words(also))} · crm undo", sys.stdout) + "\n")


def line(text: str = "", style: str = "") -> None:
    """One line of result on stdout; cleaned. `style` (dim, bold, red …) shows on a terminal only."""
    _write(styled(clean(text), style) + "\n")


def paragraph(text: str, indent: str) -> None:
    """As `line`, broken at blanks where the screen ends; every line begins with `indent`."""
    room, lines = max(width() - cells(indent), 10), [""]
    for word in clean(text).split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and cells(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
        while cells(lines[-1]) > room:  # a word wider than the screen
            fitting = _fitting(lines[-1], room)
            lines[-1:] = [lines[-1][:fitting], lines[-1][fitting:]]
    _write("".join(f"{indent}{one}\n" for one in lines))


def clipped(text: str) -> str:
    """`text` on one line that the screen holds, "…" where it was cut."""
    text = clean(text)
    return text if cells(text) <= width() else text[: _fitting(text, width() - 1)] + "…"


def _fitting(text: str, room: int) -> int:
    """How many characters of `text` fit into `room` columns."""
    return next((end for end in range(len(text)) if cells(text[: end + 1]) > room), len(text))


def cells(text: str) -> int:
    """How many columns the text takes; Chinese characters take two, marks above a letter none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(2 if east_asian_width(char) in "WF" else not combining(char) for char in text)


def raw(text: str) -> None:
    """Text that is already in its final form (a file's content, a drawing), as it is."""
    _write(text)


def notice(text: str) -> None:
    """A notice, warning or progress word for the person, on stderr."""
    sys.stderr.write(folded(clean(text), sys.stderr) + "\n")


def folded(text: str, stream: TextIO) -> str:
    """`text` as a terminal holds it: broken between its parts, else at blanks; anywhere else as it is."""
    if not stream.isatty():
        return text
    return "\n".join(part for one in text.split("\n") for part in _folded(one))


def _folded(text: str) -> list[str]:
    if cells(text) <= width():
        return [text]
    from crmcli.terminal import sheet

    return sheet.wrapped(text.split(" · "), " · ", width())


_STYLES = {"dim": "2", "bold": "1", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


def styled(text: str, style: str) -> str:
    """`text` with the terminal's codes for `style`, where colours are welcome."""
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if style and colours() else text


def linked(text: str, url: str) -> str:
    """`text`, behind which terminals that can open `url`, also where the text is broken or holds more than ASCII."""
    return f"\x1b]8;;{clean(url)}\x1b\\{clean(text)}\x1b]8;;\x1b\\" if colours() else clean(text)


def colours() -> bool:
    """Whether stdout takes colours: NO_COLOR and FORCE_COLOR first, then whether it is a terminal."""
    import os

    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")


def width() -> int:
    """The columns of the terminal; 80 where there is none."""
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


def draw(columns: Sequence[Column], rows: Sequence[Any]) -> None:
    """A table on the terminal, wide characters aligned, long ones paged. Where a cell has to be broken or cut, by rich."""
    from crmcli.terminal import aligned

    grid = aligned.grid(columns, rows)
    if aligned.fits(grid):
        paged(aligned.text(columns, grid))
    else:
        from crmcli.terminal.tables import render

        paged(render(columns, rows))


def paged(text: str) -> None:
    """Text in its final form, through the pager where it is longer than the screen."""
    if text.count("\n") > _height() and sys.stdout.isatty() and not context.session.no_input:
        _page(text)
    else:
        _write(text)


def _height() -> int:
    import shutil

    return shutil.get_terminal_size((80, 24)).lines - 2


def _page(text: str) -> None:
    import pydoc

    pydoc.pager(text) if _plain_pager() else _page_with_less(text)


def _plain_pager() -> bool:
    import os
    import shutil

    return bool(os.environ.get("PAGER")) or not shutil.which("less")


def _page_with_less(text: str) -> None:
    import subprocess

    subprocess.run(["less", "-FRX"], input=text.encode(), check=False)  # noqa: S607


def stream(rows: Iterable[Any], params: dict[str, Any]) -> None:
    """Print rows of which nobody knows how many will come, in the form of scripts, while they are read."""
    _emit(context.session.form(), rows, params, None)


def _emit(form: str, rows: Iterable[Any], params: dict[str, Any], as_of: datetime | None) -> None:
    pieces = _json_pieces(rows, params, as_of) if form == "json" else output.pieces(form, rows, on_screen=sys.stdout.isatty())
    for piece in pieces:
        _write(piece)


def _json_pieces(rows: Iterable[Any], params: dict[str, Any], as_of: datetime | None, also: Effects | None = None) -> Iterator[str]:
    """The one object of `-o json`; where the rows cannot be counted before, their count comes last. Writes have `also`."""
    envelope = {
        "schema": SCHEMA,
        "command": context.session.command,
        "as_of": clock.iso(as_of or clock.now()),
        "params": {key: output.jsonable(value) for key, value in params.items()},
    }
    counted = isinstance(rows, Sized)
    if isinstance(rows, Sized):
        envelope["count"] = len(rows)
    yield f'{output.json_text(envelope)[:-1]}, "items": ['
    count = 0
    for batch in output.batches(rows):
        yield (", " if count else "") + ", ".join(output.json_text(output.jsonable(row)) for row in batch)
        count += len(batch)
    if also is not None:
        yield f'], "also": {output.json_text([{"kind": one.kind, **output.jsonable(one)} for one in also])}}}\n'
    else:
        yield "]}\n" if counted else f'], "count": {count}}}\n'


def _write(text: str) -> None:
    sys.stdout.write(text)


def empty_state(what: str, example: str) -> str:
    """The sentence in place of an empty table: what is missing and the command that begins."""
    return t("{what} Begin with: {example}", what=what, example=example)
