"""Yearly days beside the birthday: a wedding day, the day a shop opened."""

from typing import NamedTuple

from crmcli.core import clock
from crmcli.core.errors import NotFoundError, RefusedError
from crmcli.core.i18n import t
from crmcli.customers.refs import FROM, REF, Ref, ref_of
from crmcli.storage.store import Store


class Occasion(NamedTuple):
    """A yearly day; `date` as birthdays are kept (`--10-01`, `lunar --08-15`), `notice` in days."""

    key: str
    name: str
    date: str
    notice: int
    customer: Ref


_SQL = f"SELECT y.no, y.name, y.date, y.notice_days, {REF} {FROM} JOIN occasions y ON y.customer_no = c.no"


def every(store: Store, customer_no: int | None = None) -> list[Occasion]:
    """List yearly dates, of everyone or one customer."""
    where = "" if customer_no is None else "WHERE c.no = :no"
    rows = store.named(f"{_SQL} {where} ORDER BY c.no, y.no", no=customer_no)
    return [Occasion(f"y{row['no']}", row["name"], row["date"], row["notice_days"], ref_of(row)) for row in rows]


def add(store: Store, customer: Ref, name: str, date: str, notice: int) -> Occasion:
    """Keep a yearly day. Raises RefusedError where the customer has one of that name."""
    if store.scalar("SELECT 1 FROM occasions WHERE customer_no = :no AND name = :name", no=customer.no, name=name):
        raise RefusedError(
            t("{customer} already has {name}.", customer=customer.name, name=name), t("Remove it first: crm occasion rm KEY")
        )
    created = clock.utc_text(clock.now())
    no = store.insert("occasions", customer_no=customer.no, name=name, date=date, notice_days=notice, created_at=created)
    return Occasion(f"y{no}", name, date, notice, customer)


def remove(store: Store, no: int) -> Occasion:
    """Forget a yearly day; raises NotFoundError."""
    found = next((one for one in every(store) if one.key == f"y{no}"), None)
    if found is None:
        raise NotFoundError(t("{key} not found.", key=f"y{no}"), t("See them: crm occasion list"))
    store.delete("occasions", no)
    return found
