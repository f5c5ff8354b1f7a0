"""The search tables: what text a row gives, and keeping it in step with a change or an undo.

`search_customers` has one row a customer (rowid = its number). `search_events` has one row an event; its rowid is
`seconds << 30 | kind << 26 | number`, so that FTS5 hands out the newest hits first without sorting all of them.
"""

from __future__ import annotations

import functools
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from crmcli.core import text

_KIND_BITS, _NUMBER_BITS = 4, 26
_FAR = 2**33  # seconds; what lies further than 1697 to 2242 sorts as the edge, since a rowid has 64 bits
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# table: (kind, column of the instant, columns of the text); only ever append, the kind stands in rowids.
EVENTS = {
    "interactions": (1, "at", ("text",)),
    "touches": (2, "at", ("matter", "note", "outcome")),
    "followups": (3, "created_at", ("text", "outcome")),
    "orders": (4, "date", ("note",)),
    "losses": (5, "date", ("note",)),
    "payments": (6, "date", ("note",)),
    "concerns": (7, "at", ("text", "note")),
    "facts": (8, "date", ("text", "source")),
    "objections": (9, "at", ("text", "answer")),
}
TABLE_OF_KIND = {kind: table for table, (kind, _at, _texts) in EVENTS.items()}
Span = tuple[int, int]
NOTHING: Span = (0, -1)
# Texts of a customer that are not searched as words, or stand apart.
_NO_WORDS = ("uid", "name", "birthday", "origin", "pinyin", "initials", "created_at")
_CUSTOMER_TABLES = {"customers": "no", "contact_points": "customer_no", "tags": "customer_no", "field_values": "customer_no"}

# Contacts as typed, and beside it what they are compared by where that differs. A Chinese number has the spelling that is dialled
# at
# home alone (text.dialled brings a query there): each spelling more is a word more that nobody shares.
_DIALLED = """iif(substr(p.normal, 4, 3) IN ('400', '800') OR substr(p.normal, 4, 2) BETWEEN '13' AND '19', '', '0')
  || substr(p.normal, 4)"""
_SPELLED = f"""p.value || CASE WHEN p.normal = p.value THEN '' WHEN p.kind <> 'phone' OR substr(p.normal, 1, 3) <> '+86' THEN ' ' || p.normal
  WHEN p.value = {_DIALLED} THEN '' ELSE ' ' || {_DIALLED} END"""  # noqa: E501
# Number, text to be cut into tokens, and text that is in tokens already: cutting is what indexing costs.
CUSTOMER_TEXT = """
SELECT c.no, c.name || coalesce(' ' || f.name, '') || {words}
  || coalesce((SELECT ' ' || group_concat({spelled}, ' ') FROM contact_points p WHERE p.customer_no = c.no), '')
  || coalesce((SELECT ' ' || group_concat(g.tag, ' ') FROM tags g WHERE g.customer_no = c.no), '')
  || coalesce((SELECT ' ' || group_concat(v.value, ' ') FROM field_values v WHERE v.customer_no = c.no), ''),
  c.pinyin || ' ' || c.initials || coalesce(' ' || f.pinyin || ' ' || f.initials, '')
FROM customers c LEFT JOIN companies f ON f.no = c.company_no WHERE {where}""".replace("{spelled}", _SPELLED)


def event_rowid(table: str, at: str, number: int) -> int:
    """The rowid in search_events of the row `number` of `table` that happened at the stored instant or date `at`."""
    kind, moment = EVENTS[table][0], max(-_FAR, min(_FAR - 1, seconds(at)))
    return (moment << (_KIND_BITS + _NUMBER_BITS)) | (kind << _NUMBER_BITS) | number


def in_sql(rowid: str) -> tuple[str, str]:
    """As `split_rowid`, the kind and the row number as SQL over the expression `rowid`."""
    return f"(({rowid} >> {_NUMBER_BITS}) & {2**_KIND_BITS - 1})", f"({rowid} & {2**_NUMBER_BITS - 1})"


def split_rowid(rowid: int) -> tuple[str, int]:
    """The table and the row number that `event_rowid` packed."""
    return TABLE_OF_KIND[(rowid >> _NUMBER_BITS) & (2**_KIND_BITS - 1)], rowid & (2**_NUMBER_BITS - 1)


@functools.lru_cache(maxsize=1000)  # the rows of an import often share one instant
def seconds(at: str) -> int:
    """Whole seconds since 1970 of a stored instant; a date counts from its first second."""
    moment = datetime.fromisoformat(at[:19])
    return int((moment.replace(tzinfo=UTC) - _EPOCH).total_seconds())


def reindex(db: sqlite3.Connection, change_no: int, bulk: Mapping[str, Span]) -> None:
    """Bring the search tables in step with what the change did, row by row from its journal.

    `bulk` names per table the first and last of the rows that were inserted in bulk: one pass over each serves them.
    """
    touched = {row[0] for row in db.execute("SELECT DISTINCT tbl FROM operations WHERE change_no = ?", (change_no,))}
    customers: set[int] = set()
    for table in touched:
        first, last = bulk.get(table, NOTHING)
        singles = db.execute(
            "SELECT row_no, old, new FROM operations WHERE change_no = ? AND tbl = ? AND row_no NOT BETWEEN ? AND ? ORDER BY no",
            (change_no, table, first, last),
        ).fetchall()
        for number, old, new in singles:
            if table in EVENTS:
                _reindex_event(db, table, number, old, new)
            else:
                customers |= _customers_of(db, table, number, old, new)
    customers |= _index_bulk(db, bulk)
    for customer in customers:
        db.execute("DELETE FROM search_customers WHERE rowid = ?", (customer,))
        index_customers(db, "c.no = ?", (customer,))


def _customers_of(db: sqlite3.Connection, table: str, number: int, old: str | None, new: str | None) -> set[int]:
    """The customers whose search text hangs on this row."""
    if table == "companies":
        return {no for (no,) in db.execute("SELECT no FROM customers WHERE company_no = ?", (number,))}
    column = _CUSTOMER_TABLES.get(table)
    return {json.loads(row)[column] for row in (old, new) if row} if column else set()


def _index_bulk(db: sqlite3.Connection, bulk: Mapping[str, Span]) -> set[int]:
    """Index what was inserted in bulk; returns the older customers that got new rows."""
    older: set[int] = set()
    newcomers = bulk.get("customers", NOTHING)
    for table, span in bulk.items():
        if table in EVENTS:
            _kind, at, texts = EVENTS[table]
            words = " || ' ' || ".join(f"coalesce({name}, '')" for name in texts)
            index_events(db, table, db.execute(f"SELECT no, {at}, {words} FROM {table} WHERE no BETWEEN ? AND ?", span))
        elif table == "customers":
            index_customers(db, "c.no BETWEEN ? AND ?", span)
        elif table in _CUSTOMER_TABLES:
            query = f"SELECT DISTINCT customer_no FROM {table} WHERE no BETWEEN ? AND ? AND customer_no NOT BETWEEN ? AND ?"
            older |= {no for (no,) in db.execute(query, (*span, *newcomers))}
    return older


def _reindex_event(db: sqlite3.Connection, table: str, number: int, old: str | None, new: str | None) -> None:
    _kind, at, texts = EVENTS[table]
    if old:
        db.execute("DELETE FROM search_events WHERE rowid = ?", (event_rowid(table, json.loads(old)[at], number),))
    if new:
        values = json.loads(new)
        words = text.tokens(" ".join(values[name] for name in texts if values[name]))
        if words:
            db.execute("INSERT INTO search_events (rowid, text) VALUES (?, ?)", (event_rowid(table, values[at], number), words))


def customer_words(db: sqlite3.Connection) -> list[str]:
    """The columns of a customer that are searched beside the name: each text of the table, so that none is forgotten."""
    columns = db.execute("SELECT name FROM pragma_table_info('customers') WHERE type = 'TEXT' ORDER BY cid")
    return [name for (name,) in columns if name not in _NO_WORDS]


def index_customers(db: sqlite3.Connection, where: str, parameters: tuple[object, ...]) -> None:
    """Index the customers that `where` selects and that have no search text yet."""
    words = " || ".join(f"coalesce(' ' || c.{name}, '')" for name in customer_words(db))
    found = db.execute(CUSTOMER_TEXT.format(where=where, words=words), parameters)
    rows = ((no, f"{text.tokens(words)} {cut}") for no, words, cut in found)
    db.executemany("INSERT INTO search_customers (rowid, text) VALUES (?, ?)", rows)


def index_events(db: sqlite3.Connection, table: str, rows: Iterable[tuple[int, str, str]]) -> None:
    """Index many new rows (number, instant or date, text) of one table."""

    def entries() -> Iterator[tuple[int, str]]:
        for number, at, words in rows:
            if words.strip():
                yield event_rowid(table, at, number), text.tokens(words)

    db.executemany("INSERT INTO search_events (rowid, text) VALUES (?, ?)", entries())
