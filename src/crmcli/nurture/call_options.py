"""The calls that a recall plans, as words on the command line: when, over how many days, what for."""

from typing import Annotated, NamedTuple

import typer

from crmcli.core.choices import mark
from crmcli.core.dates import date_parser
from crmcli.core.dates.when import When
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.followups import next_step_options
from crmcli.followups.model import TYPES
from crmcli.terminal import options
from crmcli.terminal.sanitize import clean_note

_TYPE = "nurture"


class CallPlan(NamedTuple):
    """When those of high intent are to be called: the first day, over how many days, with which words and type."""

    first: When
    days: int
    text: str
    type: str


class CallInput(NamedTuple):
    """The calls as typed."""

    plan: Annotated[
        str | None, typer.Option("--plan", metavar="WHEN", help=mark("Plan calls with those of high buying intent."))
    ] = None
    spread: Annotated[str | None, typer.Option("--spread", metavar="5d", help=mark("With --plan: spread over N days."))] = None
    text: options.For = None
    type_: options.Type = None

    def understood(self) -> CallPlan | None:
        """The calls that the words mean, or None. Raises UsageError for what does not fit."""
        if self.plan is None:
            if self.spread or self.text or self.type_:
                raise UsageError(t("A next step needs a day."), t("Add {option}.", option="--plan WHEN"))
            return None
        days = date_parser.parse_span(self.spread) if self.spread else 1
        words = clean_note(self.text or "") or t("Recall: ask how things are going")
        kind = TYPES.parse(self.type_) if self.type_ else _TYPE
        return CallPlan(next_step_options.future(self.plan), max(days, 1), words, kind)
