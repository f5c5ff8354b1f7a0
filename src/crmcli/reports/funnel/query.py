"""What the funnel reads: for each node the customers ever there, standing there, lost there; who signed and paid."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from crmcli.core import clock
from crmcli.pipelines import pipelines
from crmcli.pipelines.deal_runs import OPEN, WON
from crmcli.reports.funnel.calc import Bottom, Crowd, Funnel, NodeSets, Place, Step, passed, visible
from crmcli.reports.shared import deal_histories, report_options
from crmcli.reports.shared.report_options import Period, sql_in
from crmcli.storage.store import Store

BOTTOMS = {"signed": "sales", "paid": "payments"}


class FunnelQuery(NamedTuple):
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
        self._money: dict[str, dict[int, int]] = {}

    def node_sets(self, places: Sequence[Place], period: Period, where: str | None = None, *, ordered: bool = False) -> NodeSets:
        """Everything about `places` of those who entered: whom `where` selects, with their first touch within `period`."""
        entered, (ever, now, lost) = set[int](), (defaultdict[int, set[int]](set) for _ in range(3))
        for line in deal_histories.lines(self.store, self._scope._replace(where=where, only=self._begun_within(period))):
            who, state = line.customer, line.state()
            entered.add(who)
            for node in set(line.nodes):
                ever[node].add(who)
            if state != WON:
                (now if state == OPEN else lost)[line.nodes[-1]].add(who)
        outside = [place.no for place in places if place.no not in self.nodes]
        for who, node in self._at(outside, entered) if outside else ():
            ever[node].add(who)
        in_turn = passed(places, self._at([place.no for place in places], entered)) if ordered else None
        return NodeSets(entered, ever, now, lost, in_turn)

    def _begun_within(self, period: Period) -> str:
        """SQL over a touch or close `t`: whether its customer entered within the period."""
        first, last = period.instants()
        entered = f"SELECT c.no FROM customers c WHERE {self.first_touch()} BETWEEN '{first}' AND '{last}'"
        return f"t.customer_no IN ({entered})" if period else "TRUE"

    def _at(self, nodes: Sequence[int], entered: Crowd) -> Iterator[tuple[int, int]]:
        """Customer and node of each touch at the nodes, in order of time and number within a customer."""
        sql = "SELECT customer_no, node_no FROM touches WHERE {} AND at <= :as_of ORDER BY customer_no, at, no"
        rows = self.store.iterate(sql.format(sql_in("node_no", nodes)), as_of=self._times["as_of"])
        return ((who, node) for who, node in rows if who in entered)

    def first_touch(self) -> str:
        """SQL over a customer `c`: the instant at which they entered, NULL where they did not."""
        return self._touch("ASC")

    def last_touch(self) -> str:
        """SQL over a customer `c`: the instant of the last touch in the pipeline."""
        return self._touch("DESC")

    def _touch(self, order: str) -> str:
        return f"""(SELECT t.at FROM touches t WHERE t.customer_no = c.no AND {sql_in("t.node_no", self.nodes)} AND t.at <= :as_of
          ORDER BY t.at {order} LIMIT 1)"""

    def money(self, kind: str) -> dict[int, int]:
        """By customer the cents that they signed or paid."""
        if kind not in self._money:
            cents = "coalesce(sum(amount) FILTER (WHERE currency IS NULL), 0)"
            sql = f"SELECT customer_no, {cents} FROM {BOTTOMS[kind]} WHERE date <= :day GROUP BY customer_no"
            self._money[kind] = dict(self.iterate(sql))
        return self._money[kind]

    def bottom(self, kind: str, entered: Crowd) -> Bottom:
        """Who of those who entered signed or paid, and how much."""
        money = self.money(kind)
        ever = money.keys() & entered
        return Bottom(kind, ever, sum(map(money.__getitem__, ever)), self.store.currency)

    def iterate(self, sql: str, **parameters: object) -> list[tuple[Any, ...]]:
        """The rows of the query; `:as_of` and `:day` are bound."""
        return list(self.store.iterate(sql, **self._times, **parameters))


def read_funnel(reader: FunnelReader, query: FunnelQuery) -> Funnel:
    """The funnel that was asked for, of everybody."""
    return in_unit(reader.store, query.unit, read_customers(reader, query))


def read_customers(reader: FunnelReader, query: FunnelQuery) -> Funnel:
    """As `read_funnel`, always in customers."""
    places = [
        Place(one.no, one.name, number if query.chosen else one.position, one.retired and not query.chosen)
        for number, one in enumerate(query.nodes, 1)
    ]
    sets = reader.node_sets(places, query.period, query.where, ordered=query.ordered)
    return Funnel(visible(places, sets), sets, [reader.bottom(kind, sets.entered) for kind in query.bottoms])


def in_unit(store: Store, unit: str, found: Funnel) -> Funnel:
    """`found`, which counts customers, in the unit of --per."""
    return found.in_firms(report_options.stand_ins(store, unit)) if unit == "company" else found
