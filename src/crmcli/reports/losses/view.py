"""The losses on a terminal: a row a key, and how they were counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crmcli.core.format_duration import days
from crmcli.core.i18n import t
from crmcli.core.money import money_text
from crmcli.reports.losses.calc import BY, KIND, Losses
from crmcli.reports.shared import deal_histories, report_options
from crmcli.reports.shared.shares import percent
from crmcli.terminal import render, screen

_STYLE: dict[str, screen.Style] = {"lost_deal": "red", "churned": "yellow"}


def draw(found: Sequence[Losses], by: str) -> None:
    """Print the rows."""
    render.draw_table(_columns(by), found, one_line=True)


def _columns(by: str) -> list[render.Column]:
    return [
        render.Column("", lambda one: (one.kind.label, _STYLE[one.kind.code]), flexible=True),
        render.Column(BY.label(by).capitalize(), lambda one: one.key or (t("not known"), "dim"), flexible=True),
        render.Column("", lambda one: render.Bar(one.share, _STYLE[one.kind.code]), bar=10),
        render.Column(t("Count"), lambda one: one.count, right=True),
        render.Column(t("Share"), lambda one: percent(one.share), right=True),
        render.Column(t("Median"), lambda one: days(one.median_days), right=True, spare=13),
        render.Column(t("Amount"), lambda one: money_text(one.amount, one.currency) if one.amount else "–", right=True),
    ]


def returned(lost: int, won_back: int) -> str:
    """How many losses did not stay losses."""
    return t("Losses: {count}; of these reopened or followed by an order: {won}.", count=lost, won=won_back)


def notes(asked: deal_histories.Scope, found: list[Losses], counts: tuple[int, int]) -> Iterator[str]:
    """How it was counted."""
    kinds = {one.kind.code for one in found if one.kind}
    yield t("Up to {moment}; share of all losses of that kind.", moment=report_options.moment(asked.as_of))
    lost, won_back = counts
    if won_back:
        yield returned(lost, won_back)
    if "lost_deal" in kinds:
        yield t("{kind}: not reopened; time from the first touch; expected amount.", kind=KIND.label("lost_deal"))
    if "churned" in kinds:
        yield t("{kind}: no order for longer than twice their mean interval and the mean + 2 SD.", kind=KIND.label("churned"))
        yield t("They ordered on at least three days; time since the last order; amount bought.")
    if asked.period:
        yield t("Lost, or last bought, within {period}.", period=report_options.span(asked.period, asked.as_of))
    yield from report_options.notes(asked.unit, asked.where)
