"""The formats that files may have, and the opening of a file in the one that fits it best."""

from __future__ import annotations

import codecs
import shutil
import sys
import tempfile
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from crmcli.core.errors import NotFoundError, UsageError
from crmcli.core.i18n import t
from crmcli.importing.formats.reader import Reader, ReadOptions

# One line a format: its code in JSON, the module beside this one and its reader. Among equal scores the first is taken.
FORMATS = {
    "delimited": ("delimited_reader", "DelimitedReader"),
}
HEAD = 1 << 16  # bytes that a format is recognised by
_SIGNATURES = (
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"SQLite format 3\0", "sqlite"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x1f\x8b", "gzip"),
)
_SHEETS = ("xlsx", "xls", "ods", "vcf")


def open_records(source: Path | BinaryIO, options: ReadOptions | None = None) -> Reader:
    """Open `source`, a path (`-` is stdin) or a binary stream, in the format that fits it best.

    Only blocks of the file are in memory at a time. Raises NotFoundError without a file; UsageError where no format reads it.
    """
    with ExitStack() as stack:
        stream = stack.enter_context(_opened(source))
        suffix = source.suffix.lower().lstrip(".") if isinstance(source, Path) else ""
        reader = _best(read_head(stream), suffix)(stream, options or ReadOptions())
        stack.pop_all()
        return reader


def read_head(stream: BinaryIO) -> bytes:
    """Read the first bytes again."""
    stream.seek(0)
    return stream.read(HEAD)


def _best(head: bytes, suffix: str) -> type[Reader]:
    scores = {code: reader_of(code).sniff(head, suffix) for code in FORMATS}
    best = max(scores, key=lambda code: scores[code])
    if scores[best]:
        return reader_of(best)
    found = foreign(head, suffix)
    if found in _SHEETS:
        raise UsageError(t("{format} files cannot be read yet", format=found), t("Save it as CSV and import that"))
    raise not_text(found)


def reader_of(code: str) -> type[Reader]:
    """Find the reader of the format with this code."""
    module, name = FORMATS[code]
    reader: type[Reader] = getattr(import_module(f"{__package__}.{module}"), name)
    return reader


def foreign(head: bytes, suffix: str) -> str:
    """Name the kind of file that no text of rows can be, or nothing."""
    found = next((name for signature, name in _SIGNATURES if head.startswith(signature)), "")
    start = head.lstrip(codecs.BOM_UTF8 + b"\r\n ")
    if start[:11].upper() == b"BEGIN:VCARD":
        found = "vcf"
    if start.startswith(b"<"):
        found = "html/xml"
    # Programs also write plain text into files that they call .xls; those are read.
    return suffix if suffix in _SHEETS and (found or suffix != "xls") else found


def not_text(found: str = "") -> UsageError:
    """Make the refusal of a file that holds no text."""
    what = f" ({found})" if found else ""
    return UsageError(t("This is not delimited text{what}", what=what), t("Save it as CSV and import that"))


def _opened(source: Path | BinaryIO) -> BinaryIO:
    """A stream of ours that can be read twice; what comes through a pipe is kept in a temporary file."""
    if not isinstance(source, Path):
        return _spooled(source)
    if str(source) == "-":
        return _spooled(sys.stdin.buffer)
    try:
        stream = source.open("rb")
    except FileNotFoundError:
        raise NotFoundError(t("No such file: {path}", path=source)) from None
    except IsADirectoryError:
        raise UsageError(t("{path} is a folder, not a file", path=source)) from None
    except OSError as error:
        raise UsageError(t("Cannot read {path}: {reason}", path=source, reason=error.strerror)) from error
    if stream.seekable():
        return stream
    with stream:
        return _spooled(stream)


def _spooled(source: BinaryIO) -> BinaryIO:
    with ExitStack() as stack:
        copy = stack.enter_context(tempfile.TemporaryFile())
        shutil.copyfileobj(source, copy)
        stack.pop_all()
        return copy
