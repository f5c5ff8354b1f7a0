"""Who stalls, by three clocks: longer in the node than normal, no contact for long, no next step.

The morning screen asks this too, hence tuples: they load and are made in a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crmcli.kernel.values import Choices, Coded
from crmcli.kernel.words import t
from crmcli.reports.spans import days
from crmcli.reports.survival_rules import Lasted

BASIS = Choices("basis of a normal time", history="own history", configured="configured", unknown="not known yet")
ENOUGH = 5
_ORDER = {"stay": 0, "no_contact": 1, "no_next": 2, "signed": 3}
SILENT_DAYS = 30
DAY = 86_400


class Pace(NamedTuple):
    """What is normal at a node, in days: `normal` for the half, `limit` for nearly all; None where it is not known.

    `n` stays are behind it. Where the pipeline says the normal time, that is the limit too.
    """

    basis: Coded | None
    n: int
    normal: float | None = None
    limit: float | None = None


class Standing(NamedTuple):
    """How an open deal stands at as-of: days in its node, days since the last contact (None: never), whether a next step is
    planned at all, and whether one still lies ahead.
    """

    days_in_node: float
    silent: float | None
    planned: bool
    ahead: bool


class Limits(NamedTuple):
    """The share in percent behind a node's limit, and the days without contact that are too many."""

    percentile: int
    silent_days: float


def pace(lasted: Lasted, configured: float | None, percentile: int) -> Pace:
    """The node's pace: from five completed stays on the seller's own history; what the pipeline says where there are fewer, or
    too many still open to tell; else not known.
    """
    if len(lasted.completed) >= ENOUGH:
        levels = sorted({50, percentile})
        found = dict(zip(levels, lasted.longest([level / 100 for level in levels]), strict=True))
        if found[percentile] is not None or configured is None:
            return Pace(BASIS.of("history"), lasted.n, _in_days(found[50]), _in_days(found[percentile]))
    if configured is not None:
        return Pace(BASIS.of("configured"), lasted.n, configured, configured)
    return Pace(BASIS.of("unknown"), lasted.n)


def _in_days(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / DAY


def reasons(standing: Standing, pace: Pace, limits: Limits) -> list[Coded]:
    """Which clocks ran out, in words; none for a deal that goes its way. A step ahead silences only the missing contact."""
    found = []
    if pace.limit is not None and standing.days_in_node > pace.limit:
        found.append(Coded("stay", _stay(standing, pace, limits)))
    silent = standing.days_in_node if standing.silent is None else standing.silent
    if silent > limits.silent_days and not standing.ahead:
        never = t("never reached in {time}", time=days(silent))
        found.append(Coded("no_contact", never if standing.silent is None else t("no contact for {time}", time=days(silent))))
    if not standing.planned:
        found.append(Coded("no_next", t("no next step")))
    return found


def _stay(standing: Standing, pace: Pace, limits: Limits) -> str:
    here, limit = days(standing.days_in_node), days(pace.limit)
    if pace.basis and pace.basis.code == "configured":
        return t("here for {time}, normal is {limit}", time=here, limit=limit)
    return t("here for {time}, {percent} % move on within {limit}", time=here, percent=limits.percentile, limit=limit)


def urgency(standing: Standing, pace: Pace, why: Sequence[Coded]) -> tuple[int, float]:
    """For sorting: by the first clock that ran out; then how far beyond the limit, or how long."""
    order = _ORDER[why[0].code]
    if order == 0:
        return order, -standing.days_in_node / max(pace.limit or 0, 1 / 24)
    return order, -(standing.silent or standing.days_in_node)
