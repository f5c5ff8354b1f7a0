"""The imports of a file so far, each with its change: kept beside it, and undone with it only by name."""

import json
from typing import NamedTuple

from crmcli.core.choices import Instant
from crmcli.importing.model import Import
from crmcli.storage import journal
from crmcli.storage.store import Store

_PREFIX = "imported.u"


class PastImport(NamedTuple):
    """An import: its change (`undo u3` takes it back), when, which file and kind, what it did, and whether it was undone."""

    no: int
    at: Instant
    file: str
    kind: str
    new: int
    updated: int
    same: int
    rejected: int
    undone: bool


def keep(store: Store, change: int, name: str, done: Import) -> None:
    """Remember the import of the file called `name`, inside its change."""
    told = {"file": name, "kind": done.kind.code, "new": done.new, "updated": done.updated, "same": done.same}
    store.set_setting(f"{_PREFIX}{change}", json.dumps(told | {"rejected": done.rejected}, ensure_ascii=False))


def every(store: Store) -> list[PastImport]:
    """All imports, the newest first."""
    kept = store.settings()
    changes = [one for one in journal.recent(store.db, 1 << 30) if f"{_PREFIX}{one.no}" in kept]
    return [PastImport(one.no, Instant(one.at), **json.loads(kept[f"{_PREFIX}{one.no}"]), undone=one.undone) for one in changes]
