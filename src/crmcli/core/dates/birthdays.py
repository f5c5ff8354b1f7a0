"""Birthdays as kept: `1990-05-20`, `--05-20`, `lunar 1990-04-15`, `lunar --04-15`, `lunar --L04-15` (a leap month)."""

from __future__ import annotations

import datetime as dt

from crmcli.core.i18n import language, t

LUNAR_MONTH_DAYS = 30
_LAST_OF_FEBRUARY = (2, 28)
_ONES = "一二三四五六七八九"
_MONTHS = ("正", *_ONES[1:], "十", "冬", "腊")
_LUNAR_DAYS = [ten + one for ten in "初十廿" for one in _ONES]
_LUNAR_DAYS[9:9], _LUNAR_DAYS[19:19] = ["初十"], ["二十"]
_LUNAR_DAYS.append("三十")


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


def _chinese(kept: str, lunar: bool) -> str:
    year, month, day = kept.replace("--", "-", 1).rsplit("-", 2)
    of_year = f"{year}年" if year else ""
    if not lunar:
        return f"{of_year}{int(month)}月{int(day)}日"
    leap = "闰" if month.startswith("L") else ""
    return f"农历{of_year}{leap}{_MONTHS[int(month.removeprefix('L')) - 1]}月{_LUNAR_DAYS[int(day) - 1]}"
