"""What comes again: rules in words, English and Chinese, and RFC 5545 rules; the next date of a rule.

A rule is kept as RFC 5545 writes it (`FREQ=WEEKLY;BYDAY=MO`), its grid counted from the first date of the series; or, counted
from the day it is done, as `AFTER=P30D`. The 29th to 31st mean the last day of a shorter month.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from crmcli.core.dates.date_parser import parse_when
from crmcli.core.dates.date_words import CHINESE, MONTH, NUMBER, WEEKDAY, normal, number, pattern_of, weekday_number
from crmcli.core.dates.when import When
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.followups.rrule_text import WEEKDAYS, parts_of

_HORIZON_YEARS = 50
_NATURAL = re.compile(r"[1-9]\d{0,3}", re.ASCII)
_SAFE_DAY = 28
_LONGEST_MONTH = 31
# RFC 5545, 3.3.10, without what divides a day.
_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST"}
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_UNITS = {
    "天": ("DAILY", 1), "日": ("DAILY", 1), "day": ("DAILY", 1), "周": ("WEEKLY", 1), "星期": ("WEEKLY", 1),
    "礼拜": ("WEEKLY", 1), "week": ("WEEKLY", 1), "月": ("MONTHLY", 1), "month": ("MONTHLY", 1), "季度": ("MONTHLY", 3),
    "季": ("MONTHLY", 3), "fortnight": ("WEEKLY", 2), "quarter": ("MONTHLY", 3), "半年": ("MONTHLY", 6), "年": ("YEARLY", 1),
    "year": ("YEARLY", 1),
}  # fmt: skip
_ADVERBS = {
    "daily": "day",
    "weekly": "week",
    "fortnightly": "fortnight",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annually": "year",
}
_NTH = {
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
}

_WEEK = "(?:周|星期|礼拜)"
_SIGN = "[一二三四五六日天]"
_DAYS_ZH = rf"(?P<days>{_SIGN}(?:(?:、|,|和|及)?{_WEEK}?{_SIGN})*|{_SIGN}(?:到|至|-){_WEEK}?{_SIGN})"
_N = rf"(?P<n>{NUMBER})"
_MANY = f"{NUMBER}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_COUNT = f"(?P<n>{_MANY})"
_NAMES = rf"(?P<names>{WEEKDAY}(?:(?: ?, ?(?:and )?| and | ?& ?){WEEKDAY})*)"
_PLACE = r"(?P<nth>first|1st|third|3rd|fourth|4th|last)"
_OF_MONTH = "(?: (?:of|in) (?:the|each|every) month)?"
_IN_MONTHS = f"monthly on (?:the )?|every {_COUNT} months on (?:the )?|every month on (?:the )?"
_ORDINAL = r"(?P<day>\d{1,2})(?:st|nd|rd|th)"
_END_DAY = "(?P<last>月?底|月?末|最后一天)"


def _every(said: dict[str, str]) -> str:
    """`FREQ` and `INTERVAL` of the unit and count said."""
    unit = _ADVERBS.get(said.get("unit", ""), said.get("unit", "")).removeprefix("个")
    frequency, times = _UNITS[unit]
    interval = times * (number(said["n"]) if said.get("n") else 2 if said.get("other") else 1)
    if not interval:
        raise ValueError(interval)
    return f"FREQ={frequency}" + (f";INTERVAL={interval}" if interval > 1 else "")


def _weekly(said: dict[str, str]) -> str:
    days = _signs(said["days"]) if said.get("days") else [weekday_number(name) for name in re.findall(WEEKDAY, said["names"])]
    every = _every(said | {"unit": "week"})
    return f"{every};BYDAY={','.join(WEEKDAYS[day] for day in sorted(set(days)))}"


def _signs(text: str) -> list[int]:
    days = [weekday_number(sign) for sign in re.findall(_SIGN, text)]
    if re.search("[到至-]", text):
        first, last = days
        if first >= last:
            raise ValueError(text)
        return list(range(first, last + 1))
    return days


def _workdays(_said: dict[str, str]) -> str:
    return "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"


def _monthly(said: dict[str, str]) -> str:
    every = _every(said | {"unit": "month"})
    return f"{every};{_month_day(0 if said.get('last') else number(said['day'].rstrip('日号')))}"


def _month_day(day: int) -> str:
    """The part for a day of the month; 0 and 31 are its last, 29 and 30 give way in a shorter month."""
    if not 0 <= day <= _LONGEST_MONTH:
        raise ValueError(day)
    if day in (0, _LONGEST_MONTH):
        return "BYMONTHDAY=-1"
    if day <= _SAFE_DAY:
        return f"BYMONTHDAY={day}"
    return f"BYMONTHDAY={','.join(map(str, range(_SAFE_DAY, day + 1)))};BYSETPOS=-1"


def _nth(said: dict[str, str]) -> str:
    place = _NTH.get(said["nth"], -1)
    weekday = weekday_number(said["weekday"])
    return f"{_every(said | {'unit': 'month'})};BYDAY={place}{WEEKDAYS[weekday]}"


def _yearly(said: dict[str, str]) -> str:
    month, day = number(said["month"]), number(said["day"].rstrip("日号"))
    date(2000, month, day)  # a leap year has every day there is
    return (
        f"{_every(said | {'unit': 'year'})};BYMONTH={month};{_month_day(day) if (month, day) == (2, 29) else f'BYMONTHDAY={day}'}"
    )


def _after(said: dict[str, str]) -> str:
    count = number(said.get("n") or "1")
    if not count:
        raise ValueError(count)
    unit = said["unit"].rstrip("s").removeprefix("个")
    letter = {"mo": "M", "d": "D", "w": "W", "y": "Y"}.get(unit) or _UNITS[unit][0][0]
    return f"AFTER=P{count}{letter}"


_AFTER_UNIT = "(?P<unit>d|days?|w|weeks?|mo|months?|y|years?)"
_ZH_UNIT = "(?P<unit>天|日|个?星期|周|个?礼拜|个?月|年)"
_FORMS: tuple[tuple[str, Callable[[dict[str, str]], str]], ...] = (
    (rf"每{_N}?(?P<unit>天|日|个?星期|周|个?礼拜|个?月|个?季度|季|年|半年)", _every),
    ("隔(?P<other>)(?P<unit>天|日|周|月|年)", lambda said: _every(said | {"n": "2"})),
    ("(?:每个?)?工作日", _workdays),
    (rf"每(?:{_N}个?|个)?{_WEEK}的?{_WEEK}?{_DAYS_ZH}", _weekly),
    (rf"隔{_WEEK}的?{_WEEK}?{_DAYS_ZH}", lambda said: _weekly(said | {"n": "2"})),
    (rf"每(?:{_N}个|个)?月的?(?:(?P<day>{NUMBER}[日号])|{_END_DAY})", _monthly),
    (rf"每(?:{_N}个|个)?月的?第(?P<nth>[一二三四])个?(?P<weekday>{_WEEK}{_SIGN})", _nth),
    (rf"每(?:{_N}个|个)?月的?(?P<nth>最后)一?个?(?P<weekday>{_WEEK}{_SIGN})", _nth),
    (rf"每年的?(?P<month>{NUMBER})月(?P<day>{NUMBER}[日号])", _yearly),
    (rf"完成后(?P<n>{NUMBER}|{CHINESE}){_ZH_UNIT}(?:后|再来)?", _after),
    (rf"完成(?P<n>{NUMBER}|{CHINESE}){_ZH_UNIT}后", _after),
    (rf"(?:(?:every|each) {_COUNT} ?(?P<unit>day|week|month|quarter|year)s)", _every),
    (r"(?:every|each) (?:(?P<other>other) )?(?P<unit>day|week|fortnight|month|quarter|year)", _every),
    (r"(?P<unit>daily|weekly|fortnightly|monthly|quarterly|yearly|annually)", _every),
    (r"(?:(?:every|each) )?(?:weekday|workday|business day)s?", _workdays),
    (rf"(?:every|each) (?:(?P<other>other) )?{_NAMES}", _weekly),
    (rf"(?:weekly|every week|every {_COUNT} weeks|every (?P<other>other) week) on {_NAMES}", _weekly),
    (rf"(?:(?:every|each) |{_IN_MONTHS}){_PLACE} (?P<weekday>{WEEKDAY}){_OF_MONTH}", _nth),
    (rf"(?:every|each) (?P<nth>second|2nd) (?P<weekday>{WEEKDAY}) (?:of|in) (?:the|each|every) month", _nth),
    (rf"(?:{_IN_MONTHS})(?P<nth>second|2nd) (?P<weekday>{WEEKDAY})", _nth),
    (rf"(?:every (?:the )?|{_IN_MONTHS})(?:{_ORDINAL}|(?P<last>last day)){_OF_MONTH}", _monthly),
    (rf"(?:(?:every|each) (?:year on )?|yearly on |annually on )(?:(?P<month>{MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?)",
        _yearly),
    (rf"after (?P<n>{NUMBER}|an?|one|two|three|four|six) ?{_AFTER_UNIT}(?: after done)?", _after),
    (rf"(?P<n>{NUMBER}) ?{_AFTER_UNIT} after (?:it is )?(?:done|completion)", _after),
)  # fmt: skip
_END = (
    r"(?P<rule>.+?)(?:[, ]*(?:until|till|直到|到|至) ?(?P<until>.+?)(?:为止)?"
    rf"|[, ]*(?:for |共)(?P<count>{_MANY}|{CHINESE}) ?(?:次|times?))"
)


def parse_rule(text: str, start: When, now: datetime) -> str:
    """The rule that `text` says, as kept. `start` is the first date of the series.

    Raises UsageError for what is not understood, for a rule that never fires, and for an end that lies before the start.
    """
    phrase = normal(text)
    if pattern_of(rf".*{_WEEK}一直到.*").fullmatch(phrase):
        raise UsageError(
            t("“{text}” may mean every week or every Monday", text=text), t("Write it like {example}", example="每周一，到年底")
        )
    if "freq=" in phrase:
        return _checked(phrase.removeprefix("rrule:").upper().replace(" ", ""), start)
    rule = _read(phrase, text)
    if rule:
        return _checked(rule, start)
    ended = pattern_of(_END).fullmatch(phrase)
    rule = _read(ended["rule"].strip(), text) if ended else None
    if rule is None or ended is None:
        raise UsageError(t("“{text}” is not understood as a rule", text=text), _hint())
    end = (
        f"COUNT={number(ended['count'])}"
        if ended["count"]
        else f"UNTIL={parse_when(ended['until'], now, ahead=True).date:%Y%m%d}"
    )
    if rule.startswith("AFTER"):
        raise UsageError(t("What comes again after it is done has no end; cancel it instead."), _hint())
    return _checked(f"{rule};{end}", start)


def _read(phrase: str, text: str) -> str | None:
    for pattern, rule in _FORMS:
        if match := pattern_of(pattern).fullmatch(phrase):
            try:
                return rule(match.groupdict(""))
            except (ValueError, KeyError) as error:
                raise UsageError(t("there is no such day: “{text}”", text=text), _hint()) from error
    return None


def _checked(rule: str, start: When) -> str:
    """The rule, its day and end made fit for the start, if it fires at all."""
    parts = parts_of(rule)
    if "AFTER" in parts:
        return rule
    if parts.get("FREQ") not in _FREQUENCIES or set(parts) - _PARTS:
        raise UsageError(t("“{text}” is no rule of days, weeks, months or years", text=rule), _hint())
    if not _NATURAL.fullmatch(parts.get("INTERVAL", "1")) or not _NATURAL.fullmatch(parts.get("COUNT", "1")):
        raise UsageError(t("“{text}” never comes.", text=rule), _hint())
    if len(parts) != rule.count("=") or {"COUNT", "UNTIL"} <= set(parts) or _has_zero(parts):
        raise UsageError(t("“{text}” says something twice, or a zero", text=rule), _hint())
    rule = _anchored(rule, parts, start)
    if "UNTIL" in parts:
        last = parts["UNTIL"][:8]
        if last < f"{start.date:%Y%m%d}":
            end = f"{last[:4]}-{last[4:6]}-{last[6:]}"
            raise UsageError(t("The end {end} lies before the start {start}.", end=end, start=start.date), _hint())
        rule = rule.replace(parts["UNTIL"], last if start.time is None else f"{last}T235959")
    try:
        horizon = datetime(start.date.year + _HORIZON_YEARS, 1, 1)  # noqa: DTZ001 - wall-clock time
        endless = re.sub(";COUNT=[^;]*|COUNT=[^;]*;", "", rule) + ("" if "UNTIL" in parts else f";UNTIL={horizon:%Y%m%dT%H%M%S}")
        fires = any(True for _ in _grid(endless, start))
    except ValueError as error:
        raise UsageError(t("“{text}” is no rule: {reason}", text=rule, reason=error), _hint()) from error
    if not fires:
        raise UsageError(t("“{text}” never comes.", text=rule), _hint())
    return rule


def _has_zero(parts: dict[str, str]) -> bool:
    """Whether a day, week or month 0 is asked for: dateutil would read it as any."""
    return any(re.search(r"(?<!\d)[+-]?0+(?!\d)", value) for name, value in parts.items() if name.startswith("BY"))


def _anchored(rule: str, parts: dict[str, str], start: When) -> str:
    """A month or year without a day means that of the start, also the last of a shorter month."""
    if any(name.startswith("BY") for name in parts) or start.date.day <= _SAFE_DAY:
        return rule
    if parts["FREQ"] == "MONTHLY":
        return f"{rule};{_month_day(start.date.day)}"
    if parts["FREQ"] == "YEARLY" and (start.date.month, start.date.day) == (2, 29):
        return f"{rule};BYMONTH=2;{_month_day(start.date.day)}"
    return rule


def _grid(rule: str, start: When) -> Any:
    from dateutil.rrule import rrulestr

    return rrulestr(rule, dtstart=_naive(start))


def _naive(when: When) -> datetime:
    return datetime.combine(when.date, when.time or time.min)


def is_first_of(rule: str, first: When) -> bool:
    """Whether the first date of a series is one of its rule's days; what is counted from the day it is done has no others."""
    return "AFTER" in parts_of(rule) or next(iter(_grid(_without_end(rule), first)), None) == _naive(first)


def series(rule: str, first: When) -> Any:
    """All dates of a series, as dateutil reads them: `first`, then those of the rule; of a COUNT so many in all."""
    if is_first_of(rule, first):
        return _grid(rule, first)
    from dateutil.rrule import rruleset

    dates = rruleset()
    dates.rdate(_naive(first))
    if rest := _without_first(rule):
        dates.rrule(_grid(rest, first))
    return dates


def _without_first(rule: str) -> str | None:
    """The rule for what comes behind a first date of its own; None where that was all."""
    count = int(parts_of(rule).get("COUNT", "0"))
    if not count:
        return rule
    return rule.replace(f"COUNT={count}", f"COUNT={count - 1}") if count > 1 else None


def _without_end(rule: str) -> str:
    return ";".join(part for part in rule.split(";") if not part.startswith(("COUNT=", "UNTIL=")))


def following(rule: str, first: When, due: When, now: datetime) -> When | None:
    """The next date after one that was due and is done `now`; what was missed in between is passed over. None at the end."""
    parts = parts_of(rule)
    if "AFTER" in parts:
        return When(_later(now.date(), parts["AFTER"]), due.time)
    today = datetime.combine(now.date(), time.min if due.time is None else now.time())
    return _next(rule, first, max(_naive(due), today), due.time)


def comes_on(rule: str, first: When, day: date) -> bool:
    """Whether a day is one of the rule's, the first date of the series only where the rule would choose it too."""
    if day == first.date:
        return is_first_of(rule, first)
    found = series(rule, first).after(datetime.combine(day, time.min), inc=True)
    return found is not None and found.date() == day


def resuming(rule: str, first: When, due: When) -> When | None:
    """Where the rule goes on behind the day of a step; None where nothing follows."""
    return _next(rule, first, datetime.combine(due.date, time.max), due.time)


def _next(rule: str, first: When, after: datetime, at: time | None) -> When | None:
    found = series(rule, first).after(after)
    return None if found is None else When(found.date(), at)


def last(rule: str, first: When) -> datetime:
    """The last date of a series that ends."""
    *_, found = series(rule, first)
    return cast(datetime, found)


def _later(day: date, duration: str) -> date:
    count, unit = int(duration[1:-1]), duration[-1]
    if unit in "DW":
        return day + timedelta(days=count * (7 if unit == "W" else 1))
    from dateutil.relativedelta import relativedelta

    return day + relativedelta(months=count * (12 if unit == "Y" else 1))


def _hint() -> str:
    return t("examples: 每周一, 每月15日, 每两周, every 2 weeks, every last friday, after 30d, FREQ=MONTHLY;BYMONTHDAY=15")
