"""What one has to work and what one did, as the file tells it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from sqlite3 import Row
from typing import NamedTuple

from crmcli.core import clock
from crmcli.core.i18n import t
from crmcli.core.quantiles import quantile
from crmcli.customers import derived_sql, intent
from crmcli.customers.refs import FROM, REF, ref_of
from crmcli.customers.vocabulary import GRADE
from crmcli.followups import due_list
from crmcli.followups.model import DueQuery
from crmcli.nurture import workload
from crmcli.nurture.model import BASIS, VERDICT, Load, ParkCandidate, Week
from crmcli.storage.store import Store
from crmcli.terminal import stream

WEEKS, AHEAD = 8, 4
SOON, SIGNING = 14, 60  # days
_WORKED = f"{derived_sql.OPEN} AND NOT {derived_sql.PARKED}"
# One customer on one day is one contact, however much was written down about it.
_CONTACTS = """SELECT customer_no, date(at, 'localtime') FROM touches WHERE at >= :since AND at < :until AND direction IS NOT 'no_answer'
UNION SELECT customer_no, date(at, 'localtime') FROM interactions
  WHERE at >= :since AND at < :until AND channel IS NOT NULL AND direction IS NOT 'no_answer'
UNION SELECT customer_no, date(done_at, 'localtime') FROM followups WHERE kind = 'followup' AND done_at >= :since AND done_at < :until
ORDER BY 1, 2"""  # noqa: E501
_EARLIER = """SELECT EXISTS (SELECT 1 FROM touches WHERE at < :since) OR EXISTS (SELECT 1 FROM interactions WHERE at < :since AND channel IS NOT NULL)
  OR EXISTS (SELECT 1 FROM followups WHERE done_at < :since)"""  # noqa: E501
_PLANNED = """SELECT substr(max(due, coalesce(snoozed_until, '')), 1, 10) FROM followups
  WHERE kind = 'followup' AND done_at IS NULL AND cancelled_at IS NULL"""
_OVERDUE_AT = """SELECT count(*) FROM followups WHERE kind = 'followup' AND created_at < :end
  AND substr(max(due, coalesce(snoozed_until, '')), 1, 10) < :day
  AND (done_at IS NULL OR done_at >= :end) AND (cancelled_at IS NULL OR cancelled_at >= :end)"""
_OPEN = f"""SELECT {REF}, {derived_sql.judged("grade")} AS grade, {derived_sql.SILENT_SINCE} AS heard,
    {derived_sql.NEXT_DUE} AS due, c.created_at, {derived_sql.judged("sign_by")} AS sign_by, {derived_sql.EXPECTED} AS expected
  {FROM} WHERE {_WORKED}"""


class _Past(NamedTuple):
    """The full weeks that count, and the days of contact of each customer in them."""

    weeks: list[Week]
    days_of: list[list[date]]


def read(store: Store, now: datetime, weeks: int = WEEKS, *, propose: bool = True) -> Load:
    """The load at `now`, by the last `weeks` full weeks; `park` stays empty where nobody is to be proposed."""
    past, steps, limit = _past(store, now.date(), weeks), _steps(store), own_limit(store)
    backlog = _backlog(store, past.weeks)
    count, behind = open_customers(store), workload.fell_behind(backlog)
    over = max(count - limit, 0) if limit else behind or 0
    basis = "configured" if limit else "unknown" if behind is None else "history"
    verdict = "unknown" if basis == "unknown" else "too_many" if over else "room"
    ahead = [day for day in steps if day >= now.date()]
    coming = workload.by_week(ahead, workload.monday(now.date()), AHEAD)
    return Load(
        count, limit, BASIS.shown(basis), over, workload.usual(past.weeks), workload.usual_gap(past.days_of), past.weeks,
        len(steps) - len(ahead), coming, len(ahead) - sum(one.count for one in coming),
        restable(store, now, over) if over and propose else [], workload.capacity(past.weeks), backlog, VERDICT.shown(verdict),
    )  # fmt: skip


def _backlog(store: Store, weeks: list[Week]) -> list[Week]:
    """At the end of each week, how many steps made before it were due before it and not closed by then."""
    return [Week(one.monday, store.scalar(_OVERDUE_AT, end=_end_of(one), day=_day_after(one).isoformat())) for one in weeks]


def _day_after(week: Week) -> date:
    return date.fromisoformat(week.monday) + timedelta(days=workload.DAYS)


def _end_of(week: Week) -> str:
    return clock.utc_text(clock.start_of_day(_day_after(week)))


def open_customers(store: Store) -> int:
    """How many are being worked on: open, and not at rest."""
    return int(store.scalar(f"SELECT count(*) FROM customers c WHERE {_WORKED}"))


def own_limit(store: Store) -> int | None:
    """Read how many open customers the seller wants to work at most; None where there is no limit."""
    value = store.get_setting("capacity", "off") or "off"
    return int(value) if value.isdecimal() else None


def warn(store: Store) -> None:
    """Tell who takes on one more than they said they could work."""
    limit, count = own_limit(store), open_customers(store)
    if limit and count > limit:
        stream.print_notice(
            t(
                "Note: {count} open customers, your limit is {limit}; to see who could be parked: crm load",
                count=count,
                limit=limit,
            )
        )


def _past(store: Store, today: date, count: int) -> _Past:
    """The last full weeks; those before anything was recorded say nothing."""
    until = workload.monday(today)
    since = until - timedelta(days=workload.DAYS * count)
    span = {"since": clock.utc_text(clock.start_of_day(since)), "until": clock.utc_text(clock.start_of_day(until))}
    days_of: dict[int, list[date]] = defaultdict(list)
    for no, day in store.iterate(_CONTACTS, **span):
        days_of[no].append(date.fromisoformat(day))
    days = [day for some in days_of.values() for day in some]
    if not store.scalar(_EARLIER, since=span["since"]):
        since = workload.monday(min(days, default=until))
    return _Past(workload.by_week(days, since, (until - since).days // workload.DAYS), list(days_of.values()))


def _steps(store: Store) -> list[date]:
    return [date.fromisoformat(day) for day in store.column(_PLANNED)]


def restable(store: Store, now: datetime, most: int) -> list[ParkCandidate]:
    """The `most` open customers who may be parked first, lowest intent first."""
    ranked = sorted((one for one in _open(store, now) if workload.may_rest(one[0])), key=lambda one: workload.rest_first(one[0]))
    return [found for _standing, found in ranked[:most]]


def _open(store: Store, now: datetime) -> Iterator[tuple[workload.Standing, ParkCandidate]]:
    rows = _not_worked_now(store, now)
    known = dict(intent.among(store, [row["customer_no"] for row in rows]))
    for row in rows:
        no, grade, due = row["customer_no"], row["grade"], row["due"]
        reasons = intent.reasons(intent.evidence(known.get(no, ()), now))
        level, silent = intent.level(reasons), days_since(row["heard"], now)
        standing = workload.Standing(
            level.code,
            sum(one.points for one in reasons),
            due is not None,
            grade,
            silent,
            days_since(clock.from_utc_text(row["created_at"]).date().isoformat(), now),
            no,
        )
        yield standing, ParkCandidate(ref_of(row), level, intent.spoken(reasons), GRADE.of(grade), silent, due)


def _not_worked_now(store: Store, now: datetime) -> list[Row]:
    """The open customers but for those whom `due` shows within two weeks, who are to sign within 60 days, or of whom more is
    expected than of the half of those with an expectation: parking them would contradict another screen.
    """
    today, rows = now.date(), list(store.named(_OPEN))
    soon = due_list.customers_due(store, DueQuery(now, today + timedelta(days=SOON)))
    usual = quantile(sorted(row["expected"] for row in rows if row["expected"] is not None), 0.5) or 0
    signing = ((today - timedelta(days=SIGNING)).isoformat(), (today + timedelta(days=SIGNING)).isoformat())
    return [
        row
        for row in rows
        if row["customer_no"] not in soon
        and not signing[0] <= (row["sign_by"] or "") <= signing[1]
        and (row["expected"] or 0) <= usual
    ]


def days_since(day: str, now: datetime) -> int:
    """Whole calendar days since a local day."""
    return (now.date() - date.fromisoformat(day)).days
