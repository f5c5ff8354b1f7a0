"""Orders looked at, corrected, called off and given back."""

import pytest


@pytest.fixture
def sold(crm):
    """Ann: o1 of 500 (200 paid, boxes) and o2 of 300; Ben (vip): o3 of 80, all paid."""
    crm("config", "set", "currency", "CNY")
    crm("add", "Ann")
    crm("add", "Ben", "--tag", "vip")
    crm("order", "Ann", "500", "--on", "2026-11-01", "--product", "Boxx2@250", "--paid", "200", "--balance-by", "2026-12-01")
    crm("order", "Ann", "300", "--on", "2026-11-10")
    crm("order", "Ben", "80", "--on", "2026-11-12", "--product", "Lid", "--paid", "all")
    return crm


def items(crm, *words):
    return crm("orders", *words, "-o", "json").items


def figures(one):
    return one["status"]["code"], one["refunded"], one["net"], one["paid"], one["open"]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("", [3, 2, 1]), ("--open", [2, 1]), ("--product box", [1]), ("tag:vip", [3]), ("-tag:vip --open", [2, 1]),
        ("--since 2026-11-10", [3, 2]), ("--until 2026-11-10", [2, 1]), ("--since 2026-11-10 --until 2026-11-10", [2]),
        ("tag:vip --open", []),
    ],
)  # fmt: skip
def test_which_orders_are_listed(sold, words, numbers):
    assert [one["no"] for one in items(sold, "list", *words.split())] == numbers


def test_the_list_says_its_sums_and_what_counts_nowhere(sold):
    sold("orders", "cancel", "o2")
    ran = sold("orders", "list", "-o", "table")
    assert "orders: 2 · ¥580 · ¥300 still due · 1 cancelled, not counted" in ran.out


@pytest.mark.parametrize(
    ("words", "after"),
    [
        ("refund o1 100", ("open", 100, 400, 200, 200)),
        ("refund o1 400", ("paid", 400, 100, 200, 0)),
        ("refund o1", ("refunded", 500, 0, 200, 0)),
        ("refund o3 30", ("paid", 30, 50, 80, 0)),
        ("cancel o1", ("cancelled", 0, 0, 200, 0)),
        ("edit o1 --amount 200", ("paid", 0, 200, 200, 0)),
        ("edit o1 --amount 1k --on 2026-11-02", ("open", 0, 1000, 200, 800)),
    ],
)
def test_what_happens_to_an_order_later(sold, words, after):
    number = words.split()[1]
    before = items(sold, "show", number)
    (changed,) = items(sold, *words.split())
    assert figures(changed) == after
    assert items(sold, "show", number) == [changed]
    assert items(sold, "list")[-int(number[1:])]["uid"] == changed["uid"]
    sold("undo")
    assert items(sold, "show", number) == before


def test_an_edit_says_all_an_order_says(sold):
    words = ("--number", "D7", "--note", "urgent", "--product", "Lidx3@9", "--product", "Cap")
    (one,) = items(sold, "edit", "1", *words)
    assert (one["number"], one["note"], [line["name"] for line in one["products"]]) == ("D7", "urgent", ["Lid", "Cap"])
    (one,) = items(sold, "edit", "o1", "--number", "", "--note", "", "--product", "")
    assert (one["number"], one["note"], one["products"], one["amount"]) == (None, None, [], 500)


def test_what_was_changed_by_hand_stands_against_an_import(sold, tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("Order number,Customer,Date,Amount\nD1,Cleo,2026-11-01,70\nD2,Cleo,2026-11-02,60\n", encoding="utf-8")
    sold("import", path, "--yes")
    sold("orders", "cancel", "o4")
    sold("orders", "refund", "o5", "10")
    path.write_text("Order number,Customer,Date,Amount\nD1,Cleo,2026-11-01,75\nD2,Cleo,2026-11-02,60\n", encoding="utf-8")
    sold("import", path, "--yes")
    assert [(one["amount"], one["net"]) for one in items(sold, "list", "Cleo")] == [(60, 50), (70, 0)]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("show", "o9"), 3, "There is no order o9."),
        (("show", "Ann"), 3, "'Ann' is not an order."),
        (("list", "--product", "Bax"), 3, "Box"),
        (("list", "--since", "2026-11-10", "--until", "2026-11-01"), 2, "--since"),
        (("edit", "o1"), 2, "No changes given."),
        (("edit", "o1", "--amount", "€5"), 2, "is not in CNY"),
        (("edit", "o1", "--on", "2030-01-01"), 2, "is in the future"),
        (("refund", "o1", "501"), 5, "Only ¥500 of o1 can be given back."),
        (("refund", "o1", "0"), 2, "more than zero"),
        (("refund", "o1", ""), 2, "is not an amount"),
    ],
)
def test_what_cannot_be(sold, words, code, said):
    before = items(sold, "list")
    ran = sold("orders", *words, ok=False)
    assert (ran.code, said in ran.err) == (code, True), ran.err
    assert items(sold, "list") == before


def test_refusals_of_what_was_given_back_or_called_off(sold):
    sold("orders", "refund", "o2")
    assert sold("orders", "refund", "o2", ok=False).code == 5
    assert sold("orders", "edit", "o2", "--amount", "299", ok=False).code == 5
    sold("orders", "edit", "o1", "--number", "A")
    assert "A is the number of order o1 already." in sold("orders", "edit", "o2", "--number", "A", ok=False).err
    assert "¥80 was paid of it" in sold("orders", "cancel", "o3").err
    again = sold("orders", "cancel", "o3", "-o", "json")
    assert (again.items, "cancelled already" in again.err) == ([], True)


def test_an_order_on_the_screen(sold):
    sold("pay", "o1", "100", "--on", "2026-11-05", "--note", "cash")
    sold("orders", "refund", "o1", "50", "--on", "2026-11-06")
    out = sold("orders", "show", "o1", "-o", "table").out
    for part in ("¥500 (o1)", "¥450 after refunds", "Box×2", "2026-11-05 · paid ¥100 · cash", "2026-11-06 · given back ¥50"):
        assert part in out, out
