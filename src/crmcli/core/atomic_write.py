"""Files written whole or not at all: beside their place first, on the disk, then renamed. A symbolic link is never written
through.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from crmcli.core import commits, interrupts
from crmcli.core.errors import NotFoundError, UsageError
from crmcli.core.i18n import t


def check_place(path: Path) -> None:
    """Refuse a path where no file can come to stand, before any work is done. Raises OSError where the folder is not ours."""
    if path.is_dir():
        raise UsageError(t("{path} is a folder, not a file", path=path))
    if not path.parent.is_dir():
        raise NotFoundError(t("No such folder: {path}", path=path.parent))
    if not path.exists() or path.is_file():
        with _drafted(path) as (handle, _):
            os.close(handle)


@contextmanager
def _drafted(path: Path) -> Iterator[tuple[int, Path]]:
    """A new file beside `path`, which is gone afterwards whatever happens, unless it was renamed."""
    draft = None
    try:
        with interrupts.held():  # a signal between the making and the name would leave it behind
            handle, name = _new_file_beside(path)
            draft = Path(name)
        yield handle, draft
    finally:
        if draft:
            draft.unlink(missing_ok=True)


def _new_file_beside(path: Path) -> tuple[int, str]:
    """What is wrong with the place is told of `path`."""
    try:
        return tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        error.filename = str(path)
        raise


@contextmanager
def replacing(path: Path, *, bom: bool = False, errors: str = "strict") -> Iterator[TextIO]:
    """A text file (UTF-8, private to its owner) that takes the place of `path` once it is complete."""
    with _named(path), _place(path, "utf-8-sig" if bom else "utf-8", errors) as target:
        yield target


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """An error of writing tells of `path`: a full disk names no file."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


@contextmanager
def _place(path: Path, encoding: str, errors: str) -> Iterator[TextIO]:
    if path.exists() and not path.is_file():  # a device or a pipe is written to, not replaced
        with path.open("w", encoding=encoding, errors=errors, newline="") as device:
            yield device
        return
    with _drafted(path) as (handle, draft):
        with os.fdopen(handle, "w", encoding=encoding, errors=errors, newline="") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        with interrupts.held():
            draft.replace(path)
            commits.note(str(path))
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """The new name outlives a power cut; systems that cannot open a folder keep names in their own way."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
