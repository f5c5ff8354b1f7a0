"""The arithmetic of the journey map: which node follows which, how often and after how long; what stands out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from crmcli.core.choices import Choices, Coded
from crmcli.core.quantiles import quantile
from crmcli.pipelines.deal_runs import LOST, OPEN, WON, Line

KIND = Choices("journey row", edge="from node to node", start="beginning", won="won", lost="lost", open="still open")
OUTCOMES = ("won", "lost", "open")
SLOW = 2
RARE = 1 / 500
_KNOWN = 5
_moment = datetime.fromisoformat


class Row(NamedTuple):
    """An edge from node to node, a beginning (no `from_`), or an end (no `to`): how often, and the seconds between the touches.

    Seconds are quantiles of type 7; None at beginnings and ends, for orders and losses are dates.
    """

    kind: Coded | None
    from_: str | None
    to: str | None
    count: int  # type: ignore[assignment] # hides the method of tuples
    median_seconds: float | None
    p90_seconds: float | None


Names = Mapping[int, str]
"""By number the names of the nodes, in the order of the pipeline."""


class Flow(NamedTuple):
    """By node and next node the seconds between the two touches; by node how many runs began there; by outcome and node how
    many runs have their last touch there.
    """

    steps: Mapping[int, Mapping[int, Sequence[float]]]
    starts: Mapping[int, int]
    ends: Mapping[str, Mapping[int, int]]


def follow(lines: Iterable[Line]) -> Flow:
    """The flow of these lines. One loop over a million touches: no call in it that could be spared."""
    steps: dict[int, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    starts: dict[int, int] = defaultdict(int)
    finished: dict[str, dict[int, int]] = {outcome: defaultdict(int) for outcome in (WON, LOST, OPEN)}
    for line in lines:
        ends, outcomes, place = line.ends, line.outcomes, 0
        touches = zip(line.nodes, line.times, map(_moment, line.times), strict=True)
        node, at, moment = next(touches)
        while at > ends[place]:
            place += 1
        starts[node] += 1
        for next_node, at, next_moment in touches:
            if at <= ends[place]:
                steps[node][next_node].append((next_moment - moment).total_seconds())
            else:
                finished[outcomes[place]][node] += 1
                starts[next_node] += 1
                while at > ends[place]:
                    place += 1
            node, moment = next_node, next_moment
        finished[outcomes[place]][node] += 1
    return Flow(steps, starts, finished)


def rows(names: Names, flow: Flow) -> list[Row]:
    """Beginnings first, then node by node what follows it, the most frequent first, then the ends there."""
    place = {no: number for number, no in enumerate(names)}
    found = [Row(KIND.of("start"), None, names[no], count, None, None) for no, count in _by_count(flow.starts, place)]
    for no, name in names.items():
        steps = flow.steps.get(no, {})
        following = {to: len(seconds) for to, seconds in steps.items()}
        found += [_edge(name, names[to], steps[to]) for to, _count in _by_count(following, place)]
        found += [Row(KIND.of(kind), name, None, count, None, None) for kind in OUTCOMES if (count := flow.ends[kind].get(no))]
    return found


def _by_count(counts: Mapping[int, int], place: Mapping[int, int]) -> list[tuple[int, int]]:
    return sorted(counts.items(), key=lambda one: (-one[1], place[one[0]]))


def _edge(name: str, to: str, seconds: Sequence[float]) -> Row:
    ordered = sorted(seconds)
    return Row(KIND.of("edge"), name, to, len(ordered), quantile(ordered, 0.5), quantile(ordered, 0.9))


def slow(found: Iterable[Row]) -> set[tuple[str, str]]:
    """The edges between different nodes whose median is more than twice the middle one of the others' medians.

    Only edges that were taken often enough to be known are judged, and only by such.
    """
    known = {
        (row.from_, row.to): row.median_seconds
        for row in found
        if row.from_ and row.to and row.from_ != row.to and row.count >= _KNOWN and row.median_seconds is not None
    }
    others = {edge: [seconds for other, seconds in known.items() if other != edge] for edge in known}
    usual = {edge: quantile(sorted(seconds), 0.5) or 0 for edge, seconds in others.items() if len(seconds) > 1}
    return {edge for edge, seconds in known.items() if edge in usual and seconds > SLOW * usual[edge]}


def main_edges(found: Sequence[Row], most: int) -> list[Row]:
    """The edges between different nodes that a drawing can hold: the most frequent ones, at least one in 500 of all."""
    edges = [row for row in found if row.from_ and row.to and row.from_ != row.to]
    least = sum(row.count for row in edges) * RARE
    frequent = sorted((row for row in edges if row.count >= least), key=lambda row: -row.count)[:most]
    return [row for row in edges if row in frequent]


def main_nodes(found: Sequence[Row], edges: Sequence[Row]) -> set[str]:
    """The nodes that a drawing with these edges needs: theirs, and those where at least one deal in 500 begins,
    ends, or stays.
    """
    least = sum(row.count for row in found if row.from_ is None) * RARE
    alone = (row for row in found if (row.from_ is None or row.to in (None, row.from_)) and row.count >= least)
    return {name for row in (*edges, *alone) for name in (row.from_, row.to) if name}
