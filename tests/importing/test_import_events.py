"""Touches, orders, payments, next steps, notes: multisets, tied to customers by what their cell says."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

KINDS = {
    "touches": "customer,node,at,matter,note\n张三,线索收集,2026-01-02,介绍,\n张三,线索收集,2026-01-02,介绍,\n"
    "李四,Proposal,2026-01-03T10:00:00.123Z,,报价\n",
    "orders": "customer,date,amount,product,note\n张三,2026-01-02,1.2万,硬盘x2@100,首单\n"
    '张三,2026-01-02,1.2万,硬盘x2@100,首单\n李四,2026/1/3,"¥4,800",,\n',
    "payments": "customer,date,amount\n张三,2026-01-02,100\n张三,2026-01-02,100\n李四,2026-01-03,0.5\n",
    "followups": "customer,due,text,type\n张三,2026-12-01,送样,签约回款\n张三,2026-12-01,送样,close\n李四,2026-12-02T09:30,,\n",
    "notes": "customer,at,text,crm_kind,crm_channel,crm_direction\n张三,2026-01-02,没接,note,call,no_answer\n"
    "张三,2026-01-02,没接,note,call,no_answer\n李四,2026-01-03,要样品,need,,\n",
}
TABLES = {"touches": "touches", "orders": "orders", "payments": "payments", "followups": "followups", "notes": "interactions"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_that_stands_twice_counts_twice_and_never_more(load, ask, kind):
    first = load(KINDS[kind], "--kind", kind)
    assert (first["new"], first["same"], first["customers"]) == (3, 0, 2)
    again = load(KINDS[kind], "--kind", kind)
    assert (again["new"], again["same"], again["customers"]) == (0, 3, 0)
    more = load(KINDS[kind] + KINDS[kind].splitlines()[1] + "\n", "--kind", kind)
    assert (more["new"], more["same"]) == (1, 3)
    assert ask(f"SELECT count(*) FROM {TABLES[kind]}") == [(4,)]


@pytest.mark.parametrize("kind", KINDS)
def test_undo_takes_rows_and_customers_back(load, crm, ask, kind):
    load(KINDS[kind], "--kind", kind)
    crm("undo")
    assert ask(f"SELECT (SELECT count(*) FROM {TABLES[kind]}), (SELECT count(*) FROM customers)") == [(0, 0)]


@pytest.mark.parametrize("kind", ["touches", "orders", "followups", "notes"])
def test_the_header_tells_the_kind(load, kind):
    assert load(KINDS[kind])["kind"]["code"] == kind


def test_values_as_they_are_kept(load, ask):
    load(KINDS["touches"])
    assert ask("SELECT t.at, t.matter, t.note, n.alias FROM touches t JOIN nodes n ON n.no = t.node_no ORDER BY t.no")[1:] == [
        ("2026-01-02T04:00:00.000Z", "介绍", None, "线索收集"), ("2026-01-03T10:00:00.123Z", None, "报价", "方案提供"),
    ]  # fmt: skip
    load(KINDS["orders"])
    assert ask("SELECT date, amount, note FROM orders ORDER BY no")[1:] == [
        ("2026-01-02", 1200000, "首单"),
        ("2026-01-03", 480000, None),
    ]
    assert (
        ask("SELECT p.name, l.quantity, l.price FROM order_lines l JOIN products p ON p.no = l.product_no")
        == [("硬盘", 2, 10000)] * 2
    )
    load(KINDS["followups"])
    assert ask("SELECT due, text, type FROM followups ORDER BY no")[1:] == [
        ("2026-12-01", "送样", "close"),
        ("2026-12-02T09:30", "", "keep"),
    ]


def test_ties_in_time_keep_the_order_of_the_file(load, ask, monkeypatch):
    from crmcli.importing import import_run

    monkeypatch.setattr(import_run, "CHUNK", 2)
    load("customer,node,at\n" + "".join(f"A,{node},2026-01-02\n" for node in "CABDE"), "--pipeline", "p", "--create-nodes")
    assert ask("SELECT n.name FROM touches t JOIN nodes n ON n.no = t.node_no ORDER BY t.at, t.no") == [
        (node,) for node in "CABDE"
    ]
    assert ask("SELECT n.name FROM nodes n JOIN pipelines p ON p.no = n.pipeline_no WHERE p.name = 'p' ORDER BY n.position") == [
        (n,) for n in "CABDE"
    ]


def test_an_unknown_node_rejects_the_row_and_names_those_there_are(crm, file):
    done = crm("import", file("customer,node,at\nA,Nowhere,2026-01-02\n"), "--yes", "-o", "json", ok=False)
    assert done.code == 2
    assert "Lead collection" in done.error["candidates"][0]["reason"]


def test_a_missing_pipeline_is_not_found(crm, file):
    assert crm("import", file("customer,node,at\nA,B,2026-01-02\n"), "--pipeline", "p", "--yes", ok=False).code == 3


def test_a_preset_pipeline_is_taken_as_it_is(load, ask):
    item = load("customer,node,at\nA,试乘试驾,2026-01-02\nA,新节点,2026-01-03\n", "--pipeline", "auto4s", "--create-nodes")
    assert item["nodes"] == ["新节点"]
    assert ask("SELECT count(*) FROM nodes n JOIN pipelines p ON p.no = n.pipeline_no WHERE p.name = 'auto4s'") == [(10,)]


def fill(crm):
    crm("add", "张三", "--phone", "13900000001", "--email", "a@b.cn", "--external-id", "K1")
    crm("add", "王五", "--phone", "13900000002")
    crm("add", "王五", "--phone", "13900000003", "--external-id", "00004")
    crm("add", "13900000001", "--external-id", "00009")


CELLS = [("K1", 1), ("13900000001", 1), ("+86 139 0000 0002", 2), ("A@B.cn", 1), ("张三", 1), ("00004", 3)]


@pytest.mark.parametrize(("cell", "number"), CELLS)
def test_whom_a_customer_cell_means(start_with, file, cell, number):
    crm = start_with(fill)
    item = crm("import", file(f"customer,date,amount\n{cell},2026-01-02,5\n"), "--yes", "-o", "json").items[0]
    assert item["customers"] == 0
    assert crm("query", "SELECT customer_no FROM orders", "-o", "plain").out == f"{number}\n"


def test_a_cell_that_fits_several_rejects_the_row(start_with, file):
    crm = start_with(fill)
    done = crm("import", file("customer,date,amount\n王五,2026-01-02,5\n"), "--yes", "-o", "json", ok=False)
    assert (done.code, done.error["candidates"][0]["value"]) == (2, "王五")
    assert "c2" in done.error["candidates"][0]["reason"]


def test_the_local_number_is_never_meant(start_with, file):
    crm = start_with(fill)
    item = crm("import", file("customer,date,amount\n2,2026-01-02,5\n00001,2026-01-02,5\n"), "--yes", "-o", "json").items[0]
    assert item["customers"] == 2
    made = crm("query", "SELECT name, external_id, origin FROM customers WHERE no > 4", "-o", "plain").out
    assert made == "2\t2\timport\n00001\t00001\timport\n"


def test_an_unknown_phone_is_kept_as_a_phone(load, ask):
    assert load("customer,date,amount\n139 0000 0001,2026-01-02,5\n13900000001,2026-01-03,5\n")["customers"] == 1
    assert ask("SELECT c.name, c.external_id, p.normal FROM customers c JOIN contact_points p ON p.customer_no = c.no") == [
        ("139 0000 0001", "139 0000 0001", "+8613900000001"),
    ]


def test_a_list_without_notes_meets_the_orders_that_have_one(load):
    load(KINDS["orders"])
    assert load("customer,date,amount\n张三,2026-01-02,12000\n")["same"] == 1


ROWS = st.lists(
    st.tuples(st.sampled_from("AB"), st.sampled_from("xy"), st.sampled_from(["2026-01-02", "2026-01-02T10:00:00.5"])), max_size=8
)


@given(ROWS, ROWS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_two_files_each_row_stands_as_often_as_in_the_fuller_one(crm, file, tmp_path, first, second):
    (tmp_path / "crm.db").unlink(missing_ok=True)
    for rows in (first, second):
        path = file([["customer", "node", "at"], *rows])
        crm("import", path, "--pipeline", "p", "--create-nodes", "--kind", "touches", "--yes")
    for row in {*first, *second}:
        cell, node, at = row
        sql = f"""SELECT count(*) FROM touches t JOIN nodes n ON n.no = t.node_no JOIN customers c ON c.no = t.customer_no
          WHERE c.name = '{cell}' AND n.name = '{node}' AND (t.at LIKE '%.500Z') = {int(at.endswith(".5"))}"""
        assert crm("query", sql).out == f"{max(first.count(row), second.count(row))}\n"


PEOPLE_OF = """SELECT replace(c.name, ' ', '') AS name, f.name AS firm, group_concat(p.normal) AS reach FROM customers c
  LEFT JOIN companies f ON f.no = c.company_no LEFT JOIN contact_points p ON p.customer_no = c.no
  GROUP BY c.no ORDER BY 1, 2, 3"""


@pytest.mark.parametrize(
    ("rows", "people"),
    [
        ("姓名,手机,日期,金额\n秦小雨,13912345678,2026-01-05,100\n", [("秦小雨", None, "+8613912345678")]),
        ("客户名称,联系人,日期,金额\n雨点花店,秦小雨,2026-01-05,100\n", [("秦小雨", "雨点花店", None)]),
        ("客户编号,客户名称,日期,金额\nC1,雨点花店,2026-01-05,100\n", [("雨点花店", None, None)]),
        ("姓名,手机,日期,金额\n秦小雨,13912345678,2026-01-05,1\n秦大山,13912345678,2026-01-06,2\n秦 小雨,,2026-01-07,3\n",
         [("秦大山", None, "+8613912345678"), ("秦小雨", None, "+8613912345678")]),
        ("Name,Email,Date,Amount\nAnn,a@x.cn,2026-01-05,1\n,A@X.CN,2026-01-06,2\n", [("Ann", None, "a@x.cn")]),
    ],
)  # fmt: skip
def test_all_columns_together_tell_the_customer(load, ask, rows, people):
    load(rows, "--kind", "orders")
    assert ask(PEOPLE_OF) == people
    assert load(rows, "--kind", "orders")["same"] == rows.count("\n") - 1
    assert ask(PEOPLE_OF) == people


SUMS_OF = "SELECT replace(name, ' ', '') AS who, amount FROM orders o JOIN customers c ON c.no = o.customer_no ORDER BY 1"
CUSTOMERS = "姓名,手机,公司\n秦小雨,13912345678,雨点花店\n秦大山,13912345678,\n王芳,,\n"
ORDERS = "姓名,手机,日期,金额\n秦小雨,13912345678,2026-01-05,1\n秦大山,13912345678,2026-01-06,2\n王 芳,,2026-01-07,3\n"


def test_orders_before_their_customers_are_the_same_people(load, ask, tmp_path):
    ends = []
    for first, second in ((CUSTOMERS, ORDERS), (ORDERS, CUSTOMERS)):
        (tmp_path / "crm.db").unlink(missing_ok=True)
        for rows in (first, second):
            load(rows, "--kind", "orders" if rows is ORDERS else "customers")
        ends.append((ask(PEOPLE_OF), ask(SUMS_OF)))
    assert ends[0] == ends[1]
    assert len(ends[0][0]) == 3
