"""All lines together: which node follows which, how often and after how long; where runs begin and how they end."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from crmcli.touches.runs import OPEN, Line, Run

Pair = tuple[int, int]
_moment = datetime.fromisoformat


def _seconds() -> array[float]:
    return array("d")


@dataclass(slots=True)
class Flow:
    """By pair of nodes the seconds between the two touches; by node how many runs began there; by outcome and node how many
    runs have their last touch there.
    """

    steps: defaultdict[Pair, array[float]] = field(default_factory=lambda: defaultdict(_seconds))
    starts: Counter[int] = field(default_factory=Counter)
    ends: Counter[tuple[str, int]] = field(default_factory=Counter)

    @property
    def runs(self) -> int:
        return self.starts.total()


def follow(lines: Iterable[Line]) -> Flow:
    """The flow of these lines. One loop over a million touches: no call in it that could be spared."""
    flow = Flow()
    steps, starts, finished = flow.steps, flow.starts, flow.ends
    for line in lines:
        outcomes, places = (*line.outcomes, OPEN), line.places()
        touches = zip(places, line.nodes, map(_moment, line.times), strict=True)
        place, node, moment = next(touches)
        starts[node] += 1
        for next_place, next_node, next_moment in touches:
            if next_place == place:
                steps[node, next_node].append((next_moment - moment).total_seconds())
            else:
                finished[outcomes[place], node] += 1
                starts[next_node] += 1
                place = next_place
            node, moment = next_node, next_moment
        finished[outcomes[place], node] += 1
    return flow


@dataclass(slots=True)
class Taken:
    """Of the runs with one outcome: how many there are, and how many took each step at least once."""

    runs: int = 0
    steps: Counter[Pair] = field(default_factory=Counter)
    starts: Counter[int] = field(default_factory=Counter)
    lasts: Counter[int] = field(default_factory=Counter)


def compare(runs: Iterable[Run], outcomes: Iterable[str]) -> dict[str, Taken]:
    """By outcome what its runs took; runs with another outcome are passed over."""
    found = {outcome: Taken() for outcome in outcomes}
    for run in runs:
        taken = found.get(run.outcome)
        if taken is not None:
            taken.runs += 1
            taken.starts[run.nodes[0]] += 1
            taken.lasts[run.nodes[-1]] += 1
            taken.steps.update(set(zip(run.nodes, run.nodes[1:], strict=False)))
    return found
