"""A phone or mail inside a name is taken as such; the name is what remains."""

import pytest

from crmcli.customers.name_parsing import read

CASES = [
    ("张新 13800138000", ("张新", ["13800138000"], [])),
    ("张新13800138000", ("张新", ["13800138000"], [])),
    ("13800138000 张新", ("张新", ["13800138000"], [])),
    ("张新 138 0013 8000", ("张新", ["138 0013 8000"], [])),
    ("张新 13800138000 13900139000", ("张新", ["13800138000", "13900139000"], [])),
    ("张新 电话：0755-26770000", ("张新", ["0755-26770000"], [])),
    ("张新（13800138000）", ("张新", ["13800138000"], [])),
    ("Ann Lee <ann@example.com>", ("Ann Lee", [], ["ann@example.com"])),
    ("Ann Lee, ann@example.com, +1 (415) 555-0102", ("Ann Lee", ["+1 (415) 555-0102"], ["ann@example.com"])),
    ("Ann Lee +49 171 1234567", ("Ann Lee", ["+49 171 1234567"], [])),
    ("13800138000", ("13800138000", ["13800138000"], [])),
    ("ann@example.com", ("ann@example.com", [], ["ann@example.com"])),
    ("张新", ("张新", [], [])),
    ("3M 2024", ("3M 2024", [], [])),
    ("Studio 54", ("Studio 54", [], [])),
    ("Route 66 - 12345", ("Route 66 - 12345", [], [])),
    ("张新 wx_zhang88", ("张新 wx_zhang88", [], [])),
    ("张新 2026-11-21", ("张新 2026-11-21", [], [])),
]


@pytest.mark.parametrize(("text", "parts"), CASES, ids=[text for text, _ in CASES])
def test_the_parts_of_a_name(text, parts):
    assert read(text) == parts


def test_a_name_that_is_only_a_phone_becomes_one_only_where_nothing_else_is_there():
    assert read("13800138000", alone=False) == ("13800138000", [], [])
    assert read("张新 13800138000", alone=False) == ("张新", ["13800138000"], [])
