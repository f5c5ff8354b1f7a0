"""The one reader of touches: what funnel, journey, normal times, stalled and losses read, a line of touches a customer and deal.

One pass over the covering index, one text a customer, which is half as dear as a row a touch. A file with names of deals, and
firms, whose touches no index has in order, are read by the row.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, Self

from crmcli.core import clock
from crmcli.pipelines import pipelines
from crmcli.pipelines.deal_runs import LOST, NEVER, OPEN, WON, Line, Run
from crmcli.reports.shared.report_options import Period, ScopeInput, sql_in
from crmcli.storage.store import Store

_TOUCHES = "touches t INDEXED BY touches_timeline {join} WHERE t.at <= :as_of AND {nodes} AND {whose}"
_ROWS = f"SELECT {{unit}}, t.at, t.node_no, t.deal FROM {_TOUCHES} ORDER BY {{unit}}, t.at, t.no"
_TEXTS = f"SELECT {{unit}}, group_concat(t.at), group_concat(t.node_no) FROM {_TOUCHES} GROUP BY {{unit}}"
# On one day an order that was recorded after a loss, of all that the loss ended, makes up for it.
_LOST = """t.date <= :day AND (t.reopened_at IS NULL OR t.reopened_at > :as_of)
  AND NOT EXISTS (SELECT 1 FROM sales o WHERE o.customer_no = t.customer_no AND o.date = t.date
    AND o.created_at > t.created_at AND (o.deal IS NULL OR o.deal = t.deal))"""
_CLOSES = {WON: "sales t {join} WHERE t.date <= :day AND {whose}", LOST: f"losses t {{join}} WHERE {_LOST} AND {{whose}}"}
_FIRST_OF_FIRM = "(SELECT company_no, min(no) AS first FROM customers WHERE company_no IS NOT NULL GROUP BY company_no)"
_BY_FIRM = f"JOIN customers w ON w.no = t.customer_no LEFT JOIN {_FIRST_OF_FIRM} f ON f.company_no = w.company_no"


ALWAYS = Period(None, None)
Walk = tuple[int, Sequence[str], Sequence[int], Sequence[str | None]]


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
    terms, bound = _terms(store, scope)
    closes = _Closes(store, terms, bound)
    for unit, times, nodes, deals in _walks(store, scope, terms, bound):
        if any(deals):
            for deal in sorted({deal or "" for deal in deals}):
                own = [place for place, name in enumerate(deals) if (name or "") == deal]
                yield closes.line(unit, deal or None, [nodes[place] for place in own], [times[place] for place in own])
        else:
            yield closes.line(unit, None, nodes, times)


def _walks(store: Store, scope: Scope, terms: dict[str, str], bound: dict[str, Any]) -> Iterator[Walk]:
    """The touches of each unit: when, at which nodes, of which deals (empty where none has a name)."""
    if scope.unit == "company" or store.scalar("SELECT EXISTS (SELECT 1 FROM touches WHERE deal IS NOT NULL)"):
        for unit, touches in groupby(store.iterate(_ROWS.format(**terms), **bound), key=itemgetter(0)):
            _unit, times, nodes, deals = zip(*touches, strict=True)
            yield unit, times, nodes, deals
    else:
        number = _Numbers().__getitem__
        for unit, at, node in store.iterate(_TEXTS.format(**terms), **bound):
            yield unit, at.split(","), [*map(number, node.split(","))], ()


class _Numbers(dict[str, int]):
    """The few numbers of nodes by their digits: looked up in half the time that reading them takes."""

    def __missing__(self, digits: str) -> int:
        self[digits] = number = int(digits)
        return number


def _terms(store: Store, scope: Scope) -> tuple[dict[str, str], dict[str, Any]]:
    """What a scope means in the SQL above, and what is bound in it."""
    whose, bound = chosen(store, scope.where)
    firm = scope.unit == "company"
    terms = {
        "unit": "coalesce(f.first, w.no)" if firm else "t.customer_no", "join": _BY_FIRM if firm else "",
        "nodes": _nodes(store, scope.pipeline), "whose": f"{whose} AND {scope.only}",
    }  # fmt: skip
    as_of = {"as_of": clock.utc_text(scope.as_of), "day": scope.as_of.astimezone().date().isoformat()}
    return terms, as_of | bound


class _Closes:
    """The orders and losses of a scope by unit: the dates of all as one text, and of those that close one deal alone."""

    def __init__(self, store: Store, terms: dict[str, str], bound: dict[str, Any]) -> None:
        self._end = _Ends().__getitem__
        self._days: dict[str, dict[int, str]] = {}
        self._named = defaultdict[tuple[str, int], list[tuple[str, str]]](list)
        for outcome, source in _CLOSES.items():
            rows = source.format(**terms)
            unit = terms["unit"]
            self._days[outcome] = dict(store.iterate(f"SELECT {unit}, group_concat(t.date) FROM {rows} GROUP BY {unit}", **bound))
            for who, deal, day in store.iterate(f"SELECT {unit}, t.deal, t.date FROM {rows} AND t.deal > ''", **bound):
                self._named[outcome, who].append((deal, day))

    def line(self, unit: int, deal: str | None, nodes: Sequence[int], times: Sequence[str]) -> Line:
        """The line of these touches with the closes that apply to them."""
        ends = self._ends(WON, unit, deal)
        outcomes = [WON] * len(ends)
        if unit in self._days[LOST]:
            for end in self._ends(LOST, unit, deal):
                place = bisect_right(ends, end)
                ends.insert(place, end)
                outcomes.insert(place, LOST)
        ends.append(NEVER)
        outcomes.append(OPEN)
        return Line(unit, deal, nodes, times, ends, outcomes)

    def _ends(self, outcome: str, unit: int, deal: str | None) -> list[str]:
        listed = self._days[outcome].get(unit)
        days = listed.split(",") if listed else []
        if self._named:
            for other, day in self._named.get((outcome, unit), ()):
                if other != deal:
                    days.remove(day)
        return sorted(map(self._end, days))


class _Ends(dict[str, str]):
    """By local date the stored instant at which its orders and losses take effect."""

    def __missing__(self, day: str) -> str:
        self[day] = end = end_of(day)
        return end


def _begun_within(period: Period, found: Iterator[Run]) -> Iterator[Run]:
    first, last = period.instants()
    return (run for run in found if first <= run.times[0] <= last)


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


def end_of(day: str) -> str:
    """The stored instant at which an order or loss of that local date takes effect: `clock.end_of_day`, in a third
    of its time.
    """
    midnight = datetime.fromisoformat(day) + timedelta(days=1)
    last = datetime.fromtimestamp(midnight.timestamp() - 0.001, UTC)
    return f"{last.isoformat(timespec='milliseconds')[:-6]}Z"
