"""A planned step as a component: an event where it has a time, a to-do where it has a day alone."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import NamedTuple

from crmcli.calendars.ics import Component, text

_RULE = re.compile(r"(?:RRULE:)?(FREQ=[A-Z]+(?:;[A-Z]+=[A-Z0-9,:+-]+)*)", re.IGNORECASE)
_UNTIL = re.compile(r"(?<=UNTIL=)(\d{8})(T\d{6})?Z?")
_MINUTES, _MORNING = 30, "PT9H"
_SECONDS = len("2026-11-21T09:00:00")


class Item(NamedTuple):
    """What stands in the calendar. `due` is a wall-clock time (`YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`), the instants are UTC text.

    `sequence` never falls from one export to the next; `modified` is the instant of the last change. `resumes` is the first of
    the rule's days after a `due` that is none of them.
    """

    uid: str
    summary: str
    description: str
    category: str
    due: str
    rrule: str | None
    created: str
    modified: str
    sequence: int
    done_at: str | None = None
    cancelled_at: str | None = None
    resumes: str | None = None


class Manner(NamedTuple):
    """How items are written: `events` makes events of all, for calendars that know no to-dos; `alarm` minutes before a timed
    event, None for no alarms at all; nothing that lies before `now` rings.
    """

    now: datetime
    alarm: int | None = 15
    events: bool = False


def components(item: Item, manner: Manner) -> Iterator[Component]:
    """The item; a rule begins on one of its own days (3.8.5.3): due on another, the step stands
    alone and the rule behind it; once the step is closed the rule goes on with the step after it.
    """
    if item.resumes is None:
        yield component(item, manner)
        return
    yield component(item._replace(rrule=None), manner)
    ended = item.cancelled_at or item.done_at
    yield component(item._replace(uid=f"{item.uid}-rule", due=item.resumes, done_at=None, cancelled_at=ended), manner)


def component(item: Item, manner: Manner) -> Component:
    """One VEVENT or VTODO (3.6.1, 3.6.2)."""
    dated = "T" not in item.due
    shape = _event if manner.events or not dated else _to_do
    alarms = [] if item.done_at or item.cancelled_at or _is_past(item.due, manner.now) else _alarms(item, manner, dated=dated)
    lines = [*_head(item), *shape(item, dated=dated)]
    return Component("VEVENT" if shape is _event else "VTODO", lines, alarms)


def _head(item: Item) -> list[str]:
    """Without METHOD, DTSTAMP is the instant of the last change (3.8.7.2): what did not change is written as before."""
    texts = (("SUMMARY", item.summary), ("DESCRIPTION", item.description), ("CATEGORIES", item.category))
    modified = _utc(item.modified)
    return [
        f"UID:{item.uid}", f"DTSTAMP:{modified}", f"CREATED:{_utc(item.created)}",
        f"LAST-MODIFIED:{modified}", f"SEQUENCE:{item.sequence}",
        *[f"{name}:{text(value)}" for name, value in texts if value],
    ]  # fmt: skip


def _event(item: Item, *, dated: bool) -> list[str]:
    lines = [f"DTSTART{_wall(item.due)}"]
    lines += ["TRANSP:TRANSPARENT"] if dated else [f"DURATION:PT{_MINUTES}M"]
    return [*lines, *_rule(item, dated=dated), "STATUS:" + ("CANCELLED" if item.cancelled_at else "CONFIRMED")]


def _to_do(item: Item, *, dated: bool) -> list[str]:
    """One that comes again needs a start (3.8.5.3), and beside a start DUE must be later: it lasts a day."""
    rule = _rule(item, dated=dated)
    when = [f"DTSTART{_wall(item.due)}", "DURATION:P1D"] if rule else [f"DUE{_wall(item.due)}"]
    return [*when, *rule, *_status(item)]


def _status(item: Item) -> list[str]:
    if item.done_at:
        return ["STATUS:COMPLETED", f"COMPLETED:{_utc(item.done_at)}", "PERCENT-COMPLETE:100"]
    return ["STATUS:CANCELLED" if item.cancelled_at else "STATUS:NEEDS-ACTION"]


def _rule(item: Item, *, dated: bool) -> list[str]:
    """The rule of what still stands; what is done was one occasion. One that only we understand is left out."""
    if not item.rrule or item.done_at or item.cancelled_at:
        return []
    found = _RULE.fullmatch(item.rrule.strip())
    if not found:
        return []
    return ["RRULE:" + _UNTIL.sub(lambda until: until[1] + ("" if dated else until[2] or "T235959"), found[1].upper())]


def _alarms(item: Item, manner: Manner, *, dated: bool) -> list[Component]:
    """The given minutes before a time; at nine in the morning of a day."""
    if manner.alarm is None:
        return []
    to_do = dated and not manner.events and not _rule(item, dated=dated)
    trigger = f"TRIGGER{';RELATED=END' if to_do else ''}:{_MORNING}" if dated else f"TRIGGER:-PT{manner.alarm}M"
    return [Component("VALARM", ["ACTION:DISPLAY", trigger, f"DESCRIPTION:{text(item.summary)}"], [])]


def _is_past(due: str, now: datetime) -> bool:
    return due < _minute(now)[: len(due)]


@cache
def _minute(now: datetime) -> str:
    return now.isoformat(timespec="minutes")


def _wall(due: str) -> str:
    """A floating time, or a date, with its parameter."""
    digits = due.replace("-", "").replace(":", "")
    return f":{digits}00" if "T" in digits else f";VALUE=DATE:{digits}"


def _utc(instant: str) -> str:
    return f"{instant[:_SECONDS].replace('-', '').replace(':', '')}Z"
