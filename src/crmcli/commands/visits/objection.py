"""crm objection: the seller's own book of objections and of what answered them."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.core import clock
from crmcli.core.choices import mark, parse_optional
from crmcli.core.errors import NotFoundError
from crmcli.core.i18n import t
from crmcli.customers import lookup
from crmcli.terminal import options, prompt, render, session
from crmcli.terminal.sanitize import validate_text
from crmcli.visits import objections
from crmcli.visits.vocabulary import OBJECTIONS

GROUP = True
app = options.group()
Kind = Annotated[str, typer.Argument(metavar="KIND", help="price, timing, trust, need, authority")]


@app.command(
    "add",
    help=mark("Add an objection and the fact or case that answered it; repeating it counts as a use."),
    epilog=options.examples(
        "crm objection add price 'Cheaper elsewhere' --answer 'Three-year warranty' --customer Ann",
        "crm objection add trust 'Never heard of you'",
    ),
)
def add(
    kind: Kind,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=mark("What they said."))],
    answer: Annotated[str | None, typer.Option("--answer", metavar="TEXT", help=mark("Fact or case that answered it."))] = None,
    customer: Annotated[str | None, typer.Option("--customer", metavar="CUSTOMER", help=mark("Who said it."))] = None,
) -> None:
    store = session.store()
    code, said = OBJECTIONS.parse(kind), validate_text(text, t("The objection"))
    fact = validate_text(answer, "--answer") if answer is not None else None
    ref = lookup.one(store, customer) if customer else None
    with store.change(t("objection: {text}", text=said)):
        no = objections.add(store, code, said, fact, ref.no if ref else None)
    found = objections.entry(store, no)
    render.write_result([found], t("Saved: {kind} '{text}', uses: {uses}", kind=found.kind.label, text=said, uses=found.uses))


@app.command(
    "list",
    help=mark("List objections, best answers first."),
    epilog=options.examples("crm objection list", "crm objection list warranty", "crm objection list --kind price -o json"),
)
def list_objections(
    text: Annotated[str | None, typer.Argument(metavar="[TEXT]", help=mark("Only those containing these words."))] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help="price, timing, trust, need, authority")] = None,
    limit: options.Limit = None,
) -> None:
    found = objections.book(session.store(), parse_optional(OBJECTIONS, kind))
    found = objections.holding(found, text)[:limit] if text else found[:limit]
    table = [
        render.Column(t("No"), lambda one: one.no, right=True),
        render.Column(t("Kind"), lambda one: one.kind.label),
        render.Column(t("Objection"), lambda one: one.text, flexible=True),
        render.Column(t("Answer"), lambda one: one.answer or (t("no answer yet"), "yellow"), flexible=True),
        render.Column(t("Uses"), lambda one: one.uses, right=True),
        render.Column(t("Last"), lambda one: f"{clock.from_utc_text(one.last_at):%Y-%m-%d}"),
    ]
    nothing = t("No objections match.") if text or kind else t("No objections yet.")
    empty = render.empty_state(nothing, t("crm objection add price 'Too expensive' --answer …"))
    render.report(found, table=table, empty=empty)


@app.command("rm", help=mark("Remove objections with all their uses."), epilog=options.examples("crm objection rm 3 --yes"))
def rm(numbers: Annotated[list[str], typer.Argument(metavar="NO…", help=mark("Numbers from crm objection list."))]) -> None:
    store = session.store()
    found = list({one.no: one for one in (objections.entry(store, _number(word)) for word in numbers)}.values())
    names = ", ".join(f"{one.kind.label} '{one.text}'" for one in found)
    prompt.require_consent(t("This removes {names}.", names=names))
    with store.change(t("remove objection {names}", names=names)):
        for one in found:
            objections.remove(store, one)
    render.write_result(found, t("Removed {names}", names=names))


def _number(word: str) -> int:
    if not word.isascii() or not word.isdigit():
        raise NotFoundError(t("There is no objection {no}.", no=word), t("See them: crm objection list"))
    return int(word)
