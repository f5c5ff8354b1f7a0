"""Background facts, each with its source and its day; and what else the radar reads."""

from __future__ import annotations

from datetime import date

from crmcli.core import clock
from crmcli.core.choices import Instant, instant
from crmcli.core.errors import NotFoundError
from crmcli.core.i18n import t
from crmcli.customers import derived_sql
from crmcli.customers.refs import FROM, REF, ref_of
from crmcli.radar.model import STALE_DAYS, Fact, Learned
from crmcli.storage.store import Store

_FACTS = f"SELECT x.no, x.uid, {REF}, x.text, x.source, x.date {FROM} JOIN facts x ON x.customer_no = c.no"


def facts(store: Store, customer_no: int) -> list[Fact]:
    """The customer's facts, the newest day first."""
    return _select(store, f"{_FACTS} WHERE c.no = :no ORDER BY x.date DESC, x.no DESC", no=customer_no)


def fact(store: Store, no: int, customer_no: int) -> Fact:
    """The customer's fact of that number; raises NotFoundError."""
    found = _select(store, f"{_FACTS} WHERE x.no = :no AND c.no = :customer", no=no, customer=customer_no)
    if not found:
        raise NotFoundError(t("This customer has no fact {no}.", no=no), t("See them: crm fact c{no}", no=customer_no))
    return found[0]


def _select(store: Store, sql: str, **parameters: int) -> list[Fact]:
    return [
        Fact(
            row["no"],
            row["uid"],
            ref_of(row),
            row["text"],
            row["source"],
            row["date"],
            (age := _age(row["date"])),
            age > STALE_DAYS,
        )
        for row in store.named(sql, **parameters)
    ]


def _age(day: str) -> int:
    """Whole days since a local date."""
    return (clock.today() - date.fromisoformat(day)).days


def add(store: Store, customer_no: int, text: str, source: str | None, day: str) -> int:
    """Keep a fact as of a local date; returns its number."""
    created = clock.utc_text(clock.now())
    return store.insert("facts", customer_no=customer_no, text=text, source=source, date=day, created_at=created)


def remove(store: Store, no: int) -> None:
    """Remove the fact."""
    store.delete("facts", no)


def portrait(store: Store, customer_no: int) -> list[Learned]:
    """The known fields of the portrait with their age."""
    sql = """SELECT d.name, v.value, v.at FROM field_values v JOIN fields d ON d.no = v.field_no
      WHERE v.customer_no = :no ORDER BY d.position, d.no"""
    return [
        Learned(name, value, Instant(at), _age(clock.from_utc_text(at).date().isoformat()))
        for name, value, at in store.iterate(sql, no=customer_no)
    ]


def last_contact(store: Store, customer_no: int) -> Instant | None:
    """The last call, visit, message or touch that reached the customer, or None."""
    return instant(store.scalar(f"SELECT {derived_sql.LAST_CONTACT} FROM customers c WHERE c.no = :no", no=customer_no))
