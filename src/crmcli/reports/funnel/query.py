"""What the funnel reads: for each node the customers ever there, standing there, lost there; who signed and paid."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from crmcli.core import clock
from crmcli.pipelines import pipelines
from crmcli.pipelines.deal_runs import LOST, OPEN
from crmcli.reports.funnel.calc import Bottom, Funnel, NodeSets, Place, Step, passed, visible
from crmcli.reports.funnel.per_company import in_unit
from crmcli.reports.shared import customer_bitset, deal_histories
from crmcli.reports.shared.report_options import Period, sql_in
from crmcli.storage.store import Store

# What the last order makes of a customer: none yet, came back after it, closed by it; or something lies after as-of.
_NEW, _BACK, _CLOSED, _LATE = range(4)
_STATES = 4
# Without it SQLite merges the subquery into the query around it, and computes its columns anew wherever they are named.
_ONCE = "LIMIT -1"
BOTTOMS = {"signed": "orders", "paid": "payments"}


@dataclass(frozen=True, slots=True)
class FunnelQuery:
    """What was asked: the options, read and checked."""

    pipeline: pipelines.Pipeline
    nodes: list[pipelines.Node]
    chosen: bool
    period: Period
    as_of: datetime
    where: str | None
    unit: str
    mode: str
    bottoms: tuple[str, ...]
    ordered: bool
    by: str | None = None
    group: str | None = None

    def shown_number(self, row: Step) -> int:
        """The number that --mode chose; at the bottom there is one only."""
        counted = {"reached": row.reached, "now": row.now}.get(self.mode, row.ever)
        return row.ever if counted is None else counted

    def params(self, entered: int) -> dict[str, Any]:
        return {
            "pipeline": self.pipeline.name,
            "nodes": [one.name for one in self.nodes] if self.chosen else None,
            "since": self.period.since, "until": self.period.until, "where": self.where, "per": self.unit,
            "bottom": "both" if len(self.bottoms) > 1 else self.bottoms[0], "mode": self.mode, "ordered": self.ordered,
            "by": self.by, "group": self.group, "entered": entered,
        }  # fmt: skip


class FunnelReader:
    """Reads as of an instant: touches after it, and orders, payments and losses after its day, do not exist.

    `nodes` are the numbers of the pipeline's nodes whose touches make somebody enter.
    """

    def __init__(self, store: Store, pipeline: pipelines.Pipeline, as_of: datetime) -> None:
        self.store = store
        self.nodes = [one.no for one in pipelines.nodes(store, pipeline, retired=True) if one.role != "after"]
        self._scope = deal_histories.Scope(pipeline, as_of)
        self._times = {"as_of": clock.utc_text(as_of), "day": as_of.astimezone().date().isoformat()}
        self._late = True

    def node_sets(self, places: Sequence[Place], period: Period) -> NodeSets:
        """Everything about `places`; who entered: all who had their first touch within `period`."""
        states = self._states()
        found = NodeSets(ever=self._ever([*self.nodes, *(place.no for place in places)]))
        for (node, state), members in states.items():
            if state != _CLOSED:
                found.now[node] = found.now.get(node, 0) | members
            if state != _NEW:
                found.signed |= members
        found.entered = self._entered(period) if period else reduce(or_, (found.ever.get(no, 0) for no in self.nodes), 0)
        self._take_losses_out(found)
        self._follow_deals(found)
        return found

    def _states(self) -> dict[tuple[int, int], int]:
        """By the node of the last touch (0: never touched) and the state, the customers.

        Most files have nothing after as-of. So the last touch and order are taken as they are, which spares a look at the
        others; where one turns out to be late, everything is read again with the bound.
        """
        found = self._read_states("")
        self._late = any(state == _LATE for _node, state in found)
        return self._read_states("AND {} <= {}") if self._late else found

    def _read_states(self, bound: str) -> dict[tuple[int, int], int]:
        def state(closed: str) -> str:
            return f"""coalesce((SELECT CASE WHEN o.date > :day THEN {_LATE} WHEN {closed} THEN {_CLOSED} ELSE {_BACK} END
              FROM orders o WHERE o.customer_no = c.no {bound.format("o.date", ":day")} ORDER BY o.date DESC LIMIT 1), {_NEW})"""

        touched = f"CASE WHEN t.at > :as_of THEN {_LATE} ELSE {_STATES} * t.node_no + {state(_covered('o.date'))} END"
        code = f"coalesce({self.last_touch(touched, bound.format('t.at', ':as_of'))}, {state('TRUE')})"
        codes = json.loads(
            self._value(f"SELECT json_group_array(code) FROM (SELECT {code} AS code FROM customers c ORDER BY c.no {_ONCE})")
        )
        return {
            divmod(code, _STATES): members
            for code, members in customer_bitset.by_code(self._customers(len(codes)), codes).items()
        }

    def _customers(self, count: int) -> Sequence[int]:
        """The numbers of all `count` customers, ascending; where none is missing, nothing need be read."""
        return (
            range(1, count + 1) if self._last_customer() == count else self.store.column("SELECT no FROM customers ORDER BY no")
        )

    def _last_customer(self) -> int:
        return self._value("SELECT max(no) FROM customers") or 0

    def last_touch(self, value: str, bound: str = "AND t.at <= :as_of") -> str:
        """SQL over a customer `c`: `value` of the last touch `t` in the pipeline."""
        return f"""(SELECT {value} FROM touches t WHERE t.customer_no = c.no AND {sql_in("t.node_no", self.nodes)} {bound}
          ORDER BY t.at DESC, t.no DESC LIMIT 1)"""

    def _ever(self, nodes: Sequence[int]) -> dict[int, int]:
        if not self._late and set(nodes) <= set(self.nodes):
            return self._ever_at_all(nodes)
        sql = f"""SELECT node_no, json_group_array(DISTINCT customer_no) FROM touches INDEXED BY touches_timeline
          WHERE {sql_in("node_no", nodes)} AND at <= :as_of GROUP BY node_no"""
        return {node: customer_bitset.parse(listed) for node, listed in self.iterate(sql)}

    def _ever_at_all(self, nodes: Sequence[int]) -> dict[int, int]:
        """Without a look at the time the narrow index suffices. It has the customers of a node in order, so that a block of
        them is one look-up; the sums of their bits are a short text to hand over, their numbers would be a long one.
        """
        there = """SELECT DISTINCT customer_no FROM touches INDEXED BY touches_node
          WHERE node_no = n.no AND customer_no BETWEEN b.value AND b.value + :last"""
        bits = f"(SELECT coalesce(sum(1 << customer_no - b.value), 0) FROM ({there}))"
        sql = f"""SELECT n.no, (SELECT json_group_array({bits}) FROM json_each(:blocks) b)
      FROM nodes n WHERE {sql_in("n.no", nodes)}"""
        blocks = json.dumps(list(range(0, self._last_customer() + 1, customer_bitset.BLOCK)))
        return {
            node: customer_bitset.from_blocks(listed)
            for node, listed in self.iterate(sql, blocks=blocks, last=customer_bitset.BLOCK - 1)
        }

    def _entered(self, period: Period) -> int:
        since = clock.utc_text(clock.start_of_day(period.since)) if period.since else ""
        until = clock.utc_text(clock.end_of_day(period.until)) if period.until else "9999"
        sql = f"SELECT json_group_array(c.no) FROM customers c WHERE {self.first_touch()} BETWEEN :first AND :last"
        return customer_bitset.parse(self._value(sql, first=since, last=until))

    def first_touch(self) -> str:
        """SQL over a customer `c`: the instant at which they entered, NULL where they did not."""
        return f"""(SELECT t.at FROM touches t WHERE t.customer_no = c.no AND {sql_in("t.node_no", self.nodes)} AND t.at <= :as_of
          ORDER BY t.at, t.no LIMIT 1)"""

    def _take_losses_out(self, found: NodeSets) -> None:
        """Who is lost: the last close is a loss, and no touch came after it.

        On one day the later record wins, and a loss over an order of the same moment. Where an order followed, that order
        ends what the loss ended, so only the others need a look at their touches.
        """
        later = "EXISTS (SELECT 1 FROM orders o WHERE o.customer_no = l.customer_no AND o.date > l.date AND o.date <= :day)"
        same_day = "EXISTS (SELECT 1 FROM orders o WHERE o.customer_no = c.no AND o.date = c.date AND o.created_at > c.record)"
        node = self.last_touch(f"CASE WHEN {_covered('c.date')} THEN t.node_no END")
        sql = f"""WITH c AS (SELECT no, substr(loss, 1, 10) AS date, substr(loss, 11) AS record FROM (
            SELECT customer_no AS no, max(date || created_at) AS loss FROM losses l INDEXED BY losses_customer
            WHERE date <= :day AND coalesce(reopened_at > :as_of, TRUE) AND NOT {later} GROUP BY customer_no {_ONCE}))
          SELECT node, json_group_array(no) FROM (SELECT no, {node} AS node FROM c WHERE NOT {same_day} {_ONCE})
          WHERE node IS NOT NULL GROUP BY node"""
        for no, listed in self.iterate(sql):
            found.lost[no] = customer_bitset.parse(listed)
            found.now[no] = found.now.get(no, 0) & ~found.lost[no]

    def _follow_deals(self, found: NodeSets) -> None:
        """Who has deals side by side stands where each open one does, and is lost where one was."""
        named = self.store.column(deal_histories.NAMED)
        if not named:
            return
        for sets in (found.now, found.lost):
            sets |= {node: members & ~customer_bitset.crowd(named) for node, members in sets.items()}
        only = f"t.customer_no IN ({', '.join(map(str, named))})"
        for line in deal_histories.lines(self.store, self._scope._replace(only=only)):
            still_open = line.outcomes[line.places()[-1]] == OPEN
            if still_open or line.outcomes[-2] == LOST:
                sets, node = found.now if still_open else found.lost, line.nodes[-1]
                sets[node] = sets.get(node, 0) | customer_bitset.crowd([line.customer])

    def ordered(self, places: Sequence[Place]) -> dict[int, int]:
        """By node, the customers who passed the places up to it in their order."""
        sql = f"""SELECT customer_no, node_no FROM touches WHERE {sql_in("node_no", [place.no for place in places])} AND at <= :as_of
          ORDER BY customer_no, at, no"""  # noqa: E501
        return {node: customer_bitset.crowd(members) for node, members in passed(places, self.iterate(sql)).items()}

    def paid(self) -> int:
        """Who paid anything."""
        sql = "SELECT DISTINCT customer_no FROM payments INDEXED BY payments_customer WHERE date <= :day"
        return customer_bitset.parse(self._value(f"SELECT json_group_array(customer_no) FROM ({sql})"))

    def amount(self, kind: str, everyone: int, wanted: int) -> int:
        """The cents that `wanted` signed or paid; `everyone` are all who did. A scan is quicker than as many look-ups."""
        inside, outside = everyone & wanted, everyone & ~wanted
        if customer_bitset.size(inside) < customer_bitset.size(outside):
            return self._sum(kind, inside)
        return self._sum(kind) - (self._sum(kind, outside) if outside else 0)

    def _sum(self, kind: str, members: int | None = None) -> int:
        table = BOTTOMS[kind]
        bound = "date <= :day" if self._late or kind == "paid" else "TRUE"
        if members is None:
            return self._value(f"SELECT sum(amount) FROM {table} INDEXED BY {table}_customer WHERE {bound}") or 0
        among = "customer_no IN (SELECT value FROM json_each(:members))"
        return (
            self._value(
                f"SELECT sum(amount) FROM {table} WHERE {bound} AND {among}", members=json.dumps(customer_bitset.numbers(members))
            )
            or 0
        )

    def _value(self, sql: str, **parameters: object) -> Any:
        return self.store.scalar(sql, **self._times, **parameters)

    def iterate(self, sql: str, **parameters: object) -> list[tuple[Any, ...]]:
        """The rows of the query; `:as_of` and `:day` are bound."""
        return list(self.store.iterate(sql, **self._times, **parameters))


def _covered(date: str) -> str:
    """SQL: whether a close of that local date takes effect after the touch `t`, which it does when the day ends.

    A UTC text before the date lies before that wherever one lives, one from two days on behind it; only in between the
    local day has to be asked for, which takes as long as the look-up itself.
    """
    return (
        f"CASE WHEN t.at < {date} THEN TRUE WHEN t.at >= date({date}, '+2 days') THEN FALSE ELSE date(t.at, "
        f"'localtime') <= {date} END"
    )


def read_funnel(reader: FunnelReader, query: FunnelQuery) -> Funnel:
    """The funnel that was asked for, of everybody."""
    return in_unit(reader.store, query.unit, read_customers(reader, query))


def read_customers(reader: FunnelReader, query: FunnelQuery) -> Funnel:
    """As `read_funnel`, always in customers."""
    places = [
        Place(one.no, one.name, number if query.chosen else one.position, one.retired and not query.chosen)
        for number, one in enumerate(query.nodes, 1)
    ]
    sets = reader.node_sets(places, query.period)
    if query.where:
        sets.entered &= _filtered(reader.store, query.where)
    if query.ordered:
        sets.ordered = reader.ordered(places)
    return Funnel(visible(places, sets), sets, _bottoms(reader, query.bottoms, sets))


def _filtered(store: Store, line: str) -> int:
    from crmcli.customers import filters

    return customer_bitset.crowd(filters.members(store, line))


def _bottoms(reader: FunnelReader, kinds: Sequence[str], sets: NodeSets) -> list[Bottom]:
    currency = reader.store.currency
    everyone = {kind: sets.signed if kind == "signed" else reader.paid() for kind in kinds}
    return [Bottom(kind, members, reader.amount(kind, members, sets.entered), currency) for kind, members in everyone.items()]
