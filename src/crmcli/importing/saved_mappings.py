"""What the columns of a file mean, kept under a name for the next file of the same program."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from crmcli.core import near_matches
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.importing.model import Import
from crmcli.storage.store import Store

_PREFIX = "import_map."


def save(store: Store, name: str, found: Import) -> None:
    """Keep how the file was understood: kind, encoding, delimiter and the field of each column."""
    columns = {one.column: one.field or "-" for one in found.mapping if one.column}
    kept = {"kind": found.kind.code, "encoding": found.encoding, "delimiter": found.delimiter, "columns": columns}
    store.set_setting(_PREFIX + name, json.dumps(kept, ensure_ascii=False))


def use(store: Store, name: str, kind: str | None, mapping: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The kind and the field of each column as kept under the name; what is said of this file (`kind`, `mapping`) goes first.

    Raises UsageError for a name that nothing is kept under.
    """
    kept = store.get_setting(_PREFIX + name)
    if kept is None:
        known = [key.removeprefix(_PREFIX) for key in store.settings() if key.startswith(_PREFIX)]
        there_are = t("Available: {known}", known=", ".join(known)) if known else t("Save one: crm import FILE --save-map NAME")
        raise UsageError(t("There is no mapping '{name}'.", name=name), near_matches.hint(name, known, there_are))
    found: dict[str, Any] = json.loads(kept)
    return kind or found["kind"], found["columns"] | dict(mapping)


def of_another_file(name: str, error: UsageError) -> UsageError:
    """The refusal of a file that lacks what the mapping names."""
    return UsageError(t("The mapping '{name}' is of another file: {reason}", name=name, reason=error.message), error.hint)
