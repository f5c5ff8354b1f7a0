"""f17, a next step: what the seller planned to do."""

from __future__ import annotations

from crmcli.core import clock
from crmcli.core.choices import instant, mark
from crmcli.customers.refs import Ref
from crmcli.followups import due_rules
from crmcli.followups.due_sql import FIRM, NOT_CLOSED, WHO, select
from crmcli.followups.kind_registry import KINDS
from crmcli.followups.kinds import DueKind, kind_of
from crmcli.followups.model import TYPES, DueCandidate, DueQuery, Key, Reminder
from crmcli.storage.store import Store

_SQL = f"""SELECT u.no, u.due, iif(u.kind = 'followup', u.type, NULL), u.text, u.snoozes, NULL, {WHO}, u.moves, u.rrule, NULL, NULL, u.snoozed_until
  FROM followups u JOIN customers c ON c.no = u.customer_no {FIRM}
  WHERE u.kind = '{{kind}}' AND {NOT_CLOSED} AND u.due < :after AND (u.snoozed_until IS NULL OR u.snoozed_until <= :now)"""  # noqa: E501
_ROW = """SELECT u.kind, u.type, u.text, u.due, u.snoozed_until, u.snoozes, u.done_at, u.cancelled_at, u.outcome, u.moves,
  u.rrule, c.no, c.uid, c.name, f.name FROM followups u JOIN customers c ON c.no = u.customer_no
  LEFT JOIN companies f ON f.no = c.company_no WHERE u.no = :no"""


class FollowupKind(DueKind):
    letter = "f"
    label = mark("next step")
    place = 1
    choice = 1
    planned = True
    rows = "followups"
    is_next_step = True
    snoozes_from_due = True
    table = "followups"

    def find(self, store: Store, query: DueQuery) -> list[DueCandidate]:
        return select(store, query, _SQL.format(kind=self.code))

    def read(self, store: Store, key: Key) -> Reminder | None:
        for kind, code, text, due, until, snoozes, done, cancelled, outcome, moves, rule, *who in store.iterate(_ROW, no=key.no):
            type_ = TYPES.of(code) if kind_of(kind).is_next_step else None
            return Reminder(
                str(key), KINDS.shown(kind), type_, text, due, until, snoozes, instant(done), instant(cancelled), outcome,
                Ref(*who), moves, due_rules.repeats(rule),
            )  # fmt: skip
        return None

    def finish(self, store: Store, key: Key, found: Reminder, outcome: str | None) -> Reminder:
        """Tick it off, and plan the next of its series."""
        now = clock.utc_text(clock.now())
        store.update("followups", key.no, done_at=now, outcome=outcome)
        done = found._replace(done_at=instant(now), outcome=outcome)
        sql = """SELECT due, rrule, coalesce(rrule_from, due), customer_no, text, type FROM followups
          WHERE no = :no AND rrule IS NOT NULL"""
        for due, rule, first, customer, text, type_ in store.iterate(sql, no=key.no):
            from crmcli.core.dates.when import When
            from crmcli.followups import followups, recurrence

            after = recurrence.following(rule, When.from_text(first), When.from_text(due), clock.now())
            if after:
                no = followups.plan(store, customer, after.text, text, type_, rule)
                store.update("followups", no, rrule_from=first)
                return done._replace(next_key=str(Key(key.kind, no)), next_due=after.text)
        return done

    def snooze(self, store: Store, key: Key, found: Reminder, until: str) -> None:
        store.update("followups", key.no, snoozed_until=until, snoozes=found.snoozes + 1)

    def move(self, store: Store, key: Key, found: Reminder, due: str) -> None:
        store.update("followups", key.no, due=due, snoozed_until=None, moves=found.moves + 1)

    def cancel(self, store: Store, key: Key, found: Reminder) -> Reminder:
        now = clock.utc_text(clock.now())
        store.update("followups", key.no, cancelled_at=now)
        return found._replace(cancelled_at=instant(now))
