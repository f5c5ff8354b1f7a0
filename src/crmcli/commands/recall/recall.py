"""crm recall: who rests or has fallen silent; a call for those who wanted it, a prepared message for the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crmcli.commands.recall.request import RecallRequest
from crmcli.core import clock
from crmcli.core.dates import date_parser
from crmcli.core.dates.when import When, echo
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.customers import filters
from crmcli.followups import bulk_scheduling, followups
from crmcli.followups.effects import CallPlanned
from crmcli.followups.model import RECALL_WINDOW
from crmcli.nurture import dormant, message_delivery, recall_queries
from crmcli.nurture.call_options import CallPlan
from crmcli.nurture.message_templates import Message, greeting
from crmcli.nurture.model import Recall, Revival
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session, stream
from crmcli.terminal.request import with_request
from crmcli.terminal.sanitize import clean_note

app = options.group()
_LINES = 20


@app.command(
    "recall",
    cls=options.FilterCommand,
    epilog=options.examples(
        "crm recall",
        "crm recall tag:vip --silent 90d --plan tomorrow --spread 5d",
        "crm recall --message 'Dear {{name|customer}}, our winter sale is on' --to recall.csv",
        "crm recall --template winter --copy",
        "crm recall --template hello --mailto --subject News",
        "crm recall --rate",
    ),
)
@with_request(RecallRequest)
def recall(request: RecallRequest) -> None:
    store, now = session.store(), clock.now()
    if request.rate:
        _show_rate(recall_queries.revival_rate(store, now))
        return
    place, calls, said = request.place, request.calls.understood(), _message(store, request)
    place.check()
    asked = dormant.RecallQuery(
        filters.select(store, request.words or []), date_parser.parse_span(request.silent), request.lost, request.again
    )
    found, left_out = dormant.find(store, asked, now)
    found = found[: request.limit]
    if said:
        others = iter(dormant.written(store, said, [one for one in found if one.way.code == "message"]))
        found = [next(others) if one.way.code == "message" else one for one in found]
    if calls or place.wanted():
        _take_up(store, found, calls, place)
        return
    params = {
        "filter": request.words or [], "silent": asked.silent, "lost": asked.lost, "again": asked.again, "left_out": left_out,
    }  # fmt: skip
    render.report(
        found, table=lambda rows: _draw(rows, request.limit), params=params, notes=_notes(store, asked.silent, left_out),
        empty=_empty(asked.silent, left_out),
    )  # fmt: skip


def _message(store: Store, request: RecallRequest) -> Message | None:
    if request.message is not None and request.template is not None:
        raise UsageError(t("--message and --template cannot be combined."), t("Give only one of them."))
    kept = request.template is not None and recall_queries.template(store, request.template)
    text = kept.text if kept else clean_note(request.message or "")
    if not text and (request.message is not None or request.place.wanted()):
        raise UsageError(t("The message is empty."), t("Write it like {example}", example=f"--message {greeting()}"))
    return dormant.resolved(store, text) if text else None


def _take_up(store: Store, found: Sequence[Recall], calls: CallPlan | None, place: message_delivery.Place) -> None:
    """Plan and hand over what was asked for; what was done is kept as recalled, in one change."""
    called = [one for one in found if one.way.code == "call" and not one.next_due] if calls else []
    written = message_delivery.fitting(place, [one for one in found if one.message]) if place.wanted() else []
    if not (called or written):
        render.write_unchanged(_nobody(calls, place))
        return
    if place.one_by_one():
        written = message_delivery.go_through(place, written)
        if not (called or written):
            stream.print_notice(t("Nothing was changed."))
            return
    with store.change(t("customers recalled: {count}", count=len(called) + len(written))):
        planned = _plan(store, called, calls) if calls and called else []
        recall_queries.recalled(store, "call", ((one.customer.no, step.text) for one, step in zip(called, planned, strict=True)))
        recall_queries.recalled(store, "message", ((one.customer.no, one.message or "") for one in written))
        if written and not place.one_by_one():
            message_delivery.all_at_once(place, written)
    said = " · ".join(filter(None, (_planned(called, planned), _handed(place, written))))
    if place.mail and session.current.form() in ("table", "plain"):  # stdout has the links
        stream.print_notice(f"{said} · crm undo")
    else:
        rows = [one._replace(next_due=step.due) for one, step in zip(called, planned, strict=True)]
        render.write_result([*rows, *written], said, planned)


def _plan(store: Store, called: Sequence[Recall], calls: CallPlan) -> list[CallPlanned]:
    """A step each, those who wanted it most first."""
    on = bulk_scheduling.days(store, calls.first, len(called), calls.days)
    return [
        CallPlanned.of(followups.plan(store, one.customer.no, day.text, calls.text, calls.type), day.text, calls.text, calls.type)
        for one, day in zip(called, on, strict=True)
    ]


def _planned(called: Sequence[Recall], steps: Sequence[CallPlanned]) -> str:
    if not steps:
        return ""
    first, last = steps[0], steps[-1]
    span = _day(first.due) + (f" – {_day(last.due)}" if last.due != first.due else "")
    keys = first.key + (f"–{last.key}" if len(steps) > 1 else "")
    return t("To call: {names} → {when} ({keys})", names=_names(called), when=span, keys=keys)


def _day(due: str) -> str:
    return echo(When.from_text(due))


def _handed(place: message_delivery.Place, written: Sequence[Recall]) -> str:
    if not written:
        return ""
    where = str(place.file) if place.file else t("mail") if place.mail else t("clipboard")
    return t(
        "Messages for {names} ({count}) → {where}; send them yourself", names=_names(written), count=len(written), where=where
    )


def _names(some: Sequence[Recall]) -> str:
    return ", ".join(one.customer.name for one in some[:5]) + ("…" if len(some) > 5 else "")  # noqa: PLR2004


def _nobody(calls: CallPlan | None, place: message_delivery.Place) -> str:
    if calls and place.wanted():
        return t("Nobody to recall.")
    return t("Nobody to call: none of them has high buying intent and no next step.") if calls else t("Nobody to write to.")


# What is shown


def _draw(rows: Sequence[Recall], limit: int | None) -> None:
    shown = rows[: limit or _LINES]
    written = any(one.message for one in rows)
    render.draw_table(_columns(written=written), shown, one_line=not written)
    if len(rows) > len(shown):
        render.print_line(t("… and {count} more: add --limit {total}", count=len(rows) - len(shown), total=len(rows)), "dim")
    render.print_line()
    if any(one.way.code == "call" and not one.next_due for one in rows):
        render.print_line(t("To call: crm recall --plan tomorrow"))
    if written:
        render.print_line(t("To get the messages, add --to FILE, --copy or --mailto"))
    elif any(one.way.code == "message" for one in rows):
        render.print_line(t("To message: crm recall --message {example} --to FILE (or --copy, --mailto)", example=greeting()))


def _columns(*, written: bool) -> list[render.Column]:
    return [
        render.Column(t("No"), lambda one: f"c{one.customer.no}", right=True),
        render.Column(t("Customer"), lambda one: str(one.customer), flexible=True),
        render.Column(t("Silent"), lambda one: t("{n} d", n=one.silent_days), right=True),
        render.Column(t("Intent then"), _intent_then),
        render.Column(t("Recall"), lambda one: (one.way.label, "green" if one.way.code == "call" else "")),
        render.Column(t("Message"), lambda one: one.message or "", flexible=True)
        if written
        else render.Column(t("Why"), _why, flexible=True, spare=14),
    ]


def _intent_then(one: Recall) -> str:
    """What they wanted when last heard from, with its day: today's is another matter."""
    return f"{one.intent_then.label} {one.heard_on[5:]}" if one.heard_on else one.intent_then.label


def _why(one: Recall) -> str:
    rests = one.parked_until and t("parked until {date}", date=one.parked_until[:10])
    planned = one.next_due and t("planned {date}", date=one.next_due[:10])
    reasons = [reason.label for reason in one.intent_then_reasons]
    return " · ".join(part for part in (rests, one.parked_reason, planned, *reasons) if part)


def _empty(silent: int, left_out: int) -> str:
    said = t("Nobody is parked or has been silent for {days} days.", days=silent) if silent else t("Nobody is parked.")
    return t("Nobody else to recall.") + " " + _left(left_out) if left_out else said


def _left(count: int) -> str:
    return t("Skipped, recalled within {days} days: {count} (--again includes them).", days=RECALL_WINDOW, count=count)


def _notes(store: Store, silent: int, left_out: int) -> Iterator[str]:
    silence = t(", or silent for {days} days without a next step", days=silent) if silent else ""
    yield t("Parked customers{silence}. Intent then: when they were last heard from; for today's: crm show.", silence=silence)
    if left_out:
        yield _left(left_out)
    rates = recall_queries.revival_rate(store, clock.now())
    if rates:
        yield t("Win-back rate: {said}", said=_rate(rates[-1]))


def _rate(one: Revival) -> str:
    if one.rate is None:
        return t("not known yet ({count} recalled)", count=one.recalled)
    said = t(
        "{revived} of {recalled} came back within {days} days ({rate})",
        revived=one.revived, recalled=one.recalled, days=RECALL_WINDOW, rate=_percent(one),
    )  # fmt: skip
    return said + (t(", waiting: {count}", count=one.pending) if one.pending else "")


def _percent(one: Revival) -> str:
    """The rate; at least so much while some may still come."""
    return "" if one.rate is None else ("≥ " if one.pending else "") + f"{round(one.rate * 100)}%"


def _show_rate(rates: Sequence[Revival]) -> None:
    table = [
        render.Column(t("Recall"), lambda one: one.way),
        render.Column(t("Recalled"), lambda one: one.recalled, right=True),
        render.Column(t("Came back"), lambda one: one.revived, right=True),
        render.Column(t("Waiting"), lambda one: one.pending, right=True),
        render.Column(t("Win-back rate"), lambda one: _percent(one) or t("not known yet"), right=True),
    ]
    note = t(
        "Came back: wrote or called, took a contact well, was made active or ordered, within {days} days of the recall.",
        days=RECALL_WINDOW,
    )
    render.report(rates, table=table, notes=[note], empty=t("Nobody has been recalled yet: crm recall"))
