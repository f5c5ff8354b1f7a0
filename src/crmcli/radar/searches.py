"""Web searches for a customer: templates that ship with crm, those of the user, and the links they make."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote

from crmcli.core import config
from crmcli.core.errors import UsageError
from crmcli.core.i18n import language, t
from crmcli.radar.model import Link

PLACES = ("who", "name", "company", "phone")
PREFIX = "search."
_PLACE = re.compile(r"{([^{}]*)}")
_BEYOND_ASCII = re.compile(r"(?:%[89A-F][0-9A-F])+")


def templates() -> dict[str, str]:
    """The templates by name: those of the user's language, then `search.NAME` of the configuration; an empty one drops its name.

    Raises as `check`.
    """
    import tomllib

    shipped = tomllib.loads(Path(__file__).with_name("searches.toml").read_text(encoding="utf-8"))[language()]
    own = {key.removeprefix(PREFIX): value for key, value in config.values().items() if key.startswith(PREFIX)}
    for name, template in own.items():
        check(name, template)
    return {name: template for name, template in {**shipped, **own}.items() if template}


def check(name: str, template: str) -> None:
    """Raises UsageError for a template that is no web address or names an unknown place; an empty one is fine."""
    known = ", ".join(f"{{{place}}}" for place in PLACES)
    unknown = [place for place in _PLACE.findall(template) if place not in PLACES]
    if unknown or (template and not re.match("https?://", template)):
        raise UsageError(
            t("The configured search {name} is not valid: {template}", name=name, template=template),
            t("Write it like {example}; placeholders: {known}.", example="https://example.com/?q={company}", known=known),
        )


def links(found: Mapping[str, str], values: Mapping[str, str | None]) -> tuple[Link, ...]:
    """A link for each template whose places are all known; values are quoted as one piece of an address."""
    usable = {name: text for name, text in found.items() if all(values.get(place) for place in _PLACE.findall(text))}
    return tuple(
        Link(name, _PLACE.sub(lambda place: quote(values[place[1]] or "", safe=""), text)) for name, text in usable.items()
    )


def readable(url: str) -> str:
    """The address with its Chinese as Chinese, a third as long: browsers take both."""
    return _BEYOND_ASCII.sub(lambda found: unquote(found[0]), url)
