"""Dates in words, read by the grammar (`grammar.py`), which is loaded when there is something to read."""

from __future__ import annotations

import datetime as dt
import re

from crmcli.core import clock
from crmcli.core.dates.when import When, echo
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t

LONGEST = 60
LONGEST_SPAN = 3660
_OFFSET = r"\d{4}\D\d{1,2}\D\d{1,2}\D.+(?:z|[+-]\d\d:?\d\d)"


def parse_when(text: str, now: dt.datetime, ahead: bool, *, after_today: bool = False) -> When:
    """What `text` says at the local moment `now`; `ahead` for plans, else for what has happened. `after_today` makes today's
    weekday that of next week.

    Raises UsageError for what is not understood, ambiguous or impossible: with what may have been meant, else with examples.
    """
    from crmcli.core.dates import grammar, refusals
    from crmcli.core.dates.lexer import lex, normal, shape
    from crmcli.core.dates.said import Refused

    phrase = normal(text)
    try:
        if re.fullmatch(_OFFSET, phrase, re.ASCII):
            return _exact(phrase)
        tokens = lex(phrase) if len(phrase) <= LONGEST else ()
    except (ValueError, UsageError):
        tokens = ()
    if ahead and shape(tokens[:1]) == "≤":
        tokens = tokens[1:]
    try:
        found = list(dict.fromkeys(grammar.readings(tokens, now, ahead, after_today=after_today))) if tokens else []
        for when in found:
            clock.check_year(when.date)
    except (ValueError, OverflowError, Refused) as error:
        raise refusals.impossible(text, tokens, error, now, ahead) from error
    if len(found) > 1:  # what the command would refuse is not meant: `today at 7`, said at ten
        found = [when for when in found if refusals.fits(when, now, ahead)] or found
    if not found:
        raise refusals.not_understood(text, tokens, now, ahead)
    if len(found) > 1:
        raise refusals.several(text, found, now, ahead)
    return _existing(found[0], now, ahead)


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
    return not_passed(parse_when(text, now, ahead=True, after_today=after_today), now)


def not_passed(when: When, now: dt.datetime) -> When:
    """`when`, as a plan takes it. UsageError for a past hour, with what may have been meant."""
    if when.time is not None and when.text < f"{now:%Y-%m-%dT%H:%M}":
        from crmcli.core.dates.refusals import instead

        raise UsageError(t("{when} has already passed.", when=echo(when)), instead(_ahead(when.time, now), now, ahead=True))
    return when


def _ahead(past: dt.time, now: dt.datetime) -> list[When]:
    """What may have been meant by an hour that is past: the one twelve hours later, the same one of the day that still has it."""
    hours = [past, past.replace(hour=past.hour + 12)] if past.hour < clock.NOON.hour else [past]
    days = [*(When(now.date(), hour) for hour in hours), When(now.date() + dt.timedelta(days=1), past)]
    return [when for when in days if when.text > f"{now:%Y-%m-%dT%H:%M}" and _exists(when)][:2]


def _exact(phrase: str) -> When:
    instant = clock.parse_instant(phrase)
    return When(instant.date(), instant.time())


def _exists(when: When) -> bool:
    return when.time is None or clock.local(when.date, when.time).time() == when.time


def _existing(when: When, now: dt.datetime, ahead: bool) -> When:
    """`when`; UsageError for an hour that a clock change leaves out."""
    if _exists(when):
        return when
    from crmcli.core.dates.refusals import instead

    instant = when.instant()
    message = t("{when} does not exist: clocks go forward at that time.", when=echo(when))
    raise UsageError(message, instead([When(instant.date(), instant.time())], now, ahead))


def parse_date(text: str, now: dt.datetime, ahead: bool) -> dt.date:
    """As `parse_when`, for a date alone: a time in it is refused."""
    when = parse_when(text, now, ahead)
    if when.time is not None:
        from crmcli.core.dates.refusals import instead

        raise UsageError(
            t("'{text}' has a time; only a date is expected here.", text=text), instead([When(when.date)], now, ahead)
        )
    return when.date


def parse_span(text: str) -> int:
    """Whole days of `30d`, `2w`, `90天`, `2个月` (months of 30, years of 365 days); 0 of `off`. Raises UsageError."""
    from crmcli.core.dates.lexer import lex, normal, shape

    phrase = normal(text)
    if phrase in {"off", "关", "停"}:
        return 0
    try:
        tokens = lex(phrase)
    except ValueError:
        tokens = ()
    count = tokens[0].value if tokens else 0
    match shape(tokens):
        case "N":
            span = count
        case "Nd" | "Nw":
            span = count * tokens[1].value
        case "Nm":
            span = 365 * count // 12 if count % 12 == 0 else 30 * count
        case "Ny" | "N年":
            span = 365 * count
        case "半m" | "半年":
            span = 15 if tokens[1].kind == "m" else 182
        case _:
            span = 0
    if not 1 <= span <= LONGEST_SPAN:
        raise UsageError(
            t("{value!r} is not a number of days.", value=text), t("Write it like {example}", example=t("30d, 2w, 2mo"))
        )
    return span
