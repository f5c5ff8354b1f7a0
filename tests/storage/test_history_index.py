"""What the journal knows of one customer: found by an index, also in a file of before, and the same as by reading all of it."""

import sqlite3

from crmcli.storage import journal, migrations


def by_reading_all(db, customer):
    sql = """SELECT DISTINCT change_no FROM operations
      WHERE (tbl = 'customers' AND row_no = :no) OR coalesce(new, old) ->> '$.customer_no' = :no ORDER BY change_no DESC"""
    return [number for (number,) in db.execute(sql, {"no": customer})]


def file_of_version_2():
    db = sqlite3.connect(":memory:")
    for number, sql in migrations._steps()[:2]:
        for statement in migrations._statements(sql):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {number}")
    db.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
    operations = [
        (1, "customers", 1, None, '{"name":"Ann"}'), (2, "tags", 1, None, '{"customer_no":1,"tag":"vip"}'),
        (3, "tags", 1, '{"customer_no":1,"tag":"vip"}', None), (4, "customers", 2, None, '{"name":"Bob"}'),
        (5, "nodes", 1, None, '{"name":"x"}'), (6, "orders", 7, '{"customer_no":1}', '{"customer_no":2}'),
    ]  # fmt: skip
    for change, table, row, old, new in operations:
        db.execute(
            "INSERT INTO changes (no, uid, at, label) VALUES (?, ?, '2026-01-01T00:00:00.000Z', 'x')", (change, str(change))
        )
        db.execute(
            "INSERT INTO operations (change_no, tbl, row_no, old, new) VALUES (?, ?, ?, ?, ?)", (change, table, row, old, new)
        )
    return db


def test_a_file_of_before_knows_whose_each_change_was():
    db = file_of_version_2()
    migrations.migrate(db, 2)
    assert [one.no for one in journal.recent(db, 9, 1)] == [3, 2, 1] == by_reading_all(db, 1)
    assert [one.no for one in journal.recent(db, 9, 2)] == [6, 4] == by_reading_all(db, 2)


def test_every_kind_of_write_is_found(crm, tmp_path):
    csv = tmp_path / "more.csv"
    csv.write_text("name,phone,note\nBob,13800138001,from a fair\nAnn,13800138000,again\n", encoding="utf-8")
    for argv in (
        ["add", "Ann", "--phone", "13800138000"], ["tag", "Ann", "--add", "vip"], ["note", "Ann", "hello"],
        ["import", str(csv), "--yes"], ["order", "Ann", "100"], ["edit", "Ann", "--title", "CEO"], ["rm", "Ann", "--yes"],
        ["undo"],
    ):  # fmt: skip
        crm(*argv)
    with sqlite3.connect(tmp_path / "crm.db") as db:
        for customer in (1, 2):
            expected = by_reading_all(db, customer)
            assert expected
            assert [one["no"] for one in crm("history", f"c{customer}", "-o", "json").items] == expected
        plan = db.execute("EXPLAIN QUERY PLAN SELECT change_no FROM operations WHERE customer_no = 1").fetchall()
    assert "operations_customer" in plan[0][3]
