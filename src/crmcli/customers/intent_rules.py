"""意向度: how much a customer wants it, from what they do and not from what they are worth.

Points, documented so that a seller can check them by hand; days are whole calendar days:

    came to us within 14 days                      +2      within 30 days  +1
    the last reaction within 30 days               +2 taken well, −2 taken badly
    kept a promise within 30 days                  +2
    a promise more than 3 days overdue             −1
    moved forward to a new node within 30 days     +1 each, at most +2
    unanswered tries since the last contact        −1 from two on, −2 from three on
    no two-way contact                             −2 from 30 days on, −3 from 60 days on

Three points or more are high, a negative sum is low, what lies between is middle. Where none of it applies nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from crmcli.core.choices import Choices, Coded
from crmcli.core.i18n import t

INTENT = Choices("intent", high="high", middle="middle", low="low", unknown="not known yet")
RECENT, WINDOW, LONG, GRACE = 14, 30, 60, 3
HIGH = 3


class Evidence(NamedTuple):
    """What a customer did, in whole days ago; None where it never happened. `overdue` are the days that the most overdue open
    promise is late, `forward` counts moves to a node beyond all before within 30 days, `tries` unanswered tries since the last
    two-way contact.
    """

    came: int | None = None
    reaction: str | None = None
    reacted: int | None = None
    kept: int | None = None
    overdue: int = 0
    forward: int = 0
    tries: int = 0
    contact: int | None = None


class Reason(NamedTuple):
    """One thing that speaks for or against: a code, its sentence, its points."""

    code: str
    sentence: str
    points: int


def reasons(seen: Evidence) -> list[Reason]:
    """What counts, the strongest first."""
    return sorted(_found(seen), key=lambda one: -abs(one.points))


def _found(seen: Evidence) -> Iterator[Reason]:
    if seen.came is not None and seen.came <= WINDOW:
        yield Reason("came", _came(seen.came), 2 if seen.came <= RECENT else 1)
    if seen.reacted is not None and seen.reacted <= WINDOW and seen.reaction in ("positive", "negative"):
        well = seen.reaction == "positive"
        yield Reason(
            seen.reaction, t("took the last contact well") if well else t("took the last contact badly"), 2 if well else -2
        )
    if seen.kept is not None and seen.kept <= WINDOW:
        yield Reason("kept", t("kept a promise"), 2)
    if seen.overdue > GRACE:
        yield Reason("broken", t("a promise is {days} days overdue", days=seen.overdue), -1)
    if seen.forward:
        yield Reason("forward", t("moved forward {count}× in {days} days", count=seen.forward, days=WINDOW), min(seen.forward, 2))
    if seen.tries >= 2:  # noqa: PLR2004 - one unanswered call says nothing
        yield Reason("no_answer", t("{count} tries unanswered", count=seen.tries), -2 if seen.tries > 2 else -1)  # noqa: PLR2004
    if seen.contact is not None and seen.contact >= WINDOW:
        yield Reason("silent", t("silent for {days} days", days=seen.contact), -3 if seen.contact >= LONG else -2)


def _came(days: int) -> str:
    if days <= 1:
        return t("came to you yesterday") if days else t("came to you today")
    return t("came to you {days} days ago", days=days)


def level(found: list[Reason]) -> Coded:
    """high, middle, low, or not known yet where nothing counts."""
    points = sum(one.points for one in found)
    code = "unknown" if not found else "high" if points >= HIGH else "low" if points < 0 else "middle"
    return Coded(code, INTENT.label(code))


def spoken(found: list[Reason]) -> list[Coded]:
    """The reasons as reports show them, each with its points: `came to you 5 days ago (+2)`."""
    return [Coded(one.code, f"{one.sentence} ({one.points:+d})") for one in found]
