"""What `crm visit record` is asked: the request of its options, and the outcome that it means."""

from typing import Annotated, NamedTuple

import typer

from crmcli.core.choices import mark, parse_optional
from crmcli.customers import lead_quality
from crmcli.customers.contact_options import moment
from crmcli.followups.next_step_options import NextStepInput
from crmcli.pipelines import contact_details
from crmcli.pipelines.contact_details import RemarksInput
from crmcli.storage.store import Store
from crmcli.terminal import options
from crmcli.terminal.sanitize import clean_note
from crmcli.visits import visit_outcome
from crmcli.visits.visit_outcome import VisitOutcome
from crmcli.visits.vocabulary import CLOSINGS

Many = list[str] | None
Who = Annotated[
    str, typer.Argument(metavar="CUSTOMER|COMPANY", help=mark("Customer to visit; for a company, the decision maker."))
]
Purpose = Annotated[
    str | None,
    typer.Option("--purpose", metavar="PURPOSE", help="sign, relation, progress, solution, research"),
]


class RecordRequest(NamedTuple):
    """The options of `crm visit record`, as typed; its menu answers in the same fields."""

    customer: Who
    visit: Annotated[str | None, typer.Argument(metavar="[VISIT]", help=mark("Planned visit, v3 or 3."))] = None
    result: Annotated[str | None, typer.Option("--result", metavar="TEXT", help=mark("Note on how it went."))] = None
    at: options.At = None
    purpose: Purpose = None
    learned: Annotated[
        Many,
        typer.Option("--learned", metavar="KEY=VALUE", help=mark("A profile field or topic of the sheet (repeatable).")),
    ] = None
    has: Annotated[Many, typer.Option("--has", metavar="SIGN", help=mark("A sign that applies, such as need (repeatable)."))] = (
        None
    )
    lacks: Annotated[Many, typer.Option("--lacks", metavar="SIGN", help=mark("A sign that does not apply (repeatable)."))] = None
    remarks: RemarksInput = RemarksInput()
    closing: Annotated[
        str | None, typer.Option("--closing", metavar="METHOD", help="trial, assumptive, alternative, incentive")
    ] = None
    wake: contact_details.Wake = False
    next_step: NextStepInput = NextStepInput()

    def says_something(self) -> bool:
        """Whether the options say what the visit brought, so that nothing is asked."""
        told = self.result, self.learned, self.has, self.lacks, self.closing, self.next_step.next_on
        remarks = self.remarks
        return any((*told, remarks.worry, remarks.rival, remarks.promise, remarks.reaction, remarks.product))


def understand(store: Store, request: RecordRequest) -> VisitOutcome:
    """The outcome that the words mean. Raises UsageError for a value that does not fit."""
    return VisitOutcome(
        remarks=contact_details.understood(request.remarks, wake=request.wake),
        at=moment(request.at),
        result=clean_note(request.result or ""),
        closing=parse_optional(CLOSINGS, request.closing),
        learned=visit_outcome.learned(store, request.learned or ()),
        signs=lead_quality.parse(request.has or (), request.lacks or (), ()),
        next_step=request.next_step,
    )
