"""How a judgement drifted within the present deal: a signing date pushed three times is a warning in itself."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from crmcli.core.choices import Cents, Choices, Coded
from crmcli.core.money import money_text
from crmcli.core.sentence import Explanation, Sentence

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


NOTHING = Drift()


def drift(said: Sequence[Said]) -> Drift:
    """The drift of (signing date, cents) as said one after the other; None where nothing was said of it."""
    if not said:
        return NOTHING
    days = [date.fromisoformat(day) for day, _cents in said if day]
    pushes = [gap for before, after in pairwise(days) if (gap := (after - before).days) > 0]
    amounts = [cents for _day, cents in said if cents is not None]
    if not days and not amounts:
        return NOTHING
    return Drift(
        len(pushes), sum(pushes), days[0].isoformat() if days else None, Cents(amounts[0]) if amounts else None,
        Cents(amounts[-1] - amounts[0]) if amounts else None,
    )  # fmt: skip


def warnings(said: Sequence[Said], verdict: str | None, today: date) -> list[Coded | Explanation]:
    """What the judgement of the present deal should make one look at again."""
    if not said:
        return []
    days = [day for day, _cents in said if day]
    found = []
    if days and days[-1] < today.isoformat():
        found.append("date_passed")
    if verdict is None and any(cents is not None for _day, cents in said):
        found.append("amount_unjudged")
    return [Coded(code, WARNINGS.label(code)) for code in found]


def moves(drift: Drift, currency: str) -> list[Sentence]:
    """Tell what moved: `pushed 3 times, 45 days in all (first 2026-11-15)`, `amount −¥20,000 (first ¥170,000)`."""
    found = []
    if drift.pushed:
        times = Sentence("pushed {count} times", count=drift.pushed) if drift.pushed > 1 else Sentence("pushed once")
        found.append(
            Sentence("{times}, {days} days in all (first {date})", times=times, days=drift.pushed_days, date=drift.first_on)
        )
    if drift.amount_change and drift.first_amount is not None:
        change, first = signed(drift.amount_change, currency), money_text(drift.first_amount, currency)
        found.append(Sentence("amount {change} (first {first})", change=change, first=first))
    return found


def signed(cents: int, currency: str) -> str:
    """An amount with its sign: `+¥20,000`, `−¥20,000`."""
    return ("+" if cents > 0 else "−") + money_text(abs(cents), currency)
