"""A user timer of systemd for each job, in two marked files of the user's own folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from datetime import time
from pathlib import Path

from crmcli.automation.model import JOBS, Job
from crmcli.automation.schedule import WORDS
from crmcli.core import atomic_write
from crmcli.core.choices import Coded
from crmcli.core.errors import RefusedError
from crmcli.core.i18n import t

MARK = "# Written by crm cron install; crm cron remove takes it away."
_SERVICE = "{mark}\n[Unit]\nDescription=crm {job}\n\n[Service]\nType=oneshot\n{environment}\nExecStart={command}\n"
_TIMER = (
    "{mark}\n[Unit]\nDescription=crm {job}\n\n[Timer]\nOnCalendar=*-*-* "
    "{at:%H:%M}:00{zone}\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n"
)
_SECONDS = 20


def folder() -> Path:
    """Where the user's own units lie."""
    base = os.environ.get("XDG_CONFIG_HOME", "").strip()
    return (Path(base) if base else Path.home() / ".config") / "systemd" / "user"


def install(job: str, at: time, program: list[str], environment: dict[str, str]) -> bool:
    """Write the timer of a job and start it; whether systemd took it. Raises RefusedError for files that are not ours."""
    command = " ".join(map(_quoted, [*program, *WORDS[job]]))
    settings = "\n".join(f"Environment={_quoted(f'{name}={value}', expands=False)}" for name, value in environment.items())
    texts = {
        _path(job, "service"): _SERVICE.format(mark=MARK, job=job, environment=settings, command=command),
        _path(job, "timer"): _TIMER.format(mark=MARK, job=job, at=at, zone=_zone(environment.get("TZ", ""))),
    }
    for path in texts:
        _check_ours(path)
    folder().mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        with atomic_write.replacing(path, errors="surrogateescape") as target:
            target.write(text)
    return _systemctl("daemon-reload") and _systemctl("enable", "--now", f"crm-{job}.timer")


def remove() -> list[Job]:
    """Take our timers away; returns what there was."""
    found = installed()
    for one in found:
        _systemctl("disable", "--now", f"crm-{one.job.code}.timer")
        for kind in ("timer", "service"):
            _check_ours(_path(one.job.code, kind))
            _path(one.job.code, kind).unlink(missing_ok=True)
    if found:
        _systemctl("daemon-reload")
    return found


def installed() -> list[Job]:
    """The jobs that have a timer of ours."""
    return [found for job in WORDS if (found := _read(job))]


def _read(job: str) -> Job | None:
    timer, service = _path(job, "timer"), _path(job, "service")
    if not _is_ours(timer) or not service.is_file():
        return None
    at = re.search(r"^OnCalendar=\S+ (\d\d:\d\d)", timer.read_text(encoding="utf-8"), re.MULTILINE)
    command = re.search(r"^ExecStart=(.+)$", service.read_text(encoding="utf-8"), re.MULTILINE)
    return Job("systemd", Coded(job, JOBS.label(job)), at[1] if at else "", command[1] if command else "")


def _path(job: str, kind: str) -> Path:
    return folder() / f"crm-{job}.{kind}"


def _is_ours(path: Path) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8", errors="replace").startswith(MARK)


def _check_ours(path: Path) -> None:
    if path.exists() and not _is_ours(path):
        raise RefusedError(
            t("{path} was not written by crm; nothing was changed.", path=path), t("Move it away, then try again.")
        )


def _zone(name: str) -> str:
    """The zone of a shell of its own, where systemd knows it by that name: its timers go by the machine's clock otherwise."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return f" {ZoneInfo(name).key}" if name else ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""


def _quoted(word: str, *, expands: bool = True) -> str:
    """A word as unit files hold it: percent signs doubled, and in a command line dollars too."""
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("%", "%%"), ("\n", "\\n"), *([("$", "$$")] if expands else [])):
        word = word.replace(plain, escaped)
    return f'"{word}"'


def _systemctl(*words: str) -> bool:
    program = shutil.which("systemctl")
    if program is None:
        return False
    try:
        done = subprocess.run([program, "--user", *words], capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
