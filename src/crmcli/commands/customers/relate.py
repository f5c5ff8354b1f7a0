"""crm relate."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.core.choices import mark
from crmcli.core.errors import NotFoundError
from crmcli.core.i18n import t
from crmcli.customers import lookup, relations
from crmcli.terminal import options, render, session, stream

app = options.group()


@app.command(
    "relate",
    epilog=options.examples(
        "crm relate Ann Dora --as reports_to",
        "crm relate Dora Ann --as decides_for",
        "crm relate Ann Carl --as family --remove",
    ),
)
def relate(
    customer: options.CustomerArgument,
    other: Annotated[str, typer.Argument(metavar="OTHER", help=mark("The other customer."))],
    kind: Annotated[
        str | None, typer.Option("--as", metavar="RELATION", help="reports_to, decides_for, family, referred_by")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help=mark("Remove this relation."))] = False,
) -> None:
    store = session.store()
    one, two = lookup.one(store, customer), lookup.one(store, other)
    code = relations.KINDS.parse(kind) if kind else _asked(f"{one.name} … {two.name}")
    standing = relations.find(store, one.no, two.no, code)
    sentence = relations.sentence(code, one.name, two.name)
    if remove:
        if standing is None:
            raise NotFoundError(t("Not recorded: {relation}.", relation=sentence), t("See: crm show c{no}", no=one.no))
        with store.change(t("removed: {relation}", relation=sentence)):
            relations.part(store, standing)
        render.write_result([standing], t("Removed: {relation}", relation=sentence))
    elif standing:
        stream.print_notice(t("Already recorded: {relation}", relation=sentence))
    else:
        with store.change(str(sentence)):
            relations.relate(store, one.no, two.no, code)
        render.write_result(
            relations.select(store, "r.no = :no", no=store.last_number("relations")), t("Recorded: {relation}", relation=sentence)
        )


def _asked(question: str) -> str:
    from crmcli.terminal import prompt

    prompt.require_person("--as reports_to|decides_for|family|referred_by")
    picked: str = prompt.menu(
        question, [(relations.KINDS.label(code), code) for code in relations.KINDS.codes()], None, needed=True
    )
    return picked
