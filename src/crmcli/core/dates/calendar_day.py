"""A day of the calendar as it is written: `2026-11-25`, `11月25日`, `Dec 3, 2026`, `25/11`, `27.11.2026`, `end of May`."""

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple, cast

from crmcli.core import region
from crmcli.core.dates.birthdays import LUNAR_MONTH_DAYS
from crmcli.core.dates.lexer import shape
from crmcli.core.dates.lexicon import Token
from crmcli.core.i18n import language, t

LAST = 0  # the day that ends its month
_MONTHS, _LONGEST_MONTH, _YEAR_DIGITS, _FULL_DATE = 12, 31, 4, 8

# What the numbers and names of a shape are, in their order: year, month, day. A `?` makes the sign before it optional.
_SHAPES = {
    "N年N月N号?": "ymd", "YN月N号?": "ymd", "N月N号?": "md", "N年N月月?E": "ymd", "N年N月月?S": "ymd", "YN月月?E": "ymd",
    "YN月月?S": "ymd", "N月月?E": "md", "N月月?S": "md", "N年年?E": "yd", "N年年?S": "yd", "Y年?E": "yd", "Y年?S": "yd",
    "MN": "md", "MO": "md", "M-N": "md", "NM": "dm", "OM": "dm", "N-M": "dm", "MNN": "mdy", "MON": "mdy", "NMN": "dmy",
    "OMN": "dmy", "N-M-N": "dmy", "M-N-N": "mdy", "EM": "dm", "SM": "dm", "EMN": "dmy", "SMN": "dmy", "EN": "dy", "SN": "dy",
}  # fmt: skip


class CalendarDay(NamedTuple):
    """A day as written; without a year it is one of every year, and day 0 is the last of its month."""

    year: int | None
    month: int
    day: int


class ShortMonth(ValueError):  # noqa: N818 - a ValueError with a sentence
    """A day that its month does not have."""

    def __init__(self, year: int, month: int, day: int) -> None:
        super().__init__(day)
        self.year, self.month, self.day = year, month, day

    def sentence(self) -> str:
        """What is so, for people."""
        days = calendar.monthrange(self.year or 2001, self.month)[1]
        if self.month == 2:  # noqa: PLR2004
            return (
                t("February {year} has {days} days.", year=self.year, days=days)
                if self.year
                else t("February has 28 or 29 days.")
            )
        return t("{month} has {days} days.", month=month_name(self.month), days=days)


def month_name(month: int) -> str:
    """`November` or `11月`."""
    return (
        t("January"), t("February"), t("March"), t("April"), t("May"), t("June"), t("July"), t("August"), t("September"),
        t("October"), t("November"), t("December"),
    )[month - 1]  # fmt: skip


def day_of(year: int, month: int, day: int) -> dt.date:
    """The date; day 0 is the last of its month. ShortMonth where the month is too short, ValueError for what no month has."""
    if day == LAST:
        return dt.date(year, month, calendar.monthrange(year, month)[1])
    if 1 <= month <= _MONTHS and calendar.monthrange(year, month)[1] < day <= _LONGEST_MONTH:
        raise ShortMonth(year, month, day)
    return dt.date(year, month, day)


def lunar_day(year: int, month: int, day: int) -> dt.date:
    """The date of a day of the lunar year; the 30th is the 29th of a shorter month. ValueError beyond 1900 to 2100."""
    from borax.calendars.lunardate import LCalendars, LunarDate

    if not 1 <= month <= _MONTHS or not 1 <= day <= LUNAR_MONTH_DAYS:
        raise ValueError(day)
    return cast(dt.date, LunarDate(year, month, min(day, LCalendars.ndays(year, month))).to_solar_date())


def written_days(tokens: Sequence[Token], this_year: int) -> tuple[CalendarDay, ...]:
    """What the tokens may mean as a day of the calendar: two where a slash may be read both ways, none where they are no day.

    ValueError for a month or day that is in no calendar.
    """
    kinds = shape(tokens)
    if kinds == "N" and len(tokens[0].text) == _FULL_DATE and tokens[0].text.isdecimal():
        text = tokens[0].text
        return (_checked(CalendarDay(int(text[:4]), int(text[4:6]), int(text[6:]))),)
    if kinds in ("N-N-N", "N/N/N", "N.N.N", "N-N", "N/N", "N.N"):
        return _in_digits(tokens, kinds[1])
    order = "ymd" if kinds == "NMN" and is_year(tokens[0]) else _shapes().get(kinds)
    if not order:
        return ()
    said = dict(zip(order, (token for token in tokens if token.kind in "NOMYES"), strict=True))
    year, day = said.get("y"), said["d"]
    if (year and _year(year, kinds, this_year) is None) or is_year(day):
        return ()
    month = said["m"].value if "m" in said else _MONTHS if day.kind == "E" else 1
    return (_checked(CalendarDay(year and _year(year, kinds, this_year), month, day.value), edge=day.kind in "ES"),)


def written_month(tokens: Sequence[Token]) -> dt.date | None:
    """The first day of a month with its year: `2027年6月`, `june 2027`, `2027-06`; None where the tokens are no such thing."""
    if shape(tokens) not in ("N年N月", "MN", "NM", "N-N", "N/N"):
        return None
    year = next((token.value for token in tokens if is_year(token)), 0)
    month = next((token.value for token in tokens if token.kind in "NM" and not is_year(token)), 0)
    return dt.date(year, month, 1) if year and 1 <= month <= _MONTHS else None


@cache
def _shapes() -> dict[str, str]:
    return {kinds: order for pattern, order in _SHAPES.items() for kinds in expanded(pattern)}


def expanded(pattern: str) -> Iterator[str]:
    """The shapes of a pattern, a `?` behind a sign making it optional."""
    head, mark, rest = pattern.partition("?")
    for tail in expanded(rest) if mark else [""]:
        yield head + tail
        if mark:
            yield head[:-1] + tail


def is_year(token: Token) -> bool:
    """Whether it is a number of four digits."""
    return token.kind == "N" and len(token.text) == _YEAR_DIGITS and token.text.isdecimal()


def _year(token: Token, kinds: str, this_year: int) -> int | None:
    if token.kind == "Y":
        return this_year + token.value
    if kinds.startswith("N年") and len(token.text) == 2 and token.text.isdecimal():  # noqa: PLR2004
        return 2000 + token.value
    return token.value if is_year(token) else None


def _in_digits(tokens: Sequence[Token], sign: str) -> tuple[CalendarDay, ...]:
    """Year first; `11-25`; dots with a year day first; slashes as the region writes them, with a short year in English alone."""
    numbers, signs = tokens[::2], {token.text for token in tokens[1::2]}
    if len(signs) > 1 or not all(token.text.isdecimal() and len(token.text) in (1, 2, _YEAR_DIGITS) for token in numbers):
        return ()
    first, second, *rest = (token.value for token in numbers)
    match [is_year(token) for token in numbers]:
        case [True, False, False]:
            return (_checked(CalendarDay(first, second, *rest)),)
        case [False, False]:
            if sign == "-" or (sign == "." and language() == "zh"):
                return (_checked(CalendarDay(None, first, second)),)
            return _either_way(None, first, second, None if sign == "." else region.month_first())
        case [False, False, full] if full or (sign == "/" and language() != "zh"):
            year = rest[0] if full else 2000 + rest[0]
            return (
                (_checked(CalendarDay(year, second, first)),)
                if sign == "."
                else _either_way(year, first, second, region.month_first())
            )
    return ()


def _either_way(year: int | None, first: int, second: int, month_comes_first: bool | None) -> tuple[CalendarDay, ...]:
    """Both ways round where both are days of the calendar and nothing tells which is meant."""
    ways = [CalendarDay(year, first, second), CalendarDay(year, second, first)]
    possible = [way for way in dict.fromkeys(ways) if way.month <= _MONTHS and way.day <= _LONGEST_MONTH]
    if len(possible) > 1 and month_comes_first is not None:
        possible = [ways[0] if month_comes_first else ways[1]]
    if not possible:
        raise ValueError(first)
    return tuple(_checked(way) for way in possible)


def _checked(said: CalendarDay, *, edge: bool = False) -> CalendarDay:
    """Raises ValueError where no year has such a day."""
    if not edge:
        if said.day == LAST:
            raise ValueError(said.day)
        try:
            day_of(said.year or 2000, said.month, said.day)  # a leap year has every day there is
        except ShortMonth as error:
            error.year = said.year or 0
            raise
    return said
