"""A small writer of iCalendar (RFC 5545): components of lines, folded at 75 octets, CRLF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from crmcli.terminal.sanitize import clean_lines

PRODUCT = "-//crmcli//crm//EN"
_OCTETS = 75
_INSIDE = range(0x80, 0xC0)  # the octets of a character after its first
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
    octets, start, head = line.encode(), 0, ""
    while len(octets) - start > _OCTETS - len(head):
        end = start + _OCTETS - len(head)
        while octets[end] in _INSIDE:
            end -= 1
        yield head + octets[start:end].decode()
        start, head = end, " "
    yield head + octets[start:].decode()


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
