"""crm timeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from crmcli.core import clock
from crmcli.core.choices import mark
from crmcli.core.i18n import t
from crmcli.customers import companies, lookup
from crmcli.customers.events import Event
from crmcli.customers.vocabulary import CHANNELS, EVENT_KINDS
from crmcli.overview import timeline
from crmcli.terminal import options, render, session

app = options.group()
_OF_A_DAY = ("order", "payment", "loss", "fact")
_KINDS = t(
    "{kinds}; or a channel: {channels} (repeatable).",
    kinds=EVENT_KINDS.in_help(),
    channels=CHANNELS.in_help(),
)


def _kinds(incomplete: str) -> list[str]:
    return [code for code in (*EVENT_KINDS.codes(), *CHANNELS.codes()) if code.startswith(incomplete)]


def columns(*, joint: bool = False) -> list[render.Column]:
    """The columns of a timeline on a terminal; of a joint one with whose event it is."""
    return [
        render.Column(t("No"), lambda one: one.key or ""),
        render.Column(t("When"), _when),
        *([render.Column(t("Who"), lambda one: one.customer.name, flexible=True)] if joint else []),
        render.Column(t("What"), lambda one: one.node or one.kind, flexible=True),
        render.Column(t("Text"), _said, flexible=True),
    ]


def _when(one: Event) -> str:
    """The instant; of what has a day and no hour the day alone."""
    return (
        f"{clock.from_utc_text(one.at):%Y-%m-%d}"
        if one.kind.code in _OF_A_DAY
        else f"{clock.from_utc_text(one.at):%Y-%m-%d %H:%M}"
    )


def _said(one: Event) -> str:
    """By which way it went stands in front of the text: few events have one, and a column of its own would take its room."""
    way = " ".join(part.label for part in (one.channel, one.direction) if part)
    return " · ".join(filter(None, (way, one.text)))


@app.command(
    "timeline",
    epilog=options.examples(
        "crm timeline Ann",
        "crm timeline Ann --kind touch --kind order --since 2026-01-01",
        "crm timeline c12 --kind call -o json",
        "crm timeline Acme",
    ),
)
def show_timeline(
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER|COMPANY", help=mark("Number, name, phone, email or initials."))],
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="KIND", help=_KINDS, autocompletion=_kinds),
    ] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="WHEN", help=mark("Only since this day."))] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help=mark("Show only the newest N."))] = None,
) -> None:
    store = session.store()
    codes, start = [timeline.wanted(word) for word in kind or []], _since(since)
    who = lookup.either(store, customer)
    found: Sequence[Event]
    if joint := isinstance(who, companies.Company):
        found = timeline.joint(store, companies.members(store, who.no), codes, start)
    else:
        found = timeline.events(store, who.no, codes, start)
    if limit:
        found = found[-limit:]
    params = {"company" if joint else "customer": who, "kind": codes, "since": since, "limit": limit}
    render.report(found, table=columns(joint=joint), params=params, empty=t("Nothing recorded for {name} yet.", name=who.name))


def _since(text: str | None) -> str | None:
    if text is None:
        return None
    from crmcli.core.dates import date_parser

    when = date_parser.parse_when(text, clock.now(), ahead=False)
    return clock.utc_text(clock.start_of_day(when.date) if when.time is None else when.instant())
