"""Numbers that an earlier version made Chinese where nothing said so: kept as they are, and named."""

from __future__ import annotations

from crmcli.customers import normalize
from crmcli.storage.store import Store

_GUESSED = "kind = 'phone' AND normal LIKE '+86%' AND crm_guessed(value, normal)"


def condition(store: Store) -> str:
    """SQL: whether the customer `c` has a number that is read otherwise now."""
    _prepare(store)
    return f"EXISTS (SELECT 1 FROM contact_points p WHERE p.customer_no = c.no AND {_GUESSED})"


def of(store: Store, customer_no: int) -> set[str]:
    """Find the guessed numbers of a customer, as they are kept."""
    _prepare(store)
    return set(store.column(f"SELECT normal FROM contact_points WHERE customer_no = :no AND {_GUESSED}", no=customer_no))


def count(store: Store) -> int:
    """Count the guessed numbers of the file."""
    _prepare(store)
    return int(store.scalar(f"SELECT count(*) FROM contact_points WHERE {_GUESSED}"))


def _prepare(store: Store) -> None:
    store.db.create_function("crm_guessed", 2, lambda value, kept: normalize.phone(value) != kept, deterministic=True)
