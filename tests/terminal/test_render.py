"""The forms of output: what scripts read, what a pipe gets, and what a terminal may never get."""

import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.core import clock
from crmcli.core.choices import Cents, Coded, Exact, Instant
from crmcli.terminal import column_fitting, render, serialize

HOSTILE = "[/]\x1b]8;;http://evil\x1b\\张\u202e三\x1b[31m"


@dataclass(frozen=True, slots=True)
class Who:
    no: int
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    no: int
    customer: Who
    kind: Coded | None
    amount: Cents | None
    at: Instant | None
    day: date | None = None
    tags: list[str] = field(default_factory=list)
    more: dict[str, str] = field(default_factory=dict)
    flag: bool = False


ROW = Row(
    1, Who(2, "张三"), Coded("big", "大单"), Cents(1234550), Instant("2026-11-21T01:00:00.250Z"), date(2026, 11, 25), ["a", "b"],
    {"预算": "5"}, True,
)  # fmt: skip
EMPTY = Row(1, Who(2, ""), None, None, None)


def test_numbers_without_noise():
    assert [serialize.cell_text(one) for one in (1740.0000000000002, 9.667906268032407, 2 / 3, 3.0)] == [
        "1740.0",
        "9.667906",
        "0.666667",
        "3.0",
    ]
    assert [serialize.cell_text(Exact(one)) for one in (1e-12, 9.667906268032407)] == ["1e-12", "9.667906268032407"]
    assert serialize.jsonable(Exact(0.1 + 0.2)) == 0.1 + 0.2


def test_a_row_as_json():
    assert serialize.jsonable(ROW) == {
        "no": 1, "customer": {"no": 2, "name": "张三"}, "kind": {"code": "big", "label": "大单"}, "amount": 12345.5,
        "at": "2026-11-21T09:00:00.250+08:00", "day": "2026-11-25", "tags": ["a", "b"], "more": {"预算": "5"}, "flag": True,
    }  # fmt: skip
    assert serialize.jsonable(EMPTY)["at"] is None
    assert [serialize.jsonable(one) for one in (1740.0000000000002, 2 / 3, 1e-9)] == [1740.0, 0.666666666666667, 1e-9]
    assert json.dumps(serialize.jsonable(Cents(10**15 + 1))) == "10000000000000.01"
    assert json.dumps(serialize.jsonable(Cents(5_000_000))) == "50000"
    assert serialize.jsonable(datetime(2026, 11, 21, 9, tzinfo=clock.now().tzinfo)) == "2026-11-21T09:00:00+08:00"


def test_a_row_as_cells_nested_rows_spread_out():
    assert serialize.flat(ROW) == {
        "no": "1", "customer_no": "2", "customer_name": "张三", "kind": "大单", "amount": "12345.5",
        "at": "2026-11-21T09:00:00.250+08:00", "day": "2026-11-25", "tags": "a; b", "more": "预算=5", "flag": "true",
    }  # fmt: skip
    assert list(serialize.flat(EMPTY)) == list(serialize.flat(ROW))
    assert serialize.flat(EMPTY)["kind"] == serialize.flat(EMPTY)["tags"] == ""


def test_the_envelope_tells_command_moment_and_parameters(crm):
    crm("add", "张三")
    found = crm("list", "name:张", "--limit", "5", "-o", "json").json
    assert {key: found[key] for key in found if key != "items"} == {
        "schema": 1, "command": "list", "as_of": "2026-11-21T09:00:00+08:00",
        "params": {"filter": ["name:张"], "sort": None, "limit": 5}, "count": 1,
    }  # fmt: skip
    assert "张" in crm("list", "-o", "json").out  # no \u escapes
    (line,) = crm("list", "-o", "jsonl").out.splitlines()
    assert json.loads(line) == found["items"][0]


def test_plain_csv_and_ids_have_the_same_columns_in_the_same_order(crm):
    crm("add", "张三", "--phone", "13800138000", "--tag", "a,b")
    crm("note", "张三", '一\n二\t三\\"四"')
    header, row = csv.reader(io.StringIO(crm("timeline", "张三", "--kind", "note", "-o", "csv").out))
    assert header == ["no", "at", "kind", "node", "channel", "direction", "text"]
    assert row[-1] == '一\n二\t三\\"四"'
    plain = crm("timeline", "张三", "--kind", "note", "-o", "plain").out
    assert plain == crm("timeline", "张三", "--kind", "note").out
    assert plain.splitlines() == ["\t".join([*row[:-1], '一\\n二\\t三\\\\"四"'])]
    assert crm("list", "-o", "ids").out == "1\n"
    assert (
        crm("list", "name:none", "-o", "csv").out
        == crm("list", "name:none").out
        == crm("list", "name:none", "-o", "ids").out
        == ""
    )


@given(st.text())
def test_a_plain_cell_is_one_cell_on_one_line(text):
    cell = serialize._plain(text)
    assert "\t" not in cell
    assert len(cell.splitlines()) <= 1


def test_global_options_stand_before_or_after_the_verb(crm, tmp_path):
    crm("--db", tmp_path / "a.db", "add", "张三")
    assert (
        crm("-o", "ids", "list", "--db", tmp_path / "a.db").out
        == crm("--db", tmp_path / "a.db", "list", "-o", "ids").out
        == "1\n"
    )
    assert crm("list").out == ""


def test_after_a_write_plain_says_it_in_one_line_and_scripts_get_the_rows(crm):
    assert crm("add", "张三", "--phone", "13800138000").out == "Added 张三 (c1) · crm undo\n"
    assert crm("tag", "张三", "--add", "vip", "-o", "ids").out == "1\n"
    assert crm("tag", "张三", "--add", "vip", "-o", "csv").out.startswith("no,uid,name,company")


def test_hostile_text_that_got_into_the_file_reaches_no_screen(crm):
    crm("add", "张三", "--company", "华信", "--phone", "13800138000", "--next", "明天", "--for", "x")
    crm("log", "张三", "初步接触", "--matter", "m", "--note", "n")
    with sqlite3.connect(os.environ["CRM_DB"]) as db:
        db.execute("UPDATE customers SET name = ?, title = ?", (HOSTILE, HOSTILE))
        for table, column in (
            ("companies", "name"),
            ("touches", "matter"),
            ("followups", "text"),
            ("nodes", "name"),
            ("changes", "label"),
        ):
            db.execute(f"UPDATE {table} SET {column} = ? || CASE WHEN no > 1 THEN no ELSE '' END", (HOSTILE,))
    for argv in (["list"], ["show", "c1"], ["timeline", "c1"], ["find", "13800138000"], ["due", "--within", "9d"], ["today"],
        ["node", "list"],
                 ["history"], ["company", "list"], ["tag", "c1", "--add", "x"], ["undo"], ["note", "[", "x"],
                 ["log", "c1", "[/"]):  # fmt: skip
        for form in ("table", "plain"):
            ran = crm(*argv, "-o", form, ok=False)
            assert not set(ran.out + ran.err) & set("\x1b\u202e\x07"), argv
            assert ran.code in (0, 4), (argv, ran.err)
    assert json.loads(crm("list", "-o", "jsonl").out)["name"] == HOSTILE


@pytest.mark.parametrize(
    ("env", "coloured"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False), ({"NO_COLOR": "1"}, False)],
)
def test_colours_only_where_they_are_welcome(crm, monkeypatch, env, coloured):
    crm("add", "张三")
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in crm("show", "张三", "-o", "table").out) == coloured
    assert "\x1b[" not in crm("show", "张三", "-o", "plain").out


def crm_into(stdout, *argv):
    return subprocess.run([sys.executable, "-m", "crmcli", *argv], stdout=stdout, stderr=subprocess.PIPE, text=True, check=False)


def test_a_pipe_that_closes_early_ends_quietly(crm):
    crm("add", "张三")
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        done = crm_into(pipe, "list")
    assert (done.returncode, done.stderr) == (0, "")


def test_output_that_finds_no_room_is_told(crm):
    crm("add", "张三")
    with Path("/dev/full").open("w") as full:
        done = crm_into(full, "list")
    assert done.returncode == 6
    assert "no space left" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (60, ["today · 99 days silent · big deal"]),
        (32, ["today · 99 days silent", "big deal"]),
        (24, ["today", "99 days silent", "big deal"]),
    ],
)
def test_a_cell_breaks_between_its_pieces(monkeypatch, width, lines):
    from crmcli.terminal import rich_table

    monkeypatch.setenv("COLUMNS", str(width))
    columns = [render.Column("Key", lambda one: "f1"), render.Column("Why", lambda one: one, flexible=True)]
    drawn = rich_table.draw(column_fitting.fit_columns(columns, ["today · 99 days silent · big deal"])).splitlines()[1:]
    assert [line[5:] for line in drawn] == lines
