"""crm node: the nodes of a pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from crmcli.kernel.errors import UsageError
from crmcli.kernel.store import Store
from crmcli.kernel.values import Coded
from crmcli.kernel.words import t
from crmcli.terminal import context, options, show
from crmcli.terminal.clean import tidy
from crmcli.touches import items, merging, pipelines
from crmcli.touches.pipelines import ROLES, STAGES

GROUP = True
app = options.group(t("The nodes of a pipeline: list, show, add, edit, rename, move, merge, retire."))
Name = Annotated[str, typer.Argument(metavar="NODE", help=t("The node, in either language."))]
OfPipeline = Annotated[str | None, typer.Option("--pipeline", metavar="NAME", help=t("Another pipeline than the one in use."))]


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node as shown: position from 1, role, 5A stage, its touches counted, the normal time set by hand, what it offers."""

    no: int
    uid: str
    pipeline: str
    node: str
    position: int
    role: Coded
    stage: Coded | None
    retired: bool
    touches: int
    normal_days: float | None
    matters: list[str]
    materials: list[items.Material]
    questions: list[str]


def rows(store: Store, pipeline: pipelines.Pipeline) -> list[NodeRow]:
    """The nodes of a pipeline with their touches counted."""
    counts = dict(store.each("SELECT node_no, count(*) FROM touches GROUP BY node_no"))
    return [_row(store, one, counts.get(one.no, 0)) for one in pipelines.nodes(store, pipeline, retired=True)]


def _row(store: Store, one: pipelines.Node, touches: int) -> NodeRow:
    offers = items.of(store, one.no)
    role, materials = Coded(one.role, ROLES.label(one.role)), [items.material(text) for text in offers["material"]]
    return NodeRow(
        one.no, one.uid, one.pipeline, one.name, one.position, role, STAGES.of(one.stage), one.retired, touches, one.normal_days,
        offers["matter"], materials, offers["question"],
    )  # fmt: skip


def columns() -> list[show.Column]:
    """The columns of a list of nodes on a terminal."""
    return [
        show.Column("#", lambda one: one.position, right=True),
        show.Column(t("Node"), lambda one: (one.node, "dim") if one.retired else one.node),
        show.Column(t("Role"), lambda one: one.role.label + (f" · {t('retired')}" if one.retired else "")),
        show.Column("5A", lambda one: one.stage),
        show.Column(t("Touches"), lambda one: one.touches, right=True),
        show.Column(t("Normal days"), lambda one: "" if one.normal_days is None else f"{one.normal_days:g}", right=True),
        show.Column(t("Offers"), _offers),
    ]


def _offers(one: NodeRow) -> str:
    """How much there is to pick, hand over and ask; `crm node show` has the words."""
    return " ".join(
        text.format(count=len(found))
        for text, found in ((t("{count} details"), one.matters), (t("{count} materials"), one.materials), (t("{count} questions"), one.questions))
        if found
    )


def _changed(store: Store, no: int, sentence: str) -> None:
    node = pipelines.node(store, no)
    show.saved([one for one in rows(store, pipelines.require(store, node.pipeline)) if one.no == no], sentence)


@app.command(
    "list", help=t("The nodes in their order."), epilog=options.examples("crm node list", "crm node list --pipeline auto4s")
)
def list_nodes(pipeline: OfPipeline = None) -> None:
    store = context.store()
    chosen = pipelines.choose(store, pipeline)
    notes = [t("Pipeline {name}.", name=chosen.name)]
    show.report(
        rows(store, chosen),
        table=columns(),
        params={"pipeline": chosen.name},
        notes=notes,
        empty=t("This pipeline has no nodes."),
    )


@app.command(
    "add",
    help=t("A new node."),
    epilog=options.examples("crm node add 样品反馈 --after 寄送样品", "crm node add 成交 --role won"),
)
def add_node(
    name: Name,
    pipeline: OfPipeline = None,
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help="step, won, after")] = "step",
    stage: Annotated[str | None, typer.Option("--stage", metavar="5A", help="aware, appeal, ask, act, advocate")] = None,
    at: Annotated[
        int | None, typer.Option("--at", metavar="POSITION", help=t("Its place, counted from 1; else the end."))
    ] = None,
    after: Annotated[str | None, typer.Option("--after", metavar="NODE", help=t("Behind this node."))] = None,
) -> None:
    store = context.store()
    chosen, name = pipelines.choose(store, pipeline), _name(name)
    place = pipelines.require_node(store, after, chosen).position + 1 if after else at
    with store.change(t("add node {name}", name=name)):
        made = pipelines.add_node(
            store, chosen, name, role=ROLES.parse(role), stage=STAGES.parse(stage) if stage else None, at=place
        )
    _changed(store, made.no, t("Added node {name} to {pipeline}", name=made.name, pipeline=chosen.name))


def _name(text: str) -> str:
    name = tidy(text, t("The node's name"))
    if pipelines.is_number(name):
        raise UsageError(t("A name of digits alone would be taken for a number."))
    return name


@app.command(
    "rename", help=t("A new name; the history goes along."), epilog=options.examples("crm node rename 初步接触 首次通话")
)
def rename_node(
    node: Name, name: Annotated[str, typer.Argument(metavar="NAME", help=t("The new name."))], pipeline: OfPipeline = None
) -> None:
    store = context.store()
    found, name = pipelines.require_node(store, node, pipelines.choose(store, pipeline)), _name(name)
    with store.change(t("rename node {old} to {name}", old=found.name, name=name)):
        pipelines.rename_node(store, found, name)
    _changed(store, found.no, t("{old} is now called {name}", old=found.name, name=name))


@app.command("move", help=t("Another place in the order."), epilog=options.examples("crm node move 试乘试驾 3"))
def move_node(
    node: Name,
    position: Annotated[int, typer.Argument(metavar="POSITION", help=t("Counted from 1."))],
    pipeline: OfPipeline = None,
) -> None:
    store = context.store()
    found = pipelines.require_node(store, node, pipelines.choose(store, pipeline))
    with store.change(t("move node {name}", name=found.name)):
        pipelines.move_node(store, found, position)
    _changed(
        store,
        found.no,
        t("{name} stands at place {position} now", name=found.name, position=pipelines.node(store, found.no).position),
    )


@app.command(
    "retire",
    help=t("Out of the menus; place and history stay."),
    epilog=options.examples("crm node retire 寄送样品", "crm node retire 寄送样品 --back"),
)
def retire_node(
    node: Name, pipeline: OfPipeline = None, back: Annotated[bool, typer.Option("--back", help=t("Take it up again."))] = False
) -> None:
    store = context.store()
    found = pipelines.require_node(store, node, pipelines.choose(store, pipeline))
    with store.change(t("retire node {name}", name=found.name)):
        pipelines.retire_node(store, found, back=back)
    _changed(store, found.no, t("{name} is in use again", name=found.name) if back else t("{name} is retired", name=found.name))
