"""Rows to the person or the script: table, plain, json, jsonl, csv, ids, all derived from the row type.

A row is a frozen dataclass or, on the paths that run every morning, a NamedTuple, which loads in a seventh of the time. Its
fields, in order, are the keys of JSON and the columns of CSV; a nested row gives the columns `customer_no`, `customer_name`, ….
`Coded` values are code and label in JSON, the label elsewhere.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, NamedTuple, TextIO

from crmcli.core import clock
from crmcli.core.choices import Coded
from crmcli.core.effects import Effects, in_words
from crmcli.core.i18n import t
from crmcli.terminal import pager, serialize, session
from crmcli.terminal.sanitize import clean

SCHEMA = 1
_NUMBER_BEHIND = re.compile(r"[^\w\s]?\d[\d,.]*$")
# How a text can look: the names are rich's own, the numbers the terminal's. A type checker knows them all.
Style = Literal["", "bold", "dim", "red", "green", "yellow", "cyan", "bright_black"]
CODES: dict[Style, str] = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "cyan": "36",
    "bright_black": "90",
}
Styled = tuple[str, Style]


class Bar(NamedTuple):
    """A share (0 to 1) as a bar, as long as its column."""

    share: float
    style: Style


Cell = str | int | float | date | Coded | Styled | Bar | None


class Column(NamedTuple):
    """One column of a table on a terminal: `cell(row)` gives its text, a pair of text and style, or a bar.

    `right` sets numbers flush. Where the screen is narrow, bars become shorter than their `bar` cells, and the texts of
    `flexible`
    columns are broken or cut; any other cell and every title stay whole. Before a text had less than `spare` cells, that column
    leaves, the one with the highest number first.
    """

    title: str
    cell: Callable[[Any], Cell]
    right: bool = False
    flexible: bool = False
    spare: int = 0
    bar: int = 0


def report(
    rows: Sequence[Any],
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
        line(empty)
    else:
        if callable(table):
            table(rows)
        else:
            draw(table, rows)
        for note in notes:
            line(note, "dim")


def saved(rows: Sequence[Any], sentence: str, also: Effects = (), *, way_back: str = " · crm undo") -> None:
    """After a write: what changed, for scripts as rows, for people as one line that says how to take it back (`way_back`, empty
    where the sentence says it); `also` what else the same change did, in that line and in JSON.
    """
    form = session.current.form()
    if form == "json":
        _write("".join(_json_pieces(rows, {}, None, also)))
    elif form in ("jsonl", "csv", "ids"):
        _emit(form, rows, {}, None)
    else:
        line(f"{sentence}{in_words(also)}{way_back}")


def unchanged(sentence: str) -> None:
    """Instead of a write that has nothing to do: why, and for scripts that nothing changed."""
    notice(sentence)
    if session.current.form() == "json":
        saved([], sentence)


def line(text: str = "", style: Style = "") -> None:
    """One line of result on stdout; cleaned, and broken where a screen ends. `style` shows on a terminal only."""
    text = clean(text)
    lines = _broken(text) if session.current.form() == "table" else [text]
    _write("".join(f"{styled(one, style)}\n" for one in lines))


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
    return fit(text, width())


def fit(text: str, room: int) -> str:
    """`text` on one line of `room` columns, "…" where it was cut, which is not inside a sum or a number."""
    text = clean(text)
    if cells(text) <= room:
        return text
    return text[: outside_number(text, _fitting(text, max(room - 1, 0)))].rstrip() + "…"


def outside_number(text: str, end: int) -> int:
    """`end`, or the beginning of the sum or number that a cut there would tear."""
    number = _NUMBER_BEHIND.search(text[:end]) if text[end].isdigit() or text[end] in ",." else None
    return number.start() if number else end


def _fitting(text: str, room: int) -> int:
    """How many characters of `text` fit into `room` columns."""
    return next((end for end in range(len(text)) if cells(text[: end + 1]) > room), len(text))


def cells(text: str) -> int:
    """How many columns the text takes; Chinese characters take two, marks above a letter none."""
    return len(text) if text.isascii() else sum(map(_columns_of, text))


@cache
def _columns_of(char: str) -> int:
    from unicodedata import combining, east_asian_width

    return 2 if east_asian_width(char) in "WF" else int(not combining(char))


def raw(text: str) -> None:
    """Text that is already in its final form (a file's content, a drawing), as it is."""
    _write(text)


def notice(text: str) -> None:
    """A notice, warning or progress word for the person, on stderr."""
    pager.write(sys.stderr, folded(clean(text), sys.stderr) + "\n")


def folded(text: str, stream: TextIO) -> str:
    """`text` as a terminal holds it: broken between its parts, else at blanks; anywhere else as it is."""
    if not stream.isatty():
        return text
    return "\n".join(part for one in text.split("\n") for part in _broken(one))


def _broken(text: str) -> list[str]:
    if cells(text) <= width():
        return [text]
    from crmcli.terminal import key_value_view

    return key_value_view.wrapped(text.split(" · "), " · ", width())


def styled(text: str, style: Style) -> str:
    """`text` with the terminal's codes for `style`, where colours are welcome."""
    return f"\x1b[{CODES[style]}m{text}\x1b[0m" if text and style and colours() else text


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


def draw(columns: Sequence[Column], rows: Sequence[Any], *, one_line: bool = False) -> Sequence[Column]:
    """A table on the terminal, wide characters aligned. On a narrow screen spare columns leave, then texts are broken, by rich,
    or
    cut where a row is to stay on `one_line`. Returns the columns that stayed.
    """
    from crmcli.terminal import column_fitting, plain_table

    shown = column_fitting.fitting(columns, rows)
    if one_line or shown.is_whole:
        raw(plain_table.text(shown))
    else:
        from crmcli.terminal import rich_table

        raw(rich_table.draw(shown))
    return shown.columns


def stream(rows: Iterable[Any], params: dict[str, Any]) -> None:
    """Print rows of which nobody knows how many will come, in the form of scripts, while they are read."""
    _emit(session.current.form(), rows, params, None)


def _emit(form: str, rows: Iterable[Any], params: dict[str, Any], as_of: datetime | None) -> None:
    pieces = _json_pieces(rows, params, as_of) if form == "json" else serialize.pieces(form, rows, on_screen=sys.stdout.isatty())
    for piece in pieces:
        _write(piece)


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
        yield (", " if count else "") + ", ".join(serialize.json_text(serialize.jsonable(row)) for row in batch)
        count += len(batch)
    if also is not None:
        yield f'], "also": {serialize.json_text([{"kind": one.kind, **serialize.jsonable(one)} for one in also])}}}\n'
    else:
        yield "]}\n" if counted else f'], "count": {count}}}\n'


def _write(text: str) -> None:
    pager.write(sys.stdout, text)


def empty_state(what: str, example: str) -> str:
    """The sentence in place of an empty table: what is missing and the command that begins."""
    return t("{what} Begin with: {example}", what=what, example=example)
