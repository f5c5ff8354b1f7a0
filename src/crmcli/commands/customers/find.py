"""crm find."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.core import clock
from crmcli.core.choices import mark
from crmcli.core.i18n import t
from crmcli.core.text import as_argument
from crmcli.customers import filters, search
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session, stream
from crmcli.visits import objections

app = options.group()


@app.command(
    "find",
    cls=options.FilterCommand,
    epilog=options.examples("crm find contract", "crm find zhangsan", "crm find quote grade:big --limit 5"),
)
def find(
    text: Annotated[str, typer.Argument(metavar="TEXT", help=mark("Words to search for."))],
    words: Annotated[list[str] | None, typer.Argument(metavar="FILTER", help=mark("As in crm list."))] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help=mark("Show at most N, newest first."))] = 20,
) -> None:
    store = session.store()
    selection = filters.select(store, words or [])
    hits = search.newest(store, text, selection, limit)
    table = [
        render.Column(t("No"), lambda hit: f"c{hit.customer.no}", right=True),
        render.Column(t("Customer"), lambda hit: str(hit.customer), flexible=True),
        render.Column(t("Kind"), lambda hit: hit.kind),
        render.Column(t("When"), lambda hit: clock.from_utc_text(hit.at).date() if hit.at else ""),
        render.Column(t("Match"), lambda hit: hit.snippet, flexible=True),
    ]
    params = {"text": text, "filter": words or [], "limit": limit}
    notes = [t("Showing the newest {count}; use --limit for more.", count=limit)] if len(hits) == limit else []
    if session.current.form() == "table":
        _tell_of_the_book(store, text)
    render.report(hits, table=table, params=params, notes=notes, empty=t("Nothing found for {text!r}.", text=text))


def _tell_of_the_book(store: Store, text: str) -> None:
    """A hit is always about a customer; entries of the book that are about nobody are counted and named."""
    own = [one for one in objections.holding(objections.book(store), text) if not one.customers]
    if own:
        stream.print_notice(
            t("Objections that match: {count} (crm objection list {text})", count=len(own), text=as_argument(text))
        )
