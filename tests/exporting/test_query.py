"""crm query: any SELECT, and nothing else."""

import signal
import subprocess
import sys

import pytest


@pytest.fixture
def filled(crm):
    crm("add", "张三", "--phone", "13900000001")
    crm("add", "李四", "--note", "要样品")
    return crm


def test_columns_are_those_of_the_query(filled):
    done = filled("query", "SELECT max(name) AS name, count(*), count(*), x'ff' AS blob FROM customers", "-o", "json")
    assert done.items == [{"name": "李四", "count(*)": 2, "count(*)_2": 2, "blob": "ff"}]
    assert filled("query", "SELECT no AS 号, name FROM customers ORDER BY no", "-o", "csv").out == "号,name\n1,张三\n2,李四\n"
    assert filled("query", "SELECT no, NULL, 'a\tb' FROM customers ORDER BY no LIMIT 1").out == "1\t\ta\\tb\n"
    assert filled("query", "SELECT no FROM customers ORDER BY no", "-o", "ids").out == "1\n2\n"


READS = [
    "SELECT * FROM customer_card", "SELECT * FROM timeline", "WITH x AS (SELECT 1 AS one) SELECT * FROM x", "VALUES (1)",
    "SELECT name FROM pragma_table_info('nodes')", "SELECT value FROM json_each('[1]')", "EXPLAIN QUERY PLAN SELECT * FROM nodes",
    "SELECT rowid FROM search_customers WHERE search_customers MATCH '张'", "SELECT name FROM customers;", "SELECT 9e999",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n",
]  # fmt: skip


@pytest.mark.parametrize("sql", READS)
def test_whatever_reads_is_welcome(filled, sql):
    assert filled("query", sql, "-o", "json").json["count"] > 0


WRITES = [
    "DELETE FROM customers", "UPDATE customers SET name = 'x'", "INSERT INTO settings VALUES ('a', 'b')", "DROP TABLE customers",
    "CREATE TABLE x (y)", "CREATE TEMP TABLE x (y)", "ATTACH 'x.db' AS x", "PRAGMA query_only = OFF", "PRAGMA journal_mode = WAL",
    "PRAGMA user_version = 9", "BEGIN", "VACUUM", "VACUUM INTO 'x.db'", "WITH x AS (SELECT 1) DELETE FROM customers",
    "DELETE FROM customers RETURNING no", "REINDEX", "ANALYZE",
    "INSERT INTO search_customers (search_customers) VALUES ('optimize')",
]  # fmt: skip


@pytest.mark.parametrize("sql", WRITES)
@pytest.mark.parametrize("there", [True, False])
def test_nothing_is_ever_written(crm, tmp_path, sql, there):
    if there:
        crm("add", "张三")
    before = (tmp_path / "crm.db").read_bytes()
    done = crm("query", sql, ok=False)
    assert (done.code, "only reads" in done.err) == (2, True)
    assert (tmp_path / "crm.db").read_bytes() == before
    assert not (tmp_path / "x.db").exists()


MISTAKES = [
    ("SELEC 1", "syntax error"), ("SELECT * FROM nowhere", "customer_card"),
    ("SELECT something FROM customers", "no such column"), ("", "not a query"), ("SELECT 1; SELECT 2", "one statement"),
    ("SELECT load_extension('x')", "SQLite says|only reads"), ("/* nothing */", "not a query"), ("SELECT ?", "SQLite says"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "words"), MISTAKES)
def test_mistakes_are_told_in_sqlites_words(filled, sql, words):
    done = filled("query", sql, ok=False)
    assert (done.code, done.out) == (2, "")
    assert any(word in done.err for word in words.split("|")), done.err


def test_the_users_own_file_that_is_not_there_yet_reads_as_an_empty_one(crm, tmp_path, monkeypatch):
    monkeypatch.delenv("CRM_DB")
    assert crm("query", "SELECT count(*) FROM customers").out == "0\n"
    assert not list(tmp_path.rglob("data/**/*.db"))


def in_a_process(*argv, **options):
    """The program in a process of its own, its largest memory in MB beside what it wrote."""
    code = (  # VmHWM begins anew with each program; ru_maxrss would be that of the tests
        "import re, sys\nfrom crmcli.__main__ import run\ncode = run(sys.argv[1:]); sys.stdout.flush()\n"
        "peak = int(re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read())[1])\n"
        "sys.stderr.write(f'\\n{peak // 1024}'); sys.stderr.flush(); import os; os._exit(code)"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code, *argv], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


def test_rows_come_while_the_query_runs_and_ctrl_c_ends_it(crm):
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    asked = in_a_process(
        "query", endless, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler)
    )  # a shell's & ignores it
    assert [asked.stdout.readline() for _ in range(3)] == ["1\n", "2\n", "3\n"]
    asked.send_signal(signal.SIGINT)
    for _ in asked.stdout:
        pass
    said = asked.stderr.read()
    assert (asked.wait(60), int(said.split()[-1]) < 150) == (130, True), said


# What SQLite would build in memory, as one value, as many values, or as a sort.
GREEDY = [
    "SELECT hex(zeroblob(400000000))",
    "SELECT " + ", ".join(f"printf('%.*c', 7000000, 'x') AS c{number}" for number in range(12)),
    (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT "
        "group_concat(printf('%.200c', 'x')) FROM n"
    ),
]


@pytest.mark.parametrize("sql", GREEDY, ids=["value", "row", "group"])
def test_an_answer_that_is_too_large_is_told(crm, sql):
    asked = in_a_process("query", sql, "-o", "json")
    _out, err = asked.communicate(timeout=60)
    assert (asked.returncode, "too large" in err) == (2, True), err
    assert int(err.split()[-1]) < 300


def test_a_screen_shows_the_first_rows_of_many(filled):
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT i FROM n"
    done = filled("query", many, "-o", "table")
    assert (done.out.count("\n"), "first 1000 rows" in done.err) == (1001, True)
    assert filled("query", many, "-o", "json").json["count"] == 5000


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write = {
        "fair 2026.csv": "姓名,phone,day,amount,zip\n张三,13900000001,2026-11-20,12.5,00412\n王五,13900000002,,3,99999\n".encode(
            "gb18030"
        ),
        "old.json": b'[{"name": "A", "deep": {"x": 1}}, {"name": "B", "n": 2}]',
        "crm.json": b'{"schema": 1, "items": [{"no": 7}]}',
        "log.jsonl": b'{"name": "A", "n": 1}\n\n{"name": "B", "n": 2.5}\n',
        "customers.csv": b"name\nOther\n",
        "bad.jsonl": b'{"a": 1}\n{oops\n',
        "bad.json": b'[{"a": 1},\n{"a": }]',
        "list.json": b"[1, 2]",
        "empty.csv": b"name,phone\n",
    }
    for name, content in write.items():
        (tmp_path / name).write_bytes(content)


def test_files_are_tables_beside_the_sellers_own(filled, files, tmp_path):
    before = (tmp_path / "crm.db").read_bytes()
    sql = (
        "SELECT c.name, f.day, f.amount + 1 AS more, f.zip FROM fair_2026 f JOIN contact_points p ON "
        "p.normal = '+86' || f.phone JOIN customers c ON c.no = p.customer_no"
    )
    done = filled("query", sql, "fair 2026.csv", "-o", "json")
    assert done.items == [{"name": "张三", "day": "2026-11-20", "more": 13.5, "zip": "00412"}]
    assert "fair 2026.csv: table fair_2026, 2 rows" in done.err
    assert (
        filled(
            "query", "SELECT typeof(phone), typeof(day), typeof(amount) FROM fair_2026 WHERE 姓名 = '王五'", "fair 2026.csv"
        ).out
        == "integer\tnull\treal\n"
    )
    assert (
        filled("query", "SELECT o.name, deep ->> 'x', l.n FROM old o JOIN log l USING (name)", "old.json", "log.jsonl").out
        == "A\t1\t1\nB\t\t2.5\n"
    )
    assert filled("query", "SELECT no FROM crm", "crm.json").out == "7\n"
    assert filled("query", "SELECT name FROM customers_csv UNION SELECT name FROM customers", "customers.csv").out.split() == [
        "Other",
        "张三",
        "李四",
    ]
    for sql in ("DELETE FROM old", "DROP TABLE old", "DELETE FROM crm.customers", "DETACH crm"):
        assert "only reads" in filled("query", sql, "old.json", ok=False).err
    assert (tmp_path / "crm.db").read_bytes() == before


@pytest.mark.parametrize(
    ("file", "code", "words"),
    [
        ("none.csv", 3, "No such file: none.csv"), ("bad.jsonl", 2, "bad.jsonl, line 2"), ("bad.json", 2, "bad.json, line 2"),
        ("list.json", 2, "row 1"), ("empty.csv", 2, "no rows"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_with_its_line(filled, files, file, code, words):
    done = filled("query", "SELECT 1", file, ok=False)
    assert (done.code, words in done.err) == (code, True), done.err


def test_files_can_be_asked_without_a_file_of_ones_own(crm, files, tmp_path):
    assert crm("query", "SELECT count(*) FROM old, customers", "old.json").out == "0\n"
