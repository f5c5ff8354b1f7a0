"""Runs (deals): derived from a customer's touches in a pipeline, cut at each order or loss; never stored.

Instants are stored UTC texts, which sort as they follow each other. An order or loss takes effect at the end of its local
day; of what falls on one instant the touch comes first, then the order, then the loss. So a touch belongs to the run that
the first close at or after it ends: touches with the same number of closes before them are one run.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby, repeat
from typing import NamedTuple

OPEN, WON, LOST = "open", "won", "lost"
NEVER = "~"  # sorts behind all instants


class Run(NamedTuple):
    """One deal: the nodes and instants of its touches, how it ended (open, won, lost) and when."""

    customer: int
    deal: str | None
    nodes: Sequence[int]
    times: Sequence[str]
    outcome: str
    closed_at: str | None

    def as_line(self) -> "Line":
        """The run as a line of its own."""
        ends, outcomes = ([], []) if self.closed_at is None else ([self.closed_at], [self.outcome])
        return Line(self.customer, self.deal, self.nodes, self.times, [*ends, NEVER], [*outcomes, OPEN])


class Line:
    """The touches of one customer and deal name by time and number, and the closes that apply, in order of their effect; behind
    them stands one that never comes, that of the run which is open.

    What counts a million touches reads lines: cutting them into runs would take longer than the counting. Written out, since a
    dataclass is slow to load and a tuple slow to make.
    """

    __slots__ = ("customer", "deal", "ends", "nodes", "outcomes", "times")

    def __init__(
        self,
        customer: int,
        deal: str | None,
        nodes: Sequence[int],
        times: Sequence[str],
        ends: Sequence[str],
        outcomes: Sequence[str],
    ) -> None:
        self.customer, self.deal, self.nodes, self.times, self.ends, self.outcomes = customer, deal, nodes, times, ends, outcomes

    def places(self) -> list[int]:
        """For each touch the number of closes before it, which is also the place in `ends` of the close after it."""
        return list(map(bisect_left, repeat(self.ends), self.times))

    def state(self) -> str:
        """How the line stands: open, or as its last close left it."""
        return OPEN if len(self.ends) == 1 or self.times[-1] > self.ends[-2] else self.outcomes[-2]

    def runs(self) -> Iterator[Run]:
        """The line cut into its runs."""
        for place, touches in groupby(zip(self.places(), self.nodes, self.times, strict=True), key=lambda one: one[0]):
            _places, nodes, times = zip(*touches, strict=True)
            outcome = self.outcomes[place]
            yield Run(self.customer, self.deal, nodes, times, outcome, None if outcome == OPEN else self.ends[place])
