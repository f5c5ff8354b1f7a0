"""What the morning holds: what is due, who has no next step, which deals stay too long."""

import json
from datetime import datetime
from typing import NamedTuple

from crmcli.followups.due_list import due, unplanned
from crmcli.followups.model import Due, DueQuery
from crmcli.overview.today import query
from crmcli.storage.store import Store

UNPLANNED, STALLED = 10, 5


class Morning(NamedTuple):
    """The morning of `now`: all that is due, the first of the `open` customers without a next step, deals that stay too long as
    (customer, node, reason), and the phones of those who are due by customer number.
    """

    now: datetime
    due: list[Due]
    unplanned: list[Due]
    open: int
    stalled: list[tuple[str, str, str]]
    phones: dict[int, list[str]]


def of(store: Store, now: datetime) -> Morning:
    """Gather it."""
    lines = due(store, DueQuery(now, now.date()))
    first, total = unplanned(store, now, UNPLANNED)
    return Morning(now, lines, first, total, _stalled(store, now), _phones(store, lines))


def _stalled(store: Store, now: datetime) -> list[tuple[str, str, str]]:
    late, _total = query.standing_still(store, now, STALLED)
    return [(one.customer.name, one.node, one.reason) for one in late]


def _phones(store: Store, lines: list[Due]) -> dict[int, list[str]]:
    sql = """SELECT customer_no, value FROM contact_points WHERE kind = 'phone'
      AND customer_no IN (SELECT value FROM json_each(:numbers)) ORDER BY no"""
    found: dict[int, list[str]] = {}
    for customer, phone in store.iterate(sql, numbers=json.dumps([one.customer.no for one in lines])):
        found.setdefault(customer, []).append(phone)
    return found
