"""What is wrong inside a file that SQLite can read: values that no crm ever wrote, such as a day that does not exist."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime

from crmcli.kernel import database_file
from crmcli.kernel.migrate import columns_of

_TIME = re.compile(r"(at|until|date|due|day|sign_by|done_on|planned_for|rrule_from|\w+_(at|until))$")
_YEARLY = re.compile(r"(lunar )?(\d{4}|-)-L?\d\d-\d\d$")
_RULE = re.compile(r"[A-Z0-9=;,:+-]+$")


def first_fault(db: sqlite3.Connection) -> str | None:
    """Say what is wrong with the file: a page, a text that is not UTF-8, a time that is none, a journal entry that cannot be
    read; None where nothing is. Reads everything: for after a failure, never before.
    """
    try:
        return database_file.damage(db) or next(_bad_values(db), None)
    except sqlite3.DatabaseError as error:
        return str(error)


def _bad_values(db: sqlite3.Connection) -> Iterator[str]:
    tables = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'search_*' AND name NOT GLOB 'sqlite_*'")
    for (table,) in tables.fetchall():
        for column in columns_of(db, table):
            holds = _test_of(table, column)
            for (value,) in db.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL"):
                if not holds(value):
                    yield f"{table}.{column}: {value!r}"


def _test_of(table: str, column: str) -> Callable[[str], object]:
    """Whether a value of the column is one that the program can have written."""
    if column == "birthday" or (table, column) == ("occasions", "date"):
        return _YEARLY.match
    if column == "rrule":
        return _RULE.match
    if table == "operations" and column in ("old", "new"):
        return _is_json
    return _is_time if _TIME.match(column) else lambda _value: True


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
