"""Runs (deals): derived from a customer's touches in a pipeline, cut at each order or loss; never stored.

Instants are stored UTC texts, which sort as they follow each other. An order or loss takes effect at the end of its local
day; of what falls on one instant the touch comes first, then the order, then the loss.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

OPEN, WON, LOST = "open", "won", "lost"
_RANK = {WON: 0, LOST: 1}


class Touch(NamedTuple):
    """A touch at a node that belongs to runs (step or won)."""

    customer: int
    at: str
    no: int
    node: int
    deal: str | None = None


class Close(NamedTuple):
    """An order (`won`) or a loss that nobody reopened (`lost`). Without a deal name it closes every open run."""

    customer: int
    at: str
    outcome: str
    deal: str | None = None


class Stay(NamedTuple):
    """A stretch of a run at one node; `end` is None where the run was not seen to leave it, open or lost."""

    node: int
    start: str
    end: str | None


class Run(NamedTuple):
    """One deal: the nodes and instants of its touches, how it ended (open, won, lost) and when. A tuple: there are many."""

    customer: int
    deal: str | None
    nodes: Sequence[int]
    times: Sequence[str]
    outcome: str
    closed_at: str | None

    @property
    def stays(self) -> list[Stay]:
        """Its stays in order. A touch at the same node prolongs a stay; another node or the order ends it."""
        begins = [place for place, node in enumerate(self.nodes) if not place or node != self.nodes[place - 1]]
        ends = [*(self.times[place] for place in begins[1:]), self.closed_at if self.outcome == WON else None]
        return [Stay(self.nodes[place], self.times[place], end) for place, end in zip(begins, ends, strict=True)]


def derive(touches: Iterable[Touch], closes: Iterable[Close]) -> list[Run]:
    """The runs of all customers by customer and deal name, whatever the order in which touches and closes are given."""
    streams: dict[tuple[int, str], list[Touch]] = {}
    for touch in touches:
        streams.setdefault((touch.customer, touch.deal or ""), []).append(touch)
    ends: dict[int, list[Close]] = {}
    for close in closes:
        ends.setdefault(close.customer, []).append(close)
    found: list[Run] = []
    for (customer, deal), own in sorted(streams.items()):
        own.sort(key=lambda touch: (touch.at, touch.no))
        applying = [close for close in ends.get(customer, ()) if not close.deal or close.deal == deal]
        times, nodes = [touch.at for touch in own], [touch.node for touch in own]
        found += cut(customer, deal or None, times, nodes, in_order((close.at, close.outcome) for close in applying))
    return found


def in_order(closes: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Closes as (instant, outcome) in the order of their effect."""
    return sorted(closes, key=lambda close: (close[0], _RANK[close[1]]))


def cut(
    customer: int, deal: str | None, times: Sequence[str], nodes: Sequence[int], closes: Iterable[tuple[str, str]]
) -> Iterator[Run]:
    """The runs of one stream of touches in order of time and number, cut by closes that are `in_order`."""
    start, count = 0, len(times)
    for at, outcome in closes:
        end = bisect_right(times, at, start)
        if end > start:
            yield Run(customer, deal, nodes[start:end], times[start:end], outcome, at)
            if end == count:
                return
            start = end
    if start < count:
        yield Run(customer, deal, nodes[start:], times[start:], OPEN, None)
