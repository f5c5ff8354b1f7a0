"""Orders and payments that bear a number, and how they stand: met, corrected, called off, given back, in other money."""

import pytest


@pytest.fixture
def load(crm, tmp_path):
    def run(*lines, options=()):
        path = tmp_path / "in.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        (found,) = crm("import", str(path), "--yes", "-o", "json", *options).items
        return found

    return run


def rows(crm, sql):
    return [tuple(one.values()) for one in crm("query", sql, "-o", "json").items]


ORDERS = "SELECT number, amount / 100 AS money, cancelled_on, currency FROM orders ORDER BY no"
HEAD = "Order number,Customer,Date,Amount"


def test_a_number_is_one_order_and_a_corrected_amount_corrects(crm, load):
    assert load(HEAD, "D1,Ann,2026-03-05,100", "D2,Ann,2026-03-05,100")["new"] == 2
    again = load(HEAD, "D2,Ann,2026-03-05,100", "D1,Ann,2026-03-06,120")
    assert (again["new"], again["updated"], again["same"]) == (0, 1, 1)
    assert rows(crm, ORDERS) == [("D1", 120, None, None), ("D2", 100, None, None)]
    crm("undo")
    assert rows(crm, ORDERS) == [("D1", 100, None, None), ("D2", 100, None, None)]


@pytest.mark.parametrize(
    ("lines", "amount"),
    [
        (("7,Ann,2026-03-05,100,Rose,1,60", "7,Ann,2026-03-05,100,Lily,1,40"), 100),
        (("7,Ann,2026-03-05,100,Rose,1,60", "7,,,,Lily,1,40"), 100),
        (("7,Ann,2026-03-05,120,Rose,2,60", "7,Ann,2026-03-05,40,Lily,1,40"), 160),
    ],
)
def test_rows_of_one_number_are_the_lines_of_one_order(crm, load, lines, amount):
    head = f"{HEAD},Product,Quantity,Unit price"
    assert load(head, *lines)["new"] == 1
    assert load(head, *(lines if "," * 3 in lines[1] else reversed(lines)))["same"] == 1
    assert rows(crm, ORDERS) == [("7", amount, None, None)]
    assert rows(crm, "SELECT p.name, l.price FROM order_lines l JOIN products p ON p.no = l.product_no ORDER BY 1") == [
        ("Lily", 4000),
        ("Rose", 6000),
    ]


def test_rows_of_one_number_that_disagree_are_refused(crm, load, tmp_path):
    rejects = tmp_path / "bad.csv"
    found = load(HEAD, "7,Ann,2026-03-05,100", "7,Ann,2026-04-05,90", "8,Ann,2026-03-05,5", options=("--rejects", str(rejects)))
    assert (found["new"], found["rejected"]) == (1, 1)


def test_states_refunds_and_other_money_count_apart(crm, load):
    crm("config", "set", "currency", "CNY")
    found = load(
        f"{HEAD},Status,Refund,Currency",
        "1,Ann,2026-03-05,100,交易成功,,CNY", "2,Ann,2026-03-05,200,交易关闭,,",
        "3,Ann,2026-03-06,300,已退款,,人民币", "4,Ann,2026-03-07,400,closed won,150,", "5,Ann,2026-03-08,70,paid,,USD",
    )  # fmt: skip
    assert found["new"] == 5
    assert rows(crm, ORDERS) == [
        ("1", 100, None, None), ("2", 200, "2026-03-05", None), ("3", 300, None, None), ("4", 400, None, None),
        ("5", 70, None, "USD"),
    ]  # fmt: skip
    (row,) = crm("rfm", "-o", "json").items
    assert (row["frequency"], row["monetary"]) == (2, 350)
    assert [one["name"] for one in crm("list", "spent:350", "-o", "json").items] == ["Ann"]
    (ann,) = crm("show", "Ann", "-o", "json").items
    assert ann["money"]["ordered"] == 350
    assert ann["money"]["open"] == 350


def test_what_leaves_comes_back(crm, load, tmp_path, monkeypatch):
    crm("config", "set", "currency", "CNY")
    head = f"{HEAD},Status,Refund,Currency,Product,Quantity"
    load(head, "1,Ann,2026-03-05,100,已取消,,,Rose,2", "2,Ann,2026-03-06,300,,50,,,", "3,Ann,2026-03-08,70,,,USD,,")
    load("Payment number,Customer,Date,Amount", "P1,Ann,2026-03-09,30")
    crm("export", "all", str(tmp_path / "out"))
    for name in ("orders", "payments"):
        found = crm("import", str(tmp_path / "out" / f"{name}.csv"), "--kind", name, "--yes", "-o", "json").items[0]
        assert (found["new"], found["updated"], found["differs"]) == (0, 0, 0)
    before = rows(crm, ORDERS), rows(crm, "SELECT amount FROM refunds"), rows(crm, "SELECT number FROM payments")
    monkeypatch.setenv("CRM_DB", str(tmp_path / "other.db"))
    crm("config", "set", "currency", "CNY")
    for name in ("customers", "orders", "payments"):
        crm("import", str(tmp_path / "out" / f"{name}.csv"), "--kind", name, "--yes")
    assert (rows(crm, ORDERS), rows(crm, "SELECT amount FROM refunds"), rows(crm, "SELECT number FROM payments")) == before


def test_a_payment_is_met_by_its_number(crm, load):
    head = "Payment number,Customer,Date,Amount"
    load(head, "P1,Ann,2026-03-05,100")
    assert load(head, "P1,Ann,2026-03-05,120", "P1,Ann,2026-03-05,120")["updated"] == 1
    assert rows(crm, "SELECT number, amount FROM payments") == [("P1", 12000)]


@pytest.mark.parametrize(
    ("head", "names", "new", "customers"),
    [
        ("Name,Email,Total,Created at,Lineitem name,Billing Name", ("#A1", "#A1", "#2-X"), 2, ["Ann", "Bo"]),
        ("Name,Email,Total,Created at,Lineitem name,Notes", ("#A1", "#A1", "#2"), 2, ["ann@x.example", "bo@x.example"]),
        ("Name,Email,Total,Created at,Lineitem name,Notes", ("Ann", "Ann", "#2"), 3, ["#2", "Ann"]),
    ],
)
def test_a_name_that_is_an_order_number_is_no_customer(crm, load, head, names, new, customers):
    first, more, other = names
    lines = [f"{first},ann@x.example,9.90,2026-03-05,Mug,Ann", f"{other},bo@x.example,5,2026-03-06,Mug,Bo"]
    lines.insert(1, f"{more},ann@x.example,{'' if more[0] == '#' else 3},2026-03-05,Tray,")
    assert load(head, *lines)["new"] == new
    assert [name for (name,) in rows(crm, "SELECT name FROM customers ORDER BY name")] == customers
    numbers = [number for (number,) in rows(crm, "SELECT number FROM orders ORDER BY number")]
    assert numbers == (sorted({first, other}) if more[0] == "#" else [None] * new)


def test_a_mapping_beside_leaves_the_number_and_one_of_it_overrules(load):
    lines = ("Name,Email,Total,Created at,Code,Extra", "#1,ann@x.example,9.90,2026-03-05,X1,tea")
    for options, meant in ((("Extra=note",), ["number", "ignore"]), (("Code=number",), ["customer_name", "number"])):
        found = load(*lines, options=("--dry-run", "--map", *options))
        said = {one["column"]: one["field"] or "ignore" for one in found["mapping"]}
        assert [said["Name"], said["Code"]] == meant


def test_a_total_that_further_lines_leave_out_counts_once_whatever_the_prices(crm, load):
    head = f"{HEAD},Product,Quantity,Unit price"
    load(head, "7,Ann,2026-03-05,60,Rose,1,60", "7,,,,Lily,1,60", "8,Ann,2026-03-05,60,Rose,1,60", "8,,,60,Lily,1,60")
    assert rows(crm, ORDERS) == [("7", 60, None, None), ("8", 120, None, None)]


def test_payments_in_other_money_stay_in_it(crm, load, tmp_path):
    crm("config", "set", "currency", "CNY")
    lines = ("Customer,Date,Amount,Currency", "Ann,2026-03-05,100,USD", "Ann,2026-03-05,100,", "Ann,2026-03-06,$7,美元")
    assert load(*lines, options=("--kind", "payments"))["new"] == 3
    assert load(*lines, options=("--kind", "payments"))["same"] == 3
    kept = rows(crm, "SELECT amount, currency FROM payments ORDER BY no")
    assert kept == [(10000, "USD"), (10000, None), (700, "USD")]
    (ann,) = crm("show", "Ann", "-o", "json").items
    assert ann["money"]["paid"] == 100
    crm("export", "payments", str(tmp_path / "out.csv"), "-o", "csv")
    found = crm("import", str(tmp_path / "out.csv"), "--kind", "payments", "--yes", "-o", "json").items[0]
    assert (found["new"], found["same"]) == (0, 3)


def test_a_currency_beside_the_amount_is_that_of_the_order(crm, load):
    lines = ["customer,date,amount", "A,2026-03-05,¥1万", "B,2026-03-05,EUR 10", "C,2026-03-05,US$20"]
    load(*lines)
    assert rows(crm, "SELECT amount / 100 AS money, currency FROM orders ORDER BY no") == [
        (10000, None),
        (10, "EUR"),
        (20, "USD"),
    ]
    assert load(*lines)["same"] == 3
