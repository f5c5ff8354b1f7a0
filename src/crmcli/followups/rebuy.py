"""Who bought a product with a need cycle comes due again, so many days after the last order with it."""

from __future__ import annotations

from datetime import date, timedelta

from crmcli.followups.rows import Found, Query
from crmcli.followups.sources import FIRM, SAID, SHOWN, WHO, now_of
from crmcli.kernel.store import Store
from crmcli.kernel.words import t

_CYCLES = "SELECT no, name, cycle_days FROM products WHERE cycle_days IS NOT NULL AND retired_at IS NULL ORDER BY no"
_LAST = """SELECT o.customer_no, max(o.date) AS date, l.no FROM order_lines l JOIN orders o ON o.no = l.order_no
  WHERE l.product_no = :product {of_one} GROUP BY o.customer_no HAVING max(o.date) <= :last"""
_SQL = f"""SELECT x.no, x.date, m.done_on, coalesce(m.snoozes, 0), {WHO} FROM ({_LAST}) x
  JOIN customers c ON c.no = x.customer_no {FIRM} {SAID.format(kind="rebuy", subject="x.no")}
  WHERE (m.done_on IS NULL OR m.done_on <= :last) AND {SHOWN}"""


def found(store: Store, query: Query) -> list[Found]:
    """Products that customers need again up to the query's last day. Who said no is asked again a cycle later."""
    return [one for product in store.each(_CYCLES) for one in _of_product(store, query, *product)]


def _of_product(store: Store, query: Query, product: int, name: str, cycle: int) -> list[Found]:
    last = (query.until - timedelta(days=cycle)).isoformat()
    of_one = "" if query.customer is None else "AND o.customer_no = :customer"
    given = {"product": product, "last": last, "now": now_of(query), "customer": query.customer}
    found = []
    for no, bought, done, snoozes, *who in store.each(_SQL.format(of_one=of_one), **given):
        wanted = date.fromisoformat(max(bought, done or "")) + timedelta(days=cycle)
        fact = t("bought {day}, needed every {days} days", day=bought, days=cycle)
        found.append(Found(no, wanted.isoformat(), "explore", name, snoozes, fact, *who))
    return found
