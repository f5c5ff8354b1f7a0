"""The pipelines and their nodes as lists show them."""

from typing import NamedTuple

from crmcli.core.choices import Coded
from crmcli.customers.vocabulary import CHANNELS, DIRECTIONS, REACTIONS
from crmcli.pipelines import node_materials, pipelines
from crmcli.pipelines.pipelines import ROLES, STAGES
from crmcli.storage.store import Store


class NodeRow(NamedTuple):
    """A node as shown: its name in the other language, position from 1, role, 5A stage, its touches counted, the normal time
    set by hand and the one it came with, how a contact there usually happens, what it offers.
    """

    no: int
    uid: str
    pipeline: str
    node: str
    alias: str | None
    position: int
    role: Coded
    stage: Coded | None
    retired: bool
    touches: int
    normal_days: float | None
    matters: list[str]
    materials: list[node_materials.Material]
    questions: list[str]
    channel: Coded | None
    direction: Coded | None
    shipped_days: float | None
    outcomes: list[node_materials.Outcome]


class PipelineRow(NamedTuple):
    """A pipeline as shown: `in_use` for menus and reports, `installed` in this file or only ready to use."""

    name: str
    in_use: bool
    installed: bool
    nodes: int
    touches: int


def read_pipelines(store: Store) -> list[PipelineRow]:
    """The pipelines of the file, then the presets that are ready to use."""
    from crmcli.pipelines import presets

    chosen = pipelines.current(store).name
    known = [PipelineRow(one.name, one.name == chosen, True, one.nodes, one.touches) for one in pipelines.every(store)]
    names = {row.name for row in known}
    return known + [
        PipelineRow(name, False, False, len(nodes), 0) for name, nodes in presets.PRESETS.items() if name not in names
    ]


def read_nodes(store: Store, pipeline: pipelines.Pipeline) -> list[NodeRow]:
    """The nodes of a pipeline with their touches counted."""
    counts = dict(store.iterate("SELECT node_no, count(*) FROM touches GROUP BY node_no"))
    return [_node_row(store, one, counts.get(one.no, 0)) for one in pipelines.nodes(store, pipeline, retired=True)]


def _node_row(store: Store, one: pipelines.Node, touches: int) -> NodeRow:
    offers = node_materials.every(store, one.no)
    topics, questions = ([item.text for item in offers[kind]] for kind in ("matter", "question"))
    materials = [node_materials.material(item.text) for item in offers["material"]]
    outcomes = [node_materials.Outcome(item.text, REACTIONS.of(item.reaction)) for item in offers["outcome"]]
    return NodeRow(
        one.no, one.uid, one.pipeline, one.name, one.alias, one.position, Coded(one.role, ROLES.label(one.role)),
        STAGES.of(one.stage), bool(one.retired), touches, one.normal_days, topics, materials, questions, CHANNELS.of(one.channel),
        DIRECTIONS.of(one.direction), one.shipped_days, outcomes,
    )  # fmt: skip
