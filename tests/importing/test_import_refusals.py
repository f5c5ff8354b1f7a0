"""What an import refuses, rehearses and asks: bad rows are named and nothing is written; a dry run touches nothing."""

import io
import sqlite3
from pathlib import Path

import pytest

from crmcli.__main__ import run

BAD_ROWS = [
    ("customers", "姓名,手机\n张三,Privattelefon\n", "手机", "Privattelefon", "not a phone"),
    ("customers", "姓名,手机\n张三,12\n", "手机", "12", "not a phone"),
    ("customers", "姓名,邮箱\n张三,nobody\n", "邮箱", "nobody", "not a valid email"),
    ("customers", "姓名,职位\n,经理\n", "", "", "name"),
    ("customers", "姓名,手机\n张三,13900000001,,x\n", "", "", "4"),
    ("customers", "姓名,生日\n张三,1990-02-30\n", "生日", "1990-02-30", "not exist"),
    ("customers", "姓名,创建时间\n张三,gestern\n", "创建时间", "gestern", "date"),
    ("customers", "姓名,职位\n张三,a\x07b\n", "职位", "a\x07b", "control"),
    ("touches", "customer,node,at\nA,Proposal,2026-02-30\n", "at", "2026-02-30", "not exist"),
    ("touches", "customer,node,at\n,Proposal,2026-02-03\n", "customer", "", "empty"),
    ("touches", "customer,node,at\nA,,2026-02-03\n", "node", "", "empty"),
    ("orders", "customer,date,amount\nA,2026-01-02,viel\n", "amount", "viel", "amount"),
    ("orders", "customer,date,amount\nA,,5\n", "date", "", "empty"),
    ("payments", "customer,date,amount\nA,2026-01-02,0\n", "amount", "0", "zero"),
    ("followups", "customer,due,type\nA,2026-12-01,tanzen\n", "type", "tanzen", "tanzen"),
    ("followups", "customer,due\nA,soon\n", "due", "soon", "date"),
]


@pytest.mark.parametrize(("kind", "rows", "column", "value", "reason"), BAD_ROWS)
def test_a_bad_row_stops_everything_and_is_named(crm, file, ask, kind, rows, column, value, reason):
    done = crm("import", file(rows), "--kind", kind, "--strict", "--yes", "-o", "json", ok=False)
    (bad,) = done.error["candidates"]
    assert (done.code, bad["line"], bad["column"], bad["value"]) == (2, 2, column, value)
    assert reason in bad["reason"]
    assert ask("SELECT (SELECT count(*) FROM customers) + (SELECT count(*) FROM changes)") == [(0,)]


def test_all_bad_rows_are_listed_by_line(crm, file):
    done = crm("import", file('姓名,手机\n张三,x\n"王\n五",y\n李四,13900000001\n赵六,z\n'), "--strict", "--yes", ok=False)
    lines = done.err.splitlines()
    assert [line.split()[0] for line in lines[1:4]] == ["2", "3", "6"]
    assert "--rejects" in lines[4]


def test_empty_cells_beyond_the_header_are_fine(load):
    assert load("姓名,手机\n张三,13900000001,,\n")["new"] == 1


REFUSED = [
    (["--kind", "calls"], 2, "imported yet"), (["--kind", "sms"], 2, "imported yet"), (["--sheet", "1"], 2, "CSV"),
    (["--kind", "poems"], 2, "touches"), (["--map", "x"], 2, "HEADER=FIELD"), (["--map", "没有=name"], 2, "没有"),
    (["--map", "手机=colour"], 2, "phone"), (["--on-duplicate", "maybe"], 2, "update, skip, new"),
    (["--encoding", "klingon"], 2, "klingon"), (["--delimiter", "ab"], 2, "one character"), (["--kind", "touches"], 2, "node"),
    (["--rejects", "/nowhere/bad.csv"], 3, "/nowhere"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "code", "words"), REFUSED)
def test_options_that_do_not_fit(crm, file, options, code, words):
    done = crm("import", file("姓名,手机\n张三,13900000001\n"), "--yes", *options, ok=False)
    assert (done.code, done.out) == (code, "")
    assert words in done.err


@pytest.mark.parametrize(("name", "code"), [("none.csv", 3), ("book.xlsx", 2), ("people.vcf", 2), ("", 2)])
def test_files_that_cannot_be_read(crm, tmp_path, name, code):
    (tmp_path / "book.xlsx").write_bytes(b"PK\x03\x04")
    (tmp_path / "people.vcf").write_text("BEGIN:VCARD\nEND:VCARD\n")
    assert crm("import", tmp_path / name, "--yes", ok=False).code == code


def snapshot(folder):
    return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in Path(folder).iterdir() if path.is_file()}


def test_a_dry_run_tells_all_and_touches_nothing(crm, file, tmp_path):
    crm("add", "张三", "--phone", "13900000001")
    path = file("姓名,手机,备注,天气\n张三,139 0000 0001,x,晴\n李四,13900000002,,雨\n王五,abc,,\n")
    before = snapshot(tmp_path)
    ran = crm("import", path, "--strict", "--dry-run", "-o", "json", ok=False)
    item = ran.items[0]
    assert (ran.code, crm("import", path, "--strict", "--dry-run", "--rejects", tmp_path / "bad.csv").code) == (2, 0)
    assert snapshot(tmp_path) == before
    assert (item["dry_run"], item["new"], item["updated"], item["rejected"]) == (True, 1, 1, 1)
    assert {"column": "天气", "field": None, "ignored": 2, "unread": 0} in item["mapping"]
    assert item["first"][0] == {"name": "张三", "phone": ["+8613900000001"], "note": "x"}
    assert (item["encoding"], item["delimiter"], item["rejects"][0]["line"]) == ("utf-8", ",", 4)
    words = crm("import", path, "--strict", "--dry-run", ok=False).out
    assert "phone    ← 手机" in words
    assert "abc" in words
    assert "1 new, 1 updated" in words


def test_a_dry_run_makes_no_file(crm, file, tmp_path):
    (tmp_path / "crm.db").unlink()
    crm("import", file("姓名\n张三\n"), "--dry-run")
    assert not (tmp_path / "crm.db").exists()


def test_without_consent_the_plan_is_shown_and_nothing_done(crm, file, tmp_path):
    (tmp_path / "crm.db").unlink()
    done = crm("import", file("姓名,手机\n张三,13900000001\n"), ok=False)
    assert done.code == 2
    assert "1 new" in done.out
    assert "--yes" in done.err
    assert not (tmp_path / "crm.db").exists()


def test_bad_rows_go_to_a_file_and_come_back_mended(crm, file, tmp_path):
    bad = tmp_path / "bad.csv"
    path = file('姓名;手机;备注\n张三;13900000001;a\n李四;abc;"b;\nc"\n;13a\n', encoding="gb18030")
    done = crm("import", path, "--rejects", bad, "--strict", "--yes", "-o", "json")
    assert (done.items[0]["new"], done.items[0]["rejected"]) == (1, 2)
    text = bad.read_bytes().decode("utf-8-sig")
    assert bad.read_bytes().startswith(b"\xef\xbb\xbf")
    assert text.splitlines()[0] == "姓名;手机;备注;reason"
    bad.write_text(text.replace("abc", "13900000002").replace("13a", "13900000003"), encoding="utf-8-sig")
    again = crm("import", bad, "--rejects", tmp_path / "worse.csv", "--strict", "--yes", "-o", "json").items[0]
    assert (again["new"], again["rejected"], again["notes"]) == (2, 0, 1)
    assert not (tmp_path / "worse.csv").exists()


MIXED = "姓名,手机\n张三,13900000001\n李四,12\n"


def test_rejects_that_cannot_be_written_keep_everything_out(crm, file, ask):
    done = crm("import", file(MIXED), "--rejects", "/dev/full", "--strict", "--yes", ok=False)
    assert (done.code, done.err.splitlines()[0]) == (6, "crm: /dev/full: no space left on the disk.")
    assert ask("SELECT (SELECT count(*) FROM customers) + (SELECT count(*) FROM changes)") == [(0,)]


def test_an_import_that_cannot_be_kept_leaves_no_rejects(crm, file, tmp_path, monkeypatch):
    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    path, bad = file(MIXED), tmp_path / "bad.csv"
    bad.write_text("as before", encoding="utf-8")
    monkeypatch.setattr("crmcli.storage.store.Store._end_journal", full)
    assert crm("import", path, "--rejects", bad, "--strict", "--yes", ok=False).code == 6
    assert bad.read_text(encoding="utf-8") == "as before"
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".bad")]


def test_a_refusal_names_the_field_in_the_users_language(crm, file):
    nameless = crm("import", file("职位\n经理\n"), "--yes", "--lang", "zh", ok=False)
    assert "姓名" in nameless.err
    assert "name" not in nameless.err
    short = crm("import", file("客户,节点,时间\n张三,,2026-01-01\n张三,邀约\n"), "--yes", "--lang", "zh", ok=False)
    assert short.err.splitlines()[1:3] == ["  2  节点  没有填写", "  3  时间  没有填写"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encodings_and_delimiters_are_found(crm, file, encoding, delimiter):
    path = file(f"姓名{delimiter}手机\r\n张三{delimiter}13900000001\r\n", encoding=encoding)
    item = crm("import", path, "--yes", "-o", "json").items[0]
    assert (item["new"], item["delimiter"]) == (1, delimiter)


def test_stdin_is_a_file_too(crm, monkeypatch, ask, capsys):
    class Piped(io.StringIO):
        buffer = io.BytesIO("姓名,手机\n张三,13900000001\n".encode())

    monkeypatch.setattr("sys.stdin", Piped())
    assert run(["import", "-", "--yes"]) == 0
    assert ask("SELECT name FROM customers") == [("张三",)]


def test_ctrl_c_in_the_middle_leaves_nothing(crm, file, ask, monkeypatch):
    from crmcli.importing import import_run

    monkeypatch.setattr(import_run, "CHUNK", 2)
    taken = import_run._Work._refuse

    def stop(work, refusals):
        taken(work, refusals)
        if work.counts.new >= 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(import_run._Work, "_refuse", stop)
    path = file("姓名\n" + "".join(f"客户{number}\n" for number in range(9)))
    assert crm("import", path, "--yes", ok=False).code == 130
    assert ask("SELECT (SELECT count(*) FROM customers) + (SELECT count(*) FROM operations)") == [(0,)]


def test_the_journal_of_an_import_is_one_change(load, ask):
    load("姓名,手机\n张三,13900000001\n李四,13900000002\n")
    assert ask("SELECT label FROM changes") == [("import data.csv",)]


def test_a_folder_where_rejects_cannot_stand_is_told_before_anything_goes_in(crm, file, ask, monkeypatch):
    def forbidden(**_where):
        raise PermissionError(13, "Permission denied", ".bad.csv.x1y2")

    monkeypatch.setattr("crmcli.core.atomic_write.tempfile.mkstemp", forbidden)
    done = crm(
        "import", file("姓名,手机\n张三,13900000001\n李四,12\n"), "--rejects", "bad.csv", "--yes", "--lang", "zh", ok=False
    )
    assert (done.code, done.err.splitlines()[0]) == (6, "crm: bad.csv：没有读写权限。")
    assert ask("SELECT (SELECT count(*) FROM customers) + (SELECT count(*) FROM changes)") == [(0,)]
