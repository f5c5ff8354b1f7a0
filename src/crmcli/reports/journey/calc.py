"""The rows of the journey map: what was counted, and what stands out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crmcli.core.choices import Choices, Coded
from crmcli.reports.journey.query import Flow
from crmcli.reports.shared.kaplan_meier import quantile

KIND = Choices("journey row", edge="from node to node", start="beginning", won="won", lost="lost", open="still open")
OUTCOMES = ("won", "lost", "open")
SLOW = 2
RARE = 1 / 500
_KNOWN = 5


@dataclass(frozen=True, slots=True)
class Row:
    """An edge from node to node, a beginning (no `from_`), or an end (no `to`): how often, and the seconds between the touches.

    Seconds are quantiles of type 7; None at beginnings and ends, for orders and losses are dates.
    """

    kind: Coded | None
    from_: str | None
    to: str | None
    count: int
    median_seconds: float | None
    p90_seconds: float | None


Names = Mapping[int, str]
"""By number the names of the nodes, in the order of the pipeline."""


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
