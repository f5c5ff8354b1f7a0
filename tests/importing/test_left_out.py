"""Rows of a bill that are no customer's: the money that went out."""

import shlex

import pytest

HEAD = "交易时间,交易对方,商品说明,金额"


@pytest.mark.parametrize(
    ("column", "goes_in", "stays_out"),
    [
        ("收/支", ["收入", ""], ["支出", "不计收支", "/", "其他"]),
        ("收支", ["收"], ["支", "中性交易"]),
        ("资金流向", ["转入"], ["转出"]),
        ("借贷标志", ["贷"], ["借"]),
        ("Direction", ["in", "Incoming"], ["OUT", "outgoing"]),
        ("type", ["Credit", "/", "gift"], ["DEBIT", "withdrawal"]),
    ],
)
def test_money_that_went_out_is_no_payment_and_is_named(crm, load, ask, column, goes_in, stays_out):
    ways = [*goes_in, *stays_out]
    rows = [f"2026-03-05 10:11:12,秦{place},花,{place}.00,{way}" for place, way in enumerate(ways, 1)]
    found = load("\n".join([f"{HEAD},{column}", *rows]))
    assert (found["kind"]["code"], found["new"]) == (
        "payments",
        len(goes_in),
    )
    assert found["expenses"] == list(range(len(goes_in) + 2, len(ways) + 2))
    assert ask("SELECT amount / 100 FROM payments ORDER BY no") == [(place,) for place in range(1, len(goes_in) + 1)]
    assert ask("SELECT count(*) FROM customers") == [(len(goes_in),)]
    unread = [one["unread"] for one in found["mapping"] if one["column"] == column]
    assert unread == [sum(way in goes_in for way in ("/", "gift"))]


def test_any_of_several_columns_tells_that_money_went_out(load):
    found = load(
        f"交易类型,{HEAD},收/支\n商户消费,2026-03-05,秦,花,5,支出\n转账,2026-03-05,秦,花,5,收入\nwithdrawal,2026-03-06,秦,花,6,\n"
    )
    assert (found["new"], found["expenses"], [one["unread"] for one in found["mapping"]]) == (1, [2, 4], [0] * 6)


@pytest.mark.parametrize("columns", [["收/支"], ["交易类型", "收/支"], ["Balance Impact", "type"]])
def test_the_notice_names_the_rows_and_the_options_that_take_them_in(crm, file, columns):
    rows = [f"2026-03-05,面馆{no},饭,25.00{',withdrawal' * len(columns)}" for no in range(12)]
    path = file("\n".join([",".join([HEAD, *columns]), *rows]))
    shown = crm("import", path, "--dry-run")
    done = crm("import", path, "--yes")
    for text in (" ".join(shown.out.split()), " ".join(done.err.split())):
        assert "12 (line 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …); --map" in text
    options = shlex.split(done.err.split("…); ")[1].split(" takes")[0])
    assert crm("import", path, "--yes", *options, "-o", "json").items[0]["new"] == 12


@pytest.mark.parametrize("cell", ["(20.00)", "-10", "−10", "-¥1,000"])
def test_a_negative_amount_is_a_refund_that_is_named_and_left_out(crm, tmp_path, cell):
    path = tmp_path / "in.csv"
    path.write_text(f'customer,date,amount\nAnn,2026-03-04,100\nAnn,2026-03-05,"{cell}"\n', encoding="utf-8")
    done = crm("import", path, "--yes", "-o", "json")
    assert (done.items[0]["new"], done.items[0]["refunds"]) == (1, [3])
    assert "crm orders refund" in done.err
    assert [one["amount"] for one in crm("orders", "list", "-o", "json").items] == [100]
