"""What `crm recall` is asked: the request of its options."""

from typing import Annotated, NamedTuple

import typer

from crmcli.core.choices import mark
from crmcli.core.i18n import t
from crmcli.nurture.call_options import CallInput
from crmcli.nurture.message_delivery import Place
from crmcli.nurture.message_templates import example
from crmcli.terminal import options


class RecallRequest(NamedTuple):
    """The options of `crm recall`, as typed."""

    words: Annotated[
        list[str] | None, typer.Argument(metavar="FILTER", help=mark("Only those matching the filter, as in crm list."))
    ] = None
    silent: Annotated[
        str,
        typer.Option(
            "--silent",
            metavar="60d",
            help=mark("Silent: no contact, order or next step for this long; off: parked customers only."),
        ),
    ] = "60d"
    lost: Annotated[bool, typer.Option("--lost", help=mark("Include lost customers."))] = False
    again: Annotated[bool, typer.Option("--again", help=mark("Include those recalled within 30 days."))] = False
    calls: CallInput = CallInput()
    message: Annotated[
        str | None,
        typer.Option(
            "--message", metavar="TEXT", help=t("Message for the others, with placeholders like {example}.", example=example())
        ),
    ] = None
    template: Annotated[
        str | None, typer.Option("--template", metavar="NAME", help=mark("Message saved with crm template add."))
    ] = None
    place: Place = Place()
    rate: Annotated[bool, typer.Option("--rate", help=mark("Show how many of those recalled came back within 30 days."))] = False
    limit: options.Limit = None
