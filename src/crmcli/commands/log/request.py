"""What `crm log` is asked: the request of its options, and the touch that it means."""

from typing import Annotated, NamedTuple

import typer

from crmcli.core.choices import mark
from crmcli.customers import newcomers
from crmcli.customers.contact_options import channel_of, direction_of, moment
from crmcli.followups.next_step_options import NextStepInput
from crmcli.pipelines import contact_details, deal_selection, pipelines
from crmcli.pipelines.contact_details import Remarks, RemarksInput
from crmcli.pipelines.pipelines import Pipeline
from crmcli.pipelines.qualification_options import QualificationInput
from crmcli.pipelines.touches import TouchInput
from crmcli.storage.store import Store
from crmcli.terminal import options, session
from crmcli.terminal.sanitize import clean_note
from crmcli.terminal.standard_input import text_or_input

Matter = Annotated[str | None, typer.Option("--about", metavar="TEXT", help=mark("What it was about."))]
OutcomeText = Annotated[
    str | None,
    typer.Option("--outcome", metavar="TEXT", help=mark("How it went."), autocompletion=deal_selection.complete_outcomes),
]
Note = Annotated[str | None, typer.Option("--note", metavar="TEXT", help=mark("Free-text note."))]
DealName = Annotated[
    str | None,
    typer.Option(
        "--deal",
        metavar="NAME",
        help=mark("Name of the deal, if the customer has several."),
        autocompletion=deal_selection.complete,
    ),
]


def node_names(incomplete: str) -> list[str]:
    """Completion: the nodes of the pipeline in use."""
    store = session.store()
    return [node.name for node in pipelines.nodes(store, pipelines.current(store)) if node.name.startswith(incomplete)]


class LogRequest(NamedTuple):
    """The options of `crm log`, as typed; its menu answers in the same fields."""

    customer: Annotated[
        str | None, typer.Argument(metavar="[CUSTOMER]", help=mark("Customer; without it, you are asked for one after another."))
    ] = None
    node: Annotated[
        str | None, typer.Argument(metavar="[NODE]", help=mark("Node; without it, a menu asks."), autocompletion=node_names)
    ] = None
    at: options.At = None
    matter: Matter = None
    note: Note = None
    channel: options.Channel = None
    incoming: options.In = False
    outgoing: options.Out = False
    no_answer: options.NoAnswer = False
    qualification: QualificationInput = QualificationInput()
    remarks: RemarksInput = RemarksInput()
    wake: contact_details.Wake = False
    next_step: NextStepInput = NextStepInput()
    deal: DealName = None
    pipeline: options.OfPipeline = None
    outcome: OutcomeText = None
    done: Annotated[
        list[str] | None,
        typer.Option("--done", metavar="KEY", help=mark("The planned step this was (key from crm due); marks it done.")),
    ] = None
    end_steps: options.EndSteps = False
    new: newcomers.New = False
    phone: newcomers.Phone = None
    company: newcomers.Company = None


class TouchRequest(NamedTuple):
    """A touch that is to be recorded: the options, and what its words mean, whoever the customer is."""

    request: LogRequest
    pipeline: Pipeline
    touch: TouchInput
    remarks: Remarks
    newcomer: newcomers.Newcomer | None = None


def understand(store: Store, request: LogRequest) -> TouchRequest:
    """The touch that a request asks for. What is wrong with one of its options is said here, before anything is asked."""
    remarks = contact_details.understood(request.remarks, wake=request.wake)
    touch = TouchInput(
        at=moment(request.at),
        matter=clean_note(request.matter or "") or None,
        outcome=clean_note(request.outcome or "") or None,
        note=clean_note(text_or_input(request.note or "")) or None,
        channel=channel_of(request.channel),
        direction=direction_of(request.incoming, request.outgoing, request.no_answer),
        deal=request.deal,
        reaction=remarks.reaction,
        product=remarks.product,
    )
    return TouchRequest(request, pipelines.choose(store, request.pipeline), touch, remarks)
