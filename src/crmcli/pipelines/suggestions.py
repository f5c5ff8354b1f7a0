"""What the menu of `crm log` suggests, learned from the seller's own history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import timedelta

from crmcli.core import clock
from crmcli.customers import derived_sql
from crmcli.customers.by_number import ref
from crmcli.customers.refs import Ref
from crmcli.pipelines import node_materials, pipelines
from crmcli.pipelines.pipelines import Node
from crmcli.pipelines.touches import TouchInput
from crmcli.storage.store import Store

# So many of the newest touches (at a node, and in all) tell the habit; what lies further back would only cost time.
_RECENT, _LOOKED_AT = 1000, 20_000
# Where a home is viewed that was viewed before; under its name of the preset, in either language.
_SAME_AGAIN = {"复看", "Repeat viewing", "Same home again"}
_SEEN = """SELECT EXISTS (SELECT 1 FROM touches t JOIN products p ON p.no = t.product_no
  WHERE t.customer_no = :no AND t.deal IS :deal AND lower(p.name) = lower(:product))"""
_PIPELINE = "(SELECT no FROM pipelines WHERE name = :pipeline)"
_HERE = f"v.node_no IN (SELECT no FROM nodes WHERE pipeline_no = {_PIPELINE})"
_CUT = f"""EXISTS (SELECT 1 FROM (SELECT date, deal FROM sales WHERE customer_no = t.customer_no
  UNION ALL SELECT date, deal FROM losses WHERE customer_no = t.customer_no AND reopened_at IS NULL) x
  WHERE (x.deal IS NULL OR x.deal = t.deal) AND {derived_sql.AFTER.format(date="x.date")} > t.at AND {derived_sql.AFTER.format(date="x.date")} <= u.at)"""  # noqa: E501
_FOLLOWERS = f"""SELECT u.node_no FROM (SELECT * FROM (SELECT * FROM touches ORDER BY no DESC LIMIT {_LOOKED_AT}) WHERE node_no = :node LIMIT {_RECENT}) t
  JOIN touches u ON u.no = (SELECT v.no FROM touches v WHERE v.customer_no = t.customer_no AND v.deal IS t.deal
    AND (v.at, v.no) > (t.at, t.no) AND {_HERE} ORDER BY v.at, v.no LIMIT 1) WHERE NOT {_CUT}"""  # noqa: E501
_FIRSTS = f"""SELECT (SELECT v.node_no FROM touches v JOIN nodes n ON n.no = v.node_no
    WHERE v.customer_no = c.no AND n.role <> 'after' AND {_HERE} ORDER BY v.at, v.no LIMIT 1) AS node
  FROM customers c WHERE node IS NOT NULL ORDER BY c.no DESC LIMIT {_RECENT}"""
_AFTER_ORDERS = f"""SELECT (SELECT v.node_no FROM touches v WHERE v.customer_no = o.customer_no
    AND v.at >= {derived_sql.AFTER.format(date="o.date")} AND {_HERE} ORDER BY v.at, v.no LIMIT 1) AS node
  FROM sales o WHERE node IS NOT NULL ORDER BY o.no DESC LIMIT {_RECENT}"""


def likely_next(store: Store, customer_no: int, nodes: list[Node], deal: str | None = None, product: str | None = None) -> int:
    """The index in `nodes`, which are of one pipeline, of the likely next one: what most often followed there where the deal
    stands now, among equals what comes next in the pipeline's order. A fresh deal begins where most customers began; who has
    bought goes on as most did after an order, else with after-sales. A home that was viewed before is viewed again.
    """
    if not nodes:
        return 0
    again = next((place for place, node in enumerate(nodes) if _SAME_AGAIN & {node.name, node.alias}), None)
    if again is not None and product and store.scalar(_SEEN, no=customer_no, deal=deal, product=product):
        return again
    places, pipeline = range(len(nodes)), nodes[0].pipeline
    last = _standing(store, customer_no, deal, pipeline)
    if last:
        habit, usual = _FOLLOWERS, [place for place in places if nodes[place].position > last.position] or [places[-1]]
    elif deal is None and store.scalar(f"SELECT {derived_sql.BOUGHT} FROM customers c WHERE c.no = :no", no=customer_no):
        habit, usual = _AFTER_ORDERS, [place for place in places if nodes[place].role == "after"]
    else:
        habit, usual = _FIRSTS, []
    seen: Counter[int] = Counter(store.column(habit, pipeline=pipeline, node=last.no if last else None))
    order: list[int] = [*usual, *places]
    return max(order, key=lambda place: seen[nodes[place].no])


def standing(store: Store, customer_no: int, deal: str | None) -> Node | None:
    """The node where the open deal stands, of whatever pipeline."""
    return _standing(store, customer_no, deal, pipelines.of_customer(store, customer_no).name)


def _standing(store: Store, customer_no: int, deal: str | None, pipeline: str) -> Node | None:
    """The node of the latest touch of the open deal in that pipeline."""
    sql = f"""SELECT t.node_no FROM touches t JOIN nodes n ON n.no = t.node_no JOIN customers c ON c.no = t.customer_no
      WHERE c.no = :no AND t.deal IS :deal AND n.pipeline_no = {_PIPELINE} AND {derived_sql.STILL_OPEN} ORDER BY t.at DESC, t.no DESC LIMIT 1"""  # noqa: E501
    number = store.scalar(sql, no=customer_no, deal=deal, pipeline=pipeline)
    return pipelines.node(store, number) if number else None


def completed(store: Store, node: Node, said: TouchInput) -> TouchInput:
    """What was said of a contact at the node, with what the node knows where nobody said otherwise: channel and direction, and
    how it was taken that went so.
    """
    channel, direction = usual_contact(store, node)
    if said.channel in (None, channel):
        said = said._replace(channel=channel, direction=said.direction or direction)
    if said.reaction or said.outcome is None:
        return said
    return said._replace(reaction=node_materials.reaction_to(store, node.no, said.outcome))


def usual_topics(store: Store, node: Node, limit: int = 8) -> list[str]:
    """What a contact may be about: the node's own list, then what the seller wrote most often there."""
    return _usual(store, node, "matter", limit)


def usual_outcomes(store: Store, node: Node, limit: int = 8) -> list[str]:
    """How a contact may go: the node's own list, then what the seller wrote most often there."""
    return _usual(store, node, "outcome", limit)


def _usual(store: Store, node: Node, column: str, limit: int) -> list[str]:
    own = node_materials.texts(store, node.no, column)
    sql = f"""SELECT {column} FROM touches WHERE node_no = :no AND {column} IS NOT NULL
      GROUP BY {column} ORDER BY count(*) DESC, max(at) DESC LIMIT :limit"""
    used = [text for text in store.column(sql, no=node.no, limit=limit) if text not in own]
    return [*own, *used][: max(limit, len(own))]


def usual_contact(store: Store, node: Node) -> tuple[str | None, str | None]:
    """By which channel, and from whose side, a contact at the node usually happens: as the seller recorded it most often there,
    else as the node says. Who did not answer tells no habit.
    """
    sql = f"""SELECT channel, direction FROM (SELECT no, channel, direction FROM touches WHERE node_no = :no ORDER BY no DESC LIMIT {_RECENT})
      WHERE channel IS NOT NULL AND direction IS NOT 'no_answer' GROUP BY channel, direction ORDER BY count(*) DESC, max(no) DESC LIMIT 1"""  # noqa: E501
    return next(store.iterate(sql, no=node.no), (node.channel, node.direction))


def likely_people(store: Store, done: Collection[int] = (), limit: int = 12) -> list[Ref]:
    """Whom the next touch is likely about: who has a step due, the oldest first, then who was touched last, then who was
    added last. Those of `done` are left out.
    """
    due = (
        "SELECT customer_no FROM followups WHERE done_at IS NULL AND cancelled_at IS NULL AND due < :after "
        "ORDER BY due, no LIMIT :reach"
    )
    touched = "SELECT customer_no FROM touches ORDER BY no DESC LIMIT :reach"
    added = "SELECT no FROM customers ORDER BY no DESC LIMIT :reach"
    after = (clock.today() + timedelta(days=1)).isoformat()
    found = dict.fromkeys(no for sql in (due, touched, added) for no in store.column(sql, after=after, reach=limit + len(done)))
    numbers = [no for no in found if no not in done][:limit]
    return [one for no in numbers if (one := ref(store, no))]
