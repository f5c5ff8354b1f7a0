"""A row in other forms: values for JSON, named cells for csv, cells for plain, the key for ids; all derived from its type."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from crmcli.core import clock
from crmcli.core.choices import Cents, Coded, Exact, Instant
from crmcli.core.money import major
from crmcli.terminal.sanitize import clean

_HELD = 15  # digits that a double holds: JSON leaves out the noise behind them
_AS_THEY_ARE = frozenset((str, int, bool, type(None)))  # nearly all values of a report
_FIRST_BATCH, _BATCH = 50, 1000
_UNSEEN = "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
_READ = 6  # decimals in plain and csv: microseconds, a tenth of a second in days


def pieces(form: str, rows: Iterable[Any], *, on_screen: bool) -> Iterator[str]:
    """The rows as jsonl, csv, ids or plain, some at a time; `on_screen` csv holds nothing that a terminal would act on."""
    for number, batch in enumerate(batches(rows)):
        if form == "csv":
            yield _csv([flat(row) for row in batch], titles=not number, safe=clean if on_screen else str)
        else:
            yield "".join(f"{line}\n" for row in batch if (line := _LINES[form](row)) is not None)


def batches(rows: Iterable[Any]) -> Iterator[Sequence[Any]]:
    """The rows in lists of at most a thousand; the first is short, so that a slow query shows at once that it works."""
    found = iter(rows)
    size = _FIRST_BATCH
    while batch := list(islice(found, size)):
        yield batch
        size = _BATCH


def _csv(rows: list[dict[str, str]], *, titles: bool, safe: Callable[[str], str]) -> str:
    import csv
    import io

    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    if titles:
        writer.writerow(map(safe, rows[0]))
    writer.writerows(map(safe, row.values()) for row in rows)
    return target.getvalue()


def json_text(value: Any) -> str:
    """A JSON value on one line; what a terminal would act on (C1, DEL) or turn round (bidi) is spelled as a code."""
    import json

    text = json.dumps(value, ensure_ascii=False)
    return text if text.isascii() and "\x7f" not in text else re.sub(_UNSEEN, lambda one: f"\\u{ord(one[0]):04x}", text)


def _identity_line(row: Any) -> str | None:
    return clean(identity(row)) or None


def identity(row: Any) -> str:
    """What `-o ids` prints: the key of a due line, the number of a record, the number of a report line's customer, else what
    the row is named by.
    """
    for name in ("key", "no", "customer", "uid", "node", "name"):
        value = getattr(row, name, None)
        if value is not None:
            return identity(value) if names(type(value)) else str(value)
    return ""


def jsonable(value: Any) -> Any:
    """The value as JSON holds it: money in major units, instants with offset, coded values as code and label."""
    return value if type(value) in _AS_THEY_ARE else _form(type(value))(value)


def _row(row: Any) -> dict[str, Any]:
    return {key: value if type(value) in _AS_THEY_ARE else _form(type(value))(value) for key, value in fields(row)}


def _each(values: Iterable[Any]) -> list[Any]:
    return [jsonable(one) for one in values]


def _same(value: Any) -> Any:
    return value


_FORMS: dict[type, Callable[[Any], Any]] = {
    float: lambda value: float(f"{value:.{_HELD}g}"),
    Exact: _same,
    Coded: lambda value: {"code": value.code, "label": value.label},
    Cents: major,
    Instant: lambda value: clock.iso(clock.from_utc_text(value)),
    datetime: clock.iso,
    date: date.isoformat,
    dict: lambda value: {key: jsonable(one) for key, one in value.items()},
    list: _each,
    tuple: _each,
}


def _form(kind: type) -> Callable[[Any], Any]:
    """How values of that type go into JSON: rows by their fields, others as the nearest type of the table, the rest as they
    are.
    """
    if kind not in _FORMS:
        _FORMS[kind] = _row if names(kind) else next((_FORMS[base] for base in kind.__mro__ if base in _FORMS), _same)
    return _FORMS[kind]


def _holds_rows(value: Any) -> bool:
    """Whether the value is a list of rows, or keeps such lists by name: too much for one cell of plain, JSON in one of csv."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return any(
        _holds_rows(one) if isinstance(one, (list, dict)) else bool(names(type(one))) and type(one) is not Coded for one in inside
    )


_NAMES: dict[type, tuple[str, ...]] = {}


def names(kind: type) -> tuple[str, ...]:
    """The names of a row type's fields, as keys; empty for any other type. A field that is a word of Python ends in `_`, its
    key does not.
    """
    if kind not in _NAMES:
        _NAMES[kind] = tuple(name.rstrip("_") for name in _fields(kind))
    return _NAMES[kind]


def fields(row: Any) -> Iterator[tuple[str, Any]]:
    """The row's keys and values in order."""
    kind = type(row)
    return zip(names(kind), row if issubclass(kind, tuple) else [getattr(row, name) for name in _fields(kind)], strict=True)


def _fields(kind: type) -> tuple[str, ...]:
    found: tuple[str, ...] = getattr(kind, "_fields", None) or tuple(getattr(kind, "__dataclass_fields__", ()))
    return found


def flat(row: Any, prefix: str = "") -> dict[str, str]:
    """The row as named cells of text, nested rows spread out; the columns of csv and plain."""
    cells: dict[str, str] = {}
    for name, value in fields(row):
        key = prefix + name
        if type(value) is str:
            cells[key] = value
        elif isinstance(value, Coded) or not names(type(value)):
            cells[key] = cell_text(value)
        else:
            cells |= flat(value, f"{key}_")
    return cells


def plain_cells(row: Any) -> list[str]:
    """The cells of `flat` as plain shows them, without their names: this is what scripts read every morning."""
    found: list[str] = []
    for _name, value in fields(row):
        kind = type(value)
        if kind is str:
            found.append(_plain(value))
        elif value is None:
            found.append("")
        elif kind is Coded:
            found.append(_plain(value.label))
        elif kind is int:
            found.append(str(value))
        elif names(kind):
            found += plain_cells(value)
        elif _holds_rows(value):
            found.append("")
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
    if _holds_rows(value):
        return json_text(jsonable(value))
    if isinstance(value, (list, tuple)):
        return "; ".join(cell_text(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}={cell_text(one)}" for key, one in value.items())
    return str(jsonable(value))


_LINES: dict[str, Callable[[Any], str | None]] = {
    "jsonl": lambda row: json_text(jsonable(row)),
    "ids": _identity_line,
    "plain": lambda row: "\t".join(plain_cells(row)),
}


def _plain(cell: str) -> str:
    if cell.isprintable() and "\\" not in cell:  # most cells are
        return cell
    return clean(cell.replace("\\", "\\\\").replace("\t", "\\t").replace("\r\n", "\\n").replace("\n", "\\n"))
