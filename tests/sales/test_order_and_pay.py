import os
import shutil
import sqlite3
from contextlib import closing

import pytest


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return tmp_path_factory.mktemp("sales") / "zhang.db"


@pytest.fixture
def zhang(crm, template):
    """张三 (c1), no orders; the file is made once and copied."""
    if not template.exists():
        crm("add", "张三", "--phone", "13800138000")
        shutil.copy(os.environ["CRM_DB"], template)
    shutil.copy(template, os.environ["CRM_DB"])
    return crm


def values(sql):
    with closing(sqlite3.connect(os.environ["CRM_DB"])) as db:
        return [row[0] for row in db.execute(sql)]


def order(crm, *options):
    (item,) = crm("order", "张三", *options, "-o", "json").items
    return item


def pay(crm, *options):
    (item,) = crm("pay", *options, "-o", "json").items
    return item


def test_an_order_as_scripts_read_it(zhang):
    item = order(
        zhang, "6,100.50", "--on", "11-10", "--product", "空调x2@3000", "--product", "安装", "--note", "急", "--paid", "100"
    )
    assert item | {"uid": "", "customer": item["customer"]["name"]} == {
        "no": 1,
        "uid": "",
        "customer": "张三",
        "date": "2026-11-10",
        "amount": 6100.5,
        "currency": "CNY",
        "paid": 100,
        "open": 6000.5,
        "due": None,
        "note": "急",
        "products": [{"name": "空调", "quantity": 2, "price": 3000}, {"name": "安装", "quantity": 1, "price": None}],
        "deal": None,
        "number": None,
        "status": {"code": "open", "label": "not paid"},
        "refunded": 0,
        "net": 6100.5,
    }


def test_a_payment_as_scripts_read_it(zhang):
    order(zhang, "1万")
    item = pay(zhang, "o1", "3千", "--on", "昨天", "--note", "转账")
    assert item | {"uid": "", "customer": item["customer"]["no"]} == {
        "no": 1,
        "uid": "",
        "customer": 1,
        "order": 1,
        "date": "2026-11-20",
        "amount": 3000,
        "currency": "CNY",
        "note": "转账",
    }


def test_one_line_says_what_was_written(zhang):
    ran = zhang("order", "张三", "2万", "--paid", "5000", "--rest-by", "2026-11-30", "--product", "空调x2")
    assert ran.out == "Order of 张三: ¥20,000 (o1) · 空调×2 · paid ¥5,000 · ¥15,000 due by 2026-11-30 Mon · crm undo\n"
    assert zhang("pay", "张三", "5000").out == "Payment of 张三: ¥5,000 → o1 · ¥10,000 still due · crm undo\n"
    assert zhang("pay", "o1", "1万").out == "Payment of 张三: ¥10,000 → o1 · fully paid · crm undo\n"


def test_an_order_with_all_that_belongs_to_it_is_one_change(zhang):
    zhang("order", "张三", "2万", "--paid", "5000", "--rest-by", "月底", "--product", "空调")
    zhang("undo")
    for table in ("orders", "payments", "payment_plans", "order_lines", "products"):
        assert values(f"SELECT count(*) FROM {table}") == [0]


def test_a_product_is_made_once_whatever_its_case(zhang):
    order(zhang, "1", "--product", "Box")
    order(zhang, "1", "--product", "boxx3")
    assert values("SELECT name FROM products") == ["Box"]
    assert order(zhang, "1", "--product", "box")["products"][0]["name"] == "Box"


@pytest.mark.parametrize(("prices", "said"), [(("@60", "@40"), False), (("@60", "@50"), True), (("@60", ""), False)])
def test_a_sum_that_differs_is_said(zhang, prices, said):
    ran = zhang("order", "张三", "100", "--product", f"a{prices[0]}", "--product", f"b{prices[1]}")
    assert ("the products make" in ran.err) == said


@pytest.mark.parametrize(("orders", "attached"), [((), None), (("100",), 1), (("100", "50"), None)])
def test_a_payment_belongs_to_the_only_open_order(zhang, orders, attached):
    for money in orders:
        order(zhang, money)
    assert pay(zhang, "张三", "60")["order"] == attached


def test_a_paid_order_draws_no_payment(zhang):
    order(zhang, "100", "--paid", "100")
    order(zhang, "50")
    assert pay(zhang, "张三", "50")["order"] == 2


def test_an_advance_counts_for_what_comes(zhang):
    order(zhang, "100")
    assert "¥20 more than is due" in zhang("pay", "张三", "120", "--advance").err
    assert order(zhang, "50")["open"] == 30
    assert "more than is due" in zhang("order", "张三", "50", "--paid", "80", "--advance").err


@pytest.mark.parametrize("target", ["张三", "o1"])
def test_more_than_is_open_of_one_order_is_refused(zhang, target):
    order(zhang, "100", "--paid", "40")
    ran = zhang("pay", target, "61", ok=False)
    assert (ran.code, "¥60 of o1 is due" in ran.err, "--advance" in ran.err) == (5, True, True)
    assert values("SELECT amount FROM payments") == [4000]
    assert pay(zhang, target, "60")["order"] == 1
    assert zhang("pay", "o1", "1", ok=False).code == 5
    assert pay(zhang, "o1", "1", "--advance")["order"] == 1


def test_of_several_open_orders_the_rest_is_told(zhang):
    order(zhang, "100")
    order(zhang, "50")
    assert "¥10 more than is due" in zhang("pay", "张三", "160").err


def test_money_without_an_open_order_is_an_advance(zhang):
    ran = zhang("pay", "张三", "500")
    assert ("an advance; no order is due" in ran.out, ran.err) == (True, "")
    assert order(zhang, "800")["open"] == 300


def test_an_order_paid_in_full(zhang):
    assert (order(zhang, "800", "--paid", "all")["open"], values("SELECT amount FROM payments")) == (0, [80000])
    assert order(zhang, "800", "--paid", "全款")["open"] == 0
    assert order(zhang, "0", "--paid", "all")["paid"] == 0
    ran = zhang("order", "张三", "800", "--paid", "900", ok=False)
    assert (ran.code, "¥100 too much: the order is of ¥800." in ran.err, "--advance" in ran.err) == (5, True, True)


MONEY_OPTIONS = [
    ("order", "张三", "€300"), ("order", "张三", "300", "--paid", "€3"), ("order", "张三", "300", "--product", "a@€300"),
    ("pay", "张三", "€3"), ("qualify", "张三", "--amount", "$3"), ("log", "张三", "初步接触", "--amount", "$3"),
    ("list", "expected:>€300"), ("list", "spent:>€300"), ("product", "add", "a", "--price", "300 EUR"),
    ("rfm", "--r-cuts", "1,2,3,4", "--f-cuts", "1,2,3,4", "--m-cuts", "€1,2,3,4"),
]  # fmt: skip


@pytest.mark.parametrize("words", MONEY_OPTIONS)
def test_another_currency_is_never_relabelled(zhang, words):
    ran = zhang(*words, ok=False)
    assert (ran.code, "is not in CNY, the currency of this file" in ran.err) == (2, True), ran.err


def test_a_portrait_keeps_what_was_typed_and_compares_only_its_own_currency(zhang):
    zhang("field", "add", "预算", "--type", "money")
    zhang("edit", "张三", "--field", "预算=€500")
    assert zhang("show", "张三", "-o", "json").items[0]["fields"] == {"预算": "€500"}
    assert zhang("list", "field.预算:>100", "-o", "ids").out == ""
    assert zhang("list", "field.预算:>€100", ok=False).code == 2


def test_a_row_of_another_currency_stays_in_its_own_and_is_never_added(zhang, tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("customer,date,amount\n张三,2026-01-02,€300\n张三,2026-01-03,¥400\n", encoding="utf-8")
    zhang("import", path, "--kind", "orders", "--yes")
    assert values("SELECT coalesce(currency, 'own') || amount FROM orders ORDER BY no") == ["EUR30000", "own40000"]
    assert zhang("rfm", "-o", "json").items[0]["monetary"] == 400


def test_the_currency_of_the_file(zhang):
    zhang("config", "set", "currency", "EUR")
    assert order(zhang, "5")["currency"] == "EUR"
    assert "€5" in zhang("pay", "张三", "5").out


@pytest.mark.parametrize(
    ("argv", "code", "sentence"),
    [
        ("order 赵六 5", 3, "赵六"),
        ("order 张三 -5", 2, "negative"),
        ("order 张三 five", 2, "not an amount"),
        ("order 张三 5 --on 2062-01-01", 2, "is in the future"),
        ("order 张三 5 --on tomorrow", 2, "is in the future"),
        ("order 张三 5 --on neverday", 2, "cannot be read"),
        ("order 张三 5 --paid 5 --rest-by 明天", 2, "--balance-by"),
        ("order 张三 0 --rest-by 明天", 2, "--balance-by"),
        ("order 张三 5 --rest-by yesterday", 2, "before the order"),
        ("order 张三 5 --rest-by 明天9点", 2, "only a date"),
        ("order 张三 5 --product x0@3 --product 空调x0", 2, "空调"),
        ("order 张三 5 --paid=-1", 2, "negative"),
        ("pay 张三 0", 2, "more than zero"),
        ("pay 张三 -5", 2, "negative"),
        ("pay 张三 5 --on 2062-01-01", 2, "is in the future"),
        ("pay o7 5", 3, "There is no order o7."),
        ("pay 赵六 5", 3, "赵六"),
    ],
)
def test_refusals_write_nothing(zhang, argv, code, sentence):
    ran = zhang(*argv.split(), ok=False)
    assert ran.code == code
    assert sentence in ran.err
    assert values("SELECT no FROM orders UNION ALL SELECT no FROM payments") == []


@pytest.mark.parametrize(("typed", "shown"), [("x3", "×3"), ("x1.5", "×1.5"), ("x1234567", "×1234567"), ("x0.125", "×0.125")])
def test_a_quantity_is_shown_whole(zhang, typed, shown, tmp_path):
    assert f"驱虫{shown} ·" in zhang("order", "张三", "60", "--product", f"驱虫{typed}").out
    zhang("export", "orders", str(tmp_path / "orders.csv"))
    assert f"驱虫{typed}" in (tmp_path / "orders.csv").read_text("utf-8-sig")


def test_a_new_product_spelled_like_another_is_told(zhang):
    first = zhang("order", "张三", "60", "--product", "Deworming x2")
    slip = zhang("order", "张三", "60", "--product", "Dewroming x2")
    assert ("New product" in first.err, "New product 'Dewroming'" in slip.err, "Did you mean: Deworming?" in slip.err) == (
        False,
        True,
        True,
    )
    assert "New product" not in zhang("order", "张三", "60", "--product", "dewroming").err


def test_an_order_of_nothing_says_that_it_is_a_gift(crm):
    crm("add", "Ann")
    assert "a gift, not a purchase" in crm("order", "Ann", "0").out
    assert "gift" not in crm("order", "Ann", "5").out


@pytest.fixture
def sold(crm, tmp_path):
    """Imported orders of Ann in every state: o1 open, o2 cancelled, o3 given back, o4 half given back, o5 in dollars."""
    rows = ["D1,100,,,", "D2,200,cancelled,,", "D3,300,refunded,,", "D4,400,,150,", "D5,500,,,USD"]
    path = tmp_path / "orders.csv"
    head = "Order number,Amount,Status,Refunded amount,Currency,Customer,Date"
    path.write_text("\n".join([head, *(f"{row},Ann,2026-03-0{day}" for day, row in enumerate(rows, 1))]), encoding="utf-8")
    crm("config", "set", "currency", "CNY")
    crm("import", str(path), "--kind", "orders", "--yes")
    return crm


@pytest.mark.parametrize(
    ("target", "money", "code", "said"),
    [
        ("o1", "100", 0, "¥100 → o1 · fully paid"),
        ("o2", "10", 5, "o2 is cancelled, so nothing is due on it."),
        ("o3", "10", 5, "o3 was refunded"),
        ("o4", "251", 5, "¥250 of o4 is due"),
        ("o4", "250", 0, "¥250 → o4 · fully paid"),
        ("o5", "200", 0, "$200 → o5 · $300 still due"),
        ("o5", "$500", 0, "$500 → o5 · fully paid"),
        ("o5", "501", 5, "$500 of o5 is due"),
        ("o5", "¥5", 2, "is not in USD, the currency of this order."),
        ("o9", "5", 3, "There is no order o9."),
        ("Ann", "100", 0, "¥250 still due"),
        ("Ann", "$100", 2, "is not in CNY, the currency of this file."),
    ],
)
def test_a_payment_of_an_order_in_any_state(sold, target, money, code, said):
    ran = sold("pay", target, money, ok=False)
    assert (ran.code, said in ran.out + ran.err) == (code, True), ran.out + ran.err


def test_money_of_other_currencies_and_cancelled_orders_settle_no_order(sold):
    sold("pay", "o5", "500")
    assert values("SELECT currency FROM payments") == ["USD"]
    assert sold("show", "Ann", "-o", "json").items[0]["money"]["open"] == 350


def test_an_order_with_a_number_in_other_money(zhang):
    zhang("config", "set", "currency", "CNY")
    item = order(zhang, "$800", "--number", "A-7", "--currency", "usd", "--paid", "$300", "--product", "Boxx2@$400")
    assert (item["number"], item["currency"], item["paid"], item["open"]) == ("A-7", "USD", 300, 500)
    assert order(zhang, "90", "--currency", "人民币")["currency"] == "CNY"
    assert values("SELECT currency FROM orders ORDER BY no") == ["USD", None]
    assert zhang("show", "张三", "-o", "json").items[0]["money"]["ordered"] == 90
    zhang("orders", "cancel", "o1")
    shown = zhang("timeline", "张三", "-o", "json").items
    assert [one["text"] for one in shown if one["kind"]["code"] in ("order", "payment")] == ["$800 · cancelled", "¥90", "$300"]


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("$5", "--number", "A-7"), 2, "the currency of this file"),
        (("5", "--number", "A-7"), 5, "A-7 is the number of order o1 already."),
        (("€5", "--currency", "USD"), 2, "is not in USD, the currency of this order."),
        (("5", "--currency", "USD", "--paid", "¥1"), 2, "is not in USD, the currency of this order."),
        (("5", "--currency", "USD", "--paid", "6"), 5, "$1 too much"),
        (("5", "--currency", "USD", "--product", "a@¥5"), 2, "is not in USD, the currency of this order."),
        (("5", "--currency", "USD", "--balance-by", "2026-12-31"), 2, "Omit --balance-by."),
        (("5", "--currency", "dollars"), 2, "'dollars' is not a currency."),
    ],
)
def test_what_a_number_and_a_currency_forbid(zhang, options, code, said):
    zhang("config", "set", "currency", "CNY")
    order(zhang, "1", "--number", "A-7")
    ran = zhang("order", "张三", *options, ok=False)
    assert (ran.code, said in ran.err) == (code, True), ran.err
    assert values("SELECT count(*) FROM orders") == [1]


def test_the_first_currency_said_is_the_files(crm, bare_file):
    crm("add", "Ann")
    (item,) = crm("order", "Ann", "5", "--currency", "EUR", "-o", "json").items
    assert (item["currency"], values("SELECT currency FROM orders")) == ("EUR", [None])
