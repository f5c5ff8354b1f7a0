"""Whom a row of customers meets: its own id, a phone, mail or WeChat where the names agree, or name and firm; all must agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from crmcli.customers import bulk_writes
from crmcli.customers.bulk_writes import Card
from crmcli.customers.normalize import name_key
from crmcli.importing.cell_parsers import ALONE, Person
from crmcli.storage.store import Store

Key = tuple[str, ...]
Index = dict[Key, set[int]]
_SHARED = ("phone", "email", "wechat")  # families and switchboards share them: the names decide


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


def index(store: Store, people: list[Person], seen: BloomSet | None, *, namesakes: bool) -> Index:
    """The customers that each key of the chunk hits, and with `namesakes` all who are called so; where `seen` is given, no other
    key hits anybody.
    """
    wanted: dict[str, list[Key]] = {}
    named: set[str] = {person.name for person in people} if namesakes else set()
    for person in people:
        for key in person.keys:
            if seen is None or key in seen:
                wanted.setdefault(key[0], []).append(key[1:])
                if key[0] in ("colleague", ALONE):
                    named.add(person.name)
    found: Index = {}
    columns: tuple[Literal["uid"], Literal["external_id"]] = ("uid", "external_id")
    for column in columns:
        for value, no in bulk_writes.holders(store, column, (value for (value,) in wanted.get(column, ()))):
            found.setdefault((column, value), set()).add(no)
    normals = [value for kind in _SHARED for (value,) in wanted.get(kind, ())]
    for kind, normal, no in bulk_writes.reached_by(store, normals):
        found.setdefault((kind, normal), set()).add(no)
    for name, company, no in bulk_writes.namesakes(store, named, alike=seen is None):
        found.setdefault((ALONE, name_key(name)), set()).add(no)
        if company:
            found.setdefault(("colleague", name_key(name), name_key(company)), set()).add(no)
    return found


def candidates(person: Person, index: Index, card: Callable[[int], Card], root: Callable[[int], int]) -> set[int]:
    """The customers that the row may mean: one where all keys that hit anybody agree on one, none where no key does.

    `root` tells who stands for a customer that was found to be another's double. The uid decides alone. A contact hits whom the
    names agree with; a switchboard's number fits many, one more key tells who.
    """
    hits = []
    for key in person.keys:
        found = {root(no) for no in index.get(key, ())}
        if key[0] in _SHARED:
            found = {no for no in found if names_agree(card(no), person)}
        if found and key[0] == "uid":
            return found
        if found:
            hits.append(found)
    every: set[int] = set().union(*hits)
    common = every.intersection(*hits)
    return common if len(common) == 1 else every


def linked(rows: Iterable[tuple[int, Person]]) -> list[list[tuple[int, Person]]]:
    """The rows in groups that share a key, each with a row it shares one with; groups and rows in the order of the file."""
    group_of: dict[Key, list[tuple[int, Person]]] = {}
    for row in rows:
        joined = [row]
        for group in {id(group_of[key]): group_of[key] for key in row[1].keys if key in group_of}.values():
            joined += group
        for key in {key for _line, person in joined for key in person.keys}:
            group_of[key] = joined
    groups = {id(group): sorted(group, key=lambda row: row[0]) for group in group_of.values()}
    return sorted(groups.values(), key=lambda group: group[0][0])


def names_agree(card: Card, person: Person) -> bool:
    """Whether both are called the same, folded, or one of them has no name of its own."""
    if person.nameless or name_key(card.name) == name_key(person.name):
        return True
    return any(card.name in (point.value, point.normal) for point in card.points)


def conflicts(one: str | None, other: str | None) -> bool:
    """Whether both are known and not the same."""
    return bool(one and other and one != other)
