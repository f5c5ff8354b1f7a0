"""crm occasion: yearly days beside the birthday."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.core.choices import mark
from crmcli.core.dates.birthday_parser import parse_birthday
from crmcli.core.dates.birthdays import birthday_text
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.customers import lookup
from crmcli.followups import anniversaries, due_rules, occasions
from crmcli.followups.kinds.occasion import OccasionKind
from crmcli.terminal import options, render, session
from crmcli.terminal.sanitize import validate_text

GROUP = True
app = options.group()


def _table() -> list[render.Column]:
    return [
        render.Column(t("Key"), lambda one: one.key),
        render.Column(t("Customer"), lambda one: one.customer, flexible=True),
        render.Column(t("What"), lambda one: one.name, flexible=True),
        render.Column(t("Day"), lambda one: birthday_text(one.date)),
        render.Column(t("Notice (days)"), lambda one: one.notice, right=True),
    ]


@app.command(
    "add",
    help=mark("Add a yearly date, solar or lunar."),
    epilog=options.examples("crm occasion add Ann Wedding 10-01", "crm occasion add Ann Opening 'lunar 08-15' --notice 7"),
)
def add(
    customer: options.CustomerArgument,
    name: Annotated[str, typer.Argument(metavar="NAME", help=mark("Name of the date."))],
    day: Annotated[str, typer.Argument(metavar="DATE", help=mark("Day: 10-01, 2015-10-01 or lunar 08-15."))],
    notice: Annotated[
        int | None, typer.Option("--notice", min=0, max=90, metavar="DAYS", help=mark("Show it this many days ahead."))
    ] = None,
) -> None:
    store = session.store()
    ref, kept = lookup.one(store, customer), parse_birthday(day)
    ahead = anniversaries.notice(store) if notice is None else notice
    with store.change(t("yearly date of {name}", name=ref.name)):
        one = occasions.add(store, ref, validate_text(name, t("The name")), kept, ahead)
    render.write_result(
        [one], t("{name}: {what} {day} every year ({key})", name=ref.name, what=one.name, day=birthday_text(kept), key=one.key)
    )


@app.command(
    "list",
    help=mark("List yearly dates, of everyone or one customer."),
    epilog=options.examples("crm occasion list", "crm occasion list Ann"),
)
def list_days(
    customer: Annotated[str | None, typer.Argument(metavar="CUSTOMER", help=mark("Only this customer's."))] = None,
) -> None:
    store = session.store()
    no = lookup.one(store, customer).no if customer else None
    render.report(occasions.every(store, no), table=_table(), empty=t("No yearly dates yet."))


@app.command("rm", help=mark("Remove a yearly date."), epilog=options.examples("crm occasion rm y4"))
def rm(key: Annotated[str, typer.Argument(metavar="KEY", help=mark("Key from crm occasion list: y4."))]) -> None:
    found = due_rules.parse_key(key)
    if found is None or (found.kind != OccasionKind.code and not key.isdecimal()):
        raise UsageError(t("{word!r} is not a key.", word=key), t("See them: crm occasion list"))
    store = session.store()
    with store.change(t("remove {name}", name=key)):
        gone = occasions.remove(store, found.no)
    render.write_result([gone], t("Removed {what} of {name}", what=gone.name, name=gone.customer.name))
