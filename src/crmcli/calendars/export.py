"""Items as the text of a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from crmcli.calendars import components, ics, queries
from crmcli.calendars.components import Item, Manner
from crmcli.core import clock
from crmcli.core.i18n import t
from crmcli.followups.model import Due
from crmcli.storage.store import Store


def of_items(items: Iterable[Item], manner: Manner) -> Iterator[str]:
    """The calendar of the items, piece by piece."""
    return ics.calendar(t("Customers (crm)"), (part for one in items for part in components.components(one, manner)))


def of_lines(store: Store, lines: Sequence[Due]) -> Iterator[str]:
    """The calendar of lines of `due`: what `crm due -o ics` prints."""
    return of_items(queries.of_lines(store, lines), Manner(clock.now()))
