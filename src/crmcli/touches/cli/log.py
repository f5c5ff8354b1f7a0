"""crm log: a touch in one line, or from a menu whose suggestions five Enters accept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from crmcli.customers import resolve
from crmcli.customers.recording import channel_of, direction_of, moment
from crmcli.customers.rows import Ref
from crmcli.followups.planning import plan_option
from crmcli.kernel.store import Store
from crmcli.kernel.words import t
from crmcli.terminal import context, options, show
from crmcli.terminal.clean import tidy_note
from crmcli.touches import db, judging, pipelines
from crmcli.touches.pipelines import Node

app = options.group(t("三一客: qualification and nodes"))


@dataclass
class Step:
    """The next step as asked for or chosen; words, not yet understood."""

    when: str | None = None
    text: str | None = None
    type: str | None = None


def node_names(incomplete: str) -> list[str]:
    """Completion: the nodes of the pipeline in use."""
    store = context.store()
    return [node.name for node in pipelines.nodes(store, pipelines.current(store)) if node.name.startswith(incomplete)]


@app.command(
    "log",
    help=t("Record a touch: a menu, or node and next step in one line."),
    epilog=options.examples(
        "crm log 张三      " + t("(a menu)"),
        "crm log 张三 报价沟通 --amount 15万 --next 下周三 --type close",
        "crm log 13800138000 初步接触 --channel call --at '昨天 15:00'",
    ),
)
def log(
    customer: options.CustomerArgument,
    node: Annotated[
        str | None, typer.Argument(metavar="[NODE]", help=t("The node; without it a menu asks."), autocompletion=node_names)
    ] = None,
    at: options.At = None,
    matter: Annotated[str | None, typer.Option("--matter", metavar="TEXT", help=t("What exactly (事项)."))] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=t("Anything else to remember."))] = None,
    channel: options.Channel = None,
    incoming: options.In = False,
    outgoing: options.Out = False,
    no_answer: options.NoAnswer = False,
    verdict: judging.Verdict = None,
    grade: judging.Grade = None,
    sign_by: judging.SignBy = None,
    amount: judging.Amount = None,
    next_on: options.Next = None,
    next_text: options.For = None,
    next_type: options.Type = None,
    deal: Annotated[
        str | None, typer.Option("--deal", metavar="NAME", help=t("Keeps parallel deals of one customer apart."))
    ] = None,
    pipeline: Annotated[
        str | None, typer.Option("--pipeline", metavar="NAME", help=t("Another pipeline than the one in use."))
    ] = None,
) -> None:
    store = context.store()
    ref = resolve.one(store, customer)
    chosen = pipelines.choose(store, pipeline)
    judged = judging.Words(verdict, grade, sign_by, amount)
    step = Step(next_on, next_text, next_type)
    said = db.Said(
        moment(at),
        tidy_note(matter or "") or None,
        tidy_note(note or "") or None,
        channel_of(channel),
        direction_of(incoming, outgoing, no_answer),
        deal,
    )
    if node is None:
        from crmcli.touches.cli import menu

        picked, said, step, judged = menu.ask_touch(store, ref, chosen, said, step, judged)
    else:
        picked = pipelines.require_node(store, node, chosen)
    record(store, ref, picked, said, step, judged)


def record(store: Store, ref: Ref, node: Node, said: db.Said, step: Step, judged: judging.Words) -> None:
    """Write the touch, the judgement and the next step as one change, and say so in one line."""
    understood = judged.understood()
    order = _order_of_won(node)
    with store.change(t("log {name} → {node}", name=ref.name, node=node.name)):
        no = db.log(store, ref.no, node.no, said)
        if understood:
            db.qualify(store, ref.no, *understood)
        bought = _write_order(store, ref, order)
        planned = plan_option(store, ref.no, step.when, step.text, step.type)
    sentence = t("Logged {name} → {node} (t{no})", name=ref.name, node=node.name, no=no)
    show.saved([db.touch(store, no)], sentence + judging.echo(understood) + bought + planned)
    if node.role == "won" and order is None:
        show.notice(t("{node} is a deal won: record the order too: crm order c{no} AMOUNT", node=node.name, no=ref.no))


def _order_of_won(node: Node) -> int | None:
    """At a won node a person is asked for the order's amount in cents; None where nobody answers or there is none yet."""
    if node.role != "won" or not context.session.asks():
        return None
    from crmcli.kernel.money import parse_money
    from crmcli.terminal import ask

    answer = ask.text(t("Won! Amount of the order (Enter: later):"), check=parse_money)
    return parse_money(answer) if answer else None


def _write_order(store: Store, ref: Ref, amount: int | None) -> str:
    if amount is None:
        return ""
    from crmcli.kernel import clock
    from crmcli.kernel.money import money_text
    from crmcli.sales import db as sales

    no = sales.add_order(store, ref.no, amount, clock.today().isoformat())
    return " · " + t("order {amount} (o{no})", amount=money_text(amount, sales.currency(store)), no=no)
