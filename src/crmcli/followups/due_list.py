"""Where the lines of `due` come from: counted when asked, never stored.

A source is one more entry of SOURCES: an SQL text that gives the columns of `DueCandidate` and ends in its conditions over the
customer `c` (`:after` is the first day beyond the range asked for, `:now` the wall clock), or a function that finds them, in a module
that is imported only where the file has rows for it.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import NamedTuple

from crmcli.customers import derived_sql
from crmcli.followups import due_rules
from crmcli.followups.model import DEFAULT, TYPES, Due, DueCandidate, DueQuery, Key
from crmcli.storage.store import Store

STORED = ("followup", "promise", "wakeup", "payment")
COUNTED = ("cadence", "birthday", "rebuy")
_YEAR = timedelta(days=400)

WHO = f"c.no, c.uid, c.name, f.name, {derived_sql.judged('grade')}, {derived_sql.EXPECTED}"
FIRM = "LEFT JOIN companies f ON f.no = c.company_no"
# What a seller said to a reminder of that kind, about the subject.
SAID = "LEFT JOIN reminders m ON m.kind = '{kind}' AND m.subject_no = {subject}"
SHOWN = "(m.snoozed_until IS NULL OR m.snoozed_until <= :now)"
_PLANNED = "u.done_at IS NULL AND u.cancelled_at IS NULL"
_FOLLOWUPS = f"""SELECT u.no, u.due, {{type}}, u.text, u.snoozes, NULL, {WHO}, u.moves, u.rrule, NULL, NULL, u.snoozed_until
  FROM followups u JOIN customers c ON c.no = u.customer_no {FIRM}
  WHERE u.kind = '{{kind}}' AND {_PLANNED} AND u.due < :after AND (u.snoozed_until IS NULL OR u.snoozed_until <= :now)"""
_WAKEUPS = f"""SELECT c.no, k.until, NULL, coalesce(k.reason, ''), 0, k.reason, {WHO}
  FROM parkings k JOIN customers c ON c.no = k.customer_no {FIRM} WHERE k.woken_at IS NULL AND k.until < :after"""
# What is surely paid is left out here, so that old plans cost little; rules.open_amounts has the last word.
_PAYMENTS = f"""SELECT p.no, p.due, 'close', '', p.snoozes, o.no, {WHO}, p.moves, NULL, NULL, NULL, p.snoozed_until
  FROM payment_plans p JOIN orders o ON o.no = p.order_no JOIN customers c ON c.no = o.customer_no {FIRM}
  WHERE p.due < :after AND (p.snoozed_until IS NULL OR p.snoozed_until <= :now)
    AND o.amount > (SELECT coalesce(sum(m.amount), 0) FROM payments m WHERE m.order_no = o.no)"""
_PHONES = """SELECT customer_no, value FROM contact_points
  WHERE kind = 'phone' AND customer_no IN (SELECT value FROM json_each(:numbers)) ORDER BY no DESC"""
_NOTHING_PLANNED = f"""SELECT c.no, NULL, NULL, '', coalesce(m.snoozes, 0), CASE WHEN {derived_sql.SIGNED} THEN 'signed' END, {WHO} FROM customers c {FIRM}
  {SAID.format(kind="no_next", subject="c.no")}
  WHERE NOT EXISTS (SELECT 1 FROM followups u WHERE u.customer_no = c.no AND u.kind = 'followup' AND {_PLANNED})
    AND NOT {derived_sql.PARKED} AND {derived_sql.OPEN} AND {SHOWN}"""  # noqa: E501


class Source(NamedTuple):
    """One kind of reminder: its SQL, and a last look at the candidates where SQL alone cannot tell; or the module and function
    that find it, and as SQL the question whether the file has anything for it.
    """

    sql: str
    look: Callable[[Store, list[DueCandidate]], list[DueCandidate]] | None = None
    finder: str = ""


def _still_open(store: Store, plans: list[DueCandidate]) -> list[DueCandidate]:
    if not plans:
        return []
    from crmcli.sales.open_payments import open_amounts, order_text, sold

    still = open_amounts(store, {one.customer_no for one in plans})
    names = sold(store, (one.fact for one in plans))
    return [one._replace(fact=cents, text=order_text(one.fact, names)) for one in plans if (cents := still[one.fact])]


SOURCES: dict[str, Source] = {
    "followup": Source(_FOLLOWUPS.format(kind="followup", type="u.type")),
    "promise": Source(_FOLLOWUPS.format(kind="promise", type="NULL")),
    "wakeup": Source(_WAKEUPS),
    "payment": Source(_PAYMENTS, _still_open),
    "cadence": Source("SELECT EXISTS (SELECT 1 FROM cadences) OR EXISTS (SELECT 1 FROM cadence_rules)", finder="cadence.found"),
    "birthday": Source("SELECT EXISTS (SELECT 1 FROM customers WHERE birthday IS NOT NULL)", finder="anniversaries.birthdays"),
    "occasion": Source("SELECT EXISTS (SELECT 1 FROM occasions)", finder="anniversaries.occasions"),
    "rebuy": Source(
        "SELECT EXISTS (SELECT 1 FROM products WHERE cycle_days IS NOT NULL AND retired_at IS NULL)", finder="kinds.rebuy.found"
    ),
    "no_next": Source(_NOTHING_PLANNED),
}


def due(store: Store, query: DueQuery, limit: int | None = None, *, why: bool = False) -> list[Due]:
    """The lines that the query selects, the most urgent first."""
    return counted(store, query, limit, why=why)[0]


def counted(store: Store, query: DueQuery, limit: int | None = None, *, why: bool = False) -> tuple[list[Due], int]:
    """As `due`, and how many there are without the limit."""
    ranked = _ranked(store, query)
    return _lines(store, query, ranked[:limit], why=why), len(ranked)


def customers_due(store: Store, query: DueQuery) -> set[int]:
    """The numbers of all customers whom the query's lines are about."""
    return {one.customer_no for _kind, one in _candidates(store, query) if _wanted(one, query)}


def current(store: Store, key: Key, customer_no: int, now: datetime) -> DueCandidate | None:
    """The reminder that a key names, hidden or not, also one of the year to come; None where there is none."""
    query = DueQuery(now, now.date() + _YEAR, (key.kind,), customer=customer_no, hidden=True)
    return next((one for _kind, one in _gathered(store, query) if one.no == key.no), None)


def _ranked(store: Store, query: DueQuery) -> list[tuple[str, DueCandidate]]:
    return due_rules.ranked([one for one in _candidates(store, query) if _wanted(one[1], query)], query.now)


def _lines(store: Store, query: DueQuery, ranked: list[tuple[str, DueCandidate]], *, why: bool = False) -> list[Due]:
    currency = store.currency
    phones = _first_phones(store, {one.customer_no for _kind, one in ranked})
    return [due_rules.line(kind, one, query.now, currency, phones.get(one.customer_no), why=why) for kind, one in ranked]


def _first_phones(store: Store, customers: Iterable[int]) -> dict[int, str]:
    numbers = str(list(customers))  # whole numbers make JSON as they are
    return dict(store.iterate(_PHONES, numbers=numbers))


def _wanted(found: DueCandidate, query: DueQuery) -> bool:
    if query.types and found.type not in query.types:
        return False
    return not query.overdue or due_rules.standing(found, query.now)[0] == "overdue"


def _candidates(store: Store, query: DueQuery) -> list[tuple[str, DueCandidate]]:
    mode = store.get_setting("workdays", "off")
    if mode == "off":
        return list(_gathered(store, query))
    from crmcli.followups import workdays

    calendar = workdays.calendar(store)
    wider = query._replace(until=workdays.reach(query.until, mode or "", calendar))
    shown = [
        (kind, workdays.shown(one, mode or "", calendar) if kind not in workdays.FIXED else one)
        for kind, one in _gathered(store, wider)
    ]
    last, back = query.until.isoformat(), now_of(query)
    back_by_then = [(kind, one) for kind, one in shown if (one.back or "") <= back]
    return [(kind, one) for kind, one in back_by_then if kind in workdays.FIXED or (one.shown or one.due or "")[:10] <= last]


def _gathered(store: Store, query: DueQuery) -> list[tuple[str, DueCandidate]]:
    kinds = [part for kind in query.kinds for part in ((kind, "occasion") if kind == "birthday" else (kind,))]
    return [(kind, one) for kind in kinds for one in _of(store, query, SOURCES[kind])]


def _of(store: Store, query: DueQuery, source: Source) -> list[DueCandidate]:
    if source.finder:
        return _counted(store, query, source) if store.scalar(source.sql) else []
    after, now = (query.until + timedelta(days=1)).isoformat(), now_of(query)
    sql = source.sql if query.customer is None else f"{source.sql} AND c.no = :customer"
    rows = store.rows(DueCandidate, sql, after=after, now=now, customer=query.customer)
    return source.look(store, rows) if source.look else rows


def _counted(store: Store, query: DueQuery, source: Source) -> list[DueCandidate]:
    module, _, name = source.finder.rpartition(".")
    find: Callable[[Store, DueQuery], list[DueCandidate]] = getattr(import_module(f"crmcli.followups.{module}"), name)
    return find(store, query)


def now_of(query: DueQuery) -> str:
    """The wall clock against which snoozes are held: of the range's end where it lies ahead, since what is hidden comes back in
    it;
    behind them all where hidden lines are wanted.
    """
    if query.hidden:
        return "9999"
    return f"{query.until}T24" if query.until > query.now.date() else due_rules.wall_clock(query.now)


def of_customer(store: Store, customer_no: int, now: datetime) -> list[Due]:
    """All that is planned or awaited with one customer, snoozed or not, and what else is due by now, the earliest first. Their
    grade and expected amount, which stand on their own screen anyway, are left out of the reasons.
    """
    planned = DueQuery(now, date.max - timedelta(days=1), STORED, customer=customer_no, hidden=True)
    counted = DueQuery(now, now.date(), COUNTED, customer=customer_no)
    found = [
        (kind, one._replace(grade=None, expected=None)) for kind, one in _gathered(store, planned) + _gathered(store, counted)
    ]
    return _lines(store, planned, sorted(found, key=lambda one: (one[1].due or "", one[1].no)))


def unplanned(store: Store, now: datetime, limit: int) -> tuple[list[Due], int]:
    """Open customers without a next step, the most worth first, and how many there are in all."""
    return counted(store, DueQuery(now, now.date(), ("no_next",)), limit)


def upcoming(store: Store, after: date) -> tuple[str, str, str, int] | None:
    """The first planned step beyond the day `after`: due, customer's name, text or else type, number."""
    sql = f"""SELECT u.due, c.name, u.text, u.no, u.type FROM followups u JOIN customers c ON c.no = u.customer_no
      WHERE {_PLANNED} AND u.due >= :first ORDER BY u.due, u.no LIMIT 1"""
    for when, name, text, no, code in store.iterate(sql, first=(after + timedelta(days=1)).isoformat()):
        return when, name, text or TYPES.label(code), no
    return None


__all__ = ["DEFAULT", "SOURCES", "DueQuery", "counted", "current", "due", "of_customer", "unplanned", "upcoming"]
