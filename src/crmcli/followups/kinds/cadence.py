"""k12, time to be in touch: who was not contacted for as long as their rhythm allows, counted from contacts when asked."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from crmcli.core import clock
from crmcli.core.choices import mark
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.core.sentence import Sentence
from crmcli.customers import derived_sql
from crmcli.customers.refs import FIRM
from crmcli.followups import cadence
from crmcli.followups.due_sql import SAID, SHOWN, WHO, whom
from crmcli.followups.kinds import CountedKind
from crmcli.followups.model import DueCandidate, DueQuery
from crmcli.storage.store import Store
from crmcli.terminal import stream

_OWN = "EXISTS (SELECT 1 FROM cadences k WHERE k.customer_no = c.no)"
_LETTERS = "'0123456789ABCDEFGHJKMNPQRSTVWXYZ'"
# A number from the random end of the uid: the days of customers imported together are spread by it, evenly and repeatably.
_SPREAD = f"(instr({_LETTERS}, substr(c.uid, 25, 1)) * 32 + instr({_LETTERS}, substr(c.uid, 26, 1))) % :ideal"
# Seeks in covering indexes alone, and no arithmetic on dates, for nearly every customer.
_SILENT = """NOT EXISTS (SELECT 1 FROM touches t WHERE t.customer_no = c.no AND t.at >= :cutoff AND t.direction IS NOT 'no_answer')
  AND NOT EXISTS (SELECT 1 FROM interactions i WHERE i.customer_no = c.no AND i.at >= :cutoff
    AND i.channel IS NOT NULL AND i.direction IS NOT 'no_answer')
  AND NOT EXISTS (SELECT 1 FROM sales o WHERE o.customer_no = c.no AND o.date > :last)
  AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.customer_no = c.no AND p.date > :last)"""  # noqa: E501
# Buying and paying is contact, too, but never makes a rhythm begin earlier: an import may bring years of orders.
_BOUGHT = """(SELECT max(date) FROM (SELECT max(date) AS date FROM sales WHERE customer_no = c.no
  UNION ALL SELECT max(date) FROM payments WHERE customer_no = c.no))"""
_BEGUN = f"""CASE WHEN {derived_sql.LAST_CONTACT} IS NOT NULL OR m.done_on IS NOT NULL THEN TRUE WHEN c.origin = 'hand' THEN c.created_at < :cutoff
  ELSE julianday(max(c.created_at, :since)) + 1 + {_SPREAD} < julianday(:end) END"""  # noqa: E501
_SQL = f"""SELECT {derived_sql.LAST_CONTACT} AS contact, {_BOUGHT} AS bought, m.done_on, c.created_at, c.origin, {_SPREAD} AS spread,
    coalesce(m.snoozes, 0) AS snoozes, m.snoozed_until, {WHO}
  FROM {{whom}} {FIRM} {SAID.format(kind="cadence", subject="c.no")}
  WHERE {_SILENT} AND (m.done_on IS NULL OR m.done_on <= :last) AND {_BEGUN}
    AND NOT {derived_sql.PARKED} AND NOT {derived_sql.LOST} AND {SHOWN} AND {{whose}} AND {{condition}}"""  # noqa: E501


class CadenceKind(CountedKind):
    letter = "k"
    label = mark("time to be in touch")
    place = 5
    choice = 3
    rows = "cadences UNION ALL SELECT 1 FROM cadence_rules"

    def find(self, store: Store, query: DueQuery) -> list[DueCandidate]:
        return [one for group in _groups(store) for one in _of_group(store, query, group)]

    def reasons(self, found: DueCandidate, _currency: str) -> list[Sentence]:
        return [found.fact]

    def act(self, _key: str, found: DueCandidate) -> str:
        return f"crm log c{found.customer_no}"


class _Group(NamedTuple):
    """Customers of one rhythm, as SQL over `c`; `since` the instant before which the rhythm did not count."""

    ideal: int
    latest: int
    whom: str
    whose: str
    condition: str
    since: str = ""
    parameters: Mapping[str, Any] = MappingProxyType({})


def _groups(store: Store) -> Iterator[_Group]:
    sql = "SELECT DISTINCT ideal_days, latest_days FROM cadences WHERE ideal_days > 0"
    for ideal, latest in store.iterate(sql):
        yield _Group(
            ideal,
            latest,
            "cadences k JOIN customers c ON c.no = k.customer_no",
            "k.ideal_days = :ideal AND k.latest_days = :latest",
            "TRUE",
        )
    earlier: dict[str, dict[str, Any]] = {}
    for line, ideal, latest, since in cadence.rules(store):
        condition, parameters = _selected(store, line, len(earlier))
        others = [f"NOT coalesce({one}, FALSE)" for one in earlier]
        bound = {name: value for one in (*earlier.values(), parameters) for name, value in one.items()}
        yield _Group(ideal, latest, "customers c", f"NOT {_OWN}", " AND ".join([condition, *others]), since, bound)
        earlier[condition] = parameters


def _selected(store: Store, line: str, number: int) -> tuple[str, dict[str, Any]]:
    """The filter as SQL, its parameters named so that several filters stand in one query; nobody where it fits no more."""
    from crmcli.customers import filters

    try:
        selection = filters.where(store, line)
    except UsageError as error:
        stream.print_notice(t("The contact interval of {filter} is ignored: {reason}", filter=line, reason=error.message))
        return "FALSE", {}
    named = {name: name.replace("filter_", f"rule{number}_") for name in selection.parameters}
    sql = f"({selection.sql})".replace(":filter_", f":rule{number}_")
    return sql, {named[name]: value for name, value in selection.parameters.items()}


def _of_group(store: Store, query: DueQuery, group: _Group) -> Iterable[DueCandidate]:
    last = query.until - timedelta(days=group.ideal)
    condition = group.condition if query.customer is None else f"{group.condition} AND c.no = :customer"
    rows = store.named(
        _SQL.format(whom=group.whom, whose=group.whose, condition=condition), ideal=group.ideal, latest=group.latest,
        since=group.since, cutoff=clock.utc_text(clock.start_of_day(last + timedelta(days=1))), last=last.isoformat(),
        now=query.back_by, end=clock.utc_text(clock.start_of_day(query.until + timedelta(days=1))), customer=query.customer,
        **group.parameters,
    )  # fmt: skip
    for row in rows:
        contact, bought, done = row["contact"], row["bought"], row["done_on"]
        days = [clock.from_utc_text(contact).date()] if contact else []
        days += [date.fromisoformat(done)] if done else []
        begun = max(row["created_at"], group.since)
        wanted = _day(max(days, default=None), row["origin"], begun, row["spread"], group.ideal)
        if bought:
            days.append(date.fromisoformat(bought))
            wanted = max(wanted, days[-1] + timedelta(days=group.ideal))
        if wanted <= query.until:
            latest = wanted + timedelta(days=group.latest - group.ideal)
            fact = _fact(max(days, default=None), query, group)
            line = DueCandidate(row["customer_no"], wanted.isoformat(), "keep", "", row["snoozes"], fact, *whom(row))
            yield line._replace(latest=latest.isoformat(), back=row["snoozed_until"])


def _day(last: date | None, origin: str, begun: str, spread: int, ideal: int) -> date:
    """When contact is wanted. Who was never contacted counts from the day they were added; an import by a share of the rhythm."""
    if last:
        return last + timedelta(days=ideal)
    return clock.from_utc_text(begun).date() + timedelta(days=ideal if origin == "hand" else 1 + spread)


def _fact(last: date | None, query: DueQuery, group: _Group) -> Sentence:
    silent = (
        Sentence("last contact {days} d ago", days=(query.now.date() - last).days) if last else Sentence("no contact on record")
    )
    rhythm = Sentence("interval {days} d", days=group.ideal)
    if group.latest > group.ideal:
        return Sentence("{ago}, {rhythm}, {days} at the latest", ago=silent, rhythm=rhythm, days=group.latest)
    return Sentence("{ago}, {rhythm}", ago=silent, rhythm=rhythm)
