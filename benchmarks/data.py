"""Made-up files of a seller, the same on every run, cached in a temporary folder. `python benchmarks/data.py NAME` prints where.

All but those of the import itself are put straight in, without a journal.
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from crmcli.cli import seed
from crmcli.core import clock, ids
from crmcli.storage import migrations, search_index
from crmcli.storage.store import Store

FOLDER = Path(tempfile.gettempdir()) / "crm-benchmarks"
EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = 1000
NOW = "2026-11-21T09:00"
_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文博雅婷子轩浩宇欣怡梓涵思远"
_PLACES = ("上海", "深圳", "北京", "杭州", "成都", "义乌", "佛山", "苏州")
_TRADES = ("科技", "贸易", "电子", "机械", "建材", "食品", "服饰", "家居")
_NOTES = (
    "孩子九月上小学，想换大一点的房子",
    "问了贷款利率，月底再联系",
    "价格敏感，竞品报价低两个点",
    "已寄样品，等试用反馈",
    "合同条款还要法务看",
)


# files of the seller


def everyday(path: Path) -> None:
    """10,000 customers with firms, touches, orders and next steps, as imported; the last change is a note, for `undo`."""
    lists = {
        "customers": (["姓名", "公司", "手机"], ([_name(n), f"公司{n % 700}", f"138{n:08d}"] for n in range(10_000))),
        "touches": (
            ["customer", "node", "at"],
            ([f"138{n:08d}", _NODES[n % 3], f"{_last(n)} 10:00"] for n in range(0, 10_000, 4)),
        ),
        "orders": (["customer", "date", "amount"], ([f"138{n:08d}", _last(n), 100 + n % 900] for n in range(0, 10_000, 9))),
        "followups": (["customer", "due", "text", "type"], ([f"138{n:08d}", _due(n), "回访", "keep"] for n in range(10_000))),
    }
    _import(path, lists)
    _crm(path, "note", "c12", "孩子九月上学")


_NODES = ("线索收集", "初步接触", "需求确认")


def _name(number: int) -> str:
    return f"{'赵钱孙李'[number % 4]}{'伟芳娜敏'[number // 4 % 4]}{number}"


def _last(number: int) -> str:
    return f"2026-{1 + number % 10:02d}-{1 + number % 28:02d}"


def _due(number: int) -> str:
    return f"2026-{12 if number % 40 else 11}-{1 + number % 28:02d}"


def _import(path: Path, lists: dict[str, tuple[list[str], Iterable[list[object]]]]) -> None:
    """Each kind with its head and rows, by way of `crm import`."""
    with tempfile.TemporaryDirectory() as folder:
        for kind, (head, rows) in lists.items():
            file = Path(folder, f"{kind}.csv")
            _write_csv(file, head, rows)
            _crm(path, "import", str(file), "--kind", kind, "--yes")


def _crm(path: Path, *argv: str) -> None:
    env = os.environ | {"CRM_DB": str(path), "CRM_NOW": NOW, "CRM_LANG": "zh", "HOME": str(path.parent)}
    subprocess.run([sys.executable, "-m", "crmcli", *argv], env=env, check=True, capture_output=True)


def _history(customers: int, touches: int, orders: int) -> Callable[[Path], None]:
    """Customers, touches and orders by chance; a loss for every fifth, a next step for the others, as the method wants of all."""

    def fill(store: Store) -> None:
        chance, at = random.Random(20260101), clock.utc_text(EPOCH)
        insert(store, "customers", ("name", "created_at"), ((f"Customer {no}", at) for no in range(1, customers + 1)))
        insert(store, "touches", ("customer_no", "node_no", "at", "created_at"), _touches(chance, customers, touches))
        sold = ((chance.randint(1, customers), _day(chance), chance.randint(1, 5_000_000), at) for _ in range(orders))
        insert(store, "orders", ("customer_no", "date", "amount", "created_at"), sold)
        lost = ((chance.randint(1, customers), _day(chance), "price", at) for _ in range(customers // 5))
        insert(store, "losses", ("customer_no", "date", "reason", "created_at"), lost)
        steps = ((no, _ahead(chance), "", "keep", at) for no in range(1, customers + 1) if no % 5)
        insert(store, "followups", ("customer_no", "due", "text", "type", "created_at"), steps)
        store.db.execute("INSERT INTO settings VALUES ('capacity', '100')")  # so that `load` has somebody to propose

    return lambda path: _filled(path, fill)


def _touches(chance: random.Random, customers: int, count: int) -> Iterator[tuple[int, int, str, str]]:
    for _ in range(count):
        at = clock.utc_text(EPOCH + timedelta(milliseconds=chance.randrange(DAYS * 86_400_000)))
        yield chance.randint(1, customers), min(chance.randint(1, 6), chance.randint(1, 6)), at, at


def _day(chance: random.Random) -> str:
    return (date(2024, 1, 1) + timedelta(days=chance.randrange(DAYS))).isoformat()


def _ahead(chance: random.Random) -> str:
    return (date.fromisoformat(NOW[:10]) + timedelta(days=chance.randint(1, 30))).isoformat()


def _reminders(customers: int) -> Callable[[Path], None]:
    def fill(path: Path) -> None:
        import reminders

        _filled(path, lambda store: reminders.fill(store, customers))

    return fill


def notes(path: Path) -> None:
    """1,000,000 notes on 10,000 customers; every fifth says 报价."""
    chance = random.Random(20260101)

    def fill(store: Store) -> None:
        at = clock.utc_text(EPOCH)
        insert(store, "customers", ("name", "created_at"), ((_name(no), at) for no in range(10_000)))
        kept = (
            (chance.randint(1, 10_000), _moment(chance), "note", f"{chance.choice(_NOTES)}（{n}）", at) for n in range(1_000_000)
        )
        insert(store, "interactions", ("customer_no", "at", "kind", "text", "created_at"), kept)
        search_index.index_events(store.db, "interactions", store.iterate("SELECT no, at, text FROM interactions"))

    _filled(path, fill)


def _moment(chance: random.Random) -> str:
    return clock.utc_text(EPOCH + timedelta(milliseconds=chance.randrange(DAYS * 86_400_000)))


def _filled(path: Path, fill: Callable[[Store], None]) -> None:
    store = Store(path, seed.seed)
    store.ensure_file()
    store.enlarge_cache()
    store.db.execute("BEGIN")
    fill(store)
    store.db.execute("COMMIT")
    store.close()


def insert(store: Store, table: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    """Straight in, without a journal: who reads needs none."""
    values = list(rows)
    uids = ids.new_uids(len(values), EPOCH)
    places = ", ".join("?" * (len(columns) + 1))
    store.db.executemany(
        f"INSERT INTO {table} (uid, {', '.join(columns)}) VALUES ({places})",
        ((uid, *row) for uid, row in zip(uids, values, strict=True)),
    )


# files to import


def people(path: Path) -> None:
    """100,000 customers: name, firm, phone, mail and a note, five a firm."""
    _write_csv(path, ["姓名", "公司", "手机", "邮箱", "备注"], _people(100_000))


def three(path: Path) -> None:
    """Three more of them."""
    _write_csv(path, ["姓名", "公司", "手机", "邮箱", "备注"], ([f"新人{n}", "", f"139{n:08d}", "", "问价格"] for n in range(3)))


def _people(count: int) -> Iterator[list[object]]:
    chance = random.Random(7)
    firms = [
        f"{chance.choice(_PLACES)}{''.join(chance.choices(_GIVEN, k=2))}{chance.choice(_TRADES)}有限公司"
        for _ in range(count // 5)
    ]
    for n in range(count):
        name = chance.choice(_FAMILY) + "".join(chance.choices(_GIVEN, k=2))
        note = f"{chance.choice(_NOTES)}（{n}）"
        yield [name, chance.choice(firms), f"138{n:08d}", f"user{n}@example.com", note]


def imported(path: Path) -> None:
    """What the import of `people` makes."""
    _crm(path, "import", str(made("people")), "--yes")


def full(path: Path) -> None:
    """2,000 of them with 10 touches and 3 orders each, all imported: its size is that of a customer."""
    chance, customers = random.Random(7), 2_000
    phones = [f"138{n:08d}" for n in range(customers)]
    lists = {
        "customers": (["姓名", "公司", "手机", "邮箱", "备注"], _people(customers)),
        "touches": (
            ["customer", "node", "at", "note"],
            ([one, chance.choice(_NODES), _moment(chance), chance.choice(_NOTES)] for one in phones for _ in range(10)),
        ),
        "orders": (
            ["customer", "date", "amount"],
            ([one, _day(chance), chance.randint(1, 50_000)] for one in phones for _ in range(3)),
        ),
    }
    _import(path, lists)


def _write_csv(path: Path, head: list[str], rows: Iterable[list[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([head, *rows])


FILES: dict[str, Callable[[Path], None]] = {
    "everyday": everyday,
    "small": _history(1_000, 10_000, 1_000),
    "middle": _history(10_000, 100_000, 10_000),
    "large": _history(100_000, 1_000_000, 1_000_000),
    "reminders": _reminders(10_000),
    "many-reminders": _reminders(100_000),
    "notes": notes,
    "imported": imported,
    "full": full,
    "people": people,
    "three": three,
}


def made(name: str) -> Path:
    """Where that file lies; made at the first question."""
    ending = ".csv" if name in ("people", "three") else f"-v{migrations.LATEST}.db"  # an older file would be read in memory
    path = FOLDER / f"{name}{ending}"
    if not path.exists():
        FOLDER.mkdir(exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")  # two that make it at once each make their own
        FILES[name](draft)
        draft.rename(path)
    return path


if __name__ == "__main__":
    print(made(sys.argv[1]))
