import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.core.errors import UsageError
from crmcli.sales.model import Line
from crmcli.sales.open_payments import settle_oldest
from crmcli.sales.order_line_words import parse_line, total

LAW = settings(max_examples=40, deadline=None)
AMOUNTS = st.lists(st.integers(0, 1000), max_size=5)


@pytest.mark.parametrize(
    ("orders", "paid", "still"),
    [
        ([], {None: 5}, {}),
        ([(1, 100)], {}, {1: 100}),
        ([(1, 100), (2, 50)], {None: 120}, {1: 0, 2: 30}),
        ([(1, 100), (2, 50)], {2: 50}, {1: 100, 2: 0}),
        ([(1, 100), (2, 50)], {2: 20, None: 100}, {1: 0, 2: 30}),
        ([(1, 100), (2, 50)], {2: 70}, {1: 80, 2: 0}),
        ([(1, 100)], {1: 150}, {1: 0}),
        ([(2, 100), (1, 50)], {None: 100}, {2: 0, 1: 50}),
    ],
)
def test_what_is_open(orders, paid, still):
    assert settle_oldest(orders, paid) == still


@LAW
@given(AMOUNTS, st.dictionaries(st.one_of(st.none(), st.integers(0, 4)), st.integers(1, 2000)))
def test_money_is_neither_lost_nor_made(amounts, given_):
    paid = {no: cents for no, cents in given_.items() if no is None or no < len(amounts)}
    still = settle_oldest(enumerate(amounts), paid)
    assert sum(still.values()) == max(sum(amounts) - sum(paid.values()), 0)
    assert all(0 <= still[no] <= amount for no, amount in enumerate(amounts))


@LAW
@given(AMOUNTS, st.integers(0, 6000))
def test_the_oldest_is_paid_first(amounts, paid):
    still = list(settle_oldest(enumerate(amounts), {None: paid}).values())
    touched = [no for no, cents in enumerate(still) if cents]
    assert all(still[no] == amounts[no] for no in touched[1:])


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("空调", Line("空调")),
        ("空调x2", Line("空调", 2)),
        ("空调×2@3000", Line("空调", 2, 300_000)),
        ("空调 x 2 @1.2万", Line("空调", 2, 1_200_000)),
        ("油漆*2.5@9.90", Line("油漆", 2.5, 990)),
        ("安装@300", Line("安装", 1, 30_000)),
        ("赠品@0", Line("赠品", 1, 0)),
        ("Xbox360", Line("Xbox360")),
        ("Xbox360x2", Line("Xbox360", 2)),
        ("Model X", Line("Model X")),
        ("iPhone 15", Line("iPhone 15")),
        ("x2", Line("x2")),
    ],
)
def test_a_product_in_one_word(word, line):
    assert parse_line(word, "CNY", lambda name: name == "Xbox360") == line


@pytest.mark.parametrize("word", ["", "@300", "空调x0", "空调@", "空调@很贵", "空调@-3", "a\tb"])
def test_a_product_that_is_none(word):
    with pytest.raises(UsageError):
        parse_line(word, "CNY", lambda _name: False)


def test_the_sum_counts_only_where_every_price_is_known():
    assert total([Line("a", 2, 300), Line("b", 0.5, 99)]) == 650
    assert total([Line("a", 2, 300), Line("b")]) is None
    assert total([]) is None


@pytest.mark.parametrize(("line", "said"), [(Line("空调", 2), "空调×2"), (Line("油漆", 2.5), "油漆×2.5"), (Line("安装"), "安装")])
def test_a_product_said_back(line, said):
    assert str(line) == said
