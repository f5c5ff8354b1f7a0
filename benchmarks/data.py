"""Made-up files of a seller, large and small, the same on every run: cached in a temp folder."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from crmcli.cli import seed
from crmcli.core import clock, ids
from crmcli.storage import migrations
from crmcli.storage.store import Store

FOLDER = Path(tempfile.gettempdir()) / "crm-benchmarks"
EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = 1000
NOW = "2026-11-21T09:00"


def large() -> Path:
    """100,000 customers, 1,000,000 touches, 1,000,000 orders, 20,000 losses, 80,000 next steps."""
    return _file("large", 100_000, 1_000_000, 1_000_000)


def middle() -> Path:
    """10,000 customers, 100,000 touches, 10,000 orders, 2,000 losses, 8,000 next steps."""
    return _file("middle", 10_000, 100_000, 10_000)


def small() -> Path:
    """1,000 customers, 10,000 touches, 1,000 orders, 200 losses, 800 next steps."""
    return _file("small", 1_000, 10_000, 1_000)


def _file(name: str, customers: int, touches: int, orders: int) -> Path:
    path = FOLDER / f"{name}-{customers}-{touches}-{orders}-v{migrations.LATEST}.db"  # an older one would be read in memory
    if not path.exists():
        FOLDER.mkdir(exist_ok=True)
        scratch = path.with_suffix(".part")
        scratch.unlink(missing_ok=True)
        _fill(scratch, customers, touches, orders)
        scratch.rename(path)
    return path


def _fill(path: Path, customers: int, touches: int, orders: int) -> None:
    store, chance = Store(path, seed.seed), random.Random(20260101)
    store.ensure_file()
    store.enlarge_cache()
    store.db.execute("BEGIN")
    at = clock.utc_text(EPOCH)
    insert(store, "customers", ("name", "created_at"), ((f"Customer {number}", at) for number in range(1, customers + 1)))
    insert(store, "touches", ("customer_no", "node_no", "at", "created_at"), _touches(chance, customers, touches))
    insert(store, "orders", ("customer_no", "date", "amount", "created_at"), _orders(chance, customers, orders))
    insert(store, "losses", ("customer_no", "date", "reason", "created_at"), _losses(chance, customers, customers // 5))
    insert(store, "followups", ("customer_no", "due", "text", "type", "created_at"), _steps(chance, customers))
    store.db.execute("COMMIT")
    store.close()


def insert(store: Store, table: str, columns: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> None:
    """Straight in, without a journal: the benchmarks read only."""
    values = list(rows)
    uids = ids.new_uids(len(values), 0)
    places = ", ".join("?" * (len(columns) + 1))
    store.db.executemany(
        f"INSERT INTO {table} (uid, {', '.join(columns)}) VALUES ({places})",
        ((uid, *row) for uid, row in zip(uids, values, strict=True)),
    )


def _touches(chance: random.Random, customers: int, count: int) -> Iterator[tuple[int, int, str, str]]:
    for _ in range(count):
        at = clock.utc_text(EPOCH + timedelta(milliseconds=chance.randrange(DAYS * 86_400_000)))
        yield chance.randint(1, customers), min(chance.randint(1, 6), chance.randint(1, 6)), at, at


def _orders(chance: random.Random, customers: int, count: int) -> Iterator[tuple[int, str, int, str]]:
    for _ in range(count):
        yield chance.randint(1, customers), _day(chance), chance.randint(1, 5_000_000), clock.utc_text(EPOCH)


def _losses(chance: random.Random, customers: int, count: int) -> Iterator[tuple[int, str, str, str]]:
    for _ in range(count):
        yield chance.randint(1, customers), _day(chance), "price", clock.utc_text(EPOCH)


def _steps(chance: random.Random, customers: int) -> Iterator[tuple[int, str, str, str, str]]:
    """Four of five customers have a next step ahead, as the method wants of all."""
    for number in range(1, customers + 1):
        if number % 5:
            yield (
                number,
                (date.fromisoformat(NOW[:10]) + timedelta(days=chance.randint(1, 30))).isoformat(),
                "",
                "keep",
                clock.utc_text(EPOCH),
            )


def _day(chance: random.Random) -> str:
    return (date(2024, 1, 1) + timedelta(days=chance.randrange(DAYS))).isoformat()
