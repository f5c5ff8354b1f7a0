"""Rows to the person or the script: table, plain, json, jsonl, csv, ids, all derived from the row type.

A row is a frozen dataclass or, on the paths that run every morning, a NamedTuple, which loads in a seventh of the time. Its fields, in order, are the keys of JSON and the columns of CSV; a nested dataclass gives
the columns `customer_no`, `customer_name`, …. `Coded` values are code and label in JSON, the label elsewhere.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TextIO

from crmcli.kernel import clock
from crmcli.kernel.money import major
from crmcli.kernel.values import Cents, Coded, Instant
from crmcli.kernel.words import t
from crmcli.terminal import context
from crmcli.terminal.clean import clean

SCHEMA = 1
_HELD = 15  # digits that a double holds: JSON leaves out the noise behind them
_READ = 6  # decimals in plain and csv: microseconds, a tenth of a second in days


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


def saved(rows: Sequence[Any], sentence: str) -> None:
    """After a write: what changed, for scripts as rows, for people as one line that says how to take it back."""
    form = context.session.form()
    if form in ("json", "jsonl", "csv", "ids"):
        _emit(form, rows, {}, None)
    else:
        _write(folded(f"{clean(sentence)} · crm undo", sys.stdout) + "\n")


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
    """How many columns the text takes; Chinese characters take two."""
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


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
    """A table on the terminal, wide characters aligned, long ones paged."""
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


def _emit(form: str, rows: Sequence[Any], params: dict[str, Any], as_of: datetime | None) -> None:
    if form in ("json", "jsonl"):
        _emit_json(form, rows, params, as_of)
    elif form == "csv":
        _emit_csv(rows)
    elif form == "ids":
        _write("".join(f"{identity(row)}\n" for row in rows))
    else:
        _write("".join("\t".join(_cells(row)) + "\n" for row in rows))


def _emit_json(form: str, rows: Sequence[Any], params: dict[str, Any], as_of: datetime | None) -> None:
    import json

    items = [jsonable(row) for row in rows]
    if form == "jsonl":
        _write("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items))
        return
    envelope = {
        "schema": SCHEMA,
        "command": context.session.command,
        "as_of": clock.iso(as_of or clock.now()),
        "params": {key: jsonable(value) for key, value in params.items()},
        "count": len(items),
        "items": items,
    }
    _write(json.dumps(envelope, ensure_ascii=False) + "\n")


def _emit_csv(rows: Sequence[Any]) -> None:
    import csv
    import io

    if not rows:
        return
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    flattened = [flat(row) for row in rows]
    writer.writerow(flattened[0].keys())
    writer.writerows(row.values() for row in flattened)
    _write(target.getvalue())


def identity(row: Any) -> str:
    """What `-o ids` prints: the key of a due line, the number of a record, the number of a report line's customer."""
    for name in ("key", "no", "customer", "uid", "node"):
        value = getattr(row, name, None)
        if value is not None:
            return identity(value) if names(type(value)) else str(value)
    return ""


def jsonable(value: Any) -> Any:  # noqa: PLR0911 - one line a type
    """The value as JSON holds it: money in major units, instants with offset, coded values as code and label."""
    if type(value) is float:
        return float(f"{value:.{_HELD}g}")
    if isinstance(value, Cents):
        return major(value)
    if isinstance(value, Instant):
        return clock.iso(clock.from_utc_text(value))
    if isinstance(value, datetime):
        return clock.iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if row := names(type(value)):
        return {name.rstrip("_"): jsonable(getattr(value, name)) for name in row}
    if isinstance(value, dict):
        return {key: jsonable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(one) for one in value]
    return value


_NAMES: dict[type, tuple[str, ...]] = {}


def names(kind: type) -> tuple[str, ...]:
    """The field names of a row type; empty for any other type. One that is a word of Python ends in `_`, its key does not."""
    if kind not in _NAMES:
        _NAMES[kind] = getattr(kind, "_fields", None) or tuple(getattr(kind, "__dataclass_fields__", ()))
    return _NAMES[kind]


def flat(row: Any, prefix: str = "") -> dict[str, str]:
    """The row as named cells of text, nested rows spread out; the columns of csv and plain."""
    cells: dict[str, str] = {}
    for name in names(type(row)):
        value, key = getattr(row, name), prefix + name.rstrip("_")
        if type(value) is str:
            cells[key] = value
        elif isinstance(value, Coded) or not names(type(value)):
            cells[key] = cell_text(value)
        else:
            cells |= flat(value, f"{key}_")
    return cells


def _cells(row: Any) -> list[str]:
    """The cells of `flat` as plain shows them, without their names: this is what scripts read every morning."""
    found: list[str] = []
    for value in row if isinstance(row, tuple) else [getattr(row, name) for name in names(type(row))]:
        kind = type(value)
        if value is None:
            found.append("")
        elif kind is str or kind is Coded:
            found.append(_plain(value if kind is str else value.label))
        elif kind is int:
            found.append(str(value))
        elif names(kind):
            found += _cells(value)
        else:
            found.append(_plain(cell_text(value)))
    return found


def cell_text(value: Any) -> str:  # noqa: PLR0911 - one line a type
    """One value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, Coded):
        return value.label
    if isinstance(value, bool):
        return "true" if value else "false"
    if type(value) is float:
        return str(round(value, _READ))
    if names(type(value)):
        return str(value)
    if isinstance(value, list | tuple):
        return "; ".join(cell_text(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}={cell_text(one)}" for key, one in value.items())
    return str(jsonable(value))


def _plain(cell: str) -> str:
    if cell.isprintable() and "\\" not in cell:  # most cells are
        return cell
    return clean(cell.replace("\\", "\\\\").replace("\t", "\\t").replace("\r\n", "\\n").replace("\n", "\\n"))


def _write(text: str) -> None:
    sys.stdout.write(text)


def empty_state(what: str, example: str) -> str:
    """The sentence in place of an empty table: what is missing and the command that begins."""
    return t("{what} Begin with: {example}", what=what, example=example)
