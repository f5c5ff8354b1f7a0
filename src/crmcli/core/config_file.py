"""Changing the configuration: one value in the user's own file, whose comments, tables and order stay."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crmcli.core import atomic_write, config
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t


def save(key: str, value: str) -> None:
    """Keep one value. Raises BrokenConfigError where the file as it stands cannot be read."""
    if not value.isprintable():
        raise UsageError(
            t("{what} contains control characters: {value}", what=key, value=ascii(value)), t("Retype it without them.")
        )
    place = config.config_path().resolve()  # a link into a folder of one's own stays one
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(place.parent):
        content = place.read_bytes() if place.is_file() else b""
        config.checked(content, place)
        draft = _changed(content.decode("utf-8-sig"), key, value)
        config.checked(draft.encode(), place)
        with atomic_write.replacing(place) as target:
            target.write(draft)
    config.values.cache_clear()


def put_aside() -> None:
    """Move a file that cannot be read out of the way."""
    path = config.config_path()
    path.replace(config.aside(path))
    config.values.cache_clear()


def _changed(text: str, key: str, value: str) -> str:
    import tomlkit

    document = tomlkit.parse(text)
    table, name = _place(document, key)
    was_number = isinstance(table.get(name), int) and value.isdecimal() and str(int(value)) == value
    table[name] = int(value) if was_number else value
    return tomlkit.dumps(document)


def _place(table: Any, key: str) -> tuple[Any, str]:
    """The table that holds the key, or is to hold it, and its name there: `smtp.host` stands in [smtp] where there is one, else
    as one quoted key.
    """
    group, _, name = key.partition(".")
    return (table, key) if key in table or not isinstance(table.get(group), dict) else _place(table[group], name)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One process at a time changes the file. The lock is the folder's own and ends with the process; Windows has none."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
