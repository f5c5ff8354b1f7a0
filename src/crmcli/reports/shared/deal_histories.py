"""What journey, stalled and losses read: the runs of a pipeline as of an instant.

Most customers have no deal names. Their touches come as one text each from the covering index, which is far quicker than a
row a touch; whoever has a deal name, and everybody where firms are counted, is read row by row.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, Self

from crmcli.core import clock
from crmcli.pipelines import pipelines
from crmcli.pipelines.deal_runs import LOST, NEVER, OPEN, WON, Close, Line, Run, Touch
from crmcli.pipelines.deal_runs import lines as line_up
from crmcli.reports.shared.report_options import Period, ScopeInput, sql_in
from crmcli.storage.store import Store

NAMED = " UNION ".join(f"SELECT customer_no FROM {table} WHERE deal IS NOT NULL" for table in ("touches", "orders", "losses"))
_TEXTS = "SELECT t.customer_no, group_concat(t.at), group_concat(t.node_no) FROM touches t INDEXED BY touches_timeline"
_ORDERS = (
    "SELECT t.customer_no, group_concat(t.date) FROM orders t INDEXED BY orders_customer WHERE t.date <= "
    ":day GROUP BY t.customer_no"
)
_STANDS = "t.date <= :day AND (t.reopened_at IS NULL OR t.reopened_at > :as_of)"
_LOSSES = f"SELECT t.customer_no, group_concat(t.date) FROM losses t WHERE {_STANDS} GROUP BY t.customer_no"
_ROWS = f"""SELECT {{unit}} AS unit, t.at, t.no, t.node_no, t.deal FROM touches t {{join}} WHERE t.at <= :as_of AND {{chosen}}
  UNION ALL SELECT {{unit}}, t.date, '{WON}', NULL, t.deal FROM orders t {{join}} WHERE t.date <= :day AND {{whose}}
  UNION ALL SELECT {{unit}}, t.date, '{LOST}', NULL, t.deal FROM losses t {{join}}
    WHERE {_STANDS} AND {{whose}}
  ORDER BY unit"""
_FIRST_OF_FIRM = "(SELECT company_no, min(no) AS first FROM customers WHERE company_no IS NOT NULL GROUP BY company_no)"
_BY_FIRM = f"JOIN customers w ON w.no = t.customer_no LEFT JOIN {_FIRST_OF_FIRM} f ON f.company_no = w.company_no"


ALWAYS = Period(None, None)


class Scope(NamedTuple):
    """Which runs: of a pipeline, of customers that the filter selects, begun within the period, seen as of an instant.

    With unit `company` the contacts of a firm share one line of touches, under the number of the firm's first contact.
    `only` is one more condition, in SQL over a touch or close `t`.
    """

    pipeline: pipelines.Pipeline
    as_of: datetime
    where: str | None = None
    unit: str = "customer"
    period: Period = ALWAYS
    only: str = "TRUE"

    @classmethod
    def of(cls, pipeline: pipelines.Pipeline, typed: ScopeInput, period: Period = ALWAYS) -> Self:
        """Make the scope that the options of a report mean."""
        return cls(pipeline, typed.instant(), typed.where, typed.unit(), period)

    def params(self) -> dict[str, Any]:
        """What was asked, for JSON."""
        return {
            "pipeline": self.pipeline.name, "since": self.period.since, "until": self.period.until, "where": self.where,
            "per": self.unit,
        }  # fmt: skip


def runs(store: Store, scope: Scope) -> Iterator[Run]:
    """The runs begun within the scope's period, customer by customer.

    Touches after as-of, and orders and losses after its local day, do not exist.
    """
    found = (run for line in _every_line(store, scope) for run in line.runs())
    return _begun_within(scope.period, found) if scope.period else found


def lines(store: Store, scope: Scope) -> Iterator[Line]:
    """As `runs`, but uncut where no period asks for it."""
    return (run.as_line() for run in runs(store, scope)) if scope.period else _every_line(store, scope)


def _every_line(store: Store, scope: Scope) -> Iterator[Line]:
    return _by_firm(store, scope) if scope.unit == "company" else _by_customer(store, scope)


def _begun_within(period: Period, found: Iterator[Run]) -> Iterator[Run]:
    first = clock.utc_text(clock.start_of_day(period.since)) if period.since else ""
    last = clock.utc_text(clock.end_of_day(period.until)) if period.until else "9999"
    return (run for run in found if first <= run.times[0] <= last)


def _by_customer(store: Store, scope: Scope) -> Iterator[Line]:
    condition, whose, parameters = _conditions(store, scope)
    named = store.column(NAMED)
    if named:
        parameters["named"] = str(named)
        apart = "t.customer_no IN (SELECT value FROM json_each(:named))"
        sql = _ROWS.format(unit="t.customer_no", join="", chosen=f"{condition} AND {apart}", whose=f"{whose} AND {apart}")
        yield from _row_by_row(store, sql, parameters)
        condition += f" AND NOT {apart}"
    yield from _in_texts(store, condition, parameters)


def _in_texts(store: Store, condition: str, parameters: dict[str, Any]) -> Iterator[Line]:
    won, lost = dict(store.iterate(_ORDERS, **parameters)), dict(store.iterate(_LOSSES, **parameters))
    end, number, as_of = _Ends().__getitem__, _Numbers().__getitem__, parameters["as_of"]
    for customer, at, node in store.iterate(f"{_TEXTS} WHERE {condition} GROUP BY t.customer_no", **parameters):
        times, nodes = at.split(","), [*map(number, node.split(","))]
        if times[-1] > as_of:
            seen = bisect_right(times, as_of)
            times, nodes = times[:seen], nodes[:seen]
        days = won.pop(customer, None)
        ends = [*map(end, days.split(",")), NEVER] if days else [NEVER]
        outcomes = [WON] * len(ends)
        outcomes[-1] = OPEN
        for day in lost[customer].split(",") if customer in lost else ():
            place = bisect_right(ends, end(day))
            ends.insert(place, end(day))
            outcomes.insert(place, LOST)
        if times:
            yield Line(customer, None, nodes, times, ends, outcomes)


class _Numbers(dict[str, int]):
    """The few numbers of nodes by their digits: looked up in half the time that reading them takes."""

    def __missing__(self, digits: str) -> int:
        self[digits] = number = int(digits)
        return number


class _Ends(dict[str, str]):
    """By local date the stored instant at which its orders and losses take effect."""

    def __missing__(self, day: str) -> str:
        self[day] = end = end_of(day)
        return end


def _by_firm(store: Store, scope: Scope) -> Iterator[Line]:
    condition, whose, parameters = _conditions(store, scope)
    sql = _ROWS.format(unit="coalesce(f.first, w.no)", join=_BY_FIRM, chosen=condition, whose=whose)
    return _row_by_row(store, sql, parameters)


def _conditions(store: Store, scope: Scope) -> tuple[str, str, dict[str, Any]]:
    """Which touches `t`, whose closes `t`, and what is bound in both."""
    parameters: dict[str, Any] = {"as_of": clock.utc_text(scope.as_of), "day": scope.as_of.astimezone().date().isoformat()}
    whose, bound = chosen(store, scope.where)
    whose = f"{whose} AND {scope.only}"
    return f"{_nodes(store, scope.pipeline)} AND {whose}", whose, parameters | bound


def chosen(store: Store, where: str | None) -> tuple[str, dict[str, Any]]:
    """Whether the customer of a row `t` is one that the filter selects, as SQL, and what is bound in it."""
    if not where:
        return "TRUE", {}
    from crmcli.customers import filters

    selection = filters.where(store, where)
    return f"t.customer_no IN (SELECT c.no FROM customers c WHERE {selection.sql})", selection.parameters


def _nodes(store: Store, pipeline: pipelines.Pipeline) -> str:
    """Whether a touch lies in a run of the pipeline; no condition where no touch lies elsewhere, as in most files."""
    inside = [one.no for one in pipelines.nodes(store, pipeline, retired=True) if one.role != "after"]
    elsewhere = (
        f"SELECT 1 FROM nodes n WHERE NOT {sql_in('n.no', inside)} AND EXISTS (SELECT 1 FROM touches t WHERE "
        "t.node_no = n.no) LIMIT 1"
    )
    return sql_in("t.node_no", inside) if not inside or store.scalar(elsewhere) else "TRUE"


def _row_by_row(store: Store, sql: str, parameters: dict[str, Any]) -> Iterator[Line]:
    end = _Ends()
    for unit, rows in groupby(store.iterate(sql, **parameters), key=itemgetter(0)):
        yield from _of_unit(unit, rows, end)


def _of_unit(unit: int, rows: Iterable[tuple[Any, ...]], end: _Ends) -> list[Line]:
    touches, closes = [], []
    for _unit, at, what, node, deal in rows:
        if node is None:
            closes.append(Close(unit, end[at], what, deal))
        else:
            touches.append(Touch(unit, at, what, node, deal))
    return line_up(touches, closes)


def end_of(day: str) -> str:
    """The stored instant at which an order or loss of that local date takes effect: `clock.end_of_day`, in a third
    of its time.
    """
    midnight = datetime.fromisoformat(day) + timedelta(days=1)
    last = datetime.fromtimestamp(midnight.timestamp() - 0.001, UTC)
    return f"{last.isoformat(timespec='milliseconds')[:-6]}Z"
