"""What the queries of the kinds of reminder share: about whom a line is, and what was said to it."""

from datetime import timedelta

from crmcli.customers import derived_sql
from crmcli.followups.model import DueCandidate, DueQuery
from crmcli.storage.store import Store

# The last columns of `DueCandidate` that every query gives, from `customer_no` on.
WHO = f"c.no, c.uid, c.name, f.name, {derived_sql.judged('grade')}, {derived_sql.EXPECTED}"
FIRM = "LEFT JOIN companies f ON f.no = c.company_no"
# What a seller said to a reminder of that kind, about the subject.
SAID = "LEFT JOIN reminders m ON m.kind = '{kind}' AND m.subject_no = {subject}"
SHOWN = "(m.snoozed_until IS NULL OR m.snoozed_until <= :now)"
NOT_CLOSED = "u.done_at IS NULL AND u.cancelled_at IS NULL"


def select(store: Store, query: DueQuery, sql: str) -> list[DueCandidate]:
    """Find what an SQL text gives as the columns of `DueCandidate`; it ends in its conditions over the customer `c`, `:after` is
    the first day beyond the range asked for, `:now` the wall clock against which snoozes are held.
    """
    after = (query.until + timedelta(days=1)).isoformat()
    one = "" if query.customer is None else " AND c.no = :customer"
    return store.rows(DueCandidate, sql + one, after=after, now=query.back_by, customer=query.customer)
