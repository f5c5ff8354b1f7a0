"""crm order, crm pay."""

import re
from typing import Annotated, NamedTuple, NoReturn

import typer

from crmcli.commands.sales import order_words
from crmcli.core import clock
from crmcli.core.choices import Cents, mark
from crmcli.core.dates import date_parser
from crmcli.core.dates.when import When, echo
from crmcli.core.effects import Effect
from crmcli.core.errors import RefusedError, UsageError
from crmcli.core.i18n import listed, t
from crmcli.core.money import money_text
from crmcli.customers import lookup
from crmcli.customers.refs import Ref
from crmcli.followups import open_steps
from crmcli.pipelines import deal_selection, deals
from crmcli.sales import orders
from crmcli.sales.effects import PaymentAdded, RestExpected
from crmcli.sales.model import Order, OrderInput, Payment
from crmcli.sales.order_line_words import total
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session, stream
from crmcli.terminal.request import with_request
from crmcli.terminal.sanitize import clean_note

app = options.group()

Money = Annotated[str, typer.Argument(metavar="MONEY", help=mark("12000, 12,000.50, 15k"))]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help=mark("Date (default: today)."))]
Advance = Annotated[bool, typer.Option("--advance", help=mark("Accept more than is due; the excess counts toward other orders."))]
Note = Annotated[str | None, typer.Option("--note", metavar="TEXT", help=mark("Free-text note."))]


class OrderRequest(NamedTuple):
    """The options of `crm order`, as typed."""

    customer: options.CustomerArgument
    money: Money
    on: On = None
    product: Annotated[
        list[str] | None, typer.Option("--product", metavar="NAME[xQTY][@PRICE]", help=mark("Product sold (repeatable)."))
    ] = None
    number: Annotated[str | None, typer.Option("--number", metavar="NO", help=mark("Order number of your books."))] = None
    currency: Annotated[str | None, typer.Option("--currency", metavar="CODE", help=mark("Currency (default: the file's)."))] = (
        None
    )
    note: Note = None
    paid: Annotated[
        str | None, typer.Option("--paid", metavar="MONEY|all", help=mark("Amount already paid; all for the whole order."))
    ] = None
    advance: Advance = False
    rest_by: Annotated[str | None, typer.Option("--balance-by", metavar="DATE", help=mark("Due date of the balance."))] = None
    deal: Annotated[
        str | None,
        typer.Option(
            "--deal", metavar="NAME", help=mark("Which open deal it belongs to."), autocompletion=deal_selection.complete
        ),
    ] = None
    end_steps: options.EndSteps = False


@app.command(
    "order",
    epilog=options.examples(
        "crm order Ann 32000",
        "crm order Ben 6600 --product airconx2@3000 --product fittingx2@300",
        "crm order c12 20000 --paid 5000 --balance-by 2026-12-31",
        "crm order c12 800 --paid all",
        "crm order c12 800 --number A-1007 --currency USD",
    ),
)
@with_request(OrderRequest)
def order(request: OrderRequest) -> None:
    store = session.store()
    given = _understand(store, request)
    ref = lookup.one(store, request.customer, to_add=True)
    slips, bought = order_words.like_others(store, given.products), deal_selection.of_close(store, ref, request.deal)
    with store.change(t("order of {name}", name=ref.name)):
        no = orders.add_order(store, ref.no, given._replace(deal=deals.settle(store, ref.no, bought)))
        steps = open_steps.settle(store, ref.no, end=request.end_steps)
    written = orders.order(store, no)
    render.write_result([written], _ordered(written, paid=bool(given.paid)), [*_money_of(store, written, given.paid), *steps])
    open_steps.tell(steps)
    for said in slips:
        stream.print_notice(said)
    _check_sum(given, written.currency)
    _tell_advance(written.currency, (given.paid or 0) - given.amount)


def _understand(store: Store, request: OrderRequest) -> OrderInput:
    """The order that the words mean, but for its deal. Raises UsageError for an option that does not fit."""
    day, currency = order_words.past_day(request.on), order_words.currency_of(store, request.currency)
    amount, foreign = order_words.cents(store, request.money, currency), currency != store.currency
    if foreign and request.rest_by is not None:
        why = t("Only orders in {currency}, the currency of this file, are reminded of.", currency=store.currency)
        raise UsageError(why, t("Omit --balance-by."))
    return OrderInput(
        amount=amount,
        date=day,
        paid=_first_payment(store, request, amount, currency),
        rest_by=_rest_day(request.rest_by, day),
        products=order_words.lines(store, request.product, currency),
        number=order_words.free_number(store, request.number) if request.number is not None else None,
        currency=currency if foreign else None,
        note=clean_note(request.note or "") or None,
    )


_WHOLE = ("all", "全部", "全款")


def _first_payment(store: Store, request: OrderRequest, amount: int, currency: str) -> int | None:
    """The cents that --paid says of an order of `amount`. Raises RefusedError for more, unless it is an advance."""
    if request.paid is None:
        return None
    if request.paid.strip().lower() in _WHOLE:
        return amount
    first = order_words.cents(store, request.paid, currency)
    if first > amount and not request.advance:
        _refuse_excess(first, amount, currency, t("the order is of {money}", money=money_text(amount, currency)))
    return first


def _refuse_excess(given: int, still: int, currency: str, why: str) -> NoReturn:
    more = money_text(given - still, currency)
    hint = t("If it is an advance for other orders, add --advance.")
    raise RefusedError(t("{money} too much: {why}.", money=more, why=why), hint)


def _ordered(one: Order, *, paid: bool) -> str:
    """The order in words; what was `paid` with it and when the rest is due are said apart."""
    parts = [t("Order of {name}: {money} (o{no})", name=one.customer.name, money=money_text(one.amount, one.currency), no=one.no)]
    if not one.amount:
        parts.append(t("a gift, not a purchase"))
    if one.products:
        parts.append(listed(one.products))
    if one.paid and not paid:
        parts.append(t("paid {money}", money=money_text(one.paid, one.currency)))
    return " · ".join(parts)


def _money_of(store: Store, one: Order, paid: int | None) -> list[Effect]:
    """The payment and the plan that came with the order."""
    found: list[Effect] = []
    if paid:
        found.append(PaymentAdded(store.last_number("payments"), Cents(paid), one.currency, one.date))
    if one.due:
        no = store.last_number("payment_plans")
        found.append(RestExpected(no, f"p{no}", one.open, one.currency, one.due))
    return found


def _check_sum(given: OrderInput, currency: str) -> None:
    summed = total(given.products)
    if summed is not None and summed != given.amount:
        parts, whole = (money_text(cents, currency) for cents in (summed, given.amount))
        stream.print_notice(t("Note: the products make {parts}, the order says {whole}.", parts=parts, whole=whole))


def _tell_advance(currency: str, cents: int) -> None:
    if cents > 0:
        extra = money_text(cents, currency)
        stream.print_notice(t("Note: {money} more than is due; it counts toward the customer's other orders.", money=extra))


class PayRequest(NamedTuple):
    """The options of `crm pay`, as typed."""

    target: Annotated[str, typer.Argument(metavar="CUSTOMER|ORDER", help=mark("Customer, or an order such as o3."))]
    money: Money
    on: On = None
    advance: Advance = False
    note: Note = None


@app.command(
    "pay",
    epilog=options.examples("crm pay Ann 5000", "crm pay o3 12000 --on yesterday --note transfer", "crm pay Ann 2000 --advance"),
)
@with_request(PayRequest)
def pay(request: PayRequest) -> None:
    store, day = session.store(), order_words.past_day(request.on)
    ref, named = _payer(store, request.target)
    currency, order_no = (named.currency, named.no) if named else (store.currency, None)
    amount = order_words.cents(store, request.money, currency, zero_ok=False)
    still = orders.open_amounts(store, ref.no, currency)
    unpaid = [no for no, cents in still.items() if cents]
    if order_no is None and len(unpaid) == 1:
        order_no = unpaid[0]
    if order_no is not None and amount > still[order_no] and not request.advance:
        _refuse_excess(amount, still[order_no], currency, _open_of(order_no, named, still[order_no], currency))
    with store.change(t("payment of {name}", name=ref.name)):
        no = orders.add_payment(store, ref.no, amount, day, order_no=order_no, note=clean_note(request.note or "") or None)
    written = orders.payment(store, no)
    render.write_result([written], _received(store, written, ahead=not unpaid and order_no is None))
    if unpaid or order_no is not None:
        _tell_advance(currency, amount - (sum(still.values()) if order_no is None else still[order_no]))


def _open_of(order_no: int, named: Order | None, cents: int, currency: str) -> str:
    if named and named.status.code == "refunded":
        return t("o{no} was refunded", no=order_no)
    if not cents:
        return t("o{no} is fully paid", no=order_no)
    return t("{money} of o{no} is due", money=money_text(cents, currency), no=order_no)


def _payer(store: Store, target: str) -> tuple[Ref, Order | None]:
    """Who paid, and for which order where `o3` says so. Raises RefusedError for one that is cancelled."""
    if match := re.fullmatch(r"o(\d{1,18})", target.strip(), re.IGNORECASE | re.ASCII):
        found = orders.order(store, int(match[1]))
        if found.status.code == "cancelled":
            hint = t("Record money for other orders: crm pay c{no} {money}", no=found.customer.no, money=t("MONEY"))
            raise RefusedError(t("o{no} is cancelled, so nothing is due on it.", no=found.no), hint)
        return found.customer, found
    return lookup.one(store, target), None


def _received(store: Store, one: Payment, *, ahead: bool) -> str:
    """The sentence after the write; `ahead` where nothing was open that the money could settle."""
    still = orders.open_amounts(store, one.customer.no, one.currency)
    rest = sum(still.values()) if one.order is None else still[one.order]
    said = t("Payment of {name}: {money}", name=one.customer.name, money=money_text(one.amount, one.currency))
    target = f" → o{one.order}" if one.order else ""
    if ahead:
        return f"{said} · " + t("an advance; no order is due")
    open_now = t("{money} still due", money=money_text(rest, one.currency)) if rest else t("fully paid")
    return f"{said}{target} · {open_now}"


def _rest_day(rest_by: str | None, ordered: str) -> str | None:
    if rest_by is None:
        return None
    day = date_parser.parse_date(rest_by, clock.now(), ahead=True)
    if day.isoformat() < ordered:
        hint = t("Give a later day to --balance-by.")
        raise UsageError(t("{day} is before the order.", day=echo(When(day))), hint)
    return day.isoformat()
