"""Birthdays as kept: `1990-05-20`, `--05-20`, `lunar 1990-04-15`, `lunar --04-15`, `lunar --L04-15` (a leap month)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from crmcli.core import clock
from crmcli.core.dates.calendar_day import LAST, LUNAR_MONTH_DAYS, CalendarDay, expanded, written_days
from crmcli.core.dates.lexer import lex, normal, shape
from crmcli.core.dates.lexicon import Token
from crmcli.core.errors import UsageError
from crmcli.core.i18n import language, t

FIRST_YEAR = 1600
_FIRST_LUNAR_YEAR = 1900  # of the lunar calendar we have
_NEVER_LEAP = (1, 12)  # from 1900 to 2100
_LEAP_YEAR = 2000  # its calendar has every day a birthday can fall on
_LAST_OF_FEBRUARY = (2, 28)
_ONES = "一二三四五六七八九"
_MONTHS = ("正", *_ONES[1:], "十", "冬", "腊")
_LUNAR_DAYS = [ten + one for ten in "初十廿" for one in _ONES]
_LUNAR_DAYS[9:9], _LUNAR_DAYS[19:19] = ["初十"], ["二十"]
_LUNAR_DAYS.append("三十")

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
        raise UsageError(t("There is no such birthday: '{text}'.", text=text), _hint()) from error
    if not found:
        raise UsageError(t("'{text}' is not a birthday that crm understands.", text=text), _hint())
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


def birthday_text(kept: str) -> str:
    """A kept birthday for people: `1990-05-20`, `05-20`, `lunar 04-15`; in Chinese `5月20日`, `农历四月十五`."""
    lunar, day = kept.startswith("lunar "), kept.removeprefix("lunar ")
    if language() == "zh":
        return _chinese(day, lunar)
    shown = day.removeprefix("--")
    return t("lunar {date}", date=shown.replace("L", "leap ")) if lunar else shown


def yearly_text(kept: str, name: str, day: dt.date) -> str:
    """A yearly day for people, as it falls on `day`; the birthday, with the years where they are known, where it has no name."""
    shown = birthday_text(kept)
    if name:
        return f"{name} ({shown})"
    year = kept.removeprefix("lunar ")[:4]
    if year.isdecimal():
        return t("Birthday {day}, {years} years", day=shown, years=day.year - int(year))
    return t("Birthday {day}", day=shown)


def solar_endings(day: dt.date) -> list[str]:
    """How kept solar birthdays of that day end: `-05-20`. Who was born on 29 February has it on the 28th of a common year."""
    common = day.year % 4 or (not day.year % 100 and day.year % 400)
    return [f"-{day:%m-%d}", *(["-02-29"] if common and (day.month, day.day) == _LAST_OF_FEBRUARY else [])]


def lunar_endings(day: dt.date) -> list[str]:
    """How kept lunar birthdays of that day end: `-04-15`, `L04-15`. A leap month's fall into the plain month in a year without
    it, the 30th on the 29th of a shorter month. Empty beyond the calendar's years (1900 to 2100).
    """
    from borax.calendars.lunardate import LCalendars, LunarDate

    try:
        lunar = LunarDate.from_solar(day)
        days = LCalendars.ndays(lunar.year, lunar.month, lunar.leap)
        leap_month = LCalendars.leap_month(lunar.year)
    except ValueError:
        return []
    months = ["L"] if lunar.leap else ["-", *(["L"] if leap_month != lunar.month else [])]
    last = [LUNAR_MONTH_DAYS] if lunar.day == days < LUNAR_MONTH_DAYS else []
    return [f"{sign}{lunar.month:02d}-{number:02d}" for sign in months for number in (lunar.day, *last)]


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


def _chinese(kept: str, lunar: bool) -> str:
    year, month, day = kept.replace("--", "-", 1).rsplit("-", 2)
    of_year = f"{year}年" if year else ""
    if not lunar:
        return f"{of_year}{int(month)}月{int(day)}日"
    leap = "闰" if month.startswith("L") else ""
    return f"农历{of_year}{leap}{_MONTHS[int(month.removeprefix('L')) - 1]}月{_LUNAR_DAYS[int(day) - 1]}"


def _hint() -> str:
    return t("Write it like 1990-05-20, May 20 or lunar 04-15")
