"""`crm calendar` and `crm due -o ics`."""

import sqlite3
from contextlib import closing
from os import environ

import icalendar
import pytest


def entries(text):
    return {str(one["UID"]): one for one in icalendar.Calendar.from_ical(text).subcomponents}


def titles(text):
    return sorted(str(one["SUMMARY"]) for one in entries(text).values())


@pytest.fixture
def crm(crm):
    crm("add", "张三", "--phone", "13800138000", "--company", "华信")
    crm("next", "张三", "2026-11-25 14:30", "带方案;去", "--type", "close")  # f1
    crm("next", "张三", "2026-11-20", "打电话")  # f2
    return crm


def test_events_have_a_time_and_to_dos_a_day(crm):
    found = {one.name: one for one in entries(crm("calendar").out).values()}
    assert str(found["VEVENT"]["SUMMARY"]) == "张三 (华信): 带方案;去"
    assert str(found["VEVENT"]["DESCRIPTION"]) == "13800138000\ncrm done f1"
    assert found["VEVENT"]["CATEGORIES"].to_ical() == b"Close"
    assert found["VTODO"].to_ical().count(b"DUE;VALUE=DATE:20261120\r\n") == 1
    assert {one.name for one in entries(crm("calendar", "--events").out).values()} == {"VEVENT"}


def test_the_uid_is_that_of_the_row(crm):
    with closing(sqlite3.connect(environ["CRM_DB"])) as db:
        assert {uid for (uid,) in db.execute("SELECT uid FROM followups")} == set(entries(crm("calendar").out))


def test_a_second_export_says_the_same_and_a_change_updates(crm, monkeypatch):
    first = crm("calendar").out
    assert crm("calendar").out == first
    monkeypatch.setenv("CRM_NOW", "2026-11-21T10:00")
    crm("reschedule", "f2", "2026-11-26")
    before, after = entries(first), entries(crm("calendar").out)
    assert before.keys() == after.keys()
    for uid, one in after.items():
        moved = one.name == "VTODO"
        assert (one["SEQUENCE"] > before[uid]["SEQUENCE"]) == moved
        assert (one.decoded("DTSTAMP") > before[uid].decoded("DTSTAMP")) == moved


def test_what_was_done_is_ticked_off_and_what_was_dropped_is_cancelled(crm, monkeypatch):
    crm("done", "f2")
    crm("cancel", "f1")
    states = {one.name: str(one["STATUS"]) for one in entries(crm("calendar").out).values()}
    assert states == {"VTODO": "COMPLETED", "VEVENT": "CANCELLED"}
    monkeypatch.setenv("CRM_NOW", "2026-12-31T09:00")
    assert entries(crm("calendar").out) == {}


def test_a_file_says_how_much_of_it_is_still_to_do(crm, tmp_path):
    crm("done", "f2")
    assert crm("calendar", tmp_path / "crm.ics").err.startswith("1 open, 1 closed → ")


def test_undo_takes_the_sequence_on_and_not_back(crm):
    before = entries(crm("calendar").out)
    crm("reschedule", "f2", "2026-11-26")
    crm("undo")
    after = entries(crm("calendar").out)
    assert all(after[uid]["SEQUENCE"] >= before[uid]["SEQUENCE"] for uid in before)
    assert any(after[uid]["SEQUENCE"] > before[uid]["SEQUENCE"] for uid in before)


def test_a_hidden_step_stands_where_it_shows_up_again(crm):
    crm("snooze", "f2", "2026-11-28")
    assert "DUE;VALUE=DATE:20261128" in crm("calendar").out
    assert titles(crm("due", "-o", "ics").out) == []


def test_a_step_that_comes_again_says_so_until_it_ends(crm):
    crm("next", "张三", "2026-11-23", "例会", "--every", "FREQ=WEEKLY;BYDAY=MO;COUNT=3")
    assert "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20261207\r\n" in crm("calendar").out
    crm("done", "f3")
    lines = crm("calendar").out.split("\r\n")
    assert [line for line in lines if "RRULE" in line] == ["RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20261207"]
    assert "DTSTART;VALUE=DATE:20261130" in lines


def test_within_says_how_far(crm):
    assert titles(crm("calendar", "--within", "2d").out) == ["张三 (华信): 打电话"]
    assert len(titles(crm("calendar", "--within", "7d").out)) == 2
    for words in ("soon", "yesterday", "2026-11-20"):
        assert crm("calendar", "--within", words, ok=False).code == 2


def test_payments_and_wake_ups_come_too(crm):
    crm("add", "李四")
    crm("park", "李四", "--until", "2026-12-01", "--reason", "装修")
    crm("order", "张三", "10000", "--paid", "3000", "--rest-by", "2026-12-05")
    found = titles(crm("calendar").out)
    assert found[0].startswith("张三 (华信): Order o1")
    assert "李四: 装修" in found
    assert crm("calendar").out == crm("calendar").out


def test_due_writes_what_it_lists(crm):
    assert titles(crm("due", "-o", "ics").out) == ["张三 (华信): 打电话"]
    assert titles(crm("due", "--within", "7d", "--type", "close", "-o", "ics").out) == ["张三 (华信): 带方案;去"]
    assert crm("list", "-o", "ics", ok=False).code == 2


def test_a_calendar_of_ours_is_brought_up_to_date_and_no_other_file(crm, tmp_path):
    place = tmp_path / "crm.ics"
    assert "2 open, 0 closed" in crm("calendar", place).err
    crm("done", "f2")
    crm("calendar", place)
    assert b"STATUS:COMPLETED\r\n" in place.read_bytes()
    assert place.stat().st_mode & 0o777 == 0o600
    other = tmp_path / "letter.txt"
    other.write_text("Dear …")
    assert crm("calendar", other, ok=False).code == 2
    assert other.read_text() == "Dear …"
    crm("calendar", other, "--yes")
    assert entries(other.read_text())


def test_a_name_cannot_break_the_calendar(crm):
    crm("add", "王;五,\\n[/]")
    crm("next", "王;五,\\n[/]", "2026-11-22", "第一行\nBEGIN:VEVENT")
    found = entries(crm("calendar").out)
    assert len(found) == 3
    assert "王;五,\\n[/]: 第一行\nBEGIN:VEVENT" in {str(one["SUMMARY"]) for one in found.values()}
