"""The first plan of a file that an import has filled: whom to call first, and the command that plans it."""

from typing import NamedTuple

from crmcli.core.choices import Cents, Coded, mark
from crmcli.core.i18n import t
from crmcli.customers.refs import Ref
from crmcli.followups import bulk_scheduling
from crmcli.storage.store import Store

SHOWN = 5
_A_DAY, _LEAST_DAYS, _MOST_DAYS = 10, 5, 90
# The first of these that somebody is in: buyers who fell silent, buyers, leads.
_WHOM = {
    "silent_buyers": (mark("status:customer silent:>60d"), mark("buyers silent for 60 days")),
    "buyers": (mark("status:customer"), mark("buyers")),
    "leads": (mark("status:lead"), mark("leads without a next step")),
}
_BOUGHT = (
    "SELECT max(date), count(*), coalesce(sum(amount) FILTER (WHERE currency IS NULL), 0) FROM sales WHERE customer_no = :no"
)


class Candidate(NamedTuple):
    """Somebody to call first: the day of their last order (None: never bought), how many orders and what they come to."""

    customer: Ref
    last_order: str | None
    orders: int
    spent: Cents


class FirstPlan(NamedTuple):
    """`total` customers of the `filter`, the first of them, and the command `act` that plans them all over `days` days."""

    whom: Coded
    filter: str
    total: int
    days: int
    currency: str
    customers: list[Candidate]
    act: str


def propose(store: Store) -> FirstPlan | None:
    """The first plan; None where a step is planned already, or where nothing was imported."""
    planned = "SELECT EXISTS (SELECT 1 FROM followups WHERE done_at IS NULL AND cancelled_at IS NULL)"
    if store.scalar(planned) or not store.scalar("SELECT EXISTS (SELECT 1 FROM customers WHERE origin = 'import')"):
        return None
    for code, (line, label) in _WHOM.items():
        if people := bulk_scheduling.customers(store, t(line)):
            return _plan(store, Coded(code, t(label)), t(line), people)
    return None


def _plan(store: Store, whom: Coded, line: str, people: list[Ref]) -> FirstPlan:
    days = min(max(-(-len(people) // _A_DAY), _LEAST_DAYS), _MOST_DAYS)
    first = [
        Candidate(ref, last, count, Cents(spent))
        for ref in people[:SHOWN]
        for last, count, spent in store.iterate(_BOUGHT, no=ref.no)
    ]
    return FirstPlan(
        whom,
        line,
        len(people),
        days,
        store.currency,
        first,
        t("crm next --where '{filter}' tomorrow Call --spread {days}d", filter=line, days=days),
    )
