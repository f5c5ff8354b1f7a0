"""crm node times: the normal times themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from crmcli.kernel.words import t
from crmcli.terminal import context, options, show
from crmcli.touches import pipelines

if TYPE_CHECKING:
    from crmcli.reports.stays import Normal

HELP = t("Normal times at each node, from your own history.")
EXAMPLES = options.examples("crm node times", "crm node times --where 'source:转介绍' -o json")


def times(
    pipeline: Annotated[str | None, typer.Option("--pipeline", metavar="NAME", help=t("Another pipeline than the one in use."))] = None,
    per: Annotated[
        str, typer.Option("--per", metavar="customer|company", help=t("What to count: customers, or the firms they belong to."))
    ] = "customer",
    where: options.Where = None,
    as_of: options.AsOf = None,
) -> None:
    from crmcli.reports import histories, scope, stays

    store = context.store()
    asked = histories.Scope(pipelines.choose(store, pipeline), options.as_of_instant(as_of), where, scope.UNIT.parse(per))
    rows = stays.normal_times(store, asked)
    params = asked.params()
    show.report(rows, table=_draw, params=params, as_of=asked.as_of, notes=_notes(rows), empty=t("This pipeline has no nodes."))


def _draw(rows: Sequence[Normal]) -> None:
    from crmcli.reports.aligned import draw

    draw(_columns(), rows)


def _columns() -> list[show.Column]:
    from crmcli.reports.aligned import fit
    from crmcli.reports.spans import days

    return [
        show.Column(t("Node"), lambda one: fit(one.node, 18)),
        show.Column(t("Stays"), lambda one: one.n or "", right=True),
        show.Column(t("Left"), lambda one: one.completed or "", right=True),
        show.Column(t("Open"), lambda one: one.open or "", right=True),
        show.Column(t("lost").capitalize(), lambda one: one.lost or "", right=True),
        show.Column(t("Half within"), lambda one: days(one.median_days), right=True),
        show.Column(t("3 of 4"), lambda one: days(one.p75_days), right=True),
        show.Column(t("9 of 10"), lambda one: days(one.p90_days), right=True),
    ]


def _notes(rows: list[Normal]) -> list[str]:
    if not any(one.n for one in rows):
        return [t("Nothing is known yet: log touches, and times appear.")]
    return [
        t("Half within: half of the stays at the node are over by then."),
        t("Stays still open count up to now, lost ones up to the loss (Kaplan-Meier)."),
        t("–: too many stays are still open to tell."),
    ]
