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
        list[str] | None, typer.Argument(metavar="FILTER", help=mark("Only those the filter selects, as in crm list."))
    ] = None
    silent: Annotated[
        str,
        typer.Option(
            "--silent",
            metavar="60d",
            help=mark("Silent: no contact and no order for so long, and no next step; off: only who rests."),
        ),
    ] = "60d"
    lost: Annotated[bool, typer.Option("--lost", help=mark("Lost customers too."))] = False
    again: Annotated[bool, typer.Option("--again", help=mark("Those too who were recalled within 30 days."))] = False
    calls: CallInput = CallInput()
    message: Annotated[
        str | None,
        typer.Option(
            "--message", metavar="TEXT", help=t("The message for the others, with places like {example}.", example=example())
        ),
    ] = None
    template: Annotated[
        str | None, typer.Option("--template", metavar="NAME", help=mark("A message kept with crm template add."))
    ] = None
    place: Place = Place()
    rate: Annotated[bool, typer.Option("--rate", help=mark("How many of those recalled came back within 30 days."))] = False
    limit: options.Limit = None
