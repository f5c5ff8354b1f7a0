"""All lines together: which node follows which, how often and after how long; where runs begin and how they end."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import compress, pairwise
from operator import not_, sub

from crmcli.reports.batches import batches
from crmcli.touches.runs import Line

Pair = tuple[int, int]


def _seconds() -> array[float]:
    return array("d")


@dataclass(slots=True)
class Flow:
    """By pair of nodes the seconds between the two touches; how many runs began at a node; how many have their last touch at a
    node, by outcome.
    """

    steps: defaultdict[Pair, array[float]] = field(default_factory=lambda: defaultdict(_seconds))
    starts: Counter[int] = field(default_factory=Counter)
    ends: Counter[tuple[str, int]] = field(default_factory=Counter)

    @property
    def runs(self) -> int:
        return self.starts.total()


def follow(lines: Iterable[Line]) -> Flow:
    """The flow of these lines."""
    flow = Flow()
    steps = flow.steps
    for batch in batches(lines):
        last = batch.lasts()
        first = [True, *last[:-1]]
        flow.starts.update(compress(batch.nodes, first))
        flow.ends.update(zip(map(batch.outcomes.__getitem__, compress(batch.runs, last)), compress(batch.nodes, last), strict=True))
        gaps = map(sub, batch.moments[1:], batch.moments)
        for pair, gap in compress(zip(pairwise(batch.nodes), gaps, strict=True), map(not_, last)):
            steps[pair].append(gap.total_seconds())
    return flow
