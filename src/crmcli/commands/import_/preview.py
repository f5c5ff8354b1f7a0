"""What an import would do, for a person: what each column means, the first rows as understood, and what is wrong."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator

from crmcli.core.i18n import listed, t
from crmcli.core.sentence import Sentence
from crmcli.importing import column_mapping
from crmcli.importing.formats.format_table import reader_of
from crmcli.importing.model import Difference, Import, Reject
from crmcli.terminal import key_value_view, render, serialize

_SHOWN = 20  # differences
_NAMED = 10  # lines of expenses, of which a bill has hundreds


def draw(found: Import, name: str, sentence: str, *, tolerant: bool) -> None:
    """The whole rehearsal of the file called `name`; where not `tolerant`, bad rows keep all others out."""
    place_name = reader_of(found.format).place_name
    delimiter = {"\t": "tab"}.get(found.delimiter, found.delimiter)
    words = {"kind": found.kind.label, "encoding": found.encoding, "delimiter": delimiter}
    head = t("{file}: {kind}, {encoding}, delimiter {delimiter}", file=name, **words)
    render.print_line(head if delimiter else t("{file}: {kind}, {encoding}", file=name, **words), "bold")
    key_value_view.draw(_columns(found))
    for guess in found.guesses:
        render.print_line(t("Taken as {guess}", guess=guess))
    if found.expenses:
        render.print_paragraph(expenses(found), "")
    if found.refunds:
        render.print_paragraph(refunds(found), "")
    for row in found.first:
        said = [f"{column_mapping.spoken(found.kind.code, key)} {serialize.cell_text(value)}" for key, value in row.items()]
        key_value_view.draw([key_value_view.fact("·", *said)])
    for one in found.differences[:_SHOWN]:
        render.print_paragraph(_difference(found, one, place_name), "")
    if len(found.differences) > _SHOWN:
        render.print_line(t("… and {count} more", count=len(found.differences) - _SHOWN), "dim")
    for reject in found.rejects:
        render.print_paragraph(_bad(reject, place_name), "")
    render.print_paragraph(sentence, "")
    if found.rejects and not tolerant:
        render.print_line(t("Nothing is imported while there are bad rows; --rejects FILE sets them aside."))
    render.print_line(t("Nothing was written."), "dim")


def expenses(found: Import) -> str:
    """Say which rows of money that went out were left out, and the option that takes them in."""
    lines = [*map(str, found.expenses[:_NAMED]), *(["…"] if len(found.expenses) > _NAMED else [])]
    options = " ".join(f"--map {shlex.quote(f'{one.column}=-')}" for one in found.mapping if one.field == "direction")
    words = {"count": len(found.expenses), "lines": listed(lines), "options": options}
    return t("Rows of money paid out left out: {count} (line {lines}); {options} takes them in", **words)


def refunds(found: Import) -> str:
    """Say which rows of money given back were left out, and how to enter them."""
    lines = [*map(str, found.refunds[:_NAMED]), *(["…"] if len(found.refunds) > _NAMED else [])]
    words = {"count": len(found.refunds), "lines": listed(lines)}
    return t("Negative amounts left out as refunds: {count} (line {lines}); enter them with crm orders refund", **words)


def _columns(found: Import) -> Iterator[key_value_view.Fact]:
    """A line a field, with the columns that fill it; then the columns that nothing is made of."""
    columns: dict[str, list[str]] = {}
    for one in found.mapping:
        if one.field:
            columns.setdefault(one.field, []).append(one.column)
    for field, names in columns.items():
        spoken = column_mapping.spoken(found.kind.code, field)
        label = spoken if spoken == field else f"{spoken} {field}"
        yield key_value_view.fact(label, f"← {names[0]}", *names[1:])
    yield key_value_view.fact(t("ignored"), *(one.column for one in found.mapping if not one.field))
    yield key_value_view.fact(t("unread"), *(f"{one.column} ({one.unread})" for one in found.mapping if one.unread))
    yield key_value_view.fact(t("Rows of sums left out: line {lines}", lines=""), *map(str, found.sums))


def _difference(found: Import, one: Difference, place_name: Callable[[int], Sentence]) -> str:
    spoken = column_mapping.spoken(found.kind.code, one.field)
    said = t("{field}: kept {kept}, the file has {given}", field=spoken, kept=one.kept, given=one.given)
    return t("{place}: {what}", place=place_name(one.line), what=f"{one.customer} · {said}")


def _bad(reject: Reject, place_name: Callable[[int], Sentence]) -> str:
    value = f"'{reject.value}'" if reject.value else ""
    what = " ".join(filter(None, (reject.column, value, reject.reason)))
    return t("{place}: {what}", place=place_name(reject.line), what=what)
