"""Pipelines and their nodes: reading, finding by name in either language, changing."""

from typing import Any, NamedTuple

from crmcli.core import clock, former_names, ids
from crmcli.core.choices import Choices, mark
from crmcli.core.errors import AmbiguousError, NotFoundError, RefusedError, UsageError
from crmcli.core.i18n import language, listed, t
from crmcli.storage.store import Store

DEFAULT = "generic"
SETTING = "pipeline"
_ENDLESS = 100_000
ROLES = Choices("node role", step="step", won="won", after="after-sales")
STAGES = Choices("5A stage", aware="Aware", appeal="Appeal", ask="Ask", act="Act", advocate="Advocate")


# What the pipelines that ship are for, by the code that is their name.
TRADES = {
    "generic": mark("any trade"), "auto4s": mark("car dealer"), "house": mark("real estate agent"),
    "solution": mark("solution sales"), "keyaccount": mark("key accounts"),
}  # fmt: skip


def titled(name: str) -> str:
    """The pipeline's name as a screen says it: in Chinese with what it is for, since the codes are English words."""
    return f"{t(TRADES[name])} {name}" if name in TRADES and language() == "zh" else name


class Pipeline(NamedTuple):
    """A named sequence of nodes; `nodes` and `touches` count what it has."""

    no: int
    uid: str
    name: str
    nodes: int = 0
    touches: int = 0

    @property
    def title(self) -> str:
        """The name as a screen says it."""
        return titled(self.name)


class Node(NamedTuple):
    """A key action of the sales process. `position` counts from 1; `role` is step, won or after; `retired` ones keep their
    history.

    `channel` and `direction` say how a contact there usually happens; `normal_days` is what the seller set, `shipped_days` the
    preset's first guess.
    """

    no: int
    uid: str
    pipeline: str
    name: str
    alias: str | None
    position: int
    role: str
    stage: str | None
    normal_days: float | None
    retired: bool
    channel: str | None = None
    direction: str | None = None
    shipped_days: float | None = None


_NODES = """SELECT n.no, n.uid, p.name AS pipeline, n.name, n.alias, n.position, n.role, n.stage, n.normal_days,
    n.retired_at IS NOT NULL AS retired, n.channel, n.direction, n.shipped_days
  FROM nodes n JOIN pipelines p ON p.no = n.pipeline_no """


def every(store: Store) -> list[Pipeline]:
    """The pipelines of this file."""
    sql = """SELECT p.no, p.uid, p.name, (SELECT count(*) FROM nodes n WHERE n.pipeline_no = p.no AND n.retired_at IS NULL) AS nodes,
      (SELECT count(*) FROM touches t JOIN nodes n ON n.no = t.node_no WHERE n.pipeline_no = p.no) AS touches FROM pipelines p ORDER BY p.no"""  # noqa: E501
    return store.rows(Pipeline, sql)


def find(store: Store, name: str) -> Pipeline | None:
    """The pipeline of that name, case aside."""
    return store.one(Pipeline, "SELECT no, uid, name FROM pipelines WHERE lower(name) = lower(:name)", name=name)


def require(store: Store, name: str) -> Pipeline:
    """As `find`; raises NotFoundError that lists what there is."""
    found = find(store, name)
    if found is None:
        raise NotFoundError(
            t("This file has no pipeline named {name!r}.", name=name), _there_are(name, [one.name for one in every(store)])
        )
    return found


def _there_are(name: str, known: list[str]) -> str:
    from crmcli.core import near_matches
    from crmcli.pipelines import presets

    addable = [preset for preset in presets.PRESETS if preset not in known]
    there_are = t(
        "Pipelines: {known}. Ready to use: {presets} (crm pipeline use NAME).", known=listed(known), presets=listed(addable)
    )
    return near_matches.hint(name, [*known, *addable], there_are if addable else t("Available: {known}", known=listed(known)))


def current(store: Store) -> Pipeline:
    """The pipeline in use: the file's setting, else the first there is."""
    chosen = store.get_setting(SETTING)
    found = find(store, chosen) if chosen else None
    if found is None:
        found = store.one(Pipeline, "SELECT no, uid, name FROM pipelines ORDER BY no LIMIT 1")
    if found is None:
        raise NotFoundError(t("This file has no pipeline."), t("Choose one: crm pipeline use {name}", name=DEFAULT))
    return found


def choose(store: Store, name: str | None) -> Pipeline:
    """The pipeline called `name`, or the one in use."""
    return require(store, name) if name else current(store)


def use(store: Store, name: str) -> Pipeline:
    """Make `name` the pipeline in use, taking it from the presets where the file has none of that name."""
    from crmcli.pipelines import presets

    found = find(store, name)
    if found is None and name.lower() in presets.PRESETS:
        presets.install(store, name.lower())
        found = find(store, name)
    found = found or require(store, name)
    store.set_setting(SETTING, found.name)
    return found


def nodes(store: Store, pipeline: Pipeline, *, retired: bool = False) -> list[Node]:
    """The nodes in order; the retired ones too where asked for."""
    hidden = "" if retired else "AND n.retired_at IS NULL"
    return store.rows(Node, f"{_NODES} WHERE n.pipeline_no = :no {hidden} ORDER BY n.position, n.no", no=pipeline.no)


def node(store: Store, no: int) -> Node:
    """The node of that local key."""
    found = store.one(Node, f"{_NODES} WHERE n.no = :no", no=no)
    if found is None:
        raise NotFoundError(t("{name!r} is not a node.", name=no))
    return found


def match_node(candidates: list[Node], name: str) -> Node:
    """The node that `name` means: exact in either language, as it was called before, then a unique part of it, those in
    use before the retired.

    Raises NotFoundError with the nodes there are, AmbiguousError where several fit.
    """
    wanted = name.strip().casefold()
    names = [(one, {one.name.casefold(), (one.alias or one.name).casefold()}) for one in candidates]
    exact = [one for one, known in names if wanted in known]
    former = [one for one, known in names if former_names.node(name) in known]
    partial = [one for one, known in names if wanted and any(wanted in word for word in known)]
    for hits in (exact, former, [one for one in partial if not one.retired], partial):
        if len(hits) == 1:
            return hits[0]
        if hits:
            raise AmbiguousError(
                t("{name!r} matches more than one node.", name=name),
                t("Give the full name."),
                [{"node": one.name, "pipeline": one.pipeline} for one in hits],
            )
    raise NotFoundError(
        t("This pipeline has no node named {name!r}.", name=name), _near(name, [one for one in candidates if not one.retired])
    )


def _near(name: str, nodes: list[Node]) -> str:
    from crmcli.core import near_matches

    known = [one.name for one in nodes]
    there_are = t("Nodes: {known}. Add one: crm node add NAME", known=listed(known))
    return near_matches.hint(name, [*known, *(one.alias for one in nodes if one.alias)], there_are)


def require_node(store: Store, name: str, pipeline: Pipeline | None = None) -> Node:
    """The node called `name` in `pipeline`, or in the one in use.

    Raises as `match_node`; where another pipeline has such a node, the hint says which and how to use it.
    """
    chosen = pipeline or current(store)
    try:
        return match_node(nodes(store, chosen, retired=True), name)
    except NotFoundError as error:
        elsewhere = home_of(store, name, chosen)
        if elsewhere is None:
            raise
        once = t("Switch to it: crm pipeline use {other} (for one touch: crm log … --pipeline {other}).", other=elsewhere)
        raise NotFoundError(
            t(
                "{pipeline} has no node named {name!r}, but the pipeline {other} does.",
                pipeline=chosen.name,
                name=name,
                other=elsewhere,
            ),
            once if find(store, elsewhere) else t("Switch to it: crm pipeline use {other}", other=elsewhere),
        ) from error


def home_of(store: Store, name: str, besides: Pipeline) -> str | None:
    """The pipeline of this file, else the preset, that has a node of exactly that name."""
    from crmcli.pipelines import presets

    wanted = {name.strip().casefold(), former_names.node(name)}
    sql = """SELECT p.name, n.name, n.alias FROM nodes n JOIN pipelines p ON p.no = n.pipeline_no
      WHERE p.no <> :no AND n.retired_at IS NULL ORDER BY p.no, n.position"""
    known = [(home, {node.casefold(), (alias or node).casefold()}) for home, node, alias in store.iterate(sql, no=besides.no)]
    ready = [(home, {one.zh.casefold(), one.en.casefold()}) for home, preset in presets.PRESETS.items() for one in preset]
    return next((home for home, names in [*known, *ready] if wanted & names and home != besides.name), None)


def create(store: Store, name: str) -> Pipeline:
    """A new, empty pipeline; raises RefusedError where it exists."""
    if find(store, name):
        raise RefusedError(t("A pipeline named {name!r} already exists.", name=name))
    store.insert("pipelines", name=name, created_at=clock.utc_text(clock.now()))
    return require(store, name)


def add_node(
    store: Store, pipeline: Pipeline, name: str, *, role: str = "step", stage: str | None = None, at: int | None = None
) -> Node:
    """A new node at position `at` (counted from 1), else behind the last."""
    known = nodes(store, pipeline, retired=True)
    if any(name.casefold() in (one.name.casefold(), (one.alias or "").casefold()) for one in known):
        raise RefusedError(t("{pipeline} already has a node named {name!r}.", name=name, pipeline=pipeline.name))
    number = insert_node(store, pipeline, name)
    store.update("nodes", number, role=role, stage=stage)
    if at is not None:
        move_node(store, node(store, number), at)
    return node(store, number)


def insert_node(store: Store, pipeline: Pipeline, name: str) -> int:
    """A new step behind the last node, its name unchecked; its number."""
    last = max((one.position for one in nodes(store, pipeline, retired=True)), default=0)
    return store.insert("nodes", pipeline_no=pipeline.no, name=name, position=last + 1)


def move_node(store: Store, moved: Node, position: int) -> None:
    """Put the node at `position` among the nodes of its pipeline; the others close up."""
    if position < 1:
        raise UsageError(t("A position must be at least 1, not {value}.", value=position))
    others = [one for one in nodes(store, require(store, moved.pipeline), retired=True) if one.no != moved.no]
    others.insert(min(position, len(others) + 1) - 1, moved)
    for place, one in enumerate(others, 1):
        if one.position != place:
            store.update("nodes", one.no, position=place)


def rename_node(store: Store, renamed: Node, name: str) -> None:
    """Give the node a new name; its history goes along. The name in the other language is that of the old one, and goes."""
    for one in nodes(store, require(store, renamed.pipeline), retired=True):
        if one.no != renamed.no and name.casefold() in (one.name.casefold(), (one.alias or "").casefold()):
            raise RefusedError(t("{pipeline} already has a node named {name!r}.", name=name, pipeline=renamed.pipeline))
    store.update("nodes", renamed.no, name=name, alias=None)


def edit_node(store: Store, edited: Node, values: dict[str, Any]) -> None:
    """Set role, stage, normal_days, channel or direction by name; None clears all but the role."""
    if values:
        store.update("nodes", edited.no, **values)


def retire_node(store: Store, retired: Node, *, back: bool = False) -> None:
    """Take the node out of menus (or back in); place and history stay."""
    store.update("nodes", retired.no, retired_at=None if back else clock.utc_text(clock.now()))


def is_number(name: str) -> bool:
    """Whether a name could be taken for a number, which a node's must not: places are named by number."""
    return ids.parse_number(name, "") is not None


def is_days(value: float) -> bool:
    """Whether a number can be a node's normal time: finite, not below 0."""
    return 0 <= value < _ENDLESS


def of_customer(store: Store, customer_no: int) -> Pipeline:
    """The pipeline of the customer's latest touch, else the one in use."""
    sql = """SELECT p.no, p.uid, p.name FROM touches t JOIN nodes n ON n.no = t.node_no JOIN pipelines p ON p.no = n.pipeline_no
      WHERE t.customer_no = :no ORDER BY t.at DESC, t.no DESC LIMIT 1"""
    return store.one(Pipeline, sql, no=customer_no) or current(store)
