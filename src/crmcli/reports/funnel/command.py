"""crm funnel: how far customers ever came, node by node, down to signature or payment."""

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from crmcli.core.choices import Choices, mark, parse_optional
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.pipelines import pipelines
from crmcli.reports.funnel.calc import BY, OF, Funnel, Step, in_group
from crmcli.reports.funnel.query import BOTTOMS, FunnelQuery, FunnelReader, in_unit, read_customers
from crmcli.reports.shared import report_options
from crmcli.reports.shared.report_options import ScopeInput
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session
from crmcli.terminal.request import with_request

if TYPE_CHECKING:
    from crmcli.reports.funnel.grouping import Part

app = options.group()

MODE = Choices("way to count", ever="ever there", reached="there or beyond", now="there now")
BOTTOM = Choices("funnel bottom", signed="signed", paid="paid", both="both")


class FunnelRequest(NamedTuple):
    """The options of `crm funnel`, as typed."""

    pipeline: report_options.OfPipeline = None
    nodes: Annotated[str | None, typer.Option("--nodes", metavar="A,B,C", help=mark("Only these nodes, in this order."))] = None
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help=mark("Only customers who entered since this day."))
    ] = None
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help=mark("Only customers who entered by this day."))
    ] = None
    bottom: Annotated[str, typer.Option("--bottom", metavar="signed|paid|both", help=mark("What the funnel ends with."))] = (
        "signed"
    )
    mode: Annotated[str, typer.Option("--mode", metavar="ever|reached|now", help=mark("Which number the bars show."))] = "ever"
    ordered: Annotated[bool, typer.Option("--ordered", help=mark("Also count customers who passed the nodes in this order."))] = (
        False
    )
    by: Annotated[
        str | None,
        typer.Option(
            "--by", metavar="source|tag|grade|month", help=mark("Compare groups side by side; month is the month of entry.")
        ),
    ] = None
    group: Annotated[str | None, typer.Option("--group", metavar="VALUE", help=mark("Only this group of --by."))] = None
    who: Annotated[
        str | None,
        typer.Option(
            "--who",
            metavar="NODE",
            help=mark("List the customers behind a node (name or position); also entered, signed, paid, unpaid."),
        ),
    ] = None
    of: Annotated[
        str | None,
        typer.Option(
            "--of",
            metavar="NUMBER",
            help=mark("Which count of --who: ever, reached, now, skipped, lost, next, ordered (default: as --mode)."),
        ),
    ] = None
    scope: ScopeInput = ScopeInput()


@app.command(
    "funnel",
    epilog=options.examples(
        "crm funnel", "crm funnel --since 2026-01-01 --bottom both --ordered", "crm funnel --by source",
        "crm funnel --by month --bottom both -o csv", "crm funnel --who Quotation --of lost",
        "crm funnel --by grade --group big --who signed -o ids", "crm funnel --where 'source:referral' -o json",
    ),
)  # fmt: skip
@with_request(FunnelRequest)
def funnel(request: FunnelRequest) -> None:
    _check(request)
    store = session.store()
    query = _understand(store, request)
    reader = FunnelReader(store, query.pipeline, query.as_of)
    whole = read_customers(reader, query)
    found = _parts(reader, query, whole)
    if request.who:
        from crmcli.reports.funnel import drilldown

        chosen = found[-1].funnel if query.group else whole
        drilldown.report(reader, query, chosen, request.who, parse_optional(OF, request.of))
    else:
        _report(query, in_unit(store, query.unit, whole), found)


def _check(request: FunnelRequest) -> None:
    if request.group is not None and request.by is None:
        raise UsageError(
            t("--group needs --by."),
            t("Write it like {example}", example="--by grade --group big"),
        )
    if request.of is not None and request.who is None:
        raise UsageError(t("--of needs --who."), t("Write it like {example}", example="--who NODE --of lost"))


def _understand(store: Store, request: FunnelRequest) -> FunnelQuery:
    """What the options mean. Raises UsageError for one that does not fit."""
    pipeline, bottom, scope = pipelines.choose(store, request.pipeline), BOTTOM.parse(request.bottom), request.scope
    return FunnelQuery(
        pipeline=pipeline,
        nodes=_nodes(store, pipeline, request.nodes),
        chosen=request.nodes is not None,
        period=report_options.period(request.since, request.until),
        as_of=scope.instant(),
        where=scope.where,
        unit=scope.unit(),
        mode=MODE.parse(request.mode),
        bottoms=tuple(BOTTOMS) if bottom == "both" else (bottom,),
        ordered=request.ordered or parse_optional(OF, request.of) == "ordered",
        by=parse_optional(BY, request.by),
        group=request.group,
    )


def _nodes(store: Store, pipeline: pipelines.Pipeline, named: str | None) -> list[pipelines.Node]:
    """The nodes above the bottom, or those named. Raises UsageError where one is named twice."""
    known = pipelines.nodes(store, pipeline, retired=True)
    if named is None:
        return [one for one in known if one.role != "after"]
    found = [pipelines.match_node(known, name) for name in named.replace("，", ",").split(",") if name.strip()]
    if not found:
        raise UsageError(t("--nodes is empty."), t("Write it like {example}", example=",".join(one.name for one in known[:2])))
    if len({one.no for one in found}) < len(found):
        raise UsageError(t("--nodes lists a node twice."), t("List each node once, in the order of your process."))
    return found


def _parts(reader: FunnelReader, query: FunnelQuery, whole: Funnel) -> "list[Part]":
    """Everybody and the groups of --by, or the one that --group chooses; in customers. Empty without --by."""
    if query.by is None:
        return []
    from crmcli.reports.funnel import grouping

    found = grouping.parts(reader, query.by, whole)
    return found if query.group is None else [found[0], grouping.chosen(found, query.group)]


def _report(query: FunnelQuery, whole: Funnel, found: "list[Part]") -> None:
    found = [part._replace(funnel=in_unit(session.store(), query.unit, part.funnel)) for part in found]
    if session.current.form() == "table":
        from crmcli.reports.funnel import view

        view.draw(query, whole, found)
    else:
        rows: list[Step] = [in_group(row, part.group) for part in found for row in part.funnel.rows()] or whole.rows()
        render.report(rows, table=[], params=query.params(whole.entered) | _sizes(found), as_of=query.as_of)


def _sizes(found: "list[Part]") -> dict[str, Any]:
    """How many entered in each group, which the rows do not say."""
    return {"groups": [{"group": part.group, "entered": part.funnel.entered} for part in found if part.group]} if found else {}
