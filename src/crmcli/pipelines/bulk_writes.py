"""Touches by the thousand, for the import."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from crmcli.core import clock
from crmcli.storage.store import Store


class NewTouch(NamedTuple):
    """A touch to insert; `at` is a stored instant."""

    customer_no: int
    node_no: int
    at: str
    matter: str | None = None
    note: str | None = None
    channel: str | None = None
    direction: str | None = None
    deal: str | None = None
    outcome: str | None = None


def alike(store: Store, rows: Iterable[NewTouch], last: int) -> Iterator[tuple[int, NewTouch]]:
    """Touches of the same customer and instant as one of `rows`, with their numbers, up to the number `last`."""
    keys = {(row.customer_no, row.at) for row in rows}
    columns = ", ".join(f"t.{name}" for name in NewTouch._fields)
    sql = f"""SELECT t.no, {columns} FROM json_each(:keys) k
      CROSS JOIN touches t ON t.customer_no = k.value ->> 0 AND t.at = k.value ->> 1 WHERE t.no <= :last ORDER BY t.no"""
    return (
        (row["no"], NewTouch(*(row[name] for name in NewTouch._fields)))
        for row in store.named(sql, keys=json.dumps(list(keys)), last=last)
    )


def insert(store: Store, rows: Sequence[NewTouch]) -> None:
    """Insert touches; their numbers ascend in the order of `rows`."""
    created = clock.utc_text(clock.now())
    store.insert_many("touches", (*NewTouch._fields, "created_at"), ((*row, created) for row in rows))
