"""Two nodes that are one: the touches of the first move to the second, and the first is gone."""

from __future__ import annotations

from crmcli.core.errors import NotFoundError, RefusedError
from crmcli.core.i18n import t
from crmcli.pipelines import node_materials, pipelines
from crmcli.pipelines.pipelines import Node, Pipeline
from crmcli.storage.store import Store


def pair(store: Store, gone: str, kept: str, pipeline: Pipeline) -> tuple[Node, Node]:
    """The two nodes. Raises RefusedError where they are one, or where the second stands in another pipeline."""
    first = pipelines.require_node(store, gone, pipeline)
    try:
        second = pipelines.require_node(store, kept, pipeline)
    except NotFoundError as error:
        home = pipelines.home_of(store, kept, pipeline)
        if home is None:
            raise
        raise RefusedError(
            t(
                "{node} belongs to {other}, not {pipeline}; only nodes of the same pipeline can be merged.",
                node=kept,
                other=home,
                pipeline=pipeline.name,
            ),
            t("See the nodes: crm node list --pipeline {pipeline}", pipeline=pipeline.name),
        ) from error
    if first.no == second.no:
        raise RefusedError(t("{name} cannot be merged into itself.", name=first.name), t("Choose another node: crm node list"))
    return first, second


def merge(store: Store, gone: Node, kept: Node) -> int:
    """Move the touches, join what the nodes offer, fill what `kept` does not say, remove `gone`; how many touches moved.

    `kept` goes on answering to the other's name where it has no second name of its own.
    """
    touches = store.column("SELECT no FROM touches WHERE node_no = :no ORDER BY no", no=gone.no)
    for no in touches:
        store.update("touches", no, node_no=kept.no)
    for kind, offered in node_materials.every(store, gone.no).items():
        node_materials.join(store, kept.no, kind, offered)
    store.delete("nodes", gone.no)
    alias = kept.alias or gone.name
    days = kept.normal_days if kept.normal_days is not None else gone.normal_days
    shipped = kept.shipped_days if kept.shipped_days is not None else gone.shipped_days
    usual = kept if kept.channel else gone
    store.update(
        "nodes", kept.no, alias=alias, stage=kept.stage or gone.stage, normal_days=days, channel=usual.channel,
        direction=usual.direction, shipped_days=shipped,
    )  # fmt: skip
    _close_up(store, pipelines.require(store, kept.pipeline))
    return len(touches)


def _close_up(store: Store, pipeline: Pipeline) -> None:
    for place, one in enumerate(pipelines.nodes(store, pipeline, retired=True), 1):
        if one.position != place:
            store.update("nodes", one.no, position=place)
