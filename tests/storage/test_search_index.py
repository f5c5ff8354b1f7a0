"""The search tables follow every change; the rowid of an event carries its instant, so that the newest comes first."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.storage import search_index

AT = "2026-11-21T01:00:00.000Z"


def entries(store, table="search_events"):
    return dict(store.db.execute(f"SELECT rowid, text FROM {table}").fetchall())


TABLES, NUMBERS = st.sampled_from(sorted(search_index.EVENTS)), st.integers(1, 2**26 - 1)


@given(TABLES, NUMBERS, st.datetimes())
def test_a_rowid_gives_back_table_and_number_and_fits_sqlite(table, number, moment):
    rowid = search_index.event_rowid(table, moment.isoformat(timespec="seconds"), number)
    assert search_index.split_rowid(rowid) == (table, number)
    assert -(2**63) <= rowid < 2**63


@given(TABLES, TABLES, NUMBERS, NUMBERS, st.datetimes(datetime.fromisoformat("1700-01-01"), datetime.fromisoformat("2240-01-01")))
def test_a_later_second_has_a_higher_rowid(table, other, number, another, moment):
    later = (moment + timedelta(seconds=1)).isoformat(timespec="seconds")
    assert search_index.event_rowid(table, moment.isoformat(timespec="seconds"), number) < search_index.event_rowid(
        other, later, another
    )


def test_a_date_counts_from_its_first_second():
    assert search_index.seconds("2026-11-21") == search_index.seconds("2026-11-21T00:00:00.000Z") == 1795219200


def test_an_event_is_indexed_moved_and_forgotten(store):
    with store.change("x"):
        store.insert("customers", name="张三", created_at=AT)
        store.insert("interactions", customer_no=1, at=AT, kind="note", text="客戶說合同", created_at=AT)
    assert list(entries(store).values()) == ["客 户 说 合 同"]
    with store.change("y"):
        store.update("interactions", 1, at="2026-11-20T01:00:00.000Z", text="")
    assert entries(store) == {}
    with store.change("z"):
        store.update("interactions", 1, text="x")
        store.delete("interactions", 1)
    assert entries(store) == {}


@pytest.mark.parametrize("table", search_index.EVENTS)
def test_every_kind_of_event_gives_its_words(store, table):
    _kind, at, texts = search_index.EVENTS[table]
    values = {
        "touches": {"node_no": 1}, "interactions": {"kind": "note"}, "followups": {"due": "2026-11-21", "type": "keep"},
        "orders": {"amount": 1}, "losses": {"reason": "price"}, "payments": {"amount": 1},
        "concerns": {"kind": "worry"}, "facts": {}, "objections": {"kind": "price"},
    }.get(table)  # fmt: skip
    if values is None:
        pytest.fail(f"tell this test what a row of {table} needs")
    when = "2026-11-21" if at == "date" else AT
    with store.change("x"):
        customer = store.insert("customers", name="张三", created_at=AT)
        values |= {"customer_no": customer, "created_at": AT, at: when} | dict.fromkeys(texts, "合同")
        number = store.insert(table, **values)
    assert entries(store) == {search_index.event_rowid(table, when, number): " ".join(["合 同"] * len(texts))}


def test_a_customer_is_found_by_all_that_is_known_and_by_nothing_that_was(store):
    with store.change("x"):
        firm = store.insert("companies", name="华信", pinyin="huaxin", initials="hx", created_at=AT)
        no = store.insert(
            "customers", name="张三", pinyin="zhangsan", initials="zs", company_no=firm, title="經理", created_at=AT
        )
        store.insert("contact_points", customer_no=no, kind="phone", value="138 0013 8000", normal="+8613800138000")
        store.insert("contact_points", customer_no=no, kind="phone", value="0755-26770000", normal="+8675526770000")
        store.insert("tags", customer_no=no, tag="VIP")
    words = set(entries(store, "search_customers")[no].split())
    assert {"张", "zhangsan", "zs", "华", "huaxin", "经", "13800138000", "075526770000", "vip"} <= words
    with store.change("y"):
        store.update("companies", firm, name="安信", pinyin="anxin", initials="ax")
        store.delete("tags", 1)
    words = set(entries(store, "search_customers")[no].split())
    assert "anxin" in words
    assert not {"huaxin", "vip"} & words
    with store.change("z"):
        store.delete("customers", no)
    assert entries(store, "search_customers") == {}


def test_rows_in_bulk_are_indexed_like_single_ones(store):
    with store.change("x"):
        store.insert("customers", name="老客户", created_at=AT)
    with store.change("import"):
        numbers = store.insert_many("customers", ("name", "created_at"), [("张三", AT), ("李四", AT)])
        store.insert_many("tags", ("customer_no", "tag"), [(1, "旧"), (numbers[0], "新")])
        rows = [(1, AT, "note", "合同", AT), (numbers[1], AT, "note", "  ", AT)]
        store.insert_many("interactions", ("customer_no", "at", "kind", "text", "created_at"), rows)
        store.update("customers", numbers[1], title="总监")
    assert {no: text.split() for no, text in entries(store, "search_customers").items()} == {
        1: list("老客户旧"), 2: list("张三新"), 3: list("李四总监"),
    }  # fmt: skip
    assert list(entries(store).values()) == ["合 同"]
