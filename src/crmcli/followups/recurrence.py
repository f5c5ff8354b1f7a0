"""What comes again: rules as RFC 5545 writes them, or in words (`rule_words.py`); the next date of a rule.

A rule is kept as RFC 5545 writes it (`FREQ=WEEKLY;BYDAY=MO`), its grid counted from the first date of the series; or, counted
from the day it is done, as `AFTER=P30D`. The 29th to 31st mean the last day of a shorter month.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from crmcli.core.dates.lexer import normal
from crmcli.core.dates.when import When
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.followups import rule_words
from crmcli.followups.rrule_text import parts_of
from crmcli.followups.rule_days import SAFE_DAY, month_days

_HORIZON_YEARS = 50
_NATURAL = re.compile(r"[1-9]\d{0,3}", re.ASCII)
# RFC 5545, 3.3.10, without what divides a day.
_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST"}
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")


def parse_rule(text: str, start: When, now: datetime) -> str:
    """The rule that `text` says, as kept. `start` is the first date of the series.

    Raises UsageError for what is not understood, for a rule that never fires, and for an end that lies before the start.
    """
    phrase = normal(text)
    if "freq=" in phrase:
        return _checked(phrase.removeprefix("rrule:").upper().replace(" ", ""), start)
    return _checked(rule_words.read(text, now), start)


def _checked(rule: str, start: When) -> str:
    """The rule, its day and end made fit for the start, if it fires at all."""
    parts = parts_of(rule)
    if "AFTER" in parts:
        return rule
    if parts.get("FREQ") not in _FREQUENCIES or set(parts) - _PARTS:
        raise UsageError(t("'{text}' is not a rule of days, weeks, months or years", text=rule), rule_words.examples())
    if not _NATURAL.fullmatch(parts.get("INTERVAL", "1")) or not _NATURAL.fullmatch(parts.get("COUNT", "1")):
        raise UsageError(t("'{text}' never happens.", text=rule), rule_words.examples())
    if len(parts) != rule.count("=") or {"COUNT", "UNTIL"} <= set(parts) or _has_zero(parts):
        raise UsageError(t("'{text}' contains a duplicate or a zero", text=rule), rule_words.examples())
    rule = _anchored(rule, parts, start)
    if "UNTIL" in parts:
        last = parts["UNTIL"][:8]
        if last < f"{start.date:%Y%m%d}":
            end = f"{last[:4]}-{last[4:6]}-{last[6:]}"
            raise UsageError(t("The end {end} is before the start {start}.", end=end, start=start.date), rule_words.examples())
        rule = rule.replace(parts["UNTIL"], last if start.time is None else f"{last}T235959")
    try:
        horizon = datetime(start.date.year + _HORIZON_YEARS, 1, 1)  # noqa: DTZ001 - wall-clock time
        endless = re.sub(";COUNT=[^;]*|COUNT=[^;]*;", "", rule) + ("" if "UNTIL" in parts else f";UNTIL={horizon:%Y%m%dT%H%M%S}")
        fires = any(True for _ in _grid(endless, start))
    except ValueError as error:
        raise UsageError(t("'{text}' is not a rule: {reason}", text=rule, reason=error), rule_words.examples()) from error
    if not fires:
        raise UsageError(t("'{text}' never happens.", text=rule), rule_words.examples())
    return rule


def _has_zero(parts: dict[str, str]) -> bool:
    """Whether a day, week or month 0 is asked for: dateutil would read it as any."""
    return any(re.search(r"(?<!\d)[+-]?0+(?!\d)", value) for name, value in parts.items() if name.startswith("BY"))


def _anchored(rule: str, parts: dict[str, str], start: When) -> str:
    """A month or year without a day means that of the start, also the last of a shorter month."""
    if any(name.startswith("BY") for name in parts) or start.date.day <= SAFE_DAY:
        return rule
    if parts["FREQ"] == "MONTHLY":
        return f"{rule};{month_days([start.date.day])}"
    if parts["FREQ"] == "YEARLY" and (start.date.month, start.date.day) == (2, 29):
        return f"{rule};BYMONTH=2;{month_days([start.date.day])}"
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
