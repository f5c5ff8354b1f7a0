"""Files of before: each step of the schema over a small file of the version before it."""

import itertools
import sqlite3
from contextlib import closing

import pytest

from crmcli.storage import migrations

AT = "2026-11-20T01:00:00.000Z"
NUMBERS = itertools.count(1)


class Before:
    """A file of version 1, filled as the program of then did: every row in the journal."""

    def __init__(self, path):
        self.db = sqlite3.connect(path)
        for statement in migrations._statements(migrations._steps()[0][1]):
            self.db.execute(statement)
        self.db.execute("PRAGMA user_version = 1")
        self.db.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")

    def insert(self, table, change=None, **values):
        values = {"uid": f"{table}{next(NUMBERS)}", **values}
        places = ", ".join(f":{name}" for name in values)
        no = self.db.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", values).lastrowid
        if change:
            row = migrations.row_json(migrations.columns_of(self.db, table), table)
            sql = f"INSERT INTO operations (change_no, tbl, row_no, new) SELECT ?, '{table}', no, {row} FROM {table} WHERE no = ?"
            self.db.execute(sql, (change, no))
        return no

    def change(self, label):
        return self.insert("changes", at=AT, label=label)

    def node(self, pipeline, name, *matters, days=None):
        change = self.change(f"node {name}")
        no = self.insert("nodes", change, pipeline_no=pipeline, name=name, position=1, normal_days=days)
        for position, text in enumerate(matters, 1):
            self.insert("node_items", change, node_no=no, kind="matter", position=position, text=text)
        return no


@pytest.fixture
def before(tmp_path):
    made = Before(tmp_path / "crm.db")
    auto4s, house, mine = (made.insert("pipelines", name=name, created_at=AT) for name in ("auto4s", "house", "我的"))
    drive = made.node(auto4s, "试乘试驾", "满意", "一般", "家人再试", days=2)
    viewing = made.node(house, "First viewing", "Liked one", "Liked none", "With the dog")
    second = made.node(house, "第二次看房", "看中一套", "换片区")  # renamed
    call, other = made.node(auto4s, "来电接听", "问价格"), made.node(mine, "一看", "满意度调查")
    customer = made.insert("customers", name="张三", created_at=AT)
    for node, matter in (
        (drive, "满意"), (drive, "家人再试"), (viewing, "Liked none"), (second, "看中一套"), (call, "满意"), (other, "一般"),
        (drive, None),
    ):  # fmt: skip
        change = made.change(f"log {matter}")
        made.insert("touches", change, customer_no=customer, node_no=node, at=AT, matter=matter, channel="wechat", created_at=AT)
    made.db.commit()
    made.db.close()


def rows(crm, sql):
    return [tuple(one.values()) for one in crm("query", sql, "-o", "json").items]


def test_outcomes_of_presets_leave_the_topics_and_all_else_stays(before, crm):
    crm("tag", "张三", "--add", "VIP")
    sql = (
        "SELECT n.name, t.matter, t.outcome, t.reaction, t.channel FROM touches t JOIN nodes n ON n.no = t.node_no ORDER BY t.no"
    )
    assert rows(crm, sql) == [
        ("试乘试驾", None, "满意", None, "wechat"), ("试乘试驾", "家人再试", None, None, "wechat"),
        ("First viewing", None, "Liked none", None, "wechat"), ("第二次看房", None, "看中一套", None, "wechat"),
        ("来电接听", "满意", None, None, "wechat"), ("一看", "一般", None, None, "wechat"),
        ("试乘试驾", None, None, None, "wechat"),
    ]  # fmt: skip
    sql = "SELECT n.name, i.kind, i.text, i.reaction FROM node_items i JOIN nodes n ON n.no = i.node_no ORDER BY i.no"
    assert rows(crm, sql) == [
        ("试乘试驾", "outcome", "满意", "positive"), ("试乘试驾", "outcome", "一般", "neutral"),
        ("试乘试驾", "matter", "家人再试", None), ("First viewing", "outcome", "Liked one", "positive"),
        ("First viewing", "outcome", "Liked none", "negative"), ("First viewing", "matter", "With the dog", None),
        ("第二次看房", "outcome", "看中一套", "positive"), ("第二次看房", "matter", "换片区", None),
        ("来电接听", "matter", "问价格", None), ("一看", "matter", "满意度调查", None),
    ]  # fmt: skip
    assert rows(crm, "SELECT text FROM timeline WHERE no = 1 AND kind = 'touch'") == [("满意",)]


def test_preset_nodes_that_kept_their_name_know_their_channel_and_days(before, crm):
    crm("tag", "张三", "--add", "VIP")
    assert rows(crm, "SELECT name, channel, direction, shipped_days, normal_days FROM nodes ORDER BY no") == [
        ("试乘试驾", "visit", None, 3, 2), ("First viewing", "visit", None, 10, None), ("第二次看房", None, None, None, None),
        ("来电接听", "call", "in", 1, None), ("一看", None, None, None, None),
    ]  # fmt: skip


def test_changes_of_before_are_undone_whole(before, crm):
    for number in range(12, 0, -1):  # the touches, then the nodes
        crm("undo", f"u{number}")
    assert [rows(crm, f"SELECT count(*) FROM {table}") for table in ("touches", "node_items", "nodes")] == [[(0,)]] * 3
    crm("undo", "u24")  # the undo of the first node
    assert rows(crm, "SELECT kind, text FROM node_items") == [("outcome", "满意"), ("outcome", "一般"), ("matter", "家人再试")]


def test_what_presets_ship_now_is_what_files_of_before_get(tmp_path):
    """The step holds what the presets held when it was written; a change of theirs needs no step, but this test then goes."""
    from crmcli.pipelines import presets

    with closing(sqlite3.connect(tmp_path / "old.db")) as db:
        for statement in migrations._statements(migrations._steps()[0][1]):
            db.execute(statement)
        for no, (name, nodes) in enumerate(presets.PRESETS.items(), 1):
            db.execute("INSERT INTO pipelines (no, uid, name, created_at) VALUES (?, ?, ?, '')", (no, f"p{no}", name))
            for place, one in enumerate(nodes):
                db.execute(
                    "INSERT INTO nodes (uid, pipeline_no, name, position) VALUES (?, ?, ?, ?)",
                    (f"{no}.{place}", no, one.zh if no % 2 else one.en, place),
                )
        for statement in migrations._statements(migrations._steps()[1][1]):
            db.execute(statement)
        found = db.execute("SELECT channel, direction, shipped_days FROM nodes ORDER BY no").fetchall()
    assert found == [(one.channel, one.direction, one.days) for nodes in presets.PRESETS.values() for one in nodes]
