"""The forms in which rows leave: CSV (also as Excel wants it), JSON, JSON lines."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from crmcli.core import clock, formula_escaping
from crmcli.core.choices import Cents, Coded
from crmcli.exporting.export_queries import COLUMNS, PORTRAIT, SEPARATOR, Row
from crmcli.importing.column_mapping import FIELD_PREFIX
from crmcli.terminal import render, serialize

FORMS = ("csv", "json", "jsonl")
_SEVERAL = {"phone": "phones", "email": "emails", "product": "products"}


class Target(Protocol):
    """Whatever takes text."""

    def write(self, text: str, /) -> object: ...


def write(target: Target, form: str, rows: Iterable[Row], params: dict[str, Any], *, excel: bool = False) -> int:
    """Write the rows of the kind `params["kind"]` in that form; returns how many."""
    if form == "csv":
        return _csv(
            target,
            COLUMNS[params["kind"]],
            rows,
            formula_escaping.guard if excel else formula_escaping.plain,
            "\r\n" if excel else "\n",
        )
    return _json(target, rows, params) if form == "json" else _lines(target, rows)


def _csv(target: Target, columns: Sequence[str], rows: Iterable[Row], guard: Callable[[str], str], end: str) -> int:
    """Portrait fields become columns field.NAME, so the rows are walked through once before the header stands."""
    known = list(rows)
    columns = [name for name in columns if not known or name in known[0]]
    portrait = list(dict.fromkeys(name for row in known for name in row.get(PORTRAIT, ())))
    writer = csv.writer(target, lineterminator=end)
    writer.writerow([*columns, *(FIELD_PREFIX + name for name in portrait)])
    for row in known:
        own = row.get(PORTRAIT, {})
        cells = [*(_cell(row[name]) for name in columns), *(own.get(name, "") for name in portrait)]
        writer.writerow([guard(cell) for cell in cells])
    return len(known)


def _json(target: Target, rows: Iterable[Row], params: dict[str, Any]) -> int:
    items = [_item(row) for row in rows]
    head = {"schema": render.SCHEMA, "command": "export", "as_of": clock.iso(clock.now()), "params": params, "count": len(items)}
    target.write(json.dumps({**head, "items": items}, ensure_ascii=False) + "\n")
    return len(items)


def _lines(target: Target, rows: Iterable[Row]) -> int:
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the last one counts them
        target.write(json.dumps(_item(row), ensure_ascii=False) + "\n")
    return count


def _item(row: Row) -> Row:
    return {_SEVERAL.get(name, name): serialize.jsonable(value) for name, value in row.items()}


def _cell(value: Any) -> str:
    """A value as the import reads it: codes instead of labels, instants in UTC as they are stored."""
    if value is None:
        return ""
    if isinstance(value, Coded):
        return value.code
    if isinstance(value, Cents):
        units, rest = divmod(value, 100)
        return f"{units}.{rest:02d}" if rest else str(units)
    return SEPARATOR.join(value) if isinstance(value, list) else str(value)
