"""Customers by the thousand, for the import: what a whole chunk of rows asks, answered at once, and set-wise inserts."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from crmcli.core import clock
from crmcli.customers import normalize
from crmcli.customers.model import COLUMNS
from crmcli.customers.refs import FROM, REF, ref_of
from crmcli.storage.store import Store

_INSERTED = ("name", "company_no", *COLUMNS, "origin", "pinyin", "initials", "created_at")
# What a customer of an import has, and when two of them are the same.
_OF_ONE = {
    "contact_points": "k.kind = t.kind AND k.normal = t.normal", "tags": "k.tag = t.tag",
    "field_values": "k.field_no = t.field_no", "interactions": "FALSE",
}  # fmt: skip
_PINYIN = "SELECT name, sql FROM sqlite_schema WHERE name IN ('customers_pinyin', 'customers_initials')"


class Point(NamedTuple):
    """A way to reach a customer: phone, email, wechat or qq, as typed and as compared."""

    kind: str
    value: str
    normal: str


class NewCustomer(NamedTuple):
    """A row to insert; `columns` holds those of COLUMNS by name, `created_at` is a stored instant."""

    name: str
    company_no: int | None
    columns: dict[str, str]
    created_at: str


class NewNote(NamedTuple):
    """An interaction to insert; `at` is a stored instant."""

    customer_no: int
    at: str
    kind: str
    channel: str | None
    direction: str | None
    text: str


@dataclass(slots=True)
class Card:
    """What is known of one customer: enough to see what a row of a file would add. `fields` by number of the field."""

    no: int
    uid: str
    name: str
    company: str | None
    columns: dict[str, str | None]
    points: list[Point] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    fields: dict[int, str] = field(default_factory=dict)

    @property
    def bare(self) -> bool:
        """Whether there is nothing but a name to know the customer by."""
        return not (self.company or self.points or self.columns["external_id"] not in (None, self.name))


def holders(store: Store, column: Literal["uid", "external_id", "name"], values: Iterable[str]) -> Iterator[tuple[str, int]]:
    """(value, customer number) of each customer whose `column` is among `values`."""
    sql = f"SELECT {column}, no FROM customers WHERE {column} IN (SELECT value FROM json_each(:values))"
    return store.iterate(sql, values=_json(values))


def reached_by(store: Store, normals: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    """(kind, normal, customer number) of each contact that is compared as one of `normals`."""
    sql = "SELECT kind, normal, customer_no FROM contact_points WHERE normal IN (SELECT value FROM json_each(:values))"
    return store.iterate(sql, values=_json(normals))


def namesakes(store: Store, names: Iterable[str], *, alike: bool) -> Iterator[tuple[str, str | None, int]]:
    """(name, firm, customer number) of each customer who is called so, or `alike`: spellings of one name read the same."""
    sounds = {normalize.pinyin(name)[0] for name in names} - {""} if alike else set()
    for column, values in (("name", names), ("pinyin", sounds)):
        sql = f"SELECT c.name, f.name, c.no {FROM} WHERE c.{column} IN (SELECT value FROM json_each(:values))"
        yield from store.iterate(sql, values=_json(values)) if values else ()


def has_bare(store: Store) -> bool:
    """Whether there is anybody with nothing but a name."""
    sql = """SELECT EXISTS (SELECT 1 FROM customers c WHERE company_no IS NULL AND coalesce(external_id, name) = name
      AND NOT EXISTS (SELECT 1 FROM contact_points p WHERE p.customer_no = c.no))"""
    return bool(store.scalar(sql))


def absorb(store: Store, keep: int, gone: int) -> None:
    """Make two customers of one import one: what `keep` lacks comes over, the other goes."""
    for table, same in _OF_ONE.items():
        moved = f"""SELECT no FROM {table} t WHERE customer_no = :gone AND NOT EXISTS
          (SELECT 1 FROM {table} k WHERE k.customer_no = :keep AND {same})"""
        for no in store.column(moved, gone=gone, keep=keep):
            store.update(table, no, customer_no=keep)
    columns = ("company_no", *COLUMNS)
    sql = f"SELECT {', '.join(columns)} FROM customers WHERE no = :no"
    have, more = (next(store.named(sql, no=no)) for no in (keep, gone))
    filled = {name: more[name] for name in columns if have[name] is None and more[name] is not None}
    store.delete("customers", gone)
    if filled:
        store.update("customers", keep, **filled)


def cards(store: Store, numbers: Iterable[int]) -> dict[int, Card]:
    """The cards of these customers by number."""
    wanted = _json(numbers)
    among = "IN (SELECT value FROM json_each(:values))"
    columns = ", ".join(f"c.{name}" for name in COLUMNS)
    sql = f"SELECT {REF}, {columns} {FROM} WHERE c.no {among}"
    found = {
        row["customer_no"]: Card(*ref_of(row), columns={name: row[name] for name in COLUMNS})
        for row in store.named(sql, values=wanted)
    }
    for no, *point in store.iterate(
        f"SELECT customer_no, kind, value, normal FROM contact_points WHERE customer_no {among} ORDER BY no", values=wanted
    ):
        found[no].points.append(Point(*point))
    for no, tag in store.iterate(f"SELECT customer_no, tag FROM tags WHERE customer_no {among}", values=wanted):
        found[no].tags.add(tag.casefold())
    for no, number, value in store.iterate(
        f"SELECT customer_no, field_no, value FROM field_values WHERE customer_no {among}", values=wanted
    ):
        found[no].fields[number] = value
    return found


def companies(store: Store, names: Iterable[str]) -> dict[str, int]:
    """The number of each firm by its name as given; those that are missing are made."""
    wanted = list(dict.fromkeys(names))
    sql = "SELECT k.value, f.no FROM json_each(:values) k JOIN companies f ON f.name = k.value"
    found: dict[str, int] = dict(store.iterate(sql, values=_json(wanted)))
    missing = [name for name in wanted if name not in found]
    created = clock.utc_text(clock.now())
    rows = [(name, *normalize.pinyin(name, person=False), created) for name in missing]
    numbers = store.insert_many("companies", ("name", "pinyin", "initials", "created_at"), rows) if rows else ()
    return found | dict(zip(missing, numbers, strict=True))


def alike_companies(store: Store, newer_than: int) -> list[str]:
    """The firms among which one is newer than that number and whose names read the same: `ACME Inc. / Acme Inc`."""
    sql = """SELECT group_concat(name, ' / ') FROM (SELECT name, pinyin, no FROM companies WHERE pinyin <> '' ORDER BY no)
      GROUP BY pinyin HAVING count(*) > 1 AND max(no) > :last ORDER BY min(no)"""
    return store.column(sql, last=newer_than)


def insert(store: Store, rows: Iterable[NewCustomer]) -> range:
    """Insert customers with origin `import`; returns their numbers, in order."""
    return store.insert_many("customers", _INSERTED, (_values(row) for row in rows))


def _values(row: NewCustomer) -> tuple[Any, ...]:
    pinyin, initials = normalize.pinyin(row.name)
    columns = [row.columns.get(name) for name in COLUMNS]
    return (row.name, row.company_no, *columns, "import", pinyin, initials, row.created_at)


def set_aside_indexes(store: Store) -> list[str]:
    """Drop the indexes of pinyin, inside the open change; returns what `put_back` makes them of. Of many names at once an index
    is made in a third of the time that it takes to grow.
    """
    found = list(store.iterate(_PINYIN))
    for name, _sql in found:
        store.db.execute(f"DROP INDEX {name}")
    return [sql for _name, sql in found]


def put_back(store: Store, indexes: Iterable[str]) -> None:
    """Make the indexes that were set aside."""
    for sql in indexes:
        store.db.execute(sql)


def change(store: Store, no: int, columns: dict[str, Any], name: str | None) -> None:
    """Set columns of a customer, and another name with its pinyin."""
    if name:
        pinyin, initials = normalize.pinyin(name)
        columns = {**columns, "name": name, "pinyin": pinyin, "initials": initials}
    if columns:
        store.update("customers", no, **columns)


def insert_points(store: Store, rows: Sequence[tuple[int, Point]]) -> None:
    """Insert contacts, each with its customer's number."""
    _insert(store, "contact_points", ("customer_no", "kind", "value", "normal"), [(no, *point) for no, point in rows])


def replace_point(store: Store, no: int, old: Point, new: Point) -> None:
    """Put `new` in the place of the contact `old` of the customer `no`."""
    sql = "SELECT no FROM contact_points WHERE customer_no = :no AND kind = :kind AND normal = :normal"
    store.update("contact_points", store.scalar(sql, no=no, kind=old.kind, normal=old.normal), value=new.value, normal=new.normal)


def insert_tags(store: Store, rows: Sequence[tuple[int, str]]) -> None:
    """Insert tags, each with its customer's number."""
    _insert(store, "tags", ("customer_no", "tag"), rows)


def insert_values(store: Store, rows: Sequence[tuple[int, int, str]]) -> None:
    """Insert portrait values: customer, field, value."""
    at = clock.utc_text(clock.now())
    _insert(store, "field_values", ("customer_no", "field_no", "value", "at"), [(*row, at) for row in rows])


def replace_value(store: Store, no: int, field_no: int, value: str) -> None:
    """Put `value` in the place of what the customer `no` has in a field."""
    row = store.scalar("SELECT no FROM field_values WHERE customer_no = :no AND field_no = :field", no=no, field=field_no)
    store.update("field_values", row, value=value, at=clock.utc_text(clock.now()))


def notes_of(store: Store, numbers: Iterable[int], last: int) -> Iterator[tuple[int, NewNote]]:
    """The interactions of these customers with their numbers, up to the number `last`."""
    sql = """SELECT no, customer_no, at, kind, channel, direction, text FROM interactions
      WHERE customer_no IN (SELECT value FROM json_each(:values)) AND no <= :last ORDER BY no"""
    return (
        (row["no"], NewNote(*(row[name] for name in NewNote._fields)))
        for row in store.named(sql, values=_json(numbers), last=last)
    )


def insert_notes(store: Store, rows: Sequence[NewNote]) -> None:
    """Insert interactions."""
    created = clock.utc_text(clock.now())
    _insert(store, "interactions", (*NewNote._fields, "created_at"), [(*row, created) for row in rows])


def adopt_uids(store: Store, rows: Iterable[tuple[int, str]]) -> None:
    """Give new customers the uids that they had in the file they come from."""
    for no, uid in rows:
        store.update("customers", no, uid=uid)


def _insert(store: Store, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        store.insert_many(table, columns, rows)


def _json(values: Iterable[Any]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
