"""Rows of a query that are too many for memory: SQLite keeps them as they were, and they are read one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

Kind = TypeVar("Kind")


class Snapshot(Generic[Kind]):
    """What a query found, counted, to be walked through more than once: `read` begins at the first row, `kind` makes each.

    The rows lie in a temporary table, so that the file is free while they leave: whoever reads them slowly, or writes for each
    of them (`crm list -o ids | xargs crm tag`), keeps no writer waiting.
    """

    def __init__(
        self, count: int, read: Callable[[], Iterator[tuple[Any, ...]]], kind: Callable[[tuple[Any, ...]], Kind]
    ) -> None:
        self._count, self._read, self._kind = count, read, kind

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Kind]:
        return map(self._kind, self._read())
