"""Orders and payments that bear a number: rows of one number are one, and it is met by its number, so that what was corrected
corrects and never doubles.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any

from crmcli.core.choices import in_digits
from crmcli.core.i18n import t
from crmcli.importing.model import BadCellError, Counts, Difference, ImportJob
from crmcli.sales import numbered
from crmcli.sales.bulk_writes import NewOrder, NewPayment
from crmcli.storage.store import Store

Numbered = tuple[int, NewOrder | NewPayment]


def joined(
    rows: Iterable[Numbered], totals: Container[str | None] = ()
) -> Iterator[tuple[int, NewOrder | NewPayment | BadCellError]]:
    """One row for each number, where it first stands, or why its rows cannot be one.

    A total that stands in each line counts once; amounts of lines, each its own or quantity times price, are added. `totals`
    are the numbers whose further lines leave the amount out, so that the first line's is the total.
    """
    groups: dict[str | None, list[Numbered]] = {}
    for line, row in rows:
        groups.setdefault(row.number, []).append((line, row))
    for group in groups.values():
        (line, first), *others = group
        if not others:
            yield line, first
        elif isinstance(first, NewOrder):
            yield line, _order([row for _line, row in group if isinstance(row, NewOrder)], total=first.number in totals)
        else:
            yield line, first if len({row for _line, row in group}) == 1 else _refusal(first)


def _order(rows: list[NewOrder], *, total: bool) -> NewOrder | BadCellError:
    first, amounts = rows[0], {row.amount for row in rows}
    if len({(row.customer_no, row.date, row.currency) for row in rows}) > 1:
        return _refusal(first)
    products = sorted({product for row in rows for product in row.products}, key=str)
    of_lines = not total and all(_is_of_its_lines(row) for row in rows)
    if len(amounts) > 1 and not of_lines and len(products) < len(rows):
        return _refusal(first)
    if not of_lines and len(amounts) == 1:
        amount, refunded = first.amount, max(row.refunded for row in rows)
    else:
        products = [product for row in rows for product in row.products]
        amount, refunded = sum(row.amount for row in rows), sum(row.refunded for row in rows)
    note = "\n".join(sorted({row.note for row in rows if row.note})) or None
    states = {row.status for row in rows}
    status = first.status if len(states) == 1 else ""
    return first._replace(amount=amount, refunded=min(refunded, amount), products=tuple(products), note=note, status=status)


def _is_of_its_lines(row: NewOrder) -> bool:
    prices = [product.price for product in row.products]
    return bool(prices) and None not in prices and row.amount == numbered.worth(row.products)


def _refusal(row: NewOrder | NewPayment) -> BadCellError:
    return BadCellError("number", row.number or "", t("is in several rows that say different things"))


def take(store: Store, job: ImportJob, counts: Counts, rows: list[Numbered], mapped: set[str]) -> None:
    """Take rows, one a number: new ones go in, what stands already is corrected in the fields `mapped`, or told where it was
    changed by hand.
    """
    orders = bool(rows) and isinstance(rows[0][1], NewOrder)
    standing = numbered.standing(store, "orders" if orders else "payments", [row.number or "" for _line, row in rows])
    new = [row for _line, row in rows if row.number not in standing]
    numbered.insert(store, new)
    counts.new += len(new)
    for line, row in rows:
        if row.number not in standing:
            continue
        kept = standing[row.number]
        changes = {field: value for field, value in kept.differing(row).items() if field in mapped}
        if changes and job.on_duplicate != "skip" and (job.overwrite or not kept.by_hand):
            numbered.correct(store, kept, row, changes)
            counts.updated += 1
            continue
        counts.same += 1
        counts.differences += [
            Difference(line, row.number or "", field, _said(getattr(kept.row, field)), _said(value))
            for field, value in changes.items()
        ]


def _said(value: Any) -> str:
    if isinstance(value, int):
        return in_digits(value / 100)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value or "")
