"""crm product: what is sold, and when a buyer needs it again."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.core import clock
from crmcli.core.choices import mark
from crmcli.core.dates.date_parser import parse_span
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.core.money import money_text, parse_money
from crmcli.sales import products
from crmcli.sales.products import Product
from crmcli.terminal import options, render, session
from crmcli.terminal.sanitize import validate_text

GROUP = True
app = options.group()

Name = Annotated[str, typer.Argument(metavar="NAME", help=mark("The product."))]
Price = Annotated[str | None, typer.Option("--price", metavar="MONEY", help=mark("Usual unit price."))]
Cycle = Annotated[
    str | None, typer.Option("--cycle", metavar="90d", help=mark("How soon a buyer needs it again; off for never."))
]


def _table() -> list[render.Column]:
    currency = session.store().currency
    return [
        render.Column(t("Product"), lambda one: one.name, flexible=True),
        render.Column(t("Price"), lambda one: "–" if one.price is None else money_text(one.price, currency), right=True),
        render.Column(t("Repurchase"), _cycle),
        render.Column(t("Buyers"), lambda one: one.buyers, right=True),
        render.Column("", lambda one: t("retired") if one.retired_at else ""),
    ]


def _cycle(one: Product) -> str:
    return t("every {count} days", count=one.cycle_days) if one.cycle_days else "–"


@app.command(
    "add",
    help=mark("Add a product."),
    epilog=options.examples("crm product add Tablets --cycle 90d", "crm product add aircon --price 3000"),
)
def add(name: Name, price: Price = None, cycle: Cycle = None) -> None:
    store, days = session.store(), parse_span(cycle) if cycle else 0
    with store.change(t("product {name}", name=name)):
        one = products.add(
            store, validate_text(name, t("The product")), parse_money(price, store.currency) if price else None, days or None
        )
    render.write_result([one], t("Added {name} · repurchase: {cycle}", name=one.name, cycle=_cycle(one)))


@app.command("list", help=mark("List products."), epilog=options.examples("crm product list", "crm product list --all"))
def list_products(retired: Annotated[bool, typer.Option("--all", help=mark("Include retired ones."))] = False) -> None:
    render.report(products.every(session.store(), retired=retired), table=_table(), empty=t("No products yet."))


@app.command(
    "edit",
    help=mark("Change a product."),
    epilog=options.examples("crm product edit Tablets --cycle 60d", "crm product edit Tablets --name Deworming"),
)
def edit(
    name: Name,
    new_name: Annotated[str | None, typer.Option("--name", metavar="NAME", help=mark("New name."))] = None,
    price: Price = None,
    cycle: Cycle = None,
) -> None:
    store = session.store()
    values: dict[str, object] = {}
    if new_name:
        values["name"] = validate_text(new_name, t("The product"))
    if price:
        values["price"] = parse_money(price, store.currency)
    if cycle:
        values["cycle_days"] = parse_span(cycle) or None
    if not values:
        raise UsageError(t("No changes given."), t("Give {option}.", option="--name, --price, --cycle"))
    found = products.require(store, name)
    with store.change(t("product {name}", name=found.name)):
        one = products.change(store, found, **values)
    render.write_result([one], t("Changed {name} · repurchase: {cycle}", name=one.name, cycle=_cycle(one)))


@app.command(
    "retire",
    help=mark("Stop selling a product; its buyers no longer come due."),
    epilog=options.examples("crm product retire Tablets"),
)
def retire(name: Name) -> None:
    store = session.store()
    found = products.require(store, name)
    with store.change(t("product {name}", name=found.name)):
        one = products.change(store, found, retired_at=clock.utc_text(clock.now()))
    render.write_result([one], t("Retired {name}", name=one.name))
