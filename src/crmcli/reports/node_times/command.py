"""crm node times: the normal times themselves."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.core.i18n import t
from crmcli.pipelines import pipelines
from crmcli.terminal import options, render, session

HELP = t("Normal times at each node, from your own history.")
EXAMPLES = options.examples("crm node times", "crm node times --where 'source:referral' -o json")


def times(
    pipeline: Annotated[
        str | None, typer.Option("--pipeline", metavar="NAME", help=t("Another pipeline than the one in use."))
    ] = None,
    per: Annotated[
        str, typer.Option("--per", metavar="customer|company", help=t("What to count: customers, or the firms they belong to."))
    ] = "customer",
    where: options.Where = None,
    as_of: options.AsOf = None,
) -> None:
    from crmcli.reports.node_times import view
    from crmcli.reports.shared import deal_histories, report_options, stage_durations

    store = session.store()
    asked = deal_histories.Scope(
        pipelines.choose(store, pipeline), options.as_of_instant(as_of), where, report_options.UNIT.parse(per)
    )
    rows = stage_durations.normal_times(store, asked)
    params = asked.params()
    render.report(
        rows,
        table=view.draw,
        params=params,
        as_of=asked.as_of,
        notes=view.notes(asked, rows),
        empty=t("This pipeline has no nodes."),
    )
