"""The forms in which rows leave: CSV (also as Excel wants it), JSON, JSON lines."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from crmcli.core import clock, formula_escaping
from crmcli.core.choices import Cents, Coded
from crmcli.core.counted import Counted
from crmcli.exporting.export_queries import COLUMNS, PORTRAIT, SEPARATOR, Row
from crmcli.importing.column_mapping import FIELD_PREFIX
from crmcli.terminal import render, serialize

FORMS = ("csv", "json", "jsonl")
_SEVERAL = {"phone": "phones", "email": "emails", "product": "products"}


class Target(Protocol):
    """Whatever takes text."""

    def write(self, text: str, /) -> object: ...


def write(target: Target, form: str, rows: Counted[Row], params: dict[str, Any], *, excel: bool = False) -> int:
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


def _csv(target: Target, columns: Sequence[str], rows: Counted[Row], guard: Callable[[str], str], end: str) -> int:
    """Portrait fields become columns field.NAME, so the rows are walked through once before the header stands."""
    first = next(iter(rows), dict.fromkeys(columns))
    columns = [name for name in columns if name in first]
    portrait = list(dict.fromkeys(name for row in rows for name in row[PORTRAIT])) if PORTRAIT in first else []
    writer = csv.writer(target, lineterminator=end)
    writer.writerow([*columns, *(FIELD_PREFIX + name for name in portrait)])
    for row in rows:
        cells = [_cell(row[name]) for name in columns]
        if portrait:
            own = row[PORTRAIT]
            cells += [own.get(name, "") for name in portrait]
        writer.writerow([guard(cell) for cell in cells])
    return len(rows)


def _json(target: Target, rows: Counted[Row], params: dict[str, Any]) -> int:
    head = {"schema": render.SCHEMA, "command": "export", "as_of": clock.iso(clock.now()), "params": params, "count": len(rows)}
    target.write(f'{json.dumps(head, ensure_ascii=False)[:-1]}, "items": [')
    for number, row in enumerate(rows):
        target.write((", " if number else "") + json.dumps(_item(row), ensure_ascii=False))
    target.write("]}\n")
    return len(rows)


def _lines(target: Target, rows: Counted[Row]) -> int:
    for row in rows:
        target.write(json.dumps(_item(row), ensure_ascii=False) + "\n")
    return len(rows)


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
