"""f17, a next step: what the seller planned to do."""

from __future__ import annotations

from crmcli.core import clock
from crmcli.core.choices import instant, mark
from crmcli.customers.refs import FIRM, REF, ref_of
from crmcli.followups import due_rules
from crmcli.followups.due_sql import NOT_CLOSED, WHO, select
from crmcli.followups.kind_registry import KINDS
from crmcli.followups.kinds import DueKind, kind_of
from crmcli.followups.model import TYPES, DueCandidate, DueQuery, Key, Reminder
from crmcli.storage.store import Store

_SQL = f"""SELECT u.no, u.due, iif(u.kind = 'followup', u.type, NULL) AS type, u.text, u.snoozes, NULL AS fact, {WHO},
    u.moves, u.rrule, NULL AS shown, NULL AS latest, u.snoozed_until AS back
  FROM followups u JOIN customers c ON c.no = u.customer_no {FIRM}
  WHERE u.kind = '{{kind}}' AND {NOT_CLOSED} AND u.due < :after AND (u.snoozed_until IS NULL OR u.snoozed_until <= :now)"""
_ROW = f"""SELECT u.kind, u.type, u.text, u.due, u.snoozed_until, u.snoozes, u.done_at, u.cancelled_at, u.outcome, u.moves,
  u.rrule, {REF} FROM followups u JOIN customers c ON c.no = u.customer_no {FIRM} WHERE u.no = :no"""


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
        for row in store.named(_ROW, no=key.no):
            type_ = TYPES.of(row["type"]) if kind_of(row["kind"]).is_next_step else None
            return Reminder(
                str(key), KINDS.shown(row["kind"]), type_, row["text"], row["due"], row["snoozed_until"], row["snoozes"],
                instant(row["done_at"]), instant(row["cancelled_at"]), row["outcome"], ref_of(row), row["moves"],
                due_rules.repeats(row["rrule"]),
            )  # fmt: skip
        return None

    def finish(self, store: Store, key: Key, found: Reminder, outcome: str | None) -> Reminder:
        """Tick it off, and plan the next of its series."""
        now = clock.utc_text(clock.now())
        store.update("followups", key.no, done_at=now, outcome=outcome)
        done = found._replace(done_at=instant(now), outcome=outcome)
        sql = """SELECT due, rrule, coalesce(rrule_from, due) AS first, customer_no, text, type FROM followups
          WHERE no = :no AND rrule IS NOT NULL"""
        for row in store.named(sql, no=key.no):
            from crmcli.core.dates.when import When
            from crmcli.followups import followups, recurrence

            after = recurrence.following(row["rrule"], When.from_text(row["first"]), When.from_text(row["due"]), clock.now())
            if after:
                no = followups.plan(store, row["customer_no"], after.text, row["text"], row["type"], row["rrule"])
                store.update("followups", no, rrule_from=row["first"])
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
