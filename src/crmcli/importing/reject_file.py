"""The bad rows of an import in a file of their own: the same columns and the reason, ready to be mended and imported."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from crmcli.core import atomic_write
from crmcli.core.formula_escaping import guard, unguard
from crmcli.core.i18n import t
from crmcli.importing.formats.delimited_reader import open_rows
from crmcli.importing.model import ImportJob, Reject


@contextmanager
def kept(path: Path, job: ImportJob, rejects: Sequence[Reject]) -> Iterator[None]:
    """The rejected rows of the imported file in a file of UTF-8 with BOM: complete within, in its place after."""
    reasons = {one.line: f"{one.column}: {one.reason}" if one.column else one.reason for one in rejects}
    table = open_rows(job.path, encoding=job.encoding, delimiter=job.delimiter)
    try:
        with atomic_write.replacing(path, bom=True) as target:
            writer = csv.writer(target, delimiter=table.delimiter)
            writer.writerow([*table.header, t("reason")])
            for line, cells in table.rows:
                if line in reasons:
                    writer.writerow(
                        [*(guard(unguard(cell)) for cell in cells), *[""] * (len(table.header) - len(cells)), reasons[line]]
                    )
            target.flush()
            yield
    finally:
        table.close()
