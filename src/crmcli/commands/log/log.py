"""crm log: a touch in one line, or from a menu that Enter alone goes through."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from crmcli.commands.log.request import LogRequest, TouchRequest, understand
from crmcli.core import clock
from crmcli.core.choices import Cents
from crmcli.core.effects import Effect
from crmcli.core.errors import Back
from crmcli.core.i18n import t
from crmcli.customers import newcomers
from crmcli.customers.contact_options import moment
from crmcli.customers.refs import Ref
from crmcli.followups import open_steps
from crmcli.followups.next_step_options import plan_option
from crmcli.pipelines import contact_details, deal_selection, deals, pipelines, qualification_options, suggestions, touches
from crmcli.pipelines.pipelines import Node
from crmcli.pipelines.touches import TouchInput
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session, stream
from crmcli.terminal.request import with_request

if TYPE_CHECKING:
    from crmcli.sales.effects import OrderAdded

app = options.group()


@app.command(
    "log",
    epilog=options.examples(
        "crm log Ann      (a menu)",
        "crm log      (one customer after another)",
        "crm log Ann Quotation --about Financing --amount 32000 --next 'next wednesday' --type close",
        "crm log 4155550123 'First contact' --channel call --at 'yesterday 15:00'",
        "crm log Ann Proposal --concern price --competitor Acme --promise 'Parts list' --by friday --reaction positive",
    ),
)
@with_request(LogRequest)
def log(request: LogRequest) -> None:
    store = session.store()
    contact = understand(store, request)
    if request.customer is None:
        _log_many(store, contact)
        return
    ref, newcomer = newcomers.meet(store, request.customer, new=request.new, phones=request.phone, company=request.company)
    _log(store, ref, contact._replace(newcomer=newcomer))


def _log_many(store: Store, contact: TouchRequest) -> None:
    """One customer after the other, until the seller stops with Enter, Esc or Ctrl-C; what was recorded by then stays."""
    from crmcli.terminal import prompt

    prompt.require_person("CUSTOMER")
    done: list[int] = []
    try:
        while ref := prompt.interview(_log_next, store, contact, done):
            done.append(ref.no)
    except (KeyboardInterrupt, Back):
        if not done:
            raise
    stream.print_notice(t("Touches recorded: {count}.", count=len(done)))


def _log_next(store: Store, contact: TouchRequest, done: list[int]) -> Ref | None:
    from crmcli.commands.log import menu

    if ref := menu.ask_customer(store, done):
        touch = contact.touch._replace(at=moment(contact.request.at))  # now moves on from one customer to the next
        _log(store, ref, contact._replace(touch=touch))
    return ref


def _log(store: Store, ref: Ref, contact: TouchRequest) -> None:
    touch = contact.touch
    if contact.request.node is not None:
        touch = touch._replace(deal=deal_selection.of_touch(store, ref, touch.deal))
        node = pipelines.require_node(store, contact.request.node, contact.pipeline)
        record(store, ref, node, contact._replace(touch=touch))
        return
    from crmcli.commands.log import menu

    touch = touch._replace(deal=deal_selection.likely(store, ref, touch.deal))
    record(store, ref, *menu.ask_touch(store, ref, contact._replace(touch=touch)))


def record(store: Store, ref: Ref, node: Node, contact: TouchRequest) -> None:
    """Write the touch, the judgement, the remarks and the next step as one change, and say so in one line."""
    request, touch = contact.request, suggestions.completed(store, node, contact.touch)
    understood, remarks = request.qualification.understood(store.currency), contact.remarks._replace(reaction=touch.reaction)
    asks = request.node is None
    order, wake = _order_of_won(store, node, asks=asks), contact_details.waking(store, ref, remarks, asks=asks)
    done, also = open_steps.check_own(store, ref, request.done or ()), list[Effect]()
    worthless = understood is not None and understood.verdict == "worthless"
    end = worthless and open_steps.wants_end(store, ref, given=request.end_steps, asks=asks)
    with store.change(t("log {name} → {node}", name=ref.name, node=node.name)):
        if contact.newcomer:
            ref, added = newcomers.add(store, contact.newcomer)
            also.append(added)
        no = touches.log(store, ref.no, node.no, touch)
        if understood:
            also.append(qualification_options.write(store, ref.no, understood))
        also += open_steps.finish(store, done, touch.result)
        also += open_steps.settle(store, ref.no, end=end) if worthless or order is not None else open_steps.due_now(store, ref.no)
        also += _write_order(store, ref, order, touch)
        also += contact_details.write(store, ref, remarks, touch.at, wake=wake)
        also += plan_option(store, ref.no, request.next_step)
    sentence = t("Logged {name} → {node} (t{no})", name=ref.name, node=node.name, no=no) + deals.mark(store, ref.no, touch.deal)
    render.write_result([touches.touch(store, no)], sentence + _echo_time(touch.at), also)
    open_steps.tell(also)
    if contact.newcomer:
        newcomers.warn(store, ref.no)
    if node.role == "won" and order is None:
        stream.print_notice(_order_later(ref, touch))


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

    answer = prompt.text(t("Won! Order amount (Enter: later):"), check=lambda words: parse_money(words, store.currency))
    return parse_money(answer, store.currency) if answer else None


def _write_order(store: Store, ref: Ref, amount: int | None, touch: TouchInput) -> list[OrderAdded]:
    """The order that came with the touch, on its day."""
    if amount is None:
        return []
    from crmcli.sales import orders as sales
    from crmcli.sales.effects import OrderAdded
    from crmcli.sales.model import OrderInput

    deal = deals.settle(store, ref.no, deal_selection.of_won(store, ref, touch.deal))
    day = _day(touch).isoformat()
    no = sales.add_order(store, ref.no, OrderInput(amount, day, deal=deal))
    return [OrderAdded(no, Cents(amount), store.currency, day)]


def _day(touch: TouchInput) -> date:
    return clock.from_utc_text(touch.at).date()


def _order_later(ref: Ref, touch: TouchInput) -> str:
    """How the order is recorded that nobody named with the touch."""
    return str(deals.order_missing(ref.no, touch.deal, None if _day(touch) == clock.today() else _day(touch).isoformat()))
