"""Who bought a product with a need cycle comes due again, so many days after the last order with it."""

from __future__ import annotations

from datetime import date, timedelta

from crmcli.customers import state
from crmcli.followups.rows import Found, Query
from crmcli.followups.sources import FIRM, SAID, SHOWN, WHO, now_of
from crmcli.kernel.store import Store
from crmcli.kernel.words import t

_CYCLES = "SELECT no, name, cycle_days FROM products WHERE cycle_days IS NOT NULL AND retired_at IS NULL ORDER BY no"
_LOST = "EXISTS (SELECT 1 FROM losses g WHERE g.customer_no = c.no AND g.reopened_at IS NULL AND g.date >= o.date)"
# No sorting: most lines end at their order's date, and only the others ask whether something newer stands behind them.
_SQL = f"""SELECT l.no, o.date, m.done_on, coalesce(m.snoozes, 0), m.snoozed_until, {WHO} FROM order_lines l JOIN orders o ON o.no = l.order_no
  JOIN customers c ON c.no = o.customer_no {FIRM} {SAID.format(kind="rebuy", subject="l.no")}
  WHERE l.product_no = :product AND o.date <= :last {{of_one}} AND NOT EXISTS (
      SELECT 1 FROM orders n JOIN order_lines k ON k.order_no = n.no AND k.product_no = l.product_no
      WHERE n.customer_no = o.customer_no AND n.date >= o.date AND (n.date, k.no) > (o.date, l.no))
    AND (m.done_on IS NULL OR m.done_on <= :last) AND {SHOWN} AND NOT {state.PARKED} AND NOT {_LOST}"""


def found(store: Store, query: Query) -> list[Found]:
    """Products that customers need again up to the query's last day. Who said no is asked again a cycle later,
    unless it was ended for them: then after they bought it again, which makes a line of its own.
    """
    return [one for product in store.each(_CYCLES) for one in _of_product(store, query, *product)]


def _of_product(store: Store, query: Query, product: int, name: str, cycle: int) -> list[Found]:
    last = (query.until - timedelta(days=cycle)).isoformat()
    of_one = "" if query.customer is None else "AND o.customer_no = :customer"
    given = {"product": product, "last": last, "now": now_of(query), "customer": query.customer}
    found = []
    for no, bought, done, snoozes, back, *who in store.each(_SQL.format(of_one=of_one), **given):
        wanted = date.fromisoformat(max(bought, done or "")) + timedelta(days=cycle)
        fact = t("bought {day}, needed every {days} d", day=bought, days=cycle)
        found.append(Found(no, wanted.isoformat(), "explore", name, snoozes, fact, *who)._replace(back=back))
    return found
