"""What customers still owe, read without the rest of the room: `due` asks every morning."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from crmcli.kernel.store import Store
from crmcli.sales import rules

_SOME = "customer_no IN (SELECT value FROM json_each(:numbers))"
_ORDERS = f"SELECT customer_no, no, amount FROM orders WHERE {_SOME} ORDER BY customer_no, date, no"
_PAID = f"SELECT customer_no, order_no, sum(amount) FROM payments WHERE {_SOME} GROUP BY customer_no, order_no"


def open_amounts(store: Store, customers: Iterable[int]) -> dict[int, int]:
    """The open cents of each order of these customers, of each customer the oldest first; 0 where it is paid."""
    numbers = str(list(customers))  # whole numbers make JSON as they are, and json costs a millisecond
    paid: dict[int, dict[int | None, int]] = {}
    for customer, order, cents in store.each(_PAID, numbers=numbers):
        paid.setdefault(customer, {})[order] = cents
    still: dict[int, int] = {}
    for customer, orders in groupby(store.each(_ORDERS, numbers=numbers), key=itemgetter(0)):
        still |= rules.open_amounts(((no, amount) for _customer, no, amount in orders), paid.get(customer, {}))
    return still
