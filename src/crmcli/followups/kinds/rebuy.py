"""r5, due again: a product with a need cycle, so many days a piece after the last day it was bought."""

from __future__ import annotations

import math
from datetime import date, timedelta

from crmcli.core import clock
from crmcli.core.choices import in_digits, instant, mark
from crmcli.core.sentence import Sentence
from crmcli.customers import derived_sql
from crmcli.customers.refs import FIRM
from crmcli.followups.due_sql import SAID, SHOWN, WHO, whom
from crmcli.followups.kinds import CountedKind
from crmcli.followups.model import DueCandidate, DueQuery, Key, Reminder
from crmcli.storage.store import Store

_CYCLES = "SELECT no, name, cycle_days FROM products WHERE cycle_days IS NOT NULL AND retired_at IS NULL ORDER BY no"
_LOST = "EXISTS (SELECT 1 FROM losses g WHERE g.customer_no = c.no AND g.reopened_at IS NULL AND g.date >= o.date)"
# All that was bought of it on that day, in however many orders; by the customer, since a product has far more lines (CROSS JOIN).
_BOUGHT = """(SELECT sum(k.quantity) FROM sales n CROSS JOIN order_lines k ON k.order_no = n.no AND k.product_no = l.product_no
  WHERE n.customer_no = o.customer_no AND n.date = o.date)"""
# No sorting: most lines end at their order's date, and only the others ask whether something newer stands behind them. What lasts
# less than a cycle is let through; what lasts longer falls out at the end.
_SQL = f"""SELECT l.no, o.date, {_BOUGHT} AS quantity, m.done_on, coalesce(m.snoozes, 0) AS snoozes, m.snoozed_until, {WHO}
  FROM order_lines l JOIN sales o ON o.no = l.order_no
  JOIN customers c ON c.no = o.customer_no {FIRM} {SAID.format(kind="rebuy", subject="l.no")}
  WHERE l.product_no = :product AND l.quantity > 0 AND o.date <= iif(l.quantity < 1, :until, :last) {{of_one}} AND NOT EXISTS (
      SELECT 1 FROM sales n JOIN order_lines k ON k.order_no = n.no AND k.product_no = l.product_no AND k.quantity > 0
      WHERE n.customer_no = o.customer_no AND n.date >= o.date AND (n.date, k.no) > (o.date, l.no))
    AND (m.done_on IS NULL OR m.done_on <= :last) AND {SHOWN} AND NOT {derived_sql.PARKED} AND NOT {_LOST}"""


class RebuyKind(CountedKind):
    letter = "r"
    label = mark("due again")
    place = 8
    choice = 6
    rows = "products WHERE cycle_days IS NOT NULL AND retired_at IS NULL"

    def find(self, store: Store, query: DueQuery) -> list[DueCandidate]:
        """Find what customers need again. Who said no is asked again a cycle later, unless it was ended for them: then after they
        bought it again, which makes a line of its own.
        """
        return [one for product in store.iterate(_CYCLES) for one in _of_product(store, query, *product)]

    def customer_of(self, store: Store, no: int) -> int | None:
        sql = "SELECT o.customer_no FROM order_lines l JOIN sales o ON o.no = l.order_no WHERE l.no = :no"
        found: int | None = store.scalar(sql, no=no)
        return found

    def reasons(self, found: DueCandidate, _currency: str) -> list[Sentence]:
        return [found.fact]

    def cancel(self, store: Store, key: Key, found: Reminder) -> Reminder:
        """End the need until it is bought again."""
        from crmcli.followups import reminder_state

        reminder_state.end(store, key)
        return found._replace(cancelled_at=instant(clock.utc_text(clock.now())))


def _of_product(store: Store, query: DueQuery, product: int, name: str, cycle: int) -> list[DueCandidate]:
    until, last = query.until.isoformat(), (query.until - timedelta(days=cycle)).isoformat()
    of_one = "" if query.customer is None else "AND o.customer_no = :customer"
    given = {"product": product, "until": until, "last": last, "now": query.back_by, "customer": query.customer}
    found = []
    for row in store.named(_SQL.format(of_one=of_one), **given):
        bought, quantity = row["date"], row["quantity"]
        wanted = _wanted(bought, quantity * cycle, row["done_on"], cycle)
        if wanted and wanted <= until:
            why = _why(bought, quantity, cycle)
            line = DueCandidate(row["no"], wanted, "explore", name, row["snoozes"], why, *whom(row))
            found.append(line._replace(back=row["snoozed_until"]))
    return found


def _wanted(bought: str, lasts: float, done: str | None, cycle: int) -> str | None:
    """The day what was bought is used up, a part of a day counted whole, and a cycle after somebody said no; None for no day
    there is.
    """
    try:
        used_up = date.fromisoformat(bought) + timedelta(days=math.ceil(lasts))
        asked_again = date.fromisoformat(done) + timedelta(days=cycle) if done else used_up
        return max(used_up, asked_again).isoformat()
    except OverflowError:
        return None


def _why(bought: str, quantity: float, cycle: int) -> Sentence:
    if quantity == 1:
        return Sentence("bought {day}, needed every {days} d", day=bought, days=cycle)
    return Sentence("bought {day}, lasts {quantity} × {days} days", day=bought, quantity=in_digits(quantity), days=cycle)
