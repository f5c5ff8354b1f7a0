"""SQLite's own floor of an import: what a finished file holds, put into the same tables, indexes, journal and search of another.

`python benchmarks/floor.py FINISHED NEW` does it, without NEW it only reads: the difference is the floor.
"""

import sqlite3
import sys
from pathlib import Path

from crmcli.cli import seed
from crmcli.storage.store import Store


def main(finished, new=None):
    source = sqlite3.connect(finished)
    tables = [name for (name,) in source.execute("SELECT name FROM pragma_table_list WHERE type IN ('table', 'virtual')")]
    rows = {name: source.execute(f"SELECT {_columns(name)} FROM {name}").fetchall() for name in tables if "sqlite_" not in name}
    if new:
        store = Store(Path(new), seed.seed)
        store.ensure_file()
        store.enlarge_cache()
        _put(store.db, rows)


def _columns(table):
    return "rowid, text" if table.startswith("search_") else "*"


def _put(db, rows):
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("BEGIN IMMEDIATE")
    for table, found in rows.items():
        into = f"{table} (rowid, text)" if table.startswith("search_") else table
        db.execute(f"DELETE FROM {table}")  # what a new file begins with
        if found:
            db.executemany(f"INSERT INTO {into} VALUES ({', '.join('?' * len(found[0]))})", found)
    db.execute("COMMIT")


if __name__ == "__main__":
    main(*sys.argv[1:])
