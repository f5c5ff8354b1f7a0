"""crm query: any SELECT, and nothing else."""

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
    "DELETE FROM customers", "UPDATE customers SET name = 'x'", "INSERT INTO settings VALUES ('a', 'b')", "DROP TABLE customers", "CREATE TABLE x (y)",
    "CREATE TEMP TABLE x (y)", "ATTACH 'x.db' AS x", "PRAGMA query_only = OFF", "PRAGMA journal_mode = WAL", "PRAGMA user_version = 9", "BEGIN", "VACUUM",
    "VACUUM INTO 'x.db'", "WITH x AS (SELECT 1) DELETE FROM customers", "DELETE FROM customers RETURNING no", "REINDEX", "ANALYZE",
    "INSERT INTO search_customers (search_customers) VALUES ('optimize')",
]  # fmt: skip


@pytest.mark.parametrize("sql", WRITES)
@pytest.mark.parametrize("there", [True, False])
def test_nothing_is_ever_written(crm, tmp_path, sql, there):
    if there:
        crm("add", "张三")
    before = (tmp_path / "crm.db").read_bytes() if there else None
    done = crm("query", sql, ok=False)
    assert (done.code, "only reads" in done.err) == (2, True)
    assert ((tmp_path / "crm.db").read_bytes() if there else None) == before
    assert (tmp_path / "crm.db").exists() == there
    assert not (tmp_path / "x.db").exists()


MISTAKES = [
    ("SELEC 1", "syntax error"), ("SELECT * FROM nowhere", "customer_card"), ("SELECT something FROM customers", "no such column"), ("", "no query"),
    ("SELECT 1; SELECT 2", "one statement"), ("SELECT load_extension('x')", "SQLite says|only reads"), ("/* nothing */", "no query"), ("SELECT ?", "SQLite says"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "words"), MISTAKES)
def test_mistakes_are_told_in_sqlites_words(filled, sql, words):
    done = filled("query", sql, ok=False)
    assert (done.code, done.out) == (2, "")
    assert any(word in done.err for word in words.split("|")), done.err


def test_a_file_that_is_not_there_reads_as_an_empty_one(crm, tmp_path):
    assert crm("query", "SELECT count(*) FROM customers").out == "0\n"
    assert not (tmp_path / "crm.db").exists()
