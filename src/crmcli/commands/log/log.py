"""crm log: a touch in one line, or from a menu that Enter alone goes through."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmcli.core import clock
from crmcli.core.choices import Cents
from crmcli.core.effects import Effect
from crmcli.core.errors import Back
from crmcli.core.i18n import t
from crmcli.customers import newcomers
from crmcli.customers.contact_options import channel_of, direction_of, moment
from crmcli.customers.refs import Ref
from crmcli.followups import open_steps
from crmcli.followups.next_step_options import NextStepInput, plan_option
from crmcli.pipelines import contact_details, deal_selection, deals, pipelines, qualification_options, suggestions, touches
from crmcli.pipelines.contact_details import Remarks
from crmcli.pipelines.pipelines import Node, Pipeline
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session, stream
from crmcli.terminal.sanitize import clean_note

if TYPE_CHECKING:
    from crmcli.sales.effects import OrderAdded

app = options.group(t("三一客: qualification and nodes"))

Matter = Annotated[str | None, typer.Option("--matter", "--about", metavar="TEXT", help=t("What exactly (事项)."))]
OutcomeText = Annotated[
    str | None, typer.Option("--outcome", metavar="TEXT", help=t("How it went."), autocompletion=deal_selection.complete_outcomes)
]
Note = Annotated[str | None, typer.Option("--note", metavar="TEXT", help=t("Anything else to remember."))]
DealName = Annotated[
    str | None,
    typer.Option(
        "--deal", metavar="NAME", help=t("Keeps parallel deals of one customer apart."), autocompletion=deal_selection.complete
    ),
]
OfPipeline = Annotated[str | None, typer.Option("--pipeline", metavar="NAME", help=t("Another pipeline than the one in use."))]


@dataclass(frozen=True, slots=True)
class Given:
    """What the options of `crm log` say, whoever the customer is; `at` as typed, since now moves on from one to the next. `done`
    is the key of the step that the touch finished.
    """

    pipeline: Pipeline
    node: str | None
    at: str | None
    said: touches.TouchInput
    judged: qualification_options.QualificationInput
    step: NextStepInput
    remarks: Remarks
    done: tuple[str, ...] = ()
    end_steps: bool = False
    newcomer: newcomers.Newcomer | None = None


def node_names(incomplete: str) -> list[str]:
    """Completion: the nodes of the pipeline in use."""
    store = session.store()
    return [node.name for node in pipelines.nodes(store, pipelines.current(store)) if node.name.startswith(incomplete)]


@app.command(
    "log",
    help=t("Record a touch: a menu, or node and next step in one line."),
    epilog=options.examples(
        "crm log Ann      (a menu)",
        "crm log      (one customer after the other)",
        "crm log Ann Quotation --matter Loan --amount 150000 --next 'next wednesday' --type close",
        "crm log 13800138000 'First contact' --channel call --at 'yesterday 15:00'",
        "crm log Ann Proposal --worry price --rival 'Shop next door' --promise 'Parts list' --by friday --reaction positive",
    ),
)
def log(
    customer: Annotated[
        str | None, typer.Argument(metavar="[CUSTOMER]", help=t("Who; without it you are asked for one after the other."))
    ] = None,
    node: Annotated[
        str | None, typer.Argument(metavar="[NODE]", help=t("The node; without it a menu asks."), autocompletion=node_names)
    ] = None,
    at: options.At = None,
    matter: Matter = None,
    note: Note = None,
    channel: options.Channel = None,
    incoming: options.In = False,
    outgoing: options.Out = False,
    no_answer: options.NoAnswer = False,
    verdict: qualification_options.Verdict = None,
    grade: qualification_options.Grade = None,
    sign_by: qualification_options.SignBy = None,
    amount: qualification_options.Amount = None,
    worry: contact_details.Worry = None,
    rival: contact_details.Rival = None,
    promise: contact_details.Promise = None,
    by: contact_details.By = None,
    reaction: contact_details.Reaction = None,
    product: contact_details.Product = None,
    wake: contact_details.Wake = False,
    next_on: options.Next = None,
    next_text: options.For = None,
    next_type: options.Type = None,
    deal: DealName = None,
    pipeline: OfPipeline = None,
    outcome: OutcomeText = None,
    done: Annotated[
        list[str] | None, typer.Option("--done", metavar="KEY", help=t("The step that this was, as in crm due; ticked off too."))
    ] = None,
    end_steps: options.EndSteps = False,
    new: newcomers.New = False,
    phone: newcomers.Phone = None,
    company: newcomers.Company = None,
) -> None:
    given = _given(session.store(), locals())
    if customer is not None:
        ref, newcomer = newcomers.meet(session.store(), customer, new=new, phones=phone, company=company)
        _log(session.store(), ref, replace(given, newcomer=newcomer))
    else:
        _log_many(session.store(), given)


def _given(store: Store, typed: dict[str, Any]) -> Given:
    """The options understood; what is wrong with one of them is said before anything is asked."""
    also = contact_details.understood(typed)
    said = touches.TouchInput(
        moment(typed["at"]), clean_note(typed["matter"] or "") or None, clean_note(typed["note"] or "") or None,
        channel_of(typed["channel"]), direction_of(typed["incoming"], typed["outgoing"], typed["no_answer"]), typed["deal"],
        also.reaction, also.product, clean_note(typed["outcome"] or "") or None,
    )  # fmt: skip
    judged = qualification_options.QualificationInput(typed["verdict"], typed["grade"], typed["sign_by"], typed["amount"])
    step = NextStepInput(typed["next_on"], typed["next_text"], typed["next_type"])
    return Given(
        pipelines.choose(store, typed["pipeline"]),
        typed["node"],
        typed["at"],
        said,
        judged,
        step,
        also,
        tuple(typed["done"] or ()),
        typed["end_steps"],
    )


def _log_many(store: Store, given: Given) -> None:
    """One customer after the other, until the seller stops with Enter, Esc or Ctrl-C; what was recorded by then stays."""
    from crmcli.terminal import prompt

    prompt.require_person("CUSTOMER")
    done: list[int] = []
    try:
        while ref := prompt.interview(_log_next, store, given, done):
            done.append(ref.no)
    except (KeyboardInterrupt, Back):
        if not done:
            raise
    stream.print_notice(t("Touches recorded: {count}.", count=len(done)))


def _log_next(store: Store, given: Given, done: list[int]) -> Ref | None:
    from crmcli.commands.log import menu

    if ref := menu.ask_customer(store, done):
        _log(store, ref, given)
    return ref


def _log(store: Store, ref: Ref, given: Given) -> None:
    said = replace(given.said, at=moment(given.at))
    if given.node is not None:
        said = replace(said, deal=deal_selection.of_touch(store, ref, said.deal))
        record(store, ref, pipelines.require_node(store, given.node, given.pipeline), replace(given, said=said))
        return
    from crmcli.commands.log import menu

    said = replace(said, deal=deal_selection.likely(store, ref, said.deal))
    record(store, ref, *menu.ask_touch(store, ref, replace(given, said=said)))


def record(store: Store, ref: Ref, node: Node, given: Given) -> None:
    """Write the touch, the judgement, the remarks and the next step as one change, and say so in one line."""
    said, step, understood = suggestions.completed(store, node, given.said), given.step, given.judged.understood(store.currency)
    remarked = replace(given.remarks, reaction=said.reaction)
    asks = given.node is None
    order, wake = _order_of_won(store, node, asks=asks), contact_details.waking(store, ref, remarked, asks=asks)
    done, also = open_steps.check_own(store, ref, given.done), list[Effect]()
    worthless = understood is not None and understood.verdict == "worthless"
    end = worthless and open_steps.wants_end(store, ref, given=given.end_steps, asks=asks)
    with store.change(t("log {name} → {node}", name=ref.name, node=node.name)):
        if given.newcomer:
            ref, added = newcomers.add(store, given.newcomer)
            also.append(added)
        no = touches.log(store, ref.no, node.no, said)
        if understood:
            also.append(qualification_options.write(store, ref.no, understood))
        also += open_steps.finish(store, done, said.result)
        also += open_steps.settle(store, ref.no, end=end) if worthless or order is not None else open_steps.due_now(store, ref.no)
        also += _write_order(store, ref, order, said)
        also += contact_details.write(store, ref, remarked, said.at, wake=wake)
        also += plan_option(store, ref.no, step.when, step.text, step.type)
    sentence = t("Logged {name} → {node} (t{no})", name=ref.name, node=node.name, no=no) + deals.mark(store, ref.no, said.deal)
    render.write_result([touches.touch(store, no)], sentence + _echo_time(said.at), also)
    open_steps.tell(also)
    if given.newcomer:
        newcomers.warn(store, ref.no)
    if node.role == "won" and order is None:
        stream.print_notice(_order_later(ref, said))


def _echo_time(at: str) -> str:
    """When it was, with its weekday, where it was not just now."""
    from crmcli.core.dates.when import When, echo

    moment_ = clock.from_utc_text(at)
    return "" if moment_.date() == clock.today() else f" · {echo(When(moment_.date(), moment_.time()))}"


def _order_of_won(store: Store, node: Node, *, asks: bool) -> int | None:
    """At a won node a person at the menu is asked for the order's amount in cents; None where there is none yet."""
    if node.role != "won" or not asks or not session.current.asks():
        return None
    from crmcli.core.money import parse_money
    from crmcli.terminal import prompt

    answer = prompt.text(t("Won! Amount of the order (Enter: later):"), check=lambda words: parse_money(words, store.currency))
    return parse_money(answer, store.currency) if answer else None


def _write_order(store: Store, ref: Ref, amount: int | None, said: touches.TouchInput) -> list[OrderAdded]:
    """The order that came with the touch, on its day."""
    if amount is None:
        return []
    from crmcli.sales import orders as sales
    from crmcli.sales.effects import OrderAdded

    deal = deals.settle(store, ref.no, deal_selection.of_won(store, ref, said.deal))
    day = _day(said).isoformat()
    no = sales.add_order(store, ref.no, amount, day, deal=deal)
    return [OrderAdded(no, Cents(amount), store.currency, day)]


def _day(said: touches.TouchInput) -> date:
    return clock.from_utc_text(said.at).date()


def _order_later(ref: Ref, said: touches.TouchInput) -> str:
    """How the order is recorded that nobody named with the touch."""
    return deals.order_missing(ref.no, said.deal, None if _day(said) == clock.today() else _day(said).isoformat())
