"""What the machine is told to run: absolute paths, the language and the file, since it knows none of a shell's settings."""

from __future__ import annotations

import os
import re
import sys
from datetime import datetime, time, timedelta, tzinfo
from pathlib import Path

from crmcli.core import clock
from crmcli.core.errors import UsageError
from crmcli.core.i18n import language, t
from crmcli.terminal import session

WORDS = {
    "due": ["due", "-o", "table", "--cron"],
    "digest": ["digest", "--send", "--cron"],
    "notify": ["digest", "--notify", "--cron"],
}
MACHINE = Path("/etc/localtime")
_PASSED_ON = ("CRM_CONFIG", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "TZ")


def parse_time(text: str) -> time:
    """The time of day in `8:00` or `08:00`. Raises UsageError for anything else."""
    found = re.fullmatch(r"([01]?\d|2[0-3])[:：]([0-5]\d)", text.strip(), re.ASCII)
    if not found:
        raise UsageError(t("{value!r} is not a time of day.", value=text), t("Write it like {example}", example="08:00"))
    return time(int(found[1]), int(found[2]))


def parse_job(text: str) -> str:
    """The job of that name. Raises UsageError that lists them."""
    if text not in WORDS:
        raise UsageError(t("{value!r} is not a job.", value=text), t("Choose one of: {known}", known=", ".join(WORDS)))
    return text


def program() -> list[str]:
    """How crm is started from anywhere."""
    path = Path(sys.argv[0]).absolute()
    if path.stem in ("crm", "crmcli") and path.is_file() and os.access(path, os.X_OK):
        return [str(path)]
    return [sys.executable, "-m", "crmcli"]


def environment() -> dict[str, str]:
    """What the job must be told."""
    passed = {name: os.environ[name] for name in _PASSED_ON if os.environ.get(name)}
    return {"LANG": "C.UTF-8", "CRM_LANG": language(), "CRM_DB": str(session.current.path().absolute()), **passed}


def on_machine(at: time, now: datetime) -> time:
    """The time of day on the machine's clock when it is `at` here, as of `now`."""
    return clock.local(now.date(), at).astimezone(_machine()).time()


def from_machine(at: time, now: datetime) -> time:
    """The time of day here when it is `at` on the machine's clock, as of `now`."""
    return _on(now, at, _machine()).astimezone().time()


def last_time(at: time, now: datetime) -> datetime:
    """The last moment of that time of day up to `now`; where the machine's clock shows another, the earlier of the two, since a
    job may go by either.
    """
    return min(_last(at, now, None), _last(at, now, _machine()))


def _last(at: time, now: datetime, zone: tzinfo | None) -> datetime:
    today = _on(now, at, zone)
    return today if today <= now else _on(now - timedelta(days=1), at, zone)


def _on(now: datetime, at: time, zone: tzinfo | None) -> datetime:
    """That time of day on the day that it is at `now` in the zone; None is the zone in use."""
    return datetime.combine(now.astimezone(zone).date(), at, zone) if zone else clock.local(now.date(), at)


def _machine() -> tzinfo | None:
    """The zone of the machine where a shell has set one of its own, else None."""
    if not os.environ.get("TZ") or not MACHINE.is_file():
        return None
    from zoneinfo import ZoneInfo

    with MACHINE.open("rb") as known:
        return ZoneInfo.from_file(known)
