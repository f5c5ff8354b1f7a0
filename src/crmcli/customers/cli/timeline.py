"""crm timeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from crmcli.customers import companies, resolve, timeline
from crmcli.customers.rows import Ref
from crmcli.kernel import clock
from crmcli.kernel.errors import NotFoundError
from crmcli.kernel.words import t
from crmcli.terminal import context, options, show

app = options.group(t("Customers"))
_OF_A_DAY = ("order", "payment", "loss", "fact")


def columns(*, joint: bool = False) -> list[show.Column]:
    """The columns of a timeline on a terminal; of a joint one with whose event it is."""
    return [
        show.Column(t("No"), _key),
        show.Column(t("When"), _when),
        *([show.Column(t("Who"), lambda one: one.customer.name)] if joint else []),
        show.Column(t("What"), lambda one: one.node or one.kind),
        show.Column(t("Channel"), lambda one: " ".join(part.label for part in (one.channel, one.direction) if part)),
        show.Column(t("Text"), lambda one: one.text, flexible=True),
    ]


def _when(one: timeline.Event) -> str:
    """The instant; of what has a day and no hour the day alone."""
    return f"{clock.from_utc_text(one.at):%Y-%m-%d}" if one.kind.code in _OF_A_DAY else f"{clock.from_utc_text(one.at):%Y-%m-%d %H:%M}"


def _key(one: timeline.Event) -> str:
    """What corrects or names the event: the number of a touch or an order."""
    letter = {"touch": "t", "order": "o", "promise": "f", "kept": "f", "followup": "f"}.get(one.kind.code)
    return f"{letter}{one.no}" if letter else ""


@app.command(
    "timeline",
    help=t("What happened with one customer, or with all of a firm, in order of time."),
    epilog=options.examples(
        "crm timeline 张三", "crm timeline 张三 --kind touch --since 2026-01-01", "crm timeline c12 -o json", "crm timeline 华信科技"
    ),
)
def show_timeline(
    customer: Annotated[
        str, typer.Argument(metavar="CUSTOMER|COMPANY", help=t("Number, name, phone, mail, WeChat, pinyin or initials."))
    ],
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="touch, note, order, payment, qualification, loss, followup …")
    ] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="WHEN", help=t("Only from this day on."))] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help=t("Only the newest so many."))] = None,
) -> None:
    store = context.store()
    code, start = timeline.KINDS.parse(kind) if kind else None, _since(since)
    who: Ref | companies.Company
    found: Sequence[timeline.Event]
    try:
        who = resolve.one(store, customer)
        found = timeline.events(store, who.no, code, start)
    except NotFoundError:
        if not companies.candidates(store, customer):
            raise
        who = companies.one(store, customer)
        found = timeline.joint(store, companies.members(store, who.no), code, start)
    if limit:
        found = found[-limit:]
    joint = isinstance(who, companies.Company)
    params = {"company" if joint else "customer": who, "kind": code, "since": since, "limit": limit}
    show.report(found, table=columns(joint=joint), params=params, empty=t("Nothing recorded for {name} yet.", name=who.name))


def _since(text: str | None) -> str | None:
    if text is None:
        return None
    from crmcli.kernel import dates

    when = dates.parse_when(text, clock.now(), ahead=False)
    return clock.utc_text(clock.start_of_day(when.date) if when.time is None else when.instant())
