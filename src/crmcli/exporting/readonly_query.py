"""One SELECT on the file, which nothing can turn into a write."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.core.choices import Exact
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.storage import database_file
from crmcli.storage.store import BUSY_SECONDS, Store

if TYPE_CHECKING:
    from crmcli.exporting.file_tables import FileTable

_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_PRAGMAS = {
    "data_version", "foreign_key_list", "function_list", "index_info", "index_list", "index_xinfo", "table_info", "table_list",
    "table_xinfo",
}  # fmt: skip
_STEPS = 100_000
_SELLER = "crm"  # the schema's name: crm.customers, where a file has a table of the same name
_LONGEST_VALUE = 8_000_000  # bytes of one value
_HEAP = 64_000_000  # bytes that SQLite may take in all
_OF_THE_FILE = ("malformed", "could not decode", "disk i/o", "not a database", "locked")  # no fault of the query


class Answer(NamedTuple):
    """Column names, each once; the rows as a row type made for them, while they are read; and the files that became tables."""

    names: list[str]
    rows: Iterator[Any]
    tables: list["FileTable"]


@contextmanager
def ask(store: Store, sql: str, files: Sequence[Path] = ()) -> Iterator[Answer]:
    """Ask the seller's file, with `files` as tables beside its own; the rows are read one at a time inside the `with`.

    Raises UsageError for a write, for what SQLite does not understand, for more than one statement, and for an answer that needs
    more memory than there is for it.
    """
    with _reader(store, files) as (db, tables, refused):
        try:
            cursor = db.execute(sql)
        except (sqlite3.Error, sqlite3.Warning, MemoryError) as error:
            raise _explained(db, error, refused) from error
        names = _once([column[0] for column in cursor.description or ()])
        if not names:
            raise UsageError(t("That is not a query."), t("Write it like: crm query 'SELECT name FROM customers'"))
        # `count(*)` is a column's name too, and no field that Python would let a named tuple declare.
        yield Answer(names, _rows(db, cursor, type("Answer", (), {"_fields": tuple(names)}), refused), tables)


def _rows(db: sqlite3.Connection, cursor: sqlite3.Cursor, kind: Any, refused: list[int]) -> Iterator[Any]:
    try:
        for values in cursor:
            yield _row(kind, values)
    except (sqlite3.Error, MemoryError) as error:
        raise _explained(db, error, refused) from error


@contextmanager
def _reader(store: Store, files: Sequence[Path]) -> Iterator[tuple[sqlite3.Connection, list["FileTable"], list[int]]]:
    """A connection that only reads, the tables of the files, and the list of what it refused."""
    refused: list[int] = []

    def allow(action: int, name: str | None, *_more: str | None) -> int:
        # SQLite declares a virtual table (search, json_each) as if it updated its own list of tables, which nobody can.
        declares = action == sqlite3.SQLITE_UPDATE and name == "sqlite_master"
        if action in _READING or declares or (action == sqlite3.SQLITE_PRAGMA and name in _PRAGMAS):
            return sqlite3.SQLITE_OK
        refused.append(action)
        return sqlite3.SQLITE_DENY

    with closing(_connection(store, beside=bool(files))) as db:
        tables = _beside(db, files)
        db.execute("PRAGMA query_only = ON")
        db.execute("PRAGMA trusted_schema = OFF")
        bound_memory(db)
        db.set_authorizer(allow)
        db.set_progress_handler(lambda: 0, _STEPS)  # lets Ctrl-C through
        yield db, tables, refused


def _connection(store: Store, *, beside: bool) -> sqlite3.Connection:
    """The seller's file for reading alone; `beside` others it is attached to a temporary database that spills to the disk. What
    the Store holds in memory (no file yet, or an older one in its present shape) is copied.
    """
    file = store.file_read()
    if file and not beside:
        return sqlite3.connect(database_file.read_only_uri(file), uri=True, timeout=BUSY_SECONDS)
    db = sqlite3.connect("", uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    if file:
        db.execute(f"ATTACH ? AS {_SELLER}", (database_file.read_only_uri(file),))
    else:
        store.db.backup(db)
    return db


def _beside(db: sqlite3.Connection, files: Sequence[Path]) -> list["FileTable"]:
    if not files:
        return []
    from crmcli.exporting import file_tables

    return file_tables.load(db, files, _tables(db))


def bound_memory(db: sqlite3.Connection) -> None:
    """Let no value and no statement take more memory than an answer may: SQLite alone would build a text of a gigabyte."""
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    db.execute(f"PRAGMA hard_heap_limit = {_HEAP}")


def _tables(db: sqlite3.Connection) -> list[str]:
    """The tables and views that a query can name."""
    schemas = [name for _number, name, _file in db.execute("PRAGMA database_list") if name != "temp"]
    seen = " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'search\\_%' ESCAPE '\\'"
    parts = [f"SELECT name, type FROM {name}.sqlite_schema WHERE type IN ('table', 'view'){seen}" for name in schemas]
    return [name for name, _kind in db.execute(" UNION ".join(parts) + " ORDER BY 2 DESC, 1")]


def _explained(db: sqlite3.Connection, error: Exception, refused: list[int]) -> Exception:
    words = str(error)
    if words == "interrupted":
        return KeyboardInterrupt()  # type: ignore[return-value]
    if refused:
        return UsageError(t("crm query only reads."), t("To change something, use the commands; they can be undone."))
    if "one statement" in words:
        return UsageError(t("crm query takes one statement at a time."))
    if isinstance(error, MemoryError) or "too big" in words or "out of memory" in words:
        return UsageError(t("The result contains a value that is too large."), t("Ask for less: substr(), LIMIT, fewer columns."))
    if any(word in words.lower() for word in _OF_THE_FILE):
        return error
    hint = ""
    if "no such table" in words or "no such column" in words:
        db.set_authorizer(None)
        hint = t("Tables and views: {names}", names=", ".join(_tables(db)))
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
