"""Firms behind customers: made by use, holding what several contacts share."""

from typing import NamedTuple

from crmcli.core import ids, text
from crmcli.core.choices import Cents
from crmcli.core.errors import AmbiguousError, NotFoundError, RefusedError
from crmcli.core.i18n import t
from crmcli.customers import similar_names
from crmcli.customers.refs import FROM, REF, Ref, make_ref
from crmcli.storage.store import Store


class Company(NamedTuple):
    """A firm, its people counted, their orders summed (cents)."""

    no: int
    uid: str
    name: str
    address: str | None
    note: str | None
    customers: int
    ordered: Cents
    currency: str


_SQL = """SELECT f.no, f.uid, f.name, f.address, f.note,
  (SELECT count(*) FROM customers c WHERE c.company_no = f.no) AS customers,
  (SELECT coalesce(sum(o.amount), 0) FROM sales o JOIN customers c ON c.no = o.customer_no
    WHERE c.company_no = f.no AND o.currency IS NULL) AS ordered
  FROM companies f WHERE {where} ORDER BY f.pinyin, f.no"""


def select(store: Store, where: str = "TRUE", **parameters: object) -> list[Company]:
    """The firms for which the condition over `f` holds."""
    currency = store.currency
    return [
        Company(
            row["no"], row["uid"], row["name"], row["address"], row["note"], row["customers"], Cents(row["ordered"]), currency
        )
        for row in store.named(_SQL.format(where=where), **parameters)
    ]


def named(store: Store, name: str) -> Company | None:
    """The firm of that whole name, case aside."""
    return next(iter(select(store, "f.name = :name COLLATE NOCASE", name=name.strip())), None)


def candidates(store: Store, word: str) -> list[Company]:
    """Firms that a word may mean: number, exact name, part of it, pinyin, initials; the strongest kind of hit only."""
    number = ids.parse_number(word, "")
    if number is not None and (found := select(store, "f.no = :no", no=number)):
        return found
    for where in (
        "f.name = :word COLLATE NOCASE",
        "instr(lower(f.name), lower(:word)) > 0",
        "f.pinyin = :folded OR f.initials = :folded",
    ):
        parameters = {"folded": text.fold(word)} if ":folded" in where else {"word": word.strip()}
        if found := select(store, where, **parameters):
            return found
    return []


def one(store: Store, word: str) -> Company:
    """The firm a word means; raises NotFoundError or AmbiguousError."""
    hits = candidates(store, word)
    if not hits:
        hint = similar_names.hint(store, "companies", word, t("See them: crm company list"))
        raise NotFoundError(t("No company matches {word!r}.", word=word), hint)
    if len(hits) > 1:
        raise AmbiguousError(
            t("{word!r} matches {count} companies.", word=word, count=len(hits)),
            t("Give the number or more of the name."),
            [{"no": hit.no, "name": hit.name} for hit in hits[:20]],
        )
    return hits[0]


def members(store: Store, no: int) -> list[Ref]:
    """The customers of a firm."""
    return store.rows(make_ref, f"SELECT {REF} {FROM} WHERE c.company_no = :no ORDER BY c.no", no=no)


def edit(store: Store, company: Company, values: dict[str, str]) -> None:
    """Set name, address, note; an empty text clears. Raises RefusedError where the new name is another firm's."""
    changed: dict[str, str | None] = {key: values[key] or None for key in ("address", "note") if key in values}
    if name := values.get("name"):
        if (other := named(store, name)) and other.no != company.no:
            raise RefusedError(t("A company named {name!r} already exists.", name=name))
        from crmcli.customers import normalize

        full, initials = normalize.pinyin(name, person=False)
        changed |= {"name": name, "pinyin": full, "initials": initials}
    store.update("companies", company.no, **changed)
