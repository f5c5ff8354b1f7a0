"""Crowds are sets of customer numbers."""

import json

from hypothesis import given
from hypothesis import strategies as st

from crmcli.reports import crowd

NUMBERS = st.sets(st.integers(0, 300))


@given(NUMBERS, NUMBERS)
def test_a_crowd_behaves_as_a_set(one, other):
    a, b = crowd.crowd(one), crowd.crowd(other)
    assert crowd.numbers(a & b) == sorted(one & other)
    assert crowd.numbers(a | b) == sorted(one | other)
    assert crowd.numbers(a & ~b) == sorted(one - other)
    assert crowd.size(a) == len(one)


@given(NUMBERS)
def test_it_is_read_from_a_list_of_numbers_in_any_order(numbers):
    assert crowd.parse(json.dumps(sorted(numbers, reverse=True))) == crowd.crowd(numbers)


@given(NUMBERS, st.lists(st.integers(0, 1000), min_size=301, max_size=301))
def test_codes_sort_customers_into_crowds(numbers, codes):
    customers = sorted(number + 1 for number in numbers)
    found = crowd.by_code(customers, codes[: len(customers)])
    assert {code: crowd.numbers(members) for code, members in found.items()} == {
        code: [number for number, its in zip(customers, codes, strict=False) if its == code] for code in codes[: len(customers)]
    }


@given(NUMBERS)
def test_it_is_read_from_blocks_of_bits(numbers):
    blocks = [
        sum(1 << number - start for number in numbers if start <= number < start + crowd.BLOCK)
        for start in range(0, 301, crowd.BLOCK)
    ]
    assert crowd.from_blocks(json.dumps(blocks)) == crowd.crowd(numbers)


def test_every_customer_is_replaced_by_the_one_who_stands_for_them():
    assert crowd.numbers(crowd.replaced(crowd.crowd([1, 2, 3]), {2: 1, 3: 7})) == [1, 7]
