"""The grammar of dates in words, English and Chinese: a strict grammar of (day)(time of day), nothing guessed.

A phrase is a day by one of `_DAYS` with a time behind or before it, or a moment by one of `_MOMENTS`.
What names no single day is taken from the nearest one that lies ahead for a plan and behind for a record, today included
while the time fits: a weekday, `11-25`, `5号`, `月底`, `2w`, a time alone. What names its day is left as said: `明天`,
`next friday` (of the next Monday-based week), `本月15号`. Refused, since people read them in two ways: `next week` and `下周`
alone, `3m`, `3日后`, `明天3点`, `3:30` (but not `03:30`), `last monday` later in the week, in English `5/12`; and an hour that a
clock change leaves out. A part of the day alone stands for an hour: morning 9, noon 12, afternoon 14, evening 19.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import NamedTuple

from crmcli.core import clock
from crmcli.core.dates import date_words
from crmcli.core.dates.date_words import any_of, number, pattern_of, time_of_day, weekday_number
from crmcli.core.dates.when import When, weekday_name
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t

_YEARS = 9


def readings(phrase: str, now: dt.datetime, ahead: bool, *, after_today: bool = False) -> Iterator[When]:
    """Every reading the grammar has of a normal phrase; two that differ, and the grammar is wrong (the tests look)."""
    for pattern, moment in _MOMENTS:
        if match := pattern_of(pattern).fullmatch(phrase):
            instant = moment(_Said(match.groupdict(), now, ahead)).astimezone()
            yield When(instant.date(), instant.time())
    for order in _orders(phrase):
        for pattern, day in _DAYS:
            match = pattern_of(pattern and f"(?:on )?{pattern}").match(order)
            if match and (tail := _tail(match[0], order[match.end() :])):
                time = time_of_day(tail["time"]) if tail["time"] else None
                said = _Said(match.groupdict(), now, ahead, time, after_today=after_today)
                if said.time or not tail["time"]:
                    yield When(_checked(day(said), tail["weekday"]), said.time)


class _Said(NamedTuple):
    """The named pieces of a day or moment, and what they are read against."""

    pieces: dict[str, str | None]
    now: dt.datetime
    ahead: bool
    time: dt.time | None = None
    after_today: bool = False

    def piece(self, name: str) -> str:
        return self.pieces.get(name) or ""

    @property
    def today(self) -> dt.date:
        return self.now.date()

    def turn(self, said: tuple[int, ...], today: tuple[int, ...]) -> int:
        """The step (-1, 0, 1) from this year, month, week or day to the one where `said` lies on the right side of now."""
        minute = self.now.time().replace(second=0, microsecond=0)
        time = minute if self.time is None else self.time
        if self.ahead:
            return int((said, time) < (today, minute))
        return -int((said, time) > (today, self.now.time()))


def _orders(phrase: str) -> Iterator[str]:
    """The phrase as said, and with a time that stands in front put behind."""
    yield phrase
    for position in (i for i, sign in enumerate(phrase) if sign == " "):
        front, back = phrase[:position], phrase[position + 1 :]
        if time_of_day(front.removeprefix("at ")):
            yield f"{back} {front}"


def _tail(day: str, rest: str) -> dict[str, str] | None:
    """The weekday and the time that follow a day; None where they do not follow it cleanly."""
    if (day[-1:].isdigit() and rest[:1].isdigit()) or not (day or rest):
        return None
    weekday = rf"(?: ?[(,]? ?(?P<weekday>{date_words.WEEKDAY})\)?)?" if day else "(?P<weekday>)"
    match = pattern_of(weekday + r"(?: ?(?:,|的)? ?(?:at )?(?P<time>.+))?").fullmatch(rest)
    return match.groupdict("") if match else None


def _checked(day: dt.date, weekday: str) -> dt.date:
    if weekday and weekday_number(weekday) != day.weekday():
        raise UsageError(t("{date} is not {weekday} but {right}", date=day, weekday=weekday, right=weekday_name(day)), hint())
    return day


def _calendar(said: _Said) -> dt.date:
    """A month and a day, in the year said or the nearest one."""
    day, year, today = said.piece("day"), said.piece("year"), said.today
    month = number(said.piece("month") or ("12" if day in date_words.ENDS else "1"))
    if year:
        return _day_of(today.year + date_words.STEPS[year] if year in date_words.STEPS else int(year), month, day)
    here = (month, _day_number(today.year, month, day))
    return _day_of(today.year + said.turn(here, (today.month, today.day)), month, day)


def _slashed(said: _Said) -> dt.date:
    """`11/25`."""
    date_words.check_slash(int(said.piece("month")), int(said.piece("day")))
    return _calendar(said)


def _in_month(said: _Said) -> dt.date:
    """A day of the month said or of the nearest one; a month without that day is not passed over."""
    day, step, today = said.piece("day"), said.piece("step"), said.today
    shift = date_words.STEPS[step] if step else said.turn((_day_number(today.year, today.month, day),), (today.day,))
    years, month = divmod(today.month - 1 + shift, 12)
    return _day_of(today.year + years, month + 1, day)


def _day_of(year: int, month: int, day: str) -> dt.date:
    return dt.date(year, month, _day_number(year, month, day))


def _day_number(year: int, month: int, day: str) -> int:
    if day in date_words.STARTS:
        return 1
    if day in date_words.ENDS:
        return (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
    return number(day.rstrip("日号"))


def _last_weekday(said: _Said) -> dt.date:
    """`last friday`; on the Saturday after, some mean yesterday by it and others a week before that."""
    day, name = _weekday(said), said.piece("weekday")
    if weekday_number(name) < said.today.weekday():
        this = day + dt.timedelta(weeks=1)
        raise UsageError(
            t("“last {weekday}” may be {first} or {second}; write the date you mean", weekday=name, first=day, second=this),
            hint(),
        )
    return day


def _weekday(said: _Said) -> dt.date:
    """A weekday of the Monday-based week said, or the nearest one."""
    name, step = said.piece("weekday"), said.piece("step")
    wanted = weekday_number(name)
    here = said.today + dt.timedelta(days=wanted - said.today.weekday())
    turn = said.turn((wanted,), (said.today.weekday(),))
    if said.after_today and not step and here == said.today:
        turn = 1
    if step and turn and not date_words.STEPS[step]:
        # On a Saturday "this friday" is yesterday to some and next week to others.
        raise UsageError(t("“{text}” of this week is {date}; write the date you mean", text=name, date=here), hint())
    return here + dt.timedelta(weeks=date_words.STEPS[step] if step else turn)


def _named(said: _Said) -> dt.date:
    return said.today + dt.timedelta(days=date_words.NAMED_DAYS[said.piece("name")])


def _nearest(said: _Said) -> dt.date:
    return said.today + dt.timedelta(days=said.turn((), ()))


def _counted(said: _Said) -> dt.date:
    """So many days, weeks, months or years away; months and years end at the last day of a shorter month."""
    count = _direction(said) * number(said.piece("count").strip() or "1")
    unit = said.piece("unit")
    if not (unit.isascii() or said.piece("sign") or said.piece("side")) and (said.time or (unit == "年" and abs(count) > _YEARS)):
        # 三周晚上 is a slip for 周三晚上, 26年 short for 2026年.
        raise UsageError(
            t("“{text}” may be a day or a span of time; with 后 or 前 it is a span", text=f"{said.piece('count').strip()}{unit}"),
            hint(),
        )
    days, months = date_words.UNITS[unit]
    if not months:
        return said.today + dt.timedelta(days=days * count)
    from dateutil.relativedelta import relativedelta

    return said.today + relativedelta(months=months * count)


def _hours(said: _Said) -> dt.datetime:
    minutes = 30 if said.piece("half") else number(said.piece("count").strip()) * date_words.MINUTES[said.piece("unit")]
    return said.now + dt.timedelta(minutes=_direction(said) * minutes)


def _direction(said: _Said) -> int:
    sign, side = said.piece("sign").strip(), said.piece("side")
    if sign and side:
        raise UsageError(t("“{sign}” and “{side}” do not go together", sign=sign, side=side), hint())
    if sign or side:
        return -1 if sign == "-" or side in date_words.BEHIND else 1
    return 1 if said.ahead else -1


def _exact(said: _Said) -> dt.datetime:
    try:
        return clock.parse_instant(said.piece("instant"))
    except UsageError as error:
        raise ValueError(error.message) from error


def _now(said: _Said) -> dt.datetime:
    return said.now


def hint() -> str:
    """Examples of what is understood."""
    return t("examples: 2026-11-25, 11-25 14:30, tomorrow 9am, next friday, in 3 days, 2w, end of month")


_SIGN, _SIDE = r"(?:(?P<sign>[+-]|in ) ?)?", rf"(?: ?(?P<side>{any_of(date_words.BEHIND | date_words.AHEAD)}))?"
_HALF_HOUR = "(?P<half>半个?小时|半个?钟头|half an hour)"
_CALENDAR_DAY = rf"(?P<day>[底末初]|{date_words.NUMBER}[日号]|\d{{1,2}}|{date_words.CHINESE}$)"
_PLACE = "(?P<day>end|start|beginning) of"
_ORDINAL = r"(?P<day>\d{1,2})(?:st|nd|rd|th)"
_MAYBE_ORDINAL = _ORDINAL + "?"
_YEAR = r"(?:,? (?P<year>\d{4}))?"
_STEP = "(?P<step>上上|上|这|本|下下|下)个?"
_SHORT = "(?P<name>[今明昨](?=[早晚]))"  # 明早 is said, 明 alone is not

_MOMENTS: tuple[tuple[str, Callable[[_Said], dt.datetime]], ...] = (
    ("now|现在", _now),
    (r"(?P<instant>\d{4}\D\d{1,2}\D\d{1,2}\D.+(?:z|[+-]\d\d:?\d\d))", _exact),
    (rf"{_SIGN}(?:{_HALF_HOUR}|(?P<count>{date_words.COUNT})(?P<unit>{any_of(date_words.MINUTES)})){_SIDE}", _hours),
)
_DAYS: tuple[tuple[str, Callable[[_Said], dt.date]], ...] = (
    (r"(?P<year>\d{4})(?P<dash>[-/.])(?P<month>\d{1,2})(?P=dash)(?P<day>\d{1,2})", _calendar),
    (r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)", _calendar),
    (r"(?P<month>\d{1,2})-(?P<day>\d{1,2})", _calendar),
    (r"(?P<month>\d{1,2})/(?P<day>\d{1,2})", _slashed),
    (rf"(?:the )?(?P<name>{any_of(set(date_words.NAMED_DAYS) - {'今', '明', '昨'})})", _named),
    (_SHORT, _named),
    (rf"(?:(?P<step>上上|上|这|本|下下|下|this|next) ?个?)?(?P<weekday>{date_words.WEEKDAY})", _weekday),
    (rf"(?P<step>last) (?P<weekday>{date_words.WEEKDAY})", _last_weekday),
    (rf"(?P<weekday>{date_words.WEEKDAY}),? (?:of )?(?P<step>last|this|next) week", _weekday),
    (rf"(?P<step>last|this|next) week,? (?:on )?(?P<weekday>{date_words.WEEKDAY})", _weekday),
    (rf"{_SIGN}(?:(?P<count>{date_words.COUNT})(?!半)|(?=半))(?P<unit>{any_of(date_words.UNITS)}){_SIDE}", _counted),
    (rf"(?:(?P<year>\d{{4}}|[去今明后])年)?(?P<month>{date_words.NUMBER})月{_CALENDAR_DAY}", _calendar),
    (rf"{_STEP}月(?P<day>[底末初]|{date_words.NUMBER}[日号])", _in_month),
    (r"月(?P<day>[底末初])", _in_month),
    (rf"(?P<day>{date_words.NUMBER}[日号])", _in_month),
    (r"(?:(?P<year>\d{4}|[去今明后])年?)?年(?P<day>[底末初])", _calendar),
    (rf"(?P<month>{date_words.MONTH})\.? ?{_MAYBE_ORDINAL}{_YEAR}", _calendar),
    (rf"(?:the )?{_MAYBE_ORDINAL} ?(?:of )?(?P<month>{date_words.MONTH}){_YEAR}", _calendar),
    (rf"(?:the )?{_ORDINAL}(?: of (?P<step>this|last|next) month)?", _in_month),
    (rf"(?:the )?{_PLACE} (?:the |(?P<step>this|last|next) )?month", _in_month),
    (rf"(?:the )?{_PLACE} (?P<month>{date_words.MONTH}){_YEAR}", _calendar),
    (rf"(?:the )?{_PLACE} (?:the |(?P<year>this|last|next) )?year", _calendar),
    ("(?P<day>eom)", _in_month),
    ("(?P<day>eoy)", _calendar),
    ("", _nearest),
)
