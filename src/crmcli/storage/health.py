"""What is wrong inside a file that SQLite can read: values that no crm ever wrote, such as a day that does not exist."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime

from crmcli.storage import database_file

_TIME = re.compile(r"(at|until|date|due|day|sign_by|done_on|planned_for|rrule_from|\w+_(at|until))")
_YEARLY = re.compile(r"(lunar )?(\d{4}|-)-L?\d\d-\d\d")
_RULE = re.compile(r"[A-Z0-9=;,:+-]+")


def first_fault(db: sqlite3.Connection) -> str | None:
    """Say what is wrong with the file: a page, a text that is not UTF-8, a time that is none, a journal entry that cannot be
    read; None where nothing is. Reads everything: for after a failure, never before.
    """
    try:
        return database_file.damage(db) or next(_bad_values(db), None)
    except (sqlite3.DatabaseError, MemoryError) as error:
        return str(error)


def _bad_values(db: sqlite3.Connection) -> Iterator[str]:
    tables = db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'search_*' AND name NOT GLOB 'sqlite_*'"
    )
    for (table,) in tables.fetchall():
        columns = db.execute('SELECT name, type, "notnull" FROM pragma_table_info(?)', (table,))
        for column, declared, required in columns.fetchall():
            fits = _test_of(table, column) if declared == "TEXT" else lambda value: isinstance(value, (int, float))
            for (value,) in db.execute(f"SELECT {column} FROM {table}"):
                if required if value is None else not fits(value):
                    yield f"{table}.{column}: {value!r}"


def _test_of(table: str, column: str) -> Callable[[object], bool]:
    """Whether a value of the text column is one that the program can have written."""
    if column == "birthday" or (table, column) == ("occasions", "date"):
        return _passes(_YEARLY.fullmatch)
    if column == "rrule":
        return _passes(_RULE.fullmatch)
    if table == "operations" and column in ("old", "new"):
        return _passes(json.loads)
    return _passes(datetime.fromisoformat if _TIME.fullmatch(column) else str)


def _passes(read: Callable[[str], object]) -> Callable[[object], bool]:
    """A test of texts: `read` neither fails nor finds nothing."""

    def fits(value: object) -> bool:
        try:
            return isinstance(value, str) and read(value) is not None
        except ValueError:
            return False

    return fits
