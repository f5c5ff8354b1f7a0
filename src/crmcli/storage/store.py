"""The Store: typed reads, and the one door through which anything is written.

    with store.change("merge A into B"):
        store.insert("touches", customer_no=1, ...)

begins an immediate transaction and an undo point; triggers note old and new values; the search text follows; everything
or nothing is kept. A file that does not exist yet reads as an empty one and is created by the first change.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from crmcli.core import clock, commits, ids, interrupts, money, region
from crmcli.core.errors import DatabaseFileError
from crmcli.core.i18n import t
from crmcli.storage import database_file, migrations

if TYPE_CHECKING:
    from crmcli.storage import journal
    from crmcli.storage.snapshot import Snapshot

Kind = TypeVar("Kind")
Seed = Callable[["Store"], None]
Settle = Callable[["Store"], None]
Tell = Callable[[str], None]
BUSY_SECONDS = database_file.BUSY_SECONDS
_BULK_CACHE_KIB = 24 * 1024  # with the pinyin dictionary beside it an import stays below 150 MB; more was no faster
_ROWS_A_STATEMENT = 1000


class Store:
    """One file of a seller. `path` None keeps everything in memory; `seed` fills a new file's lists; `tell` hears what a person
    should know of the file's state.
    """

    def __init__(self, path: Path | None, seed: Seed | None = None, tell: Tell | None = None) -> None:
        self.path = path
        self._seed = seed
        self._tell = tell or (lambda _text: None)
        self.at_end: Settle | None = None  # sees each change before it is kept
        self._is_new = False
        self.passing = False  # a copy to try things on: what is kept there is not kept
        self.change_no: int | None = None
        self._damage: str | None = None
        self._closed = False
        self._snapshots = itertools.count(1)
        self._on_disk = path is not None and path.exists() and path.stat().st_size > 0
        self.db = self._open(path if self._on_disk else None)

    def _open(self, path: Path | None) -> sqlite3.Connection:
        """A connection for reading: the file itself; in memory, an empty one for None and the present shape of an older one."""
        self._followed: set[str] = set()
        self._triggers: list[str] | None = None
        unclean = path is not None and database_file.ended_uncleanly(path)
        try:
            self.db = database_file.connect(path, busy_seconds=BUSY_SECONDS)
            found = migrations.version(self.db)
            self._writable = path is not None and found == migrations.LATEST and not database_file.uses_wal(path)
            if unclean:
                self._check_after_unclean_end()
            if found != migrations.LATEST:
                self.db = self._in_memory(self.db) if found else self.db
                self._bring_up_to_date()
        except sqlite3.DatabaseError as error:
            raise explain(error, self.path) from error
        return self.db

    def _in_memory(self, db: sqlite3.Connection) -> sqlite3.Connection:
        """A copy in memory: an older file is read in its present shape, and changed by nothing but the first write."""
        copy = database_file.connect(None)
        db.backup(copy)
        db.close()
        return copy

    def _check_after_unclean_end(self) -> None:
        """A writer died: SQLite has rolled back what it left half done. Whether the pages hold is seen here, once."""
        self._damage = database_file.damage(self.db)
        if self._damage:
            self._tell(_damage_sentence(self.path))

    def _bring_up_to_date(self) -> None:
        """Shape and first contents of a new or older file, in one transaction."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            found = migrations.version(self.db)  # another process may have been quicker
            if found != migrations.LATEST:
                migrations.migrate(self.db, found)
                if not found and self._seed:
                    self._seed(self)
            self.db.execute("COMMIT")
        except BaseException:
            if self.db.in_transaction:  # a full disk has rolled back already
                self.db.execute("ROLLBACK")
            raise

    def file_read(self) -> Path | None:
        """The file that reading comes from; None where a stand-in in memory is read."""
        return self.path if self.db.execute("PRAGMA database_list").fetchone()[2] else None

    def close(self) -> None:
        self._closed = True
        self.db.close()

    # reading

    def rows(self, kind: Callable[..., Kind], sql: str, /, **parameters: Any) -> list[Kind]:
        """Each row of the query as `kind`, a row type or a function of the room, by the names of its columns."""
        return list(self.each(kind, sql, **parameters))

    def each(self, kind: Callable[..., Kind], sql: str, /, **parameters: Any) -> Iterator[Kind]:
        """As `rows`, one at a time."""
        return self._read(sql, parameters, partial(_bound, kind))

    def iterate(self, sql: str, /, **parameters: Any) -> Iterator[tuple[Any, ...]]:
        """The bare rows of a query of at most four columns, one at a time; more are bound by name."""
        return self._read(sql, parameters, iter)

    def named(self, sql: str, /, **parameters: Any) -> Iterator[sqlite3.Row]:
        """The rows of the query, one at a time, each asked for its columns by name."""
        return self._read(sql, parameters, _by_name)

    def _read(self, sql: str, parameters: dict[str, Any], made: Callable[[sqlite3.Cursor], Iterator[Kind]]) -> Iterator[Kind]:
        try:
            yield from made(self.db.execute(sql, parameters))
        except sqlite3.DatabaseError as error:
            if self._closed:  # what nobody read to its end is let go after the file
                return
            raise explain(error, self.path) from error

    def snapshot(
        self, kind: Callable[[tuple[Any, ...]], Kind], sql: str, columns: Iterable[str], /, **parameters: Any
    ) -> Snapshot[Kind]:
        """A query that may find more than memory should hold; each row as `kind(row)`, its `columns` in their order."""
        from crmcli.storage.snapshot import Snapshot

        table = f"temp.snapshot_{next(self._snapshots)}"
        self._execute(f"CREATE TABLE {table} AS {sql}", parameters)
        ordered = f"SELECT {', '.join(columns)} FROM {table} ORDER BY rowid"
        read = partial(self._read, ordered, {}, iter)
        return Snapshot(self.scalar(f"SELECT count(*) FROM {table}"), read, kind)

    def one(self, kind: Callable[..., Kind], sql: str, /, **parameters: Any) -> Kind | None:
        """The first row as `kind`, or None."""
        return next(self.each(kind, sql, **parameters), None)

    def scalar(self, sql: str, /, **parameters: Any) -> Any:
        """The first column of the first row, or None."""
        row = self._execute(sql, parameters).fetchone()
        return None if row is None else row[0]

    def column(self, sql: str, /, **parameters: Any) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in self.iterate(sql, **parameters)]

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
            self._prepare_to_write()
            self.db.execute("BEGIN IMMEDIATE")
            try:
                self.change_no = self._begin_journal(label, undoes)
                self._follow_foreign_triggers()
                yield self.change_no
                if self.at_end:
                    self.at_end(self)
                self._end_journal(self.change_no)
                self._commit(f"u{self.change_no}")
            except BaseException:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                self._followed.clear()  # the triggers made since went with the rest
                raise
            finally:
                self.change_no = None
        except sqlite3.DatabaseError as error:
            raise explain(error, self.path) from error

    def _commit(self, what: str) -> None:
        """Keep it for good; who is told to stop meanwhile hears what is true afterwards."""
        with interrupts.held():
            self.db.execute("COMMIT")
            if not self.passing:
                commits.note(what)

    def insert(self, table: str, /, **values: Any) -> int:
        """Insert one row with a fresh uid; returns its number."""
        self._attach_triggers(table)
        names, places = ", ".join(values), ", :".join(values)
        values["uid"] = ids.new_uids(1, clock.now())[0]
        cursor = self.db.execute(f"INSERT INTO {table} ({names}, uid) VALUES (:{places}, :uid)", values)
        return int(cursor.lastrowid or 0)

    def update(self, table: str, no: int, /, **values: Any) -> None:
        """Set the named columns of the row `no`."""
        self._attach_triggers(table)
        assignments = ", ".join(f"{name} = :{name}" for name in values)
        self.db.execute(f"UPDATE {table} SET {assignments} WHERE no = :no", {**values, "no": no})

    def delete(self, table: str, no: int, /) -> None:
        """Delete the row `no`; what hangs on it goes with it and is journaled too."""
        self._attach_triggers(*migrations.JOURNALED)
        self.db.execute(f"DELETE FROM {table} WHERE no = ?", (no,))

    def undo(self, number: int) -> list[journal.Kept]:
        """Undo the change `number` inside the open one; returns what stayed. Raises as `journal.take_back`."""
        from crmcli.storage import journal

        self._attach_triggers(*migrations.JOURNALED)
        return journal.take_back(self.db, number)

    def insert_many(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> range:
        """Insert many rows at once; returns their numbers. Journaled set-wise, since row triggers double the time.

        The caller indexes their search text (search.index_customers, search.index_events).
        """
        before = self.last_number(table)
        rows = list(rows)
        if self._triggers:
            for row in rows:
                self.insert(table, **dict(zip(columns, row, strict=True)))
            return range(before + 1, before + 1 + len(rows))
        numbers = range(before + 1, before + 1 + len(rows))
        uids = ids.new_uids(len(rows), clock.now())
        self._record(None)
        self._insert_together(
            table, ("no", "uid", *columns), [(no, uid, *row) for no, uid, row in zip(numbers, uids, rows, strict=True)]
        )
        self._record(self.change_no)
        names = migrations.columns_of(self.db, table)
        as_json, whose = migrations.row_json(names, table), migrations.customer_of(table, names, table)
        self.db.execute(
            "INSERT INTO operations (change_no, tbl, row_no, customer_no, new) "
            f"SELECT ?, '{table}', no, {whose}, {as_json} FROM {table} WHERE no > ?",
            (self.change_no, before),
        )
        first = self._bulk.get(table, (before + 1, before))[0]
        self._bulk[table] = (first, before + len(rows))
        return numbers

    def _insert_together(self, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        """A thousand rows a statement: fewer statements, and where the table is followed fewer copies of the pages that each
        touches.
        """
        into, places = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ", f"({', '.join('?' * len(columns))})"
        whole = len(rows) - len(rows) % _ROWS_A_STATEMENT
        for start in range(0, whole, _ROWS_A_STATEMENT):
            values = itertools.chain.from_iterable(rows[start : start + _ROWS_A_STATEMENT])
            self.db.execute(into + ", ".join([places] * _ROWS_A_STATEMENT), tuple(values))
        self.db.executemany(into + places, rows[whole:])

    def last_number(self, table: str) -> int:
        """The highest number ever used in `table`."""
        return self.scalar("SELECT seq FROM sqlite_sequence WHERE name = :table", table=table) or 0

    def enlarge_cache(self) -> None:
        """For a long write: a page cache that need not spill, since a spill shuts readers out."""
        self.db.execute(f"PRAGMA cache_size = -{_BULK_CACHE_KIB}")

    @contextmanager
    def rehearsal(self, *, large: bool) -> Iterator[Store]:
        """A store to try a change on, which must be taken back: not one byte is left here or anywhere else.

        It is the file itself, whose pages stay in memory until the change ends; a copy for what is `large` and for a file that is
        not of the present shape. The copy of a large one has no name, so that a kill leaves nothing.
        """
        if self._writable and not large:
            self.db.execute("PRAGMA journal_mode = MEMORY")
            self.db.execute("PRAGMA cache_spill = OFF")
            self.passing = True
            try:
                yield self
            finally:
                self.passing = False
                self.db.execute("PRAGMA cache_spill = ON")
                self.db.execute("PRAGMA journal_mode = DELETE")
            return
        with ExitStack() as stack:
            copy = self._nameless_copy(stack) if self._writable else self._copy_in_memory()
            stack.callback(copy.close)
            copy.passing = True
            yield copy

    def _copy_in_memory(self) -> Store:
        copy = Store(None, self._seed)
        if self._on_disk:
            self.db.backup(copy.db)
        return copy

    def _nameless_copy(self, stack: ExitStack) -> Store:
        import tempfile

        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="crm-", ignore_cleanup_errors=True)))
        migrations.keep_copy(self.db, folder / "copy.db")
        copy = Store(folder / "copy.db", self._seed)
        for pragma in ("journal_mode = MEMORY", "synchronous = OFF"):
            copy.db.execute(f"PRAGMA {pragma}")
        if os.name == "posix":  # elsewhere an open file keeps its name
            shutil.rmtree(folder)
        return copy

    def get_setting(self, key: str, default: str | None = None) -> str | None:
        """A setting that travels with the file."""
        found = self.scalar("SELECT value FROM settings WHERE key = :key", key=key)
        return default if found is None else str(found)

    def settings(self) -> dict[str, str]:
        """All settings that travel with the file."""
        return dict(self.iterate("SELECT key, value FROM settings"))

    @property
    def currency(self) -> str:
        """The file's currency, as its ISO 4217 code: as set, else that of its region; NO_CURRENCY where neither is known."""
        return self.get_setting("currency") or region.currency() or money.NO_CURRENCY

    def set_setting(self, key: str, value: str | None) -> None:
        """Keep (or with None forget) a setting; settings are no part of the journal."""
        if self.db.in_transaction:
            self._put_setting(key, value)
            return
        try:
            self.db.execute("BEGIN IMMEDIATE")
            try:
                self._put_setting(key, value)
                self._commit(key)
            finally:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
        except sqlite3.DatabaseError as error:
            raise explain(error, self.path) from error

    def _put_setting(self, key: str, value: str | None) -> None:
        region.forget()
        if value is None:
            self.db.execute("DELETE FROM settings WHERE key = ?", (key,))
        else:
            self.db.execute("INSERT INTO settings VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (key, value))

    def ensure_file(self) -> None:
        """Create the file now, for the few writes that are no change (settings)."""
        try:
            self._prepare_to_write()
        except sqlite3.DatabaseError as error:
            raise explain(error, self.path) from error

    def _begin_journal(self, label: str, undoes: int | None) -> int:
        self._bulk: dict[str, tuple[int, int]] = {}
        number = self.insert("changes", at=clock.utc_text(clock.now()), label=label, undoes=undoes)
        self._record(number)
        return number

    def _end_journal(self, number: int) -> None:
        self._record(None)  # the change's own bookkeeping ends here
        from crmcli.storage import search_index  # a reader pays for no search text

        search_index.reindex(self.db, number, self._bulk)

    def _record(self, number: int | None) -> None:
        from crmcli.storage import journal  # a reader writes none

        journal.record(self.db, number)

    def _attach_triggers(self, *tables: str) -> None:
        """Let the journal follow these tables, those that it is meant to, while there is a change."""
        from crmcli.storage import journal

        for table in tables:
            if self.change_no is not None and table in migrations.JOURNALED and table not in self._followed:
                journal.follow(self.db, table)
                self._followed.add(table)

    def _follow_foreign_triggers(self) -> None:
        """Triggers that another program left in the file may change any row: then all tables are followed, so that undo gives
        all back.
        """
        if self._triggers is None:
            self._triggers = database_file.foreign_triggers(self.db)
            if self._triggers:
                names = ", ".join(self._triggers)
                self._tell(
                    t("The file contains triggers of another program: {names}. What they change is undone too.", names=names)
                )
        if self._triggers:
            self._attach_triggers(*migrations.JOURNALED)

    def check_whole(self) -> None:
        """Look at every page before a long write. Raises DatabaseFileError where the file is damaged."""
        self._damage = self._damage or database_file.damage(self.db)
        if self._damage:
            raise DatabaseFileError(_damage_sentence(self.path), _damage_hint())

    def _prepare_to_write(self) -> None:
        """Turn what was opened for reading into the real file, in its present shape. Raises where the file is damaged."""
        if self._damage:
            raise DatabaseFileError(_damage_sentence(self.path), _damage_hint())
        if self._writable or self.path is None:
            return
        is_new = not self._on_disk
        if is_new:
            self._create(self.path)
        self.db.close()
        try:
            self.db = self._open_to_write(self.path)
        except sqlite3.DatabaseError as error:
            self._withdraw(self.path, error, is_new=is_new)
            raise explain(error, self.path) from error
        except DatabaseFileError as error:
            self._withdraw(self.path, error, is_new=is_new)
            raise
        self._on_disk = self._writable = True
        self._is_new = is_new

    def withdraw(self) -> None:
        """Remove the file again where this run began it and kept no change in it."""
        if self.path and self._is_new and not self.scalar("SELECT EXISTS (SELECT 1 FROM changes)"):
            self.db.close()
            self.path.unlink(missing_ok=True)
            self._on_disk = self._is_new = False
            self.db = self._open(None)

    def _create(self, path: Path) -> None:
        """An empty file, private to its owner."""
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise DatabaseFileError(
                t("Cannot create {path}: {reason}.", path=path, reason=error.strerror),
                t("Choose another place with --db or CRM_DB."),
            ) from error

    def _open_to_write(self, path: Path) -> sqlite3.Connection:
        """The file itself in its present shape; an older one is copied beside itself first."""
        self._followed = set()
        self.db = database_file.connect(path, busy_seconds=BUSY_SECONDS, to_write=True)
        if (found := migrations.version(self.db)) != migrations.LATEST:
            if found:
                migrations.keep_copy(self.db, path.with_name(f"{path.name}.v{found}"))
            self._bring_up_to_date()
        return self.db

    def _withdraw(self, path: Path, error: Exception, *, is_new: bool) -> None:
        """A file that could not be filled goes again, unless another process is about to fill it."""
        self.db.close()
        locked = "locked" in f"{error} {error.__cause__}"
        if is_new and not locked and not path.stat().st_size:
            path.unlink()
        self.db = self._open(path if self._on_disk else None)


def _by_name(cursor: sqlite3.Cursor) -> Iterator[sqlite3.Row]:
    cursor.row_factory = sqlite3.Row
    return cursor


def _bound(kind: Callable[..., Kind], cursor: sqlite3.Cursor) -> Iterator[Kind]:
    """Each row as `kind`: looked up once a statement, so that columns in the order of the fields cost what a call costs."""
    columns = tuple(column[0] for column in cursor.description)
    fields = getattr(kind, "__match_args__", None) or kind.__code__.co_varnames
    if fields[: len(columns)] == columns:
        return itertools.starmap(kind, cursor)
    return (kind(**dict(zip(columns, row, strict=True))) for row in cursor)


def _damage_sentence(path: Path | None) -> str:
    return t("{path} is damaged; nothing was written.", path=path)


def _damage_hint() -> str:
    return t("Save what can still be read (crm export all FOLDER), then restore a backup.")


def explain(error: sqlite3.DatabaseError, path: Path | None) -> Exception:
    """As `trouble.explain`, loaded where there is trouble."""
    from crmcli.storage import sqlite_errors

    return sqlite_errors.explain(error, path)
