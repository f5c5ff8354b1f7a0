"""Whom the customer cell of a touch, an order or a payment means: external id, else phone or mail, else exact name.

Never the local number: `00004` stays `00004`. A uid is understood too, so that what was exported finds its way back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crmcli.core import clock, ids
from crmcli.core.i18n import t
from crmcli.customers import bulk_writes, normalize
from crmcli.customers.bulk_writes import NewCustomer, Point
from crmcli.importing.model import BadCellError
from crmcli.storage.store import Store

_NAMED = 5


class CustomerLookup:
    """Cells to numbers, a chunk at a time; unknown ones become customers at the next `flush`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: dict[str, set[int]] = {}
        self._new: dict[str, tuple[int, str]] = {}
        self.created = 0

    def learn(self, cells: Iterable[str]) -> None:
        """Look up all cells of a chunk at once."""
        self._found = {}
        rest = set(cells)
        for level in (self._by_uid, self._by_external_id, self._by_contact, self._by_name):
            for cell, no in level(rest):
                self._found.setdefault(cell, set()).add(no)
            rest -= self._found.keys()

    def find(self, cell: str, field: str = "customer") -> int | None:
        """The customer of that cell, None for nobody. Raises BadCellError where several fit."""
        numbers = self._found.get(cell, set())
        if len(numbers) > 1:
            raise several(self._store, field, cell, numbers)
        created = self._new.get(_normal(cell))
        return created[0] if created else next(iter(numbers), None)

    def find_or_create(self, cell: str) -> int:
        """As `find`; an unknown one is created with the cell as name and external id, a phone or mail also as such."""
        found = self.find(cell)
        if found is None:
            found = self._store.last_number("customers") + 1 + len(self._new)
            self._new[_normal(cell)] = (found, cell)
        return found

    def flush(self) -> None:
        """Insert the customers that were not known."""
        created, self._new = self._new.values(), {}
        if created:
            now = clock.utc_text(clock.now())
            bulk_writes.insert(self._store, [NewCustomer(cell, None, {"external_id": cell}, now) for _no, cell in created])
            bulk_writes.insert_points(self._store, [(no, point) for no, cell in created if (point := _point(cell))])
            self.created += len(created)

    def _by_uid(self, cells: set[str]) -> Iterator[tuple[str, int]]:
        return bulk_writes.holders(self._store, "uid", (cell for cell in cells if ids.is_uid(cell)))

    def _by_external_id(self, cells: set[str]) -> Iterator[tuple[str, int]]:
        return bulk_writes.holders(self._store, "external_id", cells)

    def _by_contact(self, cells: set[str]) -> Iterator[tuple[str, int]]:
        spelled: dict[tuple[str, str], list[str]] = {}
        for cell in cells:
            if point := _point(cell):
                spelled.setdefault((point.kind, point.normal), []).append(cell)
        for kind, normal, no in bulk_writes.reached_by(self._store, [normal for _kind, normal in spelled]):
            for cell in spelled.get((kind, normal), ()):
                yield cell, no

    def _by_name(self, cells: set[str]) -> Iterator[tuple[str, int]]:
        return bulk_writes.holders(self._store, "name", cells)


def several(store: Store, field: str, cell: str, numbers: Iterable[int]) -> BadCellError:
    """The refusal of a cell or row that fits several customers, which it names."""
    cards = sorted(bulk_writes.cards(store, numbers).values(), key=lambda card: card.no)
    named = ", ".join(f"c{card.no} {card.name}" for card in cards[:_NAMED])
    return BadCellError(field, cell, t("fits {count} customers: {names}", count=len(cards), names=named))


def _point(cell: str) -> Point | None:
    phone = normalize.phone(cell) if cell[-1:].isdigit() else None
    if phone:
        return Point("phone", cell, phone)
    mail = normalize.email(cell) if "@" in cell else None
    return Point("email", cell, mail) if mail else None


def _normal(cell: str) -> str:
    point = _point(cell)
    return point.normal if point else cell
