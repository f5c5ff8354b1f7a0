"""The file of a seller who uses every kind of reminder.

They keep up: every customer has a next step, one in ten a known birthday (one in eight of these lunar), 2,000 a rhythm of 90 days
by a rule, which makes 22 calls a day; 50 of them were not called in time; there are promises, rests, payments, needs.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import starmap

from crmcli.storage.store import Store
from data import insert

TODAY = date(2026, 11, 21)
CREATED = "2024-01-01T01:00:00.000Z"
RHYTHM, DUE_STEPS, LATE = 90, 100, 50  # some 250 lines due in all, of every kind


def fill(store: Store, customers: int) -> None:
    """Everything they have, straight in."""
    chance = random.Random(20260101)
    everyone = range(1, customers + 1)
    people = ((f"客户{no}", CREATED, None if no % 10 else _birthday(chance)) for no in everyone)
    insert(store, "customers", ("name", "created_at", "birthday"), people)
    kept = customers // 2_000
    insert(store, "tags", ("customer_no", "tag"), ((no, "老客户") for no in everyone if no % kept == 1))
    insert(store, "touches", ("customer_no", "node_no", "at", "created_at"), _touches(chance, everyone))
    insert(store, "interactions", ("customer_no", "at", "kind", "channel", "text", "created_at"), _notes(chance, everyone))
    insert(store, "qualifications", ("customer_no", "at", "grade", "amount", "created_at"), _grades(chance, everyone))
    insert(store, "followups", ("customer_no", "kind", "due", "text", "type", "created_at"), _steps(chance, customers))
    insert(store, "parkings", ("customer_no", "at", "until", "created_at")[:3], _rests(chance, customers))
    _sales(store, chance, customers)
    rule = ("filter", "ideal_days", "latest_days", "created_at")
    insert(store, "cadence_rules", rule, iter([("tag:老客户", RHYTHM, RHYTHM + 10, CREATED)]))


def _day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def _at(days: int) -> str:
    return f"{_day(days)}T02:30:00.000Z"


def _birthday(chance: random.Random) -> str:
    if chance.random() < 1 / 8:
        return f"lunar --{chance.randint(1, 12):02d}-{chance.randint(1, 30):02d}"
    return (date(1960, 1, 1) + timedelta(days=chance.randrange(15_000))).isoformat()


def _silence(chance: random.Random, no: int, late: int) -> int:
    """Days since the last contact: every so many were not called in time."""
    return RHYTHM + chance.randint(1, 30) if no % late == 1 else chance.randint(1, 55)


def _touches(chance: random.Random, everyone: range) -> Iterator[tuple[object, ...]]:
    late = len(everyone) // LATE
    for no in everyone:
        last = _silence(chance, no, late)
        for number in range(3):
            at = _at(-last - 70 * number)
            yield no, 3 - number, at, at


def _notes(chance: random.Random, everyone: range) -> Iterator[tuple[object, ...]]:
    for no in everyone:
        at = _at(-chance.randint(130, 400))
        yield no, at, "note", "call", "聊了近况", at


def _grades(chance: random.Random, everyone: range) -> Iterator[tuple[object, ...]]:
    for no in everyone:
        if no % 4 == 0:
            yield no, _at(-60), chance.choice(("big", "normal", "small")), chance.randint(1, 500) * 100_000, CREATED


def _steps(chance: random.Random, customers: int) -> Iterator[tuple[object, ...]]:
    every = customers // DUE_STEPS
    for no in range(1, customers + 1):
        days = -chance.randint(0, 14) if no % every == 0 else chance.randint(1, 200)
        yield no, "followup", _day(days), "回访", "keep", CREATED
        if no % 50 == 7:
            days = -chance.randint(0, 6) if no % (every * 10) == 7 else chance.randint(1, 90)
            yield no, "promise", _day(days), "给答复", "keep", CREATED


def _rests(chance: random.Random, customers: int) -> Iterator[tuple[object, ...]]:
    for no in range(11, customers, 100):
        yield no, CREATED, _day(-chance.randint(0, 5) if no % (customers // 20) == 11 else chance.randint(1, 300))


def _sales(store: Store, chance: random.Random, customers: int) -> None:
    """Every fifth has bought; half of these on credit, of which nearly all is paid; products with a cycle come due again."""
    buyers = range(5, customers + 1, 5)
    bought = [_day(-chance.randint(1, 176)) for _ in buyers]
    insert(store, "products", ("name", "cycle_days", "created_at"), iter([("滤芯", 180, CREATED), ("机油", 175, CREATED)]))
    orders = ((no, day, 100_000, CREATED) for no, day in zip(buyers, bought, strict=True))
    insert(store, "orders", ("customer_no", "date", "amount", "created_at"), orders)
    lines = starmap(lambda order, _no: (order, 1 + order % 2), enumerate(buyers, 1))
    insert(store, "order_lines", ("order_no", "product_no"), lines)
    paid = ((no, order, bought[order - 1], 100_000, CREATED) for order, no in enumerate(buyers, 1) if order % 100)
    insert(store, "payments", ("customer_no", "order_no", "date", "amount", "created_at"), paid)
    plans = ((order, _day(chance.randint(-40, 40)), CREATED) for order, _no in enumerate(buyers, 1) if order % 2 == 0)
    insert(store, "payment_plans", ("order_no", "due", "created_at"), plans)
