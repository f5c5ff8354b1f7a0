"""The customer object of the contract: a customer with all that is derived about them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any

from crmcli.core import clock
from crmcli.core.choices import Cents, Instant
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.customers import derived_sql
from crmcli.customers.customer import Customer
from crmcli.customers.drift import drift, warnings
from crmcli.customers.model import COLUMNS
from crmcli.customers.refs import FIRM
from crmcli.customers.selection import Selection
from crmcli.customers.vocabulary import GRADE, STATUS, VERDICT
from crmcli.storage.snapshot import Snapshot
from crmcli.storage.store import Store

_LIST = "(SELECT json_group_array(x) FROM (SELECT {value} AS x FROM {table} WHERE customer_no = c.no {where} ORDER BY no))"
_HANDLE = "(SELECT value FROM contact_points p WHERE p.customer_no = c.no AND p.kind = '{kind}' ORDER BY p.no LIMIT 1)"
_COLUMNS = {
    "no": "c.no", "uid": "c.uid", "name": "c.name", "company": "f.name", **{name: f"c.{name}" for name in COLUMNS},
    "status": derived_sql.STATUS_SQL,
    "phones": _LIST.format(
        value="CASE WHEN normal LIKE '+%' THEN normal ELSE value END", table="contact_points", where="AND kind = 'phone'",
    ),
    "emails": _LIST.format(value="value", table="contact_points", where="AND kind = 'email'"),
    "wechat": _HANDLE.format(kind="wechat"), "qq": _HANDLE.format(kind="qq"),
    "tags": _LIST.format(value="tag", table="tags", where=""),
    "fields": """(SELECT json_group_object(x.name, x.value) FROM (SELECT d.name, v.value FROM field_values v
      JOIN fields d ON d.no = v.field_no WHERE v.customer_no = c.no ORDER BY d.position) x)""",
    "referrer": """(SELECT r.name FROM relations e JOIN customers r ON r.no = e.other_no
      WHERE e.customer_no = c.no AND e.kind = 'referred_by')""",
    "created_at": "c.created_at", "last_contact_at": derived_sql.LAST_CONTACT,
    "node": f"(SELECT name FROM nodes WHERE no = {derived_sql.LAST_NODE})",
    "verdict": derived_sql.judged("verdict"), "grade": derived_sql.judged("grade"),
    "expected_on": derived_sql.judged("sign_by"), "expected_amount": derived_sql.judged("amount"),
    "currency": ":currency", "next_due": derived_sql.NEXT_DUE, "drift": derived_sql.SAID, "warnings": "NULL",
}  # fmt: skip
_NAMES = [field.name for field in fields(Customer)]
_CARD = f"""SELECT {", ".join(f"{_COLUMNS[name]} AS {name}" for name in _NAMES)}
FROM (SELECT * FROM customers c WHERE {{where}} ORDER BY {{order}} {{limit}}) c
{FIRM} ORDER BY {{order}}"""

_read_json = json.JSONDecoder().raw_decode  # without the search for blanks, which took half the time of a list


def _list(text: str) -> Any:
    return [] if text == "[]" else _read_json(text)[0]  # most are empty


def _fields(text: str) -> Any:
    return {} if text == "{}" else _read_json(text)[0]


_TYPES: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("phones", "emails", "tags", "drift"), _list), "fields": _fields,
    "status": STATUS.shown, "verdict": VERDICT.shown, "grade": GRADE.shown, "created_at": Instant, "last_contact_at": Instant,
    "expected_amount": Cents,
}  # fmt: skip
_MADE_BY = [_TYPES.get(name) for name in _NAMES]
_VERDICT, _DRIFT, _WARNINGS = map(_NAMES.index, ("verdict", "drift", "warnings"))

ORDERS: dict[str, tuple[str, ...]] = {
    "no": ("c.no",),
    "name": ("c.pinyin", "c.name"),
    "added": ("c.created_at",),
    "company": ("(SELECT g.pinyin FROM companies g WHERE g.no = c.company_no)",),
    "contacted": (derived_sql.LAST_CONTACT,),
    "due": (derived_sql.NEXT_DUE,),
    "amount": (derived_sql.judged("amount"),),
    "expected": (derived_sql.judged("sign_by"),),
    "grade": (f"CASE {derived_sql.judged('grade')} WHEN 'big' THEN 3 WHEN 'normal' THEN 2 WHEN 'small' THEN 1 END",),
    "status": (derived_sql.STATUS_SQL,),
}


def order_by(sort: str | None) -> str:
    """SQL of `--sort [-]FIELD`; what has no value comes last. Raises UsageError listing the fields there are."""
    field = (sort or "no").removeprefix("-")
    if field not in ORDERS:
        raise UsageError(t("Cannot sort by {field!r}.", field=field), t("Choose one of: {known}", known=", ".join(ORDERS)))
    direction = "DESC" if (sort or "").startswith("-") else "ASC"
    return ", ".join([*(f"{expression} {direction} NULLS LAST" for expression in ORDERS[field]), "c.no"])


def selected(store: Store, selection: Selection) -> list[Customer]:
    """The customers that the selection picks, as the customer object."""
    return list(listed(store, selection))


def listed(store: Store, selection: Selection, sort: str | None = None, limit: int | None = None) -> Snapshot[Customer]:
    """As `selected`, in that order, made one at a time."""
    sql = _CARD.format(where=selection.sql, order=order_by(sort), limit=f"LIMIT {int(limit)}" if limit else "")
    today = clock.today()
    return store.snapshot(lambda row: _card(row, today), sql, _NAMES, currency=store.currency, **selection.parameters)


def one(store: Store, no: int) -> Customer:
    """The customer object of one number."""
    return selected(store, Selection([f"c.no = {int(no)}"]))[0]


def count(store: Store, selection: Selection) -> int:
    """How many customers the selection picks."""
    return int(store.scalar(f"SELECT count(*) FROM customers c WHERE {selection.sql}", **selection.parameters))


def _card(row: tuple[Any, ...], today: date) -> Customer:
    values = [value if made is None or value is None else made(value) for made, value in zip(_MADE_BY, row, strict=True)]
    said = values[_DRIFT]
    values[_DRIFT], values[_WARNINGS] = drift(said), warnings(said, row[_VERDICT], today)
    return Customer(*values)
