"""What stands in the calendar: next steps and promises, also hidden and lately closed ones, and whatever else comes due."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from crmcli.calendars.components import Item
from crmcli.core import clock
from crmcli.core.dates.when import When
from crmcli.customers.refs import FIRM
from crmcli.followups import recurrence
from crmcli.followups.due_list import due
from crmcli.followups.kind_registry import DEFAULT, KINDS, declarations
from crmcli.followups.kinds import kind_of, kind_of_key
from crmcli.followups.model import TYPES, Due, DueQuery
from crmcli.storage.store import Store

_STEPS = "followups"  # they stand in the calendar with their rules, also hidden ones
CLOSED_DAYS = 30  # so long a step that was done is told again, so that calendars that took it over tick it off too

_STEP = f"""SELECT u.no, u.kind, u.uid, u.text, u.type, u.due, u.snoozed_until AS until, u.rrule,
  u.rrule_from AS first, u.created_at AS created, u.done_at, u.cancelled_at, c.no AS customer_no, c.name, f.name AS company
  FROM followups u JOIN customers c ON c.no = u.customer_no {FIRM}"""
_OPEN = "u.done_at IS NULL AND u.cancelled_at IS NULL"
_COUNT, _LONGEST = re.compile(r"COUNT=(\d{1,9})"), 5000
Revisions = dict[tuple[str, int], tuple[int, str]]


class _Step(NamedTuple):
    no: int
    kind: str
    uid: str
    text: str
    type: str
    due: str
    until: str | None
    rrule: str | None
    first: str | None
    created: str
    done_at: str | None
    cancelled_at: str | None
    customer_no: int
    name: str
    company: str | None


def planned(store: Store, now: datetime, until: date) -> list[Item]:
    """All that is planned up to the day `until`, the earliest first, and what was closed in the last 30 days."""
    since = clock.utc_text(now - timedelta(days=CLOSED_DAYS))
    sql = f"{_STEP} WHERE u.due < :after AND ({_OPEN} OR u.done_at >= :since OR u.cancelled_at >= :since)"
    steps = store.rows(_Step, sql, after=(until + timedelta(days=1)).isoformat(), since=since)
    others = due(store, DueQuery(now, until, tuple(code for code in DEFAULT if declarations()[code].rows != _STEPS)))
    return _items(store, steps, others)


def of_lines(store: Store, lines: Sequence[Due]) -> list[Item]:
    """The lines of `due` as they stand in the calendar; those of nothing planned have no day to stand at."""
    numbers = [int(one.key[1:]) for one in lines if _is_step(one)]
    steps = store.rows(_Step, f"{_STEP} WHERE u.no IN (SELECT value FROM json_each(:numbers))", numbers=json.dumps(numbers))
    return _items(store, steps, [one for one in lines if one.due and not _is_step(one)])


def _is_step(one: Due) -> bool:
    return kind_of_key(one.key).table == _STEPS


def _items(store: Store, steps: Sequence[_Step], others: Sequence[Due]) -> list[Item]:
    tables = {kind_of_key(one.key).table for one in others}
    known = _revisions(store, sorted(tables | {_STEPS, "customers"}))
    phones = _phones(store, {one.customer_no for one in steps} | {one.customer.no for one in others})
    items = [_of_step(one, known, phones) for one in steps] + [_of_line(store, one, known, phones) for one in others]
    return sorted(items, key=lambda one: (one.due, one.uid))


def _of_step(one: _Step, known: Revisions, phones: dict[int, str]) -> Item:
    """A hidden step stands where it shows up again; one that comes again keeps to its grid."""
    kind = TYPES.label(one.type) if kind_of(one.kind).is_next_step else KINDS.label(one.kind)
    closed = one.done_at or one.cancelled_at
    when = one.due if closed or one.rrule else max(one.due, one.until or "")
    sequence, modified = _last(known, [("followups", one.no), ("customers", one.customer_no)], one.created)
    rule, resumes = _recurrence(one) if one.rrule else (None, None)
    return Item(
        one.uid, _summary(one.name, one.company, one.text or kind), _description(phones.get(one.customer_no), f"f{one.no}"), kind,
        when, rule, one.created, modified, sequence, one.done_at, one.cancelled_at, resumes,
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


def _of_line(store: Store, one: Due, known: Revisions, phones: dict[int, str]) -> Item:
    who, row = one.customer, kind_of_key(one.key).calendar_row(store, one)
    sequence, modified = _last(known, [(row.table, row.no), ("customers", who.no)], row.created)
    kind = (one.type or one.kind).label
    summary = _summary(who.name, who.company, one.text or kind)
    told = _description(phones.get(who.no), one.key)
    return Item(row.uid, summary, told, kind, one.due or "", None, row.created, modified, sequence)


def _summary(name: str, company: str | None, what: str) -> str:
    firm = f" ({company})" if company and company != name else ""
    return f"{name}{firm}: {what}"


def _description(phones: str | None, key: str) -> str:
    return "\n".join(filter(None, (phones, f"crm done {key}")))


def _phones(store: Store, customers: Iterable[int]) -> dict[int, str]:
    sql = """SELECT customer_no, group_concat(value, ' ') FROM contact_points WHERE kind = 'phone'
      AND customer_no IN (SELECT value FROM json_each(:numbers)) GROUP BY customer_no"""
    return dict(store.iterate(sql, numbers=json.dumps(sorted(customers))))


def _revisions(store: Store, tables: Sequence[str]) -> Revisions:
    """By table and row the number and the instant of the last change, as the journal knows them; both only ever rise."""
    sql = """SELECT l.tbl, l.row_no, l.change_no, c.at FROM (SELECT tbl, row_no, max(change_no) AS change_no FROM operations
      WHERE tbl IN (SELECT value FROM json_each(:tables)) GROUP BY tbl, row_no) l JOIN changes c ON c.no = l.change_no"""
    return {(table, no): (change, at) for table, no, change, at in store.iterate(sql, tables=json.dumps(tables))}


def _last(known: Revisions, rows: Iterable[tuple[str, int]], created: str) -> tuple[int, str]:
    return max(_found(known, rows), default=(0, created))


def _found(known: Revisions, rows: Iterable[tuple[str, int]]) -> Iterator[tuple[int, str]]:
    return (known[row] for row in rows if row in known)
