import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.core.errors import UsageError
from crmcli.core.money import CURRENCIES, LIMIT, major, money_text, parse_money

cents = st.integers(min_value=0, max_value=LIMIT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12000", 1_200_000), ("12,000.50", 1_200_050), ("1,234,567.8", 123_456_780), ("0", 0), ("0.01", 1), ("007", 700),
        ("1.2万", 1_200_000), ("1.2 万", 1_200_000), ("1.2w", 1_200_000), ("1.2W", 1_200_000), ("1.2萬", 1_200_000),
        ("3千", 300_000), ("3k", 300_000), ("3K", 300_000), ("5百", 50_000), ("1.5亿", 15_000_000_000), ("2百万", 200_000_000),
        ("1千万", 1_000_000_000), ("1.5m", 150_000_000), ("1.23456万", 1_234_560), ("0.000001万", 1),
        ("￥800", 80_000), ("¥800", 80_000), ("¥ 800", 80_000), ("$4800", 480_000), ("US$4,800", 480_000), ("€9.99", 999),
        ("15万元", 15_000_000), ("800元", 80_000), ("800块", 80_000), ("800块钱", 80_000), ("800 美元", 80_000),
        ("RMB 800", 80_000), ("CNY 800", 80_000), ("cny800", 80_000), ("800 CNY", 80_000), ("人民币800", 80_000),
        ("１２０００", 1_200_000), ("１２，０００．５０", 1_200_050), ("  800 ", 80_000), ("70000000000000", LIMIT),
        ("1.10000", 110), ("800€", 80_000),
    ],
)  # fmt: skip
def test_amounts_as_sellers_write_them(text, expected):
    assert parse_money(text, None) == expected


FITS = {"¥800": {"CNY", "JPY"}, "$800": {"USD", "HKD", "TWD", "SGD", "AUD", "CAD"}, "US$800": {"USD"}, "HK$800": {"HKD"},
        "€800": {"EUR"}, "800€": {"EUR"}, "£800": {"GBP"}, "800元": {"CNY", "HKD", "TWD"}, "8百块": {"CNY"}, "RMB 800": {"CNY"},
        "800 usd": {"USD"}, "人民币800元": {"CNY"}, "800美元": {"USD"}, "800日元": {"JPY"}, "$800 CAD": {"CAD"},
        "¥800 USD": set()}  # fmt: skip


@pytest.mark.parametrize("text", FITS)
@pytest.mark.parametrize("currency", [*CURRENCIES, "CHF"])
def test_a_sign_or_code_is_never_relabelled(text, currency):
    if currency in FITS[text]:
        assert parse_money(text, currency) == 80_000
        return
    with pytest.raises(UsageError, match=f"is not in {currency}, the currency of this file"):
        parse_money(text, currency)


def test_the_code_of_the_file_is_known_whichever_it_is():
    assert parse_money("CHF 800", "CHF") == 80_000


@pytest.mark.parametrize(
    ("text", "reason"),
    [(text, "is not an amount") for text in (
        "", " ", "abc", "1,00", "1,0000", "12,34,567", ",100", "1.", ".5", "1.2.3", "1e9", "nan", "inf", "infinity", "0x10",
        "1_000", "3万5", "1万2千", "三万", "¥", "元", "万", "800 PLN", "1 000", "+800", "(800)", "５％", "١٢٣", "800元整 ok",
        "1kk", "$$5",
    )]
    + [(text, "cannot be negative") for text in ("-1", "-0.01", "−800", "-¥800", "¥-800", "-1.2万", "－５")]
    + [(text, "two decimals") for text in ("0.001", "1.005", "12000.505", "1.2345678万", "0.0000001万")]
    + [(text, "too large") for text in ("70000000000000.01", "90000000000001", "9" * 20, "9" * 5000, "999999亿")],
)  # fmt: skip
def test_what_is_no_amount_is_refused_with_its_reason(text, reason):
    with pytest.raises(UsageError, match=reason) as error:
        parse_money(text, None)
    assert f"'{text}'" in error.value.message
    assert error.value.hint or reason != "is not an amount"


def test_zero_only_where_it_makes_sense():
    with pytest.raises(UsageError, match="more than zero"):
        parse_money("0.00", "CNY", zero_ok=False)
    assert parse_money("0.01", "CNY", zero_ok=False) == 1


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (1_500_000, "CNY", "¥15,000"), (1_200_050, "CNY", "¥12,000.50"), (480_000, "USD", "$4,800"), (10_000, "CHF", "CHF 100"),
        (5, "CNY", "¥0.05"), (0, "CNY", "¥0"), (-80_000, "CNY", "-¥800"), (-5, "CHF", "-CHF 0.05"), (999, "EUR", "€9.99"),
    ],
)  # fmt: skip
def test_amounts_for_people(amount, currency, shown):
    assert money_text(amount, currency) == shown


def test_json_numbers_are_whole_where_the_amount_is():
    assert json.dumps([major(1_200_000), major(1_200_050), major(1), major(0), major(-50)]) == "[12000, 12000.5, 0.01, 0, -0.5]"


@given(cents, st.sampled_from(["CNY", "USD", "EUR", "GBP", "HKD"]))
def test_what_is_shown_can_be_typed(amount, currency):
    assert parse_money(money_text(amount, currency), currency) == amount


@given(cents)
def test_json_is_exact_to_the_cent(amount):
    assert json.loads(json.dumps(major(amount)), parse_float=Decimal) * 100 == amount


@given(st.integers(0, 10**9), st.sampled_from([("千", 10**3), ("万", 10**4), ("w", 10**4), ("百万", 10**6), ("亿", 10**8)]))
def test_scales_multiply_exactly(amount, scale):
    sign, factor = scale
    if amount * factor <= LIMIT:
        assert parse_money(f"{amount // 100}.{amount % 100:02d}{sign}", "CNY") == amount * factor


@given(st.text(max_size=12))
def test_any_text_is_an_amount_or_a_usage_error(text):
    try:
        assert 0 <= parse_money(text, None) <= LIMIT
    except UsageError as error:
        assert error.message
