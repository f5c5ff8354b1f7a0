"""crm node times: the normal times themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from crmcli.core.i18n import t
from crmcli.pipelines import pipelines
from crmcli.terminal import options, render, session

if TYPE_CHECKING:
    from crmcli.reports.shared import deal_histories
    from crmcli.reports.shared.stage_durations import Normal

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
    from crmcli.reports.shared import deal_histories, report_options, stage_durations

    store = session.store()
    asked = deal_histories.Scope(
        pipelines.choose(store, pipeline), options.as_of_instant(as_of), where, report_options.UNIT.parse(per)
    )
    rows = stage_durations.normal_times(store, asked)
    params = asked.params()
    render.report(
        rows, table=_draw, params=params, as_of=asked.as_of, notes=_notes(asked, rows), empty=t("This pipeline has no nodes.")
    )


def _draw(rows: Sequence[Normal]) -> None:
    render.draw_table([render.Column(t("Node"), lambda one: one.node, flexible=True), *_counts(rows)], rows, one_line=True)


def _counts(rows: Sequence[Normal]) -> list[render.Column]:
    from crmcli.core.format_duration import days

    counts = [
        render.Column(t("Stays"), lambda one: one.n or "", right=True),
        render.Column(t("Left"), lambda one: one.completed or "", right=True, spare=13),
        render.Column(t("Open"), lambda one: one.open or "", right=True),
        render.Column(t("lost").capitalize(), lambda one: one.lost or "", right=True, spare=14),
        render.Column(t("Half within"), lambda one: days(one.median_days), right=True),
        render.Column(t("3 of 4"), lambda one: days(one.p75_days), right=True, spare=12),
        render.Column(t("9 of 10"), lambda one: days(one.p90_days), right=True),
    ]
    if any(_said(one) is not None for one in rows):
        counts.append(render.Column(t("Set"), lambda one: _set(one, days(_said(one))), right=True))
    return counts


def _said(one: Normal) -> float | None:
    """The days that the pipeline says of the node: the seller's, else the first guess."""
    return one.shipped_days if one.configured_days is None else one.configured_days


def _set(one: Normal, said: str) -> str:
    if _said(one) is None:
        return ""
    return f"≈{said}" if one.configured_days is None else said


def _notes(asked: deal_histories.Scope, rows: Sequence[Normal]) -> Iterator[str]:
    from crmcli.reports.shared import report_options

    if any(one.n for one in rows):
        yield t("Half within: half of the stays at the node are over by then.")
        yield t("Stays still open count up to now, lost ones up to the loss (Kaplan-Meier).")
        yield t("–: too many stays are still open to tell.")
    else:
        yield t("Nothing is known yet: log touches, and times appear.")
    if any(one.configured_days is not None for one in rows):
        yield t("Set: the days you gave the node; crm stalled goes by them.")
    if any(one.configured_days is None and one.shipped_days is not None for one in rows):
        yield t("≈: a first guess; crm stalled goes by it until five stays are over.")
    yield from report_options.notes(asked.unit, asked.where)
