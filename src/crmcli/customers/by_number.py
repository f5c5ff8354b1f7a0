"""Customers by their numbers: what asks for no word needs none of the looking up."""

from __future__ import annotations

from collections.abc import Iterable

from crmcli.customers.refs import FROM, REF, Ref, make_ref
from crmcli.storage.store import Store


def ref(store: Store, no: int) -> Ref | None:
    """The customer of that number, or None."""
    return store.one(make_ref, f"SELECT {REF} {FROM} WHERE c.no = :no", no=no)


def refs(store: Store, numbers: Iterable[int]) -> dict[int, Ref]:
    """Find the customers of these numbers, by number."""
    sql = f"SELECT {REF} {FROM} WHERE c.no IN (SELECT value FROM json_each(:numbers))"
    return {one.no: one for one in store.rows(make_ref, sql, numbers=str(list(numbers)))}
