"""The funnel on a terminal: bars, numbers, and how they were counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from crmcli.kernel.money import money_text
from crmcli.kernel.words import t
from crmcli.reports import scope
from crmcli.reports.bars import bar, fit, percent
from crmcli.reports.funnel_rules import OrderedStep, Step
from crmcli.terminal import show

if TYPE_CHECKING:
    from crmcli.reports.funnel import Funnel, Question

_NAME, _BAR = 16, 13
_NAME_WITH_ORDER, _BAR_WITH_ORDER = 14, 6


def draw(question: Question, found: Funnel, entered: int) -> None:
    """Print the funnel, or what to do where nobody entered."""
    if not entered:
        show.line(_nobody(question))
        return
    rows = found.rows()
    show.draw(_columns(question, entered), rows)
    for text in (*_amounts(rows), *_notes(question, entered)):
        show.line(text, style="dim")


def _nobody(question: Question) -> str:
    if question.period or question.where:
        return t("Nobody has entered {pipeline} within this period and filter.", pipeline=question.pipeline.name)
    return show.empty_state(t("Nobody has entered {pipeline} yet.", pipeline=question.pipeline.name), " ".join(["crm log 张三", *(one.name for one in question.nodes[:1])]))


def _columns(question: Question, entered: int) -> list[show.Column]:
    def drawn(row: Step) -> int:
        counted = {"reached": row.reached, "now": row.now}.get(question.mode, row.ever)
        return row.ever if counted is None else counted

    room = max(show.width() - 80, 0)
    name, bars = (room // 2 + one for one in ((_NAME_WITH_ORDER, _BAR_WITH_ORDER) if question.ordered else (_NAME, _BAR)))
    columns = [
        show.Column("", lambda row: row.position, right=True),
        show.Column(t("Node"), lambda row: fit(row.node or row.kind.label, name)),
        show.Column("", lambda row: (bar(drawn(row) / entered, bars).ljust(bars), "cyan" if row.node else "green")),
        show.Column(t("Ever"), lambda row: row.ever, right=True),
        show.Column(t("Share"), lambda row: percent(row.of_entered), right=True),
        show.Column(t("To next"), lambda row: percent(row.conversion) if row.node else "", right=True),
        show.Column(t("Skip"), lambda row: row.skipped or "", right=True),
        show.Column(t("Now"), lambda row: row.now or "", right=True),
        show.Column(t("Losses"), lambda row: row.lost or "", right=True),
    ]
    if question.ordered:
        columns.insert(-3, show.Column(t("In turn"), lambda row: row.ordered if isinstance(row, OrderedStep) else "", right=True))
    return columns


def _amounts(rows: list[Step]) -> Iterator[str]:
    for row in rows:
        if row.kind and row.amount is not None and row.currency:
            last = "" if row.conversion is None else " · " + t("{share} of those at the last node", share=percent(row.conversion))
            yield f"{row.kind.label}: {money_text(row.amount, row.currency)}{last}"


def _notes(question: Question, entered: int) -> Iterator[str]:
    counted = t("{count} companies", count=entered) if question.unit == "company" else t("{count} customers", count=entered)
    yield t("{counted} entered {pipeline} up to {moment}.", counted=counted, pipeline=question.pipeline.name, moment=scope.moment(question.as_of))
    if question.period:
        yield t("First touch within {period}.", period=scope.span(question.period, question.as_of))
    if question.where:
        yield t("Filter: {filter}", filter=question.where)
    bars = {"ever": t("ever there"), "reached": t("there or further"), "now": t("there now")}[question.mode]
    yield t("Bars: {bars}. Share: of all who entered. To next: also at the next.", bars=bars)
