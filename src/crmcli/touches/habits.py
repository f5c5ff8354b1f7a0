"""What the menu of `crm log` suggests, learned from the seller's own history."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from crmcli.customers import resolve, state
from crmcli.customers.rows import Ref
from crmcli.kernel import clock
from crmcli.kernel.store import Store
from crmcli.touches import items, pipelines
from crmcli.touches.pipelines import Node

# So many of the newest touches (at a node, and in all) tell the habit; what lies further back would only cost time.
_RECENT, _LOOKED_AT = 1000, 20_000
_CUT = f"""EXISTS (SELECT 1 FROM (SELECT date FROM orders WHERE customer_no = t.customer_no
  UNION ALL SELECT date FROM losses WHERE customer_no = t.customer_no AND reopened_at IS NULL) x
  WHERE {state.AFTER.format(date="x.date")} > t.at AND {state.AFTER.format(date="x.date")} <= u.at)"""
_FOLLOWERS = f"""SELECT u.node_no FROM (SELECT * FROM (SELECT * FROM touches ORDER BY no DESC LIMIT {_LOOKED_AT}) WHERE node_no = :node LIMIT {_RECENT}) t
  JOIN touches u ON u.no = (SELECT v.no FROM touches v WHERE v.customer_no = t.customer_no AND v.deal IS t.deal
    AND (v.at, v.no) > (t.at, t.no) ORDER BY v.at, v.no LIMIT 1) WHERE NOT {_CUT}"""
_FIRSTS = f"""SELECT (SELECT t.node_no FROM touches t JOIN nodes n ON n.no = t.node_no
    WHERE t.customer_no = c.no AND n.role <> 'after' ORDER BY t.at, t.no LIMIT 1) AS node
  FROM customers c WHERE node IS NOT NULL ORDER BY c.no DESC LIMIT {_RECENT}"""


def likely_next(store: Store, customer_no: int, nodes: list[Node], deal: str | None = None) -> int:
    """The index in `nodes` of the likely next one: what most often followed where the deal stands now, among equals what
    comes next in the pipeline's order. A fresh deal begins where most customers began.
    """
    last = _standing(store, customer_no, deal, nodes[0].pipeline) if nodes else None
    seen = Counter(store.values(_FOLLOWERS, node=last.no) if last else store.values(_FIRSTS))
    behind = [place for place, node in enumerate(nodes) if last is None or node.position > last.position]
    order = [*(behind or [len(nodes) - 1]), *range(len(nodes))]
    return max(order, key=lambda place: seen[nodes[place].no]) if nodes else 0


def _standing(store: Store, customer_no: int, deal: str | None, pipeline: str) -> Node | None:
    """The node of the latest touch of the open deal, where it is of that pipeline."""
    sql = f"""SELECT t.node_no FROM touches t JOIN nodes n ON n.no = t.node_no JOIN customers c ON c.no = t.customer_no
      WHERE c.no = :no AND t.deal IS :deal AND {state.STILL_OPEN} ORDER BY t.at DESC, t.no DESC LIMIT 1"""
    number = store.value(sql, no=customer_no, deal=deal)
    node = pipelines.node(store, number) if number else None
    return node if node and node.pipeline == pipeline else None


def usual_matters(store: Store, node: Node, limit: int = 8) -> list[str]:
    """Details to pick from: the node's own list, then what the seller wrote most often there."""
    own = items.texts(store, node.no)
    sql = "SELECT matter FROM touches WHERE node_no = :no AND matter IS NOT NULL GROUP BY matter ORDER BY count(*) DESC, max(at) DESC LIMIT :limit"
    used = [matter for matter in store.values(sql, no=node.no, limit=limit) if matter not in own]
    return [*own, *used][: max(limit, len(own))]


def last_channel(store: Store, customer_no: int) -> str | None:
    """The channel of the customer's latest touch or note that names one."""
    sql = """SELECT channel FROM (SELECT at, channel FROM touches WHERE customer_no = :no UNION ALL
      SELECT at, channel FROM interactions WHERE customer_no = :no) WHERE channel IS NOT NULL ORDER BY at DESC LIMIT 1"""
    found: str | None = store.value(sql, no=customer_no)
    return found


def likely_people(store: Store, limit: int = 12) -> list[Ref]:
    """Whom the next touch is likely about: who has a step due, the oldest first, then who was touched last."""
    due = """SELECT customer_no FROM followups WHERE done_at IS NULL AND cancelled_at IS NULL AND due < :after
      ORDER BY due, no LIMIT :limit"""
    after = (clock.today() + timedelta(days=1)).isoformat()
    last = "SELECT customer_no FROM touches ORDER BY no DESC LIMIT :limit"
    numbers = dict.fromkeys([*store.values(due, after=after, limit=limit), *store.values(last, limit=limit)])
    return [found for no in list(numbers)[:limit] if (found := resolve.ref(store, no))]
