"""crm journey: all lines together, which node follows which, how often and after how long."""

from typing import Annotated, NamedTuple

import typer

from crmcli.core.choices import Choices, mark
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.pipelines import pipelines
from crmcli.reports.journey.query import JourneyMap, names_of, read_journey
from crmcli.reports.shared import deal_histories, report_options
from crmcli.reports.shared.report_options import ScopeInput
from crmcli.terminal import options, render, session, stream
from crmcli.terminal.request import with_request

app = options.group()

FORMAT = Choices("format", tree="tree", mermaid="Mermaid", svg="SVG")
OUTCOME = Choices("outcome", won="won", lost="lost", open="still open")


class JourneyRequest(NamedTuple):
    """The options of `crm journey`, as typed."""

    pipeline: report_options.OfPipeline = None
    drawing: Annotated[
        str | None, typer.Option("--format", metavar="tree|mermaid|svg", help=mark("Draw it instead of listing rows."))
    ] = None
    against: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--compare", metavar="won lost", help=mark("Compare where deals with these outcomes diverge (won, lost, open).")
        ),
    ] = None
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help=mark("Only deals started since this day."))] = None
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help=mark("Only deals started by this day."))] = None
    scope: ScopeInput = ScopeInput()


@app.command(
    "journey",
    epilog=options.examples(
        "crm journey",
        "crm journey --compare won lost",
        "crm journey --format svg > journey.svg",
        "crm journey --where 'source:referral' -o json",
    ),
)
@with_request(JourneyRequest)
def journey(request: JourneyRequest) -> None:
    store = session.store()
    form = _form(request.drawing, comparing=request.against is not None)
    period = report_options.period(request.since, request.until)
    asked = deal_histories.Scope.of(pipelines.choose(store, request.pipeline), request.scope, period)
    if request.against:
        from crmcli.reports.journey import compare

        outcomes = OUTCOME.parse(request.against[0]), OUTCOME.parse(request.against[1])
        compare.report(compare.read_comparison(store, asked, outcomes, names_of(store, asked.pipeline)), form)
    else:
        _report(read_journey(store, asked), form)


def _form(drawing: str | None, *, comparing: bool) -> str:
    """`rows`, `tree`, `mermaid` or `svg`. Raises UsageError where two forms are asked for at once."""
    form = session.current.form()
    if drawing is None:
        return "tree" if form == "table" else "rows"
    if session.current.output not in (None, "table"):
        raise UsageError(t("A drawing has its own format."), t("Use --format or -o, not both."))
    chosen = FORMAT.parse(drawing)
    if comparing and chosen != "tree":
        raise UsageError(t("A comparison is a table and cannot be drawn."), t("Omit --format."))
    return chosen


def _report(found: JourneyMap, form: str) -> None:
    if form == "rows":
        render.report(found.rows, table=[], params={**found.scope.params(), "runs": found.runs}, as_of=found.scope.as_of)
    elif form == "tree":
        from crmcli.reports.journey import view

        view.draw(found)
    elif form == "mermaid":
        from crmcli.reports.journey import mermaid

        stream.write(mermaid.text(found.names, found.rows))
    else:
        from crmcli.reports.journey import svg, view

        stream.write(svg.text(found.names, found.rows, found.scope.pipeline.title, view.counted(found.scope, found.runs)))
