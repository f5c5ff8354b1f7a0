"""The grammar of dates in words, English and Chinese: a strict grammar of (day)(time of day), nothing guessed.

A phrase is a day by one of `_DAYS` or `_DATES` with a time behind or before it, or a moment by one of `_MOMENTS`.
What names no single day is taken from the nearest one that lies ahead for a plan and behind for a record, today included
while the time fits: a weekday, `11-25`, `5号`, `月底`, `2w`, a time alone. What names its day is left as said: `明天`,
`next friday` (of the next Monday-based week), `本月15号`. A span means its first day where all people mean that (`next week`,
`下个月`, of a weekend its Saturday); others are refused. What people read in two ways has two readings here, and whoever asks
refuses it: `3m`, `3日后`, `明天6点`, `last friday` later in the week, `5/12` where no region tells. A part of the day alone means
an hour: morning 9, noon 12, afternoon 14, evening 19; a bare hour is that of the working day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import suppress

from crmcli.core.dates import date_words, reckoning
from crmcli.core.dates.date_words import any_of, pattern_of, times_of_day
from crmcli.core.dates.when import When

Reckoning = Callable[[reckoning.Said], reckoning.Days]


def readings(phrase: str, now: dt.datetime, ahead: bool, *, after_today: bool = False) -> Iterator[When]:
    """Every reading of a normal phrase; several that differ are an ambiguity.

    Raises ValueError for what does not exist, UsageError with a reason of its own.
    """
    for pattern, moment in _MOMENTS:
        if match := pattern_of(pattern).fullmatch(phrase):
            instant = moment(reckoning.Said(match.groupdict(), now, ahead)).astimezone()
            yield When(instant.date(), instant.time())
    for order in _orders(phrase):
        yield from _of_days(order, _DATES + _DAYS, reckoning.Said({}, now, ahead, after_today=after_today))
    weekday, date = _weekday_before(phrase)
    if weekday:
        yield from _of_days(date, _DATES, reckoning.Said({}, now, ahead, weekday=weekday, after_today=after_today))


def _of_days(phrase: str, forms: tuple[tuple[str, Reckoning], ...], context: reckoning.Said) -> Iterator[When]:
    for pattern, days in forms:
        match = pattern_of(pattern and f"(?:on )?{pattern}").match(phrase)
        tail = _tail(match[0], phrase[match.end() :]) if match else None
        if match and tail:
            times: tuple[dt.time | None, ...] = times_of_day(tail["time"]) if tail["time"] else (None,)
            said = context._replace(pieces=match.groupdict(), weekday=tail["weekday"] or context.weekday)
            for time in times:
                yield from _whens(days, said._replace(time=time))


def _whens(days: Reckoning, said: reckoning.Said) -> Iterator[When]:
    found = days(said)
    for day in (found,) if isinstance(found, dt.date) else found:
        yield When(reckoning.checked(day, said.weekday), said.time)


def _orders(phrase: str) -> Iterator[str]:
    """The phrase as said, and with a time that stands in front put behind."""
    yield phrase
    for position in (i for i, sign in enumerate(phrase) if sign == " "):
        front, back = phrase[:position], phrase[position + 1 :]
        with suppress(ValueError):
            if times_of_day(front.removeprefix("at ")):
                yield f"{back} {front}"


def _weekday_before(phrase: str) -> tuple[str, str]:
    """The weekday in front of a date, and the rest: `thu, dec 3 2pm`, `星期三(11月25日)8点`."""
    match = pattern_of(rf"(?:on )?(?P<weekday>{date_words.WEEKDAY})[.,]? ?(?P<open>\()?(?:the )?(?P<date>.+)").fullmatch(phrase)
    if not match:
        return "", ""
    return match["weekday"], match["date"].replace(")", " ", 1).strip() if match["open"] else match["date"]


def _tail(day: str, rest: str) -> dict[str, str] | None:
    """The weekday and the time that follow a day; None where they do not follow it cleanly."""
    if (day[-1:].isdigit() and rest[:1].isdigit()) or not (day or rest):
        return None
    weekday = rf"(?: ?[(,]? ?(?P<weekday>{date_words.WEEKDAY})\)?)?" if day else "(?P<weekday>)"
    match = pattern_of(weekday + r"(?: ?(?:,|的)? ?(?:at )?(?P<time>.+))?").fullmatch(rest)
    return match.groupdict("") if match else None


_SIGN, _SIDE = r"(?:(?P<sign>[+-]|in |再过) ?)?", rf"(?: ?(?P<side>{any_of(date_words.BEHIND | date_words.AHEAD)}))?"
_HOUR, _MINUTE = any_of(date_words.HOURS), any_of(date_words.MINUTES)
_CALENDAR_DAY = rf"的?(?P<day>[底末初]|月底|最后一天|第一天|{date_words.NUMBER}[日号]|\d{{1,2}}|{date_words.CHINESE}$)"
_PLACE = "(?P<day>end|start|beginning|last day|first day) of"
_ORDINAL = rf"(?P<day>{date_words.ORDINAL})"
_MAYBE_ORDINAL = rf"(?P<day>{date_words.ORDINAL}|\d{{1,2}})"
_YEAR = r"(?:(?:,? |-)(?P<year>\d{4}))?"
_STEP = "(?P<step>上上|上|这|本|下下|下)个?"
_WEEK_STEP = "(?P<step>上上|上|这|本|下下下|下下|下)个?"
_WEEK = "(?:周|星期|礼拜)"
_SHORT = "(?P<name>[今明昨](?=[早晚]))"  # 明早 is said, 明 alone is not
_NTH = (
    rf"(?:the )?(?P<nth>{any_of(name for name in date_words.NTH if name.isascii())}) (?P<weekday>{date_words.WEEKDAY}) (?:of|in) "
)
_NTH_ZH = rf"的?(?:第(?P<nth>[一二三四])个?|(?P<last>最后)一?个?)(?P<weekday>{_WEEK}[一二三四五六日天])"

_UNIT = any_of(unit for unit in date_words.UNITS if unit.isascii())

_MOMENTS: tuple[tuple[str, Callable[[reckoning.Said], dt.datetime]], ...] = (
    ("now|现在", reckoning.now),
    (r"(?P<instant>\d{4}\D\d{1,2}\D\d{1,2}\D.+(?:z|[+-]\d\d:?\d\d))", reckoning.exact),
    (rf"{_SIGN}(?P<half>半个?小时|半个?钟头|half an hour){_SIDE}", reckoning.passing),
    (rf"{_SIGN}(?P<minutes>{date_words.COUNT})(?:m|{_MINUTE}){_SIDE}", reckoning.passing),
    (rf"{_SIGN}(?P<hours>\d{{1,3}}\.\d ?|{date_words.COUNT}){_HOUR}{_SIDE}", reckoning.passing),
    (
        rf"{_SIGN}(?P<hours>{date_words.COUNT}){_HOUR}(?:,? | and |零)?(?P<minutes>{date_words.COUNT})(?:m|分|{_MINUTE}){_SIDE}",
        reckoning.passing,
    ),
    (rf"{_SIGN}(?P<hours>{date_words.NUMBER})个(?P<half>半)(?:小时|钟头){_SIDE}", reckoning.passing),
    (rf"{_SIGN}(?P<hours>{date_words.COUNT})(?:and a half hours|hours? and a (?P<half>half)){_SIDE}", reckoning.passing),
)
# What names a day of the calendar: a weekday may stand in front of it.
_DATES: tuple[tuple[str, Reckoning], ...] = (
    (r"(?P<year>\d{4})(?P<dash>[-/.])(?P<month>\d{1,2})(?P=dash)(?P<day>\d{1,2})", reckoning.calendar),
    (r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)", reckoning.calendar),
    (r"(?P<month>\d{1,2})-(?P<day>\d{1,2})", reckoning.calendar),
    (r"(?P<first>\d{1,2})/(?P<second>\d{1,2})(?:/(?P<year>\d{4}))?", reckoning.slashed),
    (r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})", reckoning.calendar),
    (r"(?P<first>\d{1,2})\.(?P<second>\d{1,2})", reckoning.dotted),
    (rf"(?:(?P<year>\d{{4}}|[前去今明后])年)?(?P<month>{date_words.NUMBER})月(?:份)?{_CALENDAR_DAY}", reckoning.calendar),
    (rf"{_STEP}月的?(?P<day>[底末初]|最后一天|第一天|{date_words.NUMBER}[日号])", reckoning.in_month),
    (rf"(?P<day>{date_words.NUMBER}[日号])", reckoning.in_month),
    (rf"(?P<month>{date_words.MONTH})\.? ?(?:the )?{_MAYBE_ORDINAL}{_YEAR}", reckoning.calendar),
    (rf"(?:the )?{_MAYBE_ORDINAL}[ -]?(?:of )?(?P<month>{date_words.MONTH})\.?{_YEAR}", reckoning.calendar),
    (rf"(?:the )?{_ORDINAL}(?: of (?:the|(?P<step>this|last|next)) month)?", reckoning.in_month),
)
_DAYS: tuple[tuple[str, Reckoning], ...] = (
    (rf"(?:the )?(?P<name>{any_of(set(date_words.NAMED_DAYS) - {'今', '明', '昨'})})", reckoning.named),
    (_SHORT, reckoning.named),
    (rf"(?:(?P<step>上上|上|这|本|下下下|下下|下|this|next) ?个?)?(?P<weekday>{date_words.WEEKDAY})", reckoning.weekday),
    (rf"(?:(?:the|this) )?coming (?P<weekday>{date_words.WEEKDAY})", reckoning.weekday),
    (rf"{_WEEK_STEP}{_WEEK}的?(?P<weekday>{date_words.WEEKDAY})", reckoning.weekday),
    (rf"(?P<step>last) (?P<weekday>{date_words.WEEKDAY})", reckoning.last_weekday),
    (rf"(?P<weekday>{date_words.WEEKDAY}),? (?:of )?(?P<step>last|this|next) week", reckoning.weekday),
    (rf"(?P<step>last|this|next) week,? (?:on )?(?P<weekday>{date_words.WEEKDAY})", reckoning.weekday),
    ("next week|下(?:周|个?星期|个?礼拜)", reckoning.week),
    ("next month|下个?月", reckoning.month),
    ("(?:(?P<step>this|next|last|这个?|本|下个?|上个?) ?)?(?:the )?(?:weekend|周末)", reckoning.weekend),
    (rf"{_SIGN}(?:(?P<count>{date_words.COUNT})(?!半)|(?=半))(?P<unit>{any_of(date_words.UNITS)}){_SIDE}", reckoning.counted),
    (rf"{_SIGN}(?P<count>{date_words.COUNT})(?P<unit>m){_SIDE}", reckoning.counted),
    (rf"{_SIGN}(?P<count>{date_words.NUMBER})(?P<unit>个半月|年半){_SIDE}", reckoning.and_a_half),
    (rf"(?P<count>{date_words.NUMBER})日(?:之|以)?后", reckoning.days_later),
    (rf"(?P<count>{date_words.COUNT})(?P<unit>{_UNIT}) from (?:(?P<name>today|tomorrow)|(?P<weekday>{date_words.WEEKDAY}))",
        reckoning.from_day),
    (rf"{_NTH}(?:(?:the|(?P<step>this|last|next)) month|(?P<month>{date_words.MONTH}){_YEAR})", reckoning.nth),
    (rf"(?:{_STEP}月|(?:(?P<year>\d{{4}}|[前去今明后])年)?(?P<month>{date_words.NUMBER})月){_NTH_ZH}", reckoning.nth),
    (r"月(?P<day>[底末初])", reckoning.in_month),
    (r"(?:(?P<year>\d{4}|[前去今明后])年?)?年(?P<day>[底末初])", reckoning.calendar),
    (rf"(?:the )?{_PLACE} (?:the |(?P<step>this|last|next) )?month", reckoning.in_month),
    (rf"(?:the )?{_PLACE} (?P<month>{date_words.MONTH}){_YEAR}", reckoning.calendar),
    (rf"(?:the )?{_PLACE} (?:the |(?P<year>this|last|next) )?year", reckoning.calendar),
    ("(?P<day>eom)", reckoning.in_month),
    ("(?P<day>eoy)", reckoning.calendar),
    ("", reckoning.nearest),
)  # fmt: skip
