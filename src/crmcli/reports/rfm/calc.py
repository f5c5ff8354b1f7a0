"""Scores and segments of RFM: values in, values out; no clock, no database."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from math import ceil, floor
from typing import NamedTuple

from crmcli.core.choices import Choices
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t

RULES = Choices("scoring rule", count="by count", r="as R's package rfm", fixed="fixed thresholds")
SEGMENTS = {
    "cn8": Choices(
        "segment",
        **{
            "111": "Key value", "101": "Key growth", "011": "Key retention", "001": "Key win-back",
            "110": "Regular value", "100": "Regular growth", "010": "Regular retention", "000": "Regular win-back",
        },
    ),
    "en10": Choices(
        "segment",
        **{
            "Champions": "Champions", "Potential Loyalist": "Potential Loyalist", "Loyal Customers": "Loyal Customers",
            "Promising": "Promising", "New Customers": "New Customers", "Can't Lose Them": "Can't Lose Them",
            "At Risk": "At Risk", "Need Attention": "Need Attention", "About To Sleep": "About To Sleep", "Lost": "Lost",
            "Others": "Others",
        },
    ),
}  # fmt: skip
# First match wins: lowest and highest score of R, F and M; what fits none is Others.
_EN10 = (
    ("Champions", 5, 5, 5, 5, 5, 5), ("Potential Loyalist", 3, 5, 3, 5, 2, 5), ("Loyal Customers", 2, 4, 2, 4, 2, 4),
    ("Promising", 3, 4, 1, 3, 3, 5), ("New Customers", 4, 5, 1, 3, 1, 5), ("Can't Lose Them", 1, 2, 3, 4, 4, 5),
    ("At Risk", 1, 2, 2, 5, 4, 5), ("Need Attention", 1, 3, 3, 5, 3, 5), ("About To Sleep", 2, 3, 1, 3, 1, 4),
    ("Lost", 1, 1, 1, 5, 1, 5),
)  # fmt: skip
FEW = 20
FEWEST_BINS, MOST_BINS, EN10_BINS = 2, 10, 5


class Buyers(NamedTuple):
    """What customers bought, column by column, since 100,000 rows take too long: numbers, whole days since the last order,
    orders, cents.
    """

    no: Sequence[int]
    recency: Sequence[int]
    frequency: Sequence[int]
    monetary: Sequence[int]


class Scores(NamedTuple):
    """Scores from 1 (worst) and segment codes, column by column, in the order of the buyers."""

    r: Sequence[int]
    f: Sequence[int]
    m: Sequence[int]
    segment: Sequence[str]


class Scored(NamedTuple):
    """One buyer with scores and segment."""

    no: int
    recency: int
    frequency: int
    monetary: int
    r: int
    f: int
    m: int
    segment: str


def equal(found: Buyers) -> list[str]:
    """The axes (r, f, m) on which all buyers have one value: they decide nothing."""
    axes = {"r": found.recency, "f": found.frequency, "m": found.monetary}
    return [name for name, values in axes.items() if values and min(values) == max(values)]


class Cuts(NamedTuple):
    """Thresholds of rule `fixed`, ascending: days, orders, cents. Up to a day cut, or from the others on, it is
    a better score.
    """

    r: tuple[int, ...]
    f: tuple[int, ...]
    m: tuple[int, ...]


class Scheme(NamedTuple):
    """How to score: rule, bins, set of segments, and the cuts of rule `fixed`."""

    rule: str
    bins: int
    segments: str
    cuts: Cuts | None = None


def check(scheme: Scheme) -> Scheme:
    """The scheme; raises UsageError where its parts do not fit together."""
    if not FEWEST_BINS <= scheme.bins <= MOST_BINS:
        raise UsageError(t("{bins} is not a possible number of bins.", bins=scheme.bins), t("Choose 2 to 10."))
    if scheme.segments == "en10" and scheme.bins != EN10_BINS:
        raise UsageError(t("The segments en10 are defined for 5 bins only."), t("Leave --bins at 5, or choose --segments cn8."))
    if scheme.rule == "fixed":
        _check_cuts(scheme)
    elif scheme.cuts:
        raise UsageError(t("Cuts belong to --rule fixed."), t("Add --rule fixed, or leave the cuts out."))
    return scheme


def _check_cuts(scheme: Scheme) -> None:
    example = "--r-cuts 30,60,120,240 --f-cuts 2,3,5,8 --m-cuts 1000,5000,10000,50000"
    if scheme.cuts is None:
        raise UsageError(t("--rule fixed needs the thresholds of R, F and M."), t("Write it like {example}", example=example))
    for cuts in (scheme.cuts.r, scheme.cuts.f, scheme.cuts.m):
        if len(cuts) != scheme.bins - 1:
            raise UsageError(
                t(
                    "{bins} bins require {count} cuts each, not {given}.",
                    bins=scheme.bins,
                    count=scheme.bins - 1,
                    given=len(cuts),
                ),
                t("Write it like {example}", example=example),
            )
        if list(cuts) != sorted(set(cuts)):
            raise UsageError(
                t("The cuts must be in ascending order: {cuts}", cuts=",".join(map(str, cuts))),
                t("Write it like {example}", example=example),
            )


def score(buyers: Buyers, scheme: Scheme) -> Scores:
    """Scores and segments of all buyers."""
    r, f, m = _RULES[scheme.rule](buyers, scheme)
    return Scores(r, f, m, list(_en10(r, f, m) if scheme.segments == "en10" else _cn8(buyers)))


def ranked(buyers: Buyers, scores: Scores, segment: str | None = None) -> list[Scored]:
    """The buyers (of one segment): best scores first, then the most money, then the lowest number."""
    scored = map(Scored._make, zip(*buyers, *scores, strict=True))
    chosen = (one for one in scored if segment in (None, one.segment))
    return sorted(chosen, key=lambda one: (-one.r, -one.f, -one.m, -one.monetary, one.no))


Grades = tuple[list[int], list[int], list[int]]


def _by_count(buyers: Buyers, scheme: Scheme) -> Grades:
    days = [-value for value in buyers.recency]
    r, f, m = (
        _placed(values, count_cuts(values, scheme.bins), bisect_left) for values in (days, buyers.frequency, buyers.monetary)
    )
    return r, f, m


def count_cuts(values: Sequence[int], bins: int) -> list[int]:
    """Rule `count`, s = 1 + floor(bins × customers strictly worse / N), as thresholds: s is above k from the first value on
    that has ceil(k × N / bins) worse ones; ties stay together. More is better.
    """
    ordered = sorted(values)
    return [ordered[-(-number * len(ordered) // bins) - 1] for number in range(1, bins)] if ordered else []


def _by_r(buyers: Buyers, scheme: Scheme) -> Grades:
    days = [-cut for cut in reversed(r_thresholds(buyers.recency, scheme.bins))]
    money = [cents / 100 for cents in buyers.monetary]
    return (
        _placed([-value for value in buyers.recency], days, bisect_left),
        _placed(buyers.frequency, r_thresholds(buyers.frequency, scheme.bins), bisect_right),
        _placed(money, r_thresholds(money, scheme.bins), bisect_right),
    )


def r_thresholds(values: Sequence[float], bins: int) -> list[float]:
    """The inner thresholds of R's rfm 0.3.0: quantiles of type 7 (Hyndman and Fan 1996) plus one; a bin is [lower, upper).

    The steps are those of R, so that a value on a threshold falls to the same side by the last bit.
    """
    ordered, step = sorted(values), 1 / bins
    return [_quantile(ordered, number * step) + 1 for number in range(1, bins)] if ordered else []


def _quantile(ordered: Sequence[float], share: float) -> float:
    index = 1 + (len(ordered) - 1) * share
    below, above = ordered[floor(index) - 1], ordered[ceil(index) - 1]
    part = index - floor(index)
    return below if below == above else (1 - part) * below + part * above


def _by_cuts(buyers: Buyers, scheme: Scheme) -> Grades:
    cuts = scheme.cuts or Cuts((), (), ())
    return (
        _placed([-value for value in buyers.recency], [-cut for cut in reversed(cuts.r)], bisect_right),
        _placed(buyers.frequency, cuts.f, bisect_right),
        _placed(buyers.monetary, cuts.m, bisect_right),
    )


def _placed(values: Sequence[float], cuts: Sequence[float], place: Callable[[Sequence[float], float], int]) -> list[int]:
    return [1 + place(cuts, value) for value in values]


_RULES = {"count": _by_count, "r": _by_r, "fixed": _by_cuts}


def _cn8(buyers: Buyers) -> Iterator[str]:
    """High is as good as the mean or better; compared in whole numbers, so that no rounding decides."""
    _no, recency, frequency, monetary = buyers
    count, days, orders, cents = len(recency), sum(recency), sum(frequency), sum(monetary)
    r = ("01"[value * count <= days] for value in recency)
    f = ("01"[value * count >= orders] for value in frequency)
    m = ("01"[value * count >= cents] for value in monetary)
    return map("".join, zip(r, f, m, strict=True))


def _en10(r: Sequence[int], f: Sequence[int], m: Sequence[int]) -> Iterator[str]:
    known = {one: _en10_of(*one) for one in set(zip(r, f, m, strict=True))}
    return map(known.__getitem__, zip(r, f, m, strict=True))


def _en10_of(r: int, f: int, m: int) -> str:
    fits = (name for name, r1, r2, f1, f2, m1, m2 in _EN10 if r1 <= r <= r2 and f1 <= f <= f2 and m1 <= m <= m2)
    return next(fits, "Others")


def joined(scored: Scored, bins: int) -> int | str:
    """The three scores as one: 543, or `10-4-3` where a score has two digits."""
    if bins < MOST_BINS:
        return scored.r * 100 + scored.f * 10 + scored.m
    return f"{scored.r}-{scored.f}-{scored.m}"
