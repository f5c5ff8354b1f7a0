"""Phones kept without their country, or as Chinese ones on the guess of an earlier version, which are named and stay."""

from __future__ import annotations

from crmcli.core import region
from crmcli.core.i18n import t
from crmcli.customers import normalize
from crmcli.storage.store import Store

_GUESSED = "kind = 'phone' AND normal LIKE '+86%' AND crm_guessed(value, normal)"

_TYPED = "SELECT no, value FROM contact_points WHERE kind = 'phone' AND normal NOT LIKE '+%'"


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


def read_again(store: Store) -> int:
    """Read the numbers that stayed as typed as those of the region in use; return how many are."""
    found = [(no, known) for no, value in store.iterate(_TYPED) if (known := normalize.phone(value))]
    if found:
        with store.change(t("read phone numbers of {region}", region=region.current())):
            for no, number in found:
                store.update("contact_points", no, normal=number)
    return len(found)


def _prepare(store: Store) -> None:
    store.db.create_function("crm_guessed", 2, lambda value, kept: normalize.phone(value) != kept, deterministic=True)
