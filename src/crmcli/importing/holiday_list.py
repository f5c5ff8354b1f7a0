"""A year's public holidays out of a delimited file: its columns are date, kind and name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from crmcli.core import clock
from crmcli.core.choices import mark
from crmcli.core.errors import UsageError
from crmcli.core.i18n import both, t
from crmcli.core.text import one_line
from crmcli.followups.holidays import KINDS, Holiday
from crmcli.importing.formats.format_table import open_records
from crmcli.importing.formats.reader import Reader, Record
from crmcli.terminal.sanitize import validate_text

_COLUMNS = (mark("date"), mark("kind"), mark("name"))
_NEEDED = ("date", "kind")


def read(path: Path) -> list[Holiday]:
    """Read the days of the file (`-` is stdin). Raises NotFoundError without one; UsageError with line and column of a bad cell,
    of a day that is there twice as different kinds, and for a file without days.
    """
    reader = open_records(path)
    try:
        found: dict[str, Holiday] = {}
        for line, day in _days(reader):
            if found.setdefault(day.date, day).kind != day.kind:
                raise _bad(line, "kind", t("{day} is both a day off and a workday", day=day.date))
    finally:
        reader.close()
    if not found:
        raise UsageError(t("The file lists no days."), _hint())
    return list(found.values())


def _days(reader: Reader) -> Iterator[tuple[int, Holiday]]:
    places = {name: _place(reader.header, name) for name in _COLUMNS}
    if missing := [name for name in _NEEDED if places[name] is None]:
        raise _bad(1, missing[0], t("the column is missing"))
    for record in reader.records:
        day, kind, name = (_Cell(record, place, reader.header[place or 0]) for place in places.values())
        yield (
            record.place,
            Holiday(
                day.parsed(lambda text: clock.parse_instant(text).date().isoformat()),
                KINDS.shown(kind.parsed(KINDS.parse)),
                name.parsed(lambda text: validate_text(text, t("The cell"))) if name.text else None,
            ),
        )


def _place(header: list[str], name: str) -> int | None:
    spellings = {word.casefold() for word in both(name)}
    return next((place for place, title in enumerate(header) if title.casefold() in spellings), None)


class _Cell:
    """The cell of a record in a column, which knows where it is when it cannot be read."""

    def __init__(self, record: Record, place: int | None, title: str) -> None:
        self.line, self.title = record.place, title
        self.text = "" if place is None or place >= len(record.cells) else one_line(record.cells[place])

    def parsed(self, parse: Callable[[str], str]) -> str:
        if not self.text:
            raise _bad(self.line, self.title, t("the cell is empty"))
        try:
            return parse(self.text)
        except UsageError as error:
            raise _bad(self.line, self.title, error.message.rstrip(".。")) from error


def _bad(line: int, column: str, reason: str) -> UsageError:
    return UsageError(t("Line {line}, column {column}: {reason}.", line=line, column=column, reason=reason), _hint())


def _hint() -> str:
    example = "2027-01-01,off," + t("New Year's Day")
    return t(
        "The columns are {columns}; kind is off or work. For example: {example}", columns=",".join(_COLUMNS), example=example
    )
