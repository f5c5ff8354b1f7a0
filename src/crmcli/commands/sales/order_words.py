"""The words that crm order, crm pay and crm orders share: days, products, the order that is meant."""

from __future__ import annotations

from collections.abc import Sequence

from crmcli.core import clock, ids, money
from crmcli.core.dates import date_parser
from crmcli.core.dates.when import When, echo
from crmcli.core.errors import NotFoundError, RefusedError, UsageError
from crmcli.core.i18n import t
from crmcli.sales import orders
from crmcli.sales.model import Line, Order
from crmcli.sales.order_line_words import parse_line
from crmcli.storage.store import Store
from crmcli.terminal.sanitize import validate_text


def named(store: Store, word: str) -> Order:
    """The order of `o8` or `8`; raises NotFoundError."""
    number = ids.parse_number(word, "o")
    if number is None:
        raise NotFoundError(t("{word!r} is not an order.", word=word), t("Write it like o3; see crm orders list."))
    return orders.order(store, number)


def free_number(store: Store, text: str, own: int | None = None) -> str | None:
    """The number of one's own books that an order is to have, None where the text is empty.

    Raises RefusedError where another order than `own` has it: an order whose number stands already is that order.
    """
    number = validate_text(text, t("The order number")) if text.strip() else None
    other = number and store.scalar("SELECT no FROM orders WHERE number = :number AND no IS NOT :own", number=number, own=own)
    if other:
        hint = t("Correct that one: crm orders edit o{no}", no=other)
        raise RefusedError(t("{number} is the number of order o{no} already.", number=number, no=other), hint)
    return number


def lines(store: Store, words: Sequence[str] | None, currency: str) -> list[Line]:
    """The products that --product says, their prices in `currency`. Raises UsageError."""
    foreign = currency != store.currency
    return [parse_line(word, currency, lambda name: orders.product_exists(store, name), of_order=foreign) for word in words or ()]


def cents(store: Store, text: str, currency: str, *, zero_ok: bool = True) -> int:
    """An amount of an order in `currency`, which may be another than the file's. Raises UsageError."""
    return money.parse_money(text, currency, zero_ok=zero_ok, of_order=currency != store.currency)


def currency_of(store: Store, code: str | None) -> str:
    """The currency that --currency says, else the file's; a file that has none yet takes it. Raises UsageError."""
    if code is None:
        return store.currency
    known = money.currency_named(code, store.currency)
    if store.currency == money.NO_CURRENCY:
        money.hear(known)
        return store.currency
    return known


def like_others(store: Store, products: Sequence[Line]) -> list[str]:
    """A sentence for each product that is new and spelled much like one there is; it is made all the same."""
    new = [line.name for line in products if not orders.product_exists(store, line.name)]
    if not new:
        return []
    from crmcli.core import near_matches

    known = store.column("SELECT name FROM products WHERE retired_at IS NULL ORDER BY name")
    asked = {name: near_matches.asked(near_matches.nearest(name, known)) for name in new}
    return [
        f"{t('New product {name!r}; see crm product list.', name=name)} {question}"
        for name, question in asked.items()
        if question
    ]


def past_day(on: str | None) -> str:
    """The day that --on says, else today; a day to come is a slip of the fingers."""
    today = clock.today()
    day = date_parser.parse_date(on, clock.now(), ahead=False) if on else today
    if day > today:
        hint = t("Orders and payments are recorded after they happen.")
        raise UsageError(t("{day} is in the future.", day=echo(When(day))), hint)
    return day.isoformat()
