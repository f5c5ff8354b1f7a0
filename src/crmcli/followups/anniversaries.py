"""Birthdays and other yearly days, solar or lunar: which fall into the days asked for, counted when asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from crmcli.core import clock
from crmcli.core.dates import birthdays as calendar
from crmcli.core.i18n import t
from crmcli.followups.due_list import FIRM, SAID, SHOWN, WHO, now_of
from crmcli.followups.model import DueCandidate, DueQuery
from crmcli.storage.store import Store

NOTICE = 3
_BELATED = timedelta(days=3)  # a wish that comes later is none


class _Kind(NamedTuple):
    """Where days of a kind stand: number, day, name, days of notice, the table with its customers, the most notice there is."""

    code: str
    no: str
    day: str
    name: str
    notice: str
    table: str
    most: str


_BIRTHDAY = _Kind("birthday", "c.no", "c.birthday", "''", ":notice", "customers c", "SELECT :notice")
_OCCASION = _Kind(
    "occasion", "y.no", "y.date", "y.name", "y.notice_days", "occasions y JOIN customers c ON c.no = y.customer_no",
    "SELECT max(notice_days) FROM occasions",
)  # fmt: skip


def notice(store: Store) -> int:
    """How many days before a birthday it is shown, as the file has it."""
    return int(store.get_setting("birthday_notice") or NOTICE)


def birthdays(store: Store, query: DueQuery) -> list[DueCandidate]:
    """Birthdays up to the query's last day and the days of notice, three days back at most."""
    return _found(store, query, _BIRTHDAY)


def occasions(store: Store, query: DueQuery) -> list[DueCandidate]:
    """As `birthdays`, of the other yearly days."""
    return _found(store, query, _OCCASION)


def _found(store: Store, query: DueQuery, kind: _Kind) -> list[DueCandidate]:
    usual = notice(store)
    first, most = query.now.date() - _BELATED, store.scalar(kind.most, notice=usual) or 0
    days = [first + timedelta(days=number) for number in range((query.until - first).days + most + 1)]
    found = _of_calendar(store, query, kind, _endings(days, calendar.solar_endings), 0)
    where = kind.table.partition(" JOIN")[0]
    if store.scalar(f"SELECT EXISTS (SELECT 1 FROM {where} WHERE ({kind.day} >= 'lunar') = 1 AND {kind.day} IS NOT NULL)"):
        found += _of_calendar(store, query, kind, _endings(days, calendar.lunar_endings), 1)
    return found


def _endings(days: list[date], of: Callable[[date], list[str]]) -> dict[str, list[date]]:
    """The days on which a kept date of that ending falls. A 30th may fall on a shorter month's 29th: one a year is enough."""
    found: dict[str, list[date]] = {}
    for day in days:
        for ending in of(day):
            found.setdefault(ending, []).append(day)
    return found


def _of_calendar(store: Store, query: DueQuery, kind: _Kind, endings: dict[str, list[date]], lunar: int) -> list[DueCandidate]:
    of_one = "" if query.customer is None else "AND c.no = :customer"
    wanted = ", ".join(f"'{ending}'" for ending in endings)
    sql = f"""SELECT {kind.no}, {kind.day}, {kind.name}, {kind.notice}, c.created_at, m.done_on, coalesce(m.snoozes, 0), m.snoozed_until, {WHO}
      FROM {kind.table} {FIRM} {SAID.format(kind=kind.code, subject=kind.no)}
      WHERE {kind.day} IS NOT NULL AND ({kind.day} >= 'lunar') = {lunar}
        AND substr({kind.day}, -6) IN ({wanted}) {of_one} AND {SHOWN}"""  # noqa: E501
    given = {"notice": notice(store), "now": now_of(query), "customer": query.customer}
    found = []
    for no, kept, name, ahead, created, done, snoozes, back, *who in store.iterate(sql, **given):
        since = max(done or "", (clock.from_utc_text(created).date() - timedelta(days=1)).isoformat())
        day = next((one for one in endings[kept[-6:]] if one.isoformat() > since), None)
        if day and day - timedelta(days=ahead) <= query.until:
            found.append(
                DueCandidate(no, day.isoformat(), "greet", _text(kept, name, day), snoozes, kept, *who)._replace(back=back)
            )
    return found


def _text(kept: str, name: str, day: date) -> str:
    shown = calendar.birthday_text(kept)
    if name:
        return f"{name} ({shown})"
    year = kept.removeprefix("lunar ")[:4]
    if year.isdecimal():
        return t("Birthday {day}, {years} years", day=shown, years=day.year - int(year))
    return t("Birthday {day}", day=shown)
