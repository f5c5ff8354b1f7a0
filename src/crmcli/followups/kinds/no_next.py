"""n12, nothing planned: an open customer without a next step, listed apart from what is due."""

from __future__ import annotations

from crmcli.core.choices import mark
from crmcli.core.i18n import t
from crmcli.customers import derived_sql
from crmcli.customers.refs import FIRM
from crmcli.followups.due_sql import NOT_CLOSED, SAID, SHOWN, WHO, select
from crmcli.followups.kinds import CountedKind
from crmcli.followups.model import DueCandidate, DueQuery, Key, Reminder
from crmcli.storage.store import Store

_SQL = f"""SELECT c.no, NULL AS due, NULL AS type, '' AS text, coalesce(m.snoozes, 0) AS snoozes,
    CASE WHEN {derived_sql.SIGNED} THEN 'signed' END AS fact, {WHO} FROM customers c {FIRM}
  {SAID.format(kind="no_next", subject="c.no")}
  WHERE NOT EXISTS (SELECT 1 FROM followups u WHERE u.customer_no = c.no AND u.kind = 'followup' AND {NOT_CLOSED})
    AND NOT {derived_sql.PARKED} AND {derived_sql.OPEN} AND {SHOWN}"""


class NoNextKind(CountedKind):
    letter = "n"
    label = mark("nothing planned")
    place = 9
    choice = 8
    by_default = False
    rows = "customers"
    fixed_day = True
    asks_result = False
    done_by_planning = True

    def find(self, store: Store, query: DueQuery) -> list[DueCandidate]:
        return select(store, query, _SQL)

    def status(self, found: DueCandidate, code: str) -> str:
        return "signed" if found.fact else code

    def act(self, _key: str, found: DueCandidate) -> str:
        if found.fact:
            return f"crm order c{found.customer_no} {t('AMOUNT')}"
        return f"crm next c{found.customer_no} {t('WHEN TEXT')}"

    def finish(self, _store: Store, _key: Key, found: Reminder, _outcome: str | None) -> Reminder:
        raise self.nothing_planned(found.customer.no)
