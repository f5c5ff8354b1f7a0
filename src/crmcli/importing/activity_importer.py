"""Rows of touches, orders, payments, next steps and notes into the file: multisets, each row with its customer."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from crmcli.core import clock
from crmcli.core.i18n import t
from crmcli.customers import bulk_writes as customers_bulk
from crmcli.customers.bulk_writes import NewNote
from crmcli.customers.vocabulary import CHANNELS, DIRECTIONS, NOTE_KINDS
from crmcli.followups import bulk_writes as followups_bulk
from crmcli.followups.bulk_writes import NewFollowup
from crmcli.followups.model import TYPES
from crmcli.importing import cell_parsers, column_mapping, numbered_rows
from crmcli.importing.cell_parsers import Record
from crmcli.importing.column_mapping import ColumnMapping
from crmcli.importing.customer_lookup import CustomerLookup, Identity
from crmcli.importing.model import BadCellError, Counts, ImportJob
from crmcli.importing.multiset import Multiset
from crmcli.importing.node_lookup import NodeLookup
from crmcli.pipelines import bulk_writes as touches_bulk
from crmcli.pipelines.bulk_writes import NewTouch
from crmcli.sales import bulk_writes as sales_bulk
from crmcli.sales.bulk_writes import NewOrder, NewPayment
from crmcli.storage.store import Store

Refusals = list[tuple[int, BadCellError]]
_OF_A_LINE = ("product", "quantity", "unit_price", "note")


class Event(NamedTuple):
    """A row as understood: whom it is about, and the values that follow the customer in the row type of the kind."""

    customer: Identity
    values: tuple[Any, ...]


class Place(NamedTuple):
    """What a row is read against: the nodes there are, the file's currency."""

    nodes: NodeLookup
    currency: str


class Kind(NamedTuple):
    """One kind of event: its row type, its table, how a row is read, which rows stand already, how new ones go in.

    `columns` are the fields of a file behind the values of a row, in their order; `happened` is the one that cannot lie ahead.
    """

    table: str
    row: Callable[..., Any]
    columns: tuple[str, ...]
    read: Callable[[Record, Place], tuple[Any, ...]]
    alike: Callable[[Store, Iterable[Any], int], Iterator[tuple[int, Any]]]
    insert: Callable[[Store, Sequence[Any]], None]
    happened: str = ""


def _touch(record: Record, place: Place) -> tuple[Any, ...]:
    at, node = (
        cell_parsers.moment(record, "at"),
        place.nodes.number(cell_parsers.required(record, "node"), record.get("crm_pipeline")),
    )
    about, note, deal = (
        cell_parsers.free(record, "matter"),
        cell_parsers.free(record, "note"),
        cell_parsers.optional(record, "crm_deal"),
    )
    return node, at, about, note, *_channel(record), deal, cell_parsers.free(record, "outcome")


def _channel(record: Record) -> tuple[str | None, str | None]:
    return cell_parsers.coded(record, "crm_channel", CHANNELS), cell_parsers.coded(record, "crm_direction", DIRECTIONS)


def _order(record: Record, place: Place) -> tuple[Any, ...]:
    from crmcli.importing import order_cells

    currency = order_cells.currency(record, place.currency)
    date, amount = cell_parsers.day(record, "date"), cell_parsers.cents(record, "amount", currency or place.currency)
    products, unread = order_cells.lines(record, currency or place.currency)
    note = "\n".join(filter(None, (cell_parsers.free(record, "note"), *unread))) or None
    status, refunded = order_cells.state(record, amount, currency or place.currency)
    number, deal = cell_parsers.optional(record, "number"), cell_parsers.optional(record, "crm_deal")
    return date, amount, products, note, deal, number, currency, status, refunded


def _payment(record: Record, place: Place) -> tuple[Any, ...]:
    from crmcli.importing import order_cells

    currency = order_cells.currency(record, place.currency)
    return (
        cell_parsers.day(record, "date"),
        cell_parsers.cents(record, "amount", currency or place.currency, zero_ok=False),
        cell_parsers.free(record, "note"),
        cell_parsers.optional(record, "number"),
        currency,
    )


def _followup(record: Record, _place: Place) -> tuple[Any, ...]:
    snoozed = cell_parsers.wall_clock(record, "crm_snoozed_until") if "crm_snoozed_until" in record else None
    done, cancelled = (
        cell_parsers.moment(record, field) if field in record else None for field in ("crm_done_at", "crm_cancelled_at")
    )
    return (
        cell_parsers.wall_clock(record, "due"), cell_parsers.free(record, "text") or "",
        cell_parsers.coded(record, "type", TYPES, "keep"), cell_parsers.optional(record, "crm_rrule"), snoozed, done, cancelled,
        cell_parsers.free(record, "crm_outcome"),
    )  # fmt: skip


def _note(record: Record, _place: Place) -> tuple[Any, ...]:
    text = cell_parsers.free(record, "text") or cell_parsers.required(record, "text")
    return cell_parsers.moment(record, "at"), cell_parsers.coded(record, "crm_kind", NOTE_KINDS, "note"), *_channel(record), text


def _notes_alike(store: Store, rows: Iterable[NewNote], last: int) -> Iterator[tuple[int, NewNote]]:
    return customers_bulk.notes_of(store, {row.customer_no for row in rows}, last)


KINDS: dict[str, Kind] = {
    "touches": Kind(
        "touches", NewTouch, ("node", "at", "matter", "note", "crm_channel", "crm_direction", "crm_deal", "outcome"), _touch,
        touches_bulk.alike, touches_bulk.insert, "at",
    ),
    "orders": Kind(
        "orders", NewOrder, ("date", "amount", "product", "note", "crm_deal", "number", "currency", "status", "refunded"), _order,
        sales_bulk.orders_alike, sales_bulk.insert_orders,
    ),
    "payments": Kind(
        "payments", NewPayment, ("date", "amount", "note", "number", "currency"), _payment, sales_bulk.payments_alike,
        sales_bulk.insert_payments,
    ),
    "followups": Kind(
        "followups", NewFollowup,
        ("due", "text", "type", "crm_rrule", "crm_snoozed_until", "crm_done_at", "crm_cancelled_at", "crm_outcome"),
        _followup, followups_bulk.alike, followups_bulk.insert,
    ),
    "notes": Kind(
        "interactions", NewNote, ("at", "crm_kind", "crm_channel", "crm_direction", "text"), _note, _notes_alike,
        customers_bulk.insert_notes, "at",
    ),
}  # fmt: skip


class Events:
    """Takes parsed rows a chunk at a time."""

    def __init__(self, store: Store, mapping: ColumnMapping, job: ImportJob, counts: Counts) -> None:
        self._store, self._job, self._counts = store, job, counts
        self._kind = KINDS[mapping.kind]
        self._place = Place(NodeLookup(store, job, counts), store.currency)
        self._who = CustomerLookup(store)
        self._standing = Multiset(store.last_number(self._kind.table))
        self._happened = self._kind.columns.index(self._kind.happened) if self._kind.happened else None
        self._latest = clock.utc_text(clock.end_of_day(clock.today()))
        self._mapped = mapped = {column.field for column in mapping.used}
        self._numbered: list[tuple[int, Any]] = []
        self._above: Record = {}
        self._totals: set[str | None] = set()  # numbers whose further lines leave the amount out
        # Only what the file knows of is compared: a list without notes meets the orders that have one.
        self._key = itemgetter(0, *(place for place, name in enumerate(self._kind.columns, 1) if name in mapped))

    def parse(self, record: Record) -> Event:
        """The row as values. Raises BadCellError."""
        if "number" in record:
            record = self._filled(record)
        customer = Identity(*(cell_parsers.optional(record, field) for field in column_mapping.WHO))
        if not any(customer):
            cell_parsers.required(record, "customer")
        values = self._kind.read(record, self._place)
        if self._happened is not None and values[self._happened] > self._latest:
            raise BadCellError(self._kind.happened, record[self._kind.happened], t("is in the future"))
        return Event(customer, values)

    def _filled(self, record: Record) -> Record:
        """Further lines of an order leave out what its first line says."""
        if record["number"] == self._above.get("number"):
            if "amount" not in record:
                self._totals.add(cell_parsers.optional(record, "number"))
            return {key: value for key, value in self._above.items() if key not in _OF_A_LINE} | record
        self._above = record
        return record

    def shown(self, row: Event) -> dict[str, Any]:
        """The row as understood."""
        said = dict(zip(column_mapping.WHO, row.customer, strict=True))
        known = {**said, **dict(zip(self._kind.columns, row.values, strict=True))}
        if "node" in known:
            known["node"] = self._place.nodes.name(known["node"])
        return {key: _shown(key, value) for key, value in known.items() if value not in (None, "", (), 0)}

    def take(self, rows: Sequence[tuple[int, Event]]) -> Refusals:
        """Take rows (line, values); returns those whose customer cell fits several."""
        self._who.learn(event.customer for _line, event in rows)
        refused: Refusals = []
        found = []
        for line, event in rows:
            try:
                row = self._kind.row(self._who.find_or_create(event.customer), *event.values)
                if getattr(row, "number", None):
                    self._numbered.append((line, row))
                else:
                    found.append(row)
            except BadCellError as error:
                refused.append((line, error))
        self._who.flush()
        self._insert(found)
        self._counts.customers = self._who.created
        return refused

    def finish(self) -> Refusals:
        """Take what bears a number, once all rows of one number are there."""
        one_each = list(numbered_rows.joined(self._numbered, self._totals))
        rows = [(line, row) for line, row in one_each if not isinstance(row, BadCellError)]
        numbered_rows.take(self._store, self._job, self._counts, rows, self._mapped)
        return [(line, row) for line, row in one_each if isinstance(row, BadCellError)]

    def _insert(self, rows: list[Any]) -> None:
        alike = self._kind.alike(self._store, rows, self._standing.last) if self._standing.last else ()
        self._standing.learn((no, self._key(row)) for no, row in alike)
        missing = [row for row in rows if not self._standing.meets(self._key(row))]
        if missing:
            self._kind.insert(self._store, missing)
        self._counts.new += len(missing)
        self._counts.same += len(rows) - len(missing)


def _shown(key: str, value: Any) -> Any:
    from crmcli.core.choices import Cents, Instant

    if key in ("amount", "refunded"):
        return Cents(value)
    if key in ("at", "crm_done_at", "crm_cancelled_at"):
        return Instant(value)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value
