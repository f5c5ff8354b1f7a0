"""What stands in the calendar: next steps and promises, also hidden and lately closed ones, and whatever else comes due."""

import heapq
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple

from crmcli.calendars.components import Item
from crmcli.core import clock
from crmcli.core.dates.when import When
from crmcli.customers.refs import FIRM
from crmcli.followups import recurrence
from crmcli.followups.due_list import due
from crmcli.followups.kind_registry import DEFAULT, KINDS, declarations
from crmcli.followups.kinds import CalendarRow, kind_of, kind_of_key
from crmcli.followups.model import TYPES, Due, DueQuery
from crmcli.storage.store import Store

_STEPS = "followups"  # they stand in the calendar with their rules, also hidden ones
CLOSED_DAYS = 30  # so long a step that was done is told again, so that calendars that took it over tick it off too

# A hidden step stands where it shows up again; one that comes again keeps to its grid.
_STEP = f"""SELECT u.no, u.kind, u.uid, u.text, u.type, u.due, CASE WHEN coalesce(u.done_at, u.cancelled_at, u.rrule) IS NULL
    THEN max(u.due, coalesce(u.snoozed_until, '')) ELSE u.due END AS stands, u.rrule, u.rrule_from AS first,
  u.created_at AS created, u.done_at, u.cancelled_at, c.name, f.name AS company,
  (SELECT group_concat(value, ' ') FROM contact_points WHERE customer_no = c.no AND kind = 'phone') AS phones,
  (SELECT max(o.change_no) FROM operations o WHERE o.customer_no = c.no
    AND (o.tbl = 'followups' AND o.row_no = u.no OR o.tbl = 'customers' AND o.row_no = c.no)) AS sequence
  FROM followups u JOIN customers c ON c.no = u.customer_no {FIRM} WHERE {{where}}"""
_STEPS_IN_ORDER = f"""SELECT s.*, g.at AS modified FROM ({_STEP}) s LEFT JOIN changes g ON g.no = s.sequence
  ORDER BY s.stands, s.uid"""
_OPEN = "u.done_at IS NULL AND u.cancelled_at IS NULL"
_COUNT, _LONGEST = re.compile(r"COUNT=(\d{1,9})"), 5000
_NEVER = (0, "")
Revisions = dict[tuple[str, int], tuple[int, str]]


class _Step(NamedTuple):
    no: int
    kind: str
    uid: str
    text: str
    type: str
    due: str
    stands: str
    rrule: str | None
    first: str | None
    created: str
    done_at: str | None
    cancelled_at: str | None
    name: str
    company: str | None
    phones: str | None
    sequence: int | None
    modified: str | None


def planned(store: Store, now: datetime, until: date) -> Iterator[Item]:
    """All that is planned up to the day `until`, the earliest first, and what was closed in the last 30 days."""
    since = clock.utc_text(now - timedelta(days=CLOSED_DAYS))
    where = f"u.due < :after AND ({_OPEN} OR u.done_at >= :since OR u.cancelled_at >= :since)"
    others = due(store, DueQuery(now, until, tuple(code for code in DEFAULT if declarations()[code].rows != _STEPS)))
    return _items(store, others, where, after=(until + timedelta(days=1)).isoformat(), since=since)


def of_lines(store: Store, lines: Sequence[Due]) -> Iterator[Item]:
    """The lines of `due` as they stand in the calendar; those of nothing planned have no day to stand at."""
    numbers = [int(one.key[1:]) for one in lines if _is_step(one)]
    others = [one for one in lines if one.due and not _is_step(one)]
    return _items(store, others, "u.no IN (SELECT value FROM json_each(:numbers))", numbers=json.dumps(numbers))


def _is_step(one: Due) -> bool:
    return kind_of_key(one.key).table == _STEPS


def _items(store: Store, others: Sequence[Due], steps: str, **parameters: Any) -> Iterator[Item]:
    """The steps that SQL selects, of which there may be very many, and the others in between."""
    sql = _STEPS_IN_ORDER.format(where=steps)
    found = store.snapshot(lambda row: _of_step(_Step._make(row)), sql, _Step._fields, **parameters)
    order = attrgetter("due", "uid")
    return heapq.merge(found, sorted(_of_lines(store, others), key=order), key=order)


def _of_step(one: _Step) -> Item:
    kind = (TYPES.shown(one.type) if kind_of(one.kind).is_next_step else KINDS.shown(one.kind)).label
    rule, resumes = _recurrence(one) if one.rrule else (None, None)
    return Item(
        one.uid, _summary(one.name, one.company, one.text or kind), _description(one.phones, f"f{one.no}"), kind, one.stands,
        rule, one.created, one.modified or one.created, one.sequence or 0, one.done_at, one.cancelled_at, resumes,
    )  # fmt: skip


def _recurrence(one: _Step) -> tuple[str | None, str | None]:
    """The rule, its last day in place of a COUNT, which counts from the first of the series and not from what is still to come;
    and where it goes on, when the step is due on none of its days. A rule of another program that cannot be read stays as it
    came.
    """
    rule, first, due = one.rrule or "", When.from_text(one.first or one.due), When.from_text(one.due)
    count = _COUNT.search(rule)
    if not rule.startswith("FREQ=") or (count and int(count[1]) > _LONGEST):
        return rule, None
    try:
        ending = _COUNT.sub(f"UNTIL={recurrence.last(rule, first):%Y%m%dT%H%M%S}", rule) if count else rule
        if recurrence.comes_on(rule, first, due.date):
            return ending, None
        resumes = recurrence.resuming(rule, first, due)
    except ValueError:
        return rule, None
    return (ending, resumes.text) if resumes else (None, None)


def _of_lines(store: Store, lines: Sequence[Due]) -> Iterator[Item]:
    rows = [kind_of_key(one.key).calendar_row(store, one) for one in lines]
    known, phones = _revisions(store, lines, rows), _phones(store, lines)
    for one, row in zip(lines, rows, strict=True):
        who, kind = one.customer, (one.type or one.kind).label
        sequence, modified = max(known.get((row.table, row.no), _NEVER), known.get(("customers", who.no), _NEVER))
        summary, told = _summary(who.name, who.company, one.text or kind), _description(phones.get(who.no), one.key)
        yield Item(row.uid, summary, told, kind, one.due or "", None, row.created, modified or row.created, sequence)


def _summary(name: str, company: str | None, what: str) -> str:
    firm = f" ({company})" if company and company != name else ""
    return f"{name}{firm}: {what}"


def _description(phones: str | None, key: str) -> str:
    return "\n".join(filter(None, (phones, f"crm done {key}")))


def _phones(store: Store, lines: Iterable[Due]) -> dict[int, str]:
    sql = """SELECT customer_no, group_concat(value, ' ') FROM contact_points WHERE kind = 'phone'
      AND customer_no IN (SELECT value FROM json_each(:numbers)) GROUP BY customer_no"""
    return dict(store.iterate(sql, numbers=json.dumps(sorted({one.customer.no for one in lines}))))


def _revisions(store: Store, lines: Iterable[Due], rows: Iterable[CalendarRow]) -> Revisions:
    """By table and row the number and the instant of the last change, as the journal knows them; both only ever rise."""
    wanted = {(row.table, row.no) for row in rows} | {("customers", one.customer.no) for one in lines}
    sql = """SELECT l.tbl, l.row_no, l.change_no, c.at FROM (SELECT tbl, row_no, max(change_no) AS change_no FROM operations
      WHERE (tbl, row_no) IN (SELECT value ->> 0, value ->> 1 FROM json_each(:wanted)) GROUP BY tbl, row_no) l
      JOIN changes c ON c.no = l.change_no"""
    found = store.iterate(sql, wanted=json.dumps(sorted(wanted))) if wanted else ()
    return {(table, no): (change, at) for table, no, change, at in found}
