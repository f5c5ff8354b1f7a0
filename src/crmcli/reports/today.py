"""crm today, and crm alone: the morning on one screen."""

from __future__ import annotations

from datetime import datetime

from crmcli.followups.rows import Due, Query
from crmcli.followups.sources import due, unplanned
from crmcli.kernel import clock
from crmcli.kernel.store import Store
from crmcli.kernel.words import t
from crmcli.terminal import context, options, show

app = options.group(t("Every day"))
_LINES = 15
_UNPLANNED = 5
_STALLED = 5
# Normal times look at every touch: beyond this number that takes longer than a morning screen may.
_QUICKLY_SEEN = 30_000


@app.command("today", help=t("Today on one screen; crm alone does the same."), epilog=options.examples("crm", "crm today -o json"))
def today() -> None:
    store, now = context.store(), clock.now()
    rows = due(store, Query(now, now.date()))
    if context.session.form() == "table":
        _draw(store, now, rows)
    else:
        show.report(rows, table=[])


def _draw(store: Store, now: datetime, rows: list[Due]) -> None:
    from crmcli.followups import screen
    from crmcli.kernel.dates import When, echo

    people = store.value("SELECT count(*) FROM customers")
    heading = [echo(When(now.date())), t("{count} customers", count=people), t("{count} due", count=len(rows))]
    show.line(" · ".join(heading), style="bold")
    if not people:
        _welcome()
        return
    if rows:
        screen.draw(rows[:_LINES])
    else:
        show.line(t("Nothing is due."))
    if len(rows) > _LINES:
        show.line(t("… and {count} more: crm due", count=len(rows) - _LINES), style="dim")
    screen.draw_unplanned(*unplanned(store, now, _UNPLANNED))
    _draw_stalled(store, now)
    if rows:
        first = rows[0]
        show.line()
        show.line(t("Done? crm done {key} NODE --next WHEN --for TEXT", key=first.key), style="dim")


def _draw_stalled(store: Store, now: datetime) -> None:
    """The deals that stay longer than normal or hear nothing; those without a next step stand above already."""
    if not 0 < store.value("SELECT count(*) FROM (SELECT 1 FROM touches LIMIT :most)", most=_QUICKLY_SEEN + 1) <= _QUICKLY_SEEN:
        return
    from crmcli.reports import stalled

    late, total = stalled.in_need(store, now, _STALLED)
    if late:
        show.line()
        show.line(t("Longer than usual, or silent (crm stalled):"), style="red")
    for one in late:
        show.line(show.clipped(f"▲  c{one.customer.no:<4} {one.customer.name} · {one.node} · {one.reasons[0].label}"))
    if total > len(late):
        show.line(t("… and {count} more: crm stalled", count=total - len(late)), style="dim")


def _welcome() -> None:
    show.line(t("Your notebook is empty. Three ways to begin:"))
    show.line("  crm add 张三 --phone 13800138000 --next 明天")
    show.line("  crm import contacts.csv")
    show.line("  crm demo")
