"""How long something lasts, of which part is not over yet: the Kaplan-Meier estimate. Seconds or days alike."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate, repeat
from math import ceil
from operator import mul, neg, sub, truediv
from typing import NamedTuple

TOLERANCE = 1e-12


class Durations(NamedTuple):
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


NOTHING = Durations((), (), ())


def falls_to(completed: Sequence[float], censored: Sequence[float], levels: Sequence[float]) -> list[float | None]:
    """For each level the smallest t with S(t) at or below it; None where S stays above.

    S is the product-limit estimate (Kaplan and Meier 1958); who is censored at t is still at risk at t. Between two censorings
    its factors telescope, (1 - 1/n)(1 - 1/(n-1)) = (n-2)/n, so a stretch of d ends among n at risk leaves (n-d)/n of it.
    """
    ends, total = sorted(completed), len(completed) + len(censored)
    upto = [*map(bisect_right, repeat(ends), sorted(censored))]  # by stretch the ends in it and before
    if len(ends) > (upto[-1] if upto else 0):
        upto.append(len(ends))
    before, there = [0, *upto[:-1]], range(total, 0, -1)
    at_risk = [*map(sub, there, before)]
    alive = [*accumulate(map(truediv, map(sub, there, upto), at_risk), mul)]
    found: list[float | None] = []
    for level in levels:
        stretch = bisect_left(alive, -level - TOLERANCE, key=neg)
        if stretch == len(alive):
            found.append(None)
        else:
            needed = _needed(alive[stretch - 1] if stretch else 1.0, at_risk[stretch], level + TOLERANCE)
            found.append(ends[min(before[stretch] + needed, upto[stretch]) - 1])  # rounding may ask for one more
    return found


def _needed(alive: float, at_risk: int, level: float) -> int:
    """How many ends among `at_risk` bring S from `alive` down to `level`."""
    needed = max(ceil(at_risk * (1 - level / alive)) - 1, 1)  # from just below, for rounding may have gone either way
    while alive * (at_risk - needed) / at_risk > level:
        needed += 1
    return needed
