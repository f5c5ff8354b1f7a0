"""crm losses: deals lost and buyers who left, by reason, node, source, grade, worry or rival."""

from typing import Annotated, NamedTuple

import typer

from crmcli.core.choices import mark
from crmcli.core.i18n import t
from crmcli.pipelines import pipelines
from crmcli.reports.losses import view
from crmcli.reports.losses.calc import BY
from crmcli.reports.losses.query import LossReader
from crmcli.reports.shared import deal_histories, report_options
from crmcli.reports.shared.report_options import ScopeInput
from crmcli.terminal import options, render, session
from crmcli.terminal.request import with_request

app = options.group()


class LossesRequest(NamedTuple):
    """The options of `crm losses`, as typed."""

    by: Annotated[
        str,
        typer.Option(
            "--by", metavar="WHAT", help=mark("Group by: reason, node, source, grade, worry (concern), rival (competitor).")
        ),
    ] = "reason"
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help=mark("Only losses since this day."))] = None
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help=mark("Only losses by this day."))] = None
    scope: ScopeInput = ScopeInput()


@app.command(
    "losses",
    epilog=options.examples("crm losses", "crm losses --by node", "crm losses --by rival --since 2026-01-01 -o csv"),
)
@with_request(LossesRequest)
def losses(request: LossesRequest) -> None:
    store = session.store()
    wanted = BY.parse(request.by)
    period = report_options.period(request.since, request.until)
    asked = deal_histories.Scope.of(pipelines.current(store), request.scope, period)
    reader = LossReader(store, asked)
    found = reader.rows(wanted)
    params = {"by": wanted} | {
        key: value for key, value in asked.params().items() if key != "pipeline"
    }  # losses are those of all pipelines
    lost, won_back = reader.won_back()
    params |= {"lost": lost, "won_back": won_back}
    nothing = t("No lost deals and no churned buyers.") + (f"\n{view.returned(lost, won_back)}" if won_back else "")
    render.report(
        found,
        table=lambda some: view.draw(some, wanted),
        params=params,
        as_of=asked.as_of,
        notes=view.notes(asked, found, (lost, won_back)),
        empty=nothing,
    )
