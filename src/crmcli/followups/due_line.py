"""A candidate as a line of `due`: why it is there, how it is answered, what decided its place."""

from __future__ import annotations

from datetime import date, datetime

from crmcli.core.choices import Coded
from crmcli.core.i18n import t
from crmcli.core.money import money_text
from crmcli.followups import due_rules
from crmcli.followups.kind_registry import KINDS
from crmcli.followups.kinds import DueKind
from crmcli.followups.model import REASONS, TYPES, Due, DueCandidate, DueCustomer, Key, grade

_OFTEN = 2


def line(kind: DueKind, found: DueCandidate, now: datetime, currency: str, phone: str | None = None, *, why: bool = False) -> Due:
    """The candidate of that kind as a line of `due`."""
    timed, days = due_rules.standing(found, now)
    code, back = kind.status(found, timed), due_rules.hidden_until(found, now)
    customer = DueCustomer(found.customer_no, found.uid, found.name, found.company, grade(found.grade))
    key = str(Key(kind.code, found.no))
    snoozed = [t("snoozed until then")] if back else []
    beside = _why(kind, found, currency, late=bool(back) or code == "overdue")
    reason = " · ".join([_when(due_rules.day_shown(found, now), now, code, days), *snoozed, *beside])
    return Due(
        key, KINDS.shown(kind.shown_as or kind.code), TYPES.of(found.type), found.text, found.due, days, Coded(code, reason),
        customer, found.snoozes, found.moves, due_rules.repeats(found.rrule), kind.act(key, found),
        _decided(found, now, currency) if why else None, back, phone,
    )  # fmt: skip


def _decided(found: DueCandidate, now: datetime, currency: str) -> str:
    """The order of the list, as it came out for this line."""
    rank, day = due_rules.urgency(found, now)
    urgency = (t("more than a week overdue"), t("overdue"), t("today"), t("later, {day}", day=day), t("nothing planned"))[rank]
    return t(
        "order {urgency} > grade {grade} > expected {money} > due {due} > number {no}", urgency=urgency, no=found.no,
        grade=label.label if (label := grade(found.grade)) else "–", due=found.due or "–",
        money=money_text(found.expected, currency) if found.expected else "–",
    )  # fmt: skip


def _why(kind: DueKind, found: DueCandidate, currency: str, *, late: bool) -> list[str]:
    parts = kind.reasons(found, currency)
    if found.rrule:
        parts.append(due_rules.repeats(found.rrule) or "")
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
