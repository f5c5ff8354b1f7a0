"""crm company: the firms behind customers."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.commands.customers.show import show_company
from crmcli.core.choices import mark
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.core.money import money_text
from crmcli.customers import companies
from crmcli.terminal import options, render, session
from crmcli.terminal.sanitize import clean_note, validate_text

GROUP = True
app = options.group()
Firm = Annotated[str, typer.Argument(metavar="COMPANY", help=mark("Company name, part of it, or its number."))]


@app.command("list", help=mark("List companies with their people and orders."), epilog=options.examples("crm company list"))
def list_companies() -> None:
    table = [
        render.Column(t("No"), lambda one: one.no, right=True),
        render.Column(t("Company"), lambda one: one.name, flexible=True),
        render.Column(t("People"), lambda one: one.customers, right=True),
        render.Column(t("Order total"), lambda one: money_text(one.ordered, one.currency) if one.ordered else "", right=True),
    ]
    render.report(
        companies.select(session.store()),
        table=table,
        empty=t("No companies yet. Add one with a customer: crm add NAME --company COMPANY"),
    )


@app.command("show", help=mark("Show a company and its people."), epilog=options.examples("crm company show Acme"))
def show_one(company: Firm) -> None:
    store = session.store()
    show_company(store, companies.one(store, company))


@app.command(
    "edit",
    help=mark("Change a company's name, address or note."),
    epilog=options.examples("crm company edit Acme --address '12 Park Lane'"),
)
def edit_company(
    company: Firm,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help=mark("New name."))] = None,
    address: Annotated[str | None, typer.Option("--address", metavar="TEXT", help=mark("Address."))] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=mark("Note about the company."))] = None,
) -> None:
    store = session.store()
    found = companies.one(store, company)
    values = {key: clean_note(value) for key, value in (("address", address), ("note", note)) if value is not None}
    if name is not None:
        values["name"] = validate_text(name, t("The name"))
    if not values:
        raise UsageError(t("Nothing to change."), t("Give {option}.", option="--name, --address, --note"))
    with store.change(t("edit {name}", name=found.name)):
        companies.edit(store, found, values)
    changed = companies.select(store, "f.no = :no", no=found.no)
    render.write_result(changed, t("Changed {name}", name=changed[0].name))
