"""Birthdays as people write them, solar and lunar. Who counts those that are kept loads none of this."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from crmcli.core import clock
from crmcli.core.dates.birthdays import LUNAR_MONTH_DAYS, birthday_text
from crmcli.core.dates.calendar_day import LAST, CalendarDay, expanded, written_days
from crmcli.core.dates.lexer import lex, normal, shape
from crmcli.core.dates.lexicon import Token
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t

FIRST_YEAR = 1600
_FIRST_LUNAR_YEAR = 1900  # of the lunar calendar we have
_NEVER_LEAP = (1, 12)  # from 1900 to 2100
_NO_YEAR = r"--(l?\d\d)-?(\d\d)"  # as kept
_LUNAR_SHAPES = {kinds for pattern in ("N-N", "N/N", "N-N-N", "N/N/N", "N月N号?", "N年N月N号?") for kinds in expanded(pattern)}


def parse_birthday(text: str) -> str:
    """The birthday `text` says, as kept: `1990/5/20`, `May 20, 1990`, `5月20日`, `正月十五`, `农历1990年闰五月初一`.

    Raises UsageError for days that do not exist or are still to come, for years before 1600, for what may be read in two ways
    and for what is not understood. Of a lunar year between 1900 and 2100 the leap month and the 30th are looked up.
    """
    try:
        tokens = list(lex(re.sub(_NO_YEAR, r"\1-\2", normal(text))))
    except ValueError:
        tokens = []
    try:
        found = list(dict.fromkeys(_readings(tokens)))
    except ValueError as error:
        raise UsageError(t("'{text}' does not exist as a birthday.", text=text), _hint()) from error
    if not found:
        raise UsageError(t("'{text}' cannot be read as a birthday.", text=text), _hint())
    if len(found) > 1:
        readings = t(" or ").join(birthday_text(kept) for kept in found)
        raise UsageError(t("'{text}' can mean {readings}.", text=text, readings=readings), t("Write the one you mean."))
    return found[0]


def _readings(tokens: list[Token]) -> Iterator[str]:
    """All days that the tokens may mean, as kept. ValueError for what does not exist."""
    lunar, leap = any(token.kind in "lu" for token in tokens), any(token.kind == "r" for token in tokens)
    core = [token._replace(kind="N") if token.kind == "u" else token for token in tokens if token.kind not in "lrc"]
    if not lunar and not leap:
        if any(token.kind in "YES" for token in core):
            return
        yield from map(_solar, written_days(core, clock.today().year))
    in_words = shape(core)[-3:] == "N月N" and not (core[-1].text.isdecimal() or core[-3].text.isdecimal())
    if shape(core) in _LUNAR_SHAPES and (lunar or in_words):
        yield _lunar(core, leap=leap)


def _solar(day: CalendarDay) -> str:
    if day.day == LAST:
        raise ValueError(day)
    if day.year and dt.date(day.year, day.month, day.day) > clock.today():
        raise ValueError(day.year)
    return f"{_year(day.year)}-{day.month:02d}-{day.day:02d}"


def _lunar(core: list[Token], *, leap: bool) -> str:
    *years, month, day = (token.value for token in core if token.kind == "N")
    if not (1 <= month <= 12 and 1 <= day <= LUNAR_MONTH_DAYS):  # noqa: PLR2004
        raise ValueError(day)
    year = _year(*years) if years else "-"
    _check_lunar(years[0] if years else None, month, day, leap=leap)
    return f"lunar {year}-{'L' if leap else ''}{month:02d}-{day:02d}"


def _check_lunar(year: int | None, month: int, day: int, *, leap: bool) -> None:
    """Raises ValueError for a month that never leaps, and for a day that its year did not have or that is still to come."""
    if leap and month in _NEVER_LEAP:
        raise ValueError(month)
    if year and year >= _FIRST_LUNAR_YEAR:
        from borax.calendars.lunardate import LunarDate

        if LunarDate(year, month, day, int(leap)).to_solar_date() > clock.today():
            raise ValueError(year)


def _year(year: int | None) -> str:
    """As kept, `-` where it is not known. ValueError for a year that nobody living was born in."""
    if year is None:
        return "-"
    if not FIRST_YEAR <= year <= clock.today().year:
        raise ValueError(year)
    return f"{year:04d}"


def _hint() -> str:
    return t("Write it like 1990-05-20, May 20 or lunar 04-15.")
