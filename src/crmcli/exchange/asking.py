"""One SELECT on the file, which nothing can turn into a write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from math import isfinite
from typing import Any

from crmcli.kernel.errors import UsageError
from crmcli.kernel.store import BUSY_SECONDS, Store
from crmcli.kernel.values import Exact
from crmcli.kernel.words import t

_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_PRAGMAS = {
    "data_version", "foreign_key_list", "function_list", "index_info", "index_list", "index_xinfo", "table_info", "table_list", "table_xinfo",
}  # fmt: skip
_STEPS = 100_000


def ask(store: Store, sql: str) -> tuple[list[str], list[Any]]:
    """Column names (each once) and rows of the query, as a row type made for it.

    Raises UsageError for a write, for what SQLite does not understand, and for more than one statement.
    """
    with _reader(store) as (db, refused):
        try:
            cursor = db.execute(sql)
            names = _once([column[0] for column in cursor.description or ()])
            found = cursor.fetchall()
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise _explained(db, error, refused) from error
    if not names:
        raise UsageError(t("That is no query."), t("Write it like: crm query 'SELECT name FROM customers'"))
    # `count(*)` is a column's name too, and no field that Python would let a named tuple declare.
    kind = type("Answer", (), {"_fields": tuple(names)})
    return names, [_row(kind, values) for values in found]


@contextmanager
def _reader(store: Store) -> Iterator[tuple[sqlite3.Connection, list[int]]]:
    """A connection that only reads, and the list of what it refused; the empty file that does not exist yet is asked in memory."""
    refused: list[int] = []

    def allow(action: int, name: str | None, *_more: str | None) -> int:
        # SQLite declares a virtual table (search, json_each) as if it updated its own list of tables, which nobody can.
        declares = action == sqlite3.SQLITE_UPDATE and name == "sqlite_master"
        if action in _READING or declares or (action == sqlite3.SQLITE_PRAGMA and name in _PRAGMAS):
            return sqlite3.SQLITE_OK
        refused.append(action)
        return sqlite3.SQLITE_DENY

    missing = store.path is None or not store.path.exists()
    db = store.db if missing else sqlite3.connect(f"{store.path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)  # type: ignore[union-attr]
    db.execute("PRAGMA query_only = ON")
    db.set_authorizer(allow)
    db.set_progress_handler(lambda: 0, _STEPS)  # lets Ctrl-C through
    if missing:
        yield db, refused
    else:
        with closing(db):
            yield db, refused


def _explained(db: sqlite3.Connection, error: Exception, refused: list[int]) -> Exception:
    words = str(error)
    if words == "interrupted":
        return KeyboardInterrupt()  # type: ignore[return-value]
    if refused:
        return UsageError(t("crm query only reads."), t("To change something, use the commands; they can be undone."))
    if "one statement" in words:
        return UsageError(t("crm query takes one statement at a time."))
    hint = ""
    if "no such table" in words or "no such column" in words:
        db.set_authorizer(None)
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'search\\_%' ESCAPE '\\' ORDER BY type DESC, name")]
        hint = t("Tables and views: {names}", names=", ".join(tables))
    return UsageError(t("SQLite says: {reason}", reason=words), hint)


def _once(names: list[str]) -> list[str]:
    """Names of columns, a repeated one numbered."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return found


def _row(kind: Any, values: tuple[Any, ...]) -> Any:
    row = kind()
    vars(row).update(zip(kind._fields, map(_value, values), strict=True))
    return row


def _value(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float):
        return Exact(value) if isfinite(value) else str(value)
    return value
