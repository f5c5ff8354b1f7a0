"""What correcting a touch and correcting a note have in common."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, NamedTuple

import typer

from crmcli.commands.log.request import DealName, Matter, Note, OutcomeText, node_names
from crmcli.core import clock
from crmcli.core.choices import mark
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.customers.contact_options import channel_of, direction_of, moment
from crmcli.customers.vocabulary import NOTE_KINDS, REACTIONS
from crmcli.pipelines import contact_details
from crmcli.storage.store import Store
from crmcli.terminal import options
from crmcli.terminal.sanitize import clean_note

Values = dict[str, Any]
Parsers = Mapping[str, Callable[[str], str | None]]


class EditRequest(NamedTuple):
    """The options of `crm touch edit`, as typed."""

    number: Annotated[
        str, typer.Argument(metavar="NO", help=mark("Number from crm timeline: t5 or 5 for a touch, n7 for a note."))
    ]
    text: Annotated[
        str | None,
        typer.Argument(metavar="[NODE|TEXT]", help=mark("The node; for a note, its text."), autocompletion=node_names),
    ] = None
    at: Annotated[str | None, typer.Option("--at", metavar="WHEN", help=mark("When it happened."))] = None
    matter: Matter = None
    note: Note = None
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="KIND", help=t("For a note: {kinds}", kinds=NOTE_KINDS.in_help())),
    ] = None
    channel: options.Channel = None
    incoming: options.In = False
    outgoing: options.Out = False
    no_answer: options.NoAnswer = False
    reaction: contact_details.Reaction = None
    product: contact_details.Product = None
    deal: DealName = None
    pipeline: options.OfPipeline = None
    outcome: OutcomeText = None


class Kind(NamedTuple):
    """How a touch, or a note, is found, corrected, removed and told of; `values` reads the options, `form` asks a person."""

    find: Callable[[Store, int], Any]
    values: Callable[[Store, Any, EditRequest], Values]
    form: Callable[[Store, Any], Values]
    edit: Callable[[Store, int, Values], None]
    remove: Callable[[Store, int], None]
    edited: Callable[[int], str]
    corrected: Callable[[Any], str]
    named: Callable[[Any], str]


def said(given: EditRequest, parsers: Parsers) -> Values:
    """The options as their columns, those that were given alone; None for an empty one. `parsers` are those of one kind."""
    values: Values = {}
    if given.at is not None:
        values["at"] = _moment(given.at)
    every: Parsers = {"channel": channel_of, "reaction": REACTIONS.parse, "product": clean_note, **parsers}
    for key, parse in every.items():
        text: str | None = getattr(given, key)
        if text is not None:
            values[key] = parse(text) or None if text.strip() else None
    if direction := direction_of(given.incoming, given.outgoing, given.no_answer):
        values["direction"] = direction
    return values


def _moment(text: str) -> str:
    if not text.strip():
        raise UsageError(t("The time cannot be cleared."), t("Give {option}.", option="--at WHEN"))
    return moment(text)


def when(at: str) -> str:
    """The stored instant with its weekday."""
    from crmcli.core.dates.when import When, echo

    local = clock.from_utc_text(at)
    return echo(When(local.date(), local.time()))


def typed(at: str) -> str:
    """The stored instant as a form shows it."""
    return f"{clock.from_utc_text(at):%Y-%m-%d %H:%M}"
