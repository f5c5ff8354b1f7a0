"""Sources as reports count them: a sub-channel with its channel, a preset as one whatever the language it was written in."""

from __future__ import annotations

from crmcli.core.choices import Coded
from crmcli.core.i18n import both, t
from crmcli.customers.lead_sources import SOURCES


def channel(source: str) -> str:
    """The source without its sub-channel; a preset under its English name."""
    own = source.partition("/")[0].strip()
    return next((english for english in SOURCES if own.casefold() in {word.casefold() for word in both(english)}), own)


def coded(code: str) -> Coded:
    """A channel with its name in the user's language."""
    return Coded(code, t(code) if code in SOURCES else code)
