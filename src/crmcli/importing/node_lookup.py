"""The nodes that a file of touches names, found once each, made where that is wanted."""

from __future__ import annotations

from crmcli.core import former_names
from crmcli.core.errors import CrmError
from crmcli.core.i18n import t
from crmcli.importing.model import BadCellError, Counts, ImportJob
from crmcli.pipelines import pipelines, presets
from crmcli.pipelines.pipelines import Node, Pipeline
from crmcli.storage.store import Store


class NodeLookup:
    """Numbers of nodes by pipeline and name; `--create-nodes` makes them in the order of first appearance."""

    def __init__(self, store: Store, job: ImportJob, counts: Counts) -> None:
        self._store, self._job, self._counts = store, job, counts
        self._pipelines: dict[str | None, Pipeline] = {}
        self._known: dict[tuple[str | None, str], Node] = {}
        self._names: dict[int, str] = {}

    def number(self, name: str, pipeline: str | None = None) -> int:
        """The node of that name, in the pipeline that the row, the job or the file names. Raises BadCellError."""
        node = self._known.get((pipeline, name)) or self._look_up(name, pipeline)
        return node.no

    def name(self, number: int) -> str:
        return self._names[number]

    def _look_up(self, name: str, pipeline: str | None) -> Node:
        where = self._pipeline(pipeline)
        nodes = pipelines.nodes(self._store, where, retired=True)
        words = (name.strip().casefold(), former_names.node(name))
        exact = [one for word in words for one in nodes if word in (one.name.casefold(), (one.alias or "").casefold())]
        if not exact and self._job.create_nodes:
            exact = [pipelines.add_node(self._store, where, name)]
            self._counts.nodes.append(name)
        try:
            node = exact[0] if exact else pipelines.match_node(nodes, name)
        except CrmError as error:
            known = ", ".join(one.name for one in nodes)
            raise BadCellError(
                "node", name, t("is not a node of {pipeline}; choose one of: {known}", pipeline=where.name, known=known)
            ) from error
        self._known[pipeline, name] = node
        self._names[node.no] = node.name
        return node

    def _pipeline(self, named: str | None) -> Pipeline:
        found = self._pipelines.get(named)
        if found is None:
            found = self._pipelines[named] = choose(self._store, named or self._job.pipeline, make=self._job.create_nodes)
        return found


def choose(store: Store, name: str | None, *, make: bool) -> Pipeline:
    """The pipeline called `name`, or the one in use; a missing one is made where `make`, from the presets if it is one."""
    if name is None or not make or pipelines.find(store, name):
        return pipelines.choose(store, name)
    if name.lower() in presets.PRESETS:
        presets.install(store, name.lower())
        return pipelines.require(store, name)
    return pipelines.create(store, name)
