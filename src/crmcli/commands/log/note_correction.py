"""Correcting a note: what the options say, and the form."""

from __future__ import annotations

from crmcli.commands.log.correction import EditRequest, Kind, Values, said, typed, when
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.core.text import snippet
from crmcli.customers import notes
from crmcli.customers.contact_options import moment, note_text
from crmcli.customers.vocabulary import NOTE_KINDS
from crmcli.sales import orders
from crmcli.storage.store import Store

_OF_TOUCHES = ("matter", "outcome", "deal", "pipeline")


def _values(_store: Store, _found: notes.Note, given: EditRequest) -> Values:
    if foreign := next((key for key in _OF_TOUCHES if getattr(given, key) is not None), None):
        raise UsageError(
            t("A note does not have {option}.", option=f"--{foreign}"),
            t("Only touches (t5) have node, matter, outcome and deal."),
        )
    if given.text is not None and given.note is not None:
        raise UsageError(t("TEXT and --note both give the text."), t("Omit one of them."))
    text = given.text if given.text is not None else given.note
    values = said(given, {})
    if given.kind is not None:
        values["kind"] = NOTE_KINDS.parse(given.kind)
    return values if text is None else values | {"text": note_text(text)}


def _form(_store: Store, found: notes.Note) -> Values:
    """On a terminal: text and time, Enter keeps what stands there."""
    from crmcli.terminal import prompt

    prompt.require_person("TEXT, --at, --kind, --channel, …")
    before, at = found.text.replace("\n", " "), typed(found.at)
    text = prompt.text(t("Note:"), default=before, check=note_text, needed=True, edited=True)
    then = prompt.text(t("When?"), default=at, check=moment)
    return ({"text": note_text(text)} if text != before else {}) | ({"at": moment(then)} if then != at else {})


def _words(one: notes.Note) -> str:
    return snippet(one.text, "")


def _edit(store: Store, no: int, values: Values) -> None:
    notes.edit(store, no, orders.number_product(store, values))


KIND = Kind(
    notes.note, _values, _form, _edit, notes.remove,
    lambda no: t("edit note n{no}", no=no),
    lambda one: t("Corrected n{no}: {name}, {when}: {text}", no=one.no, name=one.customer.name, when=when(one.at),
        text=_words(one)),
    lambda one: f"n{one.no} ({one.customer.name}: {_words(one)}, {when(one.at)})",
)  # fmt: skip
