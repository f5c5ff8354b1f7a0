"""What the user chose once: language, file, mail. A small TOML file in the user's configuration folder."""

import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from crmcli.core.errors import UsageError
from crmcli.core.i18n import t

APP = "crm"
FILE_NAME = "crm.db"
KEYS = (
    "language", "db", "smtp.host", "smtp.port", "smtp.user", "smtp.from", "smtp.to", "smtp.security", "smtp.password_file",
)  # fmt: skip
FAMILIES = ("search.",)  # followed by a name of the user's own
_FOLDERS = {
    "config": ("XDG_CONFIG_HOME", ".config"), "data": ("XDG_DATA_HOME", ".local/share"),
    "state": ("XDG_STATE_HOME", ".local/state"),
}  # fmt: skip


class Setting(NamedTuple):
    """A setting as shown; `kept_in` tells whether it travels with the file or belongs to this user of this machine."""

    key: str
    value: str | None
    kept_in: str


class BrokenConfigError(UsageError):
    """The configuration file cannot be read as it stands; only `crm config` goes on."""


def config_path() -> Path:
    """Where the configuration lies: CRM_CONFIG, or config.toml in the user's configuration folder."""
    named = os.environ.get("CRM_CONFIG")
    return Path(named) if named else _folder("config") / "config.toml"


def default_database() -> Path:
    """The user's own file, in their data folder."""
    return _folder("data") / FILE_NAME


def state_folder() -> Path:
    """Where the program notes what went wrong with itself."""
    return _folder("state")


def _folder(what: str) -> Path:
    if sys.platform == "linux":  # the same rule as platformdirs, which costs a tenth of a whole start
        variable, fallback = _FOLDERS[what]
        base = os.environ.get(variable, "").strip()
        return (Path(base) if base else Path.home() / fallback) / APP
    import platformdirs

    folders = {"config": platformdirs.user_config_dir, "data": platformdirs.user_data_dir, "state": platformdirs.user_state_dir}
    return Path(folders[what](APP, appauthor=False))


def is_known(key: str) -> bool:
    """Whether the configuration file has a setting of that name."""
    return key in KEYS or any(key.startswith(family) and key != family for family in FAMILIES)


def near(key: str, known: tuple[str, ...]) -> str:
    """A hint for a name that is no setting: the nearest ones, else all there are."""
    from difflib import get_close_matches

    if found := get_close_matches(key, known):
        return t("Did you mean: {names}?", names=", ".join(found))
    return t("Available: {known}", known=", ".join(known))


@cache
def values() -> dict[str, str]:
    """The configured values, those of a table `[smtp]` as `smtp.host`; empty where there is no file.

    Raises BrokenConfigError with the line of a mistake.
    """
    path = config_path()
    if path.is_dir():
        raise BrokenConfigError(t("{path} is a folder, not a file", path=path), t("Set the settings file with CRM_CONFIG."))
    return checked(path.read_bytes(), path) if path.is_file() else {}


def checked(content: bytes, path: Path) -> dict[str, str]:
    """The values in the content of the file. Raises BrokenConfigError for what is no TOML, no setting, or no value of one."""
    import tomllib

    try:
        text = content.decode("utf-8-sig")
        found = dict(_flat(tomllib.loads(text)))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _broken(path, t("not UTF-8 (at line {line})", line=line)) from error
    except tomllib.TOMLDecodeError as error:
        raise _broken(path, str(error)) from error
    for key, value in found.items():
        if not is_known(key):
            known = (*KEYS, *(f"{family}NAME" for family in FAMILIES))
            raise _broken(path, t("{key!r} is not a setting", key=key) + _at_line(text, key), near(key, known))
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise _broken(path, t("{key} must be a quoted string", key=key) + _at_line(text, key))
    return {key: str(value) for key, value in found.items()}


def _broken(path: Path, reason: str, hint: str = "") -> BrokenConfigError:
    anew = t(
        "Fix the file, or start a new one (the old one is kept as {aside}): crm config set KEY VALUE --yes",
        aside=aside(path).name,
    )
    return BrokenConfigError(t("Cannot read {path}: {reason}", path=path, reason=reason), hint or anew)


def aside(path: Path) -> Path:
    """Where a file that cannot be read is kept when a new one takes its place."""
    return path.with_name(f"{path.name}.broken")


def _at_line(text: str, key: str) -> str:
    """Where the key is given, as the reader of TOML says it; it keeps no places itself."""
    import re

    given = re.compile(rf"""\s*(?:.*\.\s*)?["']?{re.escape(key.rpartition(".")[2])}["']?\s*=""")
    line = next((number for number, one in enumerate(text.splitlines(), 1) if given.match(one)), None)
    return t(" (at line {line})", line=line) if line else ""


def _flat(table: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value
