"""Pipelines as TOML files: written, read with the line of every mistake, applied without losing history."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crmcli.kernel.errors import NotFoundError, UsageError
from crmcli.kernel.store import Store
from crmcli.kernel.words import t
from crmcli.touches import pipelines
from crmcli.touches.pipelines import ROLES, STAGES, Pipeline

_TOP_KEYS = ("name", "node")
_ENDLESS = 100_000
_NODE_KEYS = ("name", "alias", "role", "stage", "normal_days", "matters")


@dataclass(frozen=True, slots=True)
class NodePlan:
    """A node as a file describes it."""

    name: str
    alias: str | None
    role: str
    stage: str | None
    normal_days: float | None
    matters: list[str]


@dataclass(frozen=True, slots=True)
class Plan:
    """A pipeline as a file describes it."""

    name: str
    nodes: list[NodePlan]


def dump(store: Store, pipeline: Pipeline) -> str:
    """The pipeline as the text of a TOML file."""
    lines = [f"name = {_quoted(pipeline.name)}"]
    for node in pipelines.nodes(store, pipeline):
        lines += ["", "[[node]]", f"name = {_quoted(node.name)}"]
        if node.alias:
            lines.append(f"alias = {_quoted(node.alias)}")
        lines.append(f'role = "{node.role}"')
        if node.stage:
            lines.append(f'stage = "{node.stage}"')
        if node.normal_days is not None:
            lines.append(f"normal_days = {node.normal_days:g}")
        matters = pipelines.items(store, node.no)
        if matters:
            lines.append(f"matters = [{', '.join(_quoted(matter) for matter in matters)}]")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def load(path: Path) -> Plan:
    """Read a pipeline file. Raises NotFoundError or UsageError with file and line."""
    if not path.is_file():
        raise NotFoundError(t("There is no file {path}.", path=path), t("Check the path."))
    try:
        text = path.read_text(encoding="utf-8-sig")
        loaded = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(t("{path} is no valid TOML: {reason}", path=path, reason=error), _example()) from error
    reader = _Reader(path, text)
    reader.known(loaded, _TOP_KEYS, 0)
    if not isinstance(loaded.get("name"), str) or not loaded["name"].strip():
        reader.refuse(t("the pipeline has no name"), 0)
    nodes: Any = loaded.get("node")
    if not isinstance(nodes, list) or not nodes or not all(isinstance(one, dict) for one in nodes):
        reader.refuse(t("there are no [[node]] tables"), 0)
    plans = [reader.node(one, number) for number, one in enumerate(nodes, 1)]
    reader.distinct(plans)
    return Plan(loaded["name"].strip(), plans)


def _example() -> str:
    return t("See an example: crm pipeline export")


class _Reader:
    """Checks what a file says, and knows on which line each node begins."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()
        self.starts = [number for number, line in enumerate(self.lines, 1) if line.strip().startswith("[[node]]")]

    def refuse(self, what: str, node: int, key: str = "") -> None:
        """Raise UsageError with the line of `key` in the node (0: before the first)."""
        first = self.starts[node - 1] if 0 < node <= len(self.starts) else 1
        last = self.starts[node] if node < len(self.starts) else len(self.lines) + 1
        line = next((number for number in range(first, last) if key and self.lines[number - 1].strip().startswith(key)), first)
        raise UsageError(t("{path}, line {line}: {what}.", path=self.path, line=line, what=what), _example())

    def known(self, table: dict[str, Any], keys: tuple[str, ...], node: int) -> None:
        for key in table:
            if key not in keys:
                self.refuse(t("unknown key {key!r} (there are: {known})", key=key, known=", ".join(keys)), node, key)

    def node(self, table: dict[str, Any], number: int) -> NodePlan:
        self.known(table, _NODE_KEYS, number)
        name, days, matters = table.get("name"), table.get("normal_days"), table.get("matters", [])
        if not isinstance(name, str) or not name.strip() or pipelines.is_number(name):
            self.refuse(t("a node needs a name, and not of digits alone"), number, "name")
        if not isinstance(table.get("alias", ""), str):
            self.refuse(t("alias must be a text"), number, "alias")
        if days is not None and (isinstance(days, bool) or not isinstance(days, int | float) or not 0 <= days < _ENDLESS):
            self.refuse(t("normal_days must be a number of days, not below 0"), number, "normal_days")
        if not isinstance(matters, list) or not all(isinstance(one, str) for one in matters):
            self.refuse(t("matters must be a list of texts"), number, "matters")
        role, stage = (self._coded(table, key, choices, number) for key, choices in (("role", ROLES), ("stage", STAGES)))
        return NodePlan(str(name).strip(), table.get("alias"), role or "step", stage, days, matters)

    def _coded(self, table: dict[str, Any], key: str, choices: Any, number: int) -> str | None:
        if key not in table:
            return None
        try:
            return str(choices.parse(str(table[key])))
        except UsageError as error:
            self.refuse(f"{error.message} {error.hint}", number, key)
            return None

    def distinct(self, plans: list[NodePlan]) -> None:
        seen: set[str] = set()
        for number, plan in enumerate(plans, 1):
            if plan.name.casefold() in seen:
                self.refuse(t("node {name!r} stands twice", name=plan.name), number, "name")
            seen.add(plan.name.casefold())


def apply(store: Store, plan: Plan) -> Pipeline:
    """Bring the plan into the file: new nodes are added, known ones updated; nodes that the plan leaves out retire."""
    pipeline = pipelines.find(store, plan.name) or pipelines.create(store, plan.name)
    known = {node.name.casefold(): node for node in pipelines.nodes(store, pipeline, retired=True)}
    for position, wanted in enumerate(plan.nodes, 1):
        node = known.pop(wanted.name.casefold(), None)
        no = node.no if node else pipelines.add_node(store, pipeline, wanted.name).no
        store.update(
            "nodes", no, position=position, role=wanted.role, stage=wanted.stage, normal_days=wanted.normal_days, retired_at=None,
            alias=wanted.alias or (node.alias if node else None),
        )  # fmt: skip
        pipelines.set_items(store, no, wanted.matters)
    for place, left in enumerate(known.values(), len(plan.nodes) + 1):
        store.update("nodes", left.no, position=place)
        if not left.retired:
            pipelines.retire_node(store, left)
    return pipeline
