"""A candidate as a line of `due`: why it is there, how it is answered, what decided its place."""

from __future__ import annotations

from datetime import date, datetime

from crmcli.core.choices import mark
from crmcli.core.sentence import Amount, Explanation, Sentence
from crmcli.followups import due_rules
from crmcli.followups.kind_registry import KINDS
from crmcli.followups.kinds import DueKind
from crmcli.followups.model import REASONS, TYPES, Due, DueCandidate, DueCustomer, Key, grade

_OFTEN = 2
_URGENCY = (mark("more than a week overdue"), mark("overdue"), mark("today"), mark("later, {day}"), mark("nothing planned"))


def line(kind: DueKind, found: DueCandidate, now: datetime, currency: str, phone: str | None = None, *, why: bool = False) -> Due:
    """The candidate of that kind as a line of `due`."""
    (timed, days), back = due_rules.standing(found, now), due_rules.hidden_until(found, now)
    shown, repeats = due_rules.day_shown(found, now), due_rules.repeats(found.rrule)
    code = kind.status(found, timed)
    customer = DueCustomer(found.customer_no, found.customer_uid, found.customer_name, found.company, grade(found.grade))
    key = str(Key(kind.code, found.no))
    snoozed = [Sentence("snoozed until then")] if back else []
    beside = _why(kind, found, currency, repeats, late=bool(back) or code == "overdue")
    reason = Explanation(code, _when(shown, now, code, days), *snoozed, *beside)
    return Due(
        key, KINDS.shown(kind.shown_as or kind.code), TYPES.of(found.type), found.text, found.due, days, reason,
        customer, found.snoozes, found.moves, repeats, kind.act(key, found),
        _decided(found, now, currency) if why else None, back, phone,
    )  # fmt: skip


def _decided(found: DueCandidate, now: datetime, currency: str) -> Sentence:
    """The order of the list, as it came out for this line."""
    rank, day = due_rules.urgency(found, now)
    return Sentence(
        "order {urgency} > grade {grade} > expected {money} > due {due} > number {no}",
        urgency=Sentence(_URGENCY[rank], day=day), grade=label.label if (label := grade(found.grade)) else "–",
        money=Amount(found.expected, currency) if found.expected else "–", due=found.due or "–", no=found.no,
    )  # fmt: skip


def _why(kind: DueKind, found: DueCandidate, currency: str, repeats: Sentence | None, *, late: bool) -> list[Sentence]:
    parts = kind.reasons(found, currency)
    if repeats:
        parts.append(repeats)
    if found.shown and not late:
        parts.append(Sentence("{day} is not a workday", day=(found.due or "")[5:]))
    return [*parts, *_worth(found, currency), *_often(found)]


def _worth(found: DueCandidate, currency: str) -> list[Sentence]:
    parts = []
    if found.grade in ("big", "small"):
        parts.append(Sentence("big deal") if found.grade == "big" else Sentence("small deal"))
    if found.expected:
        parts.append(Sentence("expected {money}", money=Amount(found.expected, currency)))
    return parts


def _often(found: DueCandidate) -> list[Sentence]:
    parts = []
    if found.snoozes >= _OFTEN:
        parts.append(Sentence("snoozed {count} times", count=found.snoozes))
    if found.moves >= _OFTEN:
        parts.append(Sentence("moved {count} times", count=found.moves))
    return parts


def _when(due: str | None, now: datetime, code: str, days: int | None) -> Sentence:
    time = (due or "")[11:]
    if code == "overdue" and days:
        return Sentence("{days} days overdue", days=days) if days > 1 else Sentence("1 day overdue")
    if code == "overdue":
        return Sentence("overdue since {time}", time=time)
    if code == "today":
        return Sentence("today {time}", time=time) if time else Sentence("today")
    if code in ("no_next", "signed"):
        return Sentence(REASONS.labels[code])
    ahead = (date.fromisoformat((due or "")[:10]) - now.date()).days
    return Sentence("in {days} days", days=ahead) if ahead > 1 else Sentence("tomorrow")
