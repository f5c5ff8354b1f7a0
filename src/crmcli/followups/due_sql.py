"""What the queries of the kinds of reminder share: about whom a line is, and what was said to it."""

from datetime import timedelta
from sqlite3 import Row

from crmcli.customers import derived_sql
from crmcli.customers.refs import REF, ref_of
from crmcli.followups.model import DueCandidate, DueQuery
from crmcli.storage.store import Store

# The last columns of `DueCandidate` that every query gives, from `customer_no` on.
WHO = f"{REF}, {derived_sql.judged('grade')} AS grade, {derived_sql.EXPECTED} AS expected"
# What a seller said to a reminder of that kind, about the subject.
SAID = "LEFT JOIN reminders m ON m.kind = '{kind}' AND m.subject_no = {subject}"
SHOWN = "(m.snoozed_until IS NULL OR m.snoozed_until <= :now)"
NOT_CLOSED = "u.done_at IS NULL AND u.cancelled_at IS NULL"


def whom(row: Row) -> tuple[int, str, str, str | None, str | None, int | None]:
    """Read the columns of WHO from a row that has them, among others."""
    return (*ref_of(row), row["grade"], row["expected"])


def select(store: Store, query: DueQuery, sql: str) -> list[DueCandidate]:
    """Find what an SQL text gives as the columns of `DueCandidate`; it ends in its conditions over the customer `c`, `:after` is
    the first day beyond the range asked for, `:now` the wall clock against which snoozes are held.
    """
    after = (query.until + timedelta(days=1)).isoformat()
    one = "" if query.customer is None else " AND c.no = :customer"
    return store.rows(DueCandidate, sql + one, after=after, now=query.back_by, customer=query.customer)
