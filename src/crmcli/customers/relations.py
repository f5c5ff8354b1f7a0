"""Who stands how to whom: the organisation of a firm, families, and who referred whom."""

from collections.abc import Sequence
from typing import NamedTuple

from crmcli.core import clock
from crmcli.core.choices import Choices, Coded, mark
from crmcli.core.errors import RefusedError, UsageError
from crmcli.core.i18n import t
from crmcli.core.sentence import Sentence
from crmcli.customers.by_number import refs
from crmcli.customers.refs import Ref
from crmcli.storage.store import Store

KINDS = Choices("relation", reports_to="reports to", decides_for="decides for", family="family of", referred_by="referred by")
# One boss and one referrer at a time: a new one takes the place of the old.
SINGLE = ("reports_to", "referred_by")
# An organisation has a top: nobody is their own boss, or has the last word over themselves, by way of others.
WITHOUT_CIRCLES = ("reports_to", "decides_for")
_SQL = """SELECT r.no, r.uid, r.customer_no, r.kind, r.other_no FROM relations r
  JOIN customers a ON a.no = r.customer_no JOIN customers b ON b.no = r.other_no WHERE {where} ORDER BY r.no"""


_SENTENCES = {
    "reports_to": mark("{one} reports to {other}"), "decides_for": mark("{one} decides for {other}"),
    "family": mark("{one} is family of {other}"), "referred_by": mark("{one} was referred by {other}"),
}  # fmt: skip


def sentence(kind: str, one: str, other: str) -> Sentence:
    """How `one` stands to `other`, said of their names; `one` may be empty where it stands in front anyway."""
    return Sentence(_SENTENCES[kind], one=one, other=other)


class Relation(NamedTuple):
    """`customer` stands to `other` as `kind` says: reports to, decides for, is family of, was referred by."""

    no: int
    uid: str
    customer: Ref
    kind: Coded
    other: Ref

    def __str__(self) -> str:
        return str(sentence(self.kind.code, self.customer.name, self.other.name))


def select(store: Store, where: str, **parameters: object) -> list[Relation]:
    """The relations `r` for which the condition holds."""
    found = list(store.named(_SQL.format(where=where), **parameters))
    who = refs(store, (row[side] for row in found for side in ("customer_no", "other_no"))) if found else {}
    return [
        Relation(row["no"], row["uid"], who[row["customer_no"]], KINDS.shown(row["kind"]), who[row["other_no"]]) for row in found
    ]


def of(store: Store, customer_no: int) -> list[Relation]:
    """The customer's relations, from both sides."""
    return select(store, "r.customer_no = :no OR r.other_no = :no", no=customer_no)


def of_firm(store: Store, company_no: int) -> list[Relation]:
    """The relations of a firm's people, to each other and beyond it."""
    return select(store, "a.company_no = :no OR b.company_no = :no", no=company_no)


def find(store: Store, customer_no: int, other_no: int, kind: str) -> Relation | None:
    """The relation of that kind between the two, or None; a family is one from either side."""
    pair = "(r.customer_no = :customer AND r.other_no = :other)"
    if kind == "family":
        pair = f"({pair} OR (r.customer_no = :other AND r.other_no = :customer))"
    return next(iter(select(store, f"r.kind = :kind AND {pair}", kind=kind, customer=customer_no, other=other_no)), None)


def relate(store: Store, customer_no: int, other_no: int, kind: str) -> int:
    """Relate two customers; returns the relation's number.

    Raises UsageError for a customer and themselves, RefusedError where somebody would report to themselves, or decide for
    themselves, in the end.
    """
    if customer_no == other_no:
        raise UsageError(t("A customer cannot be related to themselves."))
    if standing := find(store, customer_no, other_no, kind):
        return standing.no
    if kind in WITHOUT_CIRCLES:
        _refuse_circle(store, customer_no, other_no, kind)
    if kind in SINGLE:
        for row in store.column("SELECT no FROM relations WHERE customer_no = :no AND kind = :kind", no=customer_no, kind=kind):
            store.delete("relations", row)
    return store.insert(
        "relations", customer_no=customer_no, kind=kind, other_no=other_no, created_at=clock.utc_text(clock.now())
    )


def part(store: Store, relation: Relation) -> None:
    """End the relation."""
    store.delete("relations", relation.no)


def _refuse_circle(store: Store, customer_no: int, other_no: int, kind: str) -> None:
    """Follow the relation on from the other: whoever meets the customer again would close a circle."""
    onward: dict[int, list[int]] = {}
    for one, following in store.iterate("SELECT customer_no, other_no FROM relations WHERE kind = :kind", kind=kind):
        onward.setdefault(one, []).append(following)
    ways, met = [[customer_no, other_no]], {other_no}
    while ways:
        way = ways.pop()
        for following in onward.get(way[-1], []):
            if following == customer_no:
                raise _circle(store, way, kind)
            if following not in met:
                met.add(following)
                ways.append([*way, following])


def _circle(store: Store, way: Sequence[int], kind: str) -> RefusedError:
    names = [store.scalar("SELECT name FROM customers WHERE no = :no", no=no) for no in (*way, way[0])]
    return RefusedError(
        t("That would be circular: {chain}.", chain=" → ".join(names)),
        t(
            "Remove the existing relation first: crm relate c{no} c{other} --as {kind} --remove",
            no=way[-1],
            other=way[0],
            kind=kind,
        ),
    )
