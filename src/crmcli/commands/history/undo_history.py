"""crm undo, crm history."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.commands.history import change_subjects
from crmcli.core import clock, ids
from crmcli.core.choices import Instant, mark
from crmcli.core.errors import NotFoundError, RefusedError, UsageError
from crmcli.core.i18n import t
from crmcli.storage import journal
from crmcli.storage.journal import ChangeRow
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session, stream

app = options.group()


def _row(change: journal.Change, teller: change_subjects.Teller, kept: list[journal.Kept] | None = None) -> ChangeRow:
    names = [f"{one.table} {one.row_no}" + (f".{one.field}" if one.field else "") for one in kept or []]
    return ChangeRow(
        change.no, change.uid, Instant(change.at), change.label, change.undoes, change.undone, names, teller.of(change)
    )


def _columns() -> list[render.Column]:
    return [
        render.Column(t("No"), lambda one: f"u{one.no}", right=True),
        render.Column(t("When"), lambda one: f"{clock.from_utc_text(one.at):%Y-%m-%d %H:%M}"),
        render.Column(t("Change"), lambda one: (_said(one), "dim") if one.undone else _said(one), flexible=True),
        render.Column("", lambda one: t("undone") if one.undone else ""),
    ]


def _rows(store: Store, limit: int, customer: int | None = None) -> list[ChangeRow]:
    teller = change_subjects.Teller(store)
    return [_row(one, teller) for one in journal.recent(store.db, limit, customer)]


def _said(one: ChangeRow) -> str:
    """`next step of Ann: Call about the offer (12-01)`."""
    return f"{one.label}{t(': ')}{one.about}" if one.about else one.label


@app.command(
    "undo",
    epilog=options.examples("crm undo", "crm undo --list", "crm undo u12      (undoing an undo is redo)"),
)
def undo(
    change: Annotated[
        str | None, typer.Argument(metavar="[CHANGE]", help=mark("Number such as u12 (default: the last change)."))
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help=mark("List what can be undone."))] = False,
) -> None:
    store = session.store()
    if listed:
        render.report(_rows(store, 20), table=_columns(), empty=t("There is nothing to undo."))
        return
    found = journal.latest(store.db) if change is None else journal.change(store.db, _number(change))
    if found.undone:
        raise RefusedError(
            t("u{number} is already undone.", number=found.no), t("To redo it, undo its undo; see crm undo --list")
        )
    with store.change(t("undo: {label}", label=found.label), undoes=found.no) as number:
        kept = store.undo(found.no)
    redo = f"crm undo u{number}"
    teller = change_subjects.Teller(store)
    sentence = t("Undone: {label} (u{number}) · redo: {redo}", label=_said(_row(found, teller)), number=found.no, redo=redo)
    render.write_result([_row(journal.change(store.db, number), teller, kept)], sentence, way_back="")
    for one in kept:
        name = f"{journal.name_of(one.table)} {one.row_no}" + (f" {one.field}" if one.field else "")
        stream.print_notice(t("Kept, because it was changed later: {name}", name=name))


def _number(text: str) -> int:
    number = ids.parse_number(text, "u")
    if number is None:
        raise UsageError(t("{value!r} is not a change number.", value=text), t("Write it like {example}", example="u12"))
    return number


@app.command("history", epilog=options.examples("crm history", "crm history Ann --limit 5"))
def history(
    customer: Annotated[str | None, typer.Argument(metavar="[CUSTOMER]", help=mark("Only changes to this customer."))] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help=mark("Show at most N."))] = 50,
) -> None:
    store = session.store()
    number = None
    if customer is not None:
        number = _customer(customer)
    render.report(
        _rows(store, limit, number),
        table=_columns(),
        params={"customer": number, "limit": limit},
        empty=t("No changes yet."),
    )


def _customer(word: str) -> int:
    """The customer's number; one who was removed can still be named by it."""
    from crmcli.customers import lookup

    try:
        return lookup.one(session.store(), word).no
    except NotFoundError:
        number = ids.parse_number(word, "c")
        if number is None:
            raise
        return number
