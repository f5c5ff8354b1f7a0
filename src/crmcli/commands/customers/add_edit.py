"""crm add, crm edit."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from crmcli.commands.customers import form
from crmcli.core.effects import Effect, Effects
from crmcli.core.errors import UsageError
from crmcli.core.i18n import listed, t
from crmcli.customers import customer_queries, fields, lookup, name_parsing, newcomers, writes
from crmcli.customers.contact_options import moment
from crmcli.pipelines import deals, pipelines, qualification_options, suggestions, touches
from crmcli.pipelines.effects import TouchLogged
from crmcli.pipelines.pipelines import Node
from crmcli.pipelines.touches import TouchInput
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session, stream
from crmcli.terminal.sanitize import clean_note, validate_text

app = options.group(t("Customers"))

Many = list[str] | None
Company = Annotated[str | None, typer.Option("--company", metavar="NAME", help=t("The firm; made on first use."))]
Title = Annotated[str | None, typer.Option("--title", metavar="TEXT", help=t("Job title."))]
Role = Annotated[str | None, typer.Option("--role", metavar="TEXT", help=t("Role in buying: decides, uses, pays …"))]
Phone = Annotated[Many, typer.Option("--phone", metavar="PHONE", help=t("A phone number in any spelling; several allowed."))]
Email = Annotated[Many, typer.Option("--email", metavar="MAIL", help=t("A mail address; several allowed."))]
Wechat = Annotated[str | None, typer.Option("--wechat", metavar="ID", help=t("WeChat id."))]
Qq = Annotated[str | None, typer.Option("--qq", metavar="NUMBER", help=t("QQ number."))]
Address = Annotated[str | None, typer.Option("--address", metavar="TEXT", help=t("Address."))]


def _source_names() -> list[str]:
    from crmcli.customers.lead_sources import suggestions

    return suggestions()


Source = Annotated[
    str | None,
    typer.Option("--source", metavar="SOURCE", help=t("Where they come from, as 口碑传播/老王."), autocompletion=_source_names),
]
Tag = Annotated[Many, typer.Option("--tag", metavar="TAG", help=t("A tag; several allowed."))]
Referrer = Annotated[str | None, typer.Option("--referrer", metavar="CUSTOMER", help=t("Who referred them."))]
Birthday = Annotated[str | None, typer.Option("--birthday", metavar="DATE", help=t("1990-05-20, 05-20 or 农历四月十五."))]
FieldOption = Annotated[Many, typer.Option("--field", metavar="KEY=VALUE", help=t("A field of the portrait; several allowed."))]
ExternalId = Annotated[str | None, typer.Option("--external-id", metavar="KEY", help=t("The customer's key in another system."))]


@app.command(
    "add",
    help=t("Add a customer."),
    epilog=options.examples(
        "crm add Ann --phone 13800138000 --source referral/Joe",
        "crm add Ben --company Acme --next tomorrow --for 'Bring samples'",
        "crm add      (a form)",
    ),
)
def add(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help=t("The person, or the firm while no person is known; without it a form asks.")),
    ] = None,
    company: Company = None,
    title: Title = None,
    role: Role = None,
    phone: Phone = None,
    email: Email = None,
    wechat: Wechat = None,
    qq: Qq = None,
    address: Address = None,
    source: Source = None,
    tag: Tag = None,
    referrer: Referrer = None,
    birthday: Birthday = None,
    field: FieldOption = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=t("A first note."))] = None,
    external_id: ExternalId = None,
    next_on: options.Next = None,
    next_text: options.For = None,
    next_type: options.Type = None,
    node: Annotated[str | None, typer.Option("--node", metavar="NODE", help=t("A first touch, at this node."))] = None,
    at: options.At = None,
    verdict: qualification_options.Verdict = None,
    grade: qualification_options.Grade = None,
    sign_by: qualification_options.SignBy = None,
    amount: qualification_options.Amount = None,
) -> None:
    store, given = session.store(), locals()
    judged = qualification_options.QualificationInput(verdict, grade, sign_by, amount).understood(store.currency)
    met = _first_touch(store, node, at)
    if name is None:
        given |= form.new(given)
    name, phones, mails = name_parsing.read(given["name"], alone=not any(given[key] for key in _REACHED))
    name = validate_text(name, t("The name"))
    values = _values(store, given | {"phone": [*phones, *(given["phone"] or ())], "email": [*mails, *(email or ())]})
    values |= {"wechat": [wechat] if wechat else None, "qq": [qq] if qq else None}
    with store.change(t("add {name}", name=name)):
        no = writes.create(store, name, values)
        also: list[Effect] = []
        if first := clean_note(given["note"] or ""):
            also.append(_first_note(store, no, first))
        if met:
            also.append(_log(store, no, *met))
        if judged:
            also.append(qualification_options.write(store, no, judged))
        also += _plan(store, no, given["next_on"], given["next_text"], next_type)
    card = customer_queries.one(store, no)
    render.write_result([card], t("Added {name} (c{no})", name=card.name, no=no), also)
    if met and met[0].role == "won":
        stream.print_notice(deals.order_missing(no))
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
                t("--at says when the first touch was, and there is none."), t("Give {option}.", option="--node NODE")
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


def _values(store: Store, given: dict[str, Any]) -> dict[str, Any]:
    """The options as `db` takes them, each checked and tidied; only those that were given."""
    values: dict[str, Any] = {}
    for key in ("company", "title", "role", "address", "source", "external_id"):
        if given.get(key) is not None:
            values[key] = validate_text(given[key], _option(key)) if given[key].strip() else ""
    for key in ("phone", "email", "add_phone", "remove_phone", "add_email", "remove_email"):
        if given.get(key):
            values[key] = [validate_text(one, _option(key)) for one in given[key] if one.strip() or key[0] == "a"]
    if given.get("tag"):
        values["tags"] = [validate_text(one, "--tag") for one in given["tag"]]
    if given.get("birthday") is not None:
        values["birthday"] = _birthday(given["birthday"])
    if given.get("field"):
        values["fields"] = dict(_pair(store, one) for one in given["field"])
    if given.get("referrer"):
        values["referrer"] = lookup.one(store, given["referrer"]).no
    return values


def _option(key: str) -> str:
    return "--" + key.replace("_", "-")


def _birthday(text: str) -> str:
    from crmcli.core.dates.birthdays import parse_birthday

    return parse_birthday(text) if text.strip() else ""


def _pair(store: Store, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise UsageError(
            t("{value!r} is no field with a value.", value=text), t("Write it like --field {example}", example="预算=600万")
        )
    found = fields.find(store, name.strip())
    if found is None and value.strip():
        from crmcli.core import near_matches

        said = t("New field {name!r}; see crm field list.", name=name.strip())
        stream.print_notice(" ".join(filter(None, (said, near_matches.asked(near_matches.nearest(name, fields.names(store)))))))
    return (found[1] if found else validate_text(name, "--field")), value.strip()


@app.command(
    "edit",
    help=t("Change a customer's data."),
    epilog=options.examples(
        "crm edit Ann --title Buyer --add-phone 0755-26770000",
        "crm edit c12 --company ''      (empties it)",
        "crm edit Ann      (a form)",
    ),
)
def edit(
    customer: options.CustomerArgument,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help=t("A new name."))] = None,
    company: Company = None,
    title: Title = None,
    role: Role = None,
    phone: Phone = None,
    email: Email = None,
    wechat: Wechat = None,
    qq: Qq = None,
    address: Address = None,
    source: Source = None,
    tag: Tag = None,
    referrer: Referrer = None,
    birthday: Birthday = None,
    field: FieldOption = None,
    external_id: ExternalId = None,
    add_phone: Annotated[Many, typer.Option("--add-phone", metavar="PHONE", help=t("One more phone."))] = None,
    remove_phone: Annotated[Many, typer.Option("--remove-phone", metavar="PHONE", help=t("A phone to drop."))] = None,
    add_email: Annotated[Many, typer.Option("--add-email", metavar="MAIL", help=t("One more mail address."))] = None,
    remove_email: Annotated[Many, typer.Option("--remove-email", metavar="MAIL", help=t("A mail address to drop."))] = None,
) -> None:
    store = session.store()
    ref = lookup.one(store, customer)
    values = _values(store, locals())
    for kind, value in (("wechat", wechat), ("qq", qq)):
        if value is not None:
            values[kind] = [value.strip()] if value.strip() else []
    if name is not None:
        values["name"] = validate_text(name, t("The name"))
    values = values or form.known(store, ref.no)
    if not values:
        render.write_unchanged(t("Nothing to change."))
        return
    with store.change(t("edit {name}", name=ref.name)):
        writes.edit(store, ref.no, values)
    card = customer_queries.one(store, ref.no)
    render.write_result([card], t("Changed {name} (c{no}): {what}", name=card.name, no=card.no, what=listed(_spoken(values))))


def _spoken(values: dict[str, Any]) -> list[str]:
    """What was changed, as the screens call it."""
    labels = {
        "name": t("Name"), "company": t("Company"), "title": t("Title"), "role": t("Role"), "phone": t("Phones"),
        "wechat": t("WeChat"), "email": t("Mail"), "address": t("Address"), "source": t("Source"), "tags": t("Tags"),
        "birthday": t("Birthday"), "fields": t("Field"), "referrer": t("Referrer"), "external_id": t("External ID"),
    }  # fmt: skip
    return list(dict.fromkeys(labels.get(key.removeprefix("add_").removeprefix("remove_"), key) for key in values))
