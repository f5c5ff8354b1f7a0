"""p3, a payment: the rest of an order is awaited on a day; only money settles it."""

from __future__ import annotations

from crmcli.core import clock
from crmcli.core.choices import instant, mark
from crmcli.core.errors import RefusedError
from crmcli.core.i18n import t
from crmcli.core.sentence import Amount, Sentence
from crmcli.customers.refs import FIRM
from crmcli.followups.due_sql import WHO, select
from crmcli.followups.kind_registry import KINDS
from crmcli.followups.kinds import CalendarRow, DueKind
from crmcli.followups.model import TYPES, Due, DueCandidate, DueQuery, Key, Reminder
from crmcli.storage.store import Store

# What is surely paid is left out here, so that old plans cost little; open_amounts has the last word.
_SQL = f"""SELECT p.no, p.due, 'close' AS type, '' AS text, p.snoozes, o.no AS fact, {WHO}, p.moves,
    NULL AS rrule, NULL AS shown, NULL AS latest, p.snoozed_until AS back
  FROM payment_plans p JOIN sales o ON o.no = p.order_no JOIN customers c ON c.no = o.customer_no {FIRM}
  WHERE p.due < :after AND (p.snoozed_until IS NULL OR p.snoozed_until <= :now)
    AND o.amount > (SELECT coalesce(sum(m.amount), 0) FROM payments m WHERE m.order_no = o.no)"""


class PaymentKind(DueKind):
    letter = "p"
    label = mark("payment")
    place = 4
    choice = 5
    planned = True
    rows = "payment_plans"
    asks_result = False
    snoozes_from_due = True
    table = "payment_plans"

    def find(self, store: Store, query: DueQuery) -> list[DueCandidate]:
        plans = select(store, query, _SQL)
        if not plans:
            return []
        from crmcli.sales.open_payments import open_amounts, order_text, sold

        still = open_amounts(store, {one.customer_no for one in plans})
        names = sold(store, (one.fact for one in plans))
        return [one._replace(fact=cents, text=order_text(one.fact, names)) for one in plans if (cents := still.get(one.fact))]

    def read(self, store: Store, key: Key) -> Reminder | None:
        from crmcli.customers.by_number import ref
        from crmcli.sales import open_payments, orders

        found = orders.plan(store, key.no)
        customer = found and ref(store, found.customer_no)
        if not found or not customer:
            return None
        text = open_payments.order_text(found.order, open_payments.sold(store, [found.order]))
        return Reminder(
            str(key), KINDS.shown(self.code), TYPES.of("close"), text, found.due, found.snoozed_until, found.snoozes,
            customer=customer, moves=found.moves,
        )  # fmt: skip

    def reasons(self, found: DueCandidate, currency: str) -> list[Sentence]:
        return [Sentence("{money} still due", money=Amount(found.fact, currency))]

    def act(self, _key: str, found: DueCandidate) -> str:
        return f"crm pay c{found.customer_no} {t('MONEY')}"

    def finish(self, store: Store, key: Key, _found: Reminder, _outcome: str | None) -> Reminder:
        from crmcli.sales import orders

        hint = t("Record the money: crm pay o{no} AMOUNT", no=orders.order_of_plan(store, key.no))
        raise RefusedError(t("{key} is a payment; it is done once the money is in.", key=key), hint)

    def snooze(self, store: Store, key: Key, found: Reminder, until: str) -> None:
        from crmcli.sales import orders

        orders.snooze_plan(store, key.no, until, found.snoozes + 1)

    def move(self, store: Store, key: Key, found: Reminder, due: str) -> None:
        from crmcli.sales import orders

        orders.move_plan(store, key.no, due, found.moves + 1)

    def cancel(self, store: Store, key: Key, found: Reminder) -> Reminder:
        """Drop the reminder alone; the order stays open."""
        from crmcli.sales import orders

        orders.drop_plan(store, key.no)
        return found._replace(cancelled_at=instant(clock.utc_text(clock.now())))

    def done_label(self) -> str:
        return t("Paid")

    def ask_done(self, store: Store, line: Due) -> list[str]:
        """Ask for the money, which is what settles it."""
        from crmcli.core.money import parse_money
        from crmcli.sales import orders
        from crmcli.terminal import prompt

        order = orders.order_of_plan(store, int(line.key[1:]))
        money = prompt.text(t("How much was paid? (Enter: nothing)"), check=lambda words: parse_money(words, store.currency))
        return ["pay", f"o{order}", money] if money else []

    def calendar_row(self, store: Store, line: Due) -> CalendarRow:
        sql = "SELECT no, uid, created_at FROM payment_plans WHERE no = :no"
        return CalendarRow(self.table, *next(store.iterate(sql, no=int(line.key[1:]))))
