"""What the losses report reads: losses with the deals they ended, buyers with their order days, what is known of them."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from sqlite3 import Row
from typing import NamedTuple

from crmcli.core import clock
from crmcli.core.choices import Coded
from crmcli.customers.lead_sources import channel, coded
from crmcli.customers.vocabulary import GRADE, LOSS_REASONS
from crmcli.pipelines import pipelines
from crmcli.pipelines.deal_runs import LOST, Run
from crmcli.reports.losses.calc import Case, Losses, overdue_since, rows
from crmcli.reports.shared import deal_histories, report_options
from crmcli.storage.store import Store

DAY = 86_400
_SOME = "(SELECT value FROM json_each(:numbers))"
_EXPECTED = """(SELECT q.amount FROM qualifications q WHERE q.customer_no = t.customer_no AND q.amount IS NOT NULL
  AND date(q.at, 'localtime') <= t.date ORDER BY q.at DESC, q.no DESC LIMIT 1)"""
_LOSSES = f"""SELECT t.customer_no, t.date, t.reason, t.deal, {_EXPECTED} AS expected FROM losses t
  WHERE t.date BETWEEN :since AND :until AND (t.reopened_at IS NULL OR t.reopened_at > :as_of) AND {{whose}} ORDER BY t.date, t.no"""  # noqa: E501
# Losses of the period up to as-of, and those of them that were reopened since or followed by an order of the same deal.
_WON_BACK = """SELECT count(*), count(*) FILTER (WHERE t.reopened_at <= :as_of OR EXISTS (SELECT 1 FROM sales o
    WHERE o.customer_no = t.customer_no AND o.date <= :day AND (t.deal IS NULL OR o.deal IS NULL OR o.deal = t.deal)
      AND o.date || 'T' || o.created_at > t.date || 'T' || t.created_at))
  FROM losses t WHERE t.date BETWEEN :since AND :until AND {whose}"""
_ORDERS = """SELECT t.customer_no, t.date, iif(t.currency IS NULL, t.amount, 0) FROM sales t WHERE t.date <= :day AND {whose}
  ORDER BY t.customer_no, t.date"""
# What customers are counted by, as (customer, key): all worries and rivals said up to as-of, the last grade, the last node.
_SAID = (
    f"SELECT DISTINCT customer_no, text FROM concerns WHERE kind = '{{kind}}' AND at <= :as_of AND "
    f"customer_no IN {_SOME} ORDER BY text"
)
_KEYS = {
    "source": f"SELECT no, source FROM customers WHERE no IN {_SOME}",
    "grade": f"""SELECT c.no, (SELECT q.grade FROM qualifications q WHERE q.customer_no = c.no AND q.grade IS NOT NULL AND q.at <= :as_of
      ORDER BY q.at DESC, q.no DESC LIMIT 1) FROM customers c WHERE c.no IN {_SOME}""",  # noqa: E501
    "node": f"""SELECT c.no, (SELECT n.name FROM touches t JOIN nodes n ON n.no = t.node_no WHERE t.customer_no = c.no AND t.at <= :as_of
      ORDER BY t.at DESC, t.no DESC LIMIT 1) FROM customers c WHERE c.no IN {_SOME}""",  # noqa: E501
    "worry": _SAID.format(kind="worry"),
    "rival": _SAID.format(kind="rival"),
}
Keys = dict[int, list[str]]


class LossReader(NamedTuple):
    """Reads the cases of a scope: deals lost within its period, and buyers whose last order lies within it."""

    store: Store
    scope: deal_histories.Scope

    def rows(self, by: str) -> list[Losses]:
        """Lost deals and buyers who left, counted by one of `BY`."""
        cases = [*self.lost_deals(by), *self.churned(by)]
        return rows(_by_channel(cases) if by == "source" else cases, by, _named(by), self.store.currency)

    def lost_deals(self, by: str) -> list[Case]:
        """Every loss that nobody reopened, with the days from the first touch of the deal it ended."""
        losses = list(self._each(_LOSSES))
        ended, firsts, names = self._ended(), self._firsts(), dict(self.store.iterate("SELECT no, name FROM nodes"))
        known: Keys = {} if by in ("reason", "node") else self._keys(by, (row["customer_no"] for row in losses))
        found = []
        for row in losses:
            customer = row["customer_no"]
            run = _ended_by(ended.get((firsts.get(customer, customer), deal_histories.end_of(row["date"])), []), row["deal"])
            own = {"reason": [row["reason"]], "node": [names[run.nodes[-1]]] if run else []}.get(by, known.get(customer, []))
            found.append(Case("lost_deal", tuple(own), _days(run), row["expected"]))
        return found

    def won_back(self) -> tuple[int, int]:
        """How many losses there were, and how many of them were reopened or followed by an order."""
        ((lost, back),) = self._each(_WON_BACK)
        return lost, back

    def churned(self, by: str) -> list[Case]:
        """Every buyer who left by their own rhythm, with the days since and the sum of their orders. They gave no reason."""
        gone = list(self._silent())
        known = {} if by == "reason" else self._keys(by, (no for no, _days, _cents in gone))
        return [Case("churned", tuple(known.get(no, ())), days, cents) for no, days, cents in gone]

    def _silent(self) -> Iterator[tuple[int, int, int]]:
        bounds, today, firsts = self._parameters(), self.scope.as_of.astimezone().date(), self._firsts()
        orders = ((firsts.get(no, no), day, cents) for no, day, cents in self._each(_ORDERS))
        for no, own in groupby(sorted(orders) if firsts else orders, key=itemgetter(0)):
            _no, days, cents = zip(*own, strict=True)
            if bounds["since"] <= days[-1] <= bounds["until"]:
                silence = overdue_since(map(date.fromisoformat, days), today)
                if silence is not None:
                    yield no, silence, sum(cents)

    def _ended(self) -> dict[tuple[int, str], list[Run]]:
        """The lost deals of all pipelines by customer (or firm) and instant of the loss."""
        found: dict[tuple[int, str], list[Run]] = {}
        everything = self.scope._replace(only="t.customer_no IN (SELECT customer_no FROM losses)", period=deal_histories.ALWAYS)
        for pipeline in pipelines.every(self.store):
            for run in deal_histories.runs(self.store, everything._replace(pipeline=pipeline)):
                if run.outcome == LOST and run.closed_at:
                    found.setdefault((run.customer, run.closed_at), []).append(run)
        return found

    def _firsts(self) -> dict[int, int]:
        return report_options.stand_ins(self.store, self.scope.unit)

    def _keys(self, by: str, numbers: Iterable[int]) -> Keys:
        found: Keys = {}
        for no, key in self._each(_KEYS[by], numbers=json.dumps(list(set(numbers)))):
            if key:
                found.setdefault(no, []).append(key)
        return found

    def _each(self, sql: str, **more: object) -> Iterator[Row]:
        whose, bound = deal_histories.chosen(self.store, self.scope.where)
        return self.store.named(sql.format(whose=whose), **self._parameters(), **bound, **more)

    def _parameters(self) -> dict[str, str]:
        day, period = self.scope.as_of.astimezone().date(), self.scope.period
        until = min(day, period.until or day)
        return {
            "as_of": clock.utc_text(self.scope.as_of), "day": day.isoformat(),
            "since": period.since.isoformat() if period.since else "", "until": until.isoformat(),
        }  # fmt: skip


def _ended_by(runs: list[Run], deal: str | None) -> Run | None:
    """Of the runs that ended at that instant the one that the loss of `deal` ended; without a name the one touched last."""
    fitting = [run for run in runs if deal is None or run.deal == deal]
    return max(fitting, key=lambda run: run.times[-1], default=None)


def _days(run: Run | None) -> float | None:
    if run is None or run.closed_at is None:
        return None
    return (datetime.fromisoformat(run.closed_at) - datetime.fromisoformat(run.times[0])).total_seconds() / DAY


def _by_channel(cases: Iterable[Case]) -> list[Case]:
    """The cases under the channels of their sources."""
    return [case._replace(keys=tuple(map(channel, case.keys))) for case in cases]


def _named(by: str) -> Callable[[str], Coded | str | None]:
    """How a key is shown: reasons, grades and channels are the program's own values, the rest are the seller's words."""
    return {"reason": LOSS_REASONS.of, "grade": GRADE.of, "source": coded}.get(by, str)
