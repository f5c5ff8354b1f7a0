"""crm qualify, lose, reopen."""

from datetime import date
from typing import Annotated, NamedTuple

import typer

from crmcli.commands.log.request import DealName
from crmcli.core import clock
from crmcli.core.choices import mark
from crmcli.core.effects import Effect
from crmcli.core.errors import RefusedError, UsageError
from crmcli.core.i18n import t
from crmcli.customers import customer_queries, lead_quality, lookup
from crmcli.customers.drift import moves
from crmcli.customers.refs import Ref
from crmcli.customers.vocabulary import LOSS_REASONS
from crmcli.followups import open_steps
from crmcli.pipelines import deal_selection, deals, qualification_options, touches
from crmcli.pipelines.qualification_options import QualificationInput
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session, stream
from crmcli.terminal.request import with_request
from crmcli.terminal.sanitize import clean_note

app = options.group()


class QualifyRequest(NamedTuple):
    """The options of `crm qualify`, as typed."""

    customer: options.CustomerArgument
    qualification: QualificationInput = QualificationInput()
    end_steps: options.EndSteps = False


@app.command(
    "qualify",
    epilog=options.examples(
        "crm qualify Ann --verdict valuable --grade big --sign-by 2026-12-31 --amount 150000", "crm qualify Ann      (a menu)"
    ),
)
@with_request(QualifyRequest)
def qualify(request: QualifyRequest) -> None:
    store = session.store()
    ref = lookup.one(store, request.customer)
    understood = request.qualification.understood(store.currency)
    if understood is None:
        from crmcli.commands.log import questions
        from crmcli.terminal import prompt

        prompt.require_person("--verdict, --grade, --sign-by, --amount")
        understood = questions.judgement(store, ref).understood(store.currency)
    if understood is None:
        render.write_unchanged(t("Nothing to change."))
        return
    worthless, also = understood.verdict == "worthless", list[Effect]()
    end = worthless and open_steps.wants_end(store, ref, given=request.end_steps, asks=request.qualification.amount is None)
    with store.change(t("qualify {name}", name=ref.name)):
        judged = qualification_options.write(store, ref.no, understood)
        if worthless:
            also += open_steps.settle(store, ref.no, end=end)
    render.write_result(
        touches.judgements(store, ref, judged.no), t("Qualified {name}", name=ref.name) + f" · {judged.sentence()}", also
    )
    open_steps.tell(also)
    if session.current.form() == "table":
        _look_again(store, ref)


def _look_again(store: Store, ref: Ref) -> None:
    """What the judgement leaves open: how it drifted, what it lacks, what nobody asked yet."""
    card = customer_queries.one(store, ref.no)
    if moved := moves(card.drift, card.currency):
        stream.print_notice(t("Drift: {moved}", moved=" · ".join(map(str, moved))))
    for warning in card.warnings:
        stream.print_notice(t("Check: {warning}", warning=warning.label))
    if card.verdict and card.verdict.code == "valuable":
        for sentence in lead_quality.conclusions(lead_quality.signs(store, ref.no), ref.name):
            stream.print_notice(str(sentence))


def _reasons(incomplete: str) -> list[str]:
    return [name for code in LOSS_REASONS.codes() for name in (code, LOSS_REASONS.label(code)) if name.startswith(incomplete)]


class LoseRequest(NamedTuple):
    """The options of `crm lose`, as typed."""

    customer: options.CustomerArgument
    reason: Annotated[
        str | None,
        typer.Option("--reason", metavar="CODE|LABEL", help=mark("Reason; without it, a menu asks."), autocompletion=_reasons),
    ] = None
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=mark("More about the reason."))] = None
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=mark("Day (default: today)."))] = None
    deal: DealName = None
    end_steps: options.EndSteps = False


@app.command(
    "lose",
    epilog=options.examples(
        "crm lose Ann --reason price --note 'Cheaper elsewhere'", "crm lose Ann --reason competitor --on yesterday"
    ),
)
@with_request(LoseRequest)
def lose(request: LoseRequest) -> None:
    store = session.store()
    ref = lookup.one(store, request.customer)
    code = LOSS_REASONS.parse(request.reason) if request.reason else _ask_reason()
    day, lost = _day(request.on), deal_selection.of_close(store, ref, request.deal)
    _check_order(store, ref, lost, day)
    end = open_steps.wants_end(store, ref, given=request.end_steps, asks=request.reason is None)
    with store.change(t("lose {name}", name=ref.name)):
        no = touches.lose(store, ref.no, day, code, clean_note(request.note or "") or None, lost)
        also = open_steps.settle(store, ref.no, end=end)
    written = touches.loss(store, ref, no)
    said = t("Lost: {name}, {reason}", name=ref.name, reason=LOSS_REASONS.label(code))
    render.write_result([written], said + (deals.mark(store, ref.no, written.deal) if written.deal else ""), also)
    open_steps.tell(also)


def _ask_reason() -> str:
    from crmcli.terminal import prompt

    prompt.require_person("--reason")
    return str(
        prompt.menu(t("Why was it lost?"), [(LOSS_REASONS.label(code), code) for code in LOSS_REASONS.codes()], None, needed=True)
    )


def _day(text: str | None) -> str:
    if text is None:
        return clock.today().isoformat()
    from crmcli.core.dates import date_parser

    day = date_parser.parse_date(text, clock.now(), ahead=False)
    if day > clock.today():
        raise UsageError(t("{day} is in the future.", day=day.isoformat()))
    return day.isoformat()


def _check_order(store: Store, ref: Ref, deal: str | None, day: str) -> None:
    """A loss before the last touch would leave that touch as a new deal: asked about on a terminal, refused elsewhere."""
    last = touches.last_touch(store, ref.no, deal)
    if last is None or session.current.yes:
        return
    no, at = last
    touched = clock.from_utc_text(at).date()
    if touched <= date.fromisoformat(day):
        return
    said = t("The last touch (t{no}) was on {touched}, after {day}; it would start a new deal.", no=no, touched=touched, day=day)
    if session.current.asks():
        from crmcli.terminal import prompt

        if prompt.confirm(said + " " + t("Record the loss anyway?")):
            return
        raise UsageError(t("Nothing was changed."))
    raise RefusedError(said, t("Give a later day (--on {touched}), or confirm with --yes", touched=touched))


@app.command("reopen", epilog=options.examples("crm reopen Ann"))
def reopen(customer: options.CustomerArgument, deal: DealName = None) -> None:
    store = session.store()
    ref = lookup.one(store, customer)
    named = deal_selection.known(store, ref, deal) if deal else None
    with store.change(t("reopen {name}", name=ref.name)):
        no = touches.reopen(store, ref.no, named)
        if no is None:
            raise RefusedError(t("{name} has no lost deal to reopen.", name=ref.name))
    which = touches.loss(store, ref, no).deal
    said = t("Reopened: {name}", name=ref.name) + (deals.mark(store, ref.no, which) if which else "")
    render.write_result([customer_queries.one(store, ref.no)], said)
