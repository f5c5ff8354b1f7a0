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

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from crmcli.core.choices import Choices, Coded, mark
from crmcli.core.sentence import Explanation, Sentence
from crmcli.customers import derived_sql
from crmcli.storage.store import Store

INTENT = Choices("intent", high="high", middle="medium", low="low", unknown="not known yet")
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
    sentence: Sentence
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
            seen.reaction,
            Sentence("took the last contact well") if well else Sentence("took the last contact badly"),
            2 if well else -2,
        )
    if seen.kept is not None and seen.kept <= WINDOW:
        yield Reason("kept", Sentence("kept a promise"), 2)
    if seen.overdue > GRACE:
        yield Reason("broken", Sentence("a promise is {days} days overdue", days=seen.overdue), -1)
    if seen.forward:
        yield Reason(
            "forward", Sentence("moved forward {count}× in {days} days", count=seen.forward, days=WINDOW), min(seen.forward, 2)
        )
    if seen.tries >= 2:  # noqa: PLR2004 - one unanswered call says nothing
        yield Reason("no_answer", Sentence("{count} unanswered attempts", count=seen.tries), -2 if seen.tries > 2 else -1)  # noqa: PLR2004
    if seen.contact is not None and seen.contact >= WINDOW:
        yield Reason("silent", Sentence("silent for {days} days", days=seen.contact), -3 if seen.contact >= LONG else -2)


def _came(days: int) -> Sentence:
    if days <= 1:
        return Sentence("came to you yesterday") if days else Sentence("came to you today")
    return Sentence("came to you {days} days ago", days=days)


def level(found: list[Reason]) -> Coded:
    """high, middle, low, or not known yet where nothing counts."""
    points = sum(one.points for one in found)
    code = "unknown" if not found else "high" if points >= HIGH else "low" if points < 0 else "middle"
    return Coded(code, INTENT.label(code))


def spoken(found: list[Reason]) -> list[Explanation]:
    """The reasons as reports show them, each with its points: `came to you 5 days ago (+2)`."""
    points = mark("{reason} ({points:+d})")
    return [Explanation(one.code, Sentence(points, reason=one.sentence, points=one.points)) for one in found]


class Happening(NamedTuple):
    """What a customer's intent is seen by: the local day, what it was, its node's place, its channel, direction and reaction."""

    customer_no: int
    at: str
    day: str
    what: str
    pipeline: int | None
    position: int | None
    channel: str | None
    direction: str | None
    reaction: str | None


# By customer and time.
_SQL = """
SELECT t.customer_no, t.at, date(t.at, 'localtime') AS day, 'touch' AS what, n.pipeline_no AS pipeline, n.position, t.channel,
  t.direction, t.reaction
  FROM touches t JOIN nodes n ON n.no = t.node_no WHERE {whose}
UNION ALL SELECT customer_no, at, date(at, 'localtime'), 'note', NULL, NULL, channel, direction, reaction FROM interactions
  WHERE {whose} AND (channel IS NOT NULL OR direction IS NOT NULL OR reaction IS NOT NULL)
UNION ALL SELECT customer_no, done_at, date(done_at, 'localtime'), 'kept', NULL, NULL, NULL, NULL, NULL FROM followups
  WHERE {whose} AND kind = 'promise' AND done_at IS NOT NULL
UNION ALL SELECT customer_no, due, substr(due, 1, 10), 'open', NULL, NULL, NULL, NULL, NULL FROM followups
  WHERE {whose} AND kind = 'promise' AND done_at IS NULL AND cancelled_at IS NULL
UNION ALL SELECT customer_no, {end}, date, 'closed', NULL, NULL, NULL, NULL, NULL FROM sales WHERE {whose}
UNION ALL SELECT customer_no, {end}, date, 'closed', NULL, NULL, NULL, NULL, NULL FROM losses
  WHERE {whose} AND reopened_at IS NULL
ORDER BY 1, 2"""


def of(store: Store, customer_no: int, now: datetime) -> tuple[Coded, list[Explanation]]:
    """The intent of one customer and its reasons."""
    found = reasons(evidence(store.each(Happening, _sql("customer_no = :no"), no=customer_no), now))
    return level(found), spoken(found)


def every(store: Store, now: datetime) -> Iterator[tuple[int, str]]:
    """Each customer of whom anything is known, with the code of their intent."""
    for no, happened in groupby(store.each(Happening, _sql("TRUE")), key=itemgetter(0)):
        yield no, level(reasons(evidence(happened, now))).code


def among(store: Store, numbers: Iterable[int]) -> Iterator[tuple[int, list[Happening]]]:
    """Of each of these customers of whom anything is known, what happened, in order of time."""
    sql = _sql("customer_no IN (SELECT value FROM json_each(:numbers))")
    for no, happened in groupby(store.each(Happening, sql, numbers=str(list(numbers))), key=itemgetter(0)):
        yield no, list(happened)


def _sql(whose: str) -> str:
    return _SQL.format(whose=whose, end=derived_sql.AFTER.format(date="date"))


def evidence(happened: Iterable[Happening], now: datetime) -> Evidence:
    """What happened with one customer, in order of time, tells."""
    seen: dict[str, Any] = {"overdue": 0, "forward": 0, "tries": 0}
    furthest: dict[int | None, int] = {}
    today = now.date().toordinal()
    for _no, _at, day, what, pipeline, position, channel, direction, reaction in happened:
        days = today - date.fromisoformat(day).toordinal()
        if what == "closed":  # the next deal begins at the first node again
            furthest.clear()
        elif what == "open":
            seen["overdue"] = max(seen["overdue"], days)
        elif what == "kept":
            seen["kept"] = days
        else:
            _contact(seen, days, channel or what, direction)
            if reaction:
                seen |= {"reaction": reaction, "reacted": days}
            if position is not None:
                seen["forward"] += days <= WINDOW and position > furthest.get(pipeline, position)
                furthest[pipeline] = max(furthest.get(pipeline, position), position)
    return Evidence(**seen)


def _contact(seen: dict[str, Any], days: int, channel: str, direction: str | None) -> None:
    """A touch or a note with a channel is two-way contact unless nobody answered."""
    if direction == "no_answer":
        seen["tries"] += 1
    elif channel != "note" or direction:
        seen |= {"contact": days, "tries": 0}
        if direction == "in":
            seen["came"] = days
