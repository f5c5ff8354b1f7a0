"""Who stalls, by three clocks: longer in the node than normal, no contact for long, no next step.

The morning screen asks this too, hence tuples: they load and are made in a fraction of the time.
"""

from collections.abc import Sequence
from typing import NamedTuple

from crmcli.core.choices import Choices, Coded
from crmcli.core.format_duration import Days
from crmcli.core.sentence import Explanation, Sentence
from crmcli.reports.shared.kaplan_meier import Durations

BASIS = Choices(
    "basis of a normal time",
    set="set by you",
    history="own history",
    longest="longest so far",
    shipped="initial estimate",
    unknown="not known yet",
)
ENOUGH = 5
_ORDER = {"stay": 0, "no_contact": 1, "no_next": 2, "signed": 3}
SILENT_DAYS = 30
DAY = 86_400


class Pace(NamedTuple):
    """What is normal at a node, in days: `normal` for the half, `limit` for nearly all; None where it is not known.

    `n` stays are behind it, `ended` of them over. Days that were set or shipped are both at once.
    """

    basis: Coded | None
    n: int
    normal: float | None = None
    limit: float | None = None
    ended: int = 0


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


def pace(lasted: Durations, own: float | None, shipped: float | None, percentile: int) -> Pace:
    """The node's pace: the days the seller set; else, from five completed stays on, the seller's history, and where too few move
    on for it to tell, the longest stay that ended; else the days shipped with the pipeline; else not known.
    """
    ended = len(lasted.completed)
    if own is not None:
        return Pace(BASIS.of("set"), lasted.n, own, own, ended)
    if ended >= ENOUGH:
        shares = sorted((50, percentile))
        found = dict(zip(shares, lasted.longest([share / 100 for share in shares]), strict=True))
        half, limit = found[50], found[percentile]
        basis = "longest" if limit is None else "history"
        return Pace(BASIS.of(basis), lasted.n, _in_days(half), _in_days(max(lasted.completed) if limit is None else limit), ended)
    return Pace(BASIS.of("unknown" if shipped is None else "shipped"), lasted.n, shipped, shipped, ended)


def _in_days(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / DAY


def reasons(standing: Standing, pace: Pace, limits: Limits) -> list[Explanation]:
    """Which clocks ran out, none for a deal that goes its way. A step ahead silences only the missing contact."""
    found = []
    if pace.limit is not None and standing.days_in_node > pace.limit:
        found.append(Explanation("stay", _stay(standing, pace, limits)))
    silent = standing.days_in_node if standing.silent is None else standing.silent
    if silent > limits.silent_days and not standing.ahead:
        never = standing.silent is None
        said = Sentence("never reached in {time}" if never else "no contact for {time}", time=Days(silent))
        found.append(Explanation("no_contact", said))
    if not standing.planned:
        found.append(Explanation("no_next", Sentence("no next step")))
    return found


def _stay(standing: Standing, pace: Pace, limits: Limits) -> Sentence:
    here, limit = Days(standing.days_in_node), Days(pace.limit or 0)
    basis = pace.basis.code if pace.basis else "unknown"
    if basis == "history":
        return Sentence("here for {time}, {percent}% move on within {limit}", time=here, percent=limits.percentile, limit=limit)
    if basis == "longest":
        return Sentence("{time} here; the {count} that moved on took at most {limit}", time=here, count=pace.ended, limit=limit)
    if basis == "shipped":
        return Sentence("here for {time}, estimate {limit}", time=here, limit=limit)
    return Sentence("here for {time}, normal is {limit}", time=here, limit=limit)


def urgency(standing: Standing, pace: Pace, why: Sequence[Explanation]) -> tuple[int, float]:
    """For sorting: by the first clock that ran out; then how far beyond the limit, or how long."""
    order = _ORDER[why[0].code]
    if order == 0:
        return order, -standing.days_in_node / max(pace.limit or 0, 1 / 24)
    return order, -(standing.silent or standing.days_in_node)
