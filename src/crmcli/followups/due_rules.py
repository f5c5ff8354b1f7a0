"""When a line is due, why it is there, and which comes first."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache

from crmcli.core.choices import Coded
from crmcli.core.i18n import t
from crmcli.core.money import money_text
from crmcli.followups.model import KINDS, LETTERS, REASONS, TYPES, Due, DueCandidate, DueCustomer, Key, grade

LONG_OVERDUE_DAYS = 7
_OFTEN = 2
_KIND_OF = {letter: kind for kind, letter in LETTERS.items()}
_LATER = 3
_GRADE_RANK = {"big": 0, "normal": 1, "small": 2, None: 3}


def parse_key(text: str) -> Key | None:
    """The key in `f17`, `17` (a next step), `w12`, `p3`, `b12` …; None where `text` is none."""
    match = re.fullmatch(rf"([{''.join(_KIND_OF)}]?)(\d{{1,18}})", text.strip().lower(), re.ASCII)
    return Key(_KIND_OF[match[1] or "f"], int(match[2])) if match else None


@cache
def wall_clock(now: datetime) -> str:
    """The local minute as follow-ups are stored, `YYYY-MM-DDTHH:MM`: a date alone sorts before every time of its day."""
    return f"{now:%Y-%m-%dT%H:%M}"


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
    return ("overdue" if len(due) > len("2026-11-21") and due < wall_clock(now) else "today"), 0


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
    return found.back if found.back and found.back > wall_clock(now) else None


def _day(found: DueCandidate, now: datetime) -> str | None:
    return hidden_until(found, now) or found.shown or found.due


def line(kind: str, found: DueCandidate, now: datetime, currency: str, phone: str | None = None, *, why: bool = False) -> Due:
    """The candidate of that kind as a line of `due`."""
    code, days = standing(found, now)
    code = "signed" if kind == "no_next" and found.fact else code
    customer = DueCustomer(found.customer_no, found.uid, found.name, found.company, grade(found.grade))
    back = hidden_until(found, now)
    key, shown = str(Key(kind, found.no)), "birthday" if kind == "occasion" else kind
    snoozed = [t("snoozed until then")] if back else []
    reason = " · ".join(
        [_when(_day(found, now), now, code, days), *snoozed, *_why(kind, found, currency, late=bool(back) or code == "overdue")]
    )
    return Due(
        key, KINDS.shown(shown), TYPES.of(found.type), found.text, found.due, days, Coded(code, reason), customer,
        found.snoozes, found.moves, repeats(found.rrule), _act(kind, key, found),
        _decided(found, now, currency) if why else None, back, phone,
    )  # fmt: skip


def repeats(rule: str | None) -> str | None:
    """How a step comes again, in words."""
    if rule is None:
        return None
    from crmcli.followups.rrule_text import in_words

    return in_words(rule)


def _act(kind: str, key: str, found: DueCandidate) -> str:
    match kind:
        case "payment":
            return f"crm pay c{found.customer_no} {t('MONEY')}"
        case "cadence":
            return f"crm log c{found.customer_no}"
        case "no_next" if found.fact:
            return f"crm order c{found.customer_no} {t('AMOUNT')}"
        case "no_next":
            return f"crm next c{found.customer_no} {t('WHEN TEXT')}"
    return f"crm done {key}"


def _decided(found: DueCandidate, now: datetime, currency: str) -> str:
    """The order of the list, as it came out for this line."""
    rank, day = _urgency(found, now)
    urgency = (t("more than a week overdue"), t("overdue"), t("today"), t("later, {day}", day=day), t("nothing planned"))[rank]
    return t(
        "order {urgency} > grade {grade} > expected {money} > due {due} > number {no}", urgency=urgency, no=found.no,
        grade=label.label if (label := grade(found.grade)) else "–", due=found.due or "–",
        money=money_text(found.expected, currency) if found.expected else "–",
    )  # fmt: skip


def _why(kind: str, found: DueCandidate, currency: str, *, late: bool) -> list[str]:
    parts = []
    if kind == "payment":
        parts.append(t("{money} still open", money=money_text(found.fact, currency)))
    if kind == "promise":
        parts.append(KINDS.label(kind))
    if kind == "wakeup":
        parts.append(t("rest is over"))
    if kind in ("cadence", "rebuy"):
        parts.append(found.fact)
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


def ranked(candidates: list[tuple[str, DueCandidate]], now: datetime) -> list[tuple[str, DueCandidate]]:
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
