"""crm funnel --who: the customers behind one number of the funnel."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from crmcli.core.choices import Choices, Instant
from crmcli.core.errors import NotFoundError, UsageError
from crmcli.core.i18n import both, t
from crmcli.customers.by_number import refs
from crmcli.customers.refs import Ref
from crmcli.pipelines import pipelines
from crmcli.reports.funnel.calc import BY, NOBODY, OF, Crowd, Funnel
from crmcli.reports.funnel.query import BOTTOMS, FunnelQuery, FunnelReader, in_unit
from crmcli.reports.shared import report_options
from crmcli.terminal import render, serialize

# What is no node and yet has a number.
ENDS = Choices("end of the funnel", entered="entered", signed="signed", paid="paid", unpaid="signed and not paid")


class Visitor(NamedTuple):
    """A customer behind a number. `at` is the last touch at the node, or in the pipeline where they never were there; of who
    entered the first touch; at the bottom the date of the last order or payment; of who owes that of the last order.
    """

    customer: Ref
    at: Instant | str | None


class Number(NamedTuple):
    """Which number: of a node (one of `OF`), or of an end of the funnel."""

    name: str
    node: int | None
    code: str

    @property
    def table(self) -> str | None:
        """Where the dates behind an end stand."""
        return (BOTTOMS | {"unpaid": "sales"}).get(self.code) if self.node is None else None

    @property
    def label(self) -> str:
        return self.name if self.node is None else t("{node}, {number}", node=self.name, number=OF.label(self.code))


def number(query: FunnelQuery, who: str, of: str | None) -> Number:
    """The number that --who and --of name: the codes of the ends, then the nodes by name or place, then the labels of the ends.

    Raises NotFoundError, and UsageError for another number of an end than its only one.
    """
    end = who if who in ENDS.labels else None
    if end is None:
        try:
            node = _node(query, who)
            return Number(node.name, node.no, of or query.mode)
        except NotFoundError:
            end = next((code for code in ENDS.codes() if who in both(ENDS.labels[code])), None)
            if end is None:
                raise
    if of not in (None, "ever"):
        raise UsageError(t("{name} has only one count.", name=ENDS.label(end)), t("Omit --of, or give a node with --who."))
    return Number(ENDS.label(end), None, end)


def _node(query: FunnelQuery, who: str) -> pipelines.Node:
    """The node at that place on the screen, or of that name; no name is of digits alone. Raises as `match_node`."""
    for place, one in enumerate(query.nodes, 1):
        if who.strip() == str(place if query.chosen else one.position):
            return one
    return pipelines.match_node(query.nodes, who)


def visitors(reader: FunnelReader, query: FunnelQuery, found: Funnel, wanted: Number) -> list[Visitor]:
    """The customers behind the number, the latest first; with --per company one contact of each firm, under its name.

    `found` counts customers.
    """
    firsts = report_options.stand_ins(reader.store, query.unit)
    members = _owing(reader, found.sets.entered, firsts) if wanted.code == "unpaid" else _behind(reader, found, wanted)
    if query.unit == "customer":
        return [Visitor(*one) for one in _listed(reader, members, wanted)]
    if wanted.node is not None:
        members = _contacts(found.sets.entered, members, _behind(reader, found.in_firms(firsts), wanted), firsts)
    return list(_once(_listed(reader, members, wanted), firsts))


def _contacts(entered: Crowd, own: Crowd, firms: Crowd, firsts: dict[int, int]) -> Crowd:
    """The contacts of the firms that are behind the number themselves; where a firm has none, all who entered."""
    contacts: dict[int, list[int]] = {firm: [] for firm in firms}
    for no in entered:
        contacts.get(firsts.get(no, no), []).append(no)
    return {no for each in contacts.values() for no in ([one for one in each if one in own] or each)}


def _once(listed: Iterable[tuple[Ref, Any]], firsts: dict[int, int]) -> Iterator[Visitor]:
    """The first of each firm."""
    seen: set[int] = set()
    for who, at in listed:
        firm = firsts.get(who.no, who.no)
        if firm not in seen:
            seen.add(firm)
            yield Visitor(who._replace(name=who.company or who.name), at)


def _behind(reader: FunnelReader, found: Funnel, wanted: Number) -> Crowd:
    if wanted.node is not None:
        return found.behind(wanted.code).get(wanted.node, NOBODY)
    entered = found.sets.entered
    return entered if wanted.code == "entered" else reader.bottom(wanted.code, entered).ever


def _owing(reader: FunnelReader, entered: Crowd, firsts: dict[int, int]) -> Crowd:
    """Who of those who entered signed for more than they paid, where their firm on the whole did so too."""
    signed, paid = reader.money("signed"), reader.money("paid")
    own = {no: signed.get(no, 0) - paid.get(no, 0) for no in entered}
    units = Counter[int]()
    for no, cents in own.items():
        units[firsts.get(no, no)] += cents
    return {no for no, cents in own.items() if cents > 0 and units[firsts.get(no, no)] > 0}


def _listed(reader: FunnelReader, members: Crowd, wanted: Number) -> Iterator[tuple[Ref, Any]]:
    sql = f"""SELECT c.no, ({_when(reader, wanted)}) AS last FROM customers c
      WHERE c.no IN (SELECT value FROM json_each(:among)) ORDER BY last DESC, c.no"""
    found = dict(reader.iterate(sql, among=str(list(members))))
    people = refs(reader.store, found)
    for no, at in found.items():
        yield people[no], at if wanted.table or at is None else Instant(at)


def _when(reader: FunnelReader, wanted: Number) -> str:
    if wanted.table:
        return f"SELECT max(o.date) FROM {wanted.table} o WHERE o.customer_no = c.no AND o.date <= :day"
    if wanted.node is None:
        return reader.first_touch()
    there = f"SELECT max(t.at) FROM touches t WHERE t.customer_no = c.no AND t.node_no = {wanted.node} AND t.at <= :as_of"
    return f"coalesce(({there}), {reader.last_touch()})"


def report(reader: FunnelReader, query: FunnelQuery, found: Funnel, who: str, of: str | None) -> None:
    """Show the customers behind a number of `found`, which counts customers."""
    wanted = number(query, who, of)
    listed = visitors(reader, query, found, wanted)
    columns = [
        render.Column(t("No"), lambda one: f"c{one.customer.no}", right=True),
        render.Column(t("Name"), lambda one: one.customer.name, flexible=True),
        render.Column(t("Company"), lambda one: one.customer.company, flexible=True),
        render.Column(t("Last there"), lambda one: serialize.cell_text(one.at)[:10]),
    ]
    params = query.params(in_unit(reader.store, query.unit, found).entered) | {"who": wanted.name, "of": wanted.code}
    render.report(
        listed,
        table=columns,
        params=params,
        as_of=query.as_of,
        notes=_notes(query, wanted, len(listed)),
        empty=t("Nobody."),
    )


def _notes(query: FunnelQuery, wanted: Number, count: int) -> Iterator[str]:
    yield t("{what}: {value}", what=wanted.label, value=count)
    if query.by and query.group:
        yield t("{what}: {value}", what=BY.label(query.by), value=query.group)
