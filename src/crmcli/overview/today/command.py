"""crm today, and crm alone: the morning on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from crmcli.core import clock
from crmcli.core.i18n import t
from crmcli.followups import first_plan
from crmcli.followups.first_plan import FirstPlan
from crmcli.followups.model import Due, Query
from crmcli.followups.reminder_queries import due, unplanned
from crmcli.overview.today import next_best_action, query
from crmcli.overview.today.next_best_action import Action, Still
from crmcli.overview.today.query import Money, Waking
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session

app = options.group(t("Every day"))
_SHOWN = 5


class Today(NamedTuple):
    """The morning: all that is due; the first of the `unplanned_total` customers without a next step and of the `stalled_total`
    deals
    that stand still (None: not counted); who comes back from a rest within a week; the month's money; what to do first, None on
    a free day;
    the first plan of an imported file, None once a step is planned.
    """

    date: str
    customers: int
    due: list[Due]
    unplanned: list[Due]
    unplanned_total: int
    stalled: list[Still]
    stalled_total: int | None
    waking: list[Waking]
    money: Money
    next_action: Action | None
    first_plan: FirstPlan | None


@app.command(
    "today", help=t("Today on one screen; crm alone does the same."), epilog=options.examples("crm", "crm today -o json")
)
def today() -> None:
    """Tables and JSON hold the whole morning; plain, csv and ids the lines of `due`, which is what a script goes through."""
    store, now = session.store(), clock.now()
    form = session.current.form()
    if form not in ("table", "json", "jsonl"):
        render.report(due(store, Query(now, now.date())), table=[])
        return
    render.report([of(store, now)], table=_draw)


def of(store: Store, now: datetime) -> Today:
    """Gather it."""
    lines = due(store, Query(now, now.date()))
    free, free_total = unplanned(store, now, _SHOWN)
    still, still_total = query.standing_still(store, now, _SHOWN)
    return Today(
        now.date().isoformat(), store.value("SELECT count(*) FROM customers"), lines, free, free_total, still, still_total,
        query.waking(store, now.date()), query.money(store, now.date()), next_best_action.first(lines, still, free),
        first_plan.propose(store),
    )  # fmt: skip


def _draw(rows: Sequence[Any]) -> None:
    from crmcli.overview.today import view

    view.draw(session.store(), rows[0])
