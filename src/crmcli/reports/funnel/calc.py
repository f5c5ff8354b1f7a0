"""The arithmetic of the node funnel, over sets of customer numbers: no clock, no database."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from itertools import zip_longest
from types import MappingProxyType
from typing import NamedTuple, Self

from crmcli.core.choices import Cents, Choices, Coded

Crowd = AbstractSet[int]
ByNode = Mapping[int, Crowd]
NOBODY: Crowd = frozenset()
NOWHERE: ByNode = MappingProxyType({})

KIND = Choices("funnel row", node="node", signed="signed", paid="paid")
BY = Choices("way to group", source="source", tag="tag", grade="grade", month="entry month")
# The numbers of a node that --who can name the customers of.
OF = Choices(
    "count at a node", ever="ever there", reached="there or beyond", now="there now", skipped="skipped it", lost="lost there",
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


class Place(NamedTuple):
    """A node in the funnel: its number, name, place counted from 1; `hidden` unless somebody was there."""

    no: int
    name: str
    position: int
    hidden: bool = False


class NodeSets(NamedTuple):
    """Who entered, and of them by node number who was ever there, stands there now, was lost there, passed in order."""

    entered: Crowd = NOBODY
    ever: ByNode = NOWHERE
    now: ByNode = NOWHERE
    lost: ByNode = NOWHERE
    ordered: ByNode | None = None

    def each(self, change: Callable[[Crowd], Crowd]) -> Self:
        """Make every set anew."""
        ever, now, lost, ordered = (
            {no: change(crowd) for no, crowd in (sets or {}).items()} for sets in (self.ever, self.now, self.lost, self.ordered)
        )
        return type(self)(change(self.entered), ever, now, lost, None if self.ordered is None else ordered)

    def among(self, members: Crowd) -> Self:
        """Keep these members alone."""
        return self.each(lambda crowd: crowd & members)


class Bottom(NamedTuple):
    """Who of those who entered signed or paid, and how much (cents of the file's currency)."""

    kind: str
    ever: Crowd
    amount: int
    currency: str


class Funnel(NamedTuple):
    """What was found: the places shown, who is behind each number, who signed and paid."""

    places: list[Place]
    sets: NodeSets
    bottoms: list[Bottom]

    @property
    def entered(self) -> int:
        """How many entered."""
        return len(self.sets.entered)

    def rows(self) -> list[Step]:
        return [*steps(self.places, self.sets), *(bottom_step(one, self.places, self.sets) for one in self.bottoms)]

    def gap(self) -> int | None:
        """The cents signed and not paid; below zero where more was paid than signed; None unless both were asked for."""
        amounts = {one.kind: one.amount for one in self.bottoms}
        return amounts["signed"] - amounts["paid"] if len(amounts) > 1 else None

    def behind(self, of: str) -> ByNode:
        """By node number, the crowd behind a number of `OF`; what comes next after the last node is the bottom."""
        ever, sets = self.sets.ever, self.sets
        if of == "reached":
            return reached(self.places, ever)
        if of == "skipped":
            return {no: further - ever.get(no, NOBODY) for no, further in reached(self.places, ever).items()}
        if of == "next":
            further = [ever.get(place.no, NOBODY) for place in self.places[1:]] + [one.ever for one in self.bottoms[:1]]
            return {one.no: ever.get(one.no, NOBODY) & after for one, after in zip(self.places, further, strict=False)}
        return {"ever": ever, "now": sets.now, "lost": sets.lost, "ordered": sets.ordered or {}}[of]

    def in_firms(self, firsts: Mapping[int, int]) -> Self:
        """Count each firm once in each crowd; `firsts` are the customers who stand for their firms."""

        def firms(crowd: Crowd) -> Crowd:
            return {firsts.get(no, no) for no in crowd}

        return type(self)(self.places, self.sets.each(firms), [one._replace(ever=firms(one.ever)) for one in self.bottoms])


def in_group(step: Step, group: Coded | None) -> Step:
    """The row with its group."""
    kind = GroupedOrderedStep if isinstance(step, OrderedStep) else GroupedStep
    return kind(**{one.name: getattr(step, one.name) for one in fields(step)}, group=group)


def share(part: Crowd, whole: Crowd) -> float | None:
    """How much of crowd `whole` the crowd `part` is; None of nobody."""
    return len(part) / len(whole) if whole else None


def visible(places: Iterable[Place], sets: NodeSets) -> list[Place]:
    """The places that are shown: a retired node only while it has a history."""
    return [place for place in places if not place.hidden or sets.ever.get(place.no)]


def reached(places: Sequence[Place], ever: ByNode) -> dict[int, Crowd]:
    """By node number, who was at it or at a later place."""
    crowd, found = NOBODY, {}
    for place in reversed(places):
        crowd = crowd | ever.get(place.no, NOBODY)
        found[place.no] = crowd
    return found


def passed(places: Sequence[Place], touches: Iterable[tuple[int, int]]) -> dict[int, Crowd]:
    """By node number, the customers whose touches hold nodes 1…k as a subsequence.

    `touches` are (customer, node) in order of time and number within a customer.
    """
    order = [place.no for place in places]
    progress: dict[int, int] = {}
    found: dict[int, set[int]] = {no: set() for no in order}
    for customer, node in touches:
        done = progress.get(customer, 0)
        if done < len(order) and node == order[done]:
            progress[customer] = done + 1
            found[node].add(customer)
    return dict(found)


def steps(places: Sequence[Place], sets: NodeSets) -> list[Step]:
    """The rows of the nodes."""
    further = reached(places, sets.ever)
    following = (sets.ever.get(place.no, NOBODY) for place in places[1:])
    return [_step(place, sets, len(further[place.no]), after) for place, after in zip_longest(places, following)]


def _step(place: Place, sets: NodeSets, further: int, after: Crowd | None) -> Step:
    ever, now, lost = (found.get(place.no, NOBODY) for found in (sets.ever, sets.now, sets.lost))
    values = {
        "kind": KIND.of("node"), "node": place.name, "position": place.position,
        "ever": len(ever), "reached": further, "now": len(now), "skipped": further - len(ever),
        "conversion": None if after is None else share(ever & after, ever), "of_entered": share(ever, sets.entered),
        "lost": len(lost), "amount": None, "currency": None,
    }  # fmt: skip
    if sets.ordered is None:
        return Step(**values)  # type: ignore[arg-type]
    return OrderedStep(**values, ordered=len(sets.ordered.get(place.no, NOBODY)))  # type: ignore[arg-type]


def bottom_step(bottom: Bottom, places: Sequence[Place], sets: NodeSets) -> Step:
    """The row of those who signed or paid; its conversion comes from the last node."""
    last = sets.ever.get(places[-1].no, NOBODY) if places else NOBODY
    shares = share(bottom.ever & last, last), share(bottom.ever, sets.entered)
    values = KIND.of(bottom.kind), None, None, len(bottom.ever), None, None, None, *shares, None
    money = (Cents(bottom.amount), bottom.currency)
    return Step(*values, *money) if sets.ordered is None else OrderedStep(*values, *money, None)
