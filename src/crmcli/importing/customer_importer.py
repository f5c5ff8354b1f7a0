"""Rows of customers into the file: whom each meets, what it adds there, and who is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from crmcli.core import clock
from crmcli.core.i18n import t
from crmcli.customers import bulk_writes, fields, normalize, writes
from crmcli.customers.bulk_writes import Card, NewCustomer, NewNote, Point
from crmcli.customers.model import COLUMNS, CONTACTS
from crmcli.importing import cell_parsers, customer_matching
from crmcli.importing.cell_parsers import ALONE, Person
from crmcli.importing.column_mapping import FIELD_PREFIX, ColumnMapping
from crmcli.importing.customer_lookup import CustomerLookup, Identity, several
from crmcli.importing.model import BadCellError, Counts, Difference, ImportJob
from crmcli.importing.multiset import Multiset
from crmcli.storage.store import Store

NOTE = "note"
_CHUNK = 2000  # rows that waited, at a time
_HANDLES = ("wechat", "qq")  # a customer shows one of each
Refusals = list[tuple[int, BadCellError]]


class People:
    """Takes parsed rows a chunk at a time; what a chunk adds is inserted at its end, so that memory stays flat."""

    def __init__(self, store: Store, mapping: ColumnMapping, job: ImportJob, counts: Counts) -> None:
        self._store, self._job, self._counts = store, job, counts
        self._portrait = {own: _field(store, own) for own in _own_fields(mapping)}
        self._first_new = store.last_number("customers") + 1
        fresh = not store.scalar("SELECT EXISTS (SELECT 1 FROM customers)")
        self._seen = customer_matching.BloomSet() if fresh else None
        self._indexes = bulk_writes.set_aside_indexes(store) if fresh else []
        self._notes = Multiset(store.last_number("interactions"))
        self._referrals: list[tuple[int, int, str, bool]] = []
        self._waiting: list[tuple[int, Person]] = []
        self._met_alone: set[int] = set()
        self._bare_there = not fresh and bulk_writes.has_bare(store)
        self._namesakes: dict[int, set[int]] = {}  # customers with nothing but a name, and who of this file is called so
        self._doubles: dict[int, int] = {}  # who of this file is another of it, and who stands for both
        self._now = clock.utc_text(clock.now())
        self._last_company = store.last_number("companies")

    def parse(self, record: cell_parsers.Record) -> Person:
        """The row as values. Raises BadCellError."""
        person = cell_parsers.person(record, self._portrait, strict=self._job.strict)
        for field in person.unread:
            self._counts.unread[field] = self._counts.unread.get(field, 0) + 1
        return person

    def shown(self, row: Person) -> dict[str, Any]:
        """The row as understood."""
        points: dict[str, list[str]] = {}
        for point in row.points:
            points.setdefault(point.kind, []).append(point.normal)
        known = {
            "name": row.name,
            "company": row.company,
            **row.columns,
            **points,
            "tags": row.tags,
            "note": row.note,
            "referrer": row.referrer,
        }
        own = {name: row.fields[number] for name, (number, _kind) in self._portrait.items() if number in row.fields}
        return {key: value for key, value in (known | {"fields": own}).items() if value}

    def take(self, rows: Sequence[tuple[int, Person]]) -> Refusals:
        """Take rows (line, values); returns those that fit several customers. Who has no name, or nothing but a name, waits until
        everyone else of the file is there, so that the order of rows changes nothing.
        """
        self._waiting += [row for row in rows if _waits(row[1])]
        return self._take_all([row for row in rows if not _waits(row[1])], self._take)

    def finish(self) -> Refusals:
        """Take those who waited, and tie referrers to those they referred."""
        alone = [row for row in self._waiting if _is_alone(row[1])]
        self._names = Counter(person.keys[0] for _line, person in alone)
        refused = self._take_nameless([row for row in self._waiting if not _is_alone(row[1])])
        for place in range(0, len(alone), _CHUNK):
            refused += self._take_all(alone[place : place + _CHUNK], self._take_alone)
        self._adopt()
        for gone, keep in self._doubles.items():
            bulk_writes.absorb(self._store, self._root(keep), gone)
        bulk_writes.put_back(self._store, self._indexes)
        self._counts.alike_companies = bulk_writes.alike_companies(self._store, self._last_company)
        return refused + self._tie()

    def _take_nameless(self, rows: Sequence[tuple[int, Person]]) -> Refusals:
        """Rows that share a contact are one person, who is the only one with a name whom any of them reaches."""
        self._begin([person for _line, person in rows])
        refused: Refusals = []
        for group in customer_matching.linked(rows):
            found = self._reached([person for _line, person in group])
            if len(found) > 1:
                error = several(self._store, "name", group[0][1].name, found)
                refused += [(line, error) for line, _person in group]
                continue
            no = next(iter(found), None)
            name = _name_of([point for _line, person in group for point in person.points])
            for line, person in group:
                no = self._put(line, person._replace(name=name), no)
        self._flush()
        return refused

    def _reached(self, people: list[Person]) -> set[int]:
        found: set[int] = set()
        for person in people if self._job.on_duplicate != "new" else ():
            every = customer_matching.candidates(person, self._index, self._card, self._root)
            found |= {no for no in every if not self._is_another(no, person)}
        return found

    def _tie(self) -> Refusals:
        who = CustomerLookup(self._store)
        who.learn(Identity(cell) for _line, _no, cell, _counted in self._referrals)
        refused: Refusals = []
        for line, no, cell, counted in self._referrals:
            try:
                self._refer(who, self._root(no), cell, counted)
            except BadCellError as error:
                refused.append((line, error))
        return refused

    def _take_all(self, rows: Sequence[tuple[int, Person]], take: Callable[[int, Person], None]) -> Refusals:
        self._begin([person for _line, person in rows])
        refused: Refusals = []
        for line, person in rows:
            try:
                take(line, person)
            except BadCellError as error:
                refused.append((line, error))
        self._flush()
        return refused

    def _begin(self, people: list[Person]) -> None:
        """Look up everyone the chunk could meet."""
        self._fresh: dict[int, Person] = {}
        self._next = self._store.last_number("customers") + 1
        self._points: list[tuple[int, Point]] = []
        self._tags: list[tuple[int, str]] = []
        self._values: list[tuple[int, int, str]] = []
        self._texts: list[NewNote] = []
        self._changes: list[tuple[Card, dict[str, Any]]] = []
        self._index = (
            {}
            if self._job.on_duplicate == "new"
            else customer_matching.index(self._store, people, self._seen, namesakes=self._bare_there)
        )
        numbers = {self._root(no) for found in self._index.values() for no in found}
        self._cards = bulk_writes.cards(self._store, numbers)
        if any(person.note for person in people):
            older = bulk_writes.notes_of(self._store, numbers, self._notes.last)
            self._notes.learn((no, (note.customer_no, note.text)) for no, note in older if note.kind == NOTE)

    def _take(self, line: int, person: Person) -> None:
        self._put(line, person, self._met(person))

    def _take_alone(self, line: int, person: Person) -> None:
        """A row with nothing but a name: rows of one file are different people, who meet as many of those who are there."""
        there = [no for no in self._index.get(person.keys[0], ()) if no < self._first_new]
        bare = sorted(no for no in there if self._card(no).bare)
        rows = self._names[person.keys[0]]
        if self._job.on_duplicate == "new":
            there, bare = [], []
        if len(bare) > rows or (not bare and (len(there) > 1 or (there and rows > 1))):
            raise several(self._store, "name", person.name, bare or there)
        free = [no for no in bare or there if no not in self._met_alone]
        self._met_alone.update(free[:1])
        self._put(line, person, free[0] if free else None)

    def _put(self, line: int, person: Person, no: int | None) -> int:
        """Add the row to the customer whom it met, or make one; returns the number."""
        if no is None:
            no = self._create(person)
        elif self._job.on_duplicate == "skip":
            self._counts.same += 1
            return no
        elif self._merge(line, self._card(no), person):
            self._counts.updated += 1
            self._learn(self._card(no), person)
        else:
            self._counts.same += 1
        if person.referrer:
            self._referrals.append((line, no, person.referrer, no in self._fresh))
        return no

    def _met(self, person: Person) -> int | None:
        """The customer that the row means, None for a new one. Raises BadCellError where two would do."""
        if self._job.on_duplicate == "new":
            return None
        found = customer_matching.candidates(person, self._index, self._card, self._root)
        found = {no for no in found if not self._is_another(no, person)}
        if not found and not person.nameless:
            self._note_namesake(person)
        if len(found) > 1 and self._are_one(found, person):
            found = {self._unite(found)}
        if len(found) > 1:
            known = [no for no in found if no < self._first_new]
            if len(known) > 1:
                raise several(self._store, "name", person.name, known)
            raise BadCellError("name", person.name, t("matches two customers in this file"))
        return next(iter(found), None)

    def _note_namesake(self, person: Person) -> None:
        """Who is made next may turn out to be the one customer who has nothing but this name."""
        there = self._index.get((ALONE, normalize.name_key(person.name)), ())
        bare = [no for no in there if no < self._first_new and self._card(no).bare]
        if len(bare) == 1:
            self._namesakes.setdefault(bare[0], set()).add(self._next)

    def _adopt(self) -> None:
        """Who had nothing but a name, by hand or from an order, is the one of this file who is called so."""
        for bare, found in self._namesakes.items():
            roots = {self._root(no) for no in found}
            if len(roots) == 1 and bare not in self._met_alone:
                self._unite({bare, *roots})

    def _are_one(self, found: set[int], person: Person) -> bool:
        """Whether a named row links people of this file who are called so too, at most one of them with an id of their own."""
        if person.nameless or sum(no < self._first_new for no in found) > 1:
            return False
        ids = {card.columns["external_id"] for no in found if (card := self._card(no)).columns["external_id"]}
        return len(ids) < 2 and all(customer_matching.names_agree(self._card(no), person) for no in found)  # noqa: PLR2004

    def _unite(self, found: set[int]) -> int:
        """Let the first stand for all; they are made one when the whole file is there."""
        keep = min(found)
        for gone in found - {keep}:
            self._doubles[gone] = keep
            self._counts.new, self._counts.updated = self._counts.new - 1, self._counts.updated + 1
        return keep

    def _root(self, no: int) -> int:
        while no in self._doubles:
            no = self._doubles[no]
        return no

    def _is_another(self, no: int, person: Person) -> bool:
        """Two rows of one file with different ids are two customers, also with one switchboard's number."""
        if no < self._first_new:
            return False
        card = self._card(no)
        ids = (person.columns.get("external_id"), card.columns["external_id"]), (person.uid, card.uid)
        return any(customer_matching.conflicts(one, other) for one, other in ids)

    def _card(self, no: int) -> Card:
        card = self._cards.get(no)
        if card is None:
            person = self._fresh[no]
            columns = {name: person.columns.get(name) for name in COLUMNS}
            tags = {tag.casefold() for tag in person.tags}
            card = Card(
                no, person.uid or "", person.name, person.company, columns, list(person.points), tags, dict(person.fields)
            )
            self._cards[no] = card
        return card

    def _create(self, person: Person) -> int:
        no, self._next = self._next, self._next + 1
        self._fresh[no] = person
        for key in person.keys:
            self._index.setdefault(key, set()).add(no)
        self._see(person.keys)
        self._points += [(no, point) for point in person.points]
        self._tags += [(no, tag) for tag in person.tags]
        self._values += [(no, number, value) for number, value in person.fields.items()]
        if person.note:
            self._texts.append(NewNote(no, person.created_at or self._now, NOTE, None, None, person.note))
        self._counts.new += 1
        return no

    def _merge(self, line: int, card: Card, person: Person) -> bool:
        """Add to the customer what the row has more; whether it had."""
        changed = [
            self._merge_columns(line, card, person),
            *[self._merge_point(card, point) for point in person.points],
            *[self._merge_tag(card, tag) for tag in person.tags],
            *[self._merge_value(card, number, value) for number, value in person.fields.items()],
            bool(person.note) and self._merge_note(card.no, person.note or ""),
        ]
        return any(changed)

    def _learn(self, card: Card, person: Person) -> None:
        """Let the next rows meet the customer by what this row added."""
        held: set[customer_matching.Key] = {
            ("external_id", card.columns["external_id"] or ""),
            ("colleague", normalize.name_key(card.name), normalize.name_key(card.company or "")),
        }
        held |= {(point.kind, point.normal) for point in card.points}
        for key in person.keys:
            if key in held:
                self._index.setdefault(key, set()).add(card.no)
        self._see(held)

    def _see(self, keys: Iterable[customer_matching.Key]) -> None:
        if self._seen is not None:
            self._seen.add(keys)

    def _merge_columns(self, line: int, card: Card, person: Person) -> bool:
        overwrite = self._job.overwrite
        if not overwrite:
            self._counts.differences += _differences(line, card, person)
        changes: dict[str, Any] = {
            key: value for key, value in person.columns.items() if _wanted(card.columns[key], value, overwrite)
        }
        card.columns.update(changes)
        if person.company and _wanted(card.company, person.company, overwrite):
            changes["company"] = card.company = person.company
        if not person.nameless and (_wanted(card.name, person.name, overwrite) or _is_nameless(card)):
            changes["name"] = card.name = person.name
        if changes:
            self._changes.append((card, changes))
        return bool(changes)

    def _merge_point(self, card: Card, point: Point) -> bool:
        same_kind = [known for known in card.points if known.kind == point.kind]
        if any(known.normal == point.normal for known in same_kind):
            return False
        if point.kind in _HANDLES and same_kind:
            if self._job.overwrite:
                self._changes.append((card, {point.kind: (same_kind[0], point)}))
                card.points[card.points.index(same_kind[0])] = point
            return self._job.overwrite
        card.points.append(point)
        self._points.append((card.no, point))
        return True

    def _merge_tag(self, card: Card, tag: str) -> bool:
        if tag.casefold() in card.tags:
            return False
        card.tags.add(tag.casefold())
        self._tags.append((card.no, tag))
        return True

    def _merge_value(self, card: Card, number: int, value: str) -> bool:
        known = card.fields.get(number)
        if not _wanted(known, value, self._job.overwrite):
            return False
        card.fields[number] = value
        if known is None:
            self._values.append((card.no, number, value))
        else:
            self._changes.append((card, {FIELD_PREFIX: (number, value)}))
        return True

    def _merge_note(self, no: int, text: str) -> bool:
        if self._notes.meets((no, text)):
            return False
        self._texts.append(NewNote(no, self._now, NOTE, None, None, text))
        return True

    def _flush(self) -> None:
        firms = [person.company for person in self._fresh.values() if person.company]
        firms += [changes["company"] for _card, changes in self._changes if "company" in changes]
        numbers = bulk_writes.companies(self._store, firms) if firms else {}
        if self._fresh:
            bulk_writes.insert(self._store, [_row(person, numbers, self._now) for person in self._fresh.values()])
            bulk_writes.adopt_uids(self._store, self._uids())
        bulk_writes.insert_points(self._store, self._points)
        bulk_writes.insert_tags(self._store, self._tags)
        bulk_writes.insert_values(self._store, self._values)
        bulk_writes.insert_notes(self._store, self._texts)
        self._counts.notes += len(self._texts)
        for card, changes in self._changes:
            _apply(self._store, card.no, changes, numbers)

    def _uids(self) -> list[tuple[int, str]]:
        """The uids that new customers bring along; never one that is in use."""
        brought = {person.uid: no for no, person in self._fresh.items() if person.uid}
        taken = {uid for uid, _no in bulk_writes.holders(self._store, "uid", brought)}
        return [(no, uid) for uid, no in brought.items() if uid not in taken]

    def _refer(self, who: CustomerLookup, no: int, cell: str, counted: bool) -> None:
        other = who.find(Identity(cell), "referrer")
        if other is None or other == no:
            raise BadCellError("referrer", cell, t("is not a customer in this file"))
        known = self._store.scalar("SELECT other_no FROM relations WHERE customer_no = :no AND kind = 'referred_by'", no=no)
        if known is not None and (known == other or not self._job.overwrite):
            return
        writes.refer(self._store, no, other)
        if not counted:
            self._counts.same, self._counts.updated = self._counts.same - 1, self._counts.updated + 1


def _differences(line: int, card: Card, person: Person) -> Iterator[Difference]:
    """What the row says otherwise than the customer's card, which stays."""
    name = None if person.nameless or _is_nameless(card) else person.name
    said = {"name": (card.name, name), "company": (card.company, person.company)}
    said |= {key: (card.columns[key], value) for key, value in person.columns.items()}
    for key, (kept, given) in said.items():
        if kept and given and normalize.name_key(kept) != normalize.name_key(given):
            yield Difference(line, card.name, key, kept, given)


def _name_of(points: list[Point]) -> str:
    """What somebody without a name is called: a phone before a mail, whatever the order of rows."""
    return min(points, key=lambda point: (CONTACTS.index(point.kind), point.normal, point.value)).value


def _waits(person: Person) -> bool:
    return person.nameless or _is_alone(person)


def _is_alone(person: Person) -> bool:
    return person.keys[0][0] == ALONE


def _is_nameless(card: Card) -> bool:
    """Whether the customer is called by a way to reach them."""
    return any(card.name in (point.value, point.normal) for point in card.points)


def _own_fields(mapping: ColumnMapping) -> list[str]:
    return [column.field.removeprefix(FIELD_PREFIX) for column in mapping.used if column.field.startswith(FIELD_PREFIX)]


def _field(store: Store, name: str) -> tuple[int, str]:
    """Number and type of a portrait field; one that does not exist yet is made."""
    found = fields.find(store, name)
    return (found[0], found[2]) if found else (fields.add(store, name), "text")


def _wanted(known: str | None, value: str, overwrite: bool) -> bool:
    """Whether `value` goes in: always where nothing is known, else only with --overwrite."""
    return known is None or (overwrite and known != value)


def _row(person: Person, companies: dict[str, int], now: str) -> NewCustomer:
    return NewCustomer(person.name, companies.get(person.company or ""), person.columns, person.created_at or now)


def _apply(store: Store, no: int, changes: dict[str, Any], companies: dict[str, int]) -> None:
    """Write what a row changed of an existing customer."""
    columns = {key: value for key, value in changes.items() if key in COLUMNS}
    if "company" in changes:
        columns["company_no"] = companies[changes["company"]]
    bulk_writes.change(store, no, columns, changes.get("name"))
    for handle in _HANDLES:
        if handle in changes:
            bulk_writes.replace_point(store, no, *changes[handle])
    if FIELD_PREFIX in changes:
        bulk_writes.replace_value(store, no, *changes[FIELD_PREFIX])
