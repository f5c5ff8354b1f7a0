"""The steps of a customer that are still planned: which are due now, and which stay when a deal ends or rests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from crmcli.core import clock
from crmcli.core.effects import Effect
from crmcli.core.errors import UsageError
from crmcli.core.i18n import listed, t
from crmcli.customers.refs import Ref
from crmcli.followups import due_rules, followups
from crmcli.followups.effects import NextOfSeries, SeriesEnded, StepDone, StepDue, StepEnded, StepLeft
from crmcli.followups.kind_registry import KINDS
from crmcli.followups.kinds import kind_of
from crmcli.followups.model import TYPES, Key, Reminder
from crmcli.storage.store import Store
from crmcli.terminal import session, stream

_PLANNED = """SELECT no, due, text, type, kind, rrule FROM followups
  WHERE customer_no = :no AND done_at IS NULL AND cancelled_at IS NULL"""


def planned(store: Store, customer_no: int) -> list[StepLeft]:
    """List what is planned with the customer or promised by them, the earliest first."""
    return [StepLeft(*row) for row in _rows(store, f"{_PLANNED} ORDER BY due, no", no=customer_no)]


def due_now(store: Store, customer_no: int) -> list[StepDue]:
    """List the next steps of the customer that are due today or overdue and not hidden, the earliest first."""
    sql = f"""{_PLANNED} AND kind = 'followup' AND due < :after AND coalesce(snoozed_until, '') <= :now ORDER BY due, no"""
    after = (clock.today() + timedelta(days=1)).isoformat()
    return [StepDue(*row) for row in _rows(store, sql, no=customer_no, after=after, now=clock.wall_clock(clock.now()))]


def _rows(store: Store, sql: str, **parameters: object) -> Iterator[tuple[Any, ...]]:
    for row in store.named(sql, **parameters):
        type_ = TYPES.shown(row["type"]) if kind_of(row["kind"]).is_next_step else KINDS.shown(row["kind"])
        yield row["no"], str(Key.of_step(row["no"])), row["due"], row["text"], type_, due_rules.repeats(row["rrule"])


def wants_end(store: Store, ref: Ref, *, given: bool, asks: bool) -> bool:
    """Tell whether the steps still planned are to end: `given` by --end-steps, else asked of a person where `asks`."""
    if given or not asks or not session.current.asks() or session.current.form() != "table":
        return given
    left = planned(store, ref.no)
    if not left:
        return False
    from crmcli.terminal import prompt

    return prompt.confirm(t("Still planned: {what}. Cancel it too?", what=listed(map(str, left))))


def settle(store: Store, customer_no: int, *, end: bool) -> list[Effect]:
    """Name the steps still planned inside the caller's change; `end` drops them."""
    left = planned(store, customer_no)
    if not end:
        return [*left]
    for one in left:
        followups.cancel(store, Key.of_step(one.no))
    return [StepEnded(one.no, one.key, one.due, one.text, one.type, one.rule) for one in left]


def tell(effects: Sequence[Effect]) -> None:
    """Say on stderr how to drop what stays planned, and how to tick off what was due."""
    if left := [one.key for one in effects if isinstance(one, StepLeft)]:
        stream.print_notice(t("To cancel what is still planned: crm cancel {keys}", keys=" ".join(left)))
    for one in effects:
        if isinstance(one, StepDue):
            stream.print_notice(t("{step} was due. If this was it: crm done {key}", step=str(one), key=one.key))


def check_own(store: Store, ref: Ref, words: Sequence[str]) -> list[Key]:
    """Read the keys of --done. Raises UsageError for one that is no open step of the customer."""
    keys = []
    for word in words:
        key = due_rules.parse_key(word)
        if key is None or not kind_of(key.kind).is_next_step or followups.standing(store, key).customer.no != ref.no:
            own = ", ".join(one.key for one in planned(store, ref.no))
            hint = t("Available: {known}", known=own) if own else t("Nothing is planned for {name}.", name=ref.name)
            raise UsageError(t("{word!r} is not a planned step for {name}.", word=word, name=ref.name), hint)
        keys.append(key)
    return keys


def finish(store: Store, keys: Sequence[Key], outcome: str | None) -> list[Effect]:
    """Tick the steps off inside the caller's change; what recurs is planned again."""
    steps = [followups.finish(store, key, outcome) for key in keys]
    return [effect for one in steps for effect in (StepDone(int(one.key[1:]), one.key, one.text), *again([one]))]


def again(steps: Sequence[Reminder]) -> list[Effect]:
    """Say when what recurs comes next, and which series has ended."""
    said: list[Effect] = []
    for one in steps:
        if one.next_due and one.next_key:
            said.append(NextOfSeries(int(one.next_key[1:]), one.next_key, one.next_due))
        elif one.rule:
            said.append(SeriesEnded(int(one.key[1:]), one.key))
    return said
