"""Birthdays and other yearly days, solar or lunar: which fall into the days asked for, counted when asked."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from crmcli.core import clock
from crmcli.core.dates import birthdays as calendar
from crmcli.customers.refs import FIRM
from crmcli.followups.due_sql import SAID, SHOWN, WHO, whom
from crmcli.followups.kinds import CountedKind
from crmcli.followups.model import DueCandidate, DueQuery, Reminder
from crmcli.storage.store import Store

NOTICE = 3
_BELATED = timedelta(days=3)  # a wish that comes later is none


class Source(NamedTuple):
    """Where the days of a kind are kept: number, day, name, notice in days, the table with its customers, the most notice."""

    code: str
    no: str
    day: str
    name: str
    notice: str
    table: str
    most: str


def notice(store: Store) -> int:
    """How many days before a birthday it is shown, as the file has it."""
    return int(store.get_setting("birthday_notice") or NOTICE)


class YearlyKind(CountedKind):
    """A day that comes every year: wished on its day, done until the next, shown some days ahead and three days after."""

    fixed_day = True
    says_itself = True

    def find_days(self, store: Store, query: DueQuery, source: Source) -> list[DueCandidate]:
        """Find the days up to the query's last day and the days of notice."""
        usual = notice(store)
        first, most = query.now.date() - _BELATED, store.scalar(source.most, notice=usual) or 0
        days = [first + timedelta(days=number) for number in range((query.until - first).days + most + 1)]
        found = _of_calendar(store, query, source, _endings(days, calendar.solar_endings), 0)
        table, day = source.table.partition(" JOIN")[0], source.day
        if store.scalar(f"SELECT EXISTS (SELECT 1 FROM {table} WHERE ({day} >= 'lunar') = 1 AND {day} IS NOT NULL)"):
            found += _of_calendar(store, query, source, _endings(days, calendar.lunar_endings), 1)
        return found

    def done_on(self, found: Reminder) -> str:
        return found.due or ""


def _endings(days: list[date], of: Callable[[date], list[str]]) -> dict[str, list[date]]:
    """The days on which a kept date of that ending falls. A 30th may fall on a shorter month's 29th: one a year is enough."""
    found: dict[str, list[date]] = {}
    for day in days:
        for ending in of(day):
            found.setdefault(ending, []).append(day)
    return found


def _of_calendar(store: Store, query: DueQuery, source: Source, endings: dict[str, list[date]], lunar: int) -> list[DueCandidate]:
    of_one = "" if query.customer is None else "AND c.no = :customer"
    wanted = ", ".join(f"'{ending}'" for ending in endings)
    sql = f"""SELECT {source.no} AS no, {source.day} AS kept, {source.name} AS name, {source.notice} AS ahead, c.created_at, m.done_on,
        coalesce(m.snoozes, 0) AS snoozes, m.snoozed_until, {WHO}
      FROM {source.table} {FIRM} {SAID.format(kind=source.code, subject=source.no)}
      WHERE {source.day} IS NOT NULL AND ({source.day} >= 'lunar') = {lunar}
        AND substr({source.day}, -6) IN ({wanted}) {of_one} AND {SHOWN}"""  # noqa: E501
    given = {"notice": notice(store), "now": query.back_by, "customer": query.customer}
    found = []
    for row in store.named(sql, **given):
        kept = row["kept"]
        since = max(row["done_on"] or "", (clock.from_utc_text(row["created_at"]).date() - timedelta(days=1)).isoformat())
        day = next((one for one in endings[kept[-6:]] if one.isoformat() > since), None)
        if day and day - timedelta(days=row["ahead"]) <= query.until:
            text = calendar.yearly_text(kept, row["name"], day)
            line = DueCandidate(row["no"], day.isoformat(), "greet", text, row["snoozes"], kept, *whom(row))
            found.append(line._replace(back=row["snoozed_until"]))
    return found
