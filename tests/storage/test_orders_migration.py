"""A file of version 4: its orders stand, in the file's money, and what counts is what counted."""

import sqlite3
from contextlib import closing

from crmcli.storage import migrations


def test_orders_of_before_stand_as_they_were(crm, tmp_path, monkeypatch):
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for number, sql in migrations._steps()[:4]:
            for statement in migrations._statements(sql):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number}")
        db.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
        db.execute("""INSERT INTO customers (no, uid, name, pinyin, initials, origin, created_at)
          VALUES (1, '01ARZ3NDEKTSV4RRFFQ69G5FAV', 'Ann', 'ann', 'a', 'hand', '2026-01-01T00:00:00.000Z')""")
        insert = "INSERT INTO {} (uid, customer_no, date, amount, created_at) VALUES ('U', 1, '2026-01-01', {}, '2026-01-01')"
        db.execute(insert.format("orders", 30000))
        db.execute(insert.format("payments", 10000))
    monkeypatch.setenv("CRM_DB", str(path))
    before = crm("show", "Ann", "-o", "json").items[0]["money"]
    crm("tag", "Ann", "--add", "vip")
    money = crm("show", "Ann", "-o", "json").items[0]["money"]
    assert (money["ordered"], money["paid"], money["open"]) == (300, 100, 200)
    assert money == before
    (card,) = crm("query", "SELECT orders, ordered FROM customer_card", "-o", "json").items
    assert (card["orders"], card["ordered"]) == (1, 300)
