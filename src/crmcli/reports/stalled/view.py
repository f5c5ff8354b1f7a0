"""How `crm stalled` looks on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crmcli.core.format_duration import days
from crmcli.core.i18n import t
from crmcli.reports.shared import deal_histories, report_options
from crmcli.reports.stalled.calc import Limits
from crmcli.reports.stalled.query import StalledRow
from crmcli.terminal import render, screen, session

_NAME, _NODE = 16, 14
_STYLE: dict[str, screen.Style] = {"stay": "red", "no_contact": "yellow", "no_next": ""}


def draw(rows: Sequence[StalledRow], total: int, asked: deal_histories.Scope, limits: Limits) -> None:
    """The rows, the most urgent of `total`, and how it was counted."""
    if not rows:
        begun = session.store().scalar("SELECT EXISTS (SELECT 1 FROM touches)")
        render.print_line(
            t("No stalled deals: all move on as usual and have a next step.")
            if begun
            else t("No deals yet. Start one with a touch: crm log CUSTOMER NODE")
        )
        render.print_notes(report_options.notes(asked.unit, asked.where))
        return
    render.draw_table(_columns(rows), rows)
    if total > len(rows):
        render.print_line(t("… and {count} more: add --limit {total}", count=total - len(rows), total=total), "dim")
    render.print_notes(_notes(asked, limits))


def _columns(rows: Sequence[StalledRow]) -> list[render.Column]:
    spare = max(screen.width() - 80, 0) // 2
    name = min(max(screen.display_width(str(one.customer)) for one in rows), _NAME + spare)
    node = _NODE + spare // 2 + _NAME + spare - name
    return [
        render.Column(t("No"), lambda one: f"c{one.customer.no}", right=True),
        render.Column(t("Customer"), lambda one: screen.fit(_who(one, name), name)),
        render.Column(t("Node"), lambda one: screen.fit(one.node, node)),
        render.Column(t("Usual"), lambda one: days(one.normal_days), right=True),
        render.Column(t("Why"), lambda one: (_why(one), _STYLE[one.reasons[0].code]), flexible=True),
    ]


def _who(one: StalledRow, room: int) -> str:
    """The customer, the firm behind the name only where both fit."""
    return str(one.customer) if screen.display_width(str(one.customer)) <= room else one.customer.name


def _why(one: StalledRow) -> str:
    """The reasons, before them which of several deals it is."""
    return " · ".join([*([f"[{one.deal}]"] if one.deal else []), *(reason.label for reason in one.reasons)])


def _notes(asked: deal_histories.Scope, limits: Limits) -> Iterator[str]:
    yield t(
        "Open deals in {pipeline} at {moment}; parked customers are not listed.",
        pipeline=asked.pipeline.title,
        moment=report_options.moment(asked.as_of),
    )
    yield from report_options.notes(asked.unit, asked.where)
    yield t("Usual: the days you set, or the median stay of all your deals (crm node times), or an initial estimate.")
    yield t(
        "Too long: beyond the days you set, or beyond {percent}% of the stays, or beyond the longest completed stay.",
        percent=limits.percentile,
    )
    yield t("Silent: {days} days without a call, visit or answer, and no next step.", days=round(limits.silent_days))
