"""What `crm node add` and `crm node edit` are asked: the requests of their options."""

from typing import Annotated, NamedTuple

import typer

from crmcli.core.choices import mark
from crmcli.terminal import options

Name = Annotated[str, typer.Argument(metavar="NODE", help=mark("The node, in either language."))]
Stage = Annotated[str | None, typer.Option("--stage", metavar="5A", help="aware, appeal, ask, act, advocate")]


class AddNodeRequest(NamedTuple):
    """The options of `crm node add`, as typed."""

    name: Name
    pipeline: options.OfPipeline = None
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help="step, won, after")] = "step"
    stage: Stage = None
    at: Annotated[int | None, typer.Option("--at", metavar="POSITION", help=mark("Its place, counted from 1; else the end."))] = (
        None
    )
    after: Annotated[str | None, typer.Option("--after", metavar="NODE", help=mark("Behind this node."))] = None
    channel: options.Channel = None
    incoming: options.In = False
    outgoing: options.Out = False


class EditNodeRequest(NamedTuple):
    """The options of `crm node edit`, as typed."""

    node: Name
    pipeline: options.OfPipeline = None
    role: Annotated[str | None, typer.Option("--role", metavar="ROLE", help="step, won, after")] = None
    stage: Stage = None
    days: Annotated[
        str | None,
        typer.Option("--days", metavar="N", help=mark("How long a customer normally stays, until your own history tells.")),
    ] = None
    matter: Annotated[list[str] | None, typer.Option("--topic", metavar="TEXT", help=mark("A detail to pick from."))] = None
    material: Annotated[
        list[str] | None, typer.Option("--material", metavar="TEXT", help=mark("A text, file or link to hand over."))
    ] = None
    question: Annotated[list[str] | None, typer.Option("--question", metavar="TEXT", help=mark("A question to ask."))] = None
    drop: Annotated[
        list[str] | None, typer.Option("--drop", metavar="TEXT", help=mark("A detail, material or question to drop."))
    ] = None
    outcome: Annotated[
        list[str] | None,
        typer.Option("--outcome", metavar="TEXT[=REACTION]", help=mark("How a contact may go: Pleased, or Pleased=positive.")),
    ] = None
    channel: Annotated[
        str | None, typer.Option("--channel", metavar="CHANNEL", help=mark("How a contact there usually happens."))
    ] = None
    incoming: options.In = False
    outgoing: options.Out = False
