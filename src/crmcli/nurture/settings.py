"""The setting of the room that travels with the file: how many open customers one wants to work at most."""

from __future__ import annotations

from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.storage.store import Store

DEFAULTS = {"capacity": "off"}
_MOST = 99_999


def check(key: str, value: str) -> None:
    """Raises UsageError for a value that the setting cannot hold."""
    if key == "capacity" and value != "off" and not (value.isascii() and value.isdecimal() and 0 < int(value) <= _MOST):
        raise UsageError(t("{value!r} is no number of customers.", value=value), t("Write it like {example}", example="60, off"))


def capacity(store: Store) -> int | None:
    """The seller's own limit; None where there is none."""
    value = store.setting("capacity", "off") or "off"
    return int(value) if value.isdecimal() else None
