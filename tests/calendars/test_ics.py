"""The writer: what it writes, any reader of RFC 5545 reads back."""

from datetime import UTC, date, datetime, timedelta, timezone

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.calendars import components, ics
from crmcli.calendars.components import Item, Manner

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=timezone(timedelta(hours=8)))
WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp")), max_size=200)
MANNERS = [Manner(NOW), Manner(NOW, events=True), Manner(NOW, alarm=None)]


def item(**values):
    plain = {
        "uid": "01A", "summary": "张三: 报价", "description": "", "category": "", "due": "2026-11-25", "rrule": None,
        "created": "2026-11-01T01:00:00.000Z", "modified": "2026-11-02T02:03:04.567Z", "sequence": 3,
    }  # fmt: skip
    return Item(**plain | values)


def written(one, manner=MANNERS[0]):
    return "".join(ics.calendar("crm", [components.component(one, manner)]))


def read(one, manner=MANNERS[0]):
    (found,) = icalendar.Calendar.from_ical(written(one, manner)).subcomponents
    return found


@given(WORDS)
def test_folding_keeps_75_octets_and_every_character(line):
    parts = list(ics.fold(line))
    assert all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line
    assert all(part.startswith(" ") for part in parts[1:])


def fold_by_character(line):
    parts, used = [""], 0
    for char in line:
        octets = len(char.encode())
        if used + octets > 75:
            parts.append(" ")
            used = 1
        parts[-1] += char
        used += octets
    return parts


@given(st.lists(st.sampled_from(["a", "é", "客", "😀", " ", "ab" * 20]), max_size=200).map("".join))
def test_folding_fills_each_line_as_far_as_whole_characters_go(line):
    assert list(ics.fold(line)) == fold_by_character(line)


@given(WORDS, WORDS)
def test_any_words_come_back_as_they_went_in(summary, description):
    found = read(item(summary=summary + "x", description=f"{description}\n;,\\"))
    assert str(found["SUMMARY"]) == summary + "x"
    assert str(found["DESCRIPTION"]) == f"{description}\n;,\\"


def test_lines_end_as_they_must():
    text = written(item(summary="长" * 100))
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("due", ["2026-11-25", "2026-11-25T14:30"])
@pytest.mark.parametrize("rule", [None, "FREQ=WEEKLY;BYDAY=MO"])
@pytest.mark.parametrize("closed", [{}, {"done_at": "2026-11-20T01:00:00.000Z"}, {"cancelled_at": "2026-11-20T01:00:00.000Z"}])
def test_every_shape_is_valid(manner, due, rule, closed):
    found = read(item(due=due, rrule=rule, **closed), manner)
    assert not found.errors
    assert found.name == ("VEVENT" if "T" in due or manner.events else "VTODO")
    assert {"UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE"} <= set(found)
    assert ("RRULE" in found) == bool(rule and not closed)
    assert bool(found.subcomponents) == bool(manner.alarm and not closed)
    when = found.decoded("DTSTART" if "DTSTART" in found else "DUE")
    assert when == (datetime.fromisoformat(due) if "T" in due else date.fromisoformat(due))
    assert not ("DUE" in found and "DURATION" in found)


@pytest.mark.parametrize(
    ("due", "rule", "written_as"),
    [
        ("2026-11-25", "FREQ=DAILY;UNTIL=20261231T160000Z", "FREQ=DAILY;UNTIL=20261231"),
        ("2026-11-25T09:00", "FREQ=DAILY;UNTIL=20261231", "FREQ=DAILY;UNTIL=20261231T235959"),
        ("2026-11-25T09:00", "RRULE:FREQ=DAILY;UNTIL=20261231T080000Z", "FREQ=DAILY;UNTIL=20261231T080000"),
        ("2026-11-25", "AFTER=P30D", None),
        ("2026-11-25", "FREQ=DAILY\r\nX-EVIL:1", None),
    ],
)
def test_the_end_of_a_rule_is_of_the_kind_of_its_start(due, rule, written_as):
    lines = written(item(due=due, rrule=rule)).split("\r\n")
    assert [line for line in lines if line.startswith("RRULE")] == ([f"RRULE:{written_as}"] if written_as else [])


def test_times_float_and_instants_are_utc():
    lines = written(item(due="2026-11-25T14:30")).split("\r\n")
    assert "DTSTART:20261125T143000" in lines
    assert "DTSTAMP:20261102T020304Z" in lines
    assert read(item()).decoded("LAST-MODIFIED") == datetime(2026, 11, 2, 2, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "manner", "trigger"),
    [
        ("2026-11-25T14:30", Manner(NOW, 60), "TRIGGER:-PT60M"), ("2026-11-25", Manner(NOW), "TRIGGER;RELATED=END:PT9H"),
        ("2026-11-25", Manner(NOW, events=True), "TRIGGER:PT9H"), ("2026-11-21T08:59", Manner(NOW), None),
        ("2026-11-20", Manner(NOW), None), ("2026-11-21", Manner(NOW), "TRIGGER;RELATED=END:PT9H"),
    ],
)  # fmt: skip
def test_alarms_ring_for_what_lies_ahead(due, manner, trigger):
    assert [line for line in written(item(due=due), manner).split("\r\n") if "TRIGGER" in line] == ([trigger] if trigger else [])
