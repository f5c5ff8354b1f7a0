"""What stalled reads: the open deals, what is known around their customers, and the names behind them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from crmcli.core import clock
from crmcli.core.choices import Coded
from crmcli.core.sentence import Explanation
from crmcli.customers.by_number import refs
from crmcli.customers.refs import Ref
from crmcli.pipelines import deals, pipelines
from crmcli.reports.shared import deal_histories, report_options
from crmcli.reports.shared.kaplan_meier import NOTHING
from crmcli.reports.shared.stage_durations import Waiting, survey
from crmcli.reports.stalled.calc import DAY, SILENT_DAYS, Limits, Pace, Standing, pace, reasons, urgency
from crmcli.storage.store import Store

SETTING = "silent_days"
PERCENTILE = 90
# A message that only went out is no contact; a call, a visit, a message that came in, a touch of no channel is.
_REACHED = "x.direction IS NOT 'no_answer' AND NOT (x.direction IS 'out' AND x.channel IN ('sms', 'wechat', 'mail'))"
_CONTACTS = f"""SELECT u.value,
    (SELECT x.at FROM touches x WHERE x.customer_no = u.value AND x.at <= :as_of AND {_REACHED} ORDER BY x.at DESC LIMIT 1),
    (SELECT x.at FROM interactions x WHERE x.customer_no = u.value AND x.at <= :as_of AND x.channel IS NOT NULL AND {_REACHED}
      ORDER BY x.at DESC LIMIT 1)
  FROM json_each(:numbers) u"""
_PARKED = "SELECT customer_no FROM parkings WHERE at <= :as_of AND (woken_at IS NULL OR woken_at > :as_of)"
# Most customers have one: read as they lie and put together in Python, which takes a quarter of the time of an index.
_STEPS = f"""SELECT customer_no, max(due, coalesce(snoozed_until, '')) FROM followups NOT INDEXED
  WHERE kind = 'followup' AND created_at <= :as_of AND (done_at IS NULL OR done_at > :as_of)
    AND (cancelled_at IS NULL OR cancelled_at > :as_of) AND customer_no NOT IN ({_PARKED})"""
_AT_WON = "FROM touches WHERE node_no IN (SELECT no FROM nodes WHERE role = 'won') AND at <= :as_of"
_WON = f"SELECT customer_no, deal, max(at) {_AT_WON} GROUP BY customer_no, deal"
_CLOSED = f"""SELECT customer_no, deal, max(date) FROM (SELECT customer_no, deal, date FROM sales
    UNION ALL SELECT customer_no, deal, date FROM losses WHERE reopened_at IS NULL OR reopened_at > :as_of)
  WHERE date <= :day AND customer_no IN (SELECT customer_no {_AT_WON}) GROUP BY customer_no, deal"""


class StalledRow(NamedTuple):
    """An open deal that wants attention. Days may be parts of days; None where nothing is known."""

    customer: Ref
    node: str
    days_in_node: float
    normal_days: float | None
    threshold_days: float | None
    basis: Coded | None
    n: int
    last_contact_days: float | None
    next_due: str | None
    reasons: list[Explanation]
    deal: str | None


def silent_days(store: Store) -> float:
    """After how many days without contact a deal is silent: the file's setting, else 30."""
    return float(store.get_setting(SETTING) or SILENT_DAYS)


class StalledDeal(NamedTuple):
    """An open deal where a clock ran out, before anybody asked for its name."""

    urgency: tuple[int, float]
    waiting: Waiting
    standing: Standing
    pace: Pace
    next_due: str | None
    reasons: list[Explanation]


def find_stalled(store: Store, asked: deal_histories.Scope, limits: Limits) -> list[StalledDeal]:
    """The open deals of customers who are not parked, where a clock ran out, the most urgent first.

    A filter selects deals; what is normal is always known from the whole history.
    """
    found = survey(deal_histories.lines(store, asked._replace(where=None)), asked.as_of)
    known = pipelines.nodes(store, asked.pipeline, retired=True)
    paces = {
        one.no: pace(found.lasted.get(one.no, NOTHING), one.normal_days, one.shipped_days, limits.percentile) for one in known
    }
    firsts = report_options.stand_ins(store, asked.unit)
    contacts = _contacts(store, asked, firsts, {one.customer for one in found.waiting})
    steps, signed = _steps(store, asked, firsts), _signed(store, asked, firsts)
    clock_time = f"{asked.as_of.astimezone():%Y-%m-%dT%H:%M}"
    rows = []
    for waiting in found.waiting:
        if waiting.customer in contacts:
            planned, usual = steps.get(waiting.customer, []), paces[waiting.node]
            standing = Standing(
                _days(waiting.begun, asked.as_of), _silent(contacts[waiting.customer], asked.as_of), bool(planned),
                bool(planned) and _until(max(planned)) >= clock_time,
            )  # fmt: skip
            done = (waiting.customer, waiting.deal) in signed
            if (
                why := [Explanation("signed", deals.order_missing(waiting.customer, waiting.deal))]
                if done
                else reasons(standing, usual, limits)
            ):
                rows.append(StalledDeal(urgency(standing, usual, why), waiting, standing, usual, min(planned, default=None), why))
    return sorted(rows, key=lambda one: (one.urgency, one.waiting.customer, one.waiting.deal or ""))


def _signed(store: Store, asked: deal_histories.Scope, firsts: Mapping[int, int]) -> set[tuple[int, str | None]]:
    """Customer (the firm's first where firms are counted) and deal of what was signed and has no order at as-of: the rule of
    `derived_sql.SIGNED_TOUCH` for everybody at once, by the last touch at a won node and the last close of each deal.
    """
    bound = {"as_of": clock.utc_text(asked.as_of), "day": asked.as_of.astimezone().date().isoformat()}
    closed = {(no, deal): day for no, deal, day in store.iterate(_CLOSED, **bound)}
    return {
        (firsts.get(no, no), deal)
        for no, deal, at in store.iterate(_WON, as_of=bound["as_of"])
        if not (day := _later(closed.get((no, None)), closed.get((no, deal)))) or deal_histories.end_of(day) < at
    }


def name_rows(store: Store, some: Sequence[StalledDeal]) -> list[StalledRow]:
    """The rows of these deals."""
    people = refs(store, (one.waiting.customer for one in some))
    nodes = dict(store.iterate("SELECT no, name FROM nodes"))
    return [
        StalledRow(
            people[waiting.customer], nodes[waiting.node], standing.days_in_node, usual.normal, usual.limit, usual.basis, usual.n,
            standing.silent, next_due, why, waiting.deal,
        )
        for _urgency, waiting, standing, usual, next_due, why in some
    ]  # fmt: skip


def read_stalled(store: Store, asked: deal_histories.Scope, limits: Limits) -> list[StalledRow]:
    """All of them as rows."""
    return name_rows(store, find_stalled(store, asked, limits))


def read_pressing(store: Store, now: datetime, most: int) -> tuple[list[StalledRow], int]:
    """For the morning: the first `most` open deals of the pipeline in use that stay too long or hear nothing, and how many
    there are.
    """
    found = find_stalled(store, deal_histories.Scope(pipelines.current(store), now), Limits(PERCENTILE, silent_days(store)))
    pressing = [one for one in found if one.reasons[0].code not in ("no_next", "signed")]
    return name_rows(store, pressing[:most]), len(pressing)


def _contacts(store: Store, asked: deal_histories.Scope, firsts: Mapping[int, int], units: set[int]) -> dict[int, str | None]:
    """The last contact by customer number (the firm's first where firms are counted), None where there was none, of those whom
    the filter selects; the parked are left out, firms only where all contacts are parked. A firm is selected with any of its
    contacts.
    """
    now = clock.utc_text(asked.as_of)
    if asked.where:
        from crmcli.customers import filters

        units = units & {firsts.get(no, no) for no in filters.members(store, asked.where)}
    numbers = units | {no for no, first in firsts.items() if first in units}
    numbers -= set(store.column(_PARKED, as_of=now))
    found: dict[int, str | None] = {}
    for no, touch, other in store.iterate(_CONTACTS, as_of=now, numbers=str(list(numbers))):
        unit = firsts.get(no, no)
        found[unit] = _later(found.get(unit), _later(touch, other))
    return found


def _steps(store: Store, asked: deal_histories.Scope, firsts: Mapping[int, int]) -> dict[int, list[str]]:
    """When the planned steps of each customer, or firm, are due; those of the parked do not count."""
    found = defaultdict[int, list[str]](list)
    for no, due in store.iterate(_STEPS, as_of=clock.utc_text(asked.as_of)):
        found[firsts.get(no, no)].append(due)
    return found


def _later(one: str | None, other: str | None) -> str | None:
    return max(one or "", other or "") or None


def _silent(contact: str | None, as_of: datetime) -> float | None:
    return None if contact is None else _days(datetime.fromisoformat(contact), as_of)


def _days(since: datetime, until: datetime) -> float:
    return (until - since).total_seconds() / DAY


def _until(due: str) -> str:
    """The wall-clock time at which a step is overdue: one with a date alone has its whole day."""
    return due if len(due) > len("2026-11-21") else f"{due}T24:00"
