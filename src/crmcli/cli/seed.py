"""What a new file starts with, from the rooms that own it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crmcli.storage.store import Store


def seed(store: Store) -> None:
    """The lists of a new file: the generic pipeline and the portrait's fields, in the user's language."""
    from crmcli.customers import fields
    from crmcli.pipelines import presets

    presets.install(store, "generic")
    fields.install(store)
