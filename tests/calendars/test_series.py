"""A series in the calendar: as many times as it was said, and never from a day that is not one of the rule's (RFC 5545,
3.8.5.3).
"""

from datetime import date, datetime, time

import icalendar
import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from crmcli.calendars import export, queries
from crmcli.calendars.components import Manner
from crmcli.cli import seed
from crmcli.core.dates.when import When
from crmcli.followups import followups
from crmcli.followups.recurrence import parse_rule
from crmcli.storage.store import Store

NOW = datetime.fromisoformat("2026-11-21T09:00:00+08:00")
RULES = ["每周一", "every 2 weeks on tue and fri", "每月15号", "每月30号", "every 3 months on the 1st", "每两周", "工作日"]


def text_of(rule, first, due):
    store = Store(None, seed.seed)
    with store.change("x"):
        no = store.insert("customers", name="A", created_at="2026-01-01T00:00:00.000Z", pinyin="a", initials="a")
        step = followups.plan(store, no, first.text, "call", "keep", rule)
        store.update("followups", step, due=due.text)
    return "".join(export.of_items(queries.planned(store, NOW, date(2040, 1, 1)), Manner(NOW)))


def dates_of(text):
    """Each component's own days, the rule read by dateutil from DTSTART, which has to be one of the rule's days."""
    found = []
    for part in icalendar.Calendar.from_ical(text).walk():
        if part.name not in ("VEVENT", "VTODO"):
            continue
        start = part.decoded("DTSTART", None) or part.decoded("DUE")
        start = start.replace(tzinfo=None) if isinstance(start, datetime) else datetime.combine(start, time.min)
        if "RRULE" not in part:
            found.append(start.date())
            continue
        series = list(rrulestr(part["RRULE"].to_ical().decode(), dtstart=start))
        assert series[0] == start
        found += [one.date() for one in series]
    return found


@given(
    st.dates(date(2026, 11, 21), date(2027, 12, 31)),
    st.sampled_from(RULES),
    st.integers(1, 9),
    st.sampled_from([None, time(9, 30)]),
)
def test_the_calendar_counts_as_the_series_does(day, words, times, at):
    first = When(day, at)
    found = dates_of(text_of(parse_rule(f"{words}，共{times}次", first, NOW), first, first))
    assert (len(found), len(set(found)), found[0]) == (times, times, day)


@given(st.integers(0, 20), st.sampled_from(RULES[:3]))
def test_a_step_moved_off_the_rule_stands_alone(days, words):
    first = When(date(2026, 11, 23))
    due = When(date.fromordinal(first.date.toordinal() + days))
    rule = parse_rule(f"{words}，到年底", first, NOW)
    found = dates_of(text_of(rule, first, due))
    assert found[0] == due.date
    assert found == sorted(set(found))


def test_a_first_day_off_the_rule_is_told_and_the_rule_ends_with_the_step(crm):
    crm("add", "张三", "--phone", "13800138000")
    ran = crm("next", "张三", "2026-11-27", "x", "--every", "每月15号")
    assert "first day, 2026-11-27 Fri, does not match the rule. The next one is on 2026-12-15 Tue." in ran.err
    text = crm("calendar").out
    assert ("DUE;VALUE=DATE:20261127" in text, "DTSTART;VALUE=DATE:20261215" in text) == (True, True)
    (uid,) = [line for line in text.split("\r\n") if line.startswith("UID:") and line.endswith("-rule")]
    crm("done", "f1")
    closed = crm("calendar").out
    assert f"{uid}\r\n" in closed
    assert closed.count("STATUS:CANCELLED") == 1
    assert closed.count("RRULE") == 1
    assert crm("next", "张三", "2026-12-15", "y", "--every", "每月15号").err == ""


@pytest.mark.parametrize(
    "rule", ["FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;UNTIL=20261231T160000Z", "AFTER=P30D", "FREQ=DAILY;COUNT=99999"]
)
def test_a_rule_from_elsewhere_never_stops_the_calendar(rule):
    assert "BEGIN:V" in text_of(rule, When(date(2026, 11, 23)), When(date(2026, 11, 23)))
