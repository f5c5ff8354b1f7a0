"""Where the lines of `due` come from: one SQL text a kind, counted when asked, never stored.

A source is one more entry of SOURCES. Its SQL gives the columns of `Found` and ends in its conditions over the customer `c`;
`:after` is the first day beyond the range asked for, `:now` the wall clock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from crmcli.customers import state
from crmcli.followups import rules
from crmcli.followups.rows import Due
from crmcli.followups.rules import Found
from crmcli.kernel.store import Store
from crmcli.kernel.words import t

DEFAULT = ("followup", "promise", "wakeup", "payment")

_WHO = f"c.no, c.uid, c.name, f.name, {state.judged('grade')}, {state.judged('amount')}"
_FIRM = "LEFT JOIN companies f ON f.no = c.company_no"
_PLANNED = "u.done_at IS NULL AND u.cancelled_at IS NULL"
_FOLLOWUPS = f"""SELECT u.no, u.due, {{type}}, u.text, u.snoozes, NULL, {_WHO}
  FROM followups u JOIN customers c ON c.no = u.customer_no {_FIRM}
  WHERE u.kind = '{{kind}}' AND {_PLANNED} AND u.due < :after AND (u.snoozed_until IS NULL OR u.snoozed_until <= :now)"""
_WAKEUPS = f"""SELECT c.no, k.until, NULL, coalesce(k.reason, ''), 0, k.reason, {_WHO}
  FROM parkings k JOIN customers c ON c.no = k.customer_no {_FIRM} WHERE k.woken_at IS NULL AND k.until < :after"""
# What is surely paid is left out here, so that old plans cost little; rules.open_amounts has the last word.
_PAYMENTS = f"""SELECT p.no, p.due, 'close', '', p.snoozes, o.no, {_WHO}
  FROM payment_plans p JOIN orders o ON o.no = p.order_no JOIN customers c ON c.no = o.customer_no {_FIRM}
  WHERE p.due < :after AND (p.snoozed_until IS NULL OR p.snoozed_until <= :now)
    AND o.amount > (SELECT coalesce(sum(m.amount), 0) FROM payments m WHERE m.order_no = o.no)"""
_NOTHING_PLANNED = f"""SELECT c.no, NULL, NULL, '', 0, NULL, {_WHO} FROM customers c {_FIRM}
  WHERE NOT EXISTS (SELECT 1 FROM followups u WHERE u.customer_no = c.no AND u.kind = 'followup' AND {_PLANNED})
    AND NOT {state.PARKED} AND {state.OPEN}"""


class Source(NamedTuple):
    """One kind of reminder: its SQL, and a last look at each candidate (None drops it) where SQL alone cannot tell."""

    sql: str
    look: Callable[[Store, Found], Found | None] | None = None


def _still_open(store: Store, found: Found) -> Found | None:
    from crmcli.sales import db

    order = found.fact
    cents = db.open_amounts(store, found.customer_no)[order]
    return found._replace(fact=cents, text=t("Order o{no}", no=order)) if cents else None


SOURCES: dict[str, Source] = {
    "followup": Source(_FOLLOWUPS.format(kind="followup", type="u.type")),
    "promise": Source(_FOLLOWUPS.format(kind="promise", type="NULL")),
    "wakeup": Source(_WAKEUPS),
    "payment": Source(_PAYMENTS, _still_open),
    "no_next": Source(_NOTHING_PLANNED),
}


class Query(NamedTuple):
    """What `due` is asked for: lines due up to the day `until`, of these kinds, and of these types where any are given; all
    customers, or one.
    """

    now: datetime
    until: date
    kinds: tuple[str, ...] = DEFAULT
    types: tuple[str, ...] = ()
    overdue: bool = False
    customer: int | None = None


def due(store: Store, query: Query, limit: int | None = None) -> list[Due]:
    """The lines that the query selects, the most urgent first."""
    return _lines(store, query, _ranked(store, query)[:limit])


def _ranked(store: Store, query: Query) -> list[tuple[str, Found]]:
    return rules.ranked([one for one in _candidates(store, query) if _wanted(one[1], query)], query.now)


def _lines(store: Store, query: Query, ranked: list[tuple[str, Found]]) -> list[Due]:
    currency = store.setting("currency", "CNY") or "CNY"
    return [rules.line(kind, one, query.now, currency) for kind, one in ranked]


def _wanted(found: Found, query: Query) -> bool:
    if query.types and found.type not in query.types:
        return False
    return not query.overdue or rules.timing(found.due, query.now)[0] == "overdue"


def _candidates(store: Store, query: Query) -> list[tuple[str, Found]]:
    after, now = (query.until + timedelta(days=1)).isoformat(), rules.wall_clock(query.now)
    candidates: list[tuple[str, Found]] = []
    for kind in query.kinds:
        source = SOURCES[kind]
        sql = source.sql if query.customer is None else f"{source.sql} AND c.no = :customer"
        found = store.rows(Found, sql, after=after, now=now, customer=query.customer)
        if source.look:
            found = [one for row in found if (one := source.look(store, row))]
        candidates += [(kind, one) for one in found]
    return candidates


def of_customer(store: Store, customer_no: int, now: datetime) -> list[Due]:
    """All that is planned or awaited with one customer, snoozed or not, the earliest first. Their grade and expected amount,
    which stand on their own screen anyway, are left out of the reasons.
    """
    everything = Query(datetime.max.replace(tzinfo=now.tzinfo), date.max - timedelta(days=1), customer=customer_no)
    found = [(kind, one._replace(grade=None, expected=None)) for kind, one in _candidates(store, everything)]
    return _lines(store, everything._replace(now=now), sorted(found, key=lambda one: (one[1].due or "", one[1].no)))


def unplanned(store: Store, now: datetime, limit: int) -> tuple[list[Due], int]:
    """Open customers without a next step, the most worth first, and how many there are in all."""
    query = Query(now, now.date(), ("no_next",))
    ranked = _ranked(store, query)
    return _lines(store, query, ranked[:limit]), len(ranked)


def upcoming(store: Store, after: date) -> tuple[str, str, str, int] | None:
    """The first planned step beyond the day `after`: due, customer's name, text, number."""
    sql = f"""SELECT u.due, c.name, u.text, u.no FROM followups u JOIN customers c ON c.no = u.customer_no
      WHERE {_PLANNED} AND u.due >= :first ORDER BY u.due, u.no LIMIT 1"""
    return next(iter(store.each(sql, first=(after + timedelta(days=1)).isoformat())), None)
