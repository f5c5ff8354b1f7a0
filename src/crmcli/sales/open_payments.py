"""What customers still owe: counted when asked, never stored. Read without the rest of the room: `due` asks every morning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter

from crmcli.core.i18n import listed, t
from crmcli.storage.store import Store

_ROOM = 24  # characters of what was sold
_SOLD = """SELECT o.no, (SELECT group_concat(p.name, char(10)) FROM order_lines l JOIN products p ON p.no = l.product_no
  WHERE l.order_no = o.no), o.note FROM sales o WHERE o.no IN (SELECT value FROM json_each(:numbers))"""
_SOME = "customer_no IN (SELECT value FROM json_each(:numbers)) AND currency IS :currency"
_ORDERS = f"SELECT customer_no, no, gross, gross - amount FROM sales WHERE {_SOME} ORDER BY customer_no, date, no"
_PAID = f"SELECT customer_no, order_no, sum(amount) FROM payments WHERE {_SOME} GROUP BY customer_no, order_no"


def open_amounts(store: Store, customers: Iterable[int], currency: str | None = None) -> dict[int, int]:
    """The open cents of each order of these customers, of each customer the oldest first; 0 where it is paid.

    Orders that stand and are in one `currency` alone, None being the file's. Money given back by a refund pays no other order.
    """
    return {no: max(left - refunded, 0) for no, _gross, refunded, left in _settled(store, customers, currency)}


def paid_and_open(store: Store, customers: Iterable[int], currency: str | None = None) -> dict[int, tuple[int, int]]:
    """As `open_amounts`, with the cents that were paid of each order in front."""
    settled = _settled(store, customers, currency)
    return {no: (gross - left, max(left - refunded, 0)) for no, gross, refunded, left in settled}


def _settled(store: Store, customers: Iterable[int], currency: str | None) -> Iterator[tuple[int, int, int, int]]:
    """Of each order its number and the cents that it is of, that were given back, and that no payment fills."""
    numbers = str(list(customers))  # whole numbers make JSON as they are, and json costs a millisecond
    paid: dict[int, dict[int | None, int]] = {}
    for customer, order, cents in store.iterate(_PAID, numbers=numbers, currency=currency):
        paid.setdefault(customer, {})[order] = cents
    for customer, rows in groupby(store.iterate(_ORDERS, numbers=numbers, currency=currency), key=itemgetter(0)):
        orders = [(no, gross, refunded) for _customer, no, gross, refunded in rows]
        left = settle_oldest(((no, gross) for no, gross, _refunded in orders), paid.get(customer, {}))
        yield from ((no, gross, refunded, left[no]) for no, gross, refunded in orders)


def sold(store: Store, orders: Iterable[int]) -> dict[int, str]:
    """What each of these orders was about: its products, else its note, else nothing."""
    rows = store.iterate(_SOLD, numbers=str(list(orders)))
    return {no: listed(products.split("\n")) if products else note or "" for no, products, note in rows}


def order_text(no: int, names: dict[int, str]) -> str:
    """The order and, where known, what was sold, on one line."""
    what = " ".join(names.get(no, "").split())
    short = what if len(what) <= _ROOM else what[:_ROOM].rstrip() + "…"
    return " · ".join(filter(None, (t("Order o{no}", no=no), short)))


def settle_oldest(orders: Iterable[tuple[int, int]], paid: Mapping[int | None, int]) -> dict[int, int]:
    """The open cents of each order of one customer. `orders` are (number, amount) with the oldest first.

    `paid` holds the cents paid by order number; what names no order (None), and what exceeds its order, fills the oldest first.
    """
    wanting = {no: amount - paid.get(no, 0) for no, amount in orders}
    free = paid.get(None, 0) - sum(rest for rest in wanting.values() if rest < 0)
    still: dict[int, int] = {}
    for no, rest in wanting.items():
        filled = min(free, max(rest, 0))
        still[no] = max(rest, 0) - filled
        free -= filled
    return still
