"""What the funnel reads: for each node the customers ever there, standing there, lost there; who signed and paid."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from crmcli.kernel import clock
from crmcli.kernel.store import Store
from crmcli.reports import crowd
from crmcli.reports.funnel_rules import Crowds, Place, passed
from crmcli.reports.scope import Period

_LATE = -1
# Without it SQLite merges the subquery into the query around it, and computes its columns anew wherever they are named.
_ONCE = "LIMIT -1"
# A close of a date takes effect when that local day ends. A UTC text before the date lies before that wherever one lives.
_LOCAL_DAY = "date(t.at, 'localtime')"
BOTTOMS = {"signed": "orders", "paid": "payments"}


class Reader:
    """Reads as of an instant: touches after it, and orders, payments and losses after its day, do not exist.

    `nodes` are the numbers of the pipeline's nodes whose touches make somebody enter.
    """

    def __init__(self, store: Store, as_of: datetime, nodes: Sequence[int]) -> None:
        self.store = store
        self.nodes = nodes
        self._times = {"as_of": clock.utc_text(as_of), "day": as_of.astimezone().date().isoformat()}

    def crowds(self, places: Sequence[Place], period: Period) -> Crowds:
        """Everything about `places`; who entered: all who had their first touch within `period`."""
        now, late = self._standing(bounded=False)
        if late:
            now, _ = self._standing(bounded=True)
        found = Crowds(ever=self._ever([*self.nodes, *(place.no for place in places)], bounded=late), now=now)
        found.entered = self._entered(period) if period else reduce(or_, (found.ever.get(no, 0) for no in self.nodes), 0)
        self._take_losses_out(found)
        return found

    def _standing(self, *, bounded: bool) -> tuple[dict[int, int], bool]:
        """By node, the customers whose last touch stands there and is behind their last order.

        Most files have no touch after as-of. So the last touch is taken as it is, which spares a look at every touch;
        a late one is reported (True), and then it must be done again with the bound.
        """
        closed = f"""SELECT CASE WHEN t.at < o.date THEN TRUE ELSE {_LOCAL_DAY} <= o.date END FROM orders o
          WHERE o.customer_no = c.no AND o.date <= :day ORDER BY o.date DESC LIMIT 1"""
        state = f"CASE WHEN t.at > :as_of THEN {_LATE} WHEN NOT coalesce(({closed}), FALSE) THEN t.node_no END"
        last = self._last_touch(state, bounded=bounded)
        sql = f"SELECT node, group_concat(no) FROM (SELECT c.no, {last} AS node FROM customers c ORDER BY c.no {_ONCE}) GROUP BY node"
        found = {node: crowd.parse(listed) for node, listed in self.each(sql) if node is not None}
        return found, found.pop(_LATE, None) is not None

    def _last_touch(self, value: str, *, bounded: bool = True) -> str:
        bound = "AND t.at <= :as_of" if bounded else ""
        return f"""(SELECT {value} FROM touches t WHERE t.customer_no = c.no AND t.node_no IN ({_listed(self.nodes)}) {bound}
          ORDER BY t.at DESC, t.no DESC LIMIT 1)"""

    def _ever(self, nodes: Sequence[int], *, bounded: bool) -> dict[int, int]:
        """The narrow index suffices unless the time has to be looked at."""
        source = "touches INDEXED BY touches_timeline" if bounded else "touches INDEXED BY touches_node"
        bound = "AND at <= :as_of" if bounded else ""
        sql = f"""SELECT node_no, group_concat(DISTINCT customer_no) FROM {source}
          WHERE node_no IN ({_listed(nodes)}) {bound} GROUP BY node_no"""
        return {node: crowd.parse(listed) for node, listed in self.each(sql)}

    def _entered(self, period: Period) -> int:
        first = f"""SELECT customer_no FROM touches WHERE node_no IN ({_listed(self.nodes)}) AND at <= :as_of
          GROUP BY customer_no HAVING min(at) BETWEEN :first AND :last"""
        since = clock.utc_text(clock.start_of_day(period.since)) if period.since else ""
        until = clock.utc_text(clock.end_of_day(period.until)) if period.until else "9999"
        return crowd.crowd([row[0] for row in self.each(first, first=since, last=until)])

    def _take_losses_out(self, found: Crowds) -> None:
        """A loss since the last touch ends the run; where no order followed it, the customer was lost at that node.

        On one day the later record wins, and a loss over an order of the same moment.
        """
        order = """SELECT 1 FROM orders o WHERE o.customer_no = c.no AND o.date BETWEEN substr(c.loss, 1, 10) AND :day
          AND (o.date > substr(c.loss, 1, 10) OR o.created_at > substr(c.loss, 11))"""
        sql = f"""WITH c AS (SELECT customer_no AS no, max(date || created_at) AS loss FROM losses
            WHERE date <= :day AND coalesce(reopened_at > :as_of, TRUE) GROUP BY customer_no)
          SELECT node, ordered, group_concat(no) FROM (
            SELECT no, EXISTS ({order}) AS ordered, {self._last_touch(f"CASE WHEN {_LOCAL_DAY} <= substr(c.loss, 1, 10) THEN t.node_no END")} AS node
            FROM c {_ONCE}) WHERE node IS NOT NULL GROUP BY node, ordered"""
        for node, ordered, listed in self.each(sql):
            gone = crowd.parse(listed)
            found.now[node] = found.now.get(node, 0) & ~gone
            if not ordered:
                found.lost[node] = gone

    def ordered(self, places: Sequence[Place]) -> dict[int, int]:
        """By node, the customers who passed the places up to it in their order."""
        sql = f"""SELECT customer_no, node_no FROM touches WHERE node_no IN ({_listed([place.no for place in places])}) AND at <= :as_of
          ORDER BY customer_no, at, no"""
        return {node: crowd.crowd(members) for node, members in passed(places, self.each(sql)).items()}

    def bottom(self, kind: str, entered: int) -> tuple[int, int]:
        """Who signed (or paid), and the sum in cents of those who entered."""
        table = BOTTOMS[kind]
        source = f"FROM {table} INDEXED BY {table}_customer WHERE date <= :day"
        members = crowd.parse(self._value(f"SELECT group_concat(DISTINCT customer_no) {source}"))
        amount = self._value(f"SELECT sum(amount) {source}") or 0
        if others := crowd.numbers(members & ~entered):
            among = "customer_no IN (SELECT value FROM json_each(:others))"
            amount -= self._value(f"SELECT sum(amount) {source} AND {among}", others=json.dumps(others))
        return members, amount

    def _value(self, sql: str, **parameters: object) -> Any:
        return self.store.value(sql, **self._times, **parameters)

    def each(self, sql: str, **parameters: object) -> list[tuple[Any, ...]]:
        """The rows of the query; `:as_of` and `:day` are bound."""
        return list(self.store.each(sql, **self._times, **parameters))


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, sorted(set(numbers)))) or "NULL"
