"""What the user chose once: language, file, region. A small TOML file in the user's configuration folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from crmcli.kernel.errors import UsageError
from crmcli.kernel.words import t

APP = "crm"
FILE_NAME = "crm.db"


def config_path() -> Path:
    """Where the configuration lies: CRM_CONFIG, or config.toml in the user's configuration folder."""
    named = os.environ.get("CRM_CONFIG")
    return Path(named) if named else _folder("config") / "config.toml"


def default_database() -> Path:
    """The user's own file, in their data folder."""
    return _folder("data") / FILE_NAME


def _folder(what: str) -> Path:
    if sys.platform == "linux":  # the same rule as platformdirs, which costs a tenth of a whole start
        variable, fallback = {"config": ("XDG_CONFIG_HOME", ".config"), "data": ("XDG_DATA_HOME", ".local/share")}[what]
        base = os.environ.get(variable, "").strip()
        return (Path(base) if base else Path.home() / fallback) / APP
    import platformdirs

    return Path({"config": platformdirs.user_config_dir, "data": platformdirs.user_data_dir}[what](APP, appauthor=False))


@cache
def values() -> dict[str, str]:
    """The configured values, those of a table `[smtp]` as `smtp.host`; empty where there is no file.

    Raises UsageError with the line of a mistake.
    """
    path = config_path()
    if not path.is_file():
        return {}
    import tomllib

    try:
        loaded = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            t("{path} cannot be read: {reason}", path=path, reason=error), t("Mend the file or remove it.")
        ) from error
    return dict(_flat(loaded))


def _flat(table: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", str(value)


def save(key: str, value: str) -> None:
    """Keep one value; the others stay as they are."""
    kept = {**values(), key: value}
    path = config_path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text("".join(f"{_quoted(name)} = {_quoted(text)}\n" for name, text in kept.items()), encoding="utf-8")
    draft.replace(path)
    values.cache_clear()


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)
