"""What the file holds about a customer's intent: the evidence for `intent_rules`, of one customer or of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from crmcli.core.choices import Coded
from crmcli.customers import derived_sql, intent_rules
from crmcli.customers.intent_rules import Evidence
from crmcli.storage.store import Store

# One line a happening, by customer and time: its local day, what it was, its node's place, its channel, direction and reaction.
_SQL = """
SELECT t.customer_no, t.at, date(t.at, 'localtime'), 'touch', n.pipeline_no, n.position, t.channel, t.direction, t.reaction
  FROM touches t JOIN nodes n ON n.no = t.node_no WHERE {whose}
UNION ALL SELECT customer_no, at, date(at, 'localtime'), 'note', NULL, NULL, channel, direction, reaction FROM interactions
  WHERE {whose} AND (channel IS NOT NULL OR direction IS NOT NULL OR reaction IS NOT NULL)
UNION ALL SELECT customer_no, done_at, date(done_at, 'localtime'), 'kept', NULL, NULL, NULL, NULL, NULL FROM followups
  WHERE {whose} AND kind = 'promise' AND done_at IS NOT NULL
UNION ALL SELECT customer_no, due, substr(due, 1, 10), 'open', NULL, NULL, NULL, NULL, NULL FROM followups
  WHERE {whose} AND kind = 'promise' AND done_at IS NULL AND cancelled_at IS NULL
UNION ALL SELECT customer_no, {end}, date, 'closed', NULL, NULL, NULL, NULL, NULL FROM orders WHERE {whose}
UNION ALL SELECT customer_no, {end}, date, 'closed', NULL, NULL, NULL, NULL, NULL FROM losses WHERE {whose} AND reopened_at IS NULL
ORDER BY 1, 2"""  # noqa: E501


def of(store: Store, customer_no: int, now: datetime) -> tuple[Coded, list[Coded]]:
    """The intent of one customer and its reasons."""
    rows = [row[2:] for row in store.each(_sql("customer_no = :no"), no=customer_no)]
    found = intent_rules.reasons(evidence(rows, now))
    return intent_rules.level(found), intent_rules.spoken(found)


def every(store: Store, now: datetime) -> Iterator[tuple[int, str]]:
    """Each customer of whom anything is known, with the code of their intent."""
    for no, rows in groupby(store.each(_sql("TRUE")), key=itemgetter(0)):
        yield no, intent_rules.level(intent_rules.reasons(evidence((row[2:] for row in rows), now))).code


def among(store: Store, numbers: Iterable[int]) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
    """Of each of these customers of whom anything is known, the rows that `evidence` takes."""
    sql = _sql("customer_no IN (SELECT value FROM json_each(:numbers))")
    for no, rows in groupby(store.each(sql, numbers=str(list(numbers))), key=itemgetter(0)):
        yield no, [row[2:] for row in rows]


def _sql(whose: str) -> str:
    return _SQL.format(whose=whose, end=derived_sql.AFTER.format(date="date"))


def evidence(rows: Iterable[tuple[Any, ...]], now: datetime) -> Evidence:
    """What the rows of one customer, in order of time, tell: (day, what, pipeline, position, channel, direction, reaction)."""
    seen: dict[str, Any] = {"overdue": 0, "forward": 0, "tries": 0}
    furthest: dict[int, int] = {}
    today = now.date().toordinal()
    for day, what, pipeline, position, channel, direction, reaction in rows:
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
                seen["forward"] += days <= intent_rules.WINDOW and position > furthest.get(pipeline, position)
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
