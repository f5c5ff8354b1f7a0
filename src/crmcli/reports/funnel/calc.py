"""The arithmetic of the node funnel, over sets of customers: no clock, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import zip_longest

from crmcli.core.choices import Cents, Choices, Coded
from crmcli.reports.shared.customer_bitset import size

KIND = Choices("funnel row", node="node", signed="signed", paid="paid")
BY = Choices("way to group", source="source", tag="tag", grade="grade", month="month of entering")
# The numbers of a node that --who can name the customers of.
OF = Choices(
    "number of a node", ever="ever there", reached="there or further", now="there now", skipped="went past it", lost="lost there",
    next="also at the next", ordered="in turn",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One row: a node, or the bottom (`signed`, `paid`). Shares run from 0 to 1; None where they say nothing."""

    kind: Coded | None
    node: str | None
    position: int | None
    ever: int
    reached: int | None
    now: int | None
    skipped: int | None
    conversion: float | None
    of_entered: float | None
    lost: int | None
    amount: Cents | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class OrderedStep(Step):
    """With --ordered: `ordered` counts those who passed nodes 1…k in their order."""

    ordered: int | None


@dataclass(frozen=True, slots=True)
class GroupedStep(Step):
    """With --by: the group that is counted, None for everybody; its code is empty for those of whom it is not known."""

    group: Coded | None


@dataclass(frozen=True, slots=True)
class GroupedOrderedStep(OrderedStep):
    """With --by and --ordered."""

    group: Coded | None


@dataclass(frozen=True, slots=True)
class Place:
    """A node in the funnel: its number, name, place counted from 1; `hidden` unless somebody was there."""

    no: int
    name: str
    position: int
    hidden: bool = False


@dataclass(slots=True)
class NodeSets:
    """Who entered, who ever signed, and by node number who was ever there, stands there now, was lost there, passed in order."""

    entered: int = 0
    signed: int = 0
    ever: dict[int, int] = field(default_factory=dict)
    now: dict[int, int] = field(default_factory=dict)
    lost: dict[int, int] = field(default_factory=dict)
    ordered: dict[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Bottom:
    """Who signed or paid, and how much (cents of the file's currency)."""

    kind: str
    ever: int
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Funnel:
    """What was found: the places shown, who is behind each number, who signed and paid."""

    places: list[Place]
    sets: NodeSets
    bottoms: list[Bottom]

    @property
    def entered(self) -> int:
        """How many entered."""
        return size(self.sets.entered)

    def rows(self) -> list[Step]:
        return [*steps(self.places, self.sets), *(bottom_step(one, self.places, self.sets) for one in self.bottoms)]

    def gap(self) -> int | None:
        """The cents signed and not paid; below zero where more was paid than signed; None unless both were asked for."""
        amounts = {one.kind: one.amount for one in self.bottoms}
        return amounts["signed"] - amounts["paid"] if len(amounts) > 1 else None

    def behind(self, of: str) -> dict[int, int]:
        """By node number, the crowd behind a number of `OF`; what comes next after the last node is the bottom."""
        ever, sets = self.sets.ever, self.sets
        if of == "reached":
            return reached(self.places, ever)
        if of == "skipped":
            return {no: further & ~ever.get(no, 0) for no, further in reached(self.places, ever).items()}
        if of == "next":
            further = [ever.get(place.no, 0) for place in self.places[1:]] + [one.ever for one in self.bottoms[:1]]
            return {one.no: ever.get(one.no, 0) & after for one, after in zip(self.places, further, strict=False)}
        return {"ever": ever, "now": sets.now, "lost": sets.lost, "ordered": sets.ordered or {}}[of]


def in_group(step: Step, group: Coded | None) -> Step:
    """The row with its group."""
    kind = GroupedOrderedStep if isinstance(step, OrderedStep) else GroupedStep
    return kind(**{one.name: getattr(step, one.name) for one in fields(step)}, group=group)


def share(part: int, whole: int) -> float | None:
    """How much of crowd `whole` the crowd `part` is; None of nobody."""
    return size(part) / size(whole) if whole else None


def visible(places: Iterable[Place], sets: NodeSets) -> list[Place]:
    """The places that are shown: a retired node only while it has a history."""
    return [place for place in places if not place.hidden or sets.ever.get(place.no, 0) & sets.entered]


def reached(places: Sequence[Place], ever: Mapping[int, int]) -> dict[int, int]:
    """By node number, who was at it or at a later place."""
    crowd, found = 0, {}
    for place in reversed(places):
        crowd |= ever.get(place.no, 0)
        found[place.no] = crowd
    return found


def passed(places: Sequence[Place], touches: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """By node number, the customers whose touches hold nodes 1…k as a subsequence.

    `touches` are (customer, node) in order of time and number within a customer.
    """
    order = [place.no for place in places]
    progress: dict[int, int] = {}
    found: dict[int, list[int]] = {no: [] for no in order}
    for customer, node in touches:
        done = progress.get(customer, 0)
        if done < len(order) and node == order[done]:
            progress[customer] = done + 1
            found[node].append(customer)
    return found


def steps(places: Sequence[Place], sets: NodeSets) -> list[Step]:
    """The rows of the nodes."""
    ever = {place.no: sets.ever.get(place.no, 0) & sets.entered for place in places}
    further = reached(places, ever)
    following = (ever[place.no] for place in places[1:])
    return [_step(place, sets, ever[place.no], further[place.no], after) for place, after in zip_longest(places, following)]


def _step(place: Place, sets: NodeSets, ever: int, further: int, after: int | None) -> Step:
    values = {
        "kind": KIND.of("node"), "node": place.name, "position": place.position,
        "ever": size(ever), "reached": size(further), "now": size(sets.now.get(place.no, 0) & sets.entered),
        "skipped": size(further) - size(ever), "conversion": None if after is None else share(ever & after, ever),
        "of_entered": share(ever, sets.entered), "lost": size(sets.lost.get(place.no, 0) & sets.entered),
        "amount": None, "currency": None,
    }  # fmt: skip
    if sets.ordered is None:
        return Step(**values)  # type: ignore[arg-type]
    return OrderedStep(**values, ordered=size(sets.ordered.get(place.no, 0) & sets.entered))  # type: ignore[arg-type]


def bottom_step(bottom: Bottom, places: Sequence[Place], sets: NodeSets) -> Step:
    """The row of those who signed or paid; its conversion comes from the last node."""
    ever = bottom.ever & sets.entered
    last = sets.ever.get(places[-1].no, 0) & sets.entered if places else 0
    values = (
        KIND.of(bottom.kind),
        None,
        None,
        size(ever),
        None,
        None,
        None,
        share(ever & last, last),
        share(ever, sets.entered),
        None,
    )
    money = (Cents(bottom.amount), bottom.currency)
    return Step(*values, *money) if sets.ordered is None else OrderedStep(*values, *money, None)
