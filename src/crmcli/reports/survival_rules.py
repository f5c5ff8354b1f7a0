"""How long something lasts, of which part is not over yet: quantiles, and the Kaplan-Meier estimate. Seconds or days alike."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import chain, repeat
from math import ceil, floor
from typing import NamedTuple

TOLERANCE = 1e-12


class Lasted(NamedTuple):
    """Durations seen to their end, and those cut off before it: by as-of (`open`) or by a loss (`lost`)."""

    completed: Sequence[float]
    open: Sequence[float]
    lost: Sequence[float]

    @property
    def n(self) -> int:
        return len(self.completed) + len(self.open) + len(self.lost)

    def longest(self, shares: Sequence[float]) -> list[float | None]:
        """For each share, how long at most that share of them lasts; None where the curve never falls so far."""
        return falls_to(self.completed, [*self.open, *self.lost], [1 - share for share in shares])


NOTHING = Lasted((), (), ())


def falls_to(completed: Sequence[float], censored: Sequence[float], levels: Sequence[float]) -> list[float | None]:
    """For each level, descending, the smallest t with S(t) at or below it; None where S stays above.

    S is the product-limit estimate (Kaplan and Meier 1958); who is censored at t is still at risk at t. Between two censorings
    its factors telescope, (1 - 1/n)(1 - 1/(n-1)) = (n-2)/n, so a stretch of d ends among n at risk leaves (n-d)/n of it.
    """
    ends, found = sorted(completed), list[float | None]()
    alive, done, at_risk = 1.0, 0, len(completed) + len(censored)
    for upto in chain(map(bisect_right, repeat(ends), sorted(censored)), (len(ends),)):
        if upto > done:
            left = alive * (at_risk - upto + done) / at_risk
            while len(found) < len(levels) and left <= levels[len(found)] + TOLERANCE:
                found.append(ends[done + _needed(alive, at_risk, levels[len(found)] + TOLERANCE) - 1])
            alive, at_risk, done = left, at_risk - (upto - done), upto
        at_risk -= 1
    return [*found, *([None] * (len(levels) - len(found)))]


def _needed(alive: float, at_risk: int, level: float) -> int:
    """How many ends among `at_risk` bring S from `alive` down to `level`."""
    needed = max(ceil(at_risk * (1 - level / alive)) - 1, 1)  # from just below, for rounding may have gone either way
    while alive * (at_risk - needed) / at_risk > level:
        needed += 1
    return needed


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The quantile of type 7 (Hyndman and Fan 1996) of ascending values; None of none."""
    if not ordered:
        return None
    place = (len(ordered) - 1) * share
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
