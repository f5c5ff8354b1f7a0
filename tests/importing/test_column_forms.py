"""Dates and amounts as other countries and programs write them: decided over the whole column, refused where in doubt."""

import pytest

from crmcli.core import region
from crmcli.core.errors import UsageError
from crmcli.importing import date_cells, money_cells
from crmcli.importing.date_cells import Sample


@pytest.fixture(autouse=True)
def nowhere():
    """No region tells which way round dates go."""
    region.use(lambda: None)


@pytest.mark.parametrize(
    ("text", "way", "iso"),
    [
        ("31.12.2025", None, "2025-12-31"), ("1.2.26", None, "2026-02-01"), ("31/12/2025", "dmy", "2025-12-31"),
        ("12/31/25", "mdy", "2025-12-31"), ("25/12/31", "ymd", "2025-12-31"), ("5-6-2025", "dmy", "2025-06-05"),
        ("07/07/2025", None, "2025-07-07"), ("08/07/2025", None, "08/07/2025"), ("31/12/2025", "mdy", "31/12/2025"),
        ("2025/3/8 上午9:05", None, "2025-03-08 09:05:00"), ("2025-03-08 下午 2:30", None, "2025-03-08 14:30:00"),
        ("2025年3月8日 星期六", None, "2025-03-08"), ("3/8/2025 12:05 AM", "mdy", "2025-03-08 00:05:00"),
        ("3/8/2025, 1:05:09 p.m.", "mdy", "2025-03-08 13:05:09"), ("2025-03-08T10:00:00.000Z", None, "2025-03-08 10:00:00.000Z"),
        ("2025-03-08 10:00:00 +0100", None, "2025-03-08 10:00:00+0100"), ("05 Mar 2025", None, "2025-03-05"),
        ("Sat, March 8th, 2025", None, "2025-03-08"), ("8. März 2025", None, "2025-03-08"),
        ("8 juillet 2025", None, "2025-07-08"),
        ("8 de enero de 2025", None, "2025-01-08"), ("11月20日", None, "2026-11-20"),
        ("12月1日", None, "2025-12-01"),
        ("soon", "dmy", "soon"), ("2025-02-30", None, "2025-02-30"), ("8 sometime 2025", None, "8 sometime 2025"), ("", None, ""),
    ],
)  # fmt: skip
def test_dates_in_one_spelling(monkeypatch, text, way, iso):
    monkeypatch.setenv("CRM_NOW", "2026-11-21T10:00")
    assert date_cells.iso(text, way) == iso


def samples(*cells):
    return [Sample(line, cell) for line, cell in enumerate(cells, 2)]


@pytest.mark.parametrize(
    ("cells", "way"),
    [
        (("01/02/2025", "13/02/2025"), "dmy"), (("01/02/2025", "02/13/2025"), "mdy"), (("2025-01-02", "01.02.2025"), None),
        (("03/03/2025",), None),
    ],
)  # fmt: skip
def test_the_column_tells_which_way_round_its_dates_go(cells, way):
    assert date_cells.order("date", samples(*cells)) == way


@pytest.mark.parametrize("cells", [("04/05/2025", "06/07/2025"), ("13/01/2025", "01/14/2025")])
def test_dates_in_doubt_are_refused_with_their_readings(cells):
    with pytest.raises(UsageError, match="line 2 read as dmy is 2025-") as caught:
        date_cells.order("date", samples(*cells))
    assert "--dates" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("cells", "sign"),
    [(("12,50", "1.234"), ","), (("1.234,56 €",), ","), (("1,234.50", "12"), "."), (("1,234",), None), (("800", "1.2万"), ".")],
)
def test_the_column_tells_its_decimal_sign(cells, sign):
    assert money_cells.decimal("amount", samples(*cells)) == sign


@pytest.mark.parametrize("cells", [("1.234",), ("12,50", "12.50")])
def test_a_decimal_sign_in_doubt_is_refused(cells):
    with pytest.raises(UsageError, match="line 2"):
        money_cells.decimal("amount", samples(*cells))


@pytest.mark.parametrize(
    ("header", "cell", "plain"),
    [
        ("金额（万元）", "12.5", "125000 元"), ("合同额(单位：千元)", "3", "3000 元"), ("amount (k$)", "1.5", "1500 $"),
        ("Betrag (Tsd. €)", "7", "7"), ("price [USD]", "8", "8 usd"), ("金额(分)", "1250", "12.5"), ("金额(万)", "3万", "3万"),
        ("金额(元)", "￥5", "¥5"), ("amount", "(20.00)", "-20.00"), ("amount", "1'234.50 CHF", "1234.50CHF"),
        ("amount", "viel", "viel"),
    ],
)  # fmt: skip
def test_the_header_tells_unit_and_currency(header, cell, plain):
    assert money_cells.plain(cell, money_cells.form(header, ".", None, None)) == plain


FILES = [
    ("客户;日期;金额（千元）\n甲;1.2.2025;1,5\n乙;3.2.2025;2\n合计;;3,5\n", [], [("2025-02-01", 1500), ("2025-02-03", 2000)]),
    ("customer,date,amount\nA,02/01/2025,1.500\n", ["--dates", "dmy", "--decimal", ","], [("2025-01-02", 1500)]),
    ("customer,date,amount\nA,2025-01-02,8\n", ["--unit", "k"], [("2025-01-02", 8000)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "options", "orders"), FILES)
def test_a_file_is_read_as_its_columns_tell_and_says_so(crm, file, ask, text, options, orders):
    item = crm("import", file(text), "--yes", "-o", "json", *options).items[0]
    assert ask("SELECT date, amount / 100 FROM orders ORDER BY no") == orders
    assert bool(item["guesses"]) is (not options)
    assert item["sums"] == ([4] if "合计" in text else [])


def test_a_doubt_that_no_row_needs_leaves_the_cells_out(load, ask):
    item = load("name,birthday,hobby\nA,02/01/1980,tea\nB,2.1.1980,\n", "--region", "CA")
    assert [(one["ignored"], one["unread"]) for one in item["mapping"]] == [(0, 0), (0, 1), (1, 0)]
    assert ask("SELECT birthday FROM customers ORDER BY no") == [(None,), ("1980-01-02",)]


@pytest.mark.parametrize("option", [["--dates", "dym"], ["--decimal", ";"], ["--unit", "dozen"]])
def test_an_unknown_form_is_refused_with_those_there_are(crm, file, option):
    done = crm("import", file("name\nA\n"), "--yes", *option, ok=False)
    assert (done.code, option[1] in done.err) == (2, True)
