"""What one has to work and what one did, as the file tells it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from crmcli.customers import state
from crmcli.customers.rows import GRADE, Ref
from crmcli.kernel import clock
from crmcli.kernel.store import Store
from crmcli.kernel.values import Coded
from crmcli.kernel.words import t
from crmcli.nurture import rules, settings
from crmcli.nurture.rows import BASIS, Load, Restable, Week
from crmcli.terminal import show
from crmcli.touches import intent, intent_rules

WEEKS, AHEAD = 8, 4
_WORKED = f"{state.OPEN} AND NOT {state.PARKED}"
# One customer on one day is one contact, however much was written down about it.
_CONTACTS = """SELECT customer_no, date(at, 'localtime') FROM touches WHERE at >= :since AND at < :until AND direction IS NOT 'no_answer'
UNION SELECT customer_no, date(at, 'localtime') FROM interactions
  WHERE at >= :since AND at < :until AND channel IS NOT NULL AND direction IS NOT 'no_answer'
UNION SELECT customer_no, date(done_at, 'localtime') FROM followups WHERE kind = 'followup' AND done_at >= :since AND done_at < :until
ORDER BY 1, 2"""
_EARLIER = """SELECT EXISTS (SELECT 1 FROM touches WHERE at < :since) OR EXISTS (SELECT 1 FROM interactions WHERE at < :since AND channel IS NOT NULL)
  OR EXISTS (SELECT 1 FROM followups WHERE done_at < :since)"""
_PLANNED = """SELECT substr(max(due, coalesce(snoozed_until, '')), 1, 10) FROM followups
  WHERE kind = 'followup' AND done_at IS NULL AND cancelled_at IS NULL"""
_OPEN = f"""SELECT c.no, c.uid, c.name, f.name, {state.judged("grade")}, {state.SILENT_SINCE}, {state.NEXT_DUE}, c.created_at
  FROM customers c LEFT JOIN companies f ON f.no = c.company_no WHERE {_WORKED}"""


class _Past(NamedTuple):
    """The full weeks that count, and the days of contact of each customer in them."""

    weeks: list[Week]
    days_of: list[list[date]]


def read(store: Store, now: datetime, weeks: int = WEEKS) -> Load:
    """The load at `now`, by the last `weeks` full weeks."""
    past, steps = _past(store, now.date(), weeks), _steps(store)
    per_week, gap = rules.usual(past.weeks), rules.usual_gap(past.days_of)
    limit, basis = _limit(store, per_week, gap)
    count = open_customers(store)
    over = max(count - limit, 0) if limit else 0
    first = rules.monday(now.date())
    ahead = [day for day in steps if day >= now.date()]
    coming = rules.by_week(ahead, first, AHEAD)
    return Load(
        count, limit, Coded(basis, BASIS.label(basis)), over, per_week, gap, past.weeks, len(steps) - len(ahead), coming,
        len(ahead) - sum(one.count for one in coming), restable(store, now, over) if over else [],
    )  # fmt: skip


def open_customers(store: Store) -> int:
    """How many are being worked on: open, and not at rest."""
    return int(store.value(f"SELECT count(*) FROM customers c WHERE {_WORKED}"))


def warn(store: Store) -> None:
    """Tell who takes on one more than they said they could work."""
    limit, count = settings.capacity(store), open_customers(store)
    if limit and count > limit:
        show.notice(t("Note: {count} open customers, your limit is {limit}; who may rest: crm load", count=count, limit=limit))


def _limit(store: Store, per_week: float | None, gap: float | None) -> tuple[int | None, str]:
    if own := settings.capacity(store):
        return own, "configured"
    found = rules.workable(per_week, gap)
    return found, "history" if found else "unknown"


def _past(store: Store, today: date, count: int) -> _Past:
    """The last full weeks; those before anything was recorded say nothing."""
    until = rules.monday(today)
    since = until - timedelta(days=rules.DAYS * count)
    span = {"since": clock.utc_text(clock.start_of_day(since)), "until": clock.utc_text(clock.start_of_day(until))}
    days_of: dict[int, list[date]] = defaultdict(list)
    for no, day in store.each(_CONTACTS, **span):
        days_of[no].append(date.fromisoformat(day))
    days = [day for some in days_of.values() for day in some]
    if not store.value(_EARLIER, since=span["since"]):
        since = rules.monday(min(days, default=until))
    return _Past(rules.by_week(days, since, (until - since).days // rules.DAYS), list(days_of.values()))


def _steps(store: Store) -> list[date]:
    return [date.fromisoformat(day) for day in store.values(_PLANNED)]


def restable(store: Store, now: datetime, most: int) -> list[Restable]:
    """The `most` open customers who may rest first, lowest intent first."""
    ranked = sorted((one for one in _open(store, now) if rules.may_rest(one[0])), key=lambda one: rules.rest_first(one[0]))
    return [found for _standing, found in ranked[:most]]


def _open(store: Store, now: datetime) -> Iterator[tuple[rules.Standing, Restable]]:
    rows = list(store.each(_OPEN))
    known = dict(intent.among(store, [row[0] for row in rows]))
    for no, uid, name, company, grade, heard, due, added in rows:
        reasons = intent_rules.reasons(intent.evidence(known.get(no, ()), now))
        level, silent = intent_rules.level(reasons), days_since(heard, now)
        standing = rules.Standing(
            level.code, sum(one.points for one in reasons), due is not None, grade, silent, days_since(clock.from_utc_text(added).date().isoformat(), now), no
        )
        yield standing, Restable(Ref(no, uid, name, company), level, intent_rules.spoken(reasons), GRADE.of(grade), silent, due)


def days_since(day: str, now: datetime) -> int:
    """Whole calendar days since a local day."""
    return (now.date() - date.fromisoformat(day)).days
