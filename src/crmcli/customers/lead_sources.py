"""Where customers come from: the presets (English keys, Chinese by translation) and a free sub-channel after a slash."""

from __future__ import annotations

from crmcli.core.choices import mark
from crmcli.core.i18n import t

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
