"""w12, a wake-up: the rest of a parked customer is over."""

from __future__ import annotations

from crmcli.core.choices import instant, mark
from crmcli.core.errors import RefusedError
from crmcli.core.i18n import t
from crmcli.core.sentence import Sentence
from crmcli.customers.refs import FIRM, REF, ref_of
from crmcli.followups.due_sql import WHO, select
from crmcli.followups.kind_registry import KINDS
from crmcli.followups.kinds import CalendarRow, DueKind
from crmcli.followups.model import Due, DueCandidate, DueQuery, Key, Reminder
from crmcli.storage.store import Store

_SQL = f"""SELECT c.no, k.until AS due, NULL AS type, coalesce(k.reason, '') AS text, 0 AS snoozes, k.reason AS fact, {WHO}
  FROM parkings k JOIN customers c ON c.no = k.customer_no {FIRM} WHERE k.woken_at IS NULL AND k.until < :after"""
_ROW = f"""SELECT k.reason, k.until, k.woken_at, {REF}
  FROM parkings k JOIN customers c ON c.no = k.customer_no {FIRM} WHERE c.no = :no ORDER BY k.no DESC LIMIT 1"""
_IN_CALENDAR = "SELECT no, uid, at FROM parkings WHERE customer_no = :no AND woken_at IS NULL ORDER BY no DESC LIMIT 1"


class WakeupKind(DueKind):
    letter = "w"
    label = mark("wake-up")
    place = 3
    choice = 7
    planned = True
    rows = "parkings WHERE woken_at IS NULL"
    says_itself = True
    table = "parkings"

    def find(self, store: Store, query: DueQuery) -> list[DueCandidate]:
        return select(store, query, _SQL)

    def read(self, store: Store, key: Key) -> Reminder | None:
        for row in store.named(_ROW, no=key.no):
            return Reminder(
                str(key), KINDS.shown(self.code), None, row["reason"] or "", row["until"], done_at=instant(row["woken_at"]),
                customer=ref_of(row),
            )  # fmt: skip
        return None

    def reasons(self, _found: DueCandidate, _currency: str) -> list[Sentence]:
        return [Sentence("parking ends")]

    def finish(self, store: Store, key: Key, found: Reminder, _outcome: str | None) -> Reminder:
        from crmcli.customers import writes

        writes.wake(store, found.customer.no)
        return self.read(store, key) or found

    def snooze(self, store: Store, _key: Key, found: Reminder, until: str) -> None:
        """Let the rest go on: a wake-up moves."""
        from crmcli.customers import writes

        writes.park(store, found.customer.no, until, found.text or None)

    def move(self, store: Store, key: Key, found: Reminder, due: str) -> None:
        self.snooze(store, key, found, due)

    def cancel(self, _store: Store, key: Key, _found: Reminder) -> Reminder:
        hint = t("Make the customer active: crm done {key}", key=key)
        raise RefusedError(t("Cannot cancel {key}: a parked customer becomes active again.", key=key), hint)

    def calendar_row(self, store: Store, line: Due) -> CalendarRow:
        return CalendarRow(self.table, *next(store.iterate(_IN_CALENDAR, no=line.customer.no)))
