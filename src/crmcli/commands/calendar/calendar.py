"""crm calendar."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from crmcli.calendars import export, ics, queries
from crmcli.calendars.components import Item, Manner
from crmcli.core import atomic_write, clock
from crmcli.core.choices import mark
from crmcli.core.dates.date_parser import parse_when
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.terminal import options, prompt, session, stream
from crmcli.terminal.request import with_request

app = options.group()
_DAYS = 90
_HEAD = 200


class CalendarRequest(NamedTuple):
    """The options of `crm calendar`, as typed."""

    file: Annotated[Path | None, typer.Argument(metavar="[FILE.ics]", help=mark("Output file (default: stdout)."))] = None
    within: Annotated[
        str, typer.Option("--within", metavar="90d", help=mark("Include what comes due within N days; overdue items always are."))
    ] = ""
    events: Annotated[bool, typer.Option("--events", help=mark("Write events only, for calendars without to-dos."))] = False
    alarm: Annotated[
        int, typer.Option("--alarm", min=0, max=10080, metavar="MINUTES", help=mark("How long before a step with a time."))
    ] = 15
    no_alarm: Annotated[bool, typer.Option("--no-alarm", help=mark("Set no alarms."))] = False


@app.command(
    "calendar",
    epilog=options.examples(
        "crm calendar crm.ics", "crm calendar crm.ics --within 30d --alarm 60", "crm calendar --events > crm.ics"
    ),
)
@with_request(CalendarRequest)
def calendar(request: CalendarRequest) -> None:
    now = clock.now()
    until = parse_when(request.within, now, ahead=True).date if request.within else now.date() + timedelta(days=_DAYS)
    if until < now.date():
        raise UsageError(t("{date} is in the past.", date=until), t("Write it like {example}", example="90d"))
    counted: Counter[bool] = Counter()
    items = _counting(queries.planned(session.store(), now, until), counted)
    pieces = export.of_items(items, Manner(now, None if request.no_alarm else request.alarm, request.events))
    if request.file is None or str(request.file) == "-":
        for piece in pieces:
            stream.write(piece)
        return
    atomic_write.check_place(request.file)
    _consent(request.file)
    with atomic_write.replacing(request.file) as target:
        target.writelines(pieces)
    stream.print_notice(
        t("{count} open, {closed} closed → {path}", count=counted[False], closed=counted[True], path=request.file)
    )


def _counting(items: Iterable[Item], counted: Counter[bool]) -> Iterator[Item]:
    """The items as they pass by, counted by whether they are closed."""
    for one in items:
        counted[bool(one.done_at or one.cancelled_at)] += 1
        yield one


def _consent(file: Path) -> None:
    """A calendar of ours is brought up to date; anything else is replaced only when asked for."""
    if file.is_file() and f"PRODID:{ics.PRODUCT}" not in file.read_text(encoding="utf-8", errors="replace")[:_HEAD]:
        prompt.require_consent(t("Replace {paths}?", paths=file))
