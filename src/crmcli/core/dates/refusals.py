"""What is refused, told with what may have been meant, so that either works when it is typed."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from crmcli.core import clock
from crmcli.core.dates.calendar_day import LAST, ShortMonth, day_of, is_year, written_month
from crmcli.core.dates.grammar import readings
from crmcli.core.dates.lexer import shape
from crmcli.core.dates.lexicon import Token
from crmcli.core.dates.said import Refused
from crmcli.core.dates.spans import later
from crmcli.core.dates.when import RefusedDateError, SeveralDatesError, When
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t

_DAY = dt.timedelta(days=1)
_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6
_MOST_NAMED = 3
_LEAP_DAY = (2, 29)


def several(text: str, found: Iterable[When], now: dt.datetime, ahead: bool) -> UsageError:
    """The refusal of what has several readings, naming those that would be taken."""
    readings = _named(found, now, ahead)
    if len(readings) == 1:
        return SeveralDatesError(t("'{text}' cannot be read as a date.", text=text), _write(readings))
    if not readings:
        return UsageError(t("'{text}' cannot be read as a date.", text=text), examples(now, ahead))
    return SeveralDatesError(
        t("'{text}' can mean {readings}.", text=text, readings=t(" or ").join(readings)), t("Write the one you mean.")
    )


def impossible(text: str, tokens: Sequence[Token], error: Exception, now: dt.datetime, ahead: bool) -> UsageError:
    """The refusal of what does not exist, or of what the grammar refuses with a sentence of its own."""
    if isinstance(error, Refused):
        return RefusedDateError(error.message, instead(error.readings, now, ahead))
    if isinstance(error, ShortMonth):
        return RefusedDateError(error.sentence(), instead(_of_short_month(error, tokens, now, ahead), now, ahead))
    slashed = [Token("/", 0, "/") if token.kind in "-." else token for token in tokens]
    turned = _read(slashed, now, ahead) if shape(slashed) in ("N/N", "N/N/N") else []  # 25-11 and 12.25.2026, as with slashes
    return RefusedDateError(t("'{text}' does not exist as a date or time.", text=text), instead(turned, now, ahead))


def not_understood(text: str, tokens: Sequence[Token], now: dt.datetime, ahead: bool) -> UsageError:
    """The refusal of what is no single date: with the days it may mean where it is a span or a choice, else with examples."""
    if not tokens:
        return UsageError(t("'{text}' cannot be read as a date.", text=text), examples(now, ahead))
    for sentence, found in _vague(text, tokens, now, ahead):
        if readings := _named(found, now, ahead):
            return SeveralDatesError(sentence, _write(readings))
    return several(text, _either_way(tokens, now, ahead), now, ahead)


def instead(found: Iterable[When], now: dt.datetime, ahead: bool) -> str:
    """What to write instead: the readings that would be taken, else examples."""
    readings = _named(found, now, ahead)
    return _write(readings) if readings else examples(now, ahead)


def examples(now: dt.datetime, ahead: bool) -> str:
    """Examples of what is understood; of what has happened none is of the future."""
    day = now.date() + _DAY * (4 if ahead else -4)
    if ahead:
        return t("Write it like {date}, tomorrow 9am, next friday, in 3 days, 2w or end of month.", date=day)
    return t("Write it like {date}, yesterday 3pm, friday, 3 days ago or 2w.", date=day)


def fits(when: When, now: dt.datetime, ahead: bool) -> bool:
    """Whether it would be taken: a plan may be late by days, not by hours; a record is of the past."""
    minute = f"{now:%Y-%m-%dT%H:%M}"
    if not clock.FIRST_YEAR <= when.date.year <= clock.LAST_YEAR:
        return False
    if ahead:
        return when.time is None or when.text >= minute
    return when.text <= minute


def _named(found: Iterable[When], now: dt.datetime, ahead: bool) -> list[str]:
    """The readings that would be taken, in order of time, as they can be typed."""
    fitting = {when.text.replace("T", " ") for when in found if fits(when, now, ahead)}
    return sorted(fitting)[:_MOST_NAMED]


def _write(readings: list[str]) -> str:
    return t("Write {readings}.", readings=t(" or ").join(readings))


def _of_short_month(error: ShortMonth, tokens: Sequence[Token], now: dt.datetime, ahead: bool) -> list[When]:
    """The last day of the month that is too short; of a day of any month also that of the next, of 29 February the leap day."""
    if not any(is_year(token) or token.kind == "Y" for token in tokens):
        month = Token("N", error.month, str(error.month))
        if (error.month, error.day) == _LEAP_DAY:
            passed = (now.month, now.day) > _LEAP_DAY
            years = range(now.year + passed, now.year + 9) if ahead else range(now.year - (not passed), now.year - 9, -1)
            leap = next(year for year in years if calendar.isleap(year))
            return [*_read((month, Token("月"), Token("E")), now, ahead), When(dt.date(leap, *_LEAP_DAY))]
        if not error.year:
            return _read((month, Token("月"), Token("E")), now, ahead)
    last = day_of(error.year, error.month, LAST)
    if shape(tokens)[:2] not in ("N号", "O"):
        return [When(last)]
    beside = last + _DAY if ahead else last.replace(day=1) - _DAY
    return [When(last), When(beside.replace(day=error.day))]


def _vague(text: str, tokens: Sequence[Token], now: dt.datetime, ahead: bool) -> Iterator[tuple[str, list[When]]]:
    """Sentences about what names more than a day or time, each with what to write instead."""
    yield t("'{text}' names more than one day or time.", text=text), _choice(tokens, now, ahead)
    if span := _span(tokens, now.date()):
        still = [day for day in span if ahead and day >= now.date()]
        yield t("'{text}' is more than one day.", text=text), [When(day) for day in still or span]
    if "J" in shape(tokens):
        yield t("'{text}' depends on holidays; give the date.", text=text), _workdays(tokens, now, ahead)
    if "Z" in shape(tokens):
        yield t("'{text}' is more than one day.", text=text), _read([one for one in tokens if one.kind != "Z"], now, ahead)


def _either_way(tokens: Sequence[Token], now: dt.datetime, ahead: bool) -> Iterator[When]:
    """The readings of what one phrase may stand for; before Friday may be Friday or the day before."""
    for one in _either(tokens):
        yield from _read(one, now, ahead)
    kinds = shape(tokens)
    if kinds.endswith("B") or kinds.startswith("b"):
        for before in _read(tokens[:-1] if kinds.endswith("B") else tokens[1:], now, ahead):
            yield from (When(before.date - _DAY), When(before.date))


def _read(tokens: Sequence[Token], now: dt.datetime, ahead: bool) -> list[When]:
    try:
        return list(readings(tokens, now, ahead))
    except (Refused, ValueError):
        return []


def _either(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """What one may stand for: `3m` is months or minutes, `两三天后` two or three days, `wed 3` the hour or the third."""
    kinds = shape(tokens)
    for position, token in enumerate(tokens):
        before, after = tuple(tokens[:position]), tuple(tokens[position + 1 :])
        if token.kind == "x":
            yield from ((*before, unit, *after) for unit in (Token("m", 0, "mo"), Token("i", 1, "min")))
        if token.kind == "V":
            yield from ((*before, Token("N", value, str(value)), *after) for value in divmod(token.value, 10))
    if kinds in ("N号A", "N月A"):
        yield (tokens[0], Token("d", 1, "天") if kinds == "N号A" else Token("m", 0, "个月"), tokens[2])
        yield tuple(tokens[:2]) if kinds == "N号A" else (*tokens[:2], Token("N", 1, "1"), Token("号"))
    if kinds in ("WN", "sWN"):
        yield (*tokens[:-1], Token("@"), tokens[-1])
        yield (tokens[-1]._replace(kind="O"),)


def _choice(tokens: Sequence[Token], now: dt.datetime, ahead: bool) -> list[When]:
    """The two ends of `monday or tuesday`, `下午3点到4点`, `3-4pm`; what only one of them says is said for both."""
    for position, token in enumerate(tokens):
        if token.kind not in "|t-&" or (token.text == "and" and set(shape(tokens)) & set("dwmyhi")):
            continue
        left, right = tokens[:position], tokens[position + 1 :]
        if not left or not right:
            continue
        lefts = ((*left, *right[end:]) for end in range(len(right), -1, -1))
        rights = ((*left[:end], *right) for end in range(len(left), -1, -1))
        ends = [next((found for one in many if (found := _read(one, now, ahead))), []) for many in (lefts, rights)]
        if all(len(found) == 1 for found in ends):
            return [found[0] for found in ends]
    return []


def _span(tokens: Sequence[Token], today: dt.date) -> list[dt.date]:
    """The first and last day of a week, month, quarter or year, the Friday and Sunday that may end a week."""
    kinds, step = shape(tokens), sum(token.value for token in tokens if token.kind in "sY")
    first = today.replace(day=1)
    monday = today - _DAY * today.weekday() + _DAY * 7 * step
    if kinds in ("sw", "Ew", "Esw", "wE", "swE"):
        return [monday + _DAY * (0 if kinds == "sw" else _FRIDAY), monday + _DAY * _SUNDAY]
    if kinds in ("sm", "s月"):
        return _whole(later(first, step, Token("m")), 1)
    if kinds == "sq":
        return _whole(later(first.replace(month=1), (today.month - 1) // 3 * 3 + 3 * step, Token("m")), 3)
    if kinds in ("sy", "Y", "s年") or (kinds == "N年" and is_year(tokens[0])):
        return _whole(dt.date(today.year + step if kinds != "N年" else tokens[0].value, 1, 1), 12)
    if kinds in ("swS", "Ssw"):
        return [monday, monday + _DAY]
    month = written_month(tokens)
    if kinds in ("M", "N月", "YN月"):
        number = next(token.value for token in tokens if token.kind in "MN")
        year = today.year + (step if kinds[0] == "Y" else number < today.month)
        month = dt.date(year, number, 1) if 1 <= number <= 12 else None  # noqa: PLR2004
    return _whole(month, 1) if month else []


def _whole(first: dt.date, months: int) -> list[dt.date]:
    return [first, later(first, months, Token("m")) - _DAY]


def _workdays(tokens: Sequence[Token], now: dt.datetime, ahead: bool) -> list[When]:
    """So many days from Monday to Friday later; the first or last of them in a month."""
    kinds, day = shape(tokens), now.date()
    if kinds.strip("+>RABF0d") in ("NJ", "sJ", "NJZ", "ZNJ") and tokens[0].text != "last":
        count = next(token.value for token in tokens if token.kind in "Ns")
        while count > 0:
            day += _DAY
            count -= day.weekday() < _SATURDAY
        return [When(day)]
    place = next((token for token in tokens if token.kind in "OL" or token.text == "last"), Token("J"))
    ways = [
        [Token("W", one) if token.kind == "J" else token for token in tokens if token.kind != "d"] for one in range(_SATURDAY)
    ]
    found = [when for way in ways for when in _read(way, now, ahead)] if place.kind != "J" else []
    if not found or (place.kind == "O" and place.value != 1):
        return []
    return [min(found) if place.kind == "O" else max(found)]
