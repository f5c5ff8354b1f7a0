"""Which line of a file is its header: not always the first."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.core.text import one_line
from crmcli.importing import column_mapping
from crmcli.importing.formats.reader import Record

_LOOKED_AT = 20
_LONGEST = 60
_TELLING = 2  # known headers in a line below the first that make it the header


def find(records: Iterator[Record], place: int | None = None) -> tuple[Record, Iterator[Record]]:
    """The header and the records behind it: the record at `place`, else the first, or one soon after that holds more headers
    that are known than each before it, where those hold hardly any.

    Raises UsageError for an empty file, and for a place where no record begins.
    """
    if place is not None:
        header = next((record for record in records if record.place >= place), None)
        if header is None or header.place != place:
            raise UsageError(t("No row starts in line {line}", line=place), t("Give the header line with --header-row"))
        return header, records
    first = next(records, None)
    if first is None:
        raise UsageError(t("The file is empty"))
    cells = [cell for cell in first.cells if cell.strip()]
    if 2 * known(cells) > len(cells) > 1:
        return first, records
    head = [first, *islice(records, _LOOKED_AT - 1)]
    scores = [known(record.cells) for record in head]
    best = max(scores)
    at = scores.index(best) if best >= _TELLING and best > 2 * scores[0] else 0
    return head[at], chain(head[at + 1 :], records)


def known(cells: Sequence[str]) -> int:
    """How many of the cells are headers that some kind of file knows."""
    return sum(column_mapping.is_known(one_line(cell)) for cell in cells[:200] if cell and len(cell) < _LONGEST)
