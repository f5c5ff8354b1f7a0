"""The funnel on a terminal: bars, numbers, and how they were counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from crmcli.core.i18n import t
from crmcli.core.money import money_text
from crmcli.reports.funnel.calc import OF, Funnel, OrderedStep, Step
from crmcli.reports.funnel.query import FunnelQuery
from crmcli.reports.shared import report_options
from crmcli.reports.shared.shares import percent
from crmcli.terminal import render
from crmcli.terminal.render import print_notes

if TYPE_CHECKING:
    from crmcli.reports.funnel.grouping import Part


def draw(query: FunnelQuery, whole: Funnel, found: list[Part]) -> None:
    """Print the funnel, with --by its groups side by side, or what to do where nobody entered."""
    if not whole.entered:
        render.print_line(_nobody(query))
        return
    if found:
        from crmcli.reports.funnel import by_group_table

        by_group_table.draw(query, found)
        print_notes([*_notes(query, whole.entered), *by_group_table.notes(query)])
    else:
        rows = whole.rows()
        render.draw_table(_columns(query, whole.entered), rows, one_line=True)
        print_notes([*_amounts(rows, whole.gap()), *_notes(query, whole.entered), _bars(query)])


def _nobody(query: FunnelQuery) -> str:
    if query.period or query.where or report_options.past(query.as_of):
        return t("Nobody entered {pipeline} in this period and filter.", pipeline=query.pipeline.title)
    begin = report_options.first_touch_hint(one.name for one in query.nodes)
    return render.empty_state(t("Nobody has entered {pipeline} yet.", pipeline=query.pipeline.title), begin)


def _columns(query: FunnelQuery, entered: int) -> list[render.Column]:
    return [
        render.Column("", lambda row: row.position, right=True),
        render.Column(t("Node"), _name, flexible=True),
        render.Column("", lambda row: render.Bar(query.shown_number(row) / entered, "cyan" if row.node else "green"), bar=10),
        *_counts(query),
    ]


def _name(row: Step) -> str:
    return row.node or (row.kind.label if row.kind else "")


def _counts(query: FunnelQuery) -> list[render.Column]:
    columns = [
        render.Column(t("Ever"), lambda row: row.ever, right=True),
        render.Column(t("Share"), lambda row: percent(row.of_entered), right=True),
        render.Column(t("To next"), lambda row: percent(row.conversion) if row.node else "", right=True),
        render.Column(t("Skip"), lambda row: row.skipped or "", right=True, spare=14),
        render.Column(t("Now"), lambda row: row.now or "", right=True, spare=12),
        render.Column(t("Losses"), lambda row: row.lost or "", right=True, spare=13),
    ]
    if query.ordered:
        columns.insert(
            -3, render.Column(t("In turn"), lambda row: row.ordered if isinstance(row, OrderedStep) else "", right=True)
        )
    return columns


def _amounts(rows: list[Step], gap: int | None) -> Iterator[str]:
    currency = ""
    for row in rows:
        if row.kind and row.amount is not None and row.currency:
            currency = row.currency
            last = "" if row.conversion is None else " · " + t("{share} of those at the last node", share=percent(row.conversion))
            yield t("{what}: {value}", what=row.kind.label, value=money_text(row.amount, currency) + last)
    if gap is not None:
        words = t("More paid than signed") if gap < 0 else t("Signed and not paid")
        yield t("{what}: {value}", what=words, value=money_text(abs(gap), currency))


def _bars(query: FunnelQuery) -> str:
    return t("Bars: {bars}. Share: of all who entered. To next: also reached the next node.", bars=OF.label(query.mode))


def _notes(query: FunnelQuery, entered: int) -> Iterator[str]:
    said = {"count": entered, "pipeline": query.pipeline.title, "moment": report_options.moment(query.as_of)}
    if query.unit == "company":
        yield t("Companies that entered {pipeline} up to {moment}: {count}.", **said)
    else:
        yield t("Customers who entered {pipeline} up to {moment}: {count}.", **said)
    if query.period:
        yield t("First touch within {period}.", period=report_options.span(query.period, query.as_of))
    if query.where:
        yield t("Filter: {filter}", filter=query.where)
