"""crm add, crm edit."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from crmcli.commands.customers import form, requests
from crmcli.commands.customers.requests import AddRequest, EditRequest
from crmcli.core.choices import mark
from crmcli.core.effects import Effect, Effects
from crmcli.core.errors import UsageError
from crmcli.core.i18n import listed, t
from crmcli.customers import customer_queries, lookup, name_parsing, newcomers, writes
from crmcli.customers.contact_options import moment
from crmcli.customers.model import BY_NAME
from crmcli.pipelines import deals, pipelines, qualification_options, suggestions, touches
from crmcli.pipelines.effects import TouchLogged
from crmcli.pipelines.pipelines import Node
from crmcli.pipelines.touches import TouchInput
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session, stream
from crmcli.terminal.sanitize import clean_note, validate_text

app = options.group()

Many = list[str] | None


@app.command(
    "add",
    epilog=options.examples(
        "crm add Ann --phone 4155550123 --source referral/Joe",
        "crm add Ben --company Acme --next tomorrow --for 'Bring samples'",
        "crm add      (a form)",
    ),
)
@requests.with_field_options()
def add(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]", help=mark("The person, or the company if no person is known yet; without it, a form asks.")
        ),
    ] = None,
    said: requests.Said = requests.NOTHING,
    next_on: options.Next = None,
    next_text: options.For = None,
    next_type: options.Type = None,
    node: Annotated[str | None, typer.Option("--node", metavar="NODE", help=mark("Record a first touch at this node."))] = None,
    at: options.At = None,
    verdict: qualification_options.Verdict = None,
    grade: qualification_options.Grade = None,
    sign_by: qualification_options.SignBy = None,
    amount: qualification_options.Amount = None,
) -> None:
    judged = qualification_options.QualificationInput(verdict, grade, sign_by, amount)
    _add(session.store(), AddRequest(name, said, next_on, next_text, next_type, node, at, judged))


def _add(store: Store, asked: AddRequest) -> None:
    judged, met = asked.judged.understood(store.currency), _first_touch(store, asked.node, asked.at)
    if asked.name is None:
        asked = form.complete(asked)
    said, alone = asked.said, not any(asked.said.get(key) for key in _REACHED)
    name, phones, mails = name_parsing.read(asked.name or "", alone=alone)
    name = validate_text(name, t("The name"))
    found = {"phone": [*phones, *said.get("phone", ())], "email": [*mails, *said.get("email", ())]}
    values = requests.read(store, requests.given_only({**said, **found}))
    with store.change(t("add {name}", name=name)):
        no = writes.create(store, name, values)
        also: list[Effect] = []
        if first := clean_note(said.get("note", "")):
            also.append(_first_note(store, no, first))
        if met:
            also.append(_log(store, no, *met))
        if judged:
            also.append(qualification_options.write(store, no, judged))
        also += _plan(store, no, asked.next_on, asked.next_text, asked.next_type)
    card = customer_queries.one(store, no)
    render.write_result([card], t("Added {name} (c{no})", name=card.name, no=no), also)
    if met and met[0].role == "won":
        stream.print_notice(str(deals.order_missing(no)))
    newcomers.warn(store, no)
    if store.get_setting("capacity"):
        from crmcli.nurture import workload_queries

        workload_queries.warn(store)


_REACHED = ("phone", "email", "wechat", "qq", "external_id")


def _plan(store: Store, no: int, when: str | None, text: str | None, kind: str | None) -> Effects:
    from crmcli.followups.next_step_options import NextStepInput, plan_option

    return plan_option(store, no, NextStepInput(when, text, kind))


def _first_touch(store: Store, node: str | None, at: str | None) -> tuple[Node, TouchInput] | None:
    """The touch that --node and --at say, understood before anything is written."""
    if node is None:
        if at is not None:
            raise UsageError(
                t("--at is the time of the first touch, but there is no touch."), t("Give {option}.", option="--node NODE")
            )
        return None
    found = pipelines.require_node(store, node, pipelines.choose(store, None))
    return found, suggestions.completed(store, found, TouchInput(moment(at)))


def _log(store: Store, no: int, node: Node, said: TouchInput) -> Effect:
    return TouchLogged(touches.log(store, no, node.no, said), node.name, None)


def _first_note(store: Store, no: int, text: str) -> Effect:
    from crmcli.core import clock
    from crmcli.customers.effects import NoteKept

    return NoteKept(writes.add_note(store, no, writes.NoteInput(text, clock.utc_text(clock.now()))), text)


@app.command(
    "edit",
    epilog=options.examples(
        "crm edit Ann --title Buyer --add-phone 0755-26770000",
        "crm edit c12 --company ''      (empties it)",
        "crm edit Ann      (a form)",
    ),
)
@requests.with_field_options(without=("note",))
def edit(
    customer: options.CustomerArgument,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help=mark("New name."))] = None,
    said: requests.Said = requests.NOTHING,
    add_phone: Annotated[Many, typer.Option("--add-phone", metavar="PHONE", help=mark("Add a phone number."))] = None,
    remove_phone: Annotated[Many, typer.Option("--remove-phone", metavar="PHONE", help=mark("Remove a phone number."))] = None,
    add_email: Annotated[Many, typer.Option("--add-email", metavar="MAIL", help=mark("Add an email address."))] = None,
    remove_email: Annotated[Many, typer.Option("--remove-email", metavar="MAIL", help=mark("Remove an email address."))] = None,
) -> None:
    more = {"add_phone": add_phone, "remove_phone": remove_phone, "add_email": add_email, "remove_email": remove_email}
    _edit(session.store(), EditRequest(customer, name, requests.given_only({**said, **more})))


def _edit(store: Store, asked: EditRequest) -> None:
    ref = lookup.one(store, asked.customer)
    values = requests.read(store, asked.said)
    if asked.name is not None:
        values["name"] = validate_text(asked.name, t("The name"))
    values = values or form.ask_changes(store, ref.no)
    if not values:
        render.write_unchanged(t("Nothing to change."))
        return
    with store.change(t("edit {name}", name=ref.name)):
        writes.edit(store, ref.no, values)
    card = customer_queries.one(store, ref.no)
    render.write_result([card], t("Changed {name} (c{no}): {what}", name=card.name, no=card.no, what=listed(_spoken(values))))


def _spoken(values: dict[str, Any]) -> list[str]:
    """What was changed, as the screens call it."""
    labels = {"name": mark("Name"), **{name: field.label for name, field in BY_NAME.items()}}
    return list(dict.fromkeys(t(labels[key.removeprefix("add_").removeprefix("remove_")]) for key in values))
