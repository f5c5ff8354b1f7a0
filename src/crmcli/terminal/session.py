"""What holds for one run of the program: the global options, the file, the way of output."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from crmcli.core import config, money, region
from crmcli.core.errors import DatabaseFileError
from crmcli.core.i18n import t
from crmcli.storage.store import Seed, Settle, Store
from crmcli.terminal import stream

OUTPUTS = ("table", "plain", "json", "jsonl", "csv", "ids")


class Session:
    """The global options as given; None where the default holds. `seed` fills the lists of a new file; `begins` tells whether the
    command can begin one; `settle` keeps what the first change of a file decides.
    """

    def __init__(self, seed: Seed | None = None, settle: Settle | None = None) -> None:
        self.db: str | None = None
        self.output: str | None = None
        self.no_input = False
        self.yes = False
        self.seed = seed
        self.settle = settle
        self.command = ""
        self.begins = True
        self._store: Store | None = None

    def store(self) -> Store:
        """The user's file, opened once. Raises DatabaseFileError for one that was named and is not there, unless it may begin
        now.
        """
        if self._store is None:
            named = self._named()
            if named and not self.begins and not named.exists():
                hint = t("Check --db, CRM_DB and crm config get db. Create a new file with crm init or crm add.")
                raise DatabaseFileError(t("No such file: {path}.", path=named), hint)
            self._store = Store(named or config.default_database(), self.seed, stream.print_notice)
            self._store.at_end = self.settle
        return self._store

    def region(self) -> str | None:
        """The region of the file, or what it will be: whoever writes on a terminal first has that of their locale."""
        kept = self.store().get_setting("region")
        return kept or (region.proposed() if self.begins and self._has_person() else None)

    def opened(self) -> Store | None:
        """The file, where the command has come so far as to open it."""
        return self._store

    def path(self) -> Path:
        """Which file: --db, CRM_DB, config, the user's data folder."""
        return self._named() or config.default_database()

    def _named(self) -> Path | None:
        named = self.db or os.environ.get("CRM_DB") or config.values().get("db")
        return Path(named).expanduser() if named else None

    def form(self) -> str:
        """The form of output: as asked for, else a table on a terminal and plain elsewhere."""
        return self.output or ("table" if sys.stdout.isatty() else "plain")

    def asks(self) -> bool:
        """Whether a person is there to answer; then what was printed so far stands before their eyes."""
        stream.release()
        return self._has_person() and sys.stderr.isatty()

    def pages(self) -> bool:
        """Whether a person is there to read it page by page."""
        return self.form() == "table" and self._has_person() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"

    def _has_person(self) -> bool:
        refused = self.no_input or os.environ.get("CRM_NO_INPUT", "0") not in ("", "0")
        return not refused and sys.stdin is not None and sys.stdin.isatty()

    def close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None


current = Session()


def start() -> None:
    """Forget the run before; a process that runs several commands (the tests, the demo) starts each afresh."""
    stream.start()
    current.close()
    vars(current).update(vars(Session(current.seed, current.settle)))
    money.forget()
    region.use(current.region)


def store() -> Store:
    """The file of this run."""
    return current.store()
