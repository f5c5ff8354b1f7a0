"""Where customers come from: presets (English keys, Chinese by translation), a free sub-channel after a slash, their channel."""

from __future__ import annotations

from crmcli.core.choices import Coded, mark
from crmcli.core.i18n import both, t

SOURCES = (
    mark("General prospect"),
    mark("Existing customer"),
    mark("Word of mouth"),
    mark("New market"),
    mark("Competitor's customer"),
    mark("Staff connection"),
)


def suggestions() -> list[str]:
    """The preset sources in the user's language, for menus and completion."""
    return [t(source) for source in SOURCES]


def channel(source: str) -> str:
    """The source without its sub-channel; a preset under its English name."""
    own = source.partition("/")[0].strip()
    return next((english for english in SOURCES if own.casefold() in {word.casefold() for word in both(english)}), own)


def coded(code: str) -> Coded:
    """A channel with its name in the user's language."""
    return Coded(code, t(code) if code in SOURCES else code)
