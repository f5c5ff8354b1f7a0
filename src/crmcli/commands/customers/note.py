"""crm note."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.core.i18n import t
from crmcli.customers import lookup, notes, writes
from crmcli.customers.contact_options import channel_of, direction_of, moment, note_text
from crmcli.customers.vocabulary import NOTE_KINDS
from crmcli.pipelines import contact_details
from crmcli.terminal import options, render, session

app = options.group(t("Customers"))


@app.command(
    "note",
    help=t("Keep a note, a call, a message or a visit."),
    epilog=options.examples(
        "crm note Ann 'The child starts school in September'",
        "crm note Ann 'Asked for a loan' --kind inquiry --channel call --in",
        "crm note Ann 'Waits for an offer' --worry price --rival 'Shop next door' --promise 'Parts list' --by friday",
        "crm note Ann 'Nobody answered' --channel call --no-answer --at 'yesterday 15:00'",
    ),
)
def note(
    customer: options.CustomerArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=t("What to remember."))],
    at: options.At = None,
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help="note, need, proposal, inquiry, feedback, complaint")
    ] = "note",
    channel: options.Channel = None,
    incoming: options.In = False,
    outgoing: options.Out = False,
    no_answer: options.NoAnswer = False,
    worry: contact_details.Worry = None,
    rival: contact_details.Rival = None,
    promise: contact_details.Promise = None,
    by: contact_details.By = None,
    reaction: contact_details.Reaction = None,
    product: contact_details.Product = None,
    wake: contact_details.Wake = False,
) -> None:
    said = contact_details.understood(locals())
    store = session.store()
    ref = lookup.one(store, customer, to_add=True)
    words = note_text(text)
    code, where, direction, when = (
        NOTE_KINDS.parse(kind),
        channel_of(channel),
        direction_of(incoming, outgoing, no_answer),
        moment(at),
    )
    wakes = contact_details.waking(store, ref, said, asks=False)
    with store.change(t("note on {name}", name=ref.name)):
        no = writes.add_note(store, ref.no, words, at=when, kind=code, channel=where, direction=direction)
        contact_details.mark_note(store, no, said)
        also = contact_details.write(store, ref, said, when, wake=wakes)
    render.write_result([notes.note(store, no)], t("Noted {name}: {text} (n{no})", name=ref.name, text=words, no=no), also)
