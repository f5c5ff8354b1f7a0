"""The funnel in firms: each crowd of customers becomes the crowd of the firms they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from crmcli.reports.funnel.calc import Funnel, NodeSets
from crmcli.reports.shared import customer_bitset, report_options
from crmcli.storage.store import Store


def in_unit(store: Store, unit: str, found: Funnel) -> Funnel:
    """`found`, which counts customers, in the unit of --per."""
    return in_firms(found, report_options.stand_ins(store, unit)) if unit == "company" else found


def in_firms(found: Funnel, firsts: Mapping[int, int]) -> Funnel:
    """The firms of those who entered, counted once in each crowd; `firsts` are the customers who stand for their firms."""
    old = found.sets

    def firms(members: int) -> int:
        return customer_bitset.replaced(members & old.entered, firsts)

    def each(by_node: dict[int, int]) -> dict[int, int]:
        return {no: firms(members) for no, members in by_node.items()}

    ordered = None if old.ordered is None else each(old.ordered)
    sets = NodeSets(firms(old.entered), firms(old.signed), each(old.ever), each(old.now), each(old.lost), ordered)
    return Funnel(found.places, sets, [replace(one, ever=firms(one.ever)) for one in found.bottoms])
