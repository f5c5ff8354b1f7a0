"""Days told from today: `tomorrow`, `next friday`, `5号`, `月底`, `the last friday of the month`, `两周后`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache

from crmcli.core.dates import spans
from crmcli.core.dates.calendar_day import LAST, CalendarDay, day_of, expanded, is_year, lunar_day, written_days
from crmcli.core.dates.lexer import shape
from crmcli.core.dates.lexicon import Token
from crmcli.core.dates.said import Days, Refused, Said
from crmcli.core.dates.when import When, weekday_in_full
from crmcli.core.i18n import language, t

_WEEK, _DAY = dt.timedelta(weeks=1), dt.timedelta(days=1)
_SATURDAY = 5
_MONTHS_OF_QUARTER = 3


def days(said: Said) -> Days:
    """The dates that the tokens of a day may mean: several where people read it in several ways, none where they are no day.

    Raises Refused for what is understood and refused, ValueError for what does not exist.
    """
    kinds = shape(said.tokens)
    if not kinds:
        return (said.today + dt.timedelta(days=said.turn((), ())),)
    if "l" in kinds or "u" in kinds:
        return _lunar(said)
    if written := written_days(said.tokens, said.today.year):
        return _written(written, said)
    if (handler := _handlers().get(kinds)) and (found := handler(said)):
        return found
    return _from_day(said) if _is_counted_from(kinds) else _beside_weekday(said)


def _written(written: tuple[CalendarDay, ...], said: Said) -> Days:
    found = tuple(_on(day, said) for day in written)
    if shape(said.tokens) == "N.N" and len(found) == 1 and language() != "zh":
        text = "".join(token.text for token in said.tokens)
        raise Refused(t("'{text}' may be a number.", text=text), [When.of(day, said.time) for day in found])
    return found


def _beside_weekday(said: Said) -> Days:
    """A date with its weekday: `Thu Dec 3`, `25号（周三）`, `下周三（25号）`."""
    if shape(said.tokens).startswith("sW"):
        named, beside = days(said._replace(tokens=said.tokens[:2])), said._replace(tokens=said.tokens[2:])
        dated = days(beside)
        either = (*dated, *days(beside._replace(ahead=not said.ahead)))  # the week says which way, the date need not
        return tuple(day for day in named if day in either) or (*named, *dated) if dated else ()
    for weekday, rest in ((said.tokens[0], said.tokens[1:]), (said.tokens[-1], said.tokens[:-1])):
        if weekday.kind == "W" and rest and _handlers().get(shape(rest)) not in _NO_DATES:
            return _of_weekday(days(said._replace(tokens=rest)), weekday, said)
    return ()


def _of_weekday(found: Days, weekday: Token, said: Said) -> Days:
    """Those days that are of the weekday beside them. Raises Refused where none is."""
    right = tuple(day for day in found if day.weekday() == weekday.value)
    if right or not found:
        return right
    day = found[0]
    meant = day + _DAY * ((weekday.value - day.weekday() + 3) % 7 - 3)
    message = t("{date} is a {right}, not a {weekday}.", date=day, right=weekday_in_full(day), weekday=weekday_in_full(meant))
    raise Refused(message, [When.of(one, said.time) for one in (day, meant)])


def _ordinal_weekday(said: Said) -> Days:
    """`the first monday` of a month, and the first where it is a Monday; `the 4th, friday` is the other way about."""
    found: list[dt.date] = []
    failure: Exception | None = None
    for read in (_nth, lambda said: _of_weekday(_month_day(said), said.tokens[1], said)):
        try:
            found.extend(read(said))
        except (ValueError, Refused) as error:
            failure = failure or error
    if failure and not found:
        raise failure
    return tuple(dict.fromkeys(found))


def _on(written: CalendarDay, said: Said) -> dt.date:
    """The date of a day of the calendar, in its year or in the nearest one."""
    if written.year:
        return day_of(written.year, written.month, written.day)
    return said.yearly(written.month, lambda year, month: day_of(year, month, written.day))


def _lunar(said: Said) -> Days:
    """`正月十五`, `明年中秋`: of the lunar year said or the nearest one; the 30th is the 29th of a shorter month."""
    tokens = [token for token in said.tokens if token.kind != "l"]
    year = said.today.year + said.value("Y") if said.first("Y").kind else 0
    if shape(tokens[:2]) == "N年" and is_year(tokens[0]):
        year, tokens = tokens[0].value, tokens[2:]
    elif year:
        tokens = tokens[1:]
    if shape(tokens) not in ("N月N", "N月N号", "N月u", "N-N"):
        return ()
    month, day = tokens[0].value, tokens[2].value
    if year:
        return (lunar_day(year, month, day),)
    near = [lunar_day(said.today.year + shift, month, day) for shift in (-2, -1, 0, 1)]
    return tuple(date for date in near if said.turn((date.toordinal(),), (said.today.toordinal(),)) == 0)[
        :: 1 if said.ahead else -1
    ][:1]


def _named(said: Said) -> Days:
    return (said.today + _DAY * said.value("D"),)


def _weekday(said: Said) -> Days:
    """A weekday of the Monday-based week said, or the nearest one."""
    wanted, step, today = said.value("W"), said.step, said.today
    here = today + dt.timedelta(days=wanted - today.weekday())
    turn = said.turn((wanted,), (today.weekday(),))
    if step is None:
        return (here + _WEEK * (1 if said.after_today and here == today else turn),)
    if step.text in ("coming", "upcoming"):
        return (here, here + _WEEK) if here == today else (here + _WEEK * (here < today),)
    if not step.value and here < today and said.ahead:
        return (here, here + _WEEK)  # on a Saturday "this friday" is yesterday to some and next week to others
    if step.text == "last" and shape(said.tokens) == "sW" and here < today:
        return (here - _WEEK, here)  # on the Saturday after, some mean yesterday and others a week before that
    return (here + _WEEK * step.value,)


def _week(said: Said) -> Days:
    """`next week` is its Monday; other weeks name no day."""
    monday = said.today - _DAY * said.today.weekday()
    return (monday + _WEEK,) if _is_next_one(said) else ()


def _is_next_one(said: Said) -> bool:
    """Whether it is `next week` or `下个月`: not `coming weeks`."""
    step, unit = said.tokens
    return step.text in ("next", "下") and not unit.text.endswith("s")


def _weekend(said: Said) -> Days:
    """Its Saturday; of one that is here or was, people may mean either day, and on it also the next or last one."""
    today, step = said.today, said.step
    saturday = today + _DAY * (_SATURDAY - today.weekday())
    if step:
        saturday += _WEEK * step.value
        return (saturday,) if saturday > today else (saturday, saturday + _DAY)
    if today >= saturday:
        return (today, saturday + (_WEEK if said.ahead else -_WEEK))
    return (saturday,) if said.ahead else (saturday - _WEEK, saturday - _WEEK + _DAY)


def _next_month(said: Said) -> Days:
    """`next month` is its first day; other months name no day."""
    return (said.monthly(said.step, lambda year, month: dt.date(year, month, 1)),) if _is_next_one(said) else ()


def _month_day(said: Said) -> Days:
    """A day of the month said or of the nearest one; a month without that day is not passed over."""
    day = said.first("NOES")
    if shape(said.tokens) == "O" and day.text.isalpha():
        return ()
    if day.kind not in "ES" and (day.value == LAST or is_year(day)):
        raise ValueError(day.text)
    return (said.monthly(said.step, lambda year, month: day_of(year, month, day.value)),)


def _year_edge(said: Said) -> Days:
    """`年底`, `end of next year`."""
    month, day = (12, 31) if said.first("ES").kind == "E" else (1, 1)
    if said.step:
        return (dt.date(said.today.year + said.step.value, month, day),)
    return (said.yearly(month, lambda year, month: dt.date(year, month, day)),)


def _quarter_edge(said: Said) -> Days:
    """The last or first day of the calendar's quarter said, or of the nearest one."""
    last = said.first("ES").kind == "E"

    def edge(shift: int) -> dt.date:
        years, quarter = divmod((said.today.month - 1) // _MONTHS_OF_QUARTER + shift, 4)
        month = _MONTHS_OF_QUARTER * quarter + (_MONTHS_OF_QUARTER if last else 1)
        return day_of(said.today.year + years, month, LAST if last else 1)

    here = edge(0)
    return (edge(said.step.value if said.step else said.turn((here.month, here.day), (said.today.month, said.today.day))),)


def _nth(said: Said) -> Days:
    """`the last friday of the month`, `12月第一个周一`."""
    place, weekday = said.first("OL"), said.first("W")
    if place.kind:
        others = said.tokens
    elif said.tokens[0].text == "last":
        place, others = Token("L"), said.tokens[1:]
    else:
        return ()

    def day(year: int, month: int) -> dt.date:
        if place.kind == "L":
            end = day_of(year, month, LAST)
            return end - _DAY * ((end.weekday() - weekday.value) % 7)
        first = dt.date(year, month, 1)
        return day_of(year, month, 1 + (weekday.value - first.weekday()) % 7 + 7 * (place.value - 1))

    numbers = [token for token in others if token.kind in "NM"]
    year = next((token.value for token in numbers if is_year(token)), said.first("Y").kind and said.today.year + said.value("Y"))
    if month := next((token.value for token in numbers if not is_year(token)), None):
        return (day(year, month) if year else said.yearly(month, day),)
    return (said.monthly(next((token for token in others if token.kind == "s"), None), day),)


def _is_counted_from(kinds: str) -> bool:
    """Whether a span and `from`, `after` or `before` begin it; `3 days from now` is a span alone."""
    head = kinds[: 2 if kinds[0] == "d" else 3]
    return head[-1] in "Fab" and (head[0] == "d" or (head[0] == "N" and head[1] in "dwmy")) and len(kinds) > len(head)


def _from_day(said: Said) -> Days:
    """`2 weeks from friday`, `a week before dec 3`, `the day after tomorrow`."""
    at = next(place for place, token in enumerate(said.tokens) if token.kind in "Fab")
    count = (said.tokens[0].value if at > 1 else 1) * (-1 if said.tokens[at].kind == "b" else 1)
    rest = said.tokens[at + 1 :]
    if _handlers().get(shape(rest)) is spans.counted:
        return ()
    return tuple(spans.later(day, count, said.tokens[at - 1]) for day in days(said._replace(tokens=rest, time=None)))


_DAYS: tuple[tuple[Callable[[Said], Days], tuple[str, ...]], ...] = (
    (_named, ("D",)),
    (_weekday, ("W", "sW", "Wsw", "swW")),
    (_week, ("sw",)),
    (_weekend, ("K", "sK")),
    (_next_month, ("sm", "s月")),
    (_month_day, ("N号", "O", "s月N号?", "smN号?", "smO", "Osm", "Om", "Em", "Sm", "Esm", "Ssm", "月E", "月S", "s月月?E",
                  "s月月?S", "sm月?E", "sm月?S")),
    (_year_edge, ("年E", "年S", "s年E", "s年S", "Ey", "Sy", "Esy", "Ssy")),
    (_quarter_edge, ("Eq", "Sq", "Esq", "Ssq", "qE", "qS", "sqE", "sqS")),
    (_ordinal_weekday, ("OW",)),
    (_nth, tuple(f"{place}W{month}" for place in "Os" for month in (">?M", "m", "sm", ">?MN"))),
    (_nth, tuple(f"{month}{place}W" for place in "OL" for month in ("N月", "sm", "s月", "YN月", "N年N月"))),
    (spans.counted, tuple(spans.shapes(spans.COUNTED))),
)  # fmt: skip


_NO_DATES = (_weekday, _week, spans.counted)  # no weekday stands beside them


@cache
def _handlers() -> dict[str, Callable[[Said], Days]]:
    return {kinds: handler for handler, patterns in _DAYS for pattern in patterns for kinds in expanded(pattern)}
