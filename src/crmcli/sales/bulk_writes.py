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
    """An order to insert: a local date, cents, its products."""

    customer_no: int
    date: str
    amount: int
    products: tuple[Line, ...] = ()
    note: str | None = None
    deal: str | None = None


class NewPayment(NamedTuple):
    """A payment to insert: a local date, cents."""

    customer_no: int
    date: str
    amount: int
    note: str | None = None


def orders_alike(store: Store, rows: Iterable[NewOrder], last: int) -> Iterator[tuple[int, NewOrder]]:
    """Orders of the same customer, date and amount as one of `rows`, with their numbers, up to the number `last`."""
    found = list(_alike(store, "orders", ("note", "deal"), rows, last))
    products = _products(store, [row["no"] for row in found])
    for row in found:
        lines = tuple(products.get(row["no"], ()))
        yield row["no"], NewOrder(row["customer_no"], row["date"], row["amount"], lines, row["note"], row["deal"])


def payments_alike(store: Store, rows: Iterable[NewPayment], last: int) -> Iterator[tuple[int, NewPayment]]:
    """As `orders_alike`, of payments."""
    return (
        (row["no"], NewPayment(*(row[name] for name in NewPayment._fields)))
        for row in _alike(store, "payments", ("note",), rows, last)
    )


def insert_orders(store: Store, rows: Sequence[NewOrder]) -> None:
    """Insert orders with their products, which are made on first use."""
    created = clock.utc_text(clock.now())
    plain = ((row.customer_no, row.date, row.amount, row.note, row.deal, created) for row in rows)
    numbers = store.insert_many("orders", ("customer_no", "date", "amount", "note", "deal", "created_at"), plain)
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


def _alike(store: Store, table: str, more: Sequence[str], rows: Iterable[Any], last: int) -> Iterator[Row]:
    keys = list({(row.customer_no, row.date, row.amount) for row in rows})
    columns = ", ".join(f"x.{name}" for name in ("no", "customer_no", "date", "amount", *more))
    sql = f"""SELECT {columns} FROM json_each(:keys) k CROSS JOIN {table} x
      ON x.customer_no = k.value ->> 0 AND x.date = k.value ->> 1 AND x.amount = k.value ->> 2 WHERE x.no <= :last ORDER BY x.no"""  # noqa: E501
    return store.named(sql, keys=json.dumps(keys), last=last)


def _products(store: Store, orders: Sequence[int]) -> dict[int, list[Line]]:
    sql = """SELECT l.order_no, p.name, l.quantity, l.price FROM order_lines l JOIN products p ON p.no = l.product_no
      WHERE l.order_no IN (SELECT value FROM json_each(:orders)) ORDER BY l.no"""
    found: dict[int, list[Line]] = {}
    for order, *line in store.iterate(sql, orders=json.dumps(list(orders))):
        found.setdefault(order, []).append(Line(*line))
    return found
