"""What an import would do, for a person: what each column means, the first rows as understood, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from crmcli.core.i18n import t
from crmcli.exchange import headers
from crmcli.exchange.rows import Import, Reject
from crmcli.terminal import output, sheet, show


def draw(found: Import, name: str, sentence: str, *, tolerant: bool) -> None:
    """The whole rehearsal of the file called `name`; where not `tolerant`, bad rows keep all others out."""
    delimiter = {"\t": "tab"}.get(found.delimiter, found.delimiter)
    words = {"kind": found.kind.label, "encoding": found.encoding, "delimiter": delimiter}
    show.line(t("{file}: {kind}, {encoding}, delimiter {delimiter}", file=name, **words), "bold")
    sheet.draw(_columns(found))
    for row in found.first:
        said = [f"{headers.spoken(found.kind.code, key)} {output.cell_text(value)}" for key, value in row.items()]
        sheet.draw([sheet.fact("·", *said)])
    for reject in found.rejects:
        show.paragraph(_bad(reject), "")
    show.paragraph(sentence, "")
    if found.rejects and not tolerant:
        show.line(t("With bad rows nothing goes in, unless --rejects FILE takes them."))
    show.line(t("Nothing was written."), "dim")


def _columns(found: Import) -> Iterator[sheet.Fact]:
    """A line a field, with the columns that fill it; then the columns that nothing is made of."""
    columns: dict[str, list[str]] = {}
    for one in found.mapping:
        if one.field:
            columns.setdefault(one.field, []).append(one.column)
    for field, names in columns.items():
        spoken = headers.spoken(found.kind.code, field)
        label = spoken if spoken == field else f"{spoken} {field}"
        yield sheet.fact(label, f"← {names[0]}", *names[1:])
    yield sheet.fact(t("ignored"), *(one.column for one in found.mapping if not one.field))


def _bad(reject: Reject) -> str:
    value = f"“{reject.value}”" if reject.value else ""
    return t("line {line}: {what}", line=reject.line, what=" ".join(filter(None, (reject.column, value, reject.reason))))
