"""crm load: how many customers one can really work, and who may rest."""

from collections.abc import Sequence
from typing import Annotated, NamedTuple

import typer

from crmcli.core import clock
from crmcli.core.choices import mark
from crmcli.core.dates.when import When, echo
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.nurture import workload_queries as reading
from crmcli.nurture.model import Load, ParkCandidate
from crmcli.reports.load import view
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session
from crmcli.terminal.request import with_request
from crmcli.terminal.sanitize import clean_note

app = options.group()
TOO_MANY = 10


class LoadRequest(NamedTuple):
    """The options of `crm load`, as typed."""

    weeks: Annotated[
        int, typer.Option("--weeks", min=4, max=104, metavar="N", help=mark("Number of full weeks to look back."))
    ] = reading.WEEKS
    park: Annotated[
        str | None, typer.Option("--park", metavar="WHEN", help=mark("Park all suggested customers until then, in one change."))
    ] = None
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=mark("Reason for parking."))] = None
    limit: options.Limit = None
    check: Annotated[
        bool, typer.Option("--check", help=mark("Exit with 10 if there are more open customers than the limit."))
    ] = False


@app.command(
    "load",
    epilog=options.examples(
        "crm load", "crm config set capacity 60", "crm load --park 90d --reason 'Not now'", "crm load -o ids", "crm load --check"
    ),
)
@with_request(LoadRequest)
def load(request: LoadRequest) -> int:
    store, now = session.store(), clock.now()
    until = _until(request.park, request.reason)
    # plain shows no list within a row, and ranking everybody takes three quarters of the time
    found = reading.read(store, now, request.weeks, propose=bool(until) or session.current.form() != "plain")
    if until:
        _park(store, found, found.park[: request.limit], until, request.reason)
        return 0
    if session.current.form() == "ids":
        render.report(found.park[: request.limit], table=[])
    else:
        render.report(
            [found],
            table=lambda _rows: view.draw(found, request.limit),
            params={"weeks": request.weeks},
            notes=view.notes(found, request.weeks),
        )
    return TOO_MANY if request.check and found.over else 0


def _until(park: str | None, reason: str | None) -> When | None:
    if park is None:
        if reason is not None:
            raise UsageError(t("--reason needs --park."), t("Add {option}.", option="--park WHEN"))
        return None
    from crmcli.core.dates import date_parser

    return date_parser.parse_later(park, clock.now())


def _park(store: Store, found: Load, some: Sequence[ParkCandidate], until: When, reason: str | None) -> None:
    if not some:
        render.write_unchanged(view.nobody(found))
        return
    from crmcli.customers import customer_queries
    from crmcli.customers import writes as customers
    from crmcli.customers.selection import Selection

    with store.change(t("customers parked: {count}", count=len(some))):
        for one in some:
            customers.park(store, one.customer.no, until.text, clean_note(reason) if reason else None)
    selection = Selection([f"c.no IN ({', '.join(str(one.customer.no) for one in some)})"])
    names = ", ".join(one.customer.name for one in some[: view.LINES]) + ("…" if len(some) > view.LINES else "")
    said = t("Parked until {when}: {names} ({count})", when=echo(until), names=names, count=len(some))
    render.write_result(customer_queries.selected(store, selection), said)
