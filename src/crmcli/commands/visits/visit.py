"""crm visit: prepare a visit, record what it brought, list them."""

from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from crmcli.commands.visits.request import Purpose, RecordRequest, Who, understand
from crmcli.core.choices import mark, parse_optional
from crmcli.core.i18n import t
from crmcli.customers.refs import Ref
from crmcli.customers.vocabulary import VISIT_PURPOSES
from crmcli.pipelines import contact_details
from crmcli.storage.store import Store
from crmcli.terminal import options, prompt, render, session
from crmcli.terminal.request import with_request
from crmcli.visits import prep_facts, prep_sheet, prep_sheet_output, visit_lookup, visit_outcome, visits
from crmcli.visits.model import Visit
from crmcli.visits.visit_outcome import VisitOutcome

GROUP = True
app = options.group()

File = Annotated[Path | None, typer.Argument(metavar="[FILE]", help=mark("Output file; its extension sets the format."))]
Format = Annotated[str | None, typer.Option("--format", metavar="FORM", help="text, md, html")]


class PlanRequest(NamedTuple):
    """The options of `crm visit plan`, as typed."""

    customer: Who
    file: File = None
    purpose: Purpose = None
    on: Annotated[str | None, typer.Option("--on", metavar="WHEN", help=mark("Date; also plans a next step."))] = None
    form: Format = None


@app.command(
    "plan",
    help=mark("Plan a visit and print its prep sheet; unknowns become blanks and questions."),
    epilog=options.examples(
        "crm visit plan Ann --purpose sign --on 'next wednesday 14:00'",
        "crm visit plan Acme visit.html --purpose solution",
        "crm visit plan c12 --purpose research --format md > sheet.md",
    ),
)
@with_request(PlanRequest)
def plan(request: PlanRequest) -> None:
    store = session.store()
    ref = visit_lookup.customer(store, request.customer)
    place = prep_sheet_output.place(request.file, request.form)
    code = visit_lookup.purpose(request.purpose)
    with store.change(t("plan a visit to {name}", name=ref.name)):
        no, also = visits.plan(store, ref, code, request.on)
        visit = visits.visit(store, no)
        prepared = _prepared(store, visit)
        prep_sheet_output.write(prepared, place)  # a full disk keeps neither sheet nor visit
    sentence = t("Visit to {name} planned: {purpose} (v{no})", name=ref, purpose=visit.purpose.label, no=no)
    prep_sheet_output.tell(prepared, place, sentence, also)


@app.command(
    "sheet",
    help=mark("Print the prep sheet of a planned visit again, up to date."),
    epilog=options.examples("crm visit sheet v3", "crm visit sheet Ann visit.html"),
)
def sheet(
    visit: Annotated[str, typer.Argument(metavar="VISIT|CUSTOMER", help=mark("Visit number, v3 or 3, or the customer."))],
    file: File = None,
    form: Format = None,
) -> None:
    store = session.store()
    place = prep_sheet_output.place(file, form)
    prepared = _prepared(store, visit_lookup.visit(store, visit))
    prep_sheet_output.write(prepared, place)
    prep_sheet_output.tell(prepared, place)


def _prepared(store: Store, visit: Visit) -> tuple[Visit, tuple[Any, ...]]:
    return visit, prep_sheet.sheet(prep_facts.gather(store, visit.customer), visit.purpose.code)


@app.command(
    "record",
    help=mark("Record the results of a visit as one change."),
    epilog=options.examples(
        "crm visit record Ann      (a menu)",
        "crm visit record Ann --result 'Delivery agreed' --learned suppliers=Acme --has need --concern price --closing trial",
        (
            "crm visit record Ann v3 --result 'Agreed to a trial' --promise 'Parts list' --by friday --next "
            "'next wednesday' --for 'Bring samples'"
        ),
    ),
)
@with_request(RecordRequest)
def record(request: RecordRequest) -> None:
    store = session.store()
    ref = visit_lookup.customer(store, request.customer)
    outcome = understand(store, request)
    planned = visit_lookup.planned(store, ref, request.visit, parse_optional(VISIT_PURPOSES, request.purpose))
    code = planned.purpose.code if planned else visit_lookup.purpose(request.purpose)
    if not request.says_something():
        from crmcli.commands.visits import menu

        outcome = understand(store, menu.complete(store, ref, request))
    _write(store, ref, planned, code, outcome)


def _write(store: Store, ref: Ref, planned: Visit | None, purpose: str, outcome: VisitOutcome) -> None:
    wake = contact_details.waking(store, ref, outcome.remarks, asks=False)
    with store.change(t("visit to {name}", name=ref.name)):
        no, also = visit_outcome.write(store, ref, planned, purpose, outcome, wake=wake)
    done = visits.visit(store, no)
    said = t("Visit to {name} recorded: {purpose} (v{no})", name=ref.name, purpose=done.purpose.label, no=no)
    render.write_result([done], said, also)


@app.command(
    "list",
    help=mark("List planned visits by date, then past ones, newest first."),
    epilog=options.examples("crm visit list", "crm visit list Ann", "crm visit list --planned --purpose sign"),
)
def list_visits(
    customer: Annotated[
        str | None, typer.Argument(metavar="[CUSTOMER|COMPANY]", help=mark("Only visits to this customer."))
    ] = None,
    purpose: Purpose = None,
    planned: Annotated[bool, typer.Option("--planned", help=mark("Only planned ones."))] = False,
    limit: options.Limit = None,
) -> None:
    store, code = session.store(), parse_optional(VISIT_PURPOSES, purpose)
    people = visit_lookup.people(store, customer) if customer else None
    found = [
        one for one in visits.select(store)
        if (people is None or one.customer in people) and code in (None, one.purpose.code) and not (planned and one.recorded_at)
    ]  # fmt: skip
    table = [
        render.Column(t("No"), lambda one: f"v{one.no}"),
        render.Column(t("Day"), visit_lookup.day),
        render.Column(t("Customer"), lambda one: str(one.customer), flexible=True),
        render.Column(t("Purpose"), lambda one: one.purpose.label),
        render.Column(
            t("Result"), lambda one: (one.result or "") if one.recorded_at else (t("planned"), "yellow"), flexible=True
        ),
    ]
    empty = render.empty_state(t("No visits."), "crm visit plan CUSTOMER --purpose sign")
    render.report(found[:limit], table=table, empty=empty)


@app.command("rm", help=mark("Remove a visit; its note and next step stay."), epilog=options.examples("crm visit rm v3 --yes"))
def rm(numbers: Annotated[list[str], typer.Argument(metavar="VISIT…", help=mark("One or more visits, v3 or 3."))]) -> None:
    store = session.store()
    found = list({one.no: one for one in (visit_lookup.numbered(store, word) for word in numbers)}.values())
    names = ", ".join(f"v{one.no} ({one.customer.name}, {one.purpose.label})" for one in found)
    prompt.require_consent(t("This removes {names}.", names=names))
    with store.change(t("remove visit {names}", names=names)):
        for one in found:
            visits.remove(store, one.no)
    render.write_result(found, t("Removed {names}", names=names))
