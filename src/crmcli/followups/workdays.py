"""Workdays: what falls on a weekend, a public holiday or a day off of one's own is shown on a workday beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.followups import holidays
from crmcli.followups.model import DueCandidate
from crmcli.storage.store import Store
from crmcli.terminal import stream

MODES = ("off", "before", "after")
_LONGEST = 60  # days off in a row; whoever has more works never
_SATURDAY = 5
_DAY = timedelta(days=1)

IsWorkday = Callable[[date], bool]


def calendar(store: Store) -> IsWorkday:
    """Whether a day is a workday. What was set by hand decides first (days_on within days_off), then the lists of holidays that
    were imported, then the calendar of the country; weekends alone where nothing is known.
    """
    own = {True: parse_days(store.get_setting("days_on", "") or ""), False: parse_days(store.get_setting("days_off", "") or "")}
    listed = {one.date: one.kind.code == "work" for one in holidays.every(store)}
    known_years, told = {day[:4] for day in listed}, False

    def is_workday(day: date) -> bool:
        nonlocal told
        for works, spans in own.items():
            if any(first <= day <= last for first, last in spans):
                return works
        if (works_by_list := listed.get(day.isoformat())) is not None:
            return works_by_list
        known = _chinese(day)
        if known is None and not told and str(day.year) not in known_years:
            told = True
            _tell_unknown(day.year)
        return day.weekday() < _SATURDAY if known is None else known

    return is_workday


def _chinese(day: date) -> bool | None:
    """What the calendar of China says of the day; None beyond its last year."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def _tell_unknown(year: int) -> None:
    stream.print_notice(
        t(
            "The public holidays of {year} are not known yet: only weekends are skipped. Import a list: {command}",
            year=year,
            command="crm holidays import FILE",
        )
    )


def parse_days(text: str) -> list[tuple[date, date]]:
    """First and last day of each span in `2026-12-24, 2027-02-01..2027-02-07`. Raises UsageError."""
    try:
        return [_span(part.strip()) for part in text.split(",") if part.strip()]
    except ValueError as error:
        hint = t("Write it like {example}", example="2026-12-24,2027-02-01..2027-02-07")
        raise UsageError(t("{value!r} are no days.", value=text), hint) from error


def _span(text: str) -> tuple[date, date]:
    first, _, last = text.partition("..")
    days = date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
    if days[1] < days[0]:
        raise ValueError(text)
    return days


def moved(day: date, mode: str, is_workday: IsWorkday) -> date:
    """`day` itself, or the nearest workday before or after it."""
    step = {"before": -_DAY, "after": _DAY}.get(mode, timedelta())
    for count in range(_LONGEST if step else 0):
        if is_workday(day + count * step):
            return day + count * step
    return day


def reach(until: date, mode: str, is_workday: IsWorkday) -> date:
    """The last day whose reminders may be shown up to `until`."""
    return max(until, moved(until + _DAY, "after", is_workday) - _DAY) if mode == "before" else until


def shown(found: DueCandidate, mode: str, is_workday: IsWorkday) -> DueCandidate:
    """The line with the workday on which it is shown; an hour of the clock is an appointment and stays where it is."""
    if found.due is None or "T" in found.due:
        return found
    day = moved(date.fromisoformat(found.due), mode, is_workday).isoformat()
    return found if day == found.due else found._replace(shown=day)
