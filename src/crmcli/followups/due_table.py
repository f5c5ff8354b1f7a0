"""How the lines of `due` look on a terminal: overdue red, today green, later grey, nothing planned yellow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crmcli.core import region
from crmcli.core.dates.when import weekday_name
from crmcli.core.i18n import t
from crmcli.followups.model import Due
from crmcli.terminal import key_value_view, render, screen

_MARKS: dict[str, screen.Styled] = {
    "overdue": ("●", "red"),
    "today": ("●", "green"),
    "later": ("○", "bright_black"),
    "no_next": ("○", "yellow"),
}
_NAME_ROOM = 14


def columns() -> list[render.Column]:
    """The columns of a list of due lines."""
    return [
        render.Column("", _mark),
        render.Column(t("Key"), lambda one: one.key),
        render.Column(t("When"), lambda one: (when(one), _MARKS[one.reason.code][1])),
        render.Column(t("Customer"), name, flexible=True),
        render.Column(t("Next step"), what, flexible=True),
        render.Column(t("Phone"), _phone, spare=18),
        render.Column(t("Why"), lambda one: one.reason.label, flexible=True, spare=14),
    ]


def draw(rows: Sequence[Due]) -> None:
    """The lines as a table."""
    render.draw_table(columns(), rows)
    key_value_view.draw(
        key_value_view.fact(one.key, (str(one.why), "dim"), (f"→ {one.act}", "dim"), between=" ") for one in rows if one.why
    )


def draw_unplanned(rows: Sequence[Due], total: int) -> None:
    """Open customers without a next step, below the list; what is not shown is counted."""
    if not rows:
        return
    render.print_line()
    render.print_line(t("Open without a next step (crm next c{no} WHEN TEXT):", no=rows[0].customer.no), "yellow")
    for one in rows:
        render.print_line(f"○  c{one.customer.no:<4} {' · '.join([name(one), *map(str, one.reason.facts[1:])])}")
    if total > len(rows):
        render.print_line(t("… and {count} more: crm due --kind no_next", count=total - len(rows)), "dim")


def name(one: Due) -> str:
    """Who: the name, the firm behind it where the line has room."""
    full = str(one.customer)
    return full if len(full) <= _NAME_ROOM else one.customer.name


def what(one: Due) -> str:
    """The step's text; its type where nothing was written."""
    return one.text or (one.type.label if one.type else one.kind.label)


def when(one: Due) -> str:
    """`11-20`, `11-21 15:00`, of what lies ahead with its weekday: `11-25 Wed 14:30`."""
    day = one.snoozed_until or one.due
    if day is None:
        return "-"
    weekday = weekday_name(date.fromisoformat(day[:10])) if one.reason.code == "later" else ""
    return " ".join(filter(None, (day[5:10], weekday, day[11:])))


def _phone(one: Due) -> str:
    return region.dialled(one.phone or "")


def _mark(one: Due) -> screen.Styled:
    return _MARKS[one.reason.code]
