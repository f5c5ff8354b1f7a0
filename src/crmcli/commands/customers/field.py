"""crm field: the fields of the portrait."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.core.choices import mark
from crmcli.core.i18n import t
from crmcli.customers import fields
from crmcli.terminal import options, render, session
from crmcli.terminal.sanitize import validate_text

GROUP = True
app = options.group()
Name = Annotated[str, typer.Argument(metavar="NAME", help=mark("Field name."))]


@app.command("list", help=mark("List fields and how many customers have a value."), epilog=options.examples("crm field list"))
def list_fields() -> None:
    table = [
        render.Column(t("Field"), lambda one: one.name),
        render.Column(t("Type"), lambda one: one.type),
        render.Column(t("Filled in"), lambda one: one.known, right=True),
    ]
    render.report(fields.every(session.store()), table=table, empty=t("No fields yet."))


@app.command("add", help=mark("Add a field."), epilog=options.examples("crm field add budget --type money"))
def add_field(
    name: Name, kind: Annotated[str, typer.Option("--type", metavar="TYPE", help="text, number, date, money")] = "text"
) -> None:
    store = session.store()
    name, code = validate_text(name, t("The field name")), fields.TYPES.parse(kind)
    with store.change(t("add field {name}", name=name)):
        number = fields.add(store, name, code)
    render.write_result([one for one in fields.every(store) if one.no == number], t("Added field {name}", name=name))


@app.command("rm", help=mark("Remove an empty field."), epilog=options.examples("crm field rm budget"))
def remove_field(name: Name) -> None:
    store = session.store()
    found = fields.find(store, name)
    gone = [one for one in fields.every(store) if found and one.no == found[0]]
    with store.change(t("remove field {name}", name=name)):
        fields.remove(store, name)
    render.write_result(gone, t("Removed field {name}", name=name))
