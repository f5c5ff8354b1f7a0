"""A small writer of iCalendar (RFC 5545): components of lines, folded at 75 octets, CRLF."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from crmcli.terminal.sanitize import clean_lines

PRODUCT = "-//crmcli//crm//EN"
_OCTETS = 75
_SHORT = _OCTETS // 4  # characters that fit whatever they are
_INSIDE = range(0x80, 0xC0)  # the octets of a character after its first


class Component(NamedTuple):
    """A component: its name, its content lines (escaped, not yet folded), and the components inside it."""

    name: str
    lines: list[str]
    parts: list["Component"]


def text(value: str) -> str:
    """A value of type TEXT (3.3.11): cleaned of control characters, escaped."""
    return clean_lines(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


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


def calendar(name: str, parts: Iterable[Component]) -> Iterator[str]:
    """The text of a calendar of that name, which the common programs show as its title, component by component."""
    head = ["VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", f"X-WR-CALNAME:{text(name)}"]
    yield _written(["BEGIN:VCALENDAR", *head])
    for part in parts:
        yield _written(_lines(part))
    yield _written(["END:VCALENDAR"])


def _lines(one: Component) -> list[str]:
    inside = [line for part in one.parts for line in _lines(part)]
    return [f"BEGIN:{one.name}", *one.lines, *inside, f"END:{one.name}"]


def _written(lines: Iterable[str]) -> str:
    return "".join([f"{line}\r\n" if len(line) <= _SHORT else _folded(line) for line in lines])


def _folded(line: str) -> str:
    return "".join(f"{part}\r\n" for part in fold(line))
