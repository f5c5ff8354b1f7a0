"""The products: name, usual price, and the need cycle after which a buyer comes due again."""

from typing import NamedTuple

from crmcli.core import clock
from crmcli.core.choices import Cents, Instant, cents, instant
from crmcli.core.errors import NotFoundError, RefusedError
from crmcli.core.i18n import t
from crmcli.core.text import as_argument
from crmcli.storage.store import Store


class Product(NamedTuple):
    """A product; `price` of one piece in the file's currency, `cycle_days` from a purchase to the next need, `buyers` so far."""

    no: int
    uid: str
    name: str
    price: Cents | None
    cycle_days: int | None
    buyers: int
    retired_at: Instant | None


_SQL = """SELECT p.no, p.uid, p.name, p.price, p.cycle_days, (SELECT count(DISTINCT o.customer_no) FROM order_lines l
  JOIN orders o ON o.no = l.order_no WHERE l.product_no = p.no) AS buyers, p.retired_at FROM products p"""


def _product(
    no: int, uid: str, name: str, price: int | None, cycle_days: int | None, buyers: int, retired_at: str | None
) -> Product:
    return Product(no, uid, name, cents(price), cycle_days, buyers, instant(retired_at))


def every(store: Store, *, retired: bool = False) -> list[Product]:
    """The products by name; those no longer sold as well where `retired`."""
    where = "" if retired else "WHERE p.retired_at IS NULL"
    return store.rows(_product, f"{_SQL} {where} ORDER BY p.name")


def require(store: Store, name: str) -> Product:
    """The product of that name, case aside; raises NotFoundError that lists what there is."""
    found = store.one(_product, f"{_SQL} WHERE p.name = :name COLLATE NOCASE", name=name.strip())
    if found is None:
        from crmcli.core import near_matches

        known = [one.name for one in every(store)]
        hint = near_matches.hint(name, known, t("Available: {known}", known=", ".join(known) or "–"))
        raise NotFoundError(t("{name!r} is not a product.", name=name), hint)
    return found


def add(store: Store, name: str, price: int | None, cycle: int | None) -> Product:
    """Add a product. Raises RefusedError where there is one of that name."""
    if store.scalar("SELECT 1 FROM products WHERE name = :name COLLATE NOCASE", name=name):
        raise RefusedError(
            t("A product named {name} already exists.", name=name),
            t("Change it: crm product edit {name}", name=as_argument(name)),
        )
    store.insert("products", name=name, price=price, cycle_days=cycle, created_at=clock.utc_text(clock.now()))
    return require(store, name)


def change(store: Store, product: Product, **values: object) -> Product:
    """Set name, price, cycle_days or retired_at. Raises RefusedError for a name that is taken."""
    name = str(values.get("name", product.name))
    if store.scalar("SELECT 1 FROM products WHERE name = :name COLLATE NOCASE AND no <> :no", name=name, no=product.no):
        raise RefusedError(t("A product named {name} already exists.", name=name))
    store.update("products", product.no, **values)
    return require(store, name)
