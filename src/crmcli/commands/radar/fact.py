"""crm fact: background facts of a customer, each with its source and its day."""

from typing import Annotated, NamedTuple

import typer

from crmcli.core import clock
from crmcli.core.choices import mark
from crmcli.core.dates import date_parser
from crmcli.core.dates.when import When, echo
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.customers import lookup
from crmcli.customers.refs import Ref
from crmcli.radar import facts
from crmcli.radar.model import Fact
from crmcli.storage.store import Store
from crmcli.terminal import options, prompt, render, session
from crmcli.terminal.request import with_request
from crmcli.terminal.sanitize import clean_note, validate_text
from crmcli.terminal.standard_input import text_or_input

app = options.group()


class FactRequest(NamedTuple):
    """The options of `crm fact`, as typed."""

    customer: options.CustomerArgument
    text: Annotated[str | None, typer.Argument(metavar="[TEXT]", help=mark("The fact."))] = None
    source: Annotated[str | None, typer.Option("--source", metavar="TEXT", help=mark("Source of the fact."))] = None
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=mark("Date of the fact (default: today)."))] = None
    remove: Annotated[
        list[int] | None, typer.Option("--remove", metavar="NO", help=mark("Number of a fact to remove (repeatable)."))
    ] = None


@app.command(
    "fact",
    epilog=options.examples(
        "crm fact Ann 'Revenue of 20 million' --source Report --on 2026-03-31", "crm fact Ann", "crm fact Ann --remove 4 --yes"
    ),
)
@with_request(FactRequest)
def fact(request: FactRequest) -> None:
    store = session.store()
    ref = lookup.one(store, request.customer)
    if request.remove and (request.text or request.source or request.on):
        raise UsageError(t("--remove cannot be combined."), t("Remove it first, then add the new one."))
    if request.remove:
        _remove(store, ref, request.remove)
    elif request.text is not None:
        _add(store, ref, request.text, request.source, request.on)
    elif request.source or request.on:
        raise UsageError(t("No fact given."), t("Write it like {example}", example="crm fact 张三 TEXT --source …"))
    else:
        _list(store, ref)


def _add(store: Store, ref: Ref, text: str, source: str | None, on: str | None) -> None:
    words = clean_note(text_or_input(text))
    if not words:
        raise UsageError(t("The fact is empty."), t("Give at least one letter."))
    day = _past(on) if on else clock.today().isoformat()
    whence = validate_text(source, "--source") if source else None
    with store.change(t("fact on {name}", name=ref.name)):
        no = facts.add(store, ref.no, words, whence, day)
    render.write_result([facts.fact(store, no, ref.no)], t("Fact on {name}: {text} ({day})", name=ref.name, text=words, day=day))


def _past(text: str) -> str:
    day = date_parser.parse_date(text, clock.now(), ahead=False)
    if day > clock.today():
        raise UsageError(t("{when} is in the future.", when=echo(When(day))))
    return day.isoformat()


def _remove(store: Store, ref: Ref, numbers: list[int]) -> None:
    found = [facts.fact(store, no, ref.no) for no in dict.fromkeys(numbers)]
    names = ", ".join(one.text for one in found)
    prompt.require_consent(t("This removes {names}.", names=names))
    with store.change(t("remove fact {names}", names=names)):
        for one in found:
            facts.remove(store, one.no)
    render.write_result(found, t("Removed {names}", names=names))


def _list(store: Store, ref: Ref) -> None:
    table = [
        render.Column(t("No"), lambda one: one.no, right=True),
        render.Column(t("Day"), lambda one: one.date),
        render.Column(t("Fact"), lambda one: one.text, flexible=True),
        render.Column(t("Source"), lambda one: one.source or (t("no source"), "yellow"), flexible=True),
        render.Column("", age_mark),
    ]
    empty = render.empty_state(t("No facts on {name} yet.", name=ref.name), "crm fact 张三 TEXT --source … --on …")
    render.report(facts.facts(store, ref.no), table=table, empty=empty)


def age_mark(one: Fact) -> render.Cell:
    """The mark of a fact that has grown old."""
    return (t("old: {days} days", days=one.age_days), "yellow") if one.stale else ""
