"""Changes and operations: what each write did, and taking it back.

The journal has, for each row a change touched, the whole row before and after. One rule of undo: each field that still
holds what the change wrote goes back; what was changed since stays and is named; refused where a reference would break.
"""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from crmcli.core.choices import Instant, mark
from crmcli.core.errors import NotFoundError, RefusedError
from crmcli.core.i18n import t
from crmcli.storage.migrations import JOURNALED, columns_of, customer_of, row_json

Row = dict[str, Any]
_NAMES = {
    "companies": mark("company"), "customers": mark("customer data"), "contact_points": mark("contact"), "tags": mark("tag"),
    "relations": mark("relation"), "fields": mark("field"), "field_values": mark("field value"), "parkings": mark("parking"),
    "products": mark("product"), "pipelines": mark("pipeline"), "nodes": mark("node"), "node_items": mark("node detail"),
    "touches": mark("touch"), "qualifications": mark("qualification"), "losses": mark("lost deal"),
    "interactions": mark("note"), "followups": mark("next step"), "orders": mark("order"), "order_lines": mark("order line"),
    "payments": mark("payment"), "payment_plans": mark("payment plan"),
    "concerns": mark("concern or competitor"), "signs": mark("sign"),
    "facts": mark("fact"), "visits": mark("visit"), "objections": mark("objection"),
    "cadences": mark("contact interval"), "cadence_rules": mark("contact interval"),
    "occasions": mark("yearly date"), "reminders": mark("reminder"),
    "templates": mark("template"), "recalls": mark("recall"), "refunds": mark("refund"),
}  # fmt: skip


class Change(NamedTuple):
    """One change: `at` a stored UTC instant, `undoes` the change it took back, `undone` whether it is taken back now."""

    no: int
    uid: str
    at: str
    label: str
    undoes: int | None
    undone: bool


class Kept(NamedTuple):
    """What an undo left alone because it was changed since: a field, or (field None) a whole row."""

    table: str
    row_no: int
    field: str | None


class ChangeRow(NamedTuple):
    """A change as shown; `about` its texts, days and fields; `undone` while it is taken back, `kept` what an undo left alone
    (`table number.field`).
    """

    no: int
    uid: str
    at: Instant
    label: str
    undoes: int | None
    undone: bool
    kept: list[str]
    about: str


def name_of(table: str) -> str:
    """What a person calls a row of the table."""
    return t(_NAMES.get(table, table))


def latest(db: sqlite3.Connection) -> Change:
    """The change that a bare undo takes back: the newest that stands and is no undo itself."""
    for found in _select(db, "WHERE c.undoes IS NULL ORDER BY c.no DESC", ()):
        if not found.undone:
            return found
    raise NotFoundError(t("There is nothing to undo."))


def change(db: sqlite3.Connection, number: int) -> Change:
    """The change of that number; raises NotFoundError."""
    for found in _select(db, "WHERE c.no = ?", (number,)):
        return found
    raise NotFoundError(t("There is no change u{number}.", number=number), t("See them: crm undo --list"))


def recent(db: sqlite3.Connection, limit: int, customer_no: int | None = None) -> list[Change]:
    """The newest changes first; of one customer where `customer_no` is given."""
    if customer_no is None:
        return list(_select(db, "ORDER BY c.no DESC LIMIT ?", (limit,)))
    where = "WHERE c.no IN (SELECT change_no FROM operations WHERE customer_no = :customer) ORDER BY c.no DESC LIMIT :limit"
    return list(_select(db, where, {"customer": customer_no, "limit": limit}))


def first_cause(db: sqlite3.Connection, number: int) -> int:
    """The change that an undo, or an undo of one, goes back to; a change that is none is its own."""
    sql = """WITH RECURSIVE back(no, undoes) AS (SELECT no, undoes FROM changes WHERE no = ?
      UNION ALL SELECT c.no, c.undoes FROM changes c JOIN back b ON c.no = b.undoes) SELECT no FROM back WHERE undoes IS NULL"""
    found = db.execute(sql, (number,)).fetchone()
    return int(found[0]) if found else number


def touched(db: sqlite3.Connection, number: int) -> list[tuple[str, int]]:
    """The tables that the change touched, in the order of what a seller enters, and how many operations there were in each."""
    counts = dict(db.execute("SELECT tbl, count(*) FROM operations WHERE change_no = ? GROUP BY tbl", (number,)))
    return [(table, counts[table]) for table in JOURNALED if table in counts]


def effect(db: sqlite3.Connection, number: int, table: str) -> Iterator[tuple[Row | None, Row | None]]:
    """Each row of `table` as it was before the change and after."""
    return ((old, new) for _row_no, old, new in _net_effect(db, number, table))


def _select(db: sqlite3.Connection, tail: str, parameters: Any) -> Iterator[Change]:
    undone = _undone(db)
    cursor = db.execute(f"SELECT c.no, c.uid, c.at, c.label, c.undoes FROM changes c {tail}", parameters)
    cursor.row_factory = sqlite3.Row
    for row in cursor:
        yield Change(row["no"], row["uid"], row["at"], row["label"], row["undoes"], row["no"] in undone)


def _undone(db: sqlite3.Connection) -> set[int]:
    """The changes that an undo has taken back which was not undone itself. An undo is younger than what it undoes: the last
    decide.
    """
    undone: set[int] = set()
    for undoer, number in db.execute("SELECT no, undoes FROM changes WHERE undoes IS NOT NULL ORDER BY no DESC"):
        if undoer not in undone:
            undone.add(number)
    return undone


def record(db: sqlite3.Connection, number: int | None) -> None:
    """From now on what the followed tables undergo belongs to that change; None: to none."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS current_change (no INTEGER)")
    db.execute("DELETE FROM current_change")
    if number is not None:
        db.execute("INSERT INTO current_change VALUES (?)", (number,))


def follow(db: sqlite3.Connection, table: str) -> None:
    """Let triggers write the journal of the table. They are temporary: kept in the file, each start would read all of them."""
    columns = columns_of(db, table)
    old, new = row_json(columns, "old"), row_json(columns, "new")
    for event, row, before, after in (
        ("INSERT", "new", "NULL", new),
        ("UPDATE", "new", old, new),
        ("DELETE", "old", old, "NULL"),
    ):
        db.execute(
            f"CREATE TEMP TRIGGER IF NOT EXISTS journal_{table}_{event.lower()} AFTER {event} ON main.{table} BEGIN "
            "INSERT INTO operations (change_no, tbl, row_no, customer_no, old, new) "
            f"SELECT no, '{table}', {row}.no, {customer_of(table, columns, row)}, {before}, {after} FROM current_change; END"
        )


def take_back(db: sqlite3.Connection, number: int) -> list[Kept]:
    """Undo the change inside the open transaction (its own change is journaled); returns what stayed."""
    db.execute("PRAGMA defer_foreign_keys = ON")
    touched = {row[0] for row in db.execute("SELECT DISTINCT tbl FROM operations WHERE change_no = ?", (number,))}
    tables = [table for table in JOURNALED if table in touched]
    kept = _changed_since(db, number, tables)
    staying = {(one.table, one.row_no) for one in kept}
    _guard_references(db, number, tables, staying)
    _remove_inserted(db, number, tables[::-1], staying)
    for table in tables:
        kept += _restore_table(db, number, table)
    return kept


def _net_effect(db: sqlite3.Connection, number: int, table: str) -> Iterator[tuple[int, Row | None, Row | None]]:
    """Each row the change touched in `table`, as it was before its first operation and after its last."""
    rows: dict[int, list[str | None]] = {}
    query = "SELECT row_no, old, new FROM operations WHERE change_no = ? AND tbl = ? ORDER BY no"
    for row_no, old, new in db.execute(query, (number, table)):
        rows.setdefault(row_no, [old, new])[1] = new
    for row_no, (old, new) in rows.items():
        if old is not None or new is not None:
            yield row_no, json.loads(old) if old else None, json.loads(new) if new else None


def _inserted(table: str) -> str:
    """SQL: the numbers of rows that the change `:change` created in `table`."""
    return f"""SELECT row_no FROM operations WHERE change_no = :change AND tbl = '{table}'
      GROUP BY row_no HAVING min(CASE WHEN old IS NULL THEN no END) = min(no)"""


def _references(db: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """(child table, its column, parent table) of every foreign key among the journaled tables."""
    for child in JOURNALED:
        for column, parent in db.execute('SELECT "from", "table" FROM pragma_foreign_key_list(?)', (child,)):
            yield child, column, parent


def _guard_references(db: sqlite3.Connection, number: int, tables: list[str], staying: set[tuple[str, int]]) -> None:
    """Refuse where a row that came later hangs on a row about to go; a cascade must never take it along.

    A row that the change itself pointed there does not count: the pointing goes back with the rest.
    """
    for child, column, parent in _references(db):
        if parent not in tables:
            continue
        later = db.execute(
            f"""SELECT no, {column} FROM {child} WHERE {column} IN ({_inserted(parent)}) AND no NOT IN ({_inserted(child)})
              AND no NOT IN (SELECT row_no FROM operations WHERE change_no = :change AND tbl = '{child}'
                AND old ->> '$.{column}' IS NOT new ->> '$.{column}')""",
            {"change": number},
        )
        for row_no, parent_no in later:
            if (parent, parent_no) not in staying:
                raise _refusal(db, child, row_no, parent)


def _refusal(db: sqlite3.Connection, child: str, row_no: int, parent: str) -> RefusedError:
    names = {"child": name_of(child), "row": row_no, "parent": name_of(parent)}
    return RefusedError(
        t("Not undone: {child} {row} was added later and belongs to {parent}.", **names),
        t("Undo that first: crm undo u{number}", number=_last_change(db, child, row_no)),
    )


def _last_change(db: sqlite3.Connection, table: str, row_no: int) -> int:
    """The change that touched the row last; 0 for one that came with the file."""
    sql = "SELECT coalesce(max(change_no), 0) FROM operations WHERE tbl = ? AND row_no = ?"
    return int(db.execute(sql, (table, row_no)).fetchone()[0])


def _remove_inserted(db: sqlite3.Connection, number: int, tables: list[str], staying: set[tuple[str, int]]) -> None:
    """Delete the rows that the change created, children before parents; what belongs to a staying row stays with it."""
    references = list(_references(db))
    for table in tables:
        parents = [(column, parent) for child, column, parent in references if child == table]
        columns = ", ".join(["no", *(column for column, _parent in parents)])
        found = db.execute(f"SELECT {columns} FROM {table} WHERE no IN ({_inserted(table)})", {"change": number})
        gone = []
        for number_of_row, *values in found:
            owners = {(parent, value) for (_column, parent), value in zip(parents, values, strict=True)}
            if (table, number_of_row) in staying or owners & staying:
                staying.add((table, number_of_row))
            else:
                gone.append((number_of_row,))
        db.executemany(f"DELETE FROM {table} WHERE no = ?", gone)


def _changed_since(db: sqlite3.Connection, number: int, tables: list[str]) -> list[Kept]:
    """Rows that the change created and that hold something else now; compared as text first, by field where that differs."""
    kept = []
    for table in tables:
        now = row_json(columns_of(db, table), "r")
        differing = db.execute(
            f"""SELECT r.no, {now}, o.new FROM operations o JOIN {table} r ON r.no = o.row_no
              WHERE o.no IN (SELECT max(no) FROM operations WHERE change_no = :change AND tbl = '{table}'
                AND row_no IN ({_inserted(table)}) GROUP BY row_no) AND o.new IS NOT {now}""",
            {"change": number},
        )
        for row_no, current, wrote in differing.fetchall():
            values = json.loads(current)
            if wrote and any(values.get(name) != value for name, value in json.loads(wrote).items()):
                kept.append(Kept(table, row_no, None))
    return kept


def _restore_table(db: sqlite3.Connection, number: int, table: str) -> list[Kept]:
    kept: list[Kept] = []
    for row_no, old, new in _net_effect(db, number, table):
        if old is None:
            continue
        if new is None:
            kept += _reinsert(db, table, row_no, old)
        else:
            kept += _revert(db, table, row_no, old, new)
    return kept


def _reinsert(db: sqlite3.Connection, table: str, row_no: int, old: Row) -> list[Kept]:
    """Bring a removed row back; where its customer was given the same anew, that one stays."""
    if holder := _holder(db, table, row_no, old):
        if _OF_ONE & holder.key:
            return [Kept(table, row_no, None)]
        raise _taken(db, table, holder)
    places = ", ".join("?" * len(old))
    try:
        db.execute(f"INSERT INTO {table} ({', '.join(old)}) VALUES ({places})", list(old.values()))
    except sqlite3.IntegrityError:
        return [Kept(table, row_no, None)]
    return []


def _revert(db: sqlite3.Connection, table: str, row_no: int, old: Row, new: Row) -> list[Kept]:
    cursor = db.execute(f"SELECT * FROM {table} WHERE no = ?", (row_no,))
    found = cursor.fetchone()
    if found is None:
        return [Kept(table, row_no, None)]
    current = dict(zip((column[0] for column in cursor.description), found, strict=True))
    written = [name for name in new if new[name] != old.get(name)]
    back = {name: old[name] for name in written if current[name] == new[name] and name in old}
    if holder := _holder(db, table, row_no, current | back, set(back)):
        raise _taken(db, table, holder)
    if back:
        assignments = ", ".join(f"{name} = ?" for name in back)
        db.execute(f"UPDATE {table} SET {assignments} WHERE no = ?", [*back.values(), row_no])
    return [Kept(table, row_no, name) for name in written if name not in back and current[name] != old.get(name)]


# What else must differ: a node's or a field's name in either language.
_OTHERWISE_NAMED = "(name COLLATE NOCASE IN (:name, :alias) OR alias COLLATE NOCASE IN (:name, :alias))"
_NAMED = {"nodes": f"pipeline_no = :pipeline_no AND {_OTHERWISE_NAMED}", "fields": _OTHERWISE_NAMED}
# A key with one of these tells apart what one customer was given, and is nobody else's name.
_OF_ONE = {"customer_no", "subject_no"}


class _Holder(NamedTuple):
    """Another row that has what an undone one would have; `key` the columns that must differ, `name` what both are called."""

    row_no: int
    key: set[str]
    name: str


def _holder(db: sqlite3.Connection, table: str, row_no: int, wanted: Row, moving: set[str] | None = None) -> _Holder | None:
    """Who has what would be the row's alone, once it is as `wanted`; asked for keys with a `moving` column alone where given."""
    for key, condition in _keys(db, table):
        if moving is None or moving & set(key):
            for (other,) in db.execute(
                f"SELECT no FROM {table} WHERE no <> :row_no AND {condition}", wanted | {"row_no": row_no}
            ):
                return _Holder(other, set(key), str(wanted[key[-1]]))
    return None


def _keys(db: sqlite3.Connection, table: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """The columns that together tell the rows of a table apart, besides number and uid, each with the condition of being the
    same.
    """
    for index, unique in db.execute('SELECT name, "unique" FROM pragma_index_list(?)', (table,)).fetchall():
        key = tuple(name for (name,) in db.execute("SELECT name FROM pragma_index_info(?)", (index,)))
        if unique and key != ("uid",):
            yield key, " AND ".join(f"{name} = :{name} COLLATE NOCASE" for name in key)
    if table in _NAMED:
        yield ("alias", "name"), _NAMED[table]


def _taken(db: sqlite3.Connection, table: str, holder: _Holder) -> RefusedError:
    names = {"child": name_of(table), "row": holder.row_no, "name": holder.name}
    return RefusedError(
        t("Not undone: {child} {row} is now called {name}.", **names),
        t("Rename that one first, or undo it: crm undo u{number}", number=_last_change(db, table, holder.row_no)),
    )
