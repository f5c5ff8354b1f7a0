"""The history of the file's shape: ordered SQL steps, a copy kept first, one transaction each, a newer file refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path

from crmcli.core.errors import DatabaseFileError
from crmcli.core.i18n import t
from crmcli.storage import database_file

APPLICATION_ID = 0x43524D31  # "CRM1"
SCHEMA_DIR = Path(__file__).resolve().parent / "schema"
LATEST = max(int(file.name[:4]) for file in SCHEMA_DIR.iterdir() if file.suffix == ".sql")

# Tables whose rows the journal follows: all that a seller enters. Settings are not undone.
JOURNALED = (
    "companies", "customers", "contact_points", "tags", "relations", "fields", "field_values", "parkings",
    "products", "pipelines", "nodes", "node_items", "touches", "qualifications", "losses", "interactions",
    "concerns", "signs", "facts", "visits", "objections", "followups", "cadences", "cadence_rules", "occasions", "reminders",
    "templates", "recalls",
    "orders", "order_lines", "payments", "payment_plans", "refunds",
)  # fmt: skip


def version(db: sqlite3.Connection) -> int:
    """The schema version of the file; 0 for an empty one. Raises DatabaseFileError for a newer or a foreign file."""
    found, owner = (int(db.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("user_version", "application_id"))
    if owner != APPLICATION_ID and (found or owner or db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]):
        raise DatabaseFileError(
            t("This database belongs to another program, not crm."), t("Set crm's own file with --db or CRM_DB.")
        )
    if found > LATEST:
        raise DatabaseFileError(
            t(
                "This file was written by a newer crm (file version {found}; this program supports {known}).",
                found=found,
                known=LATEST,
            ),
            t("Update crm: pip install --upgrade crmcli"),
        )
    if found < 0:
        raise DatabaseFileError(
            t("This file claims version {found}, which crm never wrote.", found=found), t("Restore it from a backup.")
        )
    return found


def migrate(db: sqlite3.Connection, found: int) -> None:
    """Bring the file from version `found` to LATEST, inside the caller's transaction."""
    for number, sql in _steps()[found:]:
        for statement in _statements(sql):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {number}")
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def keep_copy(db: sqlite3.Connection, target: Path) -> None:
    """A consistent copy of the open file at `target`, readable by its owner alone."""
    target.touch(mode=0o600)
    copy = sqlite3.connect(target.absolute())
    with copy:
        db.backup(copy)
    copy.close()


def _steps() -> list[tuple[int, str]]:
    files = sorted(SCHEMA_DIR.glob("*.sql"))
    return [(int(file.name[:4]), file.read_text(encoding="utf-8")) for file in files]


def _statements(sql: str) -> Iterator[str]:
    """The statements of a script one by one, since executescript would commit the open transaction."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def is_misshapen(path: Path) -> bool:
    """Whether the file lacks a table or a column of LATEST, whatever version it says it is of."""
    if not path.is_file():
        return False
    with closing(sqlite3.connect(":memory:")) as whole, closing(database_file.connect(path)) as found:
        migrate(whole, 0)
        return not _columns(whole) <= _columns(found)


def _columns(db: sqlite3.Connection) -> set[tuple[str, str]]:
    sql = "SELECT s.name, c.name FROM sqlite_schema s, pragma_table_info(s.name) c WHERE s.type = 'table'"
    return set(db.execute(sql))


@cache
def row_json(columns: tuple[str, ...], row: str) -> str:
    """The SQL expression of a whole row as JSON; `row` is `old`, `new` or a table's alias."""
    return "json_object(" + ", ".join(f"'{name}', {row}.{name}" for name in columns) + ")"


def customer_of(table: str, columns: Sequence[str], row: str) -> str:
    """SQL: the number of the customer whom a row is about, NULL where it is about none."""
    if table == "customers":
        return f"{row}.no"
    return f"{row}.customer_no" if "customer_no" in columns else "NULL"


def columns_of(db: sqlite3.Connection, table: str) -> tuple[str, ...]:
    """The column names of `table`, in order."""
    return tuple(name for (name,) in db.execute("SELECT name FROM pragma_table_info(?)", (table,)))
