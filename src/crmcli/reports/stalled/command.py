"""crm stalled: open deals that stay longer than normal, hear nothing, or have no next step."""

from typing import Annotated, NamedTuple

import typer

from crmcli.core.choices import mark
from crmcli.pipelines import pipelines
from crmcli.reports.shared import deal_histories, report_options
from crmcli.reports.shared.report_options import ScopeInput
from crmcli.reports.stalled.calc import Limits
from crmcli.reports.stalled.query import PERCENTILE, find_stalled, name_rows, silent_days
from crmcli.terminal import options, render, session
from crmcli.terminal.request import with_request

app = options.group()

_LINES = 20


class StalledRequest(NamedTuple):
    """The options of `crm stalled`, as typed."""

    percentile: Annotated[
        int,
        typer.Option(
            "--percentile", min=1, max=99, metavar="N", help=mark("Flag deals that stay longer than N percent of stays.")
        ),
    ] = PERCENTILE
    pipeline: report_options.OfPipeline = None
    limit: options.Limit = None
    scope: ScopeInput = ScopeInput()


@app.command(
    "stalled",
    epilog=options.examples("crm stalled", "crm stalled --percentile 75", "crm stalled --where grade:big -o json"),
)
@with_request(StalledRequest)
def stalled(request: StalledRequest) -> None:
    store = session.store()
    asked = deal_histories.Scope.of(pipelines.choose(store, request.pipeline), request.scope)
    limits = Limits(request.percentile, silent_days(store))
    found = find_stalled(store, asked, limits)
    shown = found[: request.limit or (_LINES if session.current.form() == "table" else None)]
    params = {**asked.params(), "percentile": request.percentile, "silent_days": limits.silent_days}
    rows = name_rows(store, shown)
    if session.current.form() == "table":
        from crmcli.reports.stalled import view

        view.draw(rows, len(found), asked, limits)
    else:
        render.report(rows, table=[], params=params, as_of=asked.as_of)
