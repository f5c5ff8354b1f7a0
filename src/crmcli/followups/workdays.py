"""Workdays: what falls on a weekend, a public holiday or a day off of one's own is shown on a workday beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from crmcli.core import region
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.core.sentence import Sentence
from crmcli.followups import holidays
from crmcli.followups.model import DueCandidate
from crmcli.storage.store import Store
from crmcli.terminal import stream

MODES = ("off", "before", "after")
_LONGEST = 60  # days off in a row; whoever has more works never
_SATURDAY = 5
_DAY = timedelta(days=1)
_LIMIT = Sentence("only weekends are skipped. Import a list: crm holidays import FILE")
_NO_REGION = Sentence("No region is set, so only weekends are skipped: crm config set region CODE")

IsWorkday = Callable[[date], bool]
Source = Callable[[date], bool | None]  # None where it does not know


def calendar(store: Store) -> IsWorkday:
    """Whether a day is a workday. What was set by hand decides first (days_on within days_off), then the lists of holidays that
    were imported, then the calendar of the country; weekends alone where nothing is known.
    """
    listed = {one.date: one.kind.code == "work" for one in holidays.every(store)}
    sources = (_by_hand(store), lambda day: listed.get(day.isoformat()), _by_country({day[:4] for day in listed}))

    def is_workday(day: date) -> bool:
        known = (source(day) for source in sources)
        return next((works for works in known if works is not None), day.weekday() < _SATURDAY)

    return is_workday


def _by_hand(store: Store) -> Source:
    days = {works: parse_days(store.get_setting(key, "") or "") for key, works in (("days_on", True), ("days_off", False))}
    return lambda day: next((works for works, spans in days.items() if any(first <= day <= last for first, last in spans)), None)


def _by_country(listed_years: set[str]) -> Source:
    """The calendar of the region. A year that neither it nor a list knows is told once; that nothing is known of the country was
    told when it was set.
    """
    calendar = _CALENDARS.get(region.assumed() or "")
    knows_years = bool(calendar or listed_years)
    told = bool(region.assumed()) and not knows_years

    def works(day: date) -> bool | None:
        nonlocal told
        known = calendar(day) if calendar else None
        if known is None and not told and str(day.year) not in listed_years:
            told = True
            stream.print_notice(str(_unknown(day.year) if knows_years else _NO_REGION))
        return known

    return works


def _unknown(year: int) -> Sentence:
    return Sentence("The public holidays of {year} are not known yet: {limit}", year=year, limit=_LIMIT)


def limits(store: Store) -> Sentence | None:
    """What to say to whoever lets days off be skipped in a country whose holidays are not known; None elsewhere."""
    country = region.assumed()
    if country in _CALENDARS or store.get_setting("workdays", "off") == "off" or holidays.every(store):
        return None
    return (
        Sentence("No public holidays of {country} are known: {limit}", country=country, limit=_LIMIT) if country else _NO_REGION
    )


def _chinese(day: date) -> bool | None:
    """What the calendar of China says of the day; None beyond its last year."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


_CALENDARS: dict[str, Source] = {"CN": _chinese}


def parse_days(text: str) -> list[tuple[date, date]]:
    """First and last day of each span in `2026-12-24, 2027-02-01..2027-02-07`. Raises UsageError."""
    try:
        return [_span(part.strip()) for part in text.split(",") if part.strip()]
    except ValueError as error:
        hint = t("Write it like {example}", example="2026-12-24,2027-02-01..2027-02-07")
        raise UsageError(t("{value!r} are not days.", value=text), hint) from error


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
