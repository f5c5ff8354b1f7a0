"""Did you mean: by letters, and by how Chinese is read."""

import pytest

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
