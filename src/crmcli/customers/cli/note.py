"""crm note."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.core.i18n import t
from crmcli.customers import lookup, notes, remarks, writes
from crmcli.customers.contact_options import channel_of, direction_of, moment, note_text
from crmcli.overview.timeline import NOTE_KINDS
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
    worry: remarks.Worry = None,
    rival: remarks.Rival = None,
    promise: remarks.Promise = None,
    by: remarks.By = None,
    reaction: remarks.Reaction = None,
    product: remarks.Product = None,
    wake: remarks.Wake = False,
) -> None:
    said = remarks.understood(locals())
    store = session.store()
    ref = lookup.one(store, customer, to_add=True)
    words = note_text(text)
    code, where, direction, when = (
        NOTE_KINDS.parse(kind),
        channel_of(channel),
        direction_of(incoming, outgoing, no_answer),
        moment(at),
    )
    wakes = remarks.waking(store, ref, said, asks=False)
    with store.change(t("note on {name}", name=ref.name)):
        no = writes.add_note(store, ref.no, words, at=when, kind=code, channel=where, direction=direction)
        remarks.mark_note(store, no, said)
        also = remarks.write(store, ref, said, when, wake=wakes)
    render.saved([notes.note(store, no)], t("Noted {name}: {text} (n{no})", name=ref.name, text=words, no=no), also)
