"""How long customers stay at each node: the normal times that the seller's own history tells."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import NamedTuple

from crmcli.pipelines import pipelines
from crmcli.pipelines.deal_runs import LOST, OPEN, WON, Line
from crmcli.reports.shared import deal_histories
from crmcli.reports.shared.kaplan_meier import NOTHING, Durations
from crmcli.storage.store import Store

DAY = 86_400
_moment = datetime.fromisoformat
_close = cache(_moment)


class Waiting(NamedTuple):
    """An open deal: the node where it stands, and since when (UTC)."""

    customer: int
    deal: str | None
    node: int
    begun: datetime


class Stays(NamedTuple):
    """By node how long stays lasted, in seconds; and the deals that still wait, whose stays are counted up to as-of."""

    lasted: dict[int, Durations]
    waiting: list[Waiting]


def survey(lines: Iterable[Line], as_of: datetime) -> Stays:
    """All stays: completed, open, or lost (up to the loss). Written as the journey's `calc.follow`."""
    completed, lost, still = (_by_node() for _ in range(3))
    waiting, closed = [], {WON: completed, LOST: lost}
    for line in lines:
        ends, outcomes, place = line.ends, line.outcomes, 0
        touches = zip(line.nodes, line.times, map(_moment, line.times), strict=True)
        node, at, begun = next(touches)
        while at > ends[place]:
            place += 1
        for next_node, at, moment in touches:
            if at > ends[place]:
                closed[outcomes[place]][node].append((_close(ends[place]) - begun).total_seconds())
                while at > ends[place]:
                    place += 1
                node, begun = next_node, moment
            elif next_node != node:
                completed[node].append((moment - begun).total_seconds())
                node, begun = next_node, moment
        if outcomes[place] == OPEN:
            still[node].append((as_of - begun).total_seconds())
            waiting.append(Waiting(line.customer, line.deal, node, begun))
        else:
            closed[outcomes[place]][node].append((_close(ends[place]) - begun).total_seconds())
    return Stays({node: Durations(completed[node], still[node], lost[node]) for node in {*completed, *still, *lost}}, waiting)


def _by_node() -> defaultdict[int, list[float]]:
    return defaultdict(list)


class Normal(NamedTuple):
    """A node and how long stays there last, in days: the half, three quarters and nine in ten of them are over by then.

    None where the history does not tell: the curve never falls that far. `open` stays are counted up to as-of, `lost` ones up
    to the loss. `configured_days` is what the seller set, `shipped_days` the first guess that came with the pipeline.
    """

    node: str
    n: int
    open: int
    median_days: float | None
    p75_days: float | None
    p90_days: float | None
    completed: int
    lost: int
    configured_days: float | None
    shipped_days: float | None


SHARES = (0.5, 0.75, 0.9)


def normal_times(store: Store, scope: deal_histories.Scope) -> list[Normal]:
    """The nodes of the pipeline in order with their normal times; a retired one only with a history."""
    found = survey(deal_histories.lines(store, scope), scope.as_of).lasted
    known = pipelines.nodes(store, scope.pipeline, retired=True)
    return [
        _normal(one, found.get(one.no, NOTHING)) for one in known if one.role != "after" and (not one.retired or one.no in found)
    ]


def _normal(node: pipelines.Node, lasted: Durations) -> Normal:
    median, p75, p90 = (None if seconds is None else seconds / DAY for seconds in lasted.longest(SHARES))
    counts = (len(lasted.completed), len(lasted.lost))
    return Normal(node.name, lasted.n, len(lasted.open), median, p75, p90, *counts, node.normal_days, node.shipped_days)
