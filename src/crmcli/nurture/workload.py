"""What one can work, counted from what one did.

Capacity is what a good week held: the 90th percentile of the customer-days of the full weeks. Whether it is too much shows in
what was left undone: steps overdue at the end of a week. Where they grew for three weeks in a row there are too many; else there
is room.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from crmcli.core.quantiles import quantile
from crmcli.nurture.model import Week

DAYS = 7
LEAST_WEEKS, LEAST_CUSTOMERS, LEAST_RECALLS = 4, 5, 5
GROWING = 3
NEW = 30  # days that a newcomer of whom nothing is known yet is left in peace
_LEVELS = {"low": 0, "unknown": 1, "middle": 2}
_GRADES = {"small": 0, None: 1, "normal": 1, "big": 2}


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def by_week(days: Iterable[date], first: date, count: int) -> list[Week]:
    """How many of the days lie in each of `count` weeks from the Monday `first` on."""
    found = Counter(monday(day) for day in days)
    mondays = [first + timedelta(days=DAYS * number) for number in range(count)]
    return [Week(one.isoformat(), found[one]) for one in mondays]


def usual(weeks: Sequence[Week]) -> float | None:
    """The median of the weeks; None where they are too few."""
    return _share_of(weeks, 0.5)


def usual_gap(days_of: Iterable[Sequence[date]]) -> float | None:
    """The median over customers of the median gap, in days, between the ordered days of each; None where too few have two."""
    gaps = [quantile(sorted((later - one).days for one, later in pairwise(days)), 0.5) or 0 for days in days_of if len(days) > 1]
    return quantile(sorted(gaps), 0.5) if len(gaps) >= LEAST_CUSTOMERS else None


def capacity(weeks: Sequence[Week]) -> float | None:
    """The contacts that nine weeks in ten did not exceed; None where the weeks are too few."""
    return _share_of(weeks, 0.9)


def _share_of(weeks: Sequence[Week], share: float) -> float | None:
    return quantile(sorted(one.count for one in weeks), share) if len(weeks) >= LEAST_WEEKS else None


def fell_behind(backlog: Sequence[Week]) -> int | None:
    """By how many steps the overdue ones grew over the last three weeks; 0 where they did not grow in each of them, None where
    the ends of four weeks are not known.
    """
    last = [one.count for one in backlog[-GROWING - 1 :]]
    if len(last) <= GROWING:
        return None
    return last[-1] - last[0] if all(later > one for one, later in pairwise(last)) else 0


class Standing(NamedTuple):
    """What decides who may rest first; `age` the days since they were added."""

    level: str
    points: int
    planned: bool
    grade: str | None
    silent: int
    age: int
    no: int


def may_rest(one: Standing) -> bool:
    """Never who wants it, nor a newcomer of whom nothing is known."""
    return one.level in _LEVELS and not (one.level == "unknown" and one.age < NEW)


def rest_first(one: Standing) -> tuple[int, ...]:
    """The order in which customers may rest: lowest intent, nothing planned, small, longest silent."""
    return _LEVELS[one.level], one.points, int(one.planned), _GRADES[one.grade], -one.silent, one.no


def share(part: int, whole: int) -> float | None:
    """The rate of revival; None where too few were recalled."""
    return part / whole if whole >= LEAST_RECALLS else None
