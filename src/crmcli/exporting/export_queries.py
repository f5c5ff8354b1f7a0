"""What leaves the file: the rows of each kind under the headers that the import understands, so that all comes back.

Columns named crm_… are our own: what other programs have no word for. `crm_name` is for the reader; the import passes over it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from crmcli.core.choices import Cents, Instant
from crmcli.customers.model import FIELDS, Kind
from crmcli.customers.refs import FROM
from crmcli.customers.selection import Selection
from crmcli.customers.vocabulary import CHANNELS, DIRECTIONS, NOTE_KINDS
from crmcli.followups.model import TYPES
from crmcli.importing import cell_parsers
from crmcli.sales.model import ORDER_STATES, Line
from crmcli.storage.snapshot import Snapshot
from crmcli.storage.store import Store

Row = dict[str, Any]
SEPARATOR = "; "
PORTRAIT = "fields"  # of a customer, a column each in CSV
# The cell that names a customer in other kinds: the external id where only one has it, else the uid.
_CELL = """CASE WHEN {c}.external_id IS NOT NULL AND (SELECT count(*) FROM customers x WHERE x.external_id = {c}.external_id) = 1
  THEN {c}.external_id ELSE {c}.uid END"""
_WHO = f"{_CELL.format(c='c')} AS customer, c.name AS crm_name"
PLAIN_NOTES = "FROM interactions i WHERE i.customer_no = c.no AND i.kind = 'note' AND i.channel IS NULL AND i.direction IS NULL"
_LIST = "(SELECT json_group_array(x) FROM (SELECT {value} AS x FROM {table} WHERE customer_no = c.no {where} ORDER BY no))"
_SQL: dict[Kind, str] = {
    "text": "c.{name}", "birthday": "c.{name}", "company": "f.name",
    "contact": _LIST.format(value="value", table="contact_points", where="AND kind = '{name}'"),
    "handle": "(SELECT value FROM contact_points WHERE customer_no = c.no AND kind = '{name}' ORDER BY no LIMIT 1)",
    "tags": _LIST.format(value="tag", table="tags", where=""),
    "referrer": f"""(SELECT {_CELL.format(c="r")} FROM relations e JOIN customers r ON r.no = e.other_no
      WHERE e.customer_no = c.no AND e.kind = 'referred_by')""",
    "note": f"(SELECT i.text {PLAIN_NOTES} ORDER BY i.no LIMIT 1)",
    "portrait": """(SELECT json_group_object(d.name, v.value) FROM field_values v JOIN fields d ON d.no = v.field_no
      WHERE v.customer_no = c.no)""",
}  # fmt: skip


def _customer_columns() -> dict[str, str]:
    """The SQL of each column of a customer, in the order in which they leave."""
    columns = {"crm_uid": "c.uid", "external_id": "c.external_id", "name": "c.name"}
    for field in FIELDS:
        if field.kind == "note":
            columns["created_at"] = "c.created_at"
        if field.kind != "portrait":
            columns[field.name] = _SQL[field.kind].replace("{name}", field.name)
    return columns | {PORTRAIT: _SQL["portrait"]}


_CUSTOMER = _customer_columns()


def customers(store: Store, selection: Selection) -> Snapshot[Row]:
    """Customers with their contacts, tags and portrait; `note` is the first of the plain ones."""
    return _customers(store, selection, tuple(_CUSTOMER))


def customers_beside_notes(store: Store, selection: Selection) -> Snapshot[Row]:
    """As `customers`, without the note: all notes leave too."""
    return _customers(store, selection, tuple(name for name in _CUSTOMER if name != "note"))


def _customers(store: Store, selection: Selection, columns: Sequence[str]) -> Snapshot[Row]:
    wanted = ", ".join(f"{_CUSTOMER[name]} AS {name}" for name in columns)
    sql = f"SELECT {wanted} {FROM} WHERE {selection.sql} ORDER BY c.no"
    return store.snapshot(_maker(columns), sql, columns, **selection.parameters)


def touches(store: Store, selection: Selection) -> Snapshot[Row]:
    """Touches in the order in which they were written, so that ties in time keep it."""
    sql = f"""SELECT {_WHO}, p.name AS crm_pipeline, n.name AS node, t.at, t.matter, t.note, t.channel AS crm_channel,
        t.direction AS crm_direction, t.deal AS crm_deal, t.outcome
      FROM touches t JOIN nodes n ON n.no = t.node_no JOIN pipelines p ON p.no = n.pipeline_no JOIN customers c ON c.no = t.customer_no
      WHERE {selection.sql} ORDER BY t.no"""  # noqa: E501
    return _rows(store, "touches", sql, selection)


def orders(store: Store, selection: Selection) -> Snapshot[Row]:
    """Orders with their products as `NAMExQTY@PRICE`."""
    sql = f"""SELECT {_WHO}, o.date, o.amount,
      (SELECT json_group_array(json_array(x.name, x.quantity, x.price)) FROM (SELECT p.name, l.quantity, l.price
        FROM order_lines l JOIN products p ON p.no = l.product_no WHERE l.order_no = o.no ORDER BY l.no) x) AS product,
      o.note, o.deal AS crm_deal, o.number, o.currency,
      CASE WHEN o.cancelled_on IS NOT NULL THEN 'cancelled' END AS status,
      (SELECT sum(r.amount) FROM refunds r WHERE r.order_no = o.no) AS refunded
      FROM orders o JOIN customers c ON c.no = o.customer_no WHERE {selection.sql} ORDER BY o.no"""
    return _rows(store, "orders", sql, selection)


def payments(store: Store, selection: Selection) -> Snapshot[Row]:
    """Payments; which order they were for is not told: they settle the oldest open one."""
    sql = f"""SELECT {_WHO}, y.date, y.amount, y.note, y.number, y.currency
      FROM payments y JOIN customers c ON c.no = y.customer_no WHERE {selection.sql} ORDER BY y.no"""
    return _rows(store, "payments", sql, selection)


def followups(store: Store, selection: Selection) -> Snapshot[Row]:
    """Next steps, also those that are done or dropped."""
    sql = f"""SELECT {_WHO}, u.due, u.text, u.type, u.rrule AS crm_rrule, u.snoozed_until AS crm_snoozed_until,
        u.done_at AS crm_done_at, u.cancelled_at AS crm_cancelled_at, u.outcome AS crm_outcome
      FROM followups u JOIN customers c ON c.no = u.customer_no WHERE {selection.sql} ORDER BY u.no"""
    return _rows(store, "followups", sql, selection)


def notes(store: Store, selection: Selection) -> Snapshot[Row]:
    """Notes, calls, messages and visits."""
    sql = f"""SELECT {_WHO}, i.at, i.kind AS crm_kind, i.channel AS crm_channel, i.direction AS crm_direction, i.text
      FROM interactions i JOIN customers c ON c.no = i.customer_no WHERE {selection.sql} ORDER BY i.no"""
    return _rows(store, "notes", sql, selection)


def _rows(store: Store, kind: str, sql: str, selection: Selection) -> Snapshot[Row]:
    """The rows of a query under the columns of the kind, each value as what it is."""
    return store.snapshot(_maker(COLUMNS[kind]), sql, COLUMNS[kind], **selection.parameters)


def _maker(columns: Sequence[str]) -> Callable[[tuple[Any, ...]], Row]:
    types = [_TYPES.get(name) for name in columns]
    return lambda values: {
        name: kind(value) if kind and value is not None else value
        for name, kind, value in zip(columns, types, values, strict=True)
    }


def _products(text: str) -> list[str]:
    return [cell_parsers.product_text(Line(*line)) for line in json.loads(text)]


_TYPES: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("at", "crm_done_at", "crm_cancelled_at", "created_at"), Instant),
    **dict.fromkeys(("phone", "email", "tags", PORTRAIT), json.loads),
    "amount": Cents, "refunded": Cents, "status": ORDER_STATES.of, "product": _products,
    "type": TYPES.of, "crm_kind": NOTE_KINDS.of, "crm_channel": CHANNELS.of,
    "crm_direction": DIRECTIONS.of,
}  # fmt: skip
_WHOM = ("customer", "crm_name")
COLUMNS = {
    "customers": tuple(name for name in _CUSTOMER if name != PORTRAIT),
    "touches": (*_WHOM, "crm_pipeline", "node", "at", "matter", "note", "crm_channel", "crm_direction", "crm_deal", "outcome"),
    "orders": (*_WHOM, "date", "amount", "product", "note", "crm_deal", "number", "currency", "status", "refunded"),
    "payments": (*_WHOM, "date", "amount", "note", "number", "currency"),
    "followups": (
        *_WHOM,
        "due",
        "text",
        "type",
        "crm_rrule",
        "crm_snoozed_until",
        "crm_done_at",
        "crm_cancelled_at",
        "crm_outcome",
    ),
    "notes": (*_WHOM, "at", "crm_kind", "crm_channel", "crm_direction", "text"),
}
LEAVING: dict[str, Callable[[Store, Selection], Snapshot[Row]]] = {
    "customers": customers, "touches": touches, "orders": orders, "payments": payments, "followups": followups, "notes": notes,
}  # fmt: skip


def untold_notes(store: Store, selection: Selection) -> int:
    """How many notes `customers` leaves out: all but the first plain one of each."""
    sql = f"""SELECT count(*) - count(DISTINCT CASE WHEN n.kind = 'note' AND n.channel IS NULL AND n.direction IS NULL THEN n.customer_no END)
      FROM interactions n JOIN customers c ON c.no = n.customer_no WHERE {selection.sql}"""  # noqa: E501
    return int(store.scalar(sql, **selection.parameters))
