"""Lost deals and buyers who left: who counts, and the rows by whatever they are counted by."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from crmcli.core.choices import Cents, Choices, Coded
from crmcli.core.quantiles import quantile

KIND = Choices("kind of loss", lost_deal="lost deal", churned="churned")
BY = Choices(
    "way to count losses",
    reason="reason",
    node="node",
    source="source",
    grade="grade",
    worry="concern",
    rival="competitor",
)
FEWEST_DAYS = 3


class Case(NamedTuple):
    """A lost deal, or a buyer who left. `keys` are what it counts under (several worries, none known); `days` from the first
    touch of the deal to its loss, or since the last order; `cents` expected of the deal, or bought so far.
    """

    kind: str
    keys: tuple[str, ...]
    days: float | None
    cents: int | None


class Losses(NamedTuple):
    """One row: how many cases of that kind have the key (None: not known), their share (0 to 1) of the kind's cases, the
    median of their days, the sum of their amounts.
    """

    kind: Coded | None
    by: Coded | None
    key: Coded | str | None
    count: int  # type: ignore[assignment] # hides the method of tuples
    share: float
    median_days: float | None
    amount: Cents
    currency: str


def rows(cases: Sequence[Case], by: str, named: Callable[[str], Coded | str | None], currency: str) -> list[Losses]:
    """The rows, kind by kind, the most frequent key first. With several keys a case counts under each."""
    found = []
    for kind in KIND.codes():
        own = [case for case in cases if case.kind == kind]
        groups: dict[str | None, list[Case]] = {}
        for case in own:
            for key in case.keys or (None,):
                groups.setdefault(key, []).append(case)
        for key, some in sorted(groups.items(), key=lambda one: (one[0] is None, -len(one[1]), one[0] or "")):
            found.append(
                Losses(
                    KIND.of(kind), BY.of(by), None if key is None else named(key), len(some), len(some) / len(own),
                    _median(case.days for case in some), Cents(sum(case.cents or 0 for case in some)), currency,
                )
            )  # fmt: skip
    return found


def _median(values: Iterable[float | None]) -> float | None:
    return quantile(sorted(value for value in values if value is not None), 0.5)


def overdue_since(order_days: Iterable[date], today: date) -> int | None:
    """The days since the last order of a buyer who left; None for one who has not, or has too few order days to tell.

    Who bought on three days or more has a rhythm of their own. They left when the silence is longer than the mean gap between
    their order days plus two standard deviations, and than twice the mean gap, so that one who is punctual may be late once.
    """
    days = sorted(set(order_days))
    if len(days) < FEWEST_DAYS:
        return None
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    mean, silence = sum(gaps) / len(gaps), (today - days[-1]).days
    deviation = sqrt(sum((gap - mean) ** 2 for gap in gaps) / (len(gaps) - 1))
    return silence if silence > max(mean + 2 * deviation, 2 * mean) else None
