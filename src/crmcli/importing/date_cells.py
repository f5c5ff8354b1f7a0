"""Dates as spreadsheets and programs write them, in one spelling: ISO, by the order that a whole column is written in."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

from crmcli.core import clock, region
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t

ORDERS = ("dmy", "mdy", "ymd")
_DECEMBER, _THIS_CENTURY = 12, 70
_MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "jan ene", "feb fév fev", "mar mär mrz", "apr avr abr", "may mai", "jun juin", "jul juil", "aug aoû aou ago",
            "sep set", "oct okt out", "nov", "dec dez déc dic",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip


class Sample(NamedTuple):
    """A cell and the line where its row begins."""

    line: int
    text: str


def order(column: str, cells: Iterable[Sample]) -> str | None:
    """How the short dates of a column go: `dmy`, `mdy`, or None where it has none that could go both ways.

    The whole column decides, then the region. Raises UsageError with both readings where neither does.
    """
    first: dict[str, Sample] = {}
    open_ones: list[Sample] = []
    for cell in cells:
        match = _patterns()[0].match(_plain(cell.text))
        if not match or match["sep"] == ".":
            continue
        one, two = int(match["one"]), int(match["two"])
        if max(one, two) > _DECEMBER:
            first.setdefault("dmy" if one > two else "mdy", cell)
        elif one != two:
            open_ones.append(cell)
    if len(first) == 1:
        return next(iter(first))
    if not first and (not open_ones or region.month_first() is not None):
        return ("mdy" if region.month_first() else "dmy") if open_ones else None
    raise _doubtful(column, first or {"dmy": open_ones[0], "mdy": open_ones[0]})


def _doubtful(column: str, readings: dict[str, Sample]) -> UsageError:
    said = [
        t(
            "{value} in line {line} read as {order} is {date}",
            value=cell.text,
            line=cell.line,
            order=way,
            date=iso(cell.text, way),
        )
        for way, cell in readings.items()
    ]
    return UsageError(
        t("Which way round the dates of {column} go is in doubt: {readings}", column=column, readings="; ".join(said)),
        t("Say which: --dates {orders}", orders="dmy|mdy"),
    )


def iso(text: str, way: str | None, *, ahead: bool = False) -> str:
    """The date, and the time where there is one, as ISO writes them; what is understood in no other way comes back as it is.

    A day without a year is the last such day, with `ahead` the next.
    """
    plain = _plain(text)
    for pattern in _patterns():
        match = pattern.match(plain)
        day = _day(match.groupdict(), way, ahead=ahead) if match else None
        if match and day:
            time = _time(plain[match.end() :])
            return text if time is None else f"{day:%Y-%m-%d}{time}"
    return text


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Short dates; dates with the year first; Chinese ones; months in words, behind and before the day."""
    week = r"(?:[^\W\d_]{2,10}\.?,?\s+)?"
    return tuple(
        re.compile(spelling)
        for spelling in (
            r"(?P<one>\d{1,2})(?P<sep>[./-])(?P<two>\d{1,2})(?P=sep)(?P<short>\d{4}|\d{2})(?!\d)",
            r"(?P<year>\d{4})(?P<sep>[./-])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)",
            r"(?:(?P<year>\d{4})\s*年\s*)?(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]?(?:\s*(?:星期|周).)?",
            rf"{week}(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-]+(?:de\s+)?(?P<word>[^\W\d_]{{3,12}})\.?,?[\s-]+(?:de\s+)?(?P<year>\d{{4}})",
            rf"{week}(?P<word>[^\W\d_]{{3,12}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
        )
    )


def _day(parts: dict[str, str | None], way: str | None, *, ahead: bool) -> date | None:
    """The day that the parts name, None where there is none or the order of its parts is not known."""
    try:
        if short := parts.get("short"):
            return _short(int(parts["one"] or 0), int(parts["two"] or 0), short, "dmy" if parts["sep"] == "." else way)
        word = parts.get("word")
        month = (_MONTHS.get(word[:4]) or _MONTHS.get(word[:3]) or 0) if word else int(parts.get("month") or 0)
        day = int(parts["day"] or 0)
        if parts.get("year"):
            return date(int(parts["year"] or 0), month, day)
        today = clock.today()
        this = date(today.year, month, day)
        other = today.year + (1 if ahead else -1)
        return this if this == today or (this > today) == ahead else date(other, month, day)
    except ValueError:
        return None


def _short(one: int, two: int, last: str, way: str | None) -> date | None:
    if way == "ymd" and len(last) == 2:  # noqa: PLR2004 - digits of a short year
        return date(2000 + one, two, int(last))
    if way is None and one != two:
        return None
    year = int(last) if len(last) > 2 else int(last) + (2000 if int(last) < _THIS_CENTURY else 1900)  # noqa: PLR2004
    return date(year, one, two) if way == "mdy" else date(year, two, one)


def _time(rest: str) -> str | None:
    """The time behind a date, with what parts it; nothing where there is none, None where it is not understood."""
    if not rest.strip(" ,t"):
        return ""
    match = re.fullmatch(
        r"[\st,]*(?P<half>上午|下午|凌晨|早上|中午|晚上)?\s*(?P<hour>\d{1,2})[:时点](?P<minute>\d{2})分?(?::?(?P<second>\d{2})秒?)?(?P<part>\.\d+)?"
        r"\s*(?P<latin>[ap])?(?:\.?m\.?)?\s*(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2})?(?:\s*\([^)]*\))?",
        rest,
    )
    if match is None:
        return None
    hour = int(match["hour"])
    if match["half"] in ("下午", "晚上", "中午") or match["latin"] == "p":
        hour += 12 if hour < _DECEMBER and not (match["half"] == "中午" and hour == 11) else 0  # noqa: PLR2004
    elif (match["half"] or match["latin"]) and hour == _DECEMBER:
        hour = 0
    zone = "Z" if match["zone"] in ("z", "utc", "gmt") else match["zone"] or ""
    return f" {hour:02d}:{match['minute']}:{match['second'] or '00'}{match['part'] or ''}{zone}"
