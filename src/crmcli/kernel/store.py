"""The Store: typed reads, and the one door through which anything is written.

    with store.change("merge A into B"):
        store.insert("touches", customer_no=1, ...)

begins an immediate transaction and an undo point; triggers note old and new values; the search text follows; everything
or nothing is kept. A file that does not exist yet reads as an empty one and is created by the first change.
"""

from __future__ import annotations

import itertools
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from crmcli.kernel import clock, migrate
from crmcli.kernel.errors import DatabaseFileError
from crmcli.kernel.words import t

if TYPE_CHECKING:
    from crmcli.kernel import journal

Kind = TypeVar("Kind")
Seed = Callable[["Store"], None]
BUSY_SECONDS = 30
_BULK_CACHE_KIB = 24 * 1024  # with the pinyin dictionary beside it an import stays below 150 MB; more was no faster
_ROWS_A_STATEMENT = 1000


class Store:
    """One file of a seller. `path` None keeps everything in memory; `seed` fills a new file's lists."""

    def __init__(self, path: Path | None, seed: Seed | None = None) -> None:
        self.path = path
        self._seed = seed
        self.change_no: int | None = None
        self._on_disk = path is not None and path.exists() and path.stat().st_size > 0
        self.db = self._open(path if self._on_disk else None)

    def _open(self, path: Path | None) -> sqlite3.Connection:
        self._followed: set[str] = set()
        try:
            self.db = sqlite3.connect(path or ":memory:", timeout=BUSY_SECONDS, isolation_level=None)
            self.db.execute("PRAGMA foreign_keys = ON")
            self.db.execute("PRAGMA secure_delete = ON")
            if migrate.version(self.db) != migrate.LATEST:
                self._bring_up_to_date(path)
        except sqlite3.DatabaseError as error:
            raise explain(error, self.path) from error
        return self.db

    def _bring_up_to_date(self, path: Path | None) -> None:
        """Shape and first contents of a new or older file, in one transaction; an older file is copied beside itself first."""
        if path and (older := migrate.version(self.db)):
            migrate.keep_copy(self.db, path.with_name(f"{path.name}.v{older}"))
        self.db.execute("BEGIN IMMEDIATE")
        try:
            found = migrate.version(self.db)  # another process may have been quicker
            if found != migrate.LATEST:
                migrate.migrate(self.db, found)
                if not found and self._seed:
                    self._seed(self)
            self.db.execute("COMMIT")
        except BaseException:
            if self.db.in_transaction:  # a full disk has rolled back already
                self.db.execute("ROLLBACK")
            raise

    def close(self) -> None:
        self.db.close()

    # reading

    def rows(self, kind: Callable[..., Kind], sql: str, /, **parameters: Any) -> list[Kind]:
        """Each row of the query as `kind(*columns)`, a frozen row type of the room."""
        return [kind(*row) for row in self.each(sql, **parameters)]

    def each(self, sql: str, /, **parameters: Any) -> Iterator[tuple[Any, ...]]:
        """The bare rows of the query, one at a time."""
        try:
            yield from self.db.execute(sql, parameters)
        except sqlite3.DatabaseError as error:
            raise explain(error, self.path) from error

    def one(self, kind: Callable[..., Kind], sql: str, /, **parameters: Any) -> Kind | None:
        """The first row as `kind`, or None."""
        row = self._execute(sql, parameters).fetchone()
        return None if row is None else kind(*row)

    def value(self, sql: str, /, **parameters: Any) -> Any:
        """The first column of the first row, or None."""
        row = self._execute(sql, parameters).fetchone()
        return None if row is None else row[0]

    def values(self, sql: str, /, **parameters: Any) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in self.each(sql, **parameters)]

    def _execute(self, sql: str, parameters: dict[str, Any]) -> sqlite3.Cursor:
        try:
            return self.db.execute(sql, parameters)
        except sqlite3.DatabaseError as error:
            raise explain(error, self.path) from error

    # writing

    @contextmanager
    def change(self, label: str, undoes: int | None = None) -> Iterator[int]:
        """One change, all or nothing; yields its number. Inside another change it joins that one."""
        if self.change_no is not None:
            yield self.change_no
            return
        try:
            self._materialise()
            self.db.execute("BEGIN IMMEDIATE")
            try:
                self.change_no = self._begin_journal(label, undoes)
                yield self.change_no
                self._end_journal(self.change_no)
                self.db.execute("COMMIT")
            except BaseException:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                self._followed.clear()  # the triggers made since went with the rest
                raise
            finally:
                self.change_no = None
        except sqlite3.DatabaseError as error:
            raise explain(error, self.path) from error

    def insert(self, table: str, /, **values: Any) -> int:
        """Insert one row with a fresh uid; returns its number."""
        self._follow(table)
        uid = _new_uids(1)[0]
        names, places = ", ".join(values), ", ".join(f":{name}" for name in values)
        cursor = self.db.execute(f"INSERT INTO {table} (uid, {names}) VALUES (:uid, {places})", {"uid": uid, **values})
        return int(cursor.lastrowid or 0)

    def update(self, table: str, no: int, /, **values: Any) -> None:
        """Set the named columns of the row `no`."""
        self._follow(table)
        assignments = ", ".join(f"{name} = :{name}" for name in values)
        self.db.execute(f"UPDATE {table} SET {assignments} WHERE no = :no", {**values, "no": no})

    def delete(self, table: str, no: int, /) -> None:
        """Delete the row `no`; what hangs on it goes with it and is journaled too."""
        self._follow(*migrate.JOURNALED)
        self.db.execute(f"DELETE FROM {table} WHERE no = ?", (no,))

    def take_back(self, number: int) -> list[journal.Kept]:
        """Undo the change `number` inside the open one; returns what stayed. Raises as `journal.take_back`."""
        from crmcli.kernel import journal

        self._follow(*migrate.JOURNALED)
        return journal.take_back(self.db, number)

    def insert_many(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> range:
        """Insert many rows at once; returns their numbers. Journaled set-wise, since row triggers double the time.

        The caller indexes their search text (search.index_customers, search.index_events).
        """
        before = self.last_number(table)
        rows = list(rows)
        numbers = range(before + 1, before + 1 + len(rows))
        uids = _new_uids(len(rows))
        self._record(None)
        self._insert_together(table, ("no", "uid", *columns), [(no, uid, *row) for no, uid, row in zip(numbers, uids, rows, strict=True)])
        self._record(self.change_no)
        as_json = migrate.row_json(migrate.columns_of(self.db, table), table)
        self.db.execute(
            f"INSERT INTO operations (change_no, tbl, row_no, new) SELECT ?, '{table}', no, {as_json} FROM {table} WHERE no > ?",
            (self.change_no, before),
        )
        first = self._bulk.get(table, (before + 1, before))[0]
        self._bulk[table] = (first, before + len(rows))
        return numbers

    def _insert_together(self, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        """A thousand rows a statement: fewer statements, and where the table is followed fewer copies of the pages that each touches."""
        into, places = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ", f"({', '.join('?' * len(columns))})"
        whole = len(rows) - len(rows) % _ROWS_A_STATEMENT
        for start in range(0, whole, _ROWS_A_STATEMENT):
            values = itertools.chain.from_iterable(rows[start : start + _ROWS_A_STATEMENT])
            self.db.execute(into + ", ".join([places] * _ROWS_A_STATEMENT), tuple(values))
        self.db.executemany(into + places, rows[whole:])

    def last_number(self, table: str) -> int:
        """The highest number ever used in `table`."""
        return self.value("SELECT seq FROM sqlite_sequence WHERE name = :table", table=table) or 0

    def enlarge_cache(self) -> None:
        """For a long write: a page cache that need not spill, since a spill shuts readers out."""
        self.db.execute(f"PRAGMA cache_size = -{_BULK_CACHE_KIB}")

    def scratch_copy(self, path: Path) -> Store:
        """A copy of the whole store in a new file at `path`: what is tried there leaves not one byte here."""
        if self._on_disk:
            migrate.keep_copy(self.db, path)
        return Store(path, self._seed)

    def setting(self, key: str, default: str | None = None) -> str | None:
        """A setting that travels with the file."""
        found = self.value("SELECT value FROM settings WHERE key = :key", key=key)
        return default if found is None else str(found)

    def set_setting(self, key: str, value: str | None) -> None:
        """Keep (or with None forget) a setting; settings are no part of the journal."""
        if value is None:
            self.db.execute("DELETE FROM settings WHERE key = ?", (key,))
        else:
            self.db.execute("INSERT INTO settings VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (key, value))

    def ensure_file(self) -> None:
        """Create the file now, for the few writes that are no change (settings)."""
        try:
            self._materialise()
        except sqlite3.DatabaseError as error:
            raise explain(error, self.path) from error

    def _begin_journal(self, label: str, undoes: int | None) -> int:
        self._bulk: dict[str, tuple[int, int]] = {}
        number = self.insert("changes", at=clock.utc_text(clock.now()), label=label, undoes=undoes)
        self._record(number)
        return number

    def _end_journal(self, number: int) -> None:
        self._record(None)  # the change's own bookkeeping ends here
        from crmcli.kernel import search  # a reader pays for no search text

        search.reindex(self.db, number, self._bulk)

    def _record(self, number: int | None) -> None:
        from crmcli.kernel import journal  # a reader writes none

        journal.record(self.db, number)

    def _follow(self, *tables: str) -> None:
        """Let the journal follow these tables, those that it is meant to, while there is a change."""
        from crmcli.kernel import journal

        for table in tables:
            if self.change_no is not None and table in migrate.JOURNALED and table not in self._followed:
                journal.follow(self.db, table)
                self._followed.add(table)

    def _materialise(self) -> None:
        """Turn the empty stand-in of a missing file into a real file, private to its owner."""
        if self._on_disk or self.path is None:
            return
        is_new = not self.path.exists()
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise DatabaseFileError(
                t("Cannot create {path}: {reason}.", path=self.path, reason=error.strerror),
                t("Choose another place with --db or CRM_DB."),
            ) from error
        self.db.close()
        try:
            self.db = self._open(self.path)
        except DatabaseFileError as error:
            self._withdraw(self.path, error, is_new=is_new)
            raise
        self._on_disk = True

    def _withdraw(self, path: Path, error: DatabaseFileError, *, is_new: bool) -> None:
        """A file that could not be filled goes again, unless another process is about to fill it."""
        self.db.close()
        if is_new and "locked" not in str(error.__cause__) and not path.stat().st_size:
            path.unlink()
        self.db = self._open(None)


def _new_uids(count: int) -> list[str]:
    from crmcli.kernel import ids

    return ids.new_uids(count, int(clock.now().timestamp() * 1000))


def explain(error: sqlite3.DatabaseError, path: Path | None) -> Exception:
    """As `trouble.explain`, loaded where there is trouble."""
    from crmcli.kernel import trouble

    return trouble.explain(error, path)
