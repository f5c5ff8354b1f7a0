"""The settings of mail: whose server, which address. They belong to the user of this machine, not to the file."""

import os
import sys
from email.utils import parseaddr
from pathlib import Path
from typing import NamedTuple

from crmcli.core import config
from crmcli.core.errors import RefusedError, UsageError
from crmcli.core.i18n import t

KEYS = tuple(key for key in config.KEYS if key.startswith("smtp."))
SECURITY = {"starttls": 587, "ssl": 465, "none": 25}
PASSWORD = "CRM_SMTP_PASSWORD"  # noqa: S105 - the name of the variable
_HIGHEST_PORT = 65_535


class Server(NamedTuple):
    """A mail server. `security`: starttls, ssl or none; without a `user` nobody logs in."""

    host: str
    port: int
    security: str
    user: str | None
    sender: str


def check(key: str, value: str) -> None:
    """Raises UsageError for a value that the setting cannot hold."""
    if key == "smtp.port" and not (value.isdecimal() and 0 < int(value) <= _HIGHEST_PORT):
        raise UsageError(t("{value!r} is not a port number.", value=value), t("Write it like {example}", example="587"))
    if key == "smtp.security" and value not in SECURITY:
        raise UsageError(
            t("{value!r} is not a valid {what}.", what=key, value=value), t("Choose one of: {known}", known=", ".join(SECURITY))
        )
    if key == "smtp.from":
        address(value)
    if key == "smtp.to":
        addresses(value)


def addresses(text: str) -> list[str]:
    """The addresses in a list with commas, each once. Raises UsageError for one that is none."""
    found = [address(one) for one in text.replace("，", ",").split(",") if one.strip()]
    return list({one.casefold(): one for one in found}.values())


def address(text: str) -> str:
    """The bare address in `name <a@b.cn>` or `a@b.cn`. Raises UsageError where there is none."""
    found = parseaddr(text.strip())[1]
    name, _, host = found.rpartition("@")
    if not (name and host and found.isascii() and found.isprintable()) or " " in found:
        raise UsageError(
            t("{value!r} is not a valid email address.", value=text), t("Write it like {example}", example="me@example.com")
        )
    return found


def server() -> Server:
    """The mail server as configured. Raises UsageError that names the setting that is missing."""
    known = config.values()
    host, user = known.get("smtp.host", ""), known.get("smtp.user") or None
    if not host:
        raise UsageError(t("No mail server is set."), t("Set it: crm config set {key} VALUE", key="smtp.host"))
    sender = known.get("smtp.from") or (user if user and "@" in user else "")
    if not sender:
        raise UsageError(t("No sender is set for the mail."), t("Set it: crm config set {key} VALUE", key="smtp.from"))
    security, port = known.get("smtp.security", "starttls"), known.get("smtp.port", "")
    for key, value in (("smtp.security", security), ("smtp.port", port)):
        if value:
            check(key, value)
    return Server(host, int(port or SECURITY[security]), security, user, address(sender))


def recipients(given: list[str] | None) -> list[str]:
    """Who gets the mail: as asked for, else as configured. Raises UsageError where nobody is named."""
    found = addresses(",".join(given) if given else config.values().get("smtp.to", ""))
    if not found:
        raise UsageError(
            t("No recipient is set for the mail."), t("Add --to ADDRESS, or set it for good: crm config set smtp.to ADDRESS")
        )
    return found


def password(user: str, host: str) -> str:
    """The password of the user, from CRM_SMTP_PASSWORD, the password file, or the system's keyring where there is one.

    Raises RefusedError for a file that others may read, UsageError where there is no password.
    """
    if given := os.environ.get(PASSWORD):
        return given
    if named := config.values().get("smtp.password_file"):
        return _from_file(Path(named).expanduser())
    if found := _from_keyring(user, host):
        return found
    hint = t(
        "Put it in a file (chmod 600) and run crm config set smtp.password_file PATH, or set {name}.",
        name=PASSWORD,
    )
    raise UsageError(t("No password is set for {user} at {host}.", user=user, host=host), hint)


def _from_file(path: Path) -> str:
    mode = path.stat().st_mode
    if sys.platform != "win32" and mode & 0o077:
        raise RefusedError(t("{path} is readable by others.", path=path), t("Restrict it: chmod 600 {path}", path=path))
    try:
        return path.read_text(encoding="utf-8").strip("\r\n")
    except UnicodeDecodeError as error:
        raise UsageError(
            t("{path} is not UTF-8 text.", path=path), t("The file must contain only the password, on one line.")
        ) from error


def _from_keyring(user: str, host: str) -> str | None:
    """What the keyring knows, where that package is installed; behind cron there may be none that answers."""
    from importlib import import_module

    try:
        keyring, errors = import_module("keyring"), import_module("keyring.errors")
    except ImportError:
        return None
    try:
        found: str | None = keyring.get_password(host, user)
    except errors.KeyringError:
        return None
    return found
