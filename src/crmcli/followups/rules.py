"""When a line is due, why it is there, and which comes first."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, NamedTuple

from crmcli.followups.rows import KINDS, LETTERS, REASONS, TYPES, Due, DueCustomer, Key, grade
from crmcli.kernel.money import money_text
from crmcli.kernel.values import Coded
from crmcli.kernel.words import t

LONG_OVERDUE_DAYS = 7
_OFTEN = 2
_KIND_OF = {letter: kind for kind, letter in LETTERS.items()}
_GRADE_RANK = {"big": 0, "normal": 1, "small": 2, None: 3}


class Found(NamedTuple):  # a fifth of a dataclass's time to import, and this module is imported on every morning's screen
    """A candidate as the source's SQL gives it. `no` stands behind the letter of the key; `due` is wall-clock text, None where
    nothing is planned; `fact` is what only this kind knows: why a customer rests, or the open cents of an order.
    """

    no: int
    due: str | None
    type: str | None
    text: str
    snoozes: int
    fact: Any
    customer_no: int
    uid: str
    name: str
    company: str | None
    grade: str | None
    expected: int | None


def parse_key(text: str) -> Key | None:
    """The key in `f17`, `17` (a next step), `w12`, `p3`, `n12`; None where `text` is none."""
    match = re.fullmatch(rf"([{''.join(_KIND_OF)}]?)(\d{{1,18}})", text.strip().lower(), re.ASCII)
    return Key(_KIND_OF[match[1] or "f"], int(match[2])) if match else None


def wall_clock(now: datetime) -> str:
    """The local minute as follow-ups are stored, `YYYY-MM-DDTHH:MM`: a date alone sorts before every time of its day."""
    return f"{now:%Y-%m-%dT%H:%M}"


def timing(due: str | None, now: datetime) -> tuple[str, int | None]:
    """`overdue`, `today`, `later` or `no_next`, and the whole calendar days overdue.

    A date alone is overdue from the next day, a time of today as soon as its minute is over.
    """
    if due is None:
        return "no_next", None
    days = (now.date() - date.fromisoformat(due[:10])).days
    if days:
        return ("overdue", days) if days > 0 else ("later", 0)
    return ("overdue" if len(due) > len("2026-11-21") and due < wall_clock(now) else "today"), 0


def line(kind: str, found: Found, now: datetime, currency: str) -> Due:
    """The candidate of that kind as a line of `due`."""
    code, days = timing(found.due, now)
    customer = DueCustomer(found.customer_no, found.uid, found.name, found.company, grade(found.grade))
    return Due(
        str(Key(kind, found.no)), Coded(kind, KINDS.label(kind)), TYPES.of(found.type), found.text, found.due, days,
        Coded(code, " · ".join([_when(found.due, now, code, days), *_why(kind, found, currency)])), customer, found.snoozes,
    )  # fmt: skip


def _why(kind: str, found: Found, currency: str) -> list[str]:
    parts = []
    if kind == "payment":
        parts.append(t("{money} still open", money=money_text(found.fact, currency)))
    if kind == "promise":
        parts.append(KINDS.label(kind))
    if kind == "wakeup":
        parts.append(t("rest is over: {reason}", reason=found.fact) if found.fact else t("rest is over"))
    if found.grade in ("big", "small"):
        parts.append(t("big deal") if found.grade == "big" else t("small deal"))
    if found.expected:
        parts.append(t("expected {money}", money=money_text(found.expected, currency)))
    if found.snoozes >= _OFTEN:
        parts.append(t("snoozed {count} times", count=found.snoozes))
    return parts


def _when(due: str | None, now: datetime, code: str, days: int | None) -> str:
    time = (due or "")[11:]
    if code == "overdue" and days:
        return t("{days} days overdue", days=days) if days > 1 else t("1 day overdue")
    if code == "overdue":
        return t("overdue since {time}", time=time)
    if code == "today":
        return f"{REASONS.label('today')} {time}".rstrip()
    if code == "no_next":
        return REASONS.label("no_next")
    ahead = (date.fromisoformat((due or "")[:10]) - now.date()).days
    return t("in {days} days", days=ahead) if ahead > 1 else t("tomorrow")


def ranked(candidates: list[tuple[str, Found]], now: datetime) -> list[tuple[str, Found]]:
    """More than a week overdue, overdue, today, later; then by grade, expected amount, due, number."""
    return sorted(candidates, key=lambda one: (_urgency(one[1].due, now), *_worth(one[1]), one[1].due or "", one[1].no))


def _urgency(due: str | None, now: datetime) -> int:
    code, days = timing(due, now)
    if code == "overdue":
        return 0 if days and days > LONG_OVERDUE_DAYS else 1
    return {"today": 2, "later": 3, "no_next": 4}[code]


def _worth(found: Found) -> tuple[int, int]:
    return _GRADE_RANK[found.grade], -(found.expected or 0)
