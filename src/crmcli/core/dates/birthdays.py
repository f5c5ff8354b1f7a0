"""Birthdays as kept: `1990-05-20`, `--05-20`, `lunar 1990-04-15`, `lunar --04-15`, `lunar --L04-15` (a leap month)."""

from __future__ import annotations

import datetime as dt

from crmcli.core import clock
from crmcli.core.dates.date_words import CHINESE, NUMBER, normal, number, pattern_of
from crmcli.core.errors import UsageError
from crmcli.core.i18n import language, t

FIRST_YEAR = 1600
LUNAR_MONTH_DAYS = 30
_FIRST_LUNAR_YEAR = 1900  # of the lunar calendar we have
_NEVER_LEAP = (1, 12)  # from 1900 to 2100
_LEAP_YEAR = 2000  # its calendar has every day a birthday can fall on
_LAST_OF_FEBRUARY = (2, 28)
_ONES = "一二三四五六七八九"
_MONTHS = ("正", *_ONES[1:], "十", "冬", "腊")
_LUNAR_DAYS = [ten + one for ten in "初十廿" for one in _ONES]
_LUNAR_DAYS[9:9], _LUNAR_DAYS[19:19] = ["初十"], ["二十"]
_LUNAR_DAYS.append("三十")

_LUNAR = "(?P<lunar>农历|阴历|旧历|lunar ?)"
_SOLAR = "(?:公历|阳历|新历|solar ?)"
_YEAR = r"(?:(?P<year>\d{4}|[一二三四五六七八九〇零]{4})"
_LUNAR_DAY = f"初十|[初廿][一二三四五六七八九]|二十|三十|{NUMBER}"
_SPELLINGS = (
    rf"{_SOLAR}?{_YEAR}[-/.]|--)?(?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})",
    rf"{_SOLAR}?(?:(?P<year>\d{{4}})|--)(?P<month>\d\d)(?P<day>\d\d)",
    rf"{_SOLAR}?{_YEAR}年)?(?P<month>{NUMBER})月(?P<day>{NUMBER}[日号]|\d{{1,2}})",
    rf"{_LUNAR}{_YEAR}-|--)?(?P<leap>l|leap ?)?(?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}})",
    rf"{_LUNAR}{_YEAR}年)?(?P<leap>闰)?(?P<month>[正冬腊]|{NUMBER})月(?P<day>{_LUNAR_DAY})[日号]?",
    rf"{_YEAR}年)?(?P<leap>闰)?(?P<month>[正冬腊]|{CHINESE})月(?P<lunar>)(?P<day>初十|[初廿][一二三四五六七八九])",
)


def parse_birthday(text: str) -> str:
    """The birthday `text` says, as kept: `1990/5/20`, `5月20日`, `农历四月十五`, `农历1990年闰五月初一`, `lunar 04-15`.

    Raises UsageError for days that do not exist or are still to come, for years before 1600, and for what is not understood. Of a
    lunar year between 1900 and 2100 the leap month and the 30th are looked up.
    """
    phrase = normal(text)
    match = next((found for spelling in _SPELLINGS if (found := pattern_of(spelling).fullmatch(phrase))), None)
    if not match:
        raise UsageError(t("“{text}” is not understood as a birthday", text=text), _hint())
    try:
        if "/" in phrase and not match["year"]:
            _check_order(int(match["month"]), int(match["day"]))
        return _kept(match.groupdict())
    except ValueError as error:
        raise UsageError(t("there is no such birthday: “{text}”", text=text), _hint()) from error


def _check_order(month: int, day: int) -> None:
    """Raises UsageError for a `5/12` in English: to some it is the 5th of December."""
    if language() == "en" and month != day and 1 <= day <= 12:  # noqa: PLR2004
        readings = t(" or ").join((f"{month:02}-{day:02}", f"{day:02}-{month:02}"))
        raise UsageError(
            t("'{text}' can mean {readings}.", text=f"{month}/{day}", readings=readings), t("Write the one you mean.")
        )


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


def _kept(said: dict[str, str | None]) -> str:
    lunar, year = said.get("lunar") is not None, _year(said.get("year"))
    month, day = _lunar_month(said["month"] or ""), _lunar_day(said["day"] or "")
    if lunar and not (1 <= month <= 12 and 1 <= day <= LUNAR_MONTH_DAYS):  # noqa: PLR2004
        raise ValueError(day)
    if not lunar and dt.date(year or _LEAP_YEAR, month, day) > clock.today() and year:
        raise ValueError(year)
    leap = "L" if said.get("leap") else ""
    if lunar:
        _check_lunar(year, month, day, leap=bool(leap))
    return f"{'lunar ' if lunar else ''}{f'{year:04d}' if year else '-'}-{leap}{month:02d}-{day:02d}"


def _check_lunar(year: int | None, month: int, day: int, *, leap: bool) -> None:
    """Raises ValueError for a month that never leaps, and for a day that its year did not have or that is still to come."""
    if leap and month in _NEVER_LEAP:
        raise ValueError(month)
    if year and year >= _FIRST_LUNAR_YEAR:
        from borax.calendars.lunardate import LunarDate

        if LunarDate(year, month, day, int(leap)).to_solar_date() > clock.today():
            raise ValueError(year)


def _year(text: str | None) -> int | None:
    if not text:
        return None
    year = number(text)
    if not FIRST_YEAR <= year <= clock.today().year:
        raise ValueError(year)
    return year


def _lunar_month(text: str) -> int:
    return {"正": 1, "冬": 11, "腊": 12}.get(text) or number(text)


def _lunar_day(text: str) -> int:
    return number(text.rstrip("日号").removeprefix("初").replace("廿", "二十"))


def _chinese(kept: str, lunar: bool) -> str:
    year, month, day = kept.replace("--", "-", 1).rsplit("-", 2)
    of_year = f"{year}年" if year else ""
    if not lunar:
        return f"{of_year}{int(month)}月{int(day)}日"
    leap = "闰" if month.startswith("L") else ""
    return f"农历{of_year}{leap}{_MONTHS[int(month.removeprefix('L')) - 1]}月{_LUNAR_DAYS[int(day) - 1]}"


def _hint() -> str:
    return t("write it like 1990-05-20, 5-20, lunar 04-15 or 农历四月十五")
