"""The journal: what each change did, and what taking it back does to rows touched several times or hanging on each other."""

import pytest

from crmcli.core.errors import NotFoundError, RefusedError
from crmcli.storage import journal
from crmcli.storage.journal import Kept

AT = "2026-11-21T01:00:00.000Z"


@pytest.fixture
def two(store):
    """Customers 1 and 2, made by change 1."""
    with store.change("add"):
        for name in ("张三", "李四"):
            store.insert("customers", name=name, title="经理", created_at=AT)
    return store


def take_back(store, number):
    with store.change("undo", undoes=number):
        return store.undo(number)


def rows(store, table="customers", columns="no, name, title"):
    return store.db.execute(f"SELECT {columns} FROM {table} ORDER BY no").fetchall()


def test_a_row_changed_twice_in_one_change_goes_back_to_where_it_stood_before(two):
    with two.change("edit"):
        two.update("customers", 1, title="总监")
        two.update("customers", 1, title="总裁")
    assert take_back(two, 2) == []
    assert rows(two)[0] == (1, "张三", "经理")


def test_a_row_made_and_changed_and_one_made_and_removed_in_one_change(two):
    with two.change("x"):
        two.insert("customers", name="王五", created_at=AT)
        two.update("customers", 3, name="王六")
        two.insert("tags", customer_no=1, tag="vip")
        two.delete("tags", 1)
    before = rows(two)
    assert take_back(two, 2) == []
    assert len(rows(two)) == 2
    assert take_back(two, 3) == []
    assert rows(two) == before
    assert rows(two, "tags", "no") == []


def test_what_a_cascade_took_comes_back_with_its_numbers(two):
    with two.change("more"):
        two.insert("tags", customer_no=1, tag="vip")
        two.insert("relations", customer_no=1, kind="referred_by", other_no=2, created_at=AT)
        order = two.insert("orders", customer_no=2, date="2026-11-01", amount=5, created_at=AT)
        two.insert("payments", customer_no=2, order_no=order, date="2026-11-01", amount=5, created_at=AT)
    before = [rows(two, table, "*") for table in ("customers", "tags", "relations", "orders", "payments")]
    with two.change("rm"):
        two.delete("customers", 2)
        two.delete("customers", 1)
    assert take_back(two, 3) == []
    assert [rows(two, table, "*") for table in ("customers", "tags", "relations", "orders", "payments")] == before


def test_rows_moved_to_another_customer_go_back_with_the_one_that_was_merged_away(two):
    with two.change("tag"):
        two.insert("tags", customer_no=2, tag="vip")
    with two.change("merge"):
        two.update("tags", 1, customer_no=1)
        two.update("customers", 1, title=None)
        two.delete("customers", 2)
    assert take_back(two, 3) == []
    assert rows(two) == [(1, "张三", "经理"), (2, "李四", "经理")]
    assert rows(two, "tags", "customer_no, tag") == [(2, "vip")]


def test_a_field_that_came_back_to_what_was_written_goes_back(two):
    for title in ("总监", "总裁", "总监"):
        with two.change("edit"):
            two.update("customers", 1, title=title)
    assert take_back(two, 2) == []
    assert rows(two)[0][2] == "经理"


def test_a_field_that_holds_the_old_value_already_needs_no_word(two):
    for title in ("总监", "经理"):
        with two.change("edit"):
            two.update("customers", 1, title=title)
    assert take_back(two, 2) == []


def test_what_was_changed_since_is_named_and_stays(two):
    with two.change("edit"):
        two.update("customers", 1, title="总监", name="张老三")
    with two.change("edit"):
        two.update("customers", 1, title="总裁")
    assert take_back(two, 2) == [Kept("customers", 1, "title")]
    assert rows(two)[0] == (1, "张三", "总裁")


def test_a_row_whose_place_was_taken_stays_away(two):
    with two.change("tag"):
        two.insert("tags", customer_no=1, tag="vip")
    with two.change("untag"):
        two.delete("tags", 1)
    with two.change("tag again"):
        two.insert("tags", customer_no=1, tag="vip")
    assert take_back(two, 3) == [Kept("tags", 1, None)]
    assert rows(two, "tags", "no, tag") == [(2, "vip")]


def test_a_later_row_of_the_same_customer_blocks_and_nothing_is_half_done(two):
    with two.change("both"):
        two.insert("customers", name="王五", created_at=AT)
        two.update("customers", 1, title="总监")
    with two.change("later"):
        two.insert("tags", customer_no=3, tag="vip")
    with pytest.raises(RefusedError) as refused:
        take_back(two, 2)
    assert "u3" in refused.value.hint
    assert rows(two)[0][2] == "总监"
    assert two.scalar("SELECT count(*) FROM changes") == 3


def test_changes_know_whether_they_stand(two):
    with two.change("edit"):
        two.update("customers", 1, title="总监")
    take_back(two, 2)
    take_back(two, 3)
    take_back(two, 4)
    assert [(one.no, one.undoes, one.undone) for one in journal.recent(two.db, 10)] == [
        (5, 4, False), (4, 3, True), (3, 2, False), (2, None, True), (1, None, False),
    ]  # fmt: skip
    assert journal.latest(two.db).no == 1
    assert [one.no for one in journal.recent(two.db, 10, customer_no=2)] == [1]
    take_back(two, 1)
    for missing in (lambda: journal.latest(two.db), lambda: journal.change(two.db, 99)):
        with pytest.raises(NotFoundError):
            missing()


def test_many_rows_inserted_at_once_go_at_once(two):
    with two.change("import"):
        numbers = two.insert_many("customers", ("name", "created_at"), [(f"批{n}", AT) for n in range(50)])
        two.insert_many("tags", ("customer_no", "tag"), [(no, "新") for no in numbers])
    with two.change("edit"):
        two.update("customers", numbers[7], title="总监")
    assert take_back(two, 2) == [Kept("customers", numbers[7], None)]
    assert [row[0] for row in rows(two)] == [1, 2, numbers[7]]
    assert rows(two, "tags", "customer_no") == [(numbers[7],)]


@pytest.mark.parametrize(
    ("table", "values", "later"),
    [
        ("tags", {"customer_no": 1, "tag": "vip"}, {"tag": "cold"}),
        ("signs", {"customer_no": 1, "sign": "need", "holds": 1, "at": AT}, {"sign": "power"}),
        (
            "occasions",
            {"customer_no": 1, "name": "opening", "date": "05-20", "notice_days": 7, "created_at": AT},
            {"name": "wedding"},
        ),
        ("templates", {"name": "greet", "text": "hi", "created_at": AT}, {"name": "other"}),
        ("cadence_rules", {"filter": "tag:vip", "ideal_days": 7, "latest_days": 9, "created_at": AT}, {"filter": "tag:cold"}),
        ("pipelines", {"name": "mine", "created_at": AT}, {"name": "yours"}),
        ("products", {"name": "soap", "created_at": AT}, {"name": "shampoo"}),
        ("fields", {"name": "pets"}, {"name": "animals"}),
        ("companies", {"name": "Northwind", "created_at": AT}, {"name": "N2"}),
        ("reminders", {"kind": "birthday", "subject_no": 1, "created_at": AT}, {"subject_no": 2}),
    ],
)
def test_no_unique_key_comes_back_while_another_row_has_it(two, table, values, later):
    with two.change("make"):
        no = two.insert(table, **values)
    with two.change("rename"):
        two.update(table, no, **later)
    with two.change("take"):
        two.insert(table, **values)
    before = rows(two, table, "*")
    with pytest.raises(RefusedError, match="now called") as refused, two.change("undo"):
        two.undo(3)
    assert "u4" in refused.value.hint
    assert rows(two, table, "*") == before
