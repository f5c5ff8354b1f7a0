"""crm next."""

from typing import Annotated, NamedTuple

import typer

from crmcli.core.choices import mark
from crmcli.core.dates.date_parser import parse_span
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.customers import lookup
from crmcli.customers.refs import Ref
from crmcli.followups import followups, next_step_options
from crmcli.followups.model import Key
from crmcli.terminal import options, render, session
from crmcli.terminal.request import with_request

app = options.group()


class NextRequest(NamedTuple):
    """The options of `crm next`, as typed."""

    words: Annotated[
        list[str],
        typer.Argument(
            metavar="CUSTOMER WHEN [TEXT]", help=mark("Customer, day (tomorrow, 'next wed 9:30', 11-25, 2w) and what to do.")
        ),
    ]
    type_: options.Type = None
    every: Annotated[
        str | None,
        typer.Option("--every", metavar="RULE", help=mark("Repeat: every monday, the 1st and 15th, after 30d, FREQ=…")),
    ] = None
    where: options.Where = None
    spread: Annotated[
        str | None, typer.Option("--spread", metavar="5d", help=mark("With --where: spread over N days, most valuable first."))
    ] = None


@app.command(
    "next",
    epilog=options.examples(
        "crm next Ann tomorrow 'Send the quote'", "crm next Ben 'saturday 10am' 'Test drive' --type close", "crm next c12 2w",
        "crm next Ann friday 'Send samples' --every 'every 2 weeks'", "crm next c12 +3d 'Check in' --every 'after 30d'",
        "crm next --where 'tag:vip' 'next wednesday' 'Bring calendars' --spread 5d",
    ),
)  # fmt: skip
@with_request(NextRequest)
def next_step(request: NextRequest) -> None:
    if request.where is not None:
        _bulk(request, request.where)
        return
    if request.spread is not None:
        raise UsageError(t("--spread needs --where."), t("Add {option}.", option="--where FILTER"))
    customer, *rest = request.words
    when, text = _split(rest, "WHEN")
    store = session.store()
    day, what = next_step_options.day_and_text(when, text)
    ref = lookup.one(store, customer, to_add=True)
    with store.change(t("next step of {name}", name=ref.name)):
        one = next_step_options.plan_on(store, ref.no, day, what, request.type_, request.every)
    if request.every:
        next_step_options.tell_off_rule(request.every, [day])
    said = t("Planned {name} → {said} (f{no})", name=ref.name, said=one.said(), no=one.no)
    render.write_result([followups.step(store, Key.of_step(one.no))], said)


def _split(words: list[str], wanted: str) -> tuple[str, str]:
    if not words:
        raise UsageError(t("{word} is missing.", word=wanted), t("Write it like {example}", example="crm next 张三 明天 发报价"))
    if len(words) > 2:  # noqa: PLR2004
        raise UsageError(
            t("Unexpected arguments: {words}", words=" ".join(words[2:])),
            t("Quote anything that contains spaces: 'tomorrow 9am'."),
        )
    return words[0], words[1] if len(words) > 1 else ""


def _bulk(request: NextRequest, where: str) -> None:
    """One change for all; the first day gets the most worth."""
    from crmcli.followups import bulk_scheduling

    (when, text), days = _split(request.words, "WHEN"), parse_span(request.spread) if request.spread else 1
    store = session.store()
    people = bulk_scheduling.customers(store, where)
    if not people:
        render.write_unchanged(t("No customers match {filter}.", filter=where))
        return
    on = bulk_scheduling.days(store, next_step_options.future(when), len(people), max(days, 1))
    with store.change(t("next steps, customers: {count}", count=len(people))):
        planned = [
            next_step_options.plan_on(store, ref.no, day, text, request.type_, request.every).no
            for ref, day in zip(people, on, strict=True)
        ]
    if request.every:
        next_step_options.tell_off_rule(request.every, on)
    render.write_result(
        [followups.step(store, Key.of_step(no)) for no in planned], _said(people, planned, [on[0].text, on[-1].text])
    )


def _said(people: list[Ref], planned: list[int], span: list[str]) -> str:
    return t(
        "Planned customers: {count} → {first} to {last} (f{low} to f{high})",
        count=len(people), first=span[0], last=span[1], low=planned[0], high=planned[-1],
    )  # fmt: skip
