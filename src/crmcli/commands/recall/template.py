"""crm template: messages kept for later."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.core.choices import mark
from crmcli.core.i18n import t
from crmcli.nurture import dormant, recall_queries
from crmcli.nurture.message_templates import example, greeting
from crmcli.terminal import options, render, session
from crmcli.terminal.sanitize import clean_note, validate_text

GROUP = True
app = options.group()


@app.command(
    "add",
    help=t("Save a message. {example} is a placeholder; the text after the bar is the fallback.", example=example()),
    epilog=options.examples(
        "crm template add winter 'Dear {{name|customer}}, the trade-in bonus is back. Shall I run the numbers for you?'",
        "crm template add hello 'Hello {{name}}, is {{Current supplier|your supplier}} still serving you well?'",
    ),
)
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help=mark("Name of the message."))],
    text: Annotated[str, typer.Argument(metavar="TEXT", help=mark("Text with placeholders."))],
) -> None:
    store, called = session.store(), validate_text(name, t("Template"))
    words = clean_note(text) or validate_text(text, t("The message"))
    dormant.resolved(store, words)
    with store.change(t("template {name}", name=called)):
        kept = recall_queries.keep_template(store, called, words)
    render.write_result([kept], t("Saved message {name}. Use it: crm recall --template {name} --to FILE", name=called))


@app.command("list", help=mark("List saved messages."), epilog=options.examples("crm template list"))
def list_templates() -> None:
    table = [render.Column(t("Template"), lambda one: one.name), render.Column(t("Message"), lambda one: one.text, flexible=True)]
    render.report(
        recall_queries.templates(session.store()),
        table=table,
        empty=render.empty_state(t("No messages saved yet."), f"crm template add NAME {greeting()}"),
    )


@app.command("rm", help=mark("Remove messages."), epilog=options.examples("crm template rm winter"))
def rm(names: Annotated[list[str], typer.Argument(metavar="NAME…", help=mark("Name of the message."))]) -> None:
    store = session.store()
    found = list({one.no: one for one in (recall_queries.template(store, name) for name in names)}.values())
    listed = ", ".join(one.name for one in found)
    with store.change(t("remove template {name}", name=listed)):
        for one in found:
            recall_queries.remove_template(store, one)
    render.write_result(found, t("Removed {names}", names=listed))
