"""Pipelines as TOML files: written, read with the line of every mistake, applied without losing history."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from crmcli.core.choices import in_digits
from crmcli.core.errors import NotFoundError, UsageError
from crmcli.core.i18n import t
from crmcli.customers.vocabulary import CHANNELS, DIRECTIONS, REACTIONS
from crmcli.pipelines import node_materials, pipelines
from crmcli.pipelines.node_materials import Item
from crmcli.pipelines.pipelines import ROLES, STAGES, Node, Pipeline
from crmcli.storage.store import Store
from crmcli.terminal.sanitize import validate_text

_TOP_KEYS = ("name", "node")
_LISTS = {"topics": "matter", "materials": "material", "questions": "question"}
_OUTCOMES = "outcomes"
_NODE_KEYS = ("name", "alias", "role", "stage", "channel", "direction", "days", "normal_days", *_LISTS, _OUTCOMES)
_FORMER_KEYS = ("matters",)  # the topics, as files of before call them
_CODED = {"role": ROLES, "stage": STAGES, "channel": CHANNELS, "direction": DIRECTIONS}


class NodePlan(NamedTuple):
    """A node as a file describes it: `days` is the file's guess, `normal_days` what the seller set; `items` are what it offers
    by kind: matter, material, question, outcome.
    """

    name: str
    alias: str | None
    role: str
    stage: str | None
    channel: str | None
    direction: str | None
    days: float | None
    normal_days: float | None
    items: dict[str, list[Item]]

    @property
    def names(self) -> set[str]:
        """What the node answers to, case aside."""
        return {word.casefold() for word in (self.name, self.alias) if word}


class Plan(NamedTuple):
    """A pipeline as a file describes it."""

    name: str
    nodes: list[NodePlan]


def dump(store: Store, pipeline: Pipeline) -> str:
    """The pipeline as the text of a TOML file."""
    lines = [f"name = {_quoted(pipeline.name)}"]
    for node in pipelines.nodes(store, pipeline):
        lines += ["", "[[node]]", *_node_lines(node), *_list_lines(node_materials.every(store, node.no))]
    return "\n".join(lines) + "\n"


def _node_lines(node: Node) -> list[str]:
    lines = [f"name = {_quoted(node.name)}"]
    if node.alias:
        lines.append(f"alias = {_quoted(node.alias)}")
    lines.append(f'role = "{node.role}"')
    lines += [f'{key} = "{code}"' for key in ("stage", "channel", "direction") if (code := getattr(node, key))]
    days = {"days": node.shipped_days, "normal_days": node.normal_days}
    return lines + [f"{key} = {in_digits(number)}" for key, number in days.items() if number is not None]


def _list_lines(offers: dict[str, list[Item]]) -> list[str]:
    """The lists that are not empty; a question or material on a line of its own, since they are sentences."""
    lines = []
    for key, kind in {**_LISTS, _OUTCOMES: "outcome"}.items():
        quoted = [_written(one) for one in offers[kind]]
        if quoted and (kind in ("matter", "outcome") or len(quoted) == 1):
            lines.append(f"{key} = [{', '.join(quoted)}]")
        elif quoted:
            lines += [f"{key} = [", *(f"  {text}," for text in quoted), "]"]
    return lines


def _written(one: Item) -> str:
    return f'{{ name = {_quoted(one.text)}, reaction = "{one.reaction}" }}' if one.reaction else _quoted(one.text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def load(path: Path) -> Plan:
    """Read a pipeline file. Raises NotFoundError or UsageError with file and line."""
    if not path.is_file():
        raise NotFoundError(t("No such file: {path}.", path=path), t("Check the path."))
    text = _text(path)
    try:
        loaded = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _misspelt(path, text, str(error)) from error
    reader = _Reader(path, text)
    reader.known(loaded, _TOP_KEYS, 0)
    if not isinstance(loaded.get("name"), str) or not loaded["name"].strip():
        reader.refuse(t("the pipeline has no name"), 0)
    nodes: Any = loaded.get("node")
    if not isinstance(nodes, list) or not nodes or not all(isinstance(one, dict) for one in nodes):
        reader.refuse(t("it has no [[node]] tables"), 0)
    plans = [reader.node(one, number) for number, one in enumerate(nodes, 1)]
    reader.distinct(plans)
    return Plan(reader.tidied(loaded["name"], "name", 0), plans)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(t("{path} is not saved as UTF-8.", path=path), t("Save it as UTF-8 and try again.")) from error


def _misspelt(path: Path, text: str, reason: str) -> UsageError:
    """The line that the parser stopped at, as it stands: the parser itself speaks English only."""
    lines, named = text.splitlines() or [""], re.search(r"line (\d+)", reason)
    number = min(int(named[1]) if named else len(lines), len(lines))
    said = t("{path}, line {line}: invalid TOML: {text}", path=path, line=number, text=lines[number - 1].strip())
    return UsageError(said, t("Put text in double quotes and use each key only once. See an example: crm pipeline export"))


def _example() -> str:
    return t("See an example: crm pipeline export")


class _Reader:
    """Checks what a file says, and knows on which line each node begins."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()
        self.starts = [number for number, line in enumerate(self.lines, 1) if re.match(r"\s*\[\[\s*node\s*\]\]", line)]

    def refuse(self, what: str, node: int, key: str = "") -> None:
        """Raise UsageError with the line of `key` in the node (0: before the first)."""
        first = self.starts[node - 1] if 0 < node <= len(self.starts) else 1
        last = self.starts[node] if node < len(self.starts) else len(self.lines) + 1
        wanted = re.compile(rf"""\s*(?:\[+\s*(?:node\s*\.\s*)?)?["']?{re.escape(key)}["']?\s*[]=.]""")
        line = next((number for number in range(first, last) if key and wanted.match(self.lines[number - 1])), first)
        raise UsageError(t("{path}, line {line}: {what}.", path=self.path, line=line, what=what), _example())

    def known(self, table: dict[str, Any], keys: tuple[str, ...], node: int) -> None:
        for key in table:
            if key not in keys:
                self.refuse(t("unknown key {key!r} (known: {known})", key=key, known=", ".join(keys)), node, key)

    def node(self, table: dict[str, Any], number: int) -> NodePlan:
        self.known({key: value for key, value in table.items() if key not in _FORMER_KEYS}, _NODE_KEYS, number)
        name = table.get("name")
        if not isinstance(name, str) or not name.strip() or pipelines.is_number(name):
            self.refuse(t("a node needs a name that is not only digits"), number, "name")
        if not isinstance(table.get("alias", ""), str):
            self.refuse(t("alias must be text"), number, "alias")
        codes = {key: self._coded(table, key, choices, number) for key, choices in _CODED.items()}
        if codes["direction"] == "no_answer" or (codes["direction"] and not codes["channel"]):
            self.refuse(t("direction must be in or out and requires a channel"), number, "direction")
        alias = self.tidied(table["alias"], "alias", number) if table.get("alias", "").strip() else None
        offers = {kind: self._texts(table, key, number) for key, kind in _LISTS.items()}
        offers["matter"] += [one for one in self._texts(table, "matters", number) if one not in offers["matter"]]
        if _OUTCOMES in table:
            offers["outcome"] = self._outcomes(table, number)
        return NodePlan(
            self.tidied(str(name), "name", number), alias, codes["role"] or "step", codes["stage"], codes["channel"],
            codes["direction"], self._days(table, "days", number), self._days(table, "normal_days", number), offers,
        )  # fmt: skip

    def _days(self, table: dict[str, Any], key: str, number: int) -> float | None:
        days = table.get(key)
        if days is not None and (isinstance(days, bool) or not isinstance(days, int | float) or not pipelines.is_days(days)):
            self.refuse(t("{key} must be a number of days, 0 or more", key=key), number, key)
        return days

    def _texts(self, table: dict[str, Any], key: str, number: int) -> list[Item]:
        texts = table.get(key, [])
        if not isinstance(texts, list) or not all(isinstance(one, str) and one.strip() for one in texts):
            self.refuse(t("{key} must be a list of strings", key=key), number, key)
        return [Item(text) for text in dict.fromkeys(self.tidied(one, key, number) for one in texts)]

    def _outcomes(self, table: dict[str, Any], number: int) -> list[Item]:
        """Texts, or tables of a name and the reaction that it means."""
        given = table.get(_OUTCOMES, [])
        if not isinstance(given, list):
            self.refuse(t("{key} must be a list of strings", key=_OUTCOMES), number, _OUTCOMES)
        found = [self._outcome(one, number) for one in given]
        return list({one.text: one for one in found}.values())

    def _outcome(self, given: object, number: int) -> Item:
        table: dict[str, Any] = given if isinstance(given, dict) else {"name": given}
        name = table.get("name")
        if not isinstance(name, str) or not name.strip() or table.keys() - {"name", "reaction"}:
            self.refuse(
                t("an outcome must be text or {example}", example='{ name = "…", reaction = "positive" }'), number, _OUTCOMES
            )
        try:
            reaction = REACTIONS.parse(str(table["reaction"])) if "reaction" in table else None
        except UsageError as error:
            self.refuse(f"{error.message} {error.hint}", number, _OUTCOMES)
            raise
        return Item(self.tidied(str(name), _OUTCOMES, number), reaction)

    def tidied(self, text: str, key: str, number: int) -> str:
        try:
            return validate_text(text, key)
        except UsageError as error:
            self.refuse(error.message.rstrip("."), number, key)
            raise

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
            if plan.names & seen:
                twice = next(word for word in (plan.name, plan.alias or "") if word.casefold() in seen)
                self.refuse(t("node {name!r} appears twice", name=twice), number, "name" if twice == plan.name else "alias")
            seen |= plan.names


def apply(store: Store, plan: Plan) -> Pipeline:
    """Bring the plan into the file: new nodes are added, known ones (in either language) take its name and words; nodes
    that it leaves out retire, each behind the node that stood before it.
    """
    pipeline = pipelines.find(store, plan.name) or pipelines.create(store, plan.name)
    known = pipelines.nodes(store, pipeline, retired=True)
    meant, taken = _pairs(plan.nodes, known), set().union(*(one.names for one in plan.nodes))
    order = [_bring(store, pipeline, wanted, meant.get(wanted.name), taken) for wanted in plan.nodes]
    for before, left in zip([None, *known], known, strict=False):
        if left.no not in order:
            order.insert(order.index(before.no) + 1 if before else 0, left.no)
            if not left.retired:
                pipelines.retire_node(store, left)
    for place, no in enumerate(order, 1):
        store.update("nodes", no, position=place)
    return pipeline


def _bring(store: Store, pipeline: Pipeline, wanted: NodePlan, node: Node | None, taken: set[str]) -> int:
    """Write what the plan says of a node that the file knows, or of a new one; its number. Channel, days and outcomes stay where
    the plan says nothing of them, as files of before do not.
    """
    no = node.no if node else pipelines.insert_node(store, pipeline, wanted.name)
    alias = wanted.alias or _other_name(node, taken)
    said = {"shipped_days": wanted.days, "normal_days": wanted.normal_days}
    columns: dict[str, Any] = {name: days for name, days in said.items() if days is not None}
    if wanted.channel:
        columns |= {"channel": wanted.channel, "direction": wanted.direction}
    store.update("nodes", no, name=wanted.name, alias=alias, role=wanted.role, stage=wanted.stage, retired_at=None, **columns)
    for kind, offered in wanted.items.items():
        node_materials.put(store, no, kind, offered)
    return no


def _other_name(node: Node | None, taken: set[str]) -> str | None:
    """What a known node was called besides, so that it still answers to it, unless another one is called so now."""
    names = [name for name in (node.name, node.alias) if name] if node else []
    return next((name for name in names if name.casefold() not in taken), None)


def _pairs(plans: list[NodePlan], known: list[Node]) -> dict[str, Node]:
    """The known node that each plan means, by the plan's name: the same name first, then any name they share."""
    left = {node.no: node for node in known}
    found: dict[str, Node] = {}
    for same in (_same_name, _shared_name):
        for plan in plans:
            node = next((one for one in left.values() if same(plan, one)), None) if plan.name not in found else None
            if node:
                found[plan.name] = left.pop(node.no)
    return found


def _same_name(plan: NodePlan, node: Node) -> bool:
    return plan.name.casefold() == node.name.casefold()


def _shared_name(plan: NodePlan, node: Node) -> bool:
    return bool(plan.names & {word.casefold() for word in (node.name, node.alias) if word})
