"""What `crm node add` and `crm node edit` are asked: the requests of their options."""

from typing import Annotated, NamedTuple

import typer

from crmcli.core.choices import mark
from crmcli.terminal import options

Name = Annotated[str, typer.Argument(metavar="NODE", help=mark("Name of the node."))]
Stage = Annotated[str | None, typer.Option("--stage", metavar="5A", help="aware, appeal, ask, act, advocate")]


class AddNodeRequest(NamedTuple):
    """The options of `crm node add`, as typed."""

    name: Name
    pipeline: options.OfPipeline = None
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help="step, won, after")] = "step"
    stage: Stage = None
    at: Annotated[
        int | None, typer.Option("--at", metavar="POSITION", help=mark("Position, counted from 1 (default: the end)."))
    ] = None
    after: Annotated[str | None, typer.Option("--after", metavar="NODE", help=mark("Place it after this node."))] = None
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
        typer.Option("--days", metavar="N", help=mark("Normal number of days at this node, until your own history is known.")),
    ] = None
    matter: Annotated[list[str] | None, typer.Option("--topic", metavar="TEXT", help=mark("A detail to choose from."))] = None
    material: Annotated[
        list[str] | None, typer.Option("--material", metavar="TEXT", help=mark("A text, file or link to send."))
    ] = None
    question: Annotated[list[str] | None, typer.Option("--question", metavar="TEXT", help=mark("A question to ask."))] = None
    drop: Annotated[
        list[str] | None, typer.Option("--drop", metavar="TEXT", help=mark("A detail, material or question to remove."))
    ] = None
    outcome: Annotated[
        list[str] | None,
        typer.Option("--outcome", metavar="TEXT[=REACTION]", help=mark("A possible outcome: Pleased, or Pleased=positive.")),
    ] = None
    channel: Annotated[str | None, typer.Option("--channel", metavar="CHANNEL", help=mark("Usual channel of contact."))] = None
    incoming: options.In = False
    outgoing: options.Out = False
