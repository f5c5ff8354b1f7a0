"""Rows that are read one at a time are those of the moment in which they were asked for."""

from __future__ import annotations

from crmcli.storage.store import Store


def open_with_notes(count: int) -> Store:
    store = Store(None)
    store.db.execute("CREATE TABLE scraps (no INTEGER PRIMARY KEY, text TEXT)")
    store.db.executemany("INSERT INTO scraps (text) VALUES (?)", [(str(number),) for number in range(count)])
    return store


def test_rows_are_counted_kept_in_order_and_walked_through_twice() -> None:
    store = open_with_notes(5)
    found = store.snapshot(
        lambda row: row[1], "SELECT * FROM scraps WHERE text <> :gone ORDER BY no DESC", ("no", "text"), gone="3"
    )
    assert (len(found), list(found), list(found)) == (4, ["4", "2", "1", "0"], ["4", "2", "1", "0"])


def test_what_is_written_meanwhile_waits_for_nobody_and_changes_no_row(tmp_path) -> None:
    path = tmp_path / "crm.db"
    one = Store(path)
    one.ensure_file()
    one.set_setting("a", "1")
    found = one.snapshot(tuple, "SELECT key, value FROM settings WHERE key = 'a'", ("key", "value"))
    rows = iter(found)
    other = Store(path)
    other.db.execute("PRAGMA busy_timeout = 0")
    other.set_setting("a", "2")
    assert list(rows) == [("a", "1")]
    assert one.get_setting("a") == "2"


def test_two_snapshots_are_apart() -> None:
    store = open_with_notes(2)
    first, second = (store.snapshot(tuple, f"SELECT {value} AS x", ("x",)) for value in (1, 2))
    assert (list(first), list(second)) == ([(1,)], [(2,)])
