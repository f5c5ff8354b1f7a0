"""Where in its period a rule comes: `on monday`, `1号和15号`, `the last workday`; and what is counted from the day it is done."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crmcli.core.dates.calendar_day import LAST, written_days
from crmcli.core.dates.lexer import shape
from crmcli.core.dates.lexicon import Token
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.followups.rrule_text import QUARTER_ENDS, QUARTER_STARTS, WEEKDAYS, WORKWEEK

SAFE_DAY, _LONGEST_MONTH = 28, 31
_FREQUENCIES = {
    "d": ("DAILY", 1), "w": ("WEEKLY", 1), "q": ("MONTHLY", 3), **dict.fromkeys("m月", ("MONTHLY", 1)),
    **dict.fromkeys("y年", ("YEARLY", 1)), **dict.fromkeys(("半年", "½y", "½Ny"), ("MONTHLY", 6)),
}  # fmt: skip
_WEEKDAYS_SAID, _WEEKDAY_RANGE = re.compile("(?:e?W&?)+"), re.compile(r"W[|t-]W")
_MONTH_DAY = "(?:N号?|O|dN|月?E|月?S)"
_MONTH_DAYS, _NTH = re.compile(f"(?:{_MONTH_DAY}&?)+"), re.compile("(?:[OLs]&?)+(?:W|Jd?)")


class Period(NamedTuple):
    """How often: the kind of its unit, empty where none is said, and every how many of them."""

    unit: str
    interval: int

    def frequency(self, default: str) -> str:
        """`FREQ` and `INTERVAL`."""
        name, times_of = _FREQUENCIES[self.unit or default]
        interval = times_of * self.interval
        return f"FREQ={name}" + (f";INTERVAL={interval}" if interval > 1 else "")


def rule_in(period: Period, where: Sequence[Token], text: str) -> str | None:
    """The rule of a period and the days in it; None where they do not go together.

    Raises ValueError for a day that does not exist, UsageError for what is read in two ways.
    """
    if not where:
        return period.frequency("") if period.unit else None
    ways = {"w": _weekly, "d": _daily, "q": _quarterly, "y": _yearly, "m": _monthly}
    unit = {"月": "m", "年": "y"}.get(period.unit, period.unit)
    for one in ways.values() if not unit else [ways[unit]] if unit in ways else []:
        if rule := one(period, where, text):
            return rule
    return None


def _weekly(period: Period, where: Sequence[Token], _text: str) -> str | None:
    days = _weekdays(where)
    return f"{period.frequency('w')};BYDAY={days}" if days else None


def _daily(period: Period, where: Sequence[Token], _text: str) -> str | None:
    return f"FREQ=WEEKLY;BYDAY={WORKWEEK}" if shape(where) in ("J", "Jd") and period.interval == 1 else None


def _yearly(period: Period, where: Sequence[Token], _text: str) -> str | None:
    day = _day_of_year(where, said_year=bool(period.unit))
    return f"{period.frequency('y')};{day}" if day else None


def _weekdays(where: Sequence[Token]) -> str:
    """`MO,WE` of the weekdays said; nothing where they are none."""
    kinds = shape(where)
    days = [token.value for token in where if token.kind == "W"]
    if kinds == "K":
        days = [5, 6]
    elif _WEEKDAY_RANGE.fullmatch(kinds):
        if days[0] >= days[1]:
            raise ValueError(kinds)
        days = list(range(days[0], days[1] + 1))
    elif not _WEEKDAYS_SAID.fullmatch(kinds):
        return ""
    return ",".join(WEEKDAYS[day] for day in sorted(set(days)))


def _monthly(period: Period, where: Sequence[Token], text: str) -> str | None:
    kinds, said_month = shape(where), bool(period.unit)
    if kinds[-1] in "m月" and not said_month:
        where, kinds, said_month = where[:-1], kinds[:-1], True
    if _NTH.fullmatch(kinds):
        if not said_month and [token.value for token in where if token.kind == "O"] == [2] and "W" in kinds:
            weekday = where[-1].text
            raise two_ways(text, f"every other {weekday}", f"every month on the 2nd {weekday}")
        return f"{period.frequency('m')};{_nth(where)}"
    if not _MONTH_DAYS.fullmatch(kinds) or not (said_month or kinds[0] in "O月" or "号" in kinds):
        return None
    if "号" not in kinds and period.unit != "月" and any(shape(one) == "N" for one in _items(where)):
        return None
    return f"{period.frequency('m')};{month_days([_day_number(one) for one in _items(where)])}"


def _items(where: Sequence[Token]) -> Iterator[Sequence[Token]]:
    kinds = shape(where)
    for match in re.finditer(_MONTH_DAY, kinds):
        yield where[match.start() : match.end()]


def _day_number(item: Sequence[Token]) -> int:
    """The day of a month, 0 for its last."""
    day = next((token.value for token in item if token.kind in "NOS"), LAST)
    if day == LAST and item[0].kind in "NO":
        raise ValueError(item[0].text)
    return day


def month_days(days: list[int]) -> str:
    """The part for days of the month; 0 and 31 are its last, 29 and 30 give way in a shorter month."""
    if not all(0 <= day <= _LONGEST_MONTH for day in days):
        raise ValueError(days)
    plain = sorted({-1 if day in (LAST, _LONGEST_MONTH) else day for day in days}, key=lambda day: day % 32)
    if len(plain) == 1 and plain[0] > SAFE_DAY:
        return f"BYMONTHDAY={','.join(map(str, range(SAFE_DAY, plain[0] + 1)))};BYSETPOS=-1"
    if any(day > SAFE_DAY for day in plain):
        raise UsageError(
            t("February has no 29th or 30th, so they cannot be one of several days."),
            t("Plan two steps with a rule each, or use the last day."),
        )
    return f"BYMONTHDAY={','.join(map(str, plain))}"


def _nth(where: Sequence[Token]) -> str:
    """`BYDAY=-1FR` of the last friday, `BYDAY=1FR,3FR`; the last workday by its position."""
    places = [token.value if token.kind == "O" else -1 for token in where if token.kind in "OLs"]
    if any(token.kind == "s" and token.text != "last" for token in where) or not all(-1 <= place <= 5 for place in places):  # noqa: PLR2004
        raise ValueError(places)
    if any(token.kind == "J" for token in where):
        return f"BYDAY={WORKWEEK};BYSETPOS={','.join(map(str, places))}"
    weekday = WEEKDAYS[next(token.value for token in where if token.kind == "W")]
    return f"BYDAY={','.join(f'{place}{weekday}' for place in places)}"


def _quarterly(period: Period, where: Sequence[Token], _text: str) -> str | None:
    kinds = shape(where)
    if not period.unit or period.interval != 1 or kinds not in ("E", "S"):
        return None
    if kinds == "S":
        return f"FREQ=YEARLY;BYMONTH={QUARTER_STARTS};BYMONTHDAY=1"
    return f"FREQ=YEARLY;BYMONTH={QUARTER_ENDS};BYMONTHDAY=-1"


def _day_of_year(where: Sequence[Token], *, said_year: bool) -> str:
    """`BYMONTH=3;BYMONTHDAY=8` of a day of the calendar without a year; nothing where the tokens are none."""
    kinds = shape(where)
    if kinds in ("年E", "年S") or (kinds in ("E", "S") and said_year):
        return "BYMONTH=12;BYMONTHDAY=31" if kinds[-1] == "E" else "BYMONTH=1;BYMONTHDAY=1"
    if kinds[:1] == "N" and kinds not in ("NM", "N-M", "N-N") and "月" not in kinds:
        return ""
    found = written_days(where, 2000)
    if len(found) != 1 or found[0].year:
        return ""
    month, day = found[0].month, found[0].day
    return f"BYMONTH={month};{month_days([day]) if (month, day) == (2, 29) or day == LAST else f'BYMONTHDAY={day}'}"


def after_done(tokens: Sequence[Token]) -> str | None:
    """Read `AFTER=P30D` of `after 30d`, `30 days after done`, `完成后30天`, counted from the day it is done."""
    kinds = shape(tokens)
    match = re.fullmatch("aN([dwmy月年])v?|aN([dwmy月年])av|N([dwmy月年])av|vAN([dwmy月年])A?|vN([dwmy月年])A", kinds)
    if not match:
        return None
    at = next(position for position, token in enumerate(tokens) if token.kind == "N")
    count, unit = tokens[at].value, tokens[at + 1]
    if not count:
        raise ValueError(count)
    if unit.kind == "w":
        return f"AFTER=P{count * unit.value // 7}W"
    return f"AFTER=P{count}{_FREQUENCIES[unit.kind][0][0]}"


def two_ways(text: str, first: str, second: str) -> UsageError:
    """The refusal of what people read in two ways, with both as they can be typed."""
    readings = t(" or ").join(f"'{one}'" for one in (first, second))
    return UsageError(t("'{text}' can mean {readings}.", text=text, readings=readings), t("Write the one you mean."))
