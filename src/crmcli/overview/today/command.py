"""crm today, and crm alone: the morning on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmcli.core import clock
from crmcli.followups.due_list import due
from crmcli.followups.model import DueQuery
from crmcli.overview.today import query
from crmcli.terminal import options, render, session

app = options.group()


@app.command("today", epilog=options.examples("crm", "crm today -o json"))
def today() -> None:
    """Tables and JSON hold the whole morning; plain, csv and ids the lines of `due`, which is what a script goes through."""
    store, now = session.store(), clock.now()
    form = session.current.form()
    if form not in ("table", "json", "jsonl"):
        render.report(due(store, DueQuery(now, now.date())), table=[])
        return
    render.report([query.read_today(store, now)], table=_draw)


def _draw(rows: Sequence[Any]) -> None:
    from crmcli.overview.today import view

    view.draw(session.store(), rows[0])
