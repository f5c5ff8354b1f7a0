"""crm show: the plane of the method, one customer or firm on one screen."""

from __future__ import annotations

from types import ModuleType
from typing import Annotated

import typer

from crmcli.core.choices import mark
from crmcli.customers import companies, lookup
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session

app = options.group()


@app.command(
    "show",
    epilog=options.examples("crm show Ann", "crm show 4155550123 -o json", "crm show Acme"),
)
def show_one(
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER|COMPANY", help=mark("Number, name, phone, email or initials."))],
) -> None:
    from crmcli.overview import customer_view

    store = session.store()
    found = lookup.either(store, customer)
    if isinstance(found, companies.Company):
        show_company(store, found)
    else:
        render.report([customer_view.of(store, found.no)], table=lambda rows: _screens().draw(rows[0]))


def show_company(store: Store, company: companies.Company) -> None:
    """The firm, its people as an organisation, their joint timeline and money."""
    from crmcli.overview import customer_view

    render.report([customer_view.of_company(store, company)], table=lambda rows: _screens().draw_company(rows[0]))


def _screens() -> ModuleType:
    """The drawing, which a pipe does not need."""
    from crmcli.overview import card

    return card
