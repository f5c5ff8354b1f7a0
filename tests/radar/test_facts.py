import pytest


@pytest.fixture
def zhang(crm):
    crm("add", "张三", "--phone", "13800138000")
    return crm


def test_a_fact_has_its_source_its_day_and_its_age(zhang):
    (item,) = zhang("fact", "张三", "营收2亿", "--source", "年报", "--on", "2026-03-31", "-o", "json").items
    assert (item["text"], item["source"], item["date"], item["age_days"], item["stale"]) == (
        "营收2亿",
        "年报",
        "2026-03-31",
        235,
        True,
    )
    assert zhang("fact", "张三", "-o", "json").items == [item]
    zhang("undo")
    assert zhang("fact", "张三").out == ""


@pytest.mark.parametrize(("day", "stale"), [("2026-05-25", False), ("2026-05-24", True), ("今天", False)])
def test_a_fact_is_old_after_180_days(zhang, day, stale):
    assert zhang("fact", "张三", "营收2亿", "--on", day, "-o", "json").items[0]["stale"] is stale


def test_facts_stand_newest_day_first_and_the_old_are_marked(zhang):
    zhang("fact", "张三", "旧的", "--on", "2025-01-01")
    zhang("fact", "张三", "新的")
    assert zhang("fact", "张三", "-o", "ids").out == "2\n1\n"
    assert zhang("fact", "张三", "-o", "table").out.splitlines()[2].endswith("old: 689 days")


def test_a_fact_is_removed_on_consent_and_comes_back(zhang):
    zhang("fact", "张三", "营收2亿")
    assert zhang("fact", "张三", "--remove", "1", ok=False).code == 2
    zhang("fact", "张三", "--remove", "1", "--yes")
    assert zhang("fact", "张三").out == ""
    zhang("undo")
    assert zhang("fact", "张三", "-o", "ids").out == "1\n"


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (("x", "--on", "tomorrow"), 2), (("x", "--on", "someday"), 2), ((" ",), 2), (("x", "--source", " \x01"), 2),
        (("--source", "年报"), 2), (("x", "--remove", "1"), 2), (("--remove", "9", "--yes"), 3),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(zhang, argv, code):
    assert zhang("fact", "张三", *argv, ok=False).code == code
    assert zhang("fact", "张三").out == ""


def test_a_fact_of_another_is_not_removed(zhang):
    zhang("add", "李四", "--phone", "13900139000")
    zhang("fact", "李四", "x")
    assert zhang("fact", "张三", "--remove", "1", "--yes", ok=False).code == 3
