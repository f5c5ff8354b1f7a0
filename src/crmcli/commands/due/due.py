"""crm due."""

from datetime import date, datetime
from typing import Annotated, NamedTuple

import typer

from crmcli.core import clock
from crmcli.core.choices import mark
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.followups.due_list import counted, unplanned, upcoming
from crmcli.followups.kind_registry import DEFAULT, KINDS
from crmcli.followups.model import TYPES, Due, DueQuery
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session, stream
from crmcli.terminal.request import with_request

app = options.group()
SOMETHING_DUE = 10
_UNPLANNED_SHOWN = 10


class DueRequest(NamedTuple):
    """The options of `crm due`, as typed."""

    within: Annotated[str | None, typer.Option("--within", metavar="7d", help=mark("Include what comes due within N days."))] = (
        None
    )
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help=mark("Include what comes due by this day."))] = None
    overdue: Annotated[bool, typer.Option("--overdue", help=mark("Show only what is overdue."))] = False
    kind: Annotated[list[str] | None, typer.Option("--kind", metavar="KIND", help=KINDS.in_help())] = None
    type_: Annotated[list[str] | None, typer.Option("--type", metavar="TYPE", help=TYPES.in_help())] = None
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help=mark("Show at most N; the others are counted."))
    ] = None
    why: Annotated[bool, typer.Option("--why", help=mark("Explain the position of each line and how to answer it."))] = False
    check: Annotated[bool, typer.Option("--check", help=mark("Exit with 10 if anything is due."))] = False
    cron: Annotated[bool, typer.Option("--cron", hidden=True)] = False


@app.command(
    "due",
    epilog=options.examples(
        "crm due", "crm due --within 7d", "crm due --overdue --type close", "crm due -o ids | xargs crm snooze --to tomorrow"
    ),
)
@with_request(DueRequest)
def due_command(request: DueRequest) -> int:
    store, now = session.store(), clock.now()
    kinds, types = tuple(map(KINDS.parse, request.kind or ())), tuple(map(TYPES.parse, request.type_ or ()))
    query = DueQuery(now, _until(now, request.within, request.until), kinds or DEFAULT, types, request.overdue)
    rows, total = counted(store, query, request.limit, why=request.why)
    params = {
        "until": query.until, "overdue": query.overdue, "kind": query.kinds, "type": types,
        "limit": request.limit, "total": total,
    }  # fmt: skip
    if (request.cron and _note_run(store, total) == 0) or _is_calendar(store, rows):
        return SOMETHING_DUE if request.check and rows else 0
    render.report(rows, table=_draw, params=params, empty=_nothing(store, query))
    if total > len(rows):
        stream.print_notice(t("… and {count} more beyond the limit.", count=total - len(rows)))
    if session.current.form() == "table" and not (kinds or types or query.overdue):
        _show_unplanned(store, now)
    return SOMETHING_DUE if request.check and rows else 0


def _note_run(store: Store, total: int) -> int:
    """Note that it ran; what is due is told whether the file can be written or not."""
    from crmcli.automation import run_log as routine
    from crmcli.core.errors import DatabaseFileError

    try:
        routine.note(store, "due", total)
    except DatabaseFileError as error:
        stream.print_notice(error.message)
    return total


def _is_calendar(store: Store, rows: list[Due]) -> bool:
    """Whether a calendar was asked for; then it is written here."""
    if session.current.output != "ics":
        return False
    from crmcli.calendars import export

    stream.write("".join(export.of_lines(store, rows)))
    return True


def _until(now: datetime, within: str | None, until: str | None) -> date:
    """The last day of the range: today unless an option says more."""
    given = within or until
    if given is None:
        return now.date()
    if within and until:
        raise UsageError(t("--within and --until cannot be combined."), t("Give only one of them."))
    from crmcli.core.dates.date_parser import parse_when

    return parse_when(given, now, ahead=True).date


def _draw(rows: object) -> None:
    from crmcli.followups import due_table

    due_table.draw(rows)  # type: ignore[arg-type]


def _nothing(store: Store, query: DueQuery) -> str:
    """The good news of an empty list, and what comes next; asked for only where it is shown."""
    if session.current.form() != "table":
        return ""
    if query.overdue and not query.types and query.kinds == DEFAULT:
        return t("Nothing is overdue.")
    if query.overdue or query.types or query.kinds != DEFAULT:
        return t("Nothing matching is due.")
    following = upcoming(store, query.until)
    if following is None:
        from crmcli.followups import first_plan

        if plan := first_plan.propose(store):
            names = ", ".join(f"{one.customer.name} (c{one.customer.no})" for one in plan.customers[:3])
            return t(
                "Nothing is due: no next steps are planned yet. Call first: {names}. Plan them: {act}",
                names=names,
                act=plan.act,
            )
        return t("Nothing is due or planned. Plan a step: crm next CUSTOMER WHEN TEXT")
    from crmcli.core.dates.when import When, echo

    when, name, text, no = following
    return t("Nothing is due. Next: {when} {name} {text} (f{no})", when=echo(When.from_text(when)), name=name, text=text, no=no)


def _show_unplanned(store: Store, now: datetime) -> None:
    from crmcli.followups import due_table

    rows, total = unplanned(store, now, _UNPLANNED_SHOWN)
    due_table.draw_unplanned(rows, total)
