"""crm touch: correct or remove a recorded touch, or a note."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from crmcli.commands.log import note_correction, touch_correction
from crmcli.commands.log.correction import EditRequest
from crmcli.core import ids
from crmcli.core.choices import mark
from crmcli.core.errors import NotFoundError
from crmcli.core.i18n import t
from crmcli.customers import notes
from crmcli.customers.effects import Kept
from crmcli.storage.store import Store
from crmcli.terminal import options, prompt, render, session, stream
from crmcli.terminal.request import with_request

GROUP = True
app = options.group()
_KINDS = {"t": touch_correction.KIND, "n": note_correction.KIND}


def _found(store: Store, word: str) -> tuple[str, Any]:
    """The letter of what `word` names, and the touch or note itself; a bare number is a touch."""
    letter = "n" if word.strip()[:1] in ("n", "N") else "t"
    number = ids.parse_number(word, letter)
    if number is None:
        hint = t("Write t5 or 5 for a touch, n7 for a note; see crm timeline CUSTOMER.")
        raise NotFoundError(t("{word!r} is not a touch or a note.", word=word), hint)
    return letter, _KINDS[letter].find(store, number)


@app.command(
    "edit",
    help=mark("Correct a touch or note; an empty text clears a value."),
    epilog=options.examples(
        "crm touch edit t5 --at 'yesterday 15:00'",
        "crm touch edit 5 Quotation --about Financing --note ''",
        "crm touch edit n7 'Wants it in white' --channel call --in",
    ),
)
@with_request(EditRequest)
def edit(request: EditRequest) -> None:
    store = session.store()
    letter, found = _found(store, request.number)
    kind_ = _KINDS[letter]
    values = kind_.values(store, found, request) or kind_.form(store, found)
    if not values:
        stream.print_notice(t("Nothing to change."))
        return
    with store.change(kind_.edited(found.no)):
        kind_.edit(store, found.no, values)
    after = kind_.find(store, found.no)
    render.write_result([after], kind_.corrected(after))


@app.command(
    "rm",
    help=mark("Remove a touch or note."),
    epilog=options.examples("crm touch rm t5 --yes", "crm touch rm n7 --yes", "crm undo"),
)
def rm(
    numbers: Annotated[list[str], typer.Argument(metavar="NO…", help=mark("One or more: t5 or 5 for a touch, n7 for a note."))],
) -> None:
    store = session.store()
    found = {(letter, one.no): one for letter, one in (_found(store, word) for word in numbers)}
    names = ", ".join(_KINDS[letter].named(one) for (letter, _no), one in found.items())
    prompt.require_consent(t("This removes {names}.", names=names))
    also = {
        (kept.kind, kept.record.code, kept.no): kept
        for (letter, _no), one in found.items()
        for kept in _beside(store, letter, one)
    }
    with store.change(t("remove {name}", name=names)):
        for letter, no in found:
            _KINDS[letter].remove(store, no)
    render.write_result(list(found.values()), t("Removed {names}", names=names), list(also.values()))


def _beside(store: Store, letter: str, one: Any) -> list[Kept]:
    return notes.beside(store, one.customer.no, one.at, one.no if letter == "n" else None)
