"""Sets of customers as big integers, one byte a customer: `&`, `|` and `& ~` on 100,000 of them take microseconds.

Customer number n is in the crowd when byte n is 1. The empty crowd is 0.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping

from crmcli.kernel.store import Store


def crowd(numbers: Collection[int]) -> int:
    """The crowd of these customer numbers."""
    marks = bytearray(max(numbers, default=-1) + 1)
    for number in numbers:
        marks[number] = 1
    return int.from_bytes(marks, "little")


def parse(listed: str) -> int:
    """The crowd that SQL's `json_group_array` of customer numbers tells; one long text is twice as fast as a row each."""
    return crowd(json.loads(listed))


def by_code(listed: str, codes: str) -> dict[int, int]:
    """By code, the crowd of the customers who have it: two texts of one length, which spares SQL the sorting of a GROUP BY."""
    found: dict[int, list[int]] = defaultdict(list)
    for number, code in zip(json.loads(listed), json.loads(codes), strict=True):
        found[code].append(number)
    return {code: crowd(numbers) for code, numbers in found.items()}


def size(members: int) -> int:
    """How many customers the crowd has."""
    return members.bit_count()


def numbers(members: int) -> list[int]:
    """The customer numbers of the crowd, ascending."""
    marks = members.to_bytes((members.bit_length() + 7) // 8, "little")
    return [number for number, mark in enumerate(marks) if mark]


def first_of_company(store: Store) -> dict[int, int]:
    """By customer number, the customer who stands for their firm; who has no firm is not in it."""
    sql = """SELECT c.no, f.first FROM customers c
      JOIN (SELECT company_no, min(no) AS first FROM customers WHERE company_no IS NOT NULL GROUP BY company_no) f USING (company_no)"""
    return dict(store.each(sql))


def replaced(members: int, stand_ins: Mapping[int, int]) -> int:
    """The crowd with every customer's stand-in in their place."""
    return crowd({stand_ins.get(number, number) for number in numbers(members)})
