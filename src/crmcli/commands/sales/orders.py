"""crm orders: those there are, and what happens to one later."""

from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

import typer

from crmcli.commands.sales import order_words
from crmcli.core import clock
from crmcli.core.choices import mark
from crmcli.core.errors import RefusedError, UsageError
from crmcli.core.i18n import listed, t
from crmcli.core.money import money_text
from crmcli.customers import filters
from crmcli.reports.shared import report_options
from crmcli.sales import order_changes, orders, products
from crmcli.sales.model import Order
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session, stream
from crmcli.terminal.request import with_request
from crmcli.terminal.sanitize import clean_note

GROUP = True
app = options.group()

Number = Annotated[str, typer.Argument(metavar="ORDER", help=mark("Order, such as o3."))]


class ListRequest(NamedTuple):
    """The options of `crm orders list`, as typed."""

    words: Annotated[list[str] | None, typer.Argument(metavar="FILTER", help=mark("Only of customers matching the filter."))] = (
        None
    )
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help=mark("Only orders since this day."))] = None
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help=mark("Only orders up to this day."))] = None
    is_open: Annotated[bool, typer.Option("--open", help=mark("Only orders not fully paid."))] = False
    product: Annotated[str | None, typer.Option("--product", metavar="NAME", help=mark("Only orders of this product."))] = None


@app.command(
    "list",
    cls=options.FilterCommand,
    help=mark("List orders, the newest first."),
    epilog=options.examples("crm orders list --open", "crm orders list tag:vip --since 2026-01-01 --product aircon"),
)
@with_request(ListRequest)
def list_orders(request: ListRequest) -> None:
    store = session.store()
    period, selection = report_options.period(request.since, request.until), filters.select(store, request.words or [])
    conditions, bound = [selection.sql], dict(selection.parameters)
    for condition, day in (("x.date >= :since", period.since), ("x.date <= :until", period.until)):
        if day:
            conditions.append(condition)
            bound[condition.rpartition(":")[2]] = day.isoformat()
    if request.product:
        conditions.append("EXISTS (SELECT 1 FROM order_lines l WHERE l.order_no = x.no AND l.product_no = :product)")
        bound["product"] = products.require(store, request.product).no
    found = [one for one in orders.select(store, " AND ".join(conditions), **bound) if one.open or not request.is_open]
    params = {"filter": request.words or [], "since": period.since, "until": period.until, "open": request.is_open}
    empty = t("No orders match.") if any(request) else t("No orders yet.")
    render.report(found, table=_table(), params=params | {"product": request.product}, notes=_sums(found), empty=empty)


def _table() -> list[render.Column]:
    return [
        render.Column(t("No"), lambda one: f"o{one.no}", right=True),
        render.Column(t("Date"), lambda one: one.date),
        render.Column(t("Customer"), lambda one: one.customer.name, flexible=True),
        render.Column(t("Amount"), lambda one: money_text(one.amount, one.currency), right=True),
        render.Column(t("Status"), lambda one: one.status),
        render.Column(t("Still due"), lambda one: money_text(one.open, one.currency) if one.open else "", right=True, spare=9),
        render.Column(t("Products"), lambda one: listed(one.products), flexible=True, spare=11),
        render.Column(t("Order number"), lambda one: one.number or "", spare=20),
    ]


def _sums(found: Sequence[Order]) -> list[str]:
    """What they make together, each currency by itself, and how many count nowhere."""
    standing = [one for one in found if one.status.code != "cancelled"]
    said = [t("orders: {count}", count=len(standing))]
    for currency in dict.fromkeys(one.currency for one in standing):
        own = [one for one in standing if one.currency == currency]
        said.append(money_text(sum(one.net for one in own), currency))
        if still := sum(one.open for one in own):
            said.append(t("{money} still due", money=money_text(still, currency)))
    if called_off := len(found) - len(standing):
        said.append(t("{count} cancelled, not counted", count=called_off))
    return [" · ".join(said)]


@app.command("show", help=mark("Show an order with its payments and refunds."), epilog=options.examples("crm orders show o3"))
def show(number: Number) -> None:
    store = session.store()
    one = order_words.named(store, number)
    render.report([one], table=lambda _rows: _draw(store, one))


def _draw(store: Store, one: Order) -> None:
    """The order line by line, then the money that came and went."""
    render.print_line(_said(one), "bold")
    for title, value in (
        (t("Order number"), one.number),
        (t("Products"), listed(one.products)),
        (t("Deal"), one.deal),
        (t("Note"), one.note),
        (t("Still due"), _due(one)),
    ):
        if value:
            render.print_line(f"{title}{t(': ')}{value}")
    for dealing in order_changes.dealings(store, one.no):
        money = money_text(dealing.amount, one.currency)
        said = t("given back {money}", money=money) if dealing.kind == "refund" else t("paid {money}", money=money)
        render.print_line(" · ".join(filter(None, (dealing.date, said, dealing.note))))


def _said(one: Order) -> str:
    """The order in one line: whose, when, how much, and how it stands."""
    money, net = money_text(one.amount, one.currency), money_text(one.net, one.currency)
    parts = [t("Order of {name}: {money} (o{no})", name=one.customer.name, money=money, no=one.no), one.date, one.status.label]
    if one.refunded and one.net:
        parts.append(t("{money} after refunds", money=net))
    return " · ".join(parts)


def _due(one: Order) -> str:
    if not one.open:
        return ""
    money = money_text(one.open, one.currency)
    return t("{money} due by {day}", money=money, day=one.due) if one.due else money


class EditRequest(NamedTuple):
    """The options of `crm orders edit`, as typed."""

    order: Number
    amount: Annotated[str | None, typer.Option("--amount", metavar="MONEY", help=mark("New amount."))] = None
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=mark("New date."))] = None
    product: Annotated[
        list[str] | None,
        typer.Option("--product", metavar="NAME[xQTY][@PRICE]", help=mark("Products instead of those so far (repeatable).")),
    ] = None
    number: Annotated[str | None, typer.Option("--number", metavar="NO", help=mark("Order number of your books."))] = None
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=mark("Free-text note."))] = None


@app.command(
    "edit",
    help=mark("Correct an order; an empty text clears a value."),
    epilog=options.examples("crm orders edit o3 --amount 5200 --on yesterday", "crm orders edit o3 --product aircon --note ''"),
)
@with_request(EditRequest)
def edit(request: EditRequest) -> None:
    store = session.store()
    one = order_words.named(store, request.order)
    if all(value is None for value in request[1:]):
        raise UsageError(t("No changes given."), t("Give {option}.", option="--amount, --on, --product, --number, --note"))
    values = _edited(store, one, request)
    lines = order_words.lines(store, [word for word in request.product or () if word], one.currency)
    slips = order_words.like_others(store, lines)
    with store.change(t("correction of order o{no}", no=one.no)):
        order_changes.change(store, one.no, **values)
        if request.product is not None:
            order_changes.set_lines(store, one.no, lines)
    _write(store, one.no)
    for said in slips:
        stream.print_notice(said)


def _edited(store: Store, one: Order, request: EditRequest) -> dict[str, Any]:
    """The columns that the options set. Raises UsageError, and RefusedError for less than was given back."""
    values: dict[str, Any] = {}
    if request.amount is not None:
        values["amount"] = order_words.cents(store, request.amount, one.currency)
        if values["amount"] < one.refunded:
            money = money_text(one.refunded, one.currency)
            raise RefusedError(t("{money} of o{no} was given back already; it cannot be of less.", money=money, no=one.no))
    if request.on is not None:
        values["date"] = order_words.past_day(request.on)
    if request.number is not None:
        values["number"] = order_words.free_number(store, request.number, one.no)
    if request.note is not None:
        values["note"] = clean_note(request.note) or None
    return values


@app.command(
    "cancel",
    help=mark("Cancel an order: it counts nowhere any more."),
    epilog=options.examples("crm orders cancel o3", "crm undo"),
)
def cancel(number: Number) -> None:
    store = session.store()
    one = order_words.named(store, number)
    if one.status.code == "cancelled":
        render.write_unchanged(t("o{no} is cancelled already.", no=one.no))
        return
    with store.change(t("cancellation of order o{no}", no=one.no)):
        order_changes.change(store, one.no, cancelled_on=clock.today().isoformat())
    _write(store, one.no)
    if (kept := one.paid - one.refunded) > 0:
        stream.print_notice(t("Note: {money} was paid of it.", money=money_text(kept, one.currency)))


class RefundRequest(NamedTuple):
    """The options of `crm orders refund`, as typed."""

    order: Number
    money: Annotated[str | None, typer.Argument(metavar="MONEY", help=mark("Amount given back (default: all that is left)."))] = (
        None
    )
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=mark("Date (default: today)."))] = None
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=mark("Free-text note."))] = None


@app.command(
    "refund",
    help=mark("Record money given back of an order."),
    epilog=options.examples("crm orders refund o3 200 --note 'one was broken'", "crm orders refund o3"),
)
@with_request(RefundRequest)
def refund(request: RefundRequest) -> None:
    store, day = session.store(), order_words.past_day(request.on)
    one = order_words.named(store, request.order)
    wanted = None if request.money is None else order_words.cents(store, request.money, one.currency, zero_ok=False)
    cents = order_changes.to_give_back(one, wanted)
    with store.change(t("refund of order o{no}", no=one.no)):
        order_changes.give_back(store, one.no, cents, day, clean_note(request.note or "") or None)
        order_changes.change(store, one.no)
    _write(store, one.no, t("given back {money}", money=money_text(cents, one.currency)))


def _write(store: Store, no: int, *also: str) -> None:
    """The order as it is now, and what was done."""
    one = orders.order(store, no)
    render.write_result([one], " · ".join((_said(one), *also)))
