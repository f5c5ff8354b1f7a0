"""A file of version 3: a Chinese one stays in China, one with money keeps CNY, and numbers that were guessed are named once."""

import sqlite3
from contextlib import closing

import pytest

from crmcli.storage import migrations


def file_of_version_3(path, *statements):
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for number, sql in migrations._steps()[:3]:
            for statement in migrations._statements(sql):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number}")
        db.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
        for statement in statements:
            db.execute(statement)


PIPELINE = "INSERT INTO pipelines (no, uid, name, created_at) VALUES (1, 'P', 'generic', '2026-01-01')"
NODE = "INSERT INTO nodes (uid, pipeline_no, position, name, role) VALUES ('N', 1, 1, '{}', 'step')"
ANN = """INSERT INTO customers (no, uid, name, pinyin, initials, origin, created_at)
  VALUES (1, '01ARZ3NDEKTSV4RRFFQ69G5FAV', 'Ann', 'ann', 'a', 'hand', '2026-01-01T00:00:00.000Z')"""
ORDER = "INSERT INTO orders (uid, customer_no, date, amount, created_at) VALUES ('O', 1, '2026-01-01', 100, '2026-01-01')"
PHONE = "INSERT INTO contact_points (uid, customer_no, kind, value, normal) VALUES ('{0}', 1, 'phone', '{0}', '{1}')"


@pytest.mark.parametrize(
    ("statements", "kept"),
    [
        ([], {}),
        ([PIPELINE, NODE.format("Proposal")], {}),
        ([PIPELINE, NODE.format("报价沟通")], {"region": "CN"}),
        ([ANN, ORDER], {"currency": "CNY"}),
        ([ANN, ORDER, "INSERT INTO settings VALUES ('currency', 'USD')"], {"currency": "USD"}),
        ([ANN, PHONE.format("138 0013 8000", "+8613800138000")], {}),
        ([ANN, PHONE.format("(212) 555-0177", "+862125550177")], {"guessed_phones": "unsaid"}),
    ],
)
def test_what_an_older_file_keeps(tmp_path, statements, kept):
    file_of_version_3(tmp_path / "old.db", *statements)
    with closing(sqlite3.connect(tmp_path / "old.db", isolation_level=None)) as db:
        migrations.migrate(db, 3)
        assert dict(db.execute("SELECT key, value FROM settings")) == kept


def test_guessed_numbers_are_named_once_and_stay_as_they_are(crm, tmp_path, monkeypatch):
    guessed, known = PHONE.format("(212) 555-0177", "+862125550177"), PHONE.format("138 0013 8000", "+8613800138000")
    file_of_version_3(tmp_path / "old.db", PIPELINE, NODE.format("Proposal"), ANN, guessed, known)
    monkeypatch.setenv("CRM_DB", str(tmp_path / "old.db"))
    assert "phone:guessed" in crm("note", "Ann", "hello").err
    assert crm("note", "Ann", "again").err == ""
    assert [one["no"] for one in crm("list", "phone:guessed", "-o", "json").items] == [1]
    (number, chinese) = crm("radar", "Ann", "-o", "json").items[0]["phones"]
    assert (number["phone"], number["area"]) == ("+862125550177", None)
    assert chinese["area"]
    crm("edit", "Ann", "--remove-phone", "+862125550177")
    assert crm("list", "phone:guessed", "-o", "json").items == []
