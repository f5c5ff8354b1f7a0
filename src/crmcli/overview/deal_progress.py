"""Where a customer stands in a pipeline: the nodes of each open deal, or of all that was, with their dates."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from crmcli.core import clock
from crmcli.core.choices import Choices, Coded, Instant
from crmcli.customers import derived_sql
from crmcli.pipelines import pipelines
from crmcli.pipelines.pipelines import Node
from crmcli.storage.store import Store

MARKS = Choices("progress at a node", been="visited", here="current", ahead="not yet")


class Step(NamedTuple):
    """A node on the way: been there, stands here, or not yet; `at` the last touch, `days` how long the customer stands here."""

    node: str
    mark: Coded
    at: Instant | None
    days: int | None


class Path(NamedTuple):
    """The way of one deal through its pipeline; without an open deal, of all touches there ever were."""

    pipeline: str
    deal: str | None
    steps: list[Step]

    @property
    def here(self) -> str | None:
        """The node where the deal stands; None where it is closed."""
        return next((step.node for step in self.steps if step.mark.code == "here"), None)

    def __str__(self) -> str:
        return " ".join(step.node for step in self.steps if step.mark.code != "ahead")


class _Touch(NamedTuple):
    deal: str | None
    pipeline: int
    node: int
    at: str
    is_open: int


_SQL = f"""SELECT t.deal, n.pipeline_no AS pipeline, t.node_no AS node, t.at, {derived_sql.STILL_OPEN} AS is_open
  FROM touches t JOIN nodes n ON n.no = t.node_no JOIN customers c ON c.no = t.customer_no WHERE c.no = :no ORDER BY t.at, t.no"""


def paths(store: Store, no: int) -> list[Path]:
    """The path of each open deal, the one touched last first; else one path of all touches; none before the first touch."""
    touches = store.rows(_Touch, _SQL, no=no)
    deals: dict[str | None, list[_Touch]] = {}
    for touch in reversed([one for one in touches if one.is_open]):
        deals.setdefault(touch.deal, []).insert(0, touch)
    if deals:
        return [_path(store, own, is_open=True) for own in deals.values()]
    return [_path(store, touches, is_open=False)] if touches else []


def _path(store: Store, touches: Sequence[_Touch], *, is_open: bool) -> Path:
    """In the pipeline of the last touch; a touch in another one is a way of its own, told by the timeline."""
    pipeline = pipelines.node(store, touches[-1].node).pipeline
    nodes = pipelines.nodes(store, pipelines.require(store, pipeline), retired=True)
    last: dict[int, str] = {touch.node: touch.at for touch in touches}
    here = touches[-1].node if is_open else None
    steps = [
        _step(one, last.get(one.no), _days(touches) if one.no == here else None) for one in nodes if _is_shown(one, last, is_open)
    ]
    return Path(pipeline, touches[-1].deal if is_open else None, steps)


def _is_shown(node: Node, last: dict[int, Any], is_open: bool) -> bool:
    return node.no in last or not (node.retired or (is_open and node.role == "after"))


def _step(node: Node, at: str | None, days: int | None) -> Step:
    code = "here" if days is not None else "been" if at else "ahead"
    return Step(node.name, Coded(code, MARKS.label(code)), Instant(at) if at else None, days)


def _days(touches: Sequence[_Touch]) -> int:
    """Whole calendar days since the first of the last touches at one node."""
    began = touches[-1].at
    for touch in reversed(touches):
        if touch.node != touches[-1].node:
            break
        began = touch.at
    return max((clock.today() - clock.from_utc_text(began).date()).days, 0)
