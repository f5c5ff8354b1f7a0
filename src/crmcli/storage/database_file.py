"""The file on disk: a connection to it that changes no byte by itself, how its last writer left it, and whether it is whole."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

BUSY_SECONDS = 30
_WAL_BYTE, _WAL = 18, 2  # the header's byte that names the kind of journal


def connect(path: Path | None, *, to_write: bool = False, busy_seconds: float = BUSY_SECONDS) -> sqlite3.Connection:
    """Open the file, or an empty database in memory for None, with the safeguards of every connection.

    `path` is always a file, whatever it is called (":memory:", "file:x"). One in WAL mode, which another program chose, is read
    through a connection that cannot write, since the end of any other would move pages; a writer puts it back into ours.
    """
    if path is None:
        db = sqlite3.connect(":memory:", isolation_level=None)
    elif not to_write and uses_wal(path):
        db = sqlite3.connect(read_only_uri(path), uri=True, timeout=busy_seconds, isolation_level=None)
    else:
        db = sqlite3.connect(os.path.abspath(path), timeout=busy_seconds, isolation_level=None)  # noqa: PTH100 - one name the less to import
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA secure_delete = ON")
    db.execute("PRAGMA trusted_schema = OFF")  # what came with the file calls no function of ours
    if to_write:
        db.execute("PRAGMA journal_mode = DELETE").fetchone()
    return db


def read_only_uri(path: Path) -> str:
    """The file as SQLite's address of a connection that cannot write."""
    return f"{path.absolute().as_uri()}?mode=ro"


def uses_wal(path: Path) -> bool:
    """Whether another program has put the file into WAL mode."""
    try:
        with path.open("rb") as file:
            header = file.read(_WAL_BYTE + 1)
    except OSError:
        return False
    return len(header) > _WAL_BYTE and header[_WAL_BYTE] == _WAL


def journal_of(path: Path) -> Path:
    """Where SQLite keeps what an interrupted write owes."""
    return Path(f"{path}-journal")


def ended_uncleanly(path: Path) -> bool:
    """Whether the last writer died in the middle: its journal is still there."""
    try:
        return journal_of(path).stat().st_size > 0
    except OSError:
        return False


def damage(db: sqlite3.Connection) -> str | None:
    """What SQLite's quick check finds first, in its words; None where the file is whole. Reads all pages once."""
    try:
        found = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if found == "ok" else found


def foreign_triggers(db: sqlite3.Connection) -> list[str]:
    """The triggers that lie in the file: crm keeps none there, so another program made them."""
    return [name for (name,) in db.execute("SELECT name FROM main.sqlite_schema WHERE type = 'trigger' ORDER BY name")]
