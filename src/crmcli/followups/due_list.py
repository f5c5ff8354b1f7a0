"""The lines of `due`: counted when asked, never stored, kind by kind as the file has rows for it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from crmcli.followups import due_line, due_rules
from crmcli.followups.due_sql import NOT_CLOSED
from crmcli.followups.kind_registry import COUNTED, PLANNED, declarations, parts
from crmcli.followups.kinds import DueKind, kind_of
from crmcli.followups.model import TYPES, Due, DueCandidate, DueQuery
from crmcli.storage.store import Store

_PHONES = """SELECT customer_no, value FROM contact_points
  WHERE kind = 'phone' AND customer_no IN (SELECT value FROM json_each(:numbers)) ORDER BY no DESC"""


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


def _ranked(store: Store, query: DueQuery) -> list[tuple[DueKind, DueCandidate]]:
    return due_rules.ranked([one for one in _candidates(store, query) if _wanted(one[1], query)], query.now)


def _lines(store: Store, query: DueQuery, ranked: list[tuple[DueKind, DueCandidate]], *, why: bool = False) -> list[Due]:
    if not ranked:
        return []
    currency = store.currency
    phones = _first_phones(store, {one.customer_no for _kind, one in ranked})
    return [due_line.line(kind, one, query.now, currency, phones.get(one.customer_no), why=why) for kind, one in ranked]


def _first_phones(store: Store, customers: Iterable[int]) -> dict[int, str]:
    numbers = str(list(customers))  # whole numbers make JSON as they are
    return dict(store.iterate(_PHONES, numbers=numbers))


def _wanted(found: DueCandidate, query: DueQuery) -> bool:
    if query.types and found.type not in query.types:
        return False
    return not query.overdue or due_rules.standing(found, query.now)[0] == "overdue"


def _candidates(store: Store, query: DueQuery) -> list[tuple[DueKind, DueCandidate]]:
    mode = store.get_setting("workdays", "off")
    if mode == "off":
        return list(_gathered(store, query))
    from crmcli.followups import workdays

    calendar = workdays.calendar(store)
    wider = query._replace(until=workdays.reach(query.until, mode or "", calendar))
    shown = [
        (kind, one if kind.fixed_day else workdays.shown(one, mode or "", calendar)) for kind, one in _gathered(store, wider)
    ]
    last, back = query.until.isoformat(), query.back_by
    back_by_then = [(kind, one) for kind, one in shown if (one.back or "") <= back]
    return [(kind, one) for kind, one in back_by_then if kind.fixed_day or (one.shown or one.due or "")[:10] <= last]


def _gathered(store: Store, query: DueQuery) -> list[tuple[DueKind, DueCandidate]]:
    return [(kind, one) for kind in _in_use(store, query.kinds) for one in kind.find(store, query)]


def _in_use(store: Store, codes: Iterable[str]) -> list[DueKind]:
    """The kinds asked for that the file has rows for; the others are not even imported."""
    asked = [part for code in codes for part in parts(code)]
    sql = ", ".join(f"EXISTS (SELECT 1 FROM {declarations()[code].rows}) AS {code}" for code in asked)
    has_rows = next(store.named(f"SELECT {sql}"))
    return [kind_of(code) for code in asked if has_rows[code]]


def of_customer(store: Store, customer_no: int, now: datetime) -> list[Due]:
    """All that is planned or awaited with one customer, snoozed or not, and what else is due by now, the earliest first. Their
    grade and expected amount, which stand on their own screen anyway, are left out of the reasons.
    """
    planned = DueQuery(now, date.max - timedelta(days=1), PLANNED, customer=customer_no, hidden=True)
    counted = DueQuery(now, now.date(), COUNTED, customer=customer_no)
    found = [
        (kind, one._replace(grade=None, expected=None)) for kind, one in _gathered(store, planned) + _gathered(store, counted)
    ]
    return _lines(store, planned, sorted(found, key=lambda one: (one[1].due or "", one[1].no)))


def unplanned(store: Store, now: datetime, limit: int) -> tuple[list[Due], int]:
    """Open customers without a next step, the most worth first, and how many there are in all."""
    from crmcli.followups.kinds.no_next import NoNextKind

    return counted(store, DueQuery(now, now.date(), (NoNextKind.code,)), limit)


def upcoming(store: Store, after: date) -> tuple[str, str, str, int] | None:
    """The first planned step beyond the day `after`: due, customer's name, text or else type, number."""
    sql = f"""SELECT u.due, c.name, u.text, u.no, u.type FROM followups u JOIN customers c ON c.no = u.customer_no
      WHERE {NOT_CLOSED} AND u.due >= :first ORDER BY u.due, u.no LIMIT 1"""
    for row in store.named(sql, first=(after + timedelta(days=1)).isoformat()):
        return row["due"], row["name"], row["text"] or TYPES.label(row["type"]), row["no"]
    return None
