"""What happens to an order later: it is corrected, called off, or money is given back."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from crmcli.core import clock
from crmcli.core.choices import Cents
from crmcli.core.errors import RefusedError
from crmcli.core.i18n import t
from crmcli.core.money import money_text
from crmcli.sales import orders
from crmcli.sales.model import Line, Order
from crmcli.storage.store import Store


class Dealing(NamedTuple):
    """Money of one order that came (`payment`) or was given back (`refund`) on a local date."""

    kind: str
    date: str
    amount: Cents
    note: str | None


def give_back(store: Store, order_no: int, cents: int, date: str, note: str | None = None) -> int:
    """Book a refund of the order on a local date; returns its number."""
    customer = store.scalar("SELECT customer_no FROM orders WHERE no = :no", no=order_no)
    created = clock.utc_text(clock.now())
    values = {"customer_no": customer, "order_no": order_no, "date": date, "amount": cents, "note": note}
    return store.insert("refunds", **values, created_at=created)


def to_give_back(one: Order, wanted: int | None) -> int:
    """The cents of a refund, all that is left of the order where none are `wanted`. Raises RefusedError for more than that."""
    left = one.amount - one.refunded
    if not left:
        raise RefusedError(t("Nothing of o{no} is left to give back.", no=one.no))
    if wanted is not None and wanted > left:
        money = money_text(left, one.currency)
        raise RefusedError(t("Only {money} of o{no} can be given back.", money=money, no=one.no))
    return left if wanted is None else wanted


def change(store: Store, order_no: int, **values: Any) -> None:
    """Set columns of the order by hand: an import of before then no longer changes it."""
    store.update("orders", order_no, **values, edited_at=clock.utc_text(clock.now()))


def set_lines(store: Store, order_no: int, lines: Sequence[Line]) -> None:
    """Let the order be of these products alone."""
    for no in store.column("SELECT no FROM order_lines WHERE order_no = :no", no=order_no):
        store.delete("order_lines", no)
    for line in lines:
        product = orders.product_number(store, line.name)
        store.insert("order_lines", order_no=order_no, product_no=product, quantity=line.quantity, price=line.price)


def dealings(store: Store, order_no: int) -> list[Dealing]:
    """The payments that name the order and its refunds, the oldest first."""
    sql = """SELECT 'payment', date, amount, note FROM payments WHERE order_no = :no
      UNION ALL SELECT 'refund', date, amount, note FROM refunds WHERE order_no = :no ORDER BY 2, 1"""
    return [Dealing(kind, date, Cents(amount), note) for kind, date, amount, note in store.iterate(sql, no=order_no)]
