"""What is said to a reminder that is counted and not stored: done for this time, or hidden until a day."""

from __future__ import annotations

from crmcli.core import clock
from crmcli.followups import due_list
from crmcli.followups.model import DueCandidate, Key
from crmcli.storage.store import Store

KINDS = ("cadence", "birthday", "occasion", "rebuy", "no_next")
_CUSTOMER = {
    "occasion": "SELECT customer_no FROM occasions WHERE no = :no",
    "rebuy": "SELECT o.customer_no FROM order_lines l JOIN orders o ON o.no = l.order_no WHERE l.no = :no",
}
_NEVER = "9999-12-31"
_OF_A_DAY = ("birthday", "occasion")


def customer_of(store: Store, key: Key) -> int | None:
    """The customer whom the key is about, None where there is nothing of that number."""
    no = store.scalar(_CUSTOMER.get(key.kind, "SELECT no FROM customers WHERE no = :no"), no=key.no)
    return int(no) if no else None


def standing(store: Store, key: Key) -> DueCandidate | None:
    """The reminder as it stands now, hidden or not; of the coming year where it is not due yet."""
    no = customer_of(store, key)
    return due_list.current(store, key, no, clock.now()) if no else None


def hidden(store: Store, key: Key) -> tuple[str | None, int]:
    """Until when it is hidden, and how often that was done."""
    rows = store.iterate(
        "SELECT snoozed_until, snoozes FROM reminders WHERE kind = :kind AND subject_no = :no", kind=key.kind, no=key.no
    )
    return next(rows, (None, 0))


def finish(store: Store, key: Key, found: DueCandidate, outcome: str | None) -> None:
    """Done: a yearly day until its next year, a rhythm or a need for one more round from today."""
    done = found.due if key.kind in _OF_A_DAY else clock.today().isoformat()
    _keep(store, key, done_on=done, outcome=outcome, snoozed_until=None, snoozes=0)


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
