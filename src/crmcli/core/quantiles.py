"""Quantiles. The standard library's `statistics` loads fractions, decimals and random numbers first: 4 ms of every start."""

from collections.abc import Sequence
from math import floor


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The quantile of type 7 (Hyndman and Fan 1996) of ascending values; None of none."""
    if not ordered:
        return None
    place = (len(ordered) - 1) * share
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
