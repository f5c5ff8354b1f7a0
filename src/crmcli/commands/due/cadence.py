"""crm cadence: how often to be in touch with whom."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.core.choices import mark
from crmcli.core.dates.date_parser import parse_span
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.customers import lookup
from crmcli.followups import cadence as rhythms
from crmcli.followups.cadence import Rhythm
from crmcli.terminal import options, render, session

app = options.group()


@app.command(
    "cadence",
    epilog=options.examples(
        "crm cadence", "crm cadence Ann 30d", "crm cadence Ann 30d --latest 45d", "crm cadence Ann off",
        "crm cadence --where grade:big 14d",
    ),
)  # fmt: skip
def cadence(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CUSTOMER] [INTERVAL]", help=mark("Customer and interval, such as 30d or 2w; off for none.")),
    ] = None,
    latest: Annotated[
        str | None, typer.Option("--latest", metavar="45d", help=mark("When contact is overdue (default: the interval)."))
    ] = None,
    where: options.Where = None,
) -> None:
    store, given = session.store(), words or []
    if not given and where is None:
        render.report(rhythms.rhythms(store), table=_table(), empty=t("No contact intervals yet: crm cadence CUSTOMER 30d"))
        return
    if len(given) != (1 if where else 2):
        hint = t("Write it like {example}", example="crm cadence 张三 30d · crm cadence --where grade:big 14d")
        raise UsageError(t("Give a customer (or --where FILTER) and an interval."), hint)
    ideal = parse_span(given[-1])
    last = parse_span(latest) if latest else ideal
    if last < ideal:
        raise UsageError(t("--latest is shorter than the interval."), t("Give a longer {option}.", option="--latest"))
    if where:
        with store.change(t("contact interval of {name}", name=where)):
            kept = rhythms.keep_rule(store, where.strip(), ideal, last)
    else:
        ref = lookup.one(store, given[0])
        with store.change(t("contact interval of {name}", name=ref.name)):
            kept = rhythms.keep(store, ref, ideal, last)
    render.write_result([kept], t("Contact interval of {name}: {rhythm}", name=_whose(kept), rhythm=_said(kept)))


def _whose(one: Rhythm) -> str:
    return one.customer.name if one.customer else one.filter or ""


def _said(one: Rhythm) -> str:
    if not one.ideal:
        return t("off")
    said = t("every {count} days", count=one.ideal)
    return said + (t(", {days} at the latest", days=one.latest) if one.latest > one.ideal else "")


def _table() -> list[render.Column]:
    return [
        render.Column(
            t("Customer"), lambda one: f"{one.customer} c{one.customer.no}" if one.customer else one.filter, flexible=True
        ),
        render.Column(t("Contact interval"), _said),
    ]
