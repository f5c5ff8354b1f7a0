"""Orders and payments by the thousand, for the import."""

import json
from collections.abc import Iterable, Iterator, Sequence
from sqlite3 import Row
from typing import Any, NamedTuple

from crmcli.core import clock
from crmcli.sales import orders
from crmcli.sales.model import Line
from crmcli.storage.store import Store


class NewOrder(NamedTuple):
    """An order to insert: a local date, cents, its products; `currency` None is the file's, `status` cancelled, refunded or
    empty, `refunded` cents.
    """

    customer_no: int
    date: str
    amount: int
    products: tuple[Line, ...] = ()
    note: str | None = None
    deal: str | None = None
    number: str | None = None
    currency: str | None = None
    status: str = ""
    refunded: int = 0


class NewPayment(NamedTuple):
    """A payment to insert: a local date, cents; `currency` None is the file's."""

    customer_no: int
    date: str
    amount: int
    note: str | None = None
    number: str | None = None
    currency: str | None = None


# Of an order `x`, as the fields of NewOrder but for its products.
ORDER_COLUMNS = """x.customer_no, x.date, x.amount, x.note, x.deal, x.number, x.currency, x.cancelled_on,
  coalesce((SELECT sum(r.amount) FROM refunds r WHERE r.order_no = x.no), 0)"""


def as_new(row: Sequence[Any], products: Iterable[Line]) -> NewOrder:
    """An order that stands, read as ORDER_COLUMNS, as the one that would be inserted."""
    customer, date, amount, note, deal, number, currency, cancelled, refunded = row
    status = "cancelled" if cancelled else "refunded" if 0 < amount <= refunded else ""
    return NewOrder(customer, date, amount, tuple(products), note, deal, number, currency, status, refunded)


def orders_alike(store: Store, rows: Iterable[NewOrder], last: int) -> Iterator[tuple[int, NewOrder]]:
    """Orders of the same customer, date and amount as one of `rows`, with their numbers, up to the number `last`."""
    found = [tuple(row) for row in _alike(store, "orders", ORDER_COLUMNS, rows, last)]
    products = orders.lines_of(store, [row[0] for row in found])
    for no, *row in found:
        yield no, as_new(row, products.get(no, ()))


def payments_alike(store: Store, rows: Iterable[NewPayment], last: int) -> Iterator[tuple[int, NewPayment]]:
    """As `orders_alike`, of payments."""
    return (
        (row["no"], NewPayment(*(row[name] for name in NewPayment._fields)))
        for row in _alike(store, "payments", "x.customer_no, x.date, x.amount, x.note, x.number, x.currency", rows, last)
    )


def insert_orders(store: Store, rows: Sequence[NewOrder]) -> None:
    """Insert orders with their products, which are made on first use."""
    created = clock.utc_text(clock.now())
    columns = ("customer_no", "date", "amount", "note", "deal", "number", "currency", "cancelled_on", "created_at")
    plain = (
        (row.customer_no, row.date, row.amount, row.note, row.deal, row.number, row.currency,
         row.date if row.status == "cancelled" else None, created)
        for row in rows
    )  # fmt: skip
    numbers = store.insert_many("orders", columns, plain)
    refunds = [
        (row.customer_no, no, row.date, row.refunded, created) for no, row in zip(numbers, rows, strict=True) if row.refunded
    ]
    if refunds:
        store.insert_many("refunds", ("customer_no", "order_no", "date", "amount", "created_at"), refunds)
    products = {
        name: orders.product_number(store, name) for name in dict.fromkeys(line.name for row in rows for line in row.products)
    }
    lines = [
        (no, products[line.name], line.quantity, line.price)
        for no, row in zip(numbers, rows, strict=True)
        for line in row.products
    ]
    if lines:
        store.insert_many("order_lines", ("order_no", "product_no", "quantity", "price"), lines)


def insert_payments(store: Store, rows: Sequence[NewPayment]) -> None:
    """Insert payments that name no order: they settle the oldest open one."""
    created = clock.utc_text(clock.now())
    store.insert_many("payments", (*NewPayment._fields, "created_at"), ((*row, created) for row in rows))


def _alike(store: Store, table: str, columns: str, rows: Iterable[Any], last: int) -> Iterator[Row]:
    keys = list({(row.customer_no, row.date, row.amount) for row in rows})
    sql = f"""SELECT x.no, {columns} FROM json_each(:keys) k CROSS JOIN {table} x
      ON x.customer_no = k.value ->> 0 AND x.date = k.value ->> 1 AND x.amount = k.value ->> 2 WHERE x.no <= :last ORDER BY x.no"""  # noqa: E501
    return store.named(sql, keys=json.dumps(keys), last=last)
