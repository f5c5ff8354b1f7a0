"""crm stalled: open deals that stay longer than normal, hear nothing, or have no next step."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, NamedTuple

import typer

from crmcli.customers.rows import Ref
from crmcli.kernel import clock
from crmcli.kernel.store import Store
from crmcli.kernel.values import Coded
from crmcli.kernel.words import t
from crmcli.reports import histories, scope
from crmcli.reports.stalled_rules import BASIS, DAY, SILENT_DAYS, Limits, Pace, Standing, pace, reasons, urgency
from crmcli.reports.stays import Waiting, survey
from crmcli.reports.survival_rules import Lasted
from crmcli.terminal import context, options, show
from crmcli.touches import pipelines

app = options.group(t("Reports"))

SETTING = "silent_days"
PERCENTILE = 90
_OF_CUSTOMER = "(u.no)"
_OF_FIRM = "(SELECT w.no FROM customers w WHERE w.no = u.no OR w.company_no = (SELECT company_no FROM customers WHERE no = u.no))"
# A message that only went out is no contact; a call, a visit, a message that came in, a touch of no channel is.
_REACHED = "x.direction IS NOT 'no_answer' AND NOT (x.channel IN ('sms', 'wechat', 'mail') AND x.direction IS 'out')"
_PLANNED = """f.kind = 'followup' AND f.created_at <= :as_of AND (f.done_at IS NULL OR f.done_at > :as_of)
    AND (f.cancelled_at IS NULL OR f.cancelled_at > :as_of)"""
_STANDING = f"""WITH u AS (SELECT value AS no FROM json_each(:numbers))
  SELECT u.no,
    (SELECT x.at FROM touches x WHERE x.customer_no IN {{who}} AND x.at <= :as_of AND {_REACHED} ORDER BY x.at DESC LIMIT 1),
    (SELECT x.at FROM interactions x WHERE x.customer_no IN {{who}} AND x.at <= :as_of AND x.channel IS NOT NULL AND {_REACHED}
      ORDER BY x.at DESC LIMIT 1),
    (SELECT min(max(f.due, coalesce(f.snoozed_until, ''))) FROM followups f WHERE f.customer_no IN {{who}} AND {_PLANNED}),
    (SELECT max(max(f.due, coalesce(f.snoozed_until, ''))) FROM followups f WHERE f.customer_no IN {{who}} AND {_PLANNED})
  FROM u WHERE EXISTS (SELECT 1 FROM customers w WHERE w.no IN {{who}} AND NOT EXISTS (SELECT 1 FROM parkings k
    WHERE k.customer_no = w.no AND k.at <= :as_of AND (k.woken_at IS NULL OR k.woken_at > :as_of)))"""


class Around(NamedTuple):
    """What is known around a customer at as-of: last contact, first and last planned step; None where there is none."""

    contact: str | None
    next_due: str | None
    last_due: str | None


@dataclass(frozen=True, slots=True)
class Stalled:
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
    reasons: list[Coded]
    deal: str | None


@app.command(
    "stalled",
    help=t("Open deals that stay longer than normal, hear nothing, or have no next step."),
    epilog=options.examples("crm stalled", "crm stalled --percentile 75", "crm stalled --where grade:big -o json"),
)
def stalled(
    percentile: Annotated[
        int, typer.Option("--percentile", min=1, max=99, metavar="N", help=t("Too long is longer than N of 100 stays last."))
    ] = PERCENTILE,
    pipeline: Annotated[str | None, typer.Option("--pipeline", metavar="NAME", help=t("Which pipeline; the one in use unless given."))] = None,
    limit: options.Limit = None,
    per: scope.Per = "customer",
    where: options.Where = None,
    as_of: options.AsOf = None,
) -> None:
    store = context.store()
    asked = histories.Scope(pipelines.choose(store, pipeline), options.as_of_instant(as_of), where, scope.UNIT.parse(per))
    limits = Limits(percentile, silent_days(store))
    found = read(store, asked, limits)
    shown = found[:limit]
    left = [t("… and {count} more", count=len(found) - len(shown))] if len(shown) < len(found) else []
    params = {"pipeline": asked.pipeline.name, "percentile": percentile, "silent_days": limits.silent_days, "where": where, "per": asked.unit}
    nobody = t("No open deal stalls: each moves on as usual and has a next step.")
    show.report(shown, table=columns(), params=params, as_of=asked.as_of, notes=[*left, *_notes(asked, limits)], empty=nobody)


def silent_days(store: Store) -> float:
    """After how many days without contact a deal is silent: the file's setting, else 30."""
    return float(store.setting(SETTING) or SILENT_DAYS)


def read(store: Store, asked: histories.Scope, limits: Limits) -> list[Stalled]:
    """The open deals of customers who are not parked, where a clock ran out, the most urgent first."""
    found = survey(histories.lines(store, asked), asked.as_of)
    known = {one.no: one for one in pipelines.nodes(store, asked.pipeline, retired=True)}
    paces = {no: pace(found.lasted.get(no, Lasted()), one.normal_days, limits.percentile) for no, one in known.items()}
    around = _around(store, asked, {one.customer for one in found.waiting})
    late = []
    for waiting in found.waiting:
        if waiting.customer in around:
            standing = _standing(waiting, around[waiting.customer], asked.as_of)
            if why := reasons(standing, paces[waiting.node], limits):
                late.append((urgency(standing, paces[waiting.node], why), waiting, standing, why))
    late.sort(key=lambda one: (one[0], one[1].customer, one[1].deal or ""))
    people = scope.refs(store, (waiting.customer for _urgency, waiting, _standing, _why in late))
    return [
        _row(people[waiting.customer], waiting, known[waiting.node].name, (standing, paces[waiting.node], around[waiting.customer], why))
        for _urgency, waiting, standing, why in late
    ]


def in_need(store: Store, now: datetime) -> list[Stalled]:
    """For the morning: the open deals of the pipeline in use that stay too long or hear nothing."""
    asked = histories.Scope(pipelines.current(store), now)
    found = read(store, asked, Limits(PERCENTILE, silent_days(store)))
    return [one for one in found if one.reasons[0].code != "no_next"]


def _row(who: Ref, waiting: Waiting, node: str, known: tuple[Standing, Pace, Around, list[Coded]]) -> Stalled:
    standing, usual, around, why = known
    return Stalled(
        who, node, standing.days_in_node, usual.normal, usual.limit, BASIS.of(usual.basis), usual.n, standing.silent, around.next_due,
        why, waiting.deal,
    )  # fmt: skip


def _around(store: Store, asked: histories.Scope, numbers: Iterable[int]) -> dict[int, Around]:
    """By customer number what is known around them; the parked are left out, firms only where all contacts are parked."""
    sql = _STANDING.format(who=_OF_FIRM if asked.unit == "company" else _OF_CUSTOMER)
    rows = store.each(sql, numbers=json.dumps(list(numbers)), as_of=clock.utc_text(asked.as_of))
    return {no: Around(max(filter(None, (touch, other)), default=None), *due) for no, touch, other, *due in rows}


def _standing(waiting: Waiting, around: Around, as_of: datetime) -> Standing:
    silent = None if around.contact is None else _days(datetime.fromisoformat(around.contact), as_of)
    ahead = around.last_due is not None and _until(around.last_due) >= f"{as_of.astimezone():%Y-%m-%dT%H:%M}"
    return Standing(_days(waiting.begun, as_of), silent, around.next_due is not None, ahead)


def _days(since: datetime, until: datetime) -> float:
    return (until - since).total_seconds() / DAY


def _until(due: str) -> str:
    """The wall-clock time at which a step is overdue: one with a date alone has its whole day."""
    return due if len(due) > len("2026-11-21") else f"{due}T24:00"


def columns() -> list[show.Column]:
    """The columns of stalled deals on a terminal."""
    from crmcli.reports.bars import fit
    from crmcli.reports.spans import days

    room = max(show.width() - 80, 0) // 2
    return [
        show.Column(t("No"), lambda one: f"c{one.customer.no}", right=True),
        show.Column(t("Customer"), lambda one: fit(str(one.customer) + (f" · {one.deal}" if one.deal else ""), 16 + room)),
        show.Column(t("Node"), lambda one: fit(one.node, 14 + room // 2)),
        show.Column(t("Usual"), lambda one: days(one.normal_days), right=True),
        show.Column(t("Why"), lambda one: (_why(one), _STYLE[one.reasons[0].code]), flexible=True),
    ]


_STYLE = {"stay": "red", "no_contact": "yellow", "no_next": "default"}


def _why(one: Stalled) -> str:
    return " · ".join(reason.label for reason in one.reasons)


def _notes(asked: histories.Scope, limits: Limits) -> Iterator[str]:
    yield t("Open deals in {pipeline} at {moment}; parked customers rest.", pipeline=asked.pipeline.name, moment=scope.moment(asked.as_of))
    yield t("Usual: half of the stays are over by then, in your history (crm node times).")
    yield t("Silent: {days} days without call, visit or answer, and no step ahead.", days=round(limits.silent_days))
