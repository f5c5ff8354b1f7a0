"""When a line is due, why it is there, and which comes first."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache

from crmcli.core import clock
from crmcli.core.choices import Coded
from crmcli.core.i18n import t
from crmcli.core.money import money_text
from crmcli.followups.kind_registry import KINDS, letters
from crmcli.followups.kinds import DueKind
from crmcli.followups.model import REASONS, TYPES, Due, DueCandidate, DueCustomer, Key, grade

LONG_OVERDUE_DAYS = 7
_OFTEN = 2
_LATER = 3
_GRADE_RANK = {"big": 0, "normal": 1, "small": 2, None: 3}


def parse_key(text: str) -> Key | None:
    """The key in `f17`, `17` (a next step), `w12`, `p3`, `b12` …; None where `text` is none."""
    kinds = letters()
    match = re.fullmatch(rf"([{''.join(kinds)}]?)(\d{{1,18}})", text.strip().lower(), re.ASCII)
    return Key(kinds[match[1] or "f"], int(match[2])) if match else None


@cache  # many lines share a day
def timing(due: str | None, now: datetime) -> tuple[str, int | None]:
    """`overdue`, `today`, `later` or `no_next`, and the whole calendar days overdue.

    A date alone is overdue from the next day, a time of today as soon as its minute is over.
    """
    if due is None:
        return "no_next", None
    days = (now.date() - date.fromisoformat(due[:10])).days
    if days:
        return ("overdue", days) if days > 0 else ("later", 0)
    return ("overdue" if len(due) > len("2026-11-21") and due < clock.wall_clock(now) else "today"), 0


def standing(found: DueCandidate, now: datetime) -> tuple[str, int | None]:
    """As `timing`, on the day it is shown. What is shown before its day is not late up to then, nor a rhythm up to its latest
    day; days overdue count from there.
    """
    code, days = timing(_day(found, now), now)
    if code == "overdue" and (found.latest or found.shown):
        days = (now.date() - date.fromisoformat(max(found.latest or "", found.shown or "", found.due or ""))).days
        return ("overdue", days) if days > 0 else ("today", 0)
    return code, days


def hidden_until(found: DueCandidate, now: datetime) -> str | None:
    """When it comes back, of what is hidden still."""
    return found.back if found.back and found.back > clock.wall_clock(now) else None


def _day(found: DueCandidate, now: datetime) -> str | None:
    return hidden_until(found, now) or found.shown or found.due


def line(kind: DueKind, found: DueCandidate, now: datetime, currency: str, phone: str | None = None, *, why: bool = False) -> Due:
    """The candidate of that kind as a line of `due`."""
    timed, days = standing(found, now)
    code, back = kind.status(found, timed), hidden_until(found, now)
    customer = DueCustomer(found.customer_no, found.uid, found.name, found.company, grade(found.grade))
    key = str(Key(kind.code, found.no))
    snoozed = [t("snoozed until then")] if back else []
    beside = _why(kind, found, currency, late=bool(back) or code == "overdue")
    reason = " · ".join([_when(_day(found, now), now, code, days), *snoozed, *beside])
    return Due(
        key, KINDS.shown(kind.shown_as or kind.code), TYPES.of(found.type), found.text, found.due, days, Coded(code, reason),
        customer, found.snoozes, found.moves, repeats(found.rrule), kind.act(key, found),
        _decided(found, now, currency) if why else None, back, phone,
    )  # fmt: skip


def repeats(rule: str | None) -> str | None:
    """How a step comes again, in words."""
    if rule is None:
        return None
    from crmcli.followups.rrule_text import in_words

    return in_words(rule)


def _decided(found: DueCandidate, now: datetime, currency: str) -> str:
    """The order of the list, as it came out for this line."""
    rank, day = _urgency(found, now)
    urgency = (t("more than a week overdue"), t("overdue"), t("today"), t("later, {day}", day=day), t("nothing planned"))[rank]
    return t(
        "order {urgency} > grade {grade} > expected {money} > due {due} > number {no}", urgency=urgency, no=found.no,
        grade=label.label if (label := grade(found.grade)) else "–", due=found.due or "–",
        money=money_text(found.expected, currency) if found.expected else "–",
    )  # fmt: skip


def _why(kind: DueKind, found: DueCandidate, currency: str, *, late: bool) -> list[str]:
    parts = kind.reasons(found, currency)
    if found.rrule:
        parts.append(repeats(found.rrule) or "")
    if found.shown and not late:
        parts.append(t("{day} is no workday", day=(found.due or "")[5:]))
    return [*parts, *_worth_words(found, currency), *_often(found)]


def _worth_words(found: DueCandidate, currency: str) -> list[str]:
    parts = []
    if found.grade in ("big", "small"):
        parts.append(t("big deal") if found.grade == "big" else t("small deal"))
    if found.expected:
        parts.append(t("expected {money}", money=money_text(found.expected, currency)))
    return parts


def _often(found: DueCandidate) -> list[str]:
    parts = []
    if found.snoozes >= _OFTEN:
        parts.append(t("snoozed {count} times", count=found.snoozes))
    if found.moves >= _OFTEN:
        parts.append(t("moved {count} times", count=found.moves))
    return parts


def _when(due: str | None, now: datetime, code: str, days: int | None) -> str:
    time = (due or "")[11:]
    if code == "overdue" and days:
        return t("{days} days overdue", days=days) if days > 1 else t("1 day overdue")
    if code == "overdue":
        return t("overdue since {time}", time=time)
    if code == "today":
        return f"{REASONS.label('today')} {time}".rstrip()
    if code in ("no_next", "signed"):
        return REASONS.label(code)
    ahead = (date.fromisoformat((due or "")[:10]) - now.date()).days
    return t("in {days} days", days=ahead) if ahead > 1 else t("tomorrow")


def ranked(candidates: list[tuple[DueKind, DueCandidate]], now: datetime) -> list[tuple[DueKind, DueCandidate]]:
    """More than a week overdue, overdue, today, later day by day; then by grade, expected amount, due, number."""
    return sorted(candidates, key=lambda one: (*_urgency(one[1], now), *_worth(one[1]), one[1].due or "", one[1].no))


def _urgency(found: DueCandidate, now: datetime) -> tuple[int, str]:
    """How urgent; of what comes later its day too."""
    code, days = standing(found, now)
    if code == "later":
        return _LATER, (_day(found, now) or "")[:10]
    if code == "overdue":
        return (0 if days and days > LONG_OVERDUE_DAYS else 1), ""
    return (2 if code == "today" else _LATER + 1), ""


def _worth(found: DueCandidate) -> tuple[int, int]:
    return _GRADE_RANK[found.grade], -(found.expected or 0)
