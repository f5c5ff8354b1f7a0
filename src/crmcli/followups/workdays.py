"""Workdays: what falls on a weekend, a public holiday of China or a day off of one's own is shown on a workday beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.followups.model import DueCandidate
from crmcli.storage.store import Store
from crmcli.terminal import stream

MODES = ("off", "before", "after")
_LONGEST = 60  # days off in a row; whoever has more works never
_SATURDAY = 5
_DAY = timedelta(days=1)

IsWorkday = Callable[[date], bool]


def calendar(store: Store) -> IsWorkday:
    """Whether a day is a workday: no weekend, no public holiday, no day off in the file; make-up workdays are."""
    import chinese_calendar

    off, told = days_off(store.get_setting("days_off", "") or ""), False

    def is_workday(day: date) -> bool:
        nonlocal told
        if any(first <= day <= last for first, last in off):
            return False
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            if not told:
                stream.print_notice(t("Public holidays of {year} are not known: weekends alone are left out.", year=day.year))
            told = True
            return day.weekday() < _SATURDAY

    return is_workday


def days_off(text: str) -> list[tuple[date, date]]:
    """First and last day of each of one's days off in `2026-12-24, 2027-02-01..2027-02-07`. Raises UsageError."""
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
