"""A positive reaction raises the rhythm: half the days, not below a week.

It counts once a round: only where it lies within the rhythm's days and is the one positive reaction there. Who has no rhythm but
was recalled is taken to be on the file's days of silence. Who is never to be contacted stays so.
"""

from __future__ import annotations

from datetime import timedelta

from crmcli.core import clock
from crmcli.core.errors import UsageError
from crmcli.customers.refs import Ref
from crmcli.followups import cadence
from crmcli.followups.effects import CadenceChanged
from crmcli.followups.model import RECALL_WINDOW
from crmcli.storage.store import Store

LEAST = 7
_SILENT = "30"
_OWN = "SELECT ideal_days, latest_days FROM cadences WHERE customer_no = :no"
_RECALLED = "SELECT EXISTS (SELECT 1 FROM recalls WHERE customer_no = :no AND at >= :since)"
_TAKEN_WELL = """SELECT (SELECT count(*) FROM touches WHERE customer_no = :no AND reaction = 'positive' AND at >= :since)
  + (SELECT count(*) FROM interactions WHERE customer_no = :no AND reaction = 'positive' AND at >= :since)"""


def shorten_cadence(store: Store, ref: Ref, at: str) -> list[CadenceChanged]:
    """Raise the rhythm inside the caller's change, which has kept the reaction of the stored instant `at`; what that did."""
    found = _standing(store, ref.no)
    if found is None:
        return []
    ideal, latest = found
    nearer = max(ideal // 2, LEAST)
    since = _ago(ideal)
    if nearer >= ideal or at < since or store.scalar(_TAKEN_WELL, no=ref.no, since=since) != 1:
        return []
    cadence.keep(store, ref, nearer, max(nearer, latest // 2))
    return [CadenceChanged(ref.no, nearer, ideal)]


def _standing(store: Store, no: int) -> tuple[int, int] | None:
    """Ideal and latest days: the customer's own, else of the first rule that fits, else of a recall."""
    for ideal, latest in store.iterate(_OWN, no=no):
        return ideal, latest
    for line, ideal, latest, _since in cadence.rules(store):
        if _fits(store, no, line):
            return ideal, latest
    if store.scalar(_RECALLED, no=no, since=_ago(RECALL_WINDOW)):
        days = int(store.get_setting("silent_days", _SILENT) or _SILENT)
        return days, days
    return None


def _fits(store: Store, no: int, line: str) -> bool:
    from crmcli.customers import filters

    try:
        selection = filters.where(store, line)
    except UsageError:  # the filter names a field that is gone; `due` says so every morning
        return False
    sql = f"SELECT EXISTS (SELECT 1 FROM customers c WHERE c.no = :no AND {selection.sql})"
    return bool(store.scalar(sql, no=no, **selection.parameters))


def _ago(days: int) -> str:
    return clock.utc_text(clock.now() - timedelta(days=days))
