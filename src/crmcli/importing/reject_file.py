"""The bad rows of an import in a file of their own: as they came and the reason, ready to be mended and imported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from crmcli.core import atomic_write
from crmcli.importing.formats.format_table import open_records
from crmcli.importing.model import ImportJob, Reject


@contextmanager
def kept(path: Path, job: ImportJob, rejects: Sequence[Reject]) -> Iterator[None]:
    """Keep the rejected records in a file of the format that they came in: complete within, in its place after."""
    reasons = {one.line: f"{one.column}: {one.reason}" if one.column else one.reason for one in rejects}
    reader = open_records(job.path, job.reading)
    try:
        with atomic_write.replacing(path, bom=reader.starts_with_bom) as target:
            reader.write_rejects(target, reasons)
            target.flush()
            yield
    finally:
        reader.close()
