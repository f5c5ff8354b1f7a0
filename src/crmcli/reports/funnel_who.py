"""crm funnel --who: the customers behind one number of the funnel."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crmcli.customers.rows import Ref
from crmcli.kernel.errors import NotFoundError
from crmcli.kernel.values import Instant
from crmcli.kernel.words import both, t
from crmcli.reports import crowd
from crmcli.reports.funnel_db import BOTTOMS, Reader
from crmcli.reports.funnel_rules import KIND, reached
from crmcli.terminal import show
from crmcli.touches import pipelines

if TYPE_CHECKING:
    from crmcli.reports.funnel import Funnel, Question


@dataclass(frozen=True, slots=True)
class Visitor:
    """A customer behind a number; `at` is the last touch there, at the bottom the date of the last order or payment."""

    customer: Ref
    at: Instant | str | None


def visitors(reader: Reader, question: Question, found: Funnel, who: str) -> list[Visitor]:
    """The customers behind the number of a node (counted as --mode says) or of the bottom, the latest first.

    The codes `signed` and `paid` are the bottom; then come the nodes, then the bottom's labels. Raises NotFoundError.
    """
    if who in BOTTOMS:
        return _at_bottom(reader, found, who)
    try:
        node = pipelines.match_node(question.nodes, who)
    except NotFoundError:
        kind = next((one for one in BOTTOMS if who in both(KIND.labels[one])), None)
        if kind is None:
            raise
        return _at_bottom(reader, found, kind)
    crowds = {"ever": found.crowds.ever, "now": found.crowds.now, "reached": reached(found.places, found.crowds.ever)}
    return _at_node(reader, crowds[question.mode].get(node.no, 0) & found.crowds.entered, node.no)


def _at_node(reader: Reader, members: int, node: int) -> list[Visitor]:
    last = "SELECT max(t.at) FROM touches t WHERE t.customer_no = c.no AND t.node_no = :node AND t.at <= :as_of"
    return [Visitor(who, None if at is None else Instant(at)) for who, at in _listed(reader, members, last, node=node)]


def _at_bottom(reader: Reader, found: Funnel, kind: str) -> list[Visitor]:
    members = found.crowds.signed if kind == "signed" else reader.paid()
    last = f"SELECT max(o.date) FROM {BOTTOMS[kind]} o WHERE o.customer_no = c.no AND o.date <= :day"
    return [Visitor(*row) for row in _listed(reader, members & found.crowds.entered, last)]


def _listed(reader: Reader, members: int, last: str, **parameters: Any) -> Iterator[tuple[Ref, Any]]:
    sql = f"""SELECT c.no, c.uid, c.name, f.name, ({last}) AS last FROM customers c LEFT JOIN companies f ON f.no = c.company_no
      WHERE c.no IN (SELECT value FROM json_each(:among)) ORDER BY last DESC, c.no"""
    for *who, at in reader.each(sql, among=json.dumps(crowd.numbers(members)), **parameters):
        yield Ref(*who), at


def report(question: Question, found: Funnel, listed: list[Visitor]) -> None:
    """Show them."""
    columns = [
        show.Column(t("No"), lambda one: f"c{one.customer.no}", right=True),
        show.Column(t("Name"), lambda one: one.customer.name, flexible=True),
        show.Column(t("Company"), lambda one: one.customer.company, flexible=True),
        show.Column(t("Last there"), lambda one: show.cell_text(one.at)[:10]),
    ]
    params = question.params(crowd.size(found.crowds.entered))
    show.report(listed, table=columns, params=params, as_of=question.as_of, empty=t("Nobody."))
