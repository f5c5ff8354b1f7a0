"""Orders and payments as reports and scripts see them."""

from collections.abc import Sequence
from typing import NamedTuple

from crmcli.core.choices import Cents, Choices, Coded, in_digits
from crmcli.customers.refs import Ref

ORDER_STATES = Choices("state of the order", open="not paid", paid="fully paid", refunded="refunded", cancelled="cancelled")


class Line(NamedTuple):
    """A product of an order; `price` of one piece."""

    name: str
    quantity: float = 1
    price: Cents | None = None

    def __str__(self) -> str:
        return self.name if self.quantity == 1 else f"{self.name}×{in_digits(self.quantity)}"


class OrderInput(NamedTuple):
    """An order to record: cents in `currency` (None: the file's), the local day, a first payment in cents, the day by which the
    rest is due, the number it bears elsewhere.
    """

    amount: int
    date: str
    note: str | None = None
    deal: str | None = None
    products: Sequence[Line] = ()
    paid: int | None = None
    rest_by: str | None = None
    number: str | None = None
    currency: str | None = None


class Order(NamedTuple):
    """An order; `open` is what is still to be paid, `due` the day by which, `number` the one it bears elsewhere.

    `net` is what is left of the amount after refunds, and nothing of a cancelled order.
    """

    no: int
    uid: str
    customer: Ref
    date: str
    amount: Cents
    currency: str
    paid: Cents
    open: Cents
    due: str | None
    note: str | None
    products: list[Line]
    deal: str | None
    number: str | None
    status: Coded
    refunded: Cents
    net: Cents


class Payment(NamedTuple):
    """A payment; without `order` it settles the oldest open ones."""

    no: int
    uid: str
    customer: Ref
    order: int | None
    date: str
    amount: Cents
    currency: str
    note: str | None


class Plan(NamedTuple):
    """By when the rest of an order is to be paid; `due` and `snoozed_until` are wall-clock times."""

    no: int
    order: int
    due: str
    snoozed_until: str | None
    snoozes: int
    customer_no: int
    moves: int
