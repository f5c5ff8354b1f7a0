"""Next steps by the thousand, for the import."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from crmcli.core import clock
from crmcli.storage.store import Store


class NewFollowup(NamedTuple):
    """A next step to insert; `due` and `snoozed_until` are wall-clock times, `done_at` and `cancelled_at` stored instants."""

    customer_no: int
    due: str
    text: str
    type: str
    rrule: str | None = None
    snoozed_until: str | None = None
    done_at: str | None = None
    cancelled_at: str | None = None
    outcome: str | None = None


def alike(store: Store, rows: Iterable[NewFollowup], last: int) -> Iterator[tuple[int, NewFollowup]]:
    """Next steps of the customers of `rows`, with their numbers, up to the number `last`."""
    sql = f"""SELECT no, {", ".join(NewFollowup._fields)} FROM followups
      WHERE customer_no IN (SELECT value FROM json_each(:numbers)) AND no <= :last ORDER BY no"""
    numbers = json.dumps(list({row.customer_no for row in rows}))
    return (
        (row["no"], NewFollowup(*(row[name] for name in NewFollowup._fields)))
        for row in store.named(sql, numbers=numbers, last=last)
    )


def insert(store: Store, rows: Sequence[NewFollowup]) -> None:
    """Insert next steps."""
    created = clock.utc_text(clock.now())
    store.insert_many("followups", (*NewFollowup._fields, "created_at"), ((*row, created) for row in rows))
