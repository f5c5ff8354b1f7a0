"""Whom a row of customers meets: external id, phone, mail, WeChat, or name and firm, and all that hit must agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from crmcli.customers import bulk_writes
from crmcli.importing.cell_parsers import Person
from crmcli.storage.store import Store

Key = tuple[str, ...]
Index = dict[Key, set[int]]


class BloomSet:
    """The keys that an import into an empty file may have brought by now: a yes may be wrong, a no never is.

    Four megabytes, however long the import, spare it nearly all look-ups, which take a tenth of its time.
    """

    _PLACES = 2**22

    def __init__(self) -> None:
        self._marks = bytearray(self._PLACES)

    def add(self, keys: Iterable[Key]) -> None:
        """Mark the keys."""
        for key in keys:
            self._marks[hash(key) % self._PLACES] = 1

    def __contains__(self, key: Key) -> bool:
        return bool(self._marks[hash(key) % self._PLACES])


class AmbiguousMatchError(Exception):
    """A row that could mean any of several customers."""

    def __init__(self, candidates: set[int]) -> None:
        super().__init__(candidates)
        self.candidates = candidates


def index(store: Store, people: list[Person], seen: BloomSet | None) -> Index:
    """The customers that each key of the chunk hits; where `seen` is given, no other key hits anybody."""
    wanted: dict[str, list[Key]] = {}
    for person in people:
        for key in person.keys:
            if seen is None or key in seen:
                wanted.setdefault(key[0], []).append(key[1:])
    found: Index = {}
    columns: tuple[Literal["uid"], Literal["external_id"]] = ("uid", "external_id")
    for column in columns:
        for value, no in bulk_writes.holders(store, column, (value for (value,) in wanted.get(column, ()))):
            found.setdefault((column, value), set()).add(no)
    normals = [value for kind in ("phone", "email", "wechat") for (value,) in wanted.get(kind, ())]
    for kind, normal, no in bulk_writes.reached_by(store, normals):
        found.setdefault((kind, normal), set()).add(no)
    for name, company, no in bulk_writes.colleagues(store, ((name, company) for name, company in wanted.get("colleague", ()))):
        found.setdefault(("colleague", name, company), set()).add(no)
    for name, no in bulk_writes.without_company(store, (value for (value,) in wanted.get("alone", ()))):
        found.setdefault(("alone", name), set()).add(no)
    return found


def unique_match(person: Person, index: Index, is_another: Callable[[int, Person], bool]) -> int | None:
    """The one customer that all keys which hit anybody agree on, None where none does; `is_another` rules candidates out.

    The uid decides alone. Raises AmbiguousMatchError where several remain: a switchboard's number fits many, one more key tells
    who is meant.
    """
    hits = [found for key in person.keys if (found := index.get(key))]
    if not hits:
        return None
    if person.uid and person.keys[0] in index:
        return next(iter(hits[0]))
    candidates = {no for no in set().union(*hits) if not is_another(no, person)}
    common = candidates.intersection(*hits)
    if len(common) == 1:
        return next(iter(common))
    if len(candidates) > 1:
        raise AmbiguousMatchError(candidates)
    return next(iter(candidates), None)


def conflicts(one: str | None, other: str | None) -> bool:
    """Whether both are known and not the same."""
    return bool(one and other and one != other)
