"""RFM: scores and segments by hand, by law, and through the command."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.core.errors import UsageError
from crmcli.reports.rfm.calc import SEGMENTS, Buyers, Cuts, Scheme, check, joined, r_thresholds, ranked, score

AT = "2026-01-01T00:00:00.000Z"
COUNT = Scheme("count", 5, "cn8")


def buyers(*rows):
    """Rows of (recency, frequency, monetary), numbered from 1."""
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    return Buyers(range(1, len(rows) + 1), *columns)


def graded(found, scheme):
    scores = score(found, scheme)
    return list(zip(scores.r, scores.f, scores.m, strict=True))


@pytest.mark.parametrize(
    ("values", "bins", "expected"),
    [
        ([10, 20, 30, 40, 50], 5, [1, 2, 3, 4, 5]),
        ([10, 10, 10, 10, 50], 5, [1, 1, 1, 1, 5]),
        ([10, 10, 20, 20, 20], 5, [1, 1, 3, 3, 3]),
        ([7], 5, [1]),
        ([1, 2, 3], 2, [1, 1, 2]),
        ([1, 2, 3], 10, [1, 4, 7]),
    ],
)
def test_scores_by_count(values, bins, expected):
    found = graded(buyers(*((-value, value, value) for value in values)), Scheme("count", bins, "cn8"))
    assert found == [(one, one, one) for one in expected]


ROWS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9), st.integers(0, 60)), min_size=1, max_size=30)


@settings(max_examples=50)
@given(ROWS, st.integers(2, 10))
def test_count_is_one_plus_the_share_of_those_strictly_worse(rows, bins):
    def plain(value, values):
        return 1 + bins * sum(other < value for other in values) // len(values)

    days, orders, money = ([-row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])
    expected = [(plain(-r, days), plain(f, orders), plain(m, money)) for r, f, m in rows]
    assert graded(buyers(*rows), Scheme("count", bins, "cn8")) == expected


@settings(max_examples=50)
@given(ROWS, st.sampled_from(["count", "r"]), st.randoms())
def test_the_order_of_customers_changes_nothing(rows, rule, chance):
    shuffled = list(rows)
    chance.shuffle(shuffled)
    scheme = Scheme(rule, 5, "en10")
    both = [
        dict(zip(one, zip(graded(buyers(*one), scheme), score(buyers(*one), scheme).segment, strict=True), strict=True))
        for one in (rows, shuffled)
    ]
    assert both[0] == both[1]


@settings(max_examples=50)
@given(ROWS)
def test_by_count_the_currency_unit_changes_nothing(rows):
    in_other = [(r, f, m * 725) for r, f, m in rows]
    assert score(buyers(*rows), COUNT) == score(buyers(*in_other), COUNT)


def test_r_thresholds_by_hand():
    # Of 1, 2, 4, 8, 16, 32 type 7 takes the places 1 + 5k/5: the values themselves, plus one.
    assert r_thresholds([32, 1, 16, 2, 8, 4], 5) == [3, 5, 9, 17]
    # Of 10, 20, 30, 40 it takes the places 1.75 and 2.5 and 3.25: 17.5, 25, 32.5.
    assert r_thresholds([40, 10, 30, 20], 4) == [18.5, 26, 33.5]


def test_rule_r_has_half_open_bins_and_recency_turned_round():
    found = buyers((1, 1, 100), (2, 2, 200), (4, 4, 400), (8, 8, 800), (16, 16, 1600), (32, 32, 3200))
    assert graded(found, Scheme("r", 5, "cn8")) == [(5, 1, 1), (5, 1, 1), (4, 2, 2), (3, 3, 3), (2, 4, 4), (1, 5, 5)]
    on_a_threshold = buyers((5, 1, 0), (1, 1, 0), (2, 1, 0), (4, 1, 0), (8, 1, 0), (16, 1, 0), (32, 1, 0))
    cuts = r_thresholds(on_a_threshold.recency, 5)
    for days, (r, _f, _m) in zip(on_a_threshold.recency, graded(on_a_threshold, Scheme("r", 5, "cn8")), strict=True):
        assert r == 5 - sum(cut <= days for cut in cuts)


def test_fixed_thresholds_count_days_up_to_and_the_rest_from():
    scheme = check(Scheme("fixed", 3, "cn8", Cuts((30, 60), (2, 5), (1000, 5000))))
    rows = buyers((30, 1, 999), (31, 2, 1000), (60, 4, 4999), (61, 5, 5000))
    assert graded(rows, scheme) == [(3, 1, 1), (2, 2, 2), (2, 2, 2), (1, 3, 3)]


def test_cn8_compares_with_the_mean_and_counts_it_as_high():
    # means: 20 days, 2 orders, 20 of money
    found = buyers((20, 2, 20), (10, 1, 10), (30, 3, 30))
    assert score(found, COUNT).segment == ["111", "100", "011"]
    assert score(buyers((5, 1, 1)), COUNT).segment == ["111"]


EN10 = [
    ((5, 5, 5), "Champions"), ((3, 3, 2), "Potential Loyalist"), ((2, 2, 2), "Loyal Customers"), ((3, 1, 3), "Promising"),
    ((5, 1, 1), "New Customers"), ((1, 3, 4), "Can't Lose Them"), ((1, 5, 5), "At Risk"), ((1, 4, 3), "Need Attention"),
    ((3, 3, 1), "About To Sleep"), ((1, 1, 1), "Lost"), ((4, 5, 1), "Others"), ((2, 5, 1), "Others"),
]  # fmt: skip


@pytest.mark.parametrize(("scores", "segment"), EN10)
def test_en10_takes_the_first_match(scores, segment):
    from crmcli.reports.rfm.calc import _en10_of

    assert _en10_of(*scores) == segment


def test_ranking_goes_by_score_then_money_then_number():
    found = buyers((1, 2, 50), (1, 2, 50), (9, 1, 10), (1, 2, 60))
    assert [one.no for one in ranked(found, score(found, COUNT))] == [4, 1, 2, 3]
    assert [one.no for one in ranked(found, score(found, COUNT), "000")] == [3]


def test_scores_are_joined_to_one():
    (one,) = ranked(
        buyers((1, 1, 1)),
        score(buyers((1, 1, 1)), Scheme("fixed", 10, "cn8", Cuts(tuple(range(2, 11)), tuple(range(2, 11)), (1,)))),
    )
    assert joined(one, 10) == "10-1-2"
    assert joined(one._replace(r=5, f=4, m=3), 5) == 543


@pytest.mark.parametrize(
    "scheme",
    [
        Scheme("count", 1, "cn8"),
        Scheme("count", 11, "cn8"),
        Scheme("count", 4, "en10"),
        Scheme("fixed", 5, "cn8"),
        Scheme("fixed", 3, "cn8", Cuts((1,), (1, 2), (1, 2))),
        Scheme("fixed", 3, "cn8", Cuts((2, 1), (1, 2), (1, 2))),
        Scheme("count", 3, "cn8", Cuts((1, 2), (1, 2), (1, 2))),
    ],
)
def test_a_scheme_that_does_not_fit_together_is_refused(scheme):
    with pytest.raises(UsageError):
        check(scheme)


def test_every_segment_has_its_label():
    assert len(SEGMENTS["cn8"].codes()) == 8
    assert len(SEGMENTS["en10"].codes()) == 11


# The command.


@pytest.fixture
def shop(crm, tmp_path):
    """Three buyers, one of them with a firm."""
    from crmcli.cli import seed
    from crmcli.storage.store import Store

    opened = Store(tmp_path / "crm.db", seed.seed)
    with opened.change("x"):
        firm = opened.insert("companies", name="Acme", created_at=AT)
        for name, company, dates in (
            ("张三", None, ["2026-11-20", "2026-11-01"]),
            ("Ann", firm, ["2026-10-01"]),
            ("Bob", firm, ["2026-09-01", "2026-11-21", "2026-12-01"]),
        ):
            no = opened.insert("customers", name=name, company_no=company, created_at=AT)
            for date in dates:
                opened.insert("orders", customer_no=no, date=date, amount=10050, created_at=AT)
    opened.close()
    return crm


def test_json_holds_the_contract_keys(shop):
    ran = shop("rfm", "-o", "json")
    assert (ran.json["command"], ran.json["count"], ran.json["params"]["rule"]) == ("rfm", 3, "count")
    first = ran.items[0]
    assert list(first) == ["customer", "recency_days", "frequency", "monetary", "currency", "r", "f", "m", "score", "segment"]
    assert list(first["customer"]) == ["no", "uid", "name", "company"]
    assert (first["recency_days"], first["frequency"], first["monetary"], first["currency"]) == (0, 2, 201, "CNY")
    assert first["score"] == first["r"] * 100 + first["f"] * 10 + first["m"]
    assert first["segment"] == {"code": "111", "label": "Key value"}
    assert "20" in ran.err


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ([], {"张三": (1, 2), "Ann": (51, 1), "Bob": (0, 2)}),
        (["--as-of", "2026-11-01"], {"张三": (0, 1), "Ann": (31, 1), "Bob": (61, 1)}),
        (["--as-of", "2026-12-31"], {"张三": (41, 2), "Ann": (91, 1), "Bob": (30, 3)}),
        (["--since", "2026-11-01"], {"张三": (1, 2), "Bob": (0, 1)}),
        (["--until", "2026-11-01"], {"张三": (20, 1), "Ann": (51, 1), "Bob": (81, 1)}),
        (["--where", "name:张三"], {"张三": (1, 2)}),
        (["--per", "company"], {"张三": (1, 2), "Acme": (0, 3)}),
        (["--segment", "111"], {"张三": (1, 2), "Bob": (0, 2)}),
        (["--segment", "重要价值客户"], {"张三": (1, 2), "Bob": (0, 2)}),
    ],
)
def test_what_is_counted(shop, asked, expected):
    items = shop("rfm", "-o", "json", *asked).items
    assert {item["customer"]["name"]: (item["recency_days"], item["frequency"]) for item in items} == expected


def test_fixed_thresholds_from_the_command(shop):
    cuts = ["--rule", "fixed", "--bins", "2", "--r-cuts", "30", "--f-cuts", "2", "--m-cuts", "1.5百"]
    found = {item["customer"]["name"]: item["score"] for item in shop("rfm", "-o", "json", *cuts).items}
    assert found == {"张三": 222, "Bob": 222, "Ann": 111}


@pytest.mark.parametrize(
    "asked",
    [
        ["--rule", "fixed"], ["--bins", "11"], ["--segments", "en11"], ["--segments", "en10", "--bins", "4"],
        ["--segment", "112"], ["--r-cuts", "1,2,3,4"],
        ["--rule", "fixed", "--r-cuts", "a,b", "--f-cuts", "1,2,3,4", "--m-cuts", "1,2,3,4"],
    ],
)  # fmt: skip
def test_a_bad_question_is_refused(shop, asked):
    assert shop("rfm", *asked, ok=False).code == 2


def test_the_screen_fits_80_columns_in_both_languages(shop):
    from rich.cells import cell_len

    for language in ("zh", "en"):
        for segments in ("cn8", "en10"):
            shown = shop("rfm", "-o", "table", "--lang", language, "--segments", segments).out
            assert max(cell_len(line) for line in shown.splitlines()) <= 80
            assert "张三" in shown


def test_an_empty_file_says_how_to_begin(crm):
    assert "crm add Ann" in crm("rfm", "-o", "table").out
    crm("add", "Ann")
    assert "crm order" in crm("rfm", "-o", "table").out
    assert crm("rfm", "-o", "json").items == []
    assert crm("rfm", "-o", "plain").out == ""


def test_what_decides_nothing_and_gifts_are_told(crm):
    for name in ("Ann", "Bob"):
        crm("add", name)
        crm("order", name, "100", "--on", "2026-11-10")
    crm("order", "Ann", "0", "--on", "2026-11-20")
    found = crm("rfm", "-o", "json")
    assert [(one["frequency"], one["recency_days"]) for one in found.items] == [(1, 11), (1, 11)]
    assert (found.json["params"]["gifts"], found.json["params"]["equal"]) == (1, ["r", "f", "m"])
    table = crm("rfm", "-o", "table").out
    assert "Orders of 0 are gifts and not counted: 1." in table
    assert table.count("the same for all, so it makes no difference") == 3
    crm("order", "Bob", "50", "--on", "2026-11-12")
    assert crm("rfm", "-o", "json").json["params"]["equal"] == []
