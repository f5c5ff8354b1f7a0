"""What SQLite complains of, as sentences with a hint."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from crmcli.core.choices import mark
from crmcli.core.errors import DatabaseFileError, RefusedError
from crmcli.core.i18n import t
from crmcli.storage import database_file, migrations

_REASONS = (
    ("locked", mark("Another program is writing to {path}."), mark("Wait until it has finished, then try again.")),
    ("readonly", mark("{path} is read-only."), mark("Check the permissions of the file and its folder.")),
    ("unable to open", mark("Cannot open {path}."), mark("Check that the folder exists and that you may read and write there.")),
    ("full", mark("No space left on the disk of {path}."), mark("Free some space, then try again.")),
    ("not a database", mark("{path} is not a crm database."), mark("Set crm's own file with --db or CRM_DB.")),
    ("malformed", mark("{path} is damaged."), mark("Move it away and restore a backup.")),
    (
        "could not decode",
        mark("{path} is damaged: it contains text that is not valid UTF-8."),
        mark("Move it away and restore a backup."),
    ),
    ("fts5", mark("{path} is damaged: its search index does not match."), mark("Move it away and restore a backup.")),
    ("disk i/o", mark("The disk of {path} failed while reading or writing."), mark("Check the disk, then try again.")),
)

_OWED = ("readonly", "unable to open", "disk i/o")  # how it sounds when the rollback of an interrupted write is refused


def explain(error: sqlite3.DatabaseError, path: Path | None) -> Exception:
    """What SQLite's error means, as one of our errors; an unknown one (a defect of ours) comes back as it is."""
    text = str(error).lower()
    if path and any(word in text for word in _OWED) and database_file.ended_uncleanly(path):
        return DatabaseFileError(
            t("An interrupted write left {path} incomplete, and it cannot be rolled back in a read-only place.", path=path),
            t(
                "Copy it together with {journal} to a writable folder and open the copy with --db.",
                journal=database_file.journal_of(path).name,
            ),
        )
    if "foreign key" in text:
        return RefusedError(t("Refused: other records still refer to this one."))
    for word, message, hint in _REASONS:
        if word in text:
            return DatabaseFileError(t(message, path=path or ":memory:"), t(hint))
    if (
        path
        and any(word in text for word in ("no such table", "no such column", "has no column"))
        and migrations.is_misshapen(path)
    ):
        return DatabaseFileError(
            t(
                "{path} is a crm database with an unknown layout: an unreleased version wrote it, or another program changed it.",
                path=path,
            ),
            t("Restore a backup, or start a new file with --db or CRM_DB."),
        )
    return error
