"""How a judgement drifted within the present deal: a signing date pushed three times is a warning in itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from crmcli.core.choices import Cents, Choices, Coded

WARNINGS = Choices("warning", date_passed="the signing date has passed", amount_unjudged="an amount without a verdict")
Said = tuple[str | None, int | None]


class Drift(NamedTuple):
    """`pushed` counts how often a later signing date was said than before, `pushed_days` adds up by how many days; then what
    was said first, and how the amount stands against that.
    """

    pushed: int = 0
    pushed_days: int = 0
    first_on: str | None = None
    first_amount: Cents | None = None
    amount_change: Cents | None = None


def drift(said: Sequence[Said]) -> Drift:
    """The drift of (signing date, cents) as said one after the other; None where nothing was said of it."""
    days = [date.fromisoformat(day) for day, _cents in said if day]
    pushes = [gap for before, after in pairwise(days) if (gap := (after - before).days) > 0]
    amounts = [cents for _day, cents in said if cents is not None]
    if not days and not amounts:
        return Drift()
    return Drift(
        len(pushes), sum(pushes), days[0].isoformat() if days else None, Cents(amounts[0]) if amounts else None,
        Cents(amounts[-1] - amounts[0]) if amounts else None,
    )  # fmt: skip


def warnings(said: Sequence[Said], verdict: str | None, today: date) -> list[Coded]:
    """What the judgement of the present deal should make one look at again."""
    days = [day for day, _cents in said if day]
    found = []
    if days and days[-1] < today.isoformat():
        found.append("date_passed")
    if verdict is None and any(cents is not None for _day, cents in said):
        found.append("amount_unjudged")
    return [Coded(code, WARNINGS.label(code)) for code in found]
