"""Orders and payments that stand already, met by the number they bear elsewhere."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from crmcli.sales import bulk_writes, order_changes, orders
from crmcli.sales.bulk_writes import NewOrder, NewPayment
from crmcli.sales.model import Line
from crmcli.storage.store import Store


class Standing(NamedTuple):
    """An order or payment of the file; `by_hand` where somebody changed it since it came."""

    no: int
    row: NewOrder | NewPayment
    by_hand: bool

    def differing(self, given: NewOrder | NewPayment) -> dict[str, Any]:
        """What `given` says otherwise, by the name of the column; what it leaves out differs in nothing."""
        kept = self.row._asdict() | ({"product": self.row.products} if isinstance(self.row, NewOrder) else {})
        said = given._asdict() | ({"product": given.products} if isinstance(given, NewOrder) else {})
        told = ("date", "amount", "note", "currency", "product", "status", "refunded")
        always = ("status", "currency")
        return {
            name: said[name]
            for name in told
            if name in said and (said[name] or name in always or name == "amount") and _known(said[name]) != _known(kept[name])
        }


def _known(value: Any) -> Any:
    """As compared: products in any order and case."""
    return sorted((line.name.casefold(), line.quantity, line.price or 0) for line in value) if isinstance(value, tuple) else value


def worth(lines: Sequence[Line]) -> int:
    """The cents that priced lines make together."""
    return round(sum((line.price or 0) * line.quantity for line in lines))


def standing(store: Store, table: str, numbers: Sequence[str]) -> dict[str | None, Standing]:
    """The orders or payments of these numbers; of several with one number the oldest."""
    wanted = "x.number IN (SELECT value FROM json_each(:numbers)) ORDER BY x.no DESC"
    numbers_json = json.dumps(list(numbers))
    if table == "payments":
        sql = f"SELECT x.no, x.customer_no, x.date, x.amount, x.note, x.number, x.currency FROM payments x WHERE {wanted}"
        rows = map(tuple, store.named(sql, numbers=numbers_json))
        return {row[5]: Standing(row[0], NewPayment(*row[1:]), by_hand=False) for row in rows}
    sql = f"SELECT x.no, x.edited_at IS NOT NULL, {bulk_writes.ORDER_COLUMNS} FROM orders x WHERE {wanted}"
    found = [tuple(row) for row in store.named(sql, numbers=numbers_json)]
    products = orders.lines_of(store, [row[0] for row in found])
    read = (Standing(row[0], bulk_writes.as_new(row[2:], products.get(row[0], ())), bool(row[1])) for row in found)
    return {one.row.number: one for one in read}


def insert(store: Store, rows: Sequence[NewOrder | NewPayment]) -> None:
    """Insert rows of one kind."""
    bulk_writes.insert_orders(store, [row for row in rows if isinstance(row, NewOrder)])
    bulk_writes.insert_payments(store, [row for row in rows if isinstance(row, NewPayment)])


def correct(store: Store, kept: Standing, given: NewOrder | NewPayment, changes: dict[str, Any]) -> None:
    """Let what stands say what `given` says in the columns of `changes`."""
    plain: dict[str, Any] = {name: changes[name] for name in ("date", "amount", "note", "currency") if name in changes}
    if "status" in changes:
        plain["cancelled_on"] = given.date if changes["status"] == "cancelled" else None
    if plain:
        store.update("orders" if isinstance(given, NewOrder) else "payments", kept.no, **plain)
    if not isinstance(given, NewOrder) or not isinstance(kept.row, NewOrder):
        return
    if given.refunded > kept.row.refunded and changes.keys() & {"status", "refunded"}:
        order_changes.give_back(store, kept.no, given.refunded - kept.row.refunded, given.date)
    if "product" in changes:
        order_changes.set_lines(store, kept.no, given.products)
