"""All lines together: which node follows which, how often and after how long; where runs begin and how they end."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from operator import sub

from crmcli.touches.runs import Run

Pair = tuple[int, int]
_moment = datetime.fromisoformat
_cached_moment = cache(_moment)


def _gaps() -> array[float]:
    return array("d")


@dataclass(slots=True)
class Flow:
    """By pair of nodes the seconds between them; by node how many runs began there; by outcome and last node the seconds
    from the last touch to the close, or only the number of runs that are still open there.
    """

    steps: defaultdict[Pair, array[float]] = field(default_factory=lambda: defaultdict(_gaps))
    starts: Counter[int] = field(default_factory=Counter)
    closes: defaultdict[tuple[str, int], array[float]] = field(default_factory=lambda: defaultdict(_gaps))
    open: Counter[int] = field(default_factory=Counter)

    @property
    def runs(self) -> int:
        return self.starts.total()


def follow(runs: Iterable[Run]) -> Flow:
    """The flow of these runs."""
    flow = Flow()
    steps, starts, closes, still_open = flow.steps, flow.starts, flow.closes, flow.open
    for _customer, _deal, nodes, times, outcome, closed_at in runs:
        starts[nodes[0]] += 1
        last = nodes[-1]
        if len(nodes) > 1:
            moments = list(map(_moment, times))
            for pair, gap in zip(zip(nodes, nodes[1:]), map(sub, moments[1:], moments)):  # noqa: B905, RUF007 - a million times
                steps[pair].append(gap.total_seconds())
            end = moments[-1]
        if closed_at is None:
            still_open[last] += 1
        else:
            if len(nodes) == 1:
                end = _moment(times[0])
            closes[outcome, last].append((_cached_moment(closed_at) - end).total_seconds())
    return flow
