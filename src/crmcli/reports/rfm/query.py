"""What RFM reads: who ordered in the window, how lately, how often and for how much; the names behind the scores."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from crmcli.core.choices import Cents, Coded
from crmcli.customers.by_number import refs
from crmcli.customers.refs import Ref
from crmcli.reports.rfm.calc import SEGMENTS, Buyers, Scheme, Scored, joined
from crmcli.reports.shared import report_options
from crmcli.storage.store import Store

# What counts as a purchase, of an order `o`: one of 0 is a gift.
PURCHASE = "o.amount <> 0"


class RfmRow(NamedTuple):
    """One customer: days since the last order, orders and their sum in the window, scores from 1 (worst) to bins (best)."""

    customer: Ref
    recency_days: int
    frequency: int
    monetary: Cents
    currency: str
    r: int
    f: int
    m: int
    score: int | str
    segment: Coded | None


class RfmQuery(NamedTuple):
    """What was asked: the options, read and checked; `segment` a code or None for all."""

    scheme: Scheme
    period: report_options.Period
    as_of: datetime
    where: str | None
    unit: str
    segment: str | None

    @property
    def day(self) -> date:
        """The local day of as-of; its orders count."""
        return self.as_of.astimezone().date()

    def params(self, scored: int, left_out: int, equal: Sequence[str]) -> dict[str, Any]:
        scheme = self.scheme
        return {
            "since": self.period.since, "until": self.period.until, "where": self.where, "per": self.unit,
            "rule": scheme.rule, "bins": scheme.bins, "segments": scheme.segments, "segment": self.segment, "scored": scored,
            "gifts": left_out, "equal": list(equal),
        }  # fmt: skip


def read_buyers(store: Store, query: RfmQuery) -> Buyers:
    """Who ordered in the window; with --per company the first buying contact stands for the firm."""
    conditions, parameters = _window(store, query)
    if query.unit == "company":
        who, source = "min(o.customer_no)", "sales o JOIN customers c ON c.no = o.customer_no"
        group = "coalesce(-c.company_no, c.no)"
    else:
        who, source, group = "o.customer_no", "sales o", "o.customer_no"
    # Downwards, since max() then meets the last date of each group first and need not change its mind.
    sql = (
        f"SELECT {who}, max(o.date), count(*), sum(o.amount) FROM {source} WHERE {conditions} AND {PURCHASE} "
        f"GROUP BY {group} ORDER BY {group} DESC"
    )
    no, last, frequency, monetary = tuple(zip(*store.iterate(sql, **parameters), strict=True)) or ((), (), (), ())
    days = {text: (query.day - date.fromisoformat(text)).days for text in set(last)}
    return Buyers(no, [days[text] for text in last], frequency, monetary)


def read_gifts(store: Store, query: RfmQuery) -> int:
    """How many orders of the window are no purchases and left out."""
    conditions, parameters = _window(store, query)
    return int(store.scalar(f"SELECT count(*) FROM sales o WHERE {conditions} AND NOT ({PURCHASE})", **parameters))


def _window(store: Store, query: RfmQuery) -> tuple[str, dict[str, Any]]:
    """The condition on orders `o`, and what is bound in it."""
    last = min(query.day, query.period.until or query.day)
    conditions, parameters = ["o.currency IS NULL AND o.date <= :last"], {"last": last.isoformat()}
    if query.period.since:
        conditions.append("o.date >= :first")
        parameters["first"] = query.period.since.isoformat()
    if query.where:
        from crmcli.customers import filters

        selection = filters.where(store, query.where)
        conditions.append(f"o.customer_no IN (SELECT c.no FROM customers c WHERE {selection.sql})")
        parameters |= selection.parameters
    return " AND ".join(conditions), parameters


def read_rows(store: Store, query: RfmQuery, chosen: Sequence[Scored]) -> list[RfmRow]:
    """The rows of the report."""
    people = refs(store, (one.no for one in chosen))
    currency = store.currency
    segments = {code: SEGMENTS[query.scheme.segments].of(code) for code in SEGMENTS[query.scheme.segments].codes()}
    return [
        RfmRow(
            _named(people[one.no], query.unit), one.recency, one.frequency, Cents(one.monetary), currency,
            one.r, one.f, one.m, joined(one, query.scheme.bins), segments[one.segment],
        )
        for one in chosen
    ]  # fmt: skip


def _named(who: Ref, unit: str) -> Ref:
    return Ref(who.no, who.uid, who.company, who.company) if unit == "company" and who.company else who
