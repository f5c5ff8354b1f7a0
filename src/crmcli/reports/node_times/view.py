"""The normal times on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crmcli.core.format_duration import days
from crmcli.core.i18n import t
from crmcli.reports.shared import deal_histories, report_options
from crmcli.reports.shared.stage_durations import Normal
from crmcli.terminal import render


def draw(rows: Sequence[Normal]) -> None:
    """Print a row a node."""
    render.draw_table([render.Column(t("Node"), lambda one: one.node, flexible=True), *_counts(rows)], rows, one_line=True)


def _counts(rows: Sequence[Normal]) -> list[render.Column]:
    counts = [
        render.Column(t("Stays"), lambda one: one.n or "", right=True),
        render.Column(t("Left"), lambda one: one.completed or "", right=True, spare=13),
        render.Column(t("Open"), lambda one: one.open or "", right=True),
        render.Column(t("lost").capitalize(), lambda one: one.lost or "", right=True, spare=14),
        render.Column(t("Median"), lambda one: days(one.median_days), right=True),
        render.Column(t("75%"), lambda one: days(one.p75_days), right=True, spare=12),
        render.Column(t("90%"), lambda one: days(one.p90_days), right=True),
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


def notes(asked: deal_histories.Scope, rows: Sequence[Normal]) -> Iterator[str]:
    """How it was counted."""
    if any(one.n for one in rows):
        yield t("Median: half of the stays at the node are over by then.")
        yield t("Stays still open count up to now, lost ones up to the loss (Kaplan-Meier).")
        yield t("–: too many stays are still open to tell.")
    else:
        yield t("Nothing is known yet. Times appear as you log touches.")
    if any(one.configured_days is not None for one in rows):
        yield t("Set: the days you set for the node; crm stalled uses them.")
    if any(one.configured_days is None and one.shipped_days is not None for one in rows):
        yield t("≈: an initial estimate; crm stalled uses it until five stays are over.")
    yield from report_options.notes(asked.unit, asked.where)
