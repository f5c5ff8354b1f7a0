"""Lines laid end to end, some thousand customers at a time, so that a million touches are counted in few passes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice, repeat
from operator import ne

from crmcli.touches.runs import OPEN, Line

_LINES = 2000
_NEVER = "~"


@dataclass(slots=True)
class Batch:
    """Touch by touch: its node, its instant (UTC), and the number of its run. By number of run: outcome and stored instant of the end."""

    nodes: list[int] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    runs: list[int] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=list)

    def add(self, line: Line) -> None:
        first = len(self.ends)
        self.ends += line.ends
        after = len(self.ends)
        self.ends.append(_NEVER)
        self.outcomes += line.outcomes
        self.outcomes.append(OPEN)
        self.nodes += line.nodes
        self.times += line.times
        self.runs += map(bisect_left, repeat(self.ends), line.times, repeat(first), repeat(after))

    def lasts(self) -> list[bool]:
        """For each touch whether it is the last of its run."""
        return list(map(ne, self.runs, chain(islice(self.runs, 1, None), (None,))))


def batches(lines: Iterable[Line]) -> Iterator[Batch]:
    """The lines in batches."""
    source = iter(lines)
    while some := list(islice(source, _LINES)):
        batch = Batch()
        for line in some:
            batch.add(line)
        batch.moments = list(map(datetime.fromisoformat, batch.times))
        yield batch
