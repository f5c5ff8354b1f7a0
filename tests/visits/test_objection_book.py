import pytest


def book(crm, *options):
    return [(item["text"], item["answer"], item["uses"]) for item in crm("objection", "list", "-o", "json", *options).items]


def test_the_book_is_best_first(crm):
    crm("add", "张三", "--phone", "13800138000")
    crm("objection", "add", "价格", "没预算")
    crm("objection", "add", "price", "太贵", "--answer", "三年质保")
    crm("objection", "add", "trust", "没听说过", "--answer", "看样板")
    ran = crm("objection", "add", "trust", "没听说过", "--answer", "看样板", "--customer", "张三")
    assert ran.out == "Saved: Trust '没听说过', uses: 2 · crm undo\n"
    assert book(crm) == [("没听说过", "看样板", 2), ("太贵", "三年质保", 1), ("没预算", None, 1)]
    assert book(crm, "--kind", "price", "--limit", "1") == [("太贵", "三年质保", 1)]
    assert crm("objection", "list", "-o", "json").items[0]["customers"] == ["张三"]


def test_an_entry_goes_with_all_its_uses_and_comes_back(crm):
    for _ in range(2):
        crm("objection", "add", "price", "太贵", "--answer", "三年质保")
    assert crm("objection", "rm", "2", ok=False).code == 2
    crm("objection", "rm", "1", "2", "--yes")
    assert book(crm) == []
    crm("undo")
    assert book(crm) == [("太贵", "三年质保", 2)]


def test_the_book_survives_its_customer(crm):
    crm("add", "张三", "--phone", "13800138000")
    crm("objection", "add", "need", "用不上", "--customer", "张三")
    crm("rm", "张三", "--yes")
    assert book(crm) == [("用不上", None, 1)]


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (("add", "weather", "下雨"), 2), (("add", "price", " "), 2), (("add", "price", "贵", "--answer", ""), 2),
        (("add", "price", "贵", "--customer", "nobody"), 3), (("rm", "9"), 3), (("rm", "x"), 3),
        (("list", "--kind", "weather"), 2),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(crm, argv, code):
    assert crm("objection", *argv, ok=False).code == code
    assert book(crm) == []


def test_the_book_is_looked_through_by_words_and_find_names_it(crm):
    crm("objection", "add", "price", "太贵", "--answer", "三年质保")
    crm("objection", "add", "trust", "沒聽説過")
    assert [text for text, *_rest in book(crm, "质保")] == ["太贵"]
    assert [text for text, *_rest in book(crm, "没听说")] == ["沒聽説過"]
    assert book(crm, "没有的") == []
    ran = crm("find", "三年", "-o", "table")
    assert "1 (crm objection list 三年)" in ran.err
    assert crm("find", "三年", "-o", "json").items == []
    assert crm("find", "三年").err == ""
