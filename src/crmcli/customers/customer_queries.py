"""The customer object of the contract: a customer with all that is derived about them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from crmcli.core import clock
from crmcli.core.choices import Instant, cents, instant
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.customers import derived_sql
from crmcli.customers.drift import drift, warnings
from crmcli.customers.model import Customer
from crmcli.customers.selection import Selection
from crmcli.customers.vocabulary import GRADE, STATUS, VERDICT
from crmcli.storage.store import Store

_LIST = "(SELECT json_group_array(x) FROM (SELECT {value} AS x FROM {table} WHERE customer_no = c.no {where} ORDER BY no))"
_CARD = f"""
SELECT c.no, c.uid, c.name, f.name, c.title, c.role, {derived_sql.STATUS_SQL},
  {_LIST.format(value="CASE WHEN normal LIKE '+%' THEN normal ELSE value END", table="contact_points", where="AND kind = 'phone'")},
  {_LIST.format(value="value", table="contact_points", where="AND kind = 'email'")},
  (SELECT value FROM contact_points p WHERE p.customer_no = c.no AND p.kind = 'wechat' ORDER BY p.no LIMIT 1),
  (SELECT value FROM contact_points p WHERE p.customer_no = c.no AND p.kind = 'qq' ORDER BY p.no LIMIT 1),
  c.address, c.source, c.birthday, {_LIST.format(value="tag", table="tags", where="")},
  (SELECT json_group_object(x.name, x.value) FROM (SELECT d.name, v.value FROM field_values v JOIN fields d ON d.no = v.field_no
    WHERE v.customer_no = c.no ORDER BY d.position) x),
  (SELECT r.name FROM relations e JOIN customers r ON r.no = e.other_no WHERE e.customer_no = c.no AND e.kind = 'referred_by'),
  c.external_id, c.created_at, {derived_sql.LAST_CONTACT}, (SELECT name FROM nodes WHERE no = {derived_sql.LAST_NODE}),
  {derived_sql.judged("verdict")}, {derived_sql.judged("grade")}, {derived_sql.judged("sign_by")}, {derived_sql.judged("amount")}, {derived_sql.NEXT_DUE},
  {derived_sql.SAID}
FROM (SELECT * FROM customers c WHERE {{where}} ORDER BY {{order}} {{limit}}) c
LEFT JOIN companies f ON f.no = c.company_no ORDER BY {{order}}"""  # noqa: E501

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


def selected(store: Store, selection: Selection, sort: str | None = None, limit: int | None = None) -> list[Customer]:
    """The customers that the selection picks, as the customer object."""
    sql = _CARD.format(where=selection.sql, order=order_by(sort), limit=f"LIMIT {int(limit)}" if limit else "")
    currency, today = store.currency, clock.today()
    return [_card(row, currency, today) for row in store.iterate(sql, **selection.parameters)]


def one(store: Store, no: int) -> Customer:
    """The customer object of one number."""
    return selected(store, Selection([f"c.no = {int(no)}"]))[0]


def count(store: Store, selection: Selection) -> int:
    """How many customers the selection picks."""
    return int(store.scalar(f"SELECT count(*) FROM customers c WHERE {selection.sql}", **selection.parameters))


def _card(row: tuple[Any, ...], currency: str, today: date) -> Customer:
    (no, uid, name, company, title, role, status, phones, emails, wechat, qq, address, source, birthday, tags, portrait, referrer,
     external_id, created_at, last_contact, node, verdict, grade, sign_by, amount, next_due, judged) = row  # fmt: skip
    return Customer(
        no, uid, name, company, title, role, STATUS.of(status),  # type: ignore[arg-type]
        json.loads(phones), json.loads(emails), wechat, qq, address, source, birthday,
        json.loads(tags), json.loads(portrait), referrer, external_id, Instant(created_at), instant(last_contact), node,
        VERDICT.of(verdict), GRADE.of(grade), sign_by, cents(amount), currency, next_due, drift(said := json.loads(judged)),
        warnings(said, verdict, today),
    )  # fmt: skip
