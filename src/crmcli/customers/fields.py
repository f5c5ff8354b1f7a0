"""画像: the fields of a customer's portrait; a set for each language ships with crm, the seller adds those of the trade."""

from typing import NamedTuple

from crmcli.core.choices import Choices, Coded
from crmcli.core.errors import NotFoundError, RefusedError, UsageError
from crmcli.core.i18n import language, t
from crmcli.core.money import parse_money
from crmcli.core.text import as_argument
from crmcli.storage.store import Store

TYPES = Choices("field type", text="text", number="number", date="date", money="money")
# What a file begun in Chinese asks, (Chinese, English), and what one begun in English does. Person and household are asked about
# by Chinese consumer trades; in English that is prying, and a sale turns on other things.
CHINESE = (
    ("地区", "Region"), ("性别", "Gender"), ("年龄", "Age"), ("职业", "Occupation"), ("爱好", "Interests"),
    ("婚姻状况", "Marital status"), ("家庭子女情况", "Family"), ("收入", "Income"),
    ("意向产品", "Product of interest"), ("使用年限与经历", "Experience with the product"),
)  # fmt: skip
ENGLISH = ("Budget", "Timeline", "Authority", "Current supplier", "Best time to call")
_PRIVATE = ("Gender", "Age", "Marital status", "Family", "Income")  # what a file calls so was named in English


class Field(NamedTuple):
    """A field of the portrait; `known` counts the customers who have a value."""

    no: int
    name: str
    type: Coded
    known: int


def install(store: Store) -> None:
    """The portrait that ships with crm for the user's language."""
    for name in [zh for zh, _en in CHINESE] if language() == "zh" else ENGLISH:
        add(store, name)


def is_shipped(name: str) -> bool:
    """Whether files have, or had, a field of that name from the start: what is written with it is no misspelling."""
    return name in ENGLISH or _names(name) != (name, None)


def _names(name: str) -> tuple[str, str | None]:
    """What a field of that name is called, and its name in the other language where it has one."""
    for zh, en in CHINESE:
        if name.casefold() in (zh, en.casefold()):
            return (zh, en) if language() == "zh" else (en, zh)
    return name, None


def every(store: Store) -> list[Field]:
    """All fields in their order."""
    sql = """SELECT f.no, f.name, f.type, (SELECT count(*) FROM field_values v WHERE v.field_no = f.no)
      FROM fields f ORDER BY f.position, f.no"""
    return [Field(no, name, Coded(kind, TYPES.label(kind)), known) for no, name, kind, known in store.iterate(sql)]


def asked(store: Store) -> list[Field]:
    """The fields that customers are asked about: in English none of person and household, though a file may have them."""
    return [field for field in every(store) if field.name not in _PRIVATE]


def find(store: Store, name: str) -> tuple[int, str, str] | None:
    """(number, name, type) of the field of that name in either language, or None."""
    for row in store.iterate(
        "SELECT no, name, type FROM fields WHERE lower(name) = lower(:name) OR lower(alias) = lower(:name) ORDER BY no LIMIT 1",
        name=name,
    ):
        return row[0], row[1], row[2]
    return None


def names(store: Store) -> list[str]:
    """What the fields are called, in either language."""
    return store.column("SELECT name FROM fields UNION ALL SELECT alias FROM fields WHERE alias IS NOT NULL")


def require(store: Store, name: str) -> tuple[int, str, str]:
    """As `find`; raises UsageError that lists the fields there are."""
    found = find(store, name)
    if found is None:
        raise UsageError(t("{name!r} is not a field.", name=name), _near(store, name))
    return found


def _near(store: Store, name: str) -> str:
    from crmcli.core import near_matches  # only where something is misspelled

    known = ", ".join(field.name for field in every(store))
    return near_matches.hint(
        name, names(store), t("Fields: {known}. Add one: crm field add {name}", known=known, name=as_argument(name))
    )


def add(store: Store, name: str, kind: str = "text") -> int:
    """A new field, under both its names where it is one that crm knows; one that is there and empty takes another type.

    Raises RefusedError where nothing would change, or values would have to.
    """
    if found := find(store, name):
        if found[2] != kind and not _values(store, found[0]):
            store.update("fields", found[0], type=kind)
            return found[0]
        raise RefusedError(t("A field named {name!r} already exists.", name=name))
    last = store.scalar("SELECT max(position) FROM fields") or 0
    called, alias = _names(name)
    return store.insert("fields", name=called, alias=alias, type=kind, position=last + 1)


def remove(store: Store, name: str) -> None:
    """Remove a field that holds nothing; raises RefusedError where customers have a value."""
    found = find(store, name)
    if found is None:
        raise NotFoundError(t("{name!r} is not a field.", name=name), _near(store, name))
    count = _values(store, found[0])
    if count:
        raise RefusedError(
            t("{name!r} is not empty (customers with a value: {count})", count=count, name=name),
            t("Empty it first: crm edit CUSTOMER --field {name}=", name=name),
        )
    store.delete("fields", found[0])


def _values(store: Store, no: int) -> int:
    return int(store.scalar("SELECT count(*) FROM field_values WHERE field_no = :no", no=no) or 0)


def check(kind: str, value: str) -> str:
    """`value` as the field's type keeps it; raises UsageError where it does not fit."""
    if kind == "money":
        parse_money(value, None)
    if kind == "number":
        try:
            float(value.replace(",", ""))
        except ValueError as error:
            raise UsageError(t("{value!r} is not a number.", value=value)) from error
    if kind == "date":
        from crmcli.core import clock

        return clock.parse_instant(value).date().isoformat()
    return value
