"""What today's screen reads: the list, and beside it the month's money, who wakes soon, which deals stand still."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from crmcli.core.choices import Cents
from crmcli.customers import derived_sql
from crmcli.customers.refs import FROM, REF, Ref, ref_of
from crmcli.followups import first_plan
from crmcli.followups.due_list import due, unplanned
from crmcli.followups.first_plan import FirstPlan
from crmcli.followups.model import Due, DueQuery
from crmcli.overview.today import next_best_action
from crmcli.overview.today.next_best_action import Action, IdleDeal
from crmcli.storage.store import Store

WAKING_DAYS = 7
_SHOWN = 5
# Normal times look at every touch: beyond this number that takes longer than a morning screen may.
_QUICKLY_SEEN = 15_000
_RECEIVED = """SELECT coalesce(sum(amount) FILTER (WHERE date >= :start), 0), coalesce(sum(amount) FILTER (WHERE date <= :same), 0),
  coalesce(sum(amount) FILTER (WHERE date < :start), 0) FROM payments WHERE currency IS NULL AND date >= :before AND date <= :day"""  # noqa: E501
_AWAITED = """SELECT DISTINCT o.no, o.customer_no FROM payment_plans p JOIN sales o ON o.no = p.order_no
  WHERE p.due >= :start AND p.due < :end"""
# Who ever said a day of this month, then whether that is their latest word.
_SIGNINGS = f"""SELECT count(*), coalesce(sum({derived_sql.EXPECTED}), 0) FROM customers c
  WHERE c.no IN (SELECT customer_no FROM qualifications WHERE sign_by >= :start AND sign_by < :end)
    AND {derived_sql.judged("sign_by")} >= :start AND {derived_sql.judged("sign_by")} < :end
    AND {derived_sql.EXPECTED} IS NOT NULL AND NOT {derived_sql.PARKED} AND {derived_sql.OPEN}"""
_WAKING = f"""SELECT k.until, coalesce(k.reason, '') AS reason, {REF} {FROM} JOIN parkings k ON k.customer_no = c.no
  WHERE k.woken_at IS NULL AND k.until > :today AND k.until <= :last ORDER BY k.until, c.no"""


class Money(NamedTuple):
    """Money of the `month`, in cents: received up to today, in last month up to the same day, and in all of last month; the open
    rest of the `payments` orders whose payment is due this month; the amounts that the `signings` open customers are qualified
    with whose signing date lies in this month.
    """

    month: str
    currency: str
    received: Cents
    received_last_month_same_day: Cents
    received_last_month: Cents
    payments_due: Cents
    payments: int
    signings_expected: Cents
    signings: int


class Waking(NamedTuple):
    """A resting customer who comes back soon."""

    until: str
    reason: str
    customer: Ref


class Today(NamedTuple):
    """The morning: all that is due; the first of the `unplanned_total` customers without a next step and of the `stalled_total`
    deals that stand still (None: not counted); who comes back from a rest within a week; the month's money; what to do first,
    None on a free day; the first plan of an imported file, None once a step is planned.
    """

    date: str
    customers: int
    due: list[Due]
    unplanned: list[Due]
    unplanned_total: int
    stalled: list[IdleDeal]
    stalled_total: int | None
    waking: list[Waking]
    money: Money
    next_action: Action | None
    first_plan: FirstPlan | None


def read_today(store: Store, now: datetime) -> Today:
    """Gather the morning."""
    lines = due(store, DueQuery(now, now.date()))
    free, free_total = unplanned(store, now, _SHOWN)
    still, still_total = standing_still(store, now, _SHOWN)
    return Today(
        now.date().isoformat(), store.scalar("SELECT count(*) FROM customers"), lines, free, free_total, still, still_total,
        waking(store, now.date()), money(store, now.date()), next_best_action.first(lines, still, free),
        first_plan.propose(store),
    )  # fmt: skip


def money(store: Store, day: date) -> Money:
    """The money of the month of `day`."""
    start, end, before, same, today = next_best_action.months(day)
    received, by_this_day, last_month = map(
        Cents, next(store.iterate(_RECEIVED, start=start, before=before, same=same, day=today))
    )
    rests = _rests(store, start, end)
    signings, expected = next(store.iterate(_SIGNINGS, start=start, end=end))
    currency = store.currency
    return Money(start[:7], currency, received, by_this_day, last_month, Cents(sum(rests)), len(rests), Cents(expected), signings)


def _rests(store: Store, start: str, end: str) -> list[int]:
    awaited = dict(store.iterate(_AWAITED, start=start, end=end))
    if not awaited:
        return []
    from crmcli.sales.open_payments import open_amounts

    still = open_amounts(store, set(awaited.values()))
    return [cents for order in awaited if (cents := still.get(order))]


def waking(store: Store, day: date) -> list[Waking]:
    """Who comes back within a week, the first first; whose rest is over already is due."""
    last = (day + timedelta(days=WAKING_DAYS)).isoformat()
    return [
        Waking(row["until"], row["reason"], ref_of(row))
        for row in store.named(_WAKING, today=day.isoformat() + "T24", last=last + "T24")
    ]


def standing_still(store: Store, now: datetime, most: int) -> tuple[list[IdleDeal], int | None]:
    """Open deals that stay too long or hear nothing, the most urgent first, and how many there are; None where counting them
    takes longer than a morning may.
    """
    touches = store.scalar("SELECT count(*) FROM (SELECT 1 FROM touches LIMIT :most)", most=_QUICKLY_SEEN + 1)
    if not 0 < touches <= _QUICKLY_SEEN:
        return [], None if touches else 0
    from crmcli.customers import intent
    from crmcli.reports.stalled.query import read_pressing

    late, total = read_pressing(store, now, most)
    return [
        IdleDeal(one.customer, one.node, one.reasons[0].label, intent.of(store, one.customer.no, now)[0].code) for one in late
    ], total
