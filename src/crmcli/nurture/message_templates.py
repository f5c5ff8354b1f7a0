"""Prepared messages: `您好{{姓名|您}}` with places for what is known of a customer, and after the bar what stands there
otherwise.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import quote

from crmcli.core.errors import UsageError
from crmcli.core.i18n import language, t

_OPEN, _CLOSE, _BAR = "{｛", "}｝", "|｜"  # what a Chinese keyboard types counts too
_PLACE = re.compile(rf"[{_OPEN}]{{2}}\s*([^{_OPEN}{_CLOSE}{_BAR}]*?)\s*(?:[{_BAR}]([^{_OPEN}{_CLOSE}]*))?[{_CLOSE}]{{2}}")
_BROKEN = re.compile(rf"[{_OPEN}]{{2}}|[{_CLOSE}]{{2}}")


class Place(NamedTuple):
    """A place to fill by its name as written; `otherwise` where the customer has no such value, None where nothing was said."""

    name: str
    otherwise: str | None


Message = tuple[str | Place, ...]


def example() -> str:
    """A place as it is written in the user's language; shown by value, since a sentence to translate holds no such braces."""
    return "{{姓名|您}}" if language() == "zh" else "{{name|there}}"


def greeting() -> str:
    """The beginning of a message, as it is typed."""
    return f"'{example()}好，…'" if language() == "zh" else f"'Hello {example()}, …'"


def parse(text: str) -> Message:
    """The text and its places. Raises UsageError for a place that is not closed or has no name."""
    parts: list[str | Place] = []
    end = 0
    for match in _PLACE.finditer(text):
        parts += [text[end : match.start()], _place(match)]
        end = match.end()
    parts.append(text[end:])
    for one in parts:
        if isinstance(one, str) and _BROKEN.search(one):
            raise UsageError(t("Incomplete placeholder: {text}", text=one), _hint())
    return tuple(one for one in parts if one)


def _place(match: re.Match[str]) -> Place:
    if not match[1]:
        raise UsageError(t("Placeholder without a name: {text}", text=match[0]), _hint())
    return Place(match[1], match[2])


def _hint() -> str:
    return t("Write it like {example}", example=example())


def places(message: Message) -> Iterator[Place]:
    """The places of the message."""
    return (one for one in message if isinstance(one, Place))


def lacking(message: Message, values: Mapping[str, str]) -> list[str]:
    """The names of places that stay empty; `values` by the name as written."""
    return [one.name for one in places(message) if not values.get(one.name) and one.otherwise is None]


def fill(message: Message, values: Mapping[str, str]) -> str:
    """The message for the customer of these values."""
    return "".join(one if isinstance(one, str) else values.get(one.name) or one.otherwise or "" for one in message)


def mailto(address: str, subject: str | None, body: str) -> str:
    """A link that opens a mail as written (RFC 6068: line breaks are CR LF)."""
    head = f"subject={quote(subject, safe='')}&" if subject else ""
    text = quote("\r\n".join(body.splitlines()), safe="")
    return f"mailto:{quote(address, safe='@')}?{head}body={text}"
