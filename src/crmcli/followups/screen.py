"""How the lines of `due` look on a terminal: overdue red, today green, later grey, nothing planned yellow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crmcli.followups.rows import Due
from crmcli.kernel.dates import weekday_name
from crmcli.kernel.words import t
from crmcli.terminal import show

_MARKS = {"overdue": ("●", "red"), "today": ("●", "green"), "later": ("○", "bright_black"), "no_next": ("○", "yellow")}


def columns() -> list[show.Column]:
    """The columns of a list of due lines."""
    return [
        show.Column("", _mark),
        show.Column(t("Key"), lambda one: one.key),
        show.Column(t("When"), lambda one: (day(one.due), _MARKS[one.reason.code][1])),
        show.Column(t("Customer"), lambda one: name(one), flexible=True),
        show.Column(t("Next step"), lambda one: what(one), flexible=True),
        show.Column(t("Why"), lambda one: one.reason.label, flexible=True),
    ]


def draw(rows: Sequence[Due]) -> None:
    """The lines as a table."""
    show.draw(columns(), rows)


def draw_unplanned(rows: Sequence[Due], total: int) -> None:
    """Open customers without a next step, below the list; what is not shown is counted."""
    if not rows:
        return
    show.line()
    show.line(t("Open without a next step:"), style="yellow")
    for one in rows:
        parts = [show.styled("○", "yellow"), f"{one.key:<5}", name(one), *one.reason.label.split(" · ")[1:]]
        show.line("  ".join(parts[:2]) + "  " + " · ".join(parts[2:]))
    if total > len(rows):
        show.line(t("… and {count} more: crm due --kind no_next", count=total - len(rows)), style="dim")


def name(one: Due) -> str:
    """Who: the name, the firm behind it."""
    return str(one.customer)


def what(one: Due) -> str:
    """The step's text; its type where nothing was written."""
    return one.text or (one.type.label if one.type else one.kind.label)


def day(due: str | None) -> str:
    """`11-25 Wed 14:30`; the year only where it is another."""
    if due is None:
        return "-"
    return f"{due[5:10]} {weekday_name(date.fromisoformat(due[:10]))} {due[11:]}".rstrip()


def _mark(one: Due) -> tuple[str, str]:
    return _MARKS[one.reason.code]
