"""What is said to a reminder that is counted and not stored: done for this time, or hidden until a day."""

from __future__ import annotations

from datetime import timedelta

from crmcli.core import clock
from crmcli.followups.model import Key
from crmcli.storage.store import Store

AHEAD = timedelta(days=400)  # so far ahead a yearly day can be answered
_NEVER = "9999-12-31"


def hidden(store: Store, key: Key) -> tuple[str | None, int]:
    """Until when it is hidden, and how often that was done."""
    rows = store.iterate(
        "SELECT snoozed_until, snoozes FROM reminders WHERE kind = :kind AND subject_no = :no", kind=key.kind, no=key.no
    )
    return next(rows, (None, 0))


def finish(store: Store, key: Key, day: str, outcome: str | None) -> None:
    """Done for the round that `day` stands in."""
    _keep(store, key, done_on=day, outcome=outcome, snoozed_until=None, snoozes=0)


def end(store: Store, key: Key) -> None:
    """Done for good: a need ends until it is bought again."""
    _keep(store, key, done_on=_NEVER, snoozed_until=None, snoozes=0)


def snooze(store: Store, key: Key, until: str) -> None:
    """Hide it until a wall-clock time."""
    _keep(store, key, snoozed_until=until, snoozes=hidden(store, key)[1] + 1)


def _keep(store: Store, key: Key, **values: object) -> None:
    found = store.scalar("SELECT no FROM reminders WHERE kind = :kind AND subject_no = :no", kind=key.kind, no=key.no)
    if found:
        store.update("reminders", found, **values)
    else:
        store.insert("reminders", kind=key.kind, subject_no=key.no, created_at=clock.utc_text(clock.now()), **values)
