"""How long something lasts, of which part is not over yet: quantiles, and the Kaplan-Meier estimate. Seconds or days alike."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import floor

TOLERANCE = 1e-12


def _empty() -> array[float]:
    return array("d")


@dataclass(frozen=True, slots=True)
class Lasted:
    """Durations seen to their end, and those cut off before it: by as-of (`open`) or by a loss (`lost`)."""

    completed: array[float] = field(default_factory=_empty)
    open: array[float] = field(default_factory=_empty)
    lost: array[float] = field(default_factory=_empty)

    @property
    def n(self) -> int:
        return len(self.completed) + len(self.open) + len(self.lost)

    def longest(self, shares: Sequence[float]) -> list[float | None]:
        """For each share, how long at most that share of them lasts; None where the curve never falls so far."""
        return falls_to(self.completed, [*self.open, *self.lost], [1 - share for share in shares])


def survival(completed: Sequence[float], censored: Sequence[float]) -> Iterator[tuple[float, float]]:
    """The steps (t, S(t)) of the product-limit estimate (Kaplan and Meier 1958), t ascending.

    At t are all who completed or were censored at t or later: who is censored at t is still at risk there.
    """
    ends, cut_off = sorted(completed), sorted(censored)
    alive, done, total = 1.0, 0, len(ends) + len(cut_off)
    for t, same in groupby(ends):
        at_risk = total - done - bisect_left(cut_off, t)
        events = sum(1 for _ in same)
        alive *= 1 - events / at_risk
        done += events
        yield t, alive


def falls_to(completed: Sequence[float], censored: Sequence[float], levels: Sequence[float]) -> list[float | None]:
    """For each level, descending, the smallest t with S(t) at or below it; None where S stays above."""
    found: list[float | None] = []
    for t, alive in survival(completed, censored):
        while len(found) < len(levels) and alive <= levels[len(found)] + TOLERANCE:
            found.append(t)
        if len(found) == len(levels):
            break
    return [*found, *([None] * (len(levels) - len(found)))]


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The quantile of type 7 (Hyndman and Fan 1996) of ascending values; None of none."""
    if not ordered:
        return None
    place = (len(ordered) - 1) * share
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
