"""A file in every state that the world may leave it in, and every command that reads: no byte of it changes, and nothing
crashes.
"""

import hashlib
import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from crmcli.cli import seed
from crmcli.storage import migrations
from crmcli.storage.store import Store

READERS = (Path(__file__).parent.parent / "data" / "reading-commands.txt").read_text(encoding="utf-8").splitlines()


def filled(path):
    opened = Store(path, seed.seed)
    at = "2026-11-01T01:00:00.000Z"
    with opened.change("fill"):
        firm = opened.insert("companies", name="华信", created_at=at)
        for number in range(40):
            no = opened.insert("customers", name=f"张{number}", company_no=firm, created_at=at)
            opened.insert("touches", customer_no=no, node_no=1, at=at, note="看过样品" * 9, created_at=at)
            opened.insert("followups", customer_no=no, due="2026-11-20", text="打电话", type="keep", created_at=at)
            opened.insert("orders", customer_no=no, date="2026-11-02", amount=1000, created_at=at)
    opened.close()
    return path


def with_sql(*statements):
    def spoil(path):
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            for one in statements:
                db.execute(one)

    return spoil


def foreign(path):
    path.unlink()
    with_sql("CREATE TABLE photos (name)")(path)


def foreign_of_our_version(path):
    path.unlink()
    with_sql("CREATE TABLE photos (name)", f"PRAGMA user_version = {migrations.LATEST}")(path)


def foreign_of_negative_version(path):
    path.unlink()
    with_sql("CREATE TABLE photos (name)", "PRAGMA user_version = -5")(path)


def older(path):
    """The file as the version before wrote it."""
    path.unlink()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for number, sql in migrations._steps()[: migrations.LATEST - 1] or migrations._steps():
            db.executescript(sql)
            db.execute(f"PRAGMA user_version = {number}")
        db.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")


def page_of(path, table):
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]


def with_an_empty_page(table):
    def spoil(path):
        with path.open("r+b") as file:
            file.seek((page_of(path, table) - 1) * 4096)
            file.write(bytes(4096))

    return spoil


def with_other_bytes(found, instead):
    def spoil(path):
        path.write_bytes(path.read_bytes().replace(found, instead))

    return spoil


def in_wal_mode(path):
    """As a program leaves it that dies while it holds the file in WAL mode: pages wait in a file beside it."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("UPDATE customers SET title = 'x'")
    kept = {one: one.read_bytes() for one in path.parent.iterdir()}
    db.close()
    for one, content in kept.items():
        one.write_bytes(content)


def as_a_folder(path):
    path.unlink()
    path.mkdir()


STATES = {
    "whole": lambda path: None, "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("name,phone\n" * 500), "foreign": foreign,
    "foreign of our version": foreign_of_our_version, "foreign of a negative version": foreign_of_negative_version,
    "newer": with_sql(f"PRAGMA user_version = {migrations.LATEST + 1}"), "negative": with_sql("PRAGMA user_version = -5"),
    "older": older, "a page of zeros in changes": with_an_empty_page("changes"),
    "a page of zeros in customers": with_an_empty_page("customers"),
    "a page of zeros in search": with_an_empty_page("search_customers_data"),
    "not UTF-8": with_other_bytes("张1".encode(), b"\xff\xff\xff1"),
    "a time that is none": with_other_bytes(b"2026-11-01T01", b"2026-13-01T01"), "WAL": in_wal_mode, "a folder": as_a_folder,
    "a trigger of its own": with_sql("CREATE TRIGGER zz AFTER INSERT ON customers BEGIN DELETE FROM orders; END"),
}  # fmt: skip


def checksums(folder):
    return {
        one.name: hashlib.sha256(one.read_bytes()).hexdigest()
        for one in folder.iterdir()
        if one.is_file() and not one.name.endswith("-shm")
    }


@pytest.mark.parametrize("state", STATES)
def test_reading_changes_no_byte_and_never_crashes(crm, tmp_path, state):
    folder = tmp_path / "files"
    folder.mkdir()
    path = filled(folder / "my.db")
    STATES[state](path)
    before = checksums(folder)
    for line in READERS:
        done = crm(*shlex.split(line), "--db", path, ok=False)
        assert done.code in {0, 3, 6}, (line, done.code, done.err)
        assert checksums(folder) == before, line


@pytest.mark.parametrize("name", [":memory:", "file:z.db", "file:x?mode=memory", "a%20b.db"])
def test_a_path_is_always_the_name_of_a_file(crm, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    crm("add", "Zed", "--db", name)
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    assert crm("list", "--db", name, "-o", "ids").out == "1\n"
    assert crm("query", "SELECT name FROM customers", "--db", name).out == "Zed\n"


def test_what_a_trigger_of_the_file_deletes_comes_back_with_undo(crm, tmp_path):
    crm("add", "A", "--phone", "13800138000")
    crm("order", "A", "5")
    STATES["a trigger of its own"](tmp_path / "crm.db")
    (tmp_path / "more.csv").write_text("name,phone\nB,13900000001\nC,13900000002\n")
    for write in (["add", "Q"], ["import", str(tmp_path / "more.csv"), "--yes"]):
        told = crm(*write)
        assert "zz" in told.err
        assert crm("query", "SELECT count(*) FROM orders").out == "0\n"
        crm("undo")
        assert crm("query", "SELECT count(*) FROM orders").out == "1\n"
        assert crm("list", "-o", "ids").out == "1\n"


def killed_in_the_middle(path):
    """A process that dies while its change has spilled into the file."""
    half = f"""
import os
from pathlib import Path
from crmcli.storage.store import Store
opened = Store(Path({str(path)!r}))
opened.db.execute("PRAGMA cache_size = 5")
with opened.change("half"):
    for number in range(300):
        opened.insert("customers", name=str(number) * 50, created_at="2026-01-01T00:00:00.000Z")
    os._exit(9)
"""
    assert subprocess.run([sys.executable, "-c", half], check=False).returncode == 9


def test_after_an_unclean_end_a_damaged_file_is_read_and_written_no_more(crm, tmp_path):
    path = filled(tmp_path / "my.db")
    with path.open("r+b") as file:  # an index that does not fit its table: only a check sees it
        file.seek((page_of(path, "customers_pinyin") - 1) * 4096 + 8)
        file.write(b"\x00\x00")
    assert crm("add", "B", "--db", path).code == 0  # a line is never held up by a check
    killed_in_the_middle(path)
    told = crm("list", "-o", "ids", "--db", path)
    assert "damaged" in told.err
    killed_in_the_middle(path)
    refused = crm("add", "C", "--db", path, ok=False)
    assert (refused.code, "nothing was written" in refused.err, "crm export all" in refused.err) == (6, True, True)


def test_an_import_looks_at_the_file_first(crm, tmp_path):
    path = filled(tmp_path / "my.db")
    with path.open("r+b") as file:
        file.seek((page_of(path, "customers_pinyin") - 1) * 4096 + 8)
        file.write(b"\x00\x00")
    (tmp_path / "more.csv").write_text("name,phone\nB,13900000001\n")
    before = path.read_bytes()
    refused = crm("import", tmp_path / "more.csv", "--yes", "--db", path, ok=False)
    assert (refused.code, "damaged" in refused.err) == (6, True)
    assert path.read_bytes() == before


def test_a_file_in_wal_mode_comes_back_to_ours_with_the_first_write(crm, tmp_path):
    path = filled(tmp_path / "my.db")
    in_wal_mode(path)
    assert "x" in crm("query", "SELECT title FROM customers LIMIT 1", "--db", path).out
    crm("add", "B", "--db", path)
    assert path.read_bytes()[18] == 1
    assert crm("query", "SELECT count(*) FROM customers WHERE title = 'x'", "--db", path).out == "40\n"
