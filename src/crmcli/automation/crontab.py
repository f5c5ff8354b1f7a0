"""Our lines in the user's crontab, between two marks. Everything outside stays as it is, byte for byte."""

import re
import shlex
import shutil
import subprocess
from datetime import time
from typing import NamedTuple

from crmcli.automation.model import JOBS, DeliveryError, Job
from crmcli.automation.schedule import WORDS
from crmcli.core.choices import Coded
from crmcli.core.errors import RefusedError
from crmcli.core.i18n import t

BEGIN, END = b"# crm begin", b"# crm end"
_LINE = re.compile(r"(\d{1,2}) (\d{1,2}) \* \* \* (.+)")
_SECONDS = 20


class Parts(NamedTuple):
    """A crontab: what stands before our lines, our lines, what stands after them."""

    before: bytes
    ours: list[str]
    after: bytes


def split(table: bytes) -> Parts:
    """The crontab in its parts. Raises RefusedError where the marks are not one pair in order, or hold what we did not write."""
    lines = table.splitlines(keepends=True)
    begins, ends = ([number for number, line in enumerate(lines) if line.strip() == mark] for mark in (BEGIN, END))
    if not begins and not ends:
        return Parts(table, [], b"")
    if len(begins) != 1 or len(ends) != 1 or begins > ends:
        said = t("The crm markers in the crontab are damaged; nothing was changed.")
        raise RefusedError(
            said,
            t(
                "Fix them by hand with crontab -e: crm's lines go between '{begin}' and '{end}'.",
                begin=BEGIN.decode(),
                end=END.decode(),
            ),
        )
    ours = [line.decode(errors="surrogateescape").strip() for line in lines[begins[0] + 1 : ends[0]]]
    if strange := next((line for line in ours if job_of(line) is None), None):
        said = t("crm did not write this line between its markers: {line}", line=strange)
        raise RefusedError(said, t("Move it elsewhere: crontab -e"))
    return Parts(b"".join(lines[: begins[0]]), ours, b"".join(lines[ends[0] + 1 :]))


def joined(parts: Parts) -> bytes:
    """The crontab again; without lines of ours the marks go too."""
    if not parts.ours:
        return parts.before + parts.after
    gap = b"" if not parts.before or parts.before.endswith(b"\n") else b"\n"
    return (
        parts.before
        + gap
        + b"\n".join([BEGIN, *(line.encode(errors="surrogateescape") for line in parts.ours), END])
        + b"\n"
        + parts.after
    )


def line(job: str, at: time, program: list[str], environment: dict[str, str]) -> str:
    """The line of a job. cron hands it to sh, and reads a percent sign as the end of the line unless a backslash stands before
    it.

    Raises RefusedError for a path with a line break: cron has no way to say it.
    """
    settings = [f"{name}={shlex.quote(value)}" for name, value in environment.items()]
    words = " ".join([*settings, *map(shlex.quote, program), *WORDS[job]])
    if len(words.splitlines()) > 1:
        raise RefusedError(
            t("A crontab line cannot contain a path with a line break."),
            t("Rename the file, or use a timer: crm cron install --systemd"),
        )
    return f"{at.minute} {at.hour} * * * " + words.replace("%", "\\%")


def job_of(text: str) -> Job | None:
    """The job in one of our lines; None for any other line."""
    found = _LINE.fullmatch(text)
    name = found and next((job for job, words in WORDS.items() if found[3].endswith(" " + " ".join(words))), None)
    if not found or not name:
        return None
    return Job("crontab", Coded(name, JOBS.label(name)), f"{int(found[2]):02}:{int(found[1]):02}", found[3].replace("\\%", "%"))


def database(one: Job) -> str:
    """The file that a job of ours in the crontab is about; empty for any other."""
    try:
        words = shlex.split(one.command) if one.kind == "crontab" else []
    except ValueError:  # a quotation mark without its other half: somebody was here by hand
        return ""
    return next((word.removeprefix("CRM_DB=") for word in words if word.startswith("CRM_DB=")), "")


def installed() -> list[Job]:
    """The jobs in the crontab; none where there is no cron."""
    return [job for text in split(read()).ours if (job := job_of(text))] if shutil.which("crontab") else []


def read() -> bytes:
    """The user's crontab; empty where there is none yet. Raises DeliveryError where cron gives none."""
    done = _crontab("-l")
    if done.returncode == 0:
        return done.stdout
    if b"no crontab" in done.stderr.lower():
        return b""
    raise DeliveryError(t("Cannot read the crontab: {reason}", reason=done.stderr.decode(errors="replace").strip()))


def write(table: bytes) -> None:
    """Replace the crontab and look whether it stands there. Raises DeliveryError where cron refuses it."""
    done = _crontab("-", table)
    if done.returncode or read() != table:
        raise DeliveryError(t("cron rejected the crontab: {reason}", reason=done.stderr.decode(errors="replace").strip()))


def _crontab(argument: str, table: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("crontab")
    if program is None:
        hint = t("With systemd: crm cron install --systemd; on Windows see examples/windows-task.txt.")
        raise RefusedError(t("cron is not installed on this machine."), hint)
    try:
        return subprocess.run([program, argument], input=table, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise DeliveryError(t("{name} did not respond within {seconds} seconds.", name="crontab", seconds=_SECONDS)) from error
