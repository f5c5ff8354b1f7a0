"""Multisets: a row that stands n times in the file must stand n times afterwards, and importing it again adds none."""

from __future__ import annotations

from collections.abc import Hashable, Iterable


class Multiset:
    """The rows that stood before the import; each can be met by one row of the file.

    `last` is the highest number among them: one byte each says whether it was met, whatever the length of the file.
    """

    def __init__(self, last: int) -> None:
        self.last = last
        self._met = bytearray(last + 1)
        self._free: dict[Hashable, list[int]] = {}

    def learn(self, rows: Iterable[tuple[int, Hashable]]) -> None:
        """The (number, key) that the next rows of the file may meet."""
        self._free = {}
        for no, key in rows:
            if not self._met[no]:
                self._free.setdefault(key, []).append(no)

    def meets(self, key: Hashable) -> bool:
        """Whether a row with this key stood before and was not met yet; from now on it is."""
        free = self._free.get(key)
        if not free:
            return False
        self._met[free.pop(0)] = 1
        return True
