"""What leaves comes back: import after export is the identity; Excel gets what Excel needs."""

import csv
import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.core import formula_escaping

KINDS = ("customers", "touches", "orders", "payments", "followups", "notes")


def fill(crm):
    crm("add", "张三", "--company", "华信", "--phone", "0755-26770000-8012", "--phone", "13900000001", "--email", "Z@b.cn",
    "--wechat", "zs", "--qq", "123",
        "--tag", "A", "--tag", "B", "--source", "口碑/老王", "--birthday", "农历四月十五", "--field", "预算=500万", "--note",
        '第一行\n"第二",行', "--title", "=经理")  # fmt: skip
    crm("add", "李四", "--referrer", "张三", "--external-id", "00004", "--field", "爱好=钓鱼")
    crm("add", "张三", "--external-id", "+123")
    crm("note", "c1", "没人接", "--channel", "call", "--no-answer", "--at", "昨天 15:00")
    crm("note", "c1", "要样品", "--kind", "need")
    crm("log", "c1", "Proposal", "--note", "报了价", "--at", "2026-11-20T10:00:00", "--channel", "visit", "--in")
    crm("log", "c2", "First contact", "--next", "2026-12-01 9:30", "--for", "寄样", "--type", "close")
    crm("next", "c1", "2026-12-02", "送资料")
    crm("done", "f2", "--note", "送到了")
    crm("order", "c2", "12000.50", "--product", "硬盘x2@100", "--product", "内存", "--paid", "500", "--on", "2026-11-19")
    crm("pay", "c2", "88")


@pytest.fixture
def filled(start_with):
    return start_with(fill)


def read(folder):
    return {path.name: path.read_text(encoding="utf-8-sig") for path in sorted(folder.iterdir())}


def fresh(monkeypatch, tmp_path):
    monkeypatch.setenv("CRM_DB", str(tmp_path / "fresh.db"))


@pytest.mark.parametrize("options", [(), ("--excel",)])
def test_all_of_it_comes_back_in_another_file(filled, tmp_path, monkeypatch, options):
    filled("export", "all", tmp_path / "out", *options)
    fresh(monkeypatch, tmp_path)
    for kind in KINDS:
        filled("import", tmp_path / "out" / f"{kind}.csv", "--kind", kind, "--yes", "--create-nodes")
    filled("export", "all", tmp_path / "back", *options)
    assert read(tmp_path / "back") == read(tmp_path / "out")


def test_what_is_there_already_is_not_added_again(filled, tmp_path):
    filled("export", "all", tmp_path / "out")
    for kind in KINDS:
        item = filled("import", tmp_path / "out" / f"{kind}.csv", "--yes", "-o", "json").items[0]
        assert item["kind"]["code"] == kind
        assert (item["new"], item["updated"], item["rejected"], item["customers"], item["notes"]) == (0, 0, 0, 0, 0)


def test_customers_alone_carry_their_first_note(filled):
    done = filled("export")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [row["name"] for row in rows] == ["张三", "李四", "张三"]
    assert rows[0]["note"] == '第一行\n"第二",行'
    assert (rows[0]["phone"], rows[0]["tags"], rows[0]["field.预算"]) == ("0755-26770000-8012; 13900000001", "A; B", "500万")
    assert rows[1]["referrer"] == rows[0]["crm_uid"]
    assert "2 more notes" in done.err


def test_json_has_lists_and_numbers(filled):
    envelope = filled("export", "orders", "-o", "json").json
    assert (envelope["schema"], envelope["command"], envelope["count"]) == (1, "export", 1)
    assert envelope["items"][0]["amount"] == 12000.5
    assert envelope["items"][0]["products"] == ["硬盘x2@100.00", "内存"]
    first = json.loads(filled("export", "customers", "-o", "jsonl").out.splitlines()[0])
    assert (first["phones"], first["fields"]) == (["0755-26770000-8012", "13900000001"], {"预算": "500万"})
    assert json.loads(filled("export", "followups", "-o", "jsonl").out.splitlines()[0])["type"]["code"] == "close"


def test_excel_gets_a_bom_line_ends_and_text(filled, tmp_path):
    filled("export", "customers", tmp_path / "c.csv", "--excel")
    content = (tmp_path / "c.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert (rows[0]["title"], rows[1]["external_id"], rows[2]["external_id"]) == ("'=经理", '="00004"', '="+123"')
    assert filled("export", "customers", "--excel").out.startswith("\ufeff")


def test_a_filter_chooses(filled):
    assert len(filled("export", "customers", "--where", "tag:A").out.splitlines()) == 3
    assert len(filled("export", "orders", "--where", "tag:A").out.splitlines()) == 1


def test_a_file_is_replaced_only_with_consent_and_whole(filled, tmp_path):
    place = tmp_path / "c.csv"
    place.write_text("mine")
    assert filled("export", "customers", place, ok=False).code == 2
    assert place.read_text() == "mine"
    filled("export", "customers", place, "--yes")
    assert place.read_text().startswith("crm_uid")
    assert oct(place.stat().st_mode & 0o777) == "0o600"
    assert [one for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_the_name_of_the_file_tells_the_form(filled, tmp_path):
    filled("export", "customers", tmp_path / "c.json")
    assert json.loads((tmp_path / "c.json").read_text())["count"] == 3
    filled("export", tmp_path / "d.csv")
    assert (tmp_path / "d.csv").read_text().startswith("crm_uid")


def test_an_empty_file_still_has_its_header(crm):
    assert crm("export", "payments").out == "customer,crm_name,date,amount,note,number,currency\n"
    assert crm("export", "payments", "-o", "jsonl").out == ""


REFUSED = [
    (["poems"], 2, "touches"), (["all"], 2, "folder"), (["customers", "-o", "xlsx"], 2, "cannot write"),
    (["customers", "x.vcf"], 2, "cannot write"), (["customers", "-o", "xml"], 2, "csv, json, jsonl"),
    (["customers", "-o", "json", "--excel"], 2, "CSV"), (["customers", "/nowhere/x.csv"], 3, "/nowhere"),
    (["customers", "/"], 2, "folder"), (["customers", "--where", "foo:1"], 2, "field.NAME"),
]  # fmt: skip


@pytest.mark.parametrize(("argv", "code", "words"), REFUSED)
def test_what_cannot_be_exported(crm, argv, code, words):
    done = crm("export", *argv, ok=False)
    assert (done.code, done.out) == (code, "")
    assert words in done.err


@given(st.one_of(st.text(), st.from_regex(r"\A'?[=+@'-]?\"?\+?0*[0-9]{0,16}\"?\Z")))
def test_a_guarded_cell_comes_back(cell):
    assert formula_escaping.unguard(formula_escaping.guard(cell)) == cell
    assert formula_escaping.unguard(formula_escaping.plain(cell)) == cell


TEXT = st.text(st.sampled_from("张三李四ab=+-@'\"12,; \n"), min_size=1, max_size=6).map(str.strip).filter(bool)
LINE = TEXT.map(lambda text: " ".join(text.split())).filter(bool)


@given(st.lists(st.tuples(LINE, TEXT, LINE, LINE), min_size=1, max_size=4), st.sampled_from([(), ("--excel",)]))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_survives_the_way_out_and_in(crm, tmp_path, monkeypatch, rows, options):
    for name in ("crm.db", "fresh.db"):
        (tmp_path / name).unlink(missing_ok=True)
    monkeypatch.setenv("CRM_DB", str(tmp_path / "crm.db"))
    for name, note, title, company in rows:
        crm("add", "--note", note, f"--title={title}", f"--company={company}", "--", name)
    crm("export", "all", tmp_path / "out", "--yes", *options)
    fresh(monkeypatch, tmp_path)
    for kind in ("customers", "notes"):
        crm("import", tmp_path / "out" / f"{kind}.csv", "--kind", kind, "--yes")
    crm("export", "all", tmp_path / "back", "--yes", *options)
    assert read(tmp_path / "back") == read(tmp_path / "out")
