"""Did you mean: by letters, and by how Chinese is read."""

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.core import near_matches

NAMES = ["张三", "李四", "王小明", "Ann Lee", "Bob", "Negotiation", "方案提供"]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("章三", ["张三"]), ("zhngsan", ["张三"]), ("張三", ["张三"]), ("王晓明", ["王小明"]), ("方案提共", ["方案提供"]),
        ("Anne", ["Ann Lee"]), ("ann le", ["Ann Lee"]), ("Bib", ["Bob"]), ("negotation", ["Negotiation"]), ("赵六", []),
        ("xyz", []), ("", []), ("　", []),
    ],
)  # fmt: skip
def test_the_nearest_names_are_found_by_letters_and_by_reading(word, found):
    assert near_matches.nearest(word, NAMES) == found


def test_at_most_three_the_nearest_first_one_a_spelling():
    assert near_matches.nearest("price", ["prize", "Price", "price", "prices", "pride", "slice"]) == ["Price", "prices", "prize"]
    assert near_matches.nearest("x", []) == []


def test_a_hint_asks_before_it_lists():
    assert near_matches.hint("bob", ["Bob"], "See crm list") == "Did you mean: Bob? See crm list"
    assert near_matches.hint("zzz", ["Bob"], "See crm list") == "See crm list"


@given(st.text("abc", min_size=1, max_size=6), st.lists(st.text("abc ", min_size=1, max_size=8), max_size=30))
def test_the_nearest_of_many_are_those_of_comparing_all(word, names):
    """Slowly: every name, and each part of it, against the word."""
    cutoff = 0.75 if len(word) > 3 else 0.66
    ratios = {}
    for name in names:
        alike = [SequenceMatcher(None, part, word, autojunk=False).ratio() for part in {name, *name.split()}]
        if max(alike) >= cutoff:
            ratios[name] = max(alike)
    expected = sorted(ratios, key=lambda name: -ratios[name])[:3]
    assert near_matches.nearest(word, names) == expected
