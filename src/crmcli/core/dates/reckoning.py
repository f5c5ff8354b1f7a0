"""How each form of the grammar reckons its day or moment from what was said and from now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

from crmcli.core import clock
from crmcli.core.dates import date_words
from crmcli.core.dates.date_words import number, weekday_number
from crmcli.core.dates.when import weekday_name
from crmcli.core.errors import UsageError
from crmcli.core.i18n import language, t

_YEARS = 9
Days = dt.date | Iterable[dt.date]  # several are as many readings


class Said(NamedTuple):
    """The named pieces of a day or moment, and what they are read against."""

    pieces: dict[str, str | None]
    now: dt.datetime
    ahead: bool
    time: dt.time | None = None
    weekday: str = ""  # said beside the day
    after_today: bool = False

    def piece(self, name: str) -> str:
        return self.pieces.get(name) or ""

    @property
    def today(self) -> dt.date:
        return self.now.date()

    @property
    def alone(self) -> bool:
        """Whether nothing stands beside the day."""
        return not (self.time or self.weekday)

    def turn(self, said: tuple[int, ...], today: tuple[int, ...]) -> int:
        """The step (-1, 0, 1) from this year, month, week or day to the one where `said` lies on the right side of now."""
        minute = self.now.time().replace(second=0, microsecond=0)
        time = minute if self.time is None else self.time
        if self.ahead:
            return int((said, time) < (today, minute))
        return -int((said, time) > (today, self.now.time()))


def checked(day: dt.date, weekday: str) -> dt.date:
    if weekday and weekday_number(weekday) != day.weekday():
        raise UsageError(
            t("{date} is a {right}, not a {weekday}.", date=day, weekday=weekday, right=weekday_name(day)),
            t("Leave out the weekday, or write the date you mean."),
        )
    return day


def calendar(said: Said) -> dt.date:
    """A month and a day, in the year said or the nearest one."""
    day, year, today = said.piece("day"), said.piece("year"), said.today
    month = number(said.piece("month") or ("12" if day in date_words.ENDS else "1"))
    if year:
        return _day_of(today.year + date_words.STEPS[year] if year in date_words.STEPS else int(year), month, day)
    here = (month, _day_number(today.year, month, day))
    return _day_of(today.year + said.turn(here, (today.month, today.day)), month, day)


def slashed(said: Said) -> Days:
    """`11/25`: one reading where the numbers have only one or the region tells, else both."""
    return _either_order(said, month_first=True if language() == "zh" else None)


def dotted(said: Said) -> Days:
    """`12.8`, month and day in Chinese; elsewhere a time to some, and never only one day."""
    if language() == "zh":
        return _either_order(said, month_first=True)
    found = tuple(_either_order(said, month_first=None))
    return found if len(set(found)) > 1 else ()


def _either_order(said: Said, *, month_first: bool | None) -> list[dt.date]:
    first, second = said.piece("first"), said.piece("second")
    found = []
    for month, day in ((second, first), (first, second)) if month_first is False else ((first, second), (second, first)):
        if int(month) <= 12:  # noqa: PLR2004
            with suppress(ValueError):
                found.append(calendar(said._replace(pieces=said.pieces | {"month": month, "day": day})))
    if not found:
        raise ValueError(first)
    return found if month_first is None else found[:1]


def in_month(said: Said) -> dt.date:
    """A day of the month said or of the nearest one; a month without that day is not passed over."""
    day, step, today = said.piece("day"), said.piece("step"), said.today
    shift = date_words.STEPS[step] if step else said.turn((_day_number(today.year, today.month, day),), (today.day,))
    years, month = divmod(today.month - 1 + shift, 12)
    return _day_of(today.year + years, month + 1, day)


def _day_of(year: int, month: int, day: str) -> dt.date:
    wanted, last = _day_number(year, month, day), _day_number(year, month, "end")
    if last < wanted <= 31:  # noqa: PLR2004
        name = f"{month}月" if language() == "zh" else f"{dt.date(year, month, 1):%B}"
        raise UsageError(
            t("{month} {year} has {days} days.", month=name, year=year, days=last),
            t("Its last day is {date}.", date=dt.date(year, month, last)),
        )
    return dt.date(year, month, wanted)


def _day_number(year: int, month: int, day: str) -> int:
    if day in date_words.STARTS:
        return 1
    if day in date_words.ENDS:
        return (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
    return number(day.rstrip("日号"))


def nth(said: Said) -> dt.date:
    """`last friday of the month`, `first monday of may`, of the month said or the nearest one."""
    count, weekday = date_words.NTH[said.piece("nth") or said.piece("last")], weekday_number(said.piece("weekday"))
    month, step, today = said.piece("month"), said.piece("step"), said.today
    if month:
        year = said.piece("year")
        here = _nth_day(
            int(year) if year.isdecimal() else today.year + date_words.STEPS.get(year, 0), number(month), count, weekday
        )
        turn = 0 if year else said.turn((here.month, here.day), (today.month, today.day))
        return _nth_day(here.year + turn, here.month, count, weekday)
    here = _nth_day(today.year, today.month, count, weekday)
    shift = date_words.STEPS[step] if step else said.turn((here.day,), (today.day,))
    years, index = divmod(today.month - 1 + shift, 12)
    return _nth_day(today.year + years, index + 1, count, weekday)


def _nth_day(year: int, month: int, count: int, weekday: int) -> dt.date:
    """The `count`th such weekday of the month, the last one for -1."""
    edge = dt.date(year, month, 1 if count > 0 else _day_number(year, month, "end"))
    steps = (weekday - edge.weekday()) % 7 + 7 * (count - 1) if count > 0 else -((edge.weekday() - weekday) % 7)
    return edge + dt.timedelta(days=steps)


def last_weekday(said: Said) -> Days:
    """`last friday`; on the Saturday after, some mean yesterday by it and others a week before that."""
    day, name = _weekday_of(said), said.piece("weekday")
    return (day, day + dt.timedelta(weeks=1)) if weekday_number(name) < said.today.weekday() else day


def weekday(said: Said) -> Days:
    """A weekday of the Monday-based week said, or the nearest one; `this friday`, planned on a Saturday, is yesterday to some."""
    day, step = _weekday_of(said), said.piece("step")
    passed = step and not date_words.STEPS[step] and (day, said.time or dt.time.max) < (said.today, said.now.time())
    return (day, day + dt.timedelta(weeks=1)) if said.ahead and passed else day


def _weekday_of(said: Said) -> dt.date:
    wanted, step = weekday_number(said.piece("weekday")), said.piece("step")
    here = said.today + dt.timedelta(days=wanted - said.today.weekday())
    turn = said.turn((wanted,), (said.today.weekday(),))
    if said.after_today and not step and here == said.today:
        turn = 1
    return here + dt.timedelta(weeks=date_words.STEPS[step] if step else turn)


def week(said: Said) -> Days:
    """`next week`: its Monday. With a time beside it no day is named."""
    return said.today + dt.timedelta(days=7 - said.today.weekday()) if said.alone else ()


def month(said: Said) -> Days:
    """`next month`: its first day."""
    return in_month(said._replace(pieces={"day": "start", "step": "next"})) if said.alone else ()


def weekend(said: Said) -> Days:
    """The Saturday of the weekend said; on a weekend, of the nearest one, this one or the next."""
    step, today = said.piece("step"), said.today
    saturday = today + dt.timedelta(days=5 - today.weekday())
    if step in {"next", "下", "下个", "last", "上", "上个"}:
        return saturday + dt.timedelta(weeks=date_words.STEPS[step.removesuffix("个")])
    if today < saturday:
        return saturday if said.ahead or step else saturday - dt.timedelta(weeks=1)
    return max(saturday, today) if said.ahead else saturday, saturday + dt.timedelta(weeks=1 if said.ahead else -1)


def named(said: Said) -> dt.date:
    return said.today + dt.timedelta(days=date_words.NAMED_DAYS[said.piece("name")])


def nearest(said: Said) -> dt.date:
    return said.today + dt.timedelta(days=said.turn((), ()))


def counted(said: Said) -> Days:
    """So many days, weeks, months or years away; months and years end at the last day of a shorter month."""
    count = _direction(said) * number(said.piece("count").strip() or "1")
    unit = said.piece("unit")
    if not (unit.isascii() or said.piece("sign") or said.piece("side")) and (said.time or (unit == "年" and abs(count) > _YEARS)):
        return ()  # 三周晚上 is a slip for 周三晚上, 26年 short for 2026年
    days, months = date_words.UNITS.get(unit, (0, 1))  # m is minutes too
    return _away(said.today, count * months, count * days)


def and_a_half(said: Said) -> Days:
    """`一个半月后`, `一年半后`: half a month is fifteen days; what the days of a month decide has two readings."""
    count, direction = number(said.piece("count").strip()), _direction(said)
    if said.piece("unit") == "年半":
        return _away(said.today, direction * (12 * count + 6), 0)
    by_month = _away(said.today, direction * count, 0) + dt.timedelta(days=15 * direction)
    return by_month, said.today + dt.timedelta(days=direction * (30 * count + 15))


def _away(day: dt.date, months: int, days: int) -> dt.date:
    if not months:
        return day + dt.timedelta(days=days)
    from dateutil.relativedelta import relativedelta

    found: dt.date = day + relativedelta(months=months)
    return found


def days_later(said: Said) -> Days:
    """`3日后`: three days later to some, after the third to others."""
    day = in_month(said._replace(pieces={"day": said.piece("count")}))
    return said.today + dt.timedelta(days=number(said.piece("count"))), day


def from_day(said: Said) -> Days:
    """`a week from today`, `two weeks from friday`."""
    start = named(said) if said.piece("name") else _weekday_of(said)
    days, months = date_words.UNITS[said.piece("unit")]
    count = number(said.piece("count").strip())
    return _away(start, count * months, count * days)


def passing(said: Said) -> dt.datetime:
    """Hours and minutes away: `in 2 hours`, `1h30m`, `一个半小时后`, `in 1.5 hours`."""
    minutes = 30 if said.piece("half") else 0
    if hours := said.piece("hours").strip():
        minutes += round(60 * float(hours)) if "." in hours else 60 * number(hours)
    if said.piece("minutes"):
        minutes += number(said.piece("minutes").strip())
    return said.now + dt.timedelta(minutes=_direction(said) * minutes)


def _direction(said: Said) -> int:
    sign, side = said.piece("sign").strip(), said.piece("side")
    if sign and side:
        raise UsageError(t("'{sign}' and '{side}' do not go together.", sign=sign, side=side), t("Leave out one of them."))
    if sign or side:
        return -1 if sign == "-" or side in date_words.BEHIND else 1
    return 1 if said.ahead else -1


def exact(said: Said) -> dt.datetime:
    try:
        return clock.parse_instant(said.piece("instant"))
    except UsageError as error:
        raise ValueError(error.message) from error


def now(said: Said) -> dt.datetime:
    return said.now
