"""A small writer of iCalendar (RFC 5545): components of lines, folded at 75 octets, CRLF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from crmcli.terminal.sanitize import clean_lines

PRODUCT = "-//crmcli//crm//EN"
_OCTETS = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


class Component(NamedTuple):
    """A component: its name, its content lines (escaped, not yet folded), and the components inside it."""

    name: str
    lines: list[str]
    parts: list[Component]


def text(value: str) -> str:
    """A value of type TEXT (3.3.11): cleaned of control characters, escaped."""
    return clean_lines(value).translate(_ESCAPES)


def fold(line: str) -> Iterator[str]:
    """The line as lines of at most 75 octets (3.1); no character is torn, each continuation begins with a blank."""
    part, used = "", 0
    for char in line:
        octets = len(char.encode())
        if used + octets > _OCTETS:
            yield part
            part, used = " ", 1
        part, used = part + char, used + octets
    yield part


def write(calendar: Component) -> str:
    """The text of a component with all that is inside it."""
    return "".join(f"{part}\r\n" for line in _lines(calendar) for part in fold(line))


def _lines(one: Component) -> Iterator[str]:
    yield f"BEGIN:{one.name}"
    yield from one.lines
    for part in one.parts:
        yield from _lines(part)
    yield f"END:{one.name}"


def calendar(name: str, parts: Iterable[Component]) -> Component:
    """A calendar of that name, which the common programs show as its title."""
    head = ["VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", f"X-WR-CALNAME:{text(name)}"]
    return Component("VCALENDAR", head, list(parts))
