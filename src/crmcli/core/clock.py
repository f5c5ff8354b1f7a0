"""The time: the one place that asks the machine for it, and the spellings of instants.

Instants are stored in UTC with milliseconds and shown in local time; a time without an offset is local.
"""

from __future__ import annotations

import os
import re
import time as machine
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache, lru_cache
from typing import Literal

from crmcli.core.errors import UsageError
from crmcli.core.i18n import t

VARIABLE = "CRM_NOW"
FIRST_YEAR, LAST_YEAR = 1900, 2199
NOON = time(12)
MILLISECOND = timedelta(milliseconds=1)

DateMeans = Literal["start", "noon", "end"]


def now() -> datetime:
    """The present moment, aware, in the local zone; `CRM_NOW` (an instant, or a date for its noon) stands in for it.

    Raises UsageError when `CRM_NOW` cannot be read.
    """
    text = os.environ.get(VARIABLE)
    if not text:
        return datetime.now(UTC).astimezone()
    try:
        return parse_instant(text)
    except UsageError as error:
        raise UsageError(t("{variable} is not a time: '{text}'", variable=VARIABLE, text=text), _hint()) from error


def today() -> date:
    """The local date of `now()`."""
    return now().date()


@cache
def wall_clock(now: datetime) -> str:
    """The local minute as follow-ups are stored, `YYYY-MM-DDTHH:MM`: a date alone sorts before every time of its day."""
    return f"{now:%Y-%m-%dT%H:%M}"


def local(day: date, clock: time) -> datetime:
    """The instant of a wall-clock time. One that a clock change skips or repeats is read by the offset before the change."""
    # By way of the timestamp: astimezone() alone moves a skipped time to before the gap, the start of a day into the day before.
    return datetime.fromtimestamp(datetime.combine(day, clock.replace(fold=0)).timestamp(), UTC).astimezone()


def start_of_day(day: date) -> datetime:
    """The first instant of the local day."""
    return local(day, time.min)


def end_of_day(day: date) -> datetime:
    """The last millisecond of the local day."""
    return (start_of_day(day + timedelta(days=1)) - MILLISECOND).astimezone()


def utc_text(instant: datetime) -> str:
    """How an instant is stored: `YYYY-MM-DDTHH:MM:SS.mmmZ`; what is finer than a millisecond is cut."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_utc_text(text: str) -> datetime:
    """The stored instant, aware, in the local zone."""
    return datetime.fromisoformat(text).astimezone()


def iso(instant: datetime) -> str:
    """Local ISO 8601 with offset and seconds; milliseconds only when there are any."""
    moment = instant.astimezone()
    return moment.isoformat(timespec="milliseconds" if moment.microsecond >= 1000 else "seconds")  # noqa: PLR2004


def iso_of_text(text: str) -> str:
    """As `iso`, of a stored instant: a long list asks it two hundred thousand times."""
    shift = _shift_of_day(text[:10], machine.timezone, machine.altzone) if text.endswith("Z") else None
    if shift is None:
        return iso(datetime.fromisoformat(text))
    moment = datetime.fromisoformat(text[:-1]) + shift[0]
    return moment.isoformat(timespec="milliseconds" if moment.microsecond >= 1000 else "seconds") + shift[1]  # noqa: PLR2004


@lru_cache(maxsize=5000)
def _shift_of_day(day: str, *_zone: int) -> tuple[timedelta, str] | None:
    """How far local time is from UTC all of that UTC day, and how it is written; None where the day changes it."""
    try:
        first, last = (from_utc_text(f"{day}T{hour}Z") for hour in ("00:00:00", "23:59:59"))
    except (OverflowError, ValueError):
        return None
    shift = first.utcoffset()
    return None if shift is None or shift != last.utcoffset() else (shift, first.isoformat()[len("2026-01-01T00:00:00") :])


def parse_instant(text: str, date_means: DateMeans = "noon") -> datetime:
    """The instant that ISO 8601 or a spreadsheet spells, aware, in the local zone; `date_means` is for a date alone.

    Reads `2026-01-02`, `2026/1/2`, `2026.1.2`, `2026年1月2日`, `20260102`, each also with `10:00`, `10:00:00`, `T10:00:00.123Z`.
    Raises UsageError for anything else, also for days and times that do not exist.
    """
    match = _spelling().fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not match:
        raise UsageError(t("'{text}' is not a date or time", text=text), _hint())
    try:
        return _instant(match, date_means)
    except ValueError as error:
        raise UsageError(t("'{text}' does not exist as a date or time.", text=text), _hint()) from error


def check_year(day: date) -> date:
    """`day`; ValueError when its year can only be a slip of the fingers."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(day.year)
    return day


def _instant(match: re.Match[str], date_means: DateMeans) -> datetime:
    day = check_year(_day(match["date"]))
    if match["hour"] is None:
        return end_of_day(day) if date_means == "end" else local(day, NOON if date_means == "noon" else time.min)
    micro = int((match["fraction"] or "").ljust(6, "0")[:6])
    clock = time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0), micro)
    if match["zone"] is None:
        return local(day, clock)
    return datetime.combine(day, clock, _zone(match["zone"])).astimezone()


def _day(text: str) -> date:
    if text.isdecimal():
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    year, month, day = (int(part) for part in re.findall(r"\d+", text))
    return date(year, month, day)


def _zone(text: str) -> timezone:
    if text.upper() == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if minutes > 59:  # noqa: PLR2004
        raise ValueError(text)
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


@cache
def _spelling() -> re.Pattern[str]:
    day = r"(?P<date>\d{4}(?:(?P<sep>[-/.])\d{1,2}(?P=sep)\d{1,2}|年\d{1,2}月\d{1,2}[日号]|\d{4}))"
    clock = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d+))?)?"
    zone = r"(?P<zone>[Zz]|[+-]\d{2}:?\d{2})"
    return re.compile(rf"{day}(?:(?:[Tt]|\s+|(?<=[日号])){clock}\s*{zone}?)?", re.ASCII)


def _hint() -> str:
    return t("write it like 2026-11-21, 2026-11-21T09:00 or 2026-11-21T09:00:00+08:00")
