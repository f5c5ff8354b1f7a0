"""The organisation chart: everybody once, each below their boss."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.customers.org_chart import chart


def drawn(people, boss_of):
    return [f"{place.branch}{place.no}" for place in chart(people, boss_of)]


@pytest.mark.parametrize(
    ("people", "boss_of", "lines"),
    [
        ([], {}, []),
        ([1, 2], {}, ["1", "2"]),
        ([1, 2, 3, 4], {1: 3, 2: 3, 4: 1}, ["3", "├─ 1", "│  └─ 4", "└─ 2"]),
        ([1, 2], {1: 9}, ["1", "2"]),  # the boss is in no such firm
        ([1], {1: 1}, ["1"]),
        ([1, 2, 3], {1: 2, 2: 1}, ["3", "1", "└─ 2"]),  # a circle is cut
    ],
)
def test_a_chart(people, boss_of, lines):
    assert drawn(people, boss_of) == lines


def test_a_broken_line_goes_on_beside_the_branch():
    assert [place.below for place in chart([1, 2, 3, 4], {2: 1, 3: 2, 4: 1})] == ["", "│  ", "│     ", "   "]


@given(st.dictionaries(st.integers(1, 12), st.integers(1, 14)))
def test_everybody_stands_there_once_and_below_the_boss_unless_there_is_a_circle(boss_of):
    people = list(range(1, 13))
    places = chart(people, boss_of)
    assert sorted(place.no for place in places) == people
    order = [place.no for place in places]
    for place in places:
        if place.branch:
            assert order.index(boss_of[place.no]) < order.index(place.no)


def test_a_boss_of_another_firm_is_named_beside_the_person(crm):
    crm("add", "张三", "--company", "华信", "--title", "厂长")
    crm("add", "李总", "--company", "集团")
    crm("relate", "张三", "李总", "--as", "reports_to")
    crm("relate", "李总", "张三", "--as", "decides_for")
    assert "张三 c1 · 厂长 · reports to 李总 (集团)" in crm("show", "华信", "-o", "table").out
    assert "李总 c2 · decides for 张三" in crm("show", "集团", "-o", "table").out
    (person,) = crm("show", "华信", "-o", "json").items[0]["people"]
    assert person["reports_to"]["company"] == "集团"
