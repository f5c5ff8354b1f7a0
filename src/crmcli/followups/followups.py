"""Next steps: planning them, and what can be done with a line of `due`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crmcli.core import clock
from crmcli.core.choices import Coded, Instant, instant
from crmcli.core.errors import NotFoundError, RefusedError
from crmcli.core.i18n import t
from crmcli.customers import derived_sql
from crmcli.customers import writes as customers
from crmcli.customers.lookup import FROM, REF
from crmcli.customers.refs import Ref
from crmcli.followups import due_rules, reminder_state
from crmcli.followups.model import KINDS, TYPES, Key
from crmcli.sales import open_payments
from crmcli.sales import orders as sales
from crmcli.storage.store import Store


@dataclass(frozen=True, slots=True)
class Step:
    """A line of `due` after a write; `due` and `snoozed_until` are wall-clock times. `rule` says in words how it comes again,
    `next_key` and `next_due` what was planned for the next time.
    """

    key: str
    kind: Coded
    type: Coded | None
    text: str
    due: str | None
    snoozed_until: str | None
    snoozes: int
    done_at: Instant | None
    cancelled_at: Instant | None
    outcome: str | None
    customer: Ref
    moves: int = 0
    rule: str | None = None
    next_key: str | None = None
    next_due: str | None = None


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


def step(store: Store, key: Key) -> Step:
    """What the key names. Raises NotFoundError, RefusedError for a customer who has nothing planned (`n12`)."""
    found = {"followup": _followup, "wakeup": _wakeup, "payment": _payment}.get(key.kind, _counted)(store, key)
    if found is None:
        raise NotFoundError(t("There is no {key}.", key=key), t("The keys stand in front of the lines of crm due."))
    return found


def _kind(key: Key) -> Coded:
    return Coded(key.kind, KINDS.label(key.kind))


def _followup(store: Store, key: Key) -> Step | None:
    sql = f"""SELECT u.kind, u.type, u.text, u.due, u.snoozed_until, u.snoozes, u.done_at, u.cancelled_at, u.outcome, u.moves, u.rrule, {REF}
      {FROM} JOIN followups u ON u.customer_no = c.no WHERE u.no = :no"""  # noqa: E501
    for kind, code, text, due, until, snoozes, done, cancelled, outcome, moves, rule, *customer in store.iterate(sql, no=key.no):
        type_ = None if kind == "promise" else TYPES.of(code)
        return Step(
            str(key), Coded(kind, KINDS.label(kind)), type_, text, due, until, snoozes, instant(done), instant(cancelled),
            outcome, Ref(*customer), moves, due_rules.repeats(rule),
        )  # fmt: skip
    return None


def _wakeup(store: Store, key: Key) -> Step | None:
    sql = f"""SELECT k.reason, k.until, k.woken_at, {REF} {FROM} JOIN parkings k ON k.customer_no = c.no
      WHERE c.no = :no ORDER BY k.no DESC LIMIT 1"""
    for reason, until, woken, *customer in store.iterate(sql, no=key.no):
        return Step(str(key), _kind(key), None, reason or "", until, None, 0, instant(woken), None, None, Ref(*customer))
    return None


def _payment(store: Store, key: Key) -> Step | None:
    found = sales.plan(store, key.no)
    customer = found and store.one(Ref, f"SELECT {REF} {FROM} WHERE c.no = :no", no=found.customer_no)
    if not found or not customer:
        return None
    text = open_payments.order_text(found.order, open_payments.sold(store, [found.order]))
    return Step(
        str(key), _kind(key), TYPES.of("close"), text, found.due, found.snoozed_until, found.snoozes, None, None, None, customer,
        found.moves,
    )  # fmt: skip


def _counted(store: Store, key: Key) -> Step | None:
    found = reminder_state.standing(store, key)
    if found is None:
        _refuse_silent(store, key)
        return None
    until, snoozes = reminder_state.hidden(store, key)
    shown = "birthday" if key.kind == "occasion" else key.kind
    customer = Ref(found.customer_no, found.uid, found.name, found.company)
    return Step(
        str(key), Coded(shown, KINDS.label(shown)), TYPES.of(found.type), found.text, found.due, until, snoozes, None, None, None,
        customer,
    )  # fmt: skip


def _refuse_silent(store: Store, key: Key) -> None:
    """A customer or thing there is, of which nothing is due in the year to come."""
    customer = reminder_state.customer_of(store, key)
    if customer:
        hint = t("Plan it: crm next c{no} WHEN TEXT", no=customer)
        raise RefusedError(t("Nothing is planned there, so there is nothing to change."), hint)


def standing(store: Store, key: Key) -> Step:
    """As `step`; raises RefusedError for one that is done or cancelled."""
    found = step(store, key)
    if found.done_at or found.cancelled_at:
        closed = t("{key} is done already.", key=key) if found.done_at else t("{key} was cancelled.", key=key)
        raise RefusedError(closed, t("Plan a new one: crm next c{no} WHEN TEXT", no=found.customer.no))
    return found


def finish(store: Store, key: Key, outcome: str | None) -> Step:
    """Tick it off; a wake-up ends the rest. Raises RefusedError for a payment, which only money settles."""
    found = standing(store, key)
    if key.kind == "payment":
        hint = t("Record the money: crm pay o{no} AMOUNT", no=sales.order_of_plan(store, key.no))
        raise RefusedError(t("{key} is a payment; it is done when the money is in.", key=key), hint)
    if key.kind == "wakeup":
        customers.wake(store, found.customer.no)
    elif key.kind in reminder_state.KINDS:
        return _finish_counted(store, key, found, outcome)
    else:
        store.update("followups", key.no, done_at=clock.utc_text(clock.now()), outcome=outcome)
        return _repeat(store, key)
    return step(store, key)


def _finish_counted(store: Store, key: Key, found: Step, outcome: str | None) -> Step:
    counted = reminder_state.standing(store, key)
    if counted is None or key.kind == "no_next":
        raise RefusedError(
            t("Nothing is planned there, so there is nothing to change."),
            t("Plan it: crm next c{no} WHEN TEXT", no=found.customer.no),
        )
    reminder_state.finish(store, key, counted, outcome)
    return replace(found, done_at=instant(clock.utc_text(clock.now())), outcome=outcome, snoozed_until=None, snoozes=0)


def _repeat(store: Store, key: Key) -> Step:
    """The step that is done, with the next of its series, planned now."""
    done = step(store, key)
    sql = (
        "SELECT due, rrule, coalesce(rrule_from, due), customer_no, text, type FROM followups WHERE no = :no "
        "AND rrule IS NOT NULL"
    )
    for due, rule, first, customer, text, kind in store.iterate(sql, no=key.no):
        from crmcli.core.dates.when import When
        from crmcli.followups import recurrence

        after = recurrence.following(rule, When.from_text(first), When.from_text(due), clock.now())
        if after:
            no = plan(store, customer, after.text, text, kind, rule)
            store.update("followups", no, rrule_from=first)
            return replace(done, next_key=str(Key("followup", no)), next_due=after.text)
    return done


def snooze(store: Store, key: Key, until: str) -> Step:
    """Hide it until a wall-clock time, its due date kept; a wake-up moves."""
    found = standing(store, key)
    if key.kind == "wakeup":
        customers.park(store, found.customer.no, until, found.text or None)
    elif key.kind in reminder_state.KINDS:
        reminder_state.snooze(store, key, until)
    elif key.kind == "payment":
        sales.snooze_plan(store, key.no, until, found.snoozes + 1)
    else:
        store.update("followups", key.no, snoozed_until=until, snoozes=found.snoozes + 1)
    return step(store, key)


def move(store: Store, key: Key, due: str) -> Step:
    """Make it due at another wall-clock time; a snooze ends."""
    found = standing(store, key)
    if key.kind == "wakeup":
        customers.park(store, found.customer.no, due, found.text or None)
    elif key.kind == "payment":
        sales.move_plan(store, key.no, due, found.moves + 1)
    elif key.kind in reminder_state.KINDS:
        raise RefusedError(
            t("{key} has no date of its own to move.", key=key), t("Hide it instead: crm snooze {key} WHEN", key=key)
        )
    else:
        store.update("followups", key.no, due=due, snoozed_until=None, moves=found.moves + 1)
    return step(store, key)


def cancel(store: Store, key: Key) -> Step:
    """Drop it. Of a payment only the reminder goes, a need until it is bought again; a rest is ended by waking, so a wake-up is
    refused.
    """
    found = standing(store, key)
    now = clock.utc_text(clock.now())
    if key.kind == "wakeup":
        hint = t("Wake the customer: crm done {key}", key=key)
        raise RefusedError(t("{key} ends a rest; it cannot be dropped.", key=key), hint)
    if key.kind == "rebuy":
        reminder_state.end(store, key)
        return replace(found, cancelled_at=instant(now))
    if key.kind in reminder_state.KINDS:
        hint = t("Tick it off for this time: crm done {key}", key=key)
        raise RefusedError(t("{key} comes by itself; it cannot be dropped.", key=key), hint)
    if key.kind == "payment":
        sales.drop_plan(store, key.no)
        return replace(found, cancelled_at=instant(now))
    store.update("followups", key.no, cancelled_at=now)
    return step(store, key)
