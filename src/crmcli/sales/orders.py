"""Orders, their products, payments and payment plans."""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Row
from typing import Any

from crmcli.core import clock
from crmcli.core.choices import Cents, cents
from crmcli.core.errors import NotFoundError, UsageError
from crmcli.core.i18n import t
from crmcli.customers.refs import FIRM, REF, ref_of
from crmcli.sales import open_payments
from crmcli.sales.model import ORDER_STATES, Line, Order, OrderInput, Payment, Plan
from crmcli.storage.store import Store

_OF_CUSTOMER = f"JOIN customers c ON c.no = x.customer_no {FIRM}"
_ORDERS = f"""SELECT x.uid, x.date, x.amount, x.note, x.deal, x.number, x.currency, x.cancelled_on, x.no AS order_no, {REF},
  (SELECT coalesce(sum(r.amount), 0) FROM refunds r WHERE r.order_no = x.no) AS refunded,
  (SELECT coalesce(sum(m.amount), 0) FROM payments m WHERE m.order_no = x.no) AS paid,
  (SELECT p.due FROM payment_plans p WHERE p.order_no = x.no ORDER BY p.no DESC LIMIT 1) AS rest_by
  FROM orders x {_OF_CUSTOMER}"""


def add_order(store: Store, customer_no: int, given: OrderInput) -> int:
    """Record an order with its products, its first payment and the day the rest is due.

    Returns its number; raises UsageError where a day is given for the rest and nothing is left to pay.
    """
    created = clock.utc_text(clock.now())
    with store.change(t("order")):
        said = ("date", "amount", "note", "deal", "number", "currency")
        values = {name: value for name, value in given._asdict().items() if name in said}
        no = store.insert("orders", customer_no=customer_no, **values, created_at=created)
        for line in given.products:
            product = product_number(store, line.name)
            store.insert("order_lines", order_no=no, product_no=product, quantity=line.quantity, price=line.price)
        if given.paid:
            add_payment(store, customer_no, given.paid, given.date, order_no=no)
        if given.rest_by:
            _plan_rest(store, no, given.rest_by)
    return no


def _plan_rest(store: Store, order_no: int, due: str) -> None:
    if not order(store, order_no).open:
        raise UsageError(t("This order is fully paid, so no balance is due."), t("Omit --balance-by."))
    store.insert("payment_plans", order_no=order_no, due=due, created_at=clock.utc_text(clock.now()))


def product_number(store: Store, name: str) -> int:
    """The product of that name, case aside; made on first use."""
    found = store.scalar("SELECT no FROM products WHERE name = :name COLLATE NOCASE ORDER BY no LIMIT 1", name=name)
    return int(found) if found else store.insert("products", name=name, created_at=clock.utc_text(clock.now()))


def number_product(store: Store, values: dict[str, Any]) -> dict[str, Any]:
    """The columns of a touch or note: where `values` names a `product`, its number instead; None clears."""
    if "product" not in values:
        return values
    name = values["product"]
    columns = {key: value for key, value in values.items() if key != "product"}
    return columns | {"product_no": product_number(store, name) if name else None}


def product_exists(store: Store, name: str) -> bool:
    """Whether there is a product of that name, case aside."""
    return bool(store.scalar("SELECT 1 FROM products WHERE name = :name COLLATE NOCASE", name=name))


def add_payment(
    store: Store, customer_no: int, amount_cents: int, date: str, *, order_no: int | None = None, note: str | None = None
) -> int:
    """Record money received on the local `date`, in the currency of its order; returns its number."""
    currency = store.scalar("SELECT currency FROM orders WHERE no = :no", no=order_no)
    values = {"customer_no": customer_no, "order_no": order_no, "date": date, "amount": amount_cents, "note": note}
    return store.insert("payments", **values, currency=currency, created_at=clock.utc_text(clock.now()))


def open_amounts(store: Store, customer_no: int, currency: str | None = None) -> dict[int, int]:
    """The open cents of each order of the customer in `currency` (None: the file's), the oldest first; 0 where it is paid.

    Cancelled orders have no place in it.
    """
    return open_payments.open_amounts(store, (customer_no,), None if currency == store.currency else currency)


def order(store: Store, no: int) -> Order:
    """The order of that number; raises NotFoundError."""
    for found in select(store, "x.no = :no", no=no):
        return found
    raise NotFoundError(t("There is no order o{no}.", no=no), t("See them all: {command}", command="crm orders list"))


def select(store: Store, where: str = "TRUE", **parameters: object) -> list[Order]:
    """The orders `x` of customers `c` that meet the condition, the newest first."""
    rows = list(store.named(f"{_ORDERS} WHERE {where} ORDER BY x.date DESC, x.no DESC", **parameters))
    customers: dict[str | None, set[int]] = {}
    for row in rows:
        customers.setdefault(row["currency"], set()).add(row["customer_no"])
    known: dict[int, tuple[int, int]] = {}
    for currency, numbers in customers.items():
        known |= open_payments.paid_and_open(store, numbers, currency)
    products = lines_of(store, [row["order_no"] for row in rows])
    return [_order(row, known.get(row["order_no"]), products.get(row["order_no"], []), store.currency) for row in rows]


def _order(row: Row, known: tuple[int, int] | None, products: list[Line], currency: str) -> Order:
    """The order of a row of _ORDERS; `known` are the cents paid and open, None of a cancelled one."""
    amount, refunded, is_cancelled = row["amount"], row["refunded"], bool(row["cancelled_on"])
    paid, still = known or (row["paid"], 0)
    net = 0 if is_cancelled else max(amount - refunded, 0)
    state = "cancelled" if is_cancelled else "refunded" if 0 < amount <= refunded else "open" if still else "paid"
    return Order(
        row["order_no"], row["uid"], ref_of(row), row["date"], Cents(amount), row["currency"] or currency, Cents(paid),
        Cents(still), row["rest_by"] if still else None, row["note"], products, row["deal"], row["number"],
        ORDER_STATES.shown(state), Cents(refunded), Cents(net),
    )  # fmt: skip


def lines_of(store: Store, orders: Sequence[int]) -> dict[int, list[Line]]:
    """The products of each of these orders."""
    sql = """SELECT l.order_no, p.name, l.quantity, l.price FROM order_lines l JOIN products p ON p.no = l.product_no
      WHERE l.order_no IN (SELECT value FROM json_each(:orders)) ORDER BY l.no"""
    found: dict[int, list[Line]] = {}
    for order_no, name, quantity, price in store.iterate(sql, orders=str(list(orders))):
        found.setdefault(order_no, []).append(Line(name, quantity, cents(price)))
    return found


def payment(store: Store, no: int) -> Payment:
    """The payment of that number; raises NotFoundError."""
    sql = f"SELECT x.uid, x.order_no, x.date, x.amount, x.currency, x.note, {REF} FROM payments x {_OF_CUSTOMER} WHERE x.no = :no"
    for row in store.named(sql, no=no):
        return Payment(
            no,
            row["uid"],
            ref_of(row),
            row["order_no"],
            row["date"],
            Cents(row["amount"]),
            row["currency"] or store.currency,
            row["note"],
        )
    raise NotFoundError(t("There is no payment {no}.", no=no))


def plan(store: Store, no: int) -> Plan | None:
    """The payment plan of that number, or None."""
    sql = """SELECT p.no, p.order_no AS "order", p.due, p.snoozed_until, p.snoozes, o.customer_no, p.moves
      FROM payment_plans p JOIN orders o ON o.no = p.order_no WHERE p.no = :no"""
    return store.one(Plan, sql, no=no)


def order_of_plan(store: Store, no: int) -> int | None:
    """The number of the order whose rest the plan awaits, or None."""
    found = plan(store, no)
    return found.order if found else None


def snooze_plan(store: Store, no: int, until: str, snoozes: int) -> None:
    """Hide the payment plan until a wall-clock time; `snoozes` is how often that was done by now."""
    store.update("payment_plans", no, snoozed_until=until, snoozes=snoozes)


def move_plan(store: Store, no: int, due: str, moves: int) -> None:
    """Expect the payment on another day; a snooze ends. `moves` is how often that was done by now."""
    store.update("payment_plans", no, due=due, snoozed_until=None, moves=moves)


def drop_plan(store: Store, no: int) -> None:
    """Wait for this payment no longer; the order stays open."""
    store.delete("payment_plans", no)
