"""Many next steps at once: whom a filter selects, and on which of several days each comes."""

from __future__ import annotations

from datetime import timedelta

from crmcli.core.dates.when import When
from crmcli.customers import derived_sql, filters
from crmcli.customers.refs import FROM, REF, Ref, make_ref
from crmcli.storage.store import Store

_BOUGHT = "(SELECT {} FROM sales o WHERE o.customer_no = c.no)"
# Grade, what is expected, then what was spent, how often and how lately; the newest before the older who never bought.
_RANK = f"""CASE {derived_sql.judged("grade")} WHEN 'big' THEN 0 WHEN 'normal' THEN 1 WHEN 'small' THEN 2 ELSE 3 END,
  coalesce({derived_sql.judged("amount")}, 0) DESC, {_BOUGHT.format("coalesce(sum(o.amount) FILTER (WHERE o.currency IS NULL), 0)")} DESC, {_BOUGHT.format("count(*)")} DESC,
  {_BOUGHT.format("max(o.date)")} DESC, c.created_at DESC, c.no"""  # noqa: E501


def customers(store: Store, where: str) -> list[Ref]:
    """The customers that a filter selects, the most worth first."""
    selection = filters.where(store, where)
    sql = f"SELECT {REF} {FROM} WHERE {selection.sql} ORDER BY {_RANK}"
    return store.rows(make_ref, sql, **selection.parameters)


def days(store: Store, first: When, count: int, span: int) -> list[When]:
    """The day of each of `count` steps, evenly over `span` days from `first`: workdays where the file keeps to them."""
    whole = _workdays(store, first, span) if store.get_setting("workdays", "off") != "off" else _following(first, span)
    return [whole[number * span // count] for number in range(count)]


def _following(first: When, span: int) -> list[When]:
    return [first._replace(date=first.date + timedelta(days=number)) for number in range(span)]


def _workdays(store: Store, first: When, span: int) -> list[When]:
    from crmcli.followups import workdays

    is_workday, found = workdays.calendar(store), [first.date]
    while len(found) < span:
        found.append(workdays.moved(found[-1] + timedelta(days=1), "after", is_workday))
    return [first._replace(date=day) for day in found]
