"""The one thing to do first, by a rule that can be told: the first of these that there is, with its reason and its command."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from crmcli.core.choices import Choices, Coded
from crmcli.core.i18n import t
from crmcli.customers.refs import Ref
from crmcli.followups.due_rules import LONG_OVERDUE_DAYS
from crmcli.followups.model import Due

RULES = Choices(
    "rule of the next best action", overdue_big="a big deal has been waiting for more than a week",
    promise="they owe you something they promised", payment="money is overdue", intent="they want it, and the deal has stalled",
    overdue="the first overdue item", today="the first item of today", stalled="the deal stalled the longest",
    signed="signed, but the order is not recorded", unplanned="open, but nothing is planned",
)  # fmt: skip


class IdleDeal(NamedTuple):
    """An open deal that stands still: whose, at which node, why, and the code of their intent."""

    customer: Ref
    node: str
    reason: str
    intent: str


class Action(NamedTuple):
    """What to do first: the `key` of its line of due (None where it is none), what it is, by which `rule`, `why` in detail, and
    the command that answers it.
    """

    customer: Ref
    key: str | None
    text: str
    rule: Coded
    why: str
    act: str


def first(due: Sequence[Due], still: Sequence[IdleDeal], unplanned: Sequence[Due]) -> Action | None:
    """The first that applies, in the order of RULES; among several lines the one that `due` has first. None on a free day."""
    wanting = next((one for one in still if one.intent == "high"), None)
    return (
        _line("overdue_big", due, lambda one: _late(one, LONG_OVERDUE_DAYS) and _is_big(one))
        or _line("promise", due, lambda one: one.kind.code == "promise" and _late(one))
        or _line("payment", due, lambda one: one.kind.code == "payment" and _late(one))
        or (_deal("intent", wanting) if wanting else None)
        or _line("overdue", due, _late)
        or _line("today", due, lambda one: one.reason.code != "later")  # a birthday shows days ahead
        or (_deal("stalled", still[0]) if still else None)
        or _line("signed", unplanned, lambda one: one.reason.code == "signed")
        or _line("unplanned", unplanned, lambda _one: True)
    )


def months(day: date) -> tuple[str, str, str, str, str]:
    """Of the month of `day` and the one before, as dates: its first day, the next month's first, the last month's first, the day
    of last month that `day` is compared with (its last where it has none so late), and `day`.
    """
    start = day.replace(day=1)
    end = (start + timedelta(days=31)).replace(day=1)
    last = start - timedelta(days=1)
    same = last.replace(day=min(day.day, last.day))
    return start.isoformat(), end.isoformat(), last.replace(day=1).isoformat(), same.isoformat(), day.isoformat()


def _late(one: Due, days: int = 0) -> bool:
    return one.reason.code == "overdue" and (one.days_overdue or 0) >= days + (1 if days else 0)


def _is_big(one: Due) -> bool:
    return one.customer.grade is not None and one.customer.grade.code == "big"


def _line(rule: str, lines: Sequence[Due], wanted: Callable[[Due], bool]) -> Action | None:
    one = next(filter(wanted, lines), None)
    if one is None:
        return None
    who = Ref(one.customer.no, one.customer.uid, one.customer.name, one.customer.company)
    text = one.text or (one.type or one.kind).label
    return Action(who, one.key, text, _rule(rule), one.reason.label, one.act)


def _deal(rule: str, one: IdleDeal) -> Action:
    return Action(one.customer, None, one.node, _rule(rule), one.reason, f"crm next c{one.customer.no} {t('WHEN TEXT')}")


def _rule(code: str) -> Coded:
    return Coded(code, RULES.label(code))
