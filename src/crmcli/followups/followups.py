"""Next steps: planning them, and what can be done with a line of `due`."""

from __future__ import annotations

from crmcli.core import clock
from crmcli.core.errors import NotFoundError, RefusedError
from crmcli.core.i18n import t
from crmcli.customers import derived_sql
from crmcli.followups.kinds import kind_of
from crmcli.followups.model import Key, Reminder
from crmcli.storage.store import Store


def plan(store: Store, customer_no: int, when: str, text: str, type: str, rrule: str | None = None) -> int:  # noqa: A002
    """Plan a next step at the wall-clock time `when` (`YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`); returns its number."""
    return store.insert(
        "followups", customer_no=customer_no, due=when, text=text, type=type, rrule=rrule, rrule_from=rrule and when,
        created_at=clock.utc_text(clock.now()),
    )  # fmt: skip


def promise(store: Store, customer_no: int, when: str, text: str, at: str) -> int:
    """Await what the customer promised at the stored instant `at` for the wall-clock time `when`; returns its number, one of
    the next steps' numbers.
    """
    values = {"kind": "promise", "due": when, "text": text, "type": "keep"}
    return store.insert("followups", customer_no=customer_no, **values, created_at=at)


def has_plan(store: Store, customer_no: int) -> bool:
    """Whether any next step of the customer is still to be done."""
    sql = (
        "SELECT EXISTS (SELECT 1 FROM followups WHERE customer_no = :no AND kind = 'followup' AND done_at IS "
        "NULL AND cancelled_at IS NULL)"
    )
    return bool(store.scalar(sql, no=customer_no))


def wants_plan(store: Store, customer_no: int) -> bool:
    """Whether the customer is open and nothing is planned: whoever has bought, was lost or rests needs no next step."""
    is_open = store.scalar(
        f"SELECT {derived_sql.OPEN} AND NOT {derived_sql.SIGNED} FROM customers c WHERE c.no = :no", no=customer_no
    )
    return bool(is_open) and not has_plan(store, customer_no)


def step(store: Store, key: Key) -> Reminder:
    """What the key names. Raises NotFoundError, RefusedError for a customer who has nothing planned (`n12`)."""
    found = kind_of(key.kind).read(store, key)
    if found is None:
        raise NotFoundError(t("{key} not found.", key=key), t("The keys are at the start of each line of crm due."))
    return found


def standing(store: Store, key: Key) -> Reminder:
    """As `step`; raises RefusedError for one that is done or cancelled."""
    found = step(store, key)
    if found.done_at or found.cancelled_at:
        closed = t("{key} is already done.", key=key) if found.done_at else t("{key} was cancelled.", key=key)
        raise RefusedError(closed, t("Plan a new one: crm next c{no} WHEN TEXT", no=found.customer.no))
    return found


def finish(store: Store, key: Key, outcome: str | None) -> Reminder:
    """Tick it off; a wake-up ends the rest. Raises RefusedError for a payment, which only money settles."""
    return kind_of(key.kind).finish(store, key, standing(store, key), outcome)


def snooze(store: Store, key: Key, until: str) -> Reminder:
    """Hide it until a wall-clock time, its due date kept; a wake-up moves."""
    kind_of(key.kind).snooze(store, key, standing(store, key), until)
    return step(store, key)


def move(store: Store, key: Key, due: str) -> Reminder:
    """Make it due at another wall-clock time; a snooze ends. Raises RefusedError for what has no day of its own."""
    kind_of(key.kind).move(store, key, standing(store, key), due)
    return step(store, key)


def cancel(store: Store, key: Key) -> Reminder:
    """Drop it. Of a payment only the reminder goes. Raises RefusedError for what comes by itself."""
    return kind_of(key.kind).cancel(store, key, standing(store, key))
