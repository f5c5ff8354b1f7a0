"""A row in other forms: values for JSON, named cells for csv, cells for plain, the key for ids; all derived from its type."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cache
from itertools import chain, islice
from operator import attrgetter
from typing import Any

from crmcli.core import clock
from crmcli.core.choices import Cents, Coded, Exact, Instant
from crmcli.core.money import major
from crmcli.core.sentence import Explanation, Sentence
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
            titles = () if number else [list(flat(batch[0]))]
            yield _csv(chain(titles, map(_cells, batch)), safe=on_screen)
        else:
            yield "".join(f"{line}\n" for row in batch if (line := _LINES[form](row)) is not None)


def batches(rows: Iterable[Any]) -> Iterator[Sequence[Any]]:
    """The rows in lists of at most a thousand; the first is short, so that a slow query shows at once that it works."""
    found = iter(rows)
    size = _FIRST_BATCH
    while batch := list(islice(found, size)):
        yield batch
        size = _BATCH


def _csv(rows: Iterable[list[str]], *, safe: bool) -> str:
    import csv
    import io

    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows((map(clean, row) for row in rows) if safe else rows)
    return target.getvalue()


@cache
def _json_encoder() -> Callable[[Any], str]:
    """The encoder of all values of a run: to make it takes as long as to write a row."""
    import json

    return json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def json_text(value: Any) -> str:
    """A JSON value on one line; what a terminal would act on (C1, DEL) or turn round (bidi) is spelled as a code."""
    text = _json_encoder()(value)
    return text if text.isprintable() else re.sub(_UNSEEN, lambda one: f"\\u{ord(one[0]):04x}", text)


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
    return value if type(value) in _AS_THEY_ARE else _FORMS[type(value)](value)


def _row_of(kind: type) -> Callable[[Any], dict[str, Any]]:
    keys, values = names(kind), _VALUES[kind]
    return lambda row: {
        key: value if type(value) in _AS_THEY_ARE else _FORMS[type(value)](value)
        for key, value in zip(keys, values(row), strict=True)
    }


def _each(values: Iterable[Any]) -> list[Any]:
    return [jsonable(one) for one in values]


def _same(value: Any) -> Any:
    return value


class _ByType(dict[type, Callable[[Any], Any]]):
    """How values of a type are written, found out at the first of them."""

    def __init__(self, known: dict[type, Callable[[Any], Any]], find: Callable[[type], Callable[[Any], Any]]) -> None:
        super().__init__(known)
        self._find = find

    def __missing__(self, kind: type) -> Callable[[Any], Any]:
        self[kind] = found = self._find(kind)
        return found


def _form(kind: type) -> Callable[[Any], Any]:
    """How values of that type go into JSON: rows by their fields, others as the nearest type of the table, the rest as they
    are.
    """
    return _row_of(kind) if names(kind) else next((_FORMS[base] for base in kind.__mro__ if base in _FORMS), _same)


_FORMS = _ByType(
    {
        float: lambda value: float(f"{value:.{_HELD}g}"),
        Exact: _same,
        Coded: lambda value: {"code": value.code, "label": value.label},
        Explanation: lambda value: {"code": value.code, "label": value.label},
        Sentence: str,
        Cents: major,
        Instant: clock.iso_of_text,
        datetime: clock.iso,
        date: date.isoformat,
        dict: lambda value: {key: jsonable(one) for key, one in value.items()},
        list: _each,
        tuple: _each,
    },
    _form,
)


def _holds_rows(value: Any) -> bool:
    """Whether the value is a list of rows, or keeps such lists by name: too much for one cell of plain, JSON in one of csv."""
    return any(map(_is_row_or_holds_rows, value.values() if isinstance(value, dict) else value))


def _is_row_or_holds_rows(one: Any) -> bool:
    kind = type(one)
    if kind is str or kind is Coded:
        return False
    return _holds_rows(one) if isinstance(one, (list, dict)) else bool(names(kind))


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
    return zip(names(kind), _VALUES[kind](row), strict=True)


def _getter(kind: type) -> Callable[[Any], Iterable[Any]]:
    """How the values of a row of that type are reached."""
    if issubclass(kind, tuple):
        return _same
    found = _fields(kind)
    return attrgetter(*found) if len(found) > 1 else lambda row: [getattr(row, name) for name in found]


_VALUES = _ByType({}, _getter)


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


def _cells(row: Any) -> list[str]:
    """The cells of `flat` without their names."""
    found = []
    for value in _VALUES[type(row)](row):
        kind = type(value)
        if kind is Coded or not names(kind):
            found.append(_TEXTS[kind](value))
        else:
            found += _cells(value)
    return found


def _plain_row(row: Any) -> str:
    """The cells of `flat` as plain shows them, without their names: this is what scripts read every morning."""
    return "\t".join([_PLAIN[type(value)](value) for value in _VALUES[type(row)](row)])


def _plain_cell(kind: type) -> Callable[[Any], str]:
    if names(kind):
        return _plain_row
    text = _TEXTS[kind]
    if issubclass(kind, (list, tuple, dict)):
        return lambda value: "" if _holds_rows(value) else _plain(text(value))
    return lambda value: _plain(text(value))


def cell_text(value: Any) -> str:
    """One value as the text of a cell."""
    text: str = _TEXTS[type(value)](value)
    return text


def _text(kind: type) -> Callable[[Any], str]:
    if names(kind):
        return str
    if issubclass(kind, (list, tuple)):
        return _list_text
    return _dict_text if issubclass(kind, dict) else lambda value: str(jsonable(value))


def _list_text(value: Sequence[Any]) -> str:
    return json_text(jsonable(value)) if _holds_rows(value) else "; ".join(map(cell_text, value))


def _dict_text(value: dict[str, Any]) -> str:
    if _holds_rows(value):
        return json_text(jsonable(value))
    return "; ".join(f"{key}={cell_text(one)}" for key, one in value.items())


def _plain(cell: str) -> str:
    if cell.isprintable() and "\\" not in cell:  # most cells are
        return cell
    return clean(cell.replace("\\", "\\\\").replace("\t", "\\t").replace("\r\n", "\\n").replace("\n", "\\n"))


_TEXTS = _ByType(
    {
        str: str,
        int: str,
        type(None): lambda _value: "",
        Coded: lambda value: value.label,
        Explanation: lambda value: value.label,
        Sentence: str,
        bool: lambda value: "true" if value else "false",
        float: lambda value: str(round(value, _READ)),
    },
    _text,
)
_PLAIN = _ByType(
    {str: _plain, int: str, float: _TEXTS[float], type(None): _TEXTS[type(None)], Coded: lambda value: _plain(value.label)},
    _plain_cell,
)
_LINES: dict[str, Callable[[Any], str | None]] = {
    "jsonl": lambda row: json_text(jsonable(row)),
    "ids": _identity_line,
    "plain": _plain_row,
}
