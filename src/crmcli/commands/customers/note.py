"""crm note."""

from typing import Annotated, NamedTuple

import typer

from crmcli.core.choices import mark
from crmcli.core.i18n import t
from crmcli.customers import lookup, notes, writes
from crmcli.customers.contact_options import channel_of, direction_of, moment, note_text
from crmcli.customers.vocabulary import NOTE_KINDS
from crmcli.pipelines import contact_details
from crmcli.pipelines.contact_details import RemarksInput
from crmcli.terminal import options, render, session
from crmcli.terminal.request import with_request

app = options.group()


class NoteRequest(NamedTuple):
    """The options of `crm note`, as typed."""

    customer: options.CustomerArgument
    text: Annotated[str, typer.Argument(metavar="TEXT", help=mark("Text of the note."))]
    at: options.At = None
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="note, need, proposal, inquiry, feedback, complaint")] = (
        "note"
    )
    channel: options.Channel = None
    incoming: options.In = False
    outgoing: options.Out = False
    no_answer: options.NoAnswer = False
    remarks: RemarksInput = RemarksInput()
    wake: contact_details.Wake = False


@app.command(
    "note",
    epilog=options.examples(
        "crm note Ann 'Prefers calls after 5 pm'",
        "crm note Ann 'Asked about financing' --kind inquiry --channel call --in",
        "crm note Ann 'Waiting for a quote' --concern price --competitor Northside --promise 'Parts list' --by friday",
        "crm note Ann 'No answer' --channel call --no-answer --at 'yesterday 15:00'",
    ),
)
@with_request(NoteRequest)
def note(request: NoteRequest) -> None:
    remarks = contact_details.understood(request.remarks, wake=request.wake)
    store = session.store()
    ref = lookup.one(store, request.customer, to_add=True)
    new = _understand(request)
    wakes = contact_details.waking(store, ref, remarks, asks=False)
    with store.change(t("note on {name}", name=ref.name)):
        no = writes.add_note(store, ref.no, new)
        contact_details.mark_note(store, no, remarks)
        also = contact_details.write(store, ref, remarks, new.at, wake=wakes)
    render.write_result([notes.note(store, no)], t("Noted {name}: {text} (n{no})", name=ref.name, text=new.text, no=no), also)


def _understand(request: NoteRequest) -> writes.NoteInput:
    return writes.NoteInput(
        note_text(request.text),
        kind=NOTE_KINDS.parse(request.kind),
        channel=channel_of(request.channel),
        direction=direction_of(request.incoming, request.outgoing, request.no_answer),
        at=moment(request.at),
    )
