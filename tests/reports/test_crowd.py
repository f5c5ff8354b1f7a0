"""Crowds are sets of customer numbers."""

import json

from hypothesis import given
from hypothesis import strategies as st

from crmcli.reports.shared import customer_bitset

NUMBERS = st.sets(st.integers(0, 300))


@given(NUMBERS, NUMBERS)
def test_a_crowd_behaves_as_a_set(one, other):
    a, b = customer_bitset.crowd(one), customer_bitset.crowd(other)
    assert customer_bitset.numbers(a & b) == sorted(one & other)
    assert customer_bitset.numbers(a | b) == sorted(one | other)
    assert customer_bitset.numbers(a & ~b) == sorted(one - other)
    assert customer_bitset.size(a) == len(one)


@given(NUMBERS)
def test_it_is_read_from_a_list_of_numbers_in_any_order(numbers):
    assert customer_bitset.parse(json.dumps(sorted(numbers, reverse=True))) == customer_bitset.crowd(numbers)


@given(NUMBERS, st.lists(st.integers(0, 1000), min_size=301, max_size=301))
def test_codes_sort_customers_into_crowds(numbers, codes):
    customers = sorted(number + 1 for number in numbers)
    found = customer_bitset.by_code(customers, codes[: len(customers)])
    assert {code: customer_bitset.numbers(members) for code, members in found.items()} == {
        code: [number for number, its in zip(customers, codes, strict=False) if its == code] for code in codes[: len(customers)]
    }


@given(NUMBERS)
def test_it_is_read_from_blocks_of_bits(numbers):
    blocks = [
        sum(1 << number - start for number in numbers if start <= number < start + customer_bitset.BLOCK)
        for start in range(0, 301, customer_bitset.BLOCK)
    ]
    assert customer_bitset.from_blocks(json.dumps(blocks)) == customer_bitset.crowd(numbers)


def test_every_customer_is_replaced_by_the_one_who_stands_for_them():
    assert customer_bitset.numbers(customer_bitset.replaced(customer_bitset.crowd([1, 2, 3]), {2: 1, 3: 7})) == [1, 7]
