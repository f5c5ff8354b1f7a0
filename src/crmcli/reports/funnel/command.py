"""crm funnel: how far customers ever came, node by node, down to signature or payment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli.core.choices import Choices, parse_optional
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.pipelines import pipelines
from crmcli.reports.funnel.calc import BY, OF, Funnel, Step, in_group
from crmcli.reports.funnel.per_company import in_unit
from crmcli.reports.funnel.query import BOTTOMS, FunnelReader, FunnelRequest, read_customers
from crmcli.reports.shared import report_options
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session

if TYPE_CHECKING:
    from crmcli.reports.funnel.grouping import Part

app = options.group(t("Reports"))

MODE = Choices("way to count", ever="ever there", reached="there or further", now="there now")
BOTTOM = Choices("funnel bottom", signed="signed", paid="paid", both="both")


@app.command(
    "funnel",
    help=t("The node funnel: how far customers ever came."),
    epilog=options.examples(
        "crm funnel", "crm funnel --since 2026-01-01 --bottom both --ordered", "crm funnel --by source",
        "crm funnel --by month --bottom both -o csv", "crm funnel --who Quotation --of lost",
        "crm funnel --by grade --group big --who signed -o ids", "crm funnel --where 'source:referral' -o json",
    ),
)  # fmt: skip
def funnel(
    pipeline: Annotated[
        str | None, typer.Option("--pipeline", metavar="NAME", help=t("Which pipeline; the one in use unless given."))
    ] = None,
    nodes: Annotated[
        str | None, typer.Option("--nodes", metavar="A,B,C", help=t("A funnel of these nodes, in this order."))
    ] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help=t("Only who entered from this day on."))] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help=t("Only who entered up to and with this day."))
    ] = None,
    bottom: Annotated[str, typer.Option("--bottom", metavar="signed|paid|both", help=t("What the funnel ends in."))] = "signed",
    mode: Annotated[str, typer.Option("--mode", metavar="ever|reached|now", help=t("Which number the bars show."))] = "ever",
    ordered: Annotated[bool, typer.Option("--ordered", help=t("Count also who passed the nodes in this order."))] = False,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="source|tag|grade|month", help=t("Groups side by side; the month is that of entering.")),
    ] = None,
    group: Annotated[str | None, typer.Option("--group", metavar="VALUE", help=t("Only this group of --by."))] = None,
    who: Annotated[
        str | None,
        typer.Option(
            "--who",
            metavar="NODE",
            help=t("The customers behind a node's number (its name, or its place); also entered, signed, paid, unpaid."),
        ),
    ] = None,
    of: Annotated[
        str | None,
        typer.Option(
            "--of",
            metavar="NUMBER",
            help=t("Which number of --who: ever, reached, now, skipped, lost, next, ordered; else as --mode."),
        ),
    ] = None,
    per: report_options.Per = "customer",
    where: options.Where = None,
    as_of: options.AsOf = None,
) -> None:
    _check(by, group, who, of)
    store = session.store()
    chosen = pipelines.choose(store, pipeline)
    lowest, number = BOTTOM.parse(bottom), parse_optional(OF, of)
    request = FunnelRequest(
        chosen, _nodes(store, chosen, nodes), nodes is not None, report_options.period(since, until),
        options.as_of_instant(as_of), where, report_options.UNIT.parse(per), MODE.parse(mode),
        tuple(BOTTOMS) if lowest == "both" else (lowest,), ordered or number == "ordered", parse_optional(BY, by), group,
    )  # fmt: skip
    reader = FunnelReader(store, request.pipeline, request.as_of)
    whole = read_customers(reader, request)
    found = _parts(reader, request, whole)
    if who:
        from crmcli.reports.funnel import drilldown

        drilldown.report(reader, request, found[-1].funnel if group else whole, who, number)
    else:
        _report(request, in_unit(store, request.unit, whole), found)


def _check(by: str | None, group: str | None, who: str | None, of: str | None) -> None:
    if group is not None and by is None:
        raise UsageError(
            t("--group chooses one of the groups that --by makes."),
            t("Write it like {example}", example="--by grade --group big"),
        )
    if of is not None and who is None:
        raise UsageError(t("--of says which number of --who."), t("Write it like {example}", example="--who NODE --of lost"))


def _nodes(store: Store, pipeline: pipelines.Pipeline, named: str | None) -> list[pipelines.Node]:
    """The nodes above the bottom, or those named. Raises UsageError where one is named twice."""
    known = pipelines.nodes(store, pipeline, retired=True)
    if named is None:
        return [one for one in known if one.role != "after"]
    found = [pipelines.match_node(known, name) for name in named.replace("，", ",").split(",") if name.strip()]
    if not found:
        raise UsageError(
            t("--nodes names no node."), t("Write it like {example}", example=",".join(one.name for one in known[:2]))
        )
    if len({one.no for one in found}) < len(found):
        raise UsageError(t("A node stands twice in --nodes."), t("Name each node once, in the order of your process."))
    return found


def _parts(reader: FunnelReader, request: FunnelRequest, whole: Funnel) -> list[Part]:
    """Everybody and the groups of --by, or the one that --group chooses; in customers. Empty without --by."""
    if request.by is None:
        return []
    from crmcli.reports.funnel import grouping

    found = grouping.parts(reader, request.by, whole)
    return found if request.group is None else [found[0], grouping.chosen(found, request.group)]


def _report(request: FunnelRequest, whole: Funnel, found: list[Part]) -> None:
    found = [replace(part, funnel=in_unit(session.store(), request.unit, part.funnel)) for part in found]
    if session.current.form() == "table":
        from crmcli.reports.funnel import view

        view.draw(request, whole, found)
    else:
        rows: list[Step] = [in_group(row, part.group) for part in found for row in part.funnel.rows()] or whole.rows()
        render.report(rows, table=[], params=request.params(whole.entered) | _sizes(found), as_of=request.as_of)


def _sizes(found: list[Part]) -> dict[str, Any]:
    """How many entered in each group, which the rows do not say."""
    return {"groups": [{"group": part.group, "entered": part.funnel.entered} for part in found if part.group]} if found else {}
