"""When a line is due, and which comes first."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from typing import TypeVar

from crmcli.core import clock
from crmcli.core.sentence import Sentence
from crmcli.followups.kind_registry import STEP, letters
from crmcli.followups.model import DueCandidate, Key

Kind = TypeVar("Kind")
LONG_OVERDUE_DAYS = 7
_LATER = 3
_GRADE_RANK = {"big": 0, "normal": 1, "small": 2, None: 3}


def parse_key(text: str) -> Key | None:
    """The key in `f17`, `17` (a next step), `w12`, `p3`, `b12` …; None where `text` is none."""
    kinds = letters()
    match = re.fullmatch(rf"([{''.join(kinds)}]?)(\d{{1,18}})", text.strip().lower(), re.ASCII)
    return Key(kinds[match[1] or STEP], int(match[2])) if match else None


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
    code, days = timing(day_shown(found, now), now)
    if code == "overdue" and (found.latest or found.shown):
        days = (now.date() - date.fromisoformat(max(found.latest or "", found.shown or "", found.due or ""))).days
        return ("overdue", days) if days > 0 else ("today", 0)
    return code, days


def hidden_until(found: DueCandidate, now: datetime) -> str | None:
    """When it comes back, of what is hidden still."""
    return found.back if found.back and found.back > clock.wall_clock(now) else None


def day_shown(found: DueCandidate, now: datetime) -> str | None:
    """The day or time that the line stands at: when it comes back, the workday instead of its day, its day."""
    return hidden_until(found, now) or found.shown or found.due


class Repetition(Sentence):
    """How a step comes again, as an RRULE that is said in words."""

    __slots__ = ()

    def __str__(self) -> str:
        from crmcli.followups.rrule_text import in_words

        return in_words(self.english)


def repeats(rule: str | None) -> Repetition | None:
    """Tell how a step comes again; None where it does not."""
    return None if rule is None else Repetition(rule)


def ranked(candidates: list[tuple[Kind, DueCandidate]], now: datetime) -> list[tuple[Kind, DueCandidate]]:
    """More than a week overdue, overdue, today, later day by day; then by grade, expected amount, due, number."""
    return sorted(candidates, key=lambda one: (*urgency(one[1], now), *_worth(one[1]), one[1].due or "", one[1].no))


def urgency(found: DueCandidate, now: datetime) -> tuple[int, str]:
    """How urgent; of what comes later its day too."""
    code, days = standing(found, now)
    if code == "later":
        return _LATER, (day_shown(found, now) or "")[:10]
    if code == "overdue":
        return (0 if days and days > LONG_OVERDUE_DAYS else 1), ""
    return (2 if code == "today" else _LATER + 1), ""


def _worth(found: DueCandidate) -> tuple[int, int]:
    return _GRADE_RANK[found.grade], -(found.expected or 0)
