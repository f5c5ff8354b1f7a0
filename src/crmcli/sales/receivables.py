"""What is still to be paid: counted when asked, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def open_amounts(orders: Iterable[tuple[int, int]], paid: Mapping[int | None, int]) -> dict[int, int]:
    """The open cents of each order of one customer. `orders` are (number, amount) with the oldest first.

    `paid` holds the cents paid by order number; what names no order (None), and what exceeds its order, fills the oldest first.
    """
    wanting = {no: amount - paid.get(no, 0) for no, amount in orders}
    free = paid.get(None, 0) - sum(rest for rest in wanting.values() if rest < 0)
    still: dict[int, int] = {}
    for no, rest in wanting.items():
        filled = min(free, max(rest, 0))
        still[no] = max(rest, 0) - filled
        free -= filled
    return still
