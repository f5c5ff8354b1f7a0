"""Dates in words, read by the grammar (`grammar.py`), which is loaded when there is something to read."""

from __future__ import annotations

import datetime as dt

from crmcli.core import clock
from crmcli.core.dates.when import When, echo
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t

LONGEST = 60
LONGEST_SPAN = 3660


def parse_when(text: str, now: dt.datetime, ahead: bool, *, after_today: bool = False) -> When:
    """What `text` says at the local moment `now`; `ahead` for plans, else for what has happened. `after_today` makes today's
    weekday that of next week.

    Raises UsageError with examples for what is not fully understood or impossible, with all readings for what has several.
    """
    from crmcli.core.dates import grammar
    from crmcli.core.dates.date_words import normal

    phrase = normal(text)
    try:
        found = set(grammar.readings(phrase, now, ahead, after_today=after_today)) if len(phrase) <= LONGEST else set()
        for when in found:
            _check_exists(when)
    except (ValueError, OverflowError) as error:
        raise UsageError(t("There is no date or time '{text}'.", text=text), _hint(ahead=ahead)) from error
    possible = _possible(found, now, ahead)
    if len(possible) > 1:
        raise UsageError(
            t(
                "'{text}' can mean {readings}.",
                text=text,
                readings=t(" or ").join(one.text.replace("T", " ") for one in possible),
            ),
            t("Write the one you mean."),
        )
    if not possible:
        raise UsageError(t("'{text}' cannot be read as a date.", text=text), _hint(ahead=ahead))
    return possible[0]


def _possible(found: set[When], now: dt.datetime, ahead: bool) -> list[When]:
    """The readings in order of time, of several those alone that are on the right side of now."""
    minute = f"{now:%Y-%m-%dT%H:%M}"
    fitting = [one for one in found if (one.time is None or one.text >= minute if ahead else one.text <= minute)]
    return sorted(fitting if len(found) > 1 and fitting else found, key=lambda one: one.text)


def _hint(*, ahead: bool) -> str:
    """Examples of what is understood, each of which works when typed."""
    day = clock.today() + dt.timedelta(days=4 if ahead else -4)
    if ahead:
        return t("Write it like {date}, tomorrow 9am, next friday, in 3 days, 2w or end of month.", date=day)
    return t("Write it like {date}, yesterday 3pm, friday, 3 days ago or 2w.", date=day)


def parse_later(text: str, now: dt.datetime) -> When:
    """As `parse_plan`, of what lasts until then (hidden, parked): today's weekday is the next one, and today alone is too early.

    Raises UsageError.
    """
    when = parse_plan(text, now, after_today=True)
    if when.text <= f"{now:%Y-%m-%dT%H:%M}":
        raise UsageError(t("{when} is not later than now.", when=echo(when)), t("Pick a later time."))
    return when


def parse_plan(text: str, now: dt.datetime, *, after_today: bool = False) -> When:
    """As `parse_when`, of what is planned: a past day is taken, a past hour is refused with what may have been meant.

    Raises UsageError.
    """
    when = parse_when(text, now, ahead=True, after_today=after_today)
    if when.time is not None and when.text < f"{now:%Y-%m-%dT%H:%M}":
        hint = t("Write it like {example}", example=t(" or ").join(_ahead(when.time, now)))
        raise UsageError(t("{when} is past already.", when=echo(when)), hint)
    return when


def _ahead(past: dt.time, now: dt.datetime) -> list[str]:
    """What may have been meant by an hour that is past: the one twelve hours later, the same one of the day that still has it."""
    minute, tomorrow = f"{now:%Y-%m-%dT%H:%M}", now.date() + dt.timedelta(days=1)
    hours = [past, past.replace(hour=past.hour + 12)] if past.hour < clock.NOON.hour else [past]
    readings = [*(When(now.date(), hour) for hour in hours), When(tomorrow, past)]
    return [one.text.replace("T", " ") for one in readings if one.text > minute and _exists(one)][:2]


def _exists(when: When) -> bool:
    try:
        _check_exists(when)
    except ValueError:
        return False
    return True


def _check_exists(when: When) -> None:
    clock.check_year(when.date)
    if when.time and clock.local(when.date, when.time).time() != when.time:
        raise ValueError(when.text)


def parse_date(text: str, now: dt.datetime, ahead: bool) -> dt.date:
    """As `parse_when`, for a date alone: a time in it is refused."""
    when = parse_when(text, now, ahead)
    if when.time is not None:
        raise UsageError(
            t("'{text}' has a time; only a date is expected here.", text=text), t("Write it like {example}", example=when.date)
        )
    return when.date


def parse_span(text: str) -> int:
    """Whole days of `30d`, `2w`, `90天`, `2个月` (months of 30, years of 365 days); 0 of `off`. Raises UsageError."""
    from crmcli.core.dates import date_words
    from crmcli.core.dates.date_words import any_of, number, pattern_of

    phrase = date_words.normal(text)
    if phrase in {"off", "关", "停"}:
        return 0
    match = pattern_of(
        rf"(?:(?P<count>{date_words.COUNT})(?P<unit>{any_of(date_words.UNITS)})?|(?P<half>半个月|半年))"
    ).fullmatch(phrase)
    if match and match["half"]:
        return 15 if match["half"] == "半个月" else 182
    days, months = date_words.UNITS[match["unit"] or "d"] if match else (0, 0)
    span = number(match["count"].strip()) * (days or (365 * months // 12 if not months % 12 else 30 * months)) if match else 0
    if not 1 <= span <= LONGEST_SPAN:
        raise UsageError(t("{value!r} is no number of days.", value=text), t("Write it like {example}", example="30d, 2w, 2个月"))
    return span
