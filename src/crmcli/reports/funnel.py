"""crm funnel: how far customers ever came, node by node, down to signature or payment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import typer

from crmcli.kernel.errors import UsageError
from crmcli.kernel.store import Store
from crmcli.kernel.values import Choices
from crmcli.kernel.words import t
from crmcli.reports import crowd, scope
from crmcli.reports.funnel_db import BOTTOMS, Reader
from crmcli.reports.funnel_rules import Bottom, Crowds, Place, Step, bottom_step, steps, visible
from crmcli.terminal import context, options, show
from crmcli.touches import pipelines

app = options.group(t("Reports"))

MODE = Choices("way to count", ever="ever there", reached="there or further", now="there now")
BOTTOM = Choices("funnel bottom", signed="signed", paid="paid", both="both")


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: the options, read and checked."""

    pipeline: pipelines.Pipeline
    nodes: list[pipelines.Node]
    chosen: bool
    period: scope.Period
    as_of: datetime
    where: str | None
    unit: str
    mode: str
    bottoms: tuple[str, ...]
    ordered: bool

    def params(self, entered: int) -> dict[str, Any]:
        return {
            "pipeline": self.pipeline.name,
            "nodes": [one.name for one in self.nodes] if self.chosen else None,
            "since": self.period.since, "until": self.period.until, "where": self.where, "per": self.unit,
            "bottom": "both" if len(self.bottoms) > 1 else self.bottoms[0], "mode": self.mode, "ordered": self.ordered,
            "entered": entered,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Funnel:
    """What was found: the places shown, who is behind each number, who signed and paid."""

    places: list[Place]
    crowds: Crowds
    bottoms: list[Bottom]

    def rows(self) -> list[Step]:
        return [*steps(self.places, self.crowds), *(bottom_step(one, self.places, self.crowds) for one in self.bottoms)]


@app.command(
    "funnel",
    help=t("The node funnel: how far customers ever came."),
    epilog=options.examples(
        "crm funnel", "crm funnel --since 2026-01-01 --bottom both --ordered", "crm funnel --who 报价沟通 -o ids", "crm funnel --where 'source:转介绍' -o json"
    ),
)
def funnel(
    pipeline: Annotated[str | None, typer.Option("--pipeline", metavar="NAME", help=t("Which pipeline; the one in use unless given."))] = None,
    nodes: Annotated[str | None, typer.Option("--nodes", metavar="A,B,C", help=t("A funnel of these nodes, in this order."))] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help=t("Only who entered from this day on."))] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help=t("Only who entered up to and with this day."))] = None,
    bottom: Annotated[str, typer.Option("--bottom", metavar="signed|paid|both", help=t("What the funnel ends in."))] = "signed",
    mode: Annotated[str, typer.Option("--mode", metavar="ever|reached|now", help=t("Which number the bars show."))] = "ever",
    ordered: Annotated[bool, typer.Option("--ordered", help=t("Count also who passed the nodes in this order."))] = False,
    who: Annotated[str | None, typer.Option("--who", metavar="NODE", help=t("The customers behind a node's number; also signed, paid."))] = None,
    per: scope.Per = "customer",
    where: options.Where = None,
    as_of: options.AsOf = None,
) -> None:
    store = context.store()
    chosen = pipelines.choose(store, pipeline)
    lowest = BOTTOM.parse(bottom)
    question = Question(
        chosen, _nodes(store, chosen, nodes), nodes is not None, scope.period(since, until), options.as_of_instant(as_of),
        where, scope.UNIT.parse(per), MODE.parse(mode), tuple(BOTTOMS) if lowest == "both" else (lowest,), ordered,
    )  # fmt: skip
    reader = _reader(store, question)
    found = read(reader, question)
    if who:
        from crmcli.reports import funnel_who

        funnel_who.report(question, found, funnel_who.visitors(reader, question, found, who))
    else:
        _report(question, found)


def _nodes(store: Store, pipeline: pipelines.Pipeline, named: str | None) -> list[pipelines.Node]:
    """The nodes above the bottom, or those named. Raises UsageError where one is named twice."""
    known = pipelines.nodes(store, pipeline, retired=True)
    if named is None:
        return [one for one in known if one.role != "after"]
    found = [pipelines.match_node(known, name) for name in named.replace("，", ",").split(",")]
    if len({one.no for one in found}) < len(found):
        raise UsageError(t("A node stands twice in --nodes."), t("Name each node once, in the order of your process."))
    return found


def _reader(store: Store, question: Question) -> Reader:
    known = pipelines.nodes(store, question.pipeline, retired=True)
    return Reader(store, question.as_of, [one.no for one in known if one.role != "after"])


def read(reader: Reader, question: Question) -> Funnel:
    """The funnel that was asked for."""
    places = [
        Place(one.no, one.name, number if question.chosen else one.position, one.retired and not question.chosen)
        for number, one in enumerate(question.nodes, 1)
    ]
    crowds = reader.crowds(places, question.period)
    if question.where:
        crowds.entered &= _filtered(reader.store, question.where)
    if question.ordered:
        crowds.ordered = reader.ordered(places)
    found = Funnel(visible(places, crowds), crowds, _bottoms(reader, question.bottoms, crowds))
    return found if question.unit == "customer" else _per_company(reader.store, found)


def _filtered(store: Store, line: str) -> int:
    from crmcli.customers import filters

    selection = filters.where(store, line)
    return crowd.crowd(store.values(f"SELECT c.no FROM customers c WHERE {selection.sql}", **selection.parameters))


def _bottoms(reader: Reader, kinds: Sequence[str], crowds: Crowds) -> list[Bottom]:
    currency = reader.store.setting("currency", "CNY") or "CNY"
    everyone = {kind: crowds.signed if kind == "signed" else reader.paid() for kind in kinds}
    return [Bottom(kind, members, reader.amount(kind, members, crowds.entered), currency) for kind, members in everyone.items()]


def _per_company(store: Store, found: Funnel) -> Funnel:
    """The firms of the customers in each crowd, counted once each."""
    firsts, crowds = crowd.first_of_company(store), found.crowds

    def firms(by_node: dict[int, int]) -> dict[int, int]:
        return {no: crowd.replaced(members & crowds.entered, firsts) for no, members in by_node.items()}

    entered = crowd.replaced(crowds.entered, firsts)
    ordered = None if crowds.ordered is None else firms(crowds.ordered)
    bottoms = [Bottom(one.kind, crowd.replaced(one.ever & crowds.entered, firsts), one.amount, one.currency) for one in found.bottoms]
    return Funnel(found.places, Crowds(entered, 0, firms(crowds.ever), firms(crowds.now), firms(crowds.lost), ordered), bottoms)


def _report(question: Question, found: Funnel) -> None:
    entered = crowd.size(found.crowds.entered)
    if context.session.form() == "table":
        from crmcli.reports import funnel_screen

        funnel_screen.draw(question, found, entered)
    else:
        show.report(found.rows(), table=[], params=question.params(entered), as_of=question.as_of)
