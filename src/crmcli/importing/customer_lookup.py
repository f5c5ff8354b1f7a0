"""Whom the columns of a touch, an order or a payment mean: id, phone and mail meet, name and firm name whoever is new.

A single column may hold any of them: external id, else phone or mail, else the name. Never the local number: `00004` stays
`00004`. A uid is understood too, so that what was exported finds its way back.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from crmcli.core import clock, ids
from crmcli.core.i18n import t
from crmcli.customers import bulk_writes, normalize
from crmcli.customers.bulk_writes import Card, NewCustomer, Point
from crmcli.customers.normalize import name_key
from crmcli.importing.model import BadCellError
from crmcli.storage.store import Store

_NAMED = 5


class Identity(NamedTuple):
    """What a row says of its customer; `customer` is a cell that may hold any of it."""

    customer: str | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    company: str | None = None

    def points(self) -> list[Point]:
        """The ways to reach them that were said as such, or stand in the one cell."""
        said = [_point(cell) for cell in (self.phone, self.email, self.customer) if cell]
        return [point for point in said if point]

    def called(self) -> str:
        """The name of whoever is new."""
        return self.name or self.company or self.customer or self.phone or self.email or ""


class CustomerLookup:
    """Rows to numbers, a chunk at a time; unknown ones become customers at the next `flush`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: dict[tuple[str, str], set[int]] = {}
        self._cards: dict[int, Card] = {}
        self._new: dict[int, Identity] = {}
        self._more: list[tuple[int, Point]] = []
        self.created = 0

    def learn(self, people: Iterable[Identity]) -> None:
        """Look up all of a chunk at once."""
        self._found, wanted = {}, set(people)
        rest = {who.customer for who in wanted if who.customer}
        for level in (self._by_uid, self._by_external_id, self._by_contact, self._by_name):
            known = set()
            for cell, no in level(rest):
                self._add(("customer", cell), no)
                known.add(cell)
            rest -= known
        for kind, normal, no in bulk_writes.reached_by(self._store, {point.normal for who in wanted for point in who.points()}):
            self._add((kind, normal), no)
        named = {who.name for who in wanted if who.name}
        for name, _company, no in bulk_writes.namesakes(self._store, named, alike=True):
            self._add(("name", name_key(name)), no)
        self._cards = bulk_writes.cards(self._store, {no for found in self._found.values() for no in found})

    def find(self, who: Identity, field: str = "customer") -> int | None:
        """The customer of that row, None for nobody. Raises BadCellError where several fit."""
        hits = [found for found in self._hits(who) if found]
        every: set[int] = set().union(*hits)
        common = every.intersection(*hits)
        if len(common) != 1 and len(every) > 1:
            raise several(self._store, field, who.called(), every)
        return next(iter(common or every), None)

    def find_or_create(self, who: Identity) -> int:
        """As `find`; an unknown one is created by its name, with the cell that may hold anything as external id."""
        found = self.find(who)
        if found is None:
            found = self._store.last_number("customers") + 1 + len(self._new)
            self._new[found] = who
            points = who.points()
            self._cards[found] = Card(
                found, "", who.called(), who.company if who.name else None, {"external_id": who.customer}, points
            )
            if who.customer:
                self._add(("customer", who.customer), found)
            if who.name:
                self._add(("name", name_key(who.name)), found)
            for point in points:
                self._add((point.kind, point.normal), found)
        else:
            self._more += [(found, point) for point in who.points() if self._is_news(found, point)]
        return found

    def flush(self) -> None:
        """Insert the customers that were not known, and ways to reach those who had none."""
        created, self._new = self._new, {}
        if created:
            now = clock.utc_text(clock.now())
            firms = bulk_writes.companies(self._store, [who.company for who in created.values() if who.company and who.name])
            rows = [_row(who, firms, now) for who in created.values()]
            bulk_writes.insert(self._store, rows)
            bulk_writes.insert_points(self._store, [(no, point) for no, who in created.items() for point in who.points()])
            self.created += len(created)
        bulk_writes.insert_points(self._store, self._more)
        self._more = []

    def _add(self, key: tuple[str, str], no: int) -> None:
        self._found.setdefault(key, set()).add(no)

    def _hits(self, who: Identity) -> list[set[int]]:
        """Whom each column hits; the name alone where no other does."""
        hits = [self._found.get(("customer", who.customer), set())] if who.customer else []
        hits += [
            {no for no in self._found.get((point.kind, point.normal), ()) if self._agrees(no, who)} for point in who.points()
        ]
        return hits if any(hits) or not who.name else [self._called(who)]

    def _agrees(self, no: int, who: Identity) -> bool:
        card = self._cards[no]
        nameless = any(card.name in (point.value, point.normal) for point in card.points)
        return not who.name or nameless or name_key(card.name) == name_key(who.name)

    def _called(self, who: Identity) -> set[int]:
        """Who has that name: where the row says more of them, those who have the firm, or nothing but the name."""
        cards = [self._cards[no] for no in self._found.get(("name", name_key(who.name or "")), ())]
        if who.company:
            firm = {card.no for card in cards if name_key(card.company or "") == name_key(who.company)}
            return firm or {card.no for card in cards if card.bare}
        if who.customer or who.phone or who.email:
            return {card.no for card in cards if card.bare}
        return {card.no for card in cards}

    def _is_news(self, no: int, point: Point) -> bool:
        """Whether who had no way to be reached has one now; it is told of nobody who is known otherwise."""
        card = self._cards[no]
        if card.points or no in self._new:
            return False
        card.points.append(point)
        return True

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
        spelled: dict[str, list[str]] = {}
        for cell in cells:
            spelled.setdefault(name_key(cell), []).append(cell)
        for name, _company, no in bulk_writes.namesakes(self._store, cells, alike=True):
            for cell in spelled.get(name_key(name), ()):
                yield cell, no


def several(store: Store, field: str, cell: str, numbers: Iterable[int]) -> BadCellError:
    """The refusal of a cell or row that fits several customers, which it names."""
    cards = sorted(bulk_writes.cards(store, numbers).values(), key=lambda card: card.no)
    named = ", ".join(f"c{card.no} {card.name}" for card in cards[:_NAMED])
    return BadCellError(field, cell, t("matches {count} customers: {names}", count=len(cards), names=named))


def _row(who: Identity, firms: dict[str, int], now: str) -> NewCustomer:
    columns = {"external_id": who.customer} if who.customer else {}
    return NewCustomer(who.called(), firms.get(who.company or "") if who.name else None, columns, now)


def _point(cell: str) -> Point | None:
    phone = normalize.phone(cell) if cell[-1:].isdigit() else None
    if phone:
        return Point("phone", cell, phone)
    mail = normalize.email(cell) if "@" in cell else None
    return Point("email", cell, mail) if mail else None
