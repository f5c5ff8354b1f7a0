"""What happens to an order later: it is corrected, called off, or money is given back."""

from __future__ import annotations

from typing import Any

from crmcli.core import clock
from crmcli.storage.store import Store


def give_back(store: Store, order_no: int, cents: int, date: str, note: str | None = None) -> int:
    """Book a refund of the order on a local date; returns its number."""
    customer = store.scalar("SELECT customer_no FROM orders WHERE no = :no", no=order_no)
    created = clock.utc_text(clock.now())
    values = {"customer_no": customer, "order_no": order_no, "date": date, "amount": cents, "note": note}
    return store.insert("refunds", **values, created_at=created)


def change(store: Store, order_no: int, **values: Any) -> None:
    """Set columns of the order by hand: an import of before then no longer changes it."""
    store.update("orders", order_no, **values, edited_at=clock.utc_text(clock.now()))
