import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crmcli.core import clock
from crmcli.core.errors import UsageError

NEW_YORK = "EST5EDT,M3.2.0,M11.1.0"  # forward on 8 March 2026, back on 1 November 2026


@pytest.fixture
def zone(monkeypatch):
    def set_zone(rule):
        monkeypatch.setenv("TZ", rule)
        time.tzset()

    yield set_zone
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(autouse=True)
def shanghai(zone, monkeypatch):
    zone("CST-8")
    monkeypatch.delenv("CRM_NOW", raising=False)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-11-21T09:00", "2026-11-21T09:00:00+08:00"),
        ("2026-11-21T09:00:30", "2026-11-21T09:00:30+08:00"),
        ("2026-11-21 09:00:30.250", "2026-11-21T09:00:30.250+08:00"),
        ("2026-11-21T09:00Z", "2026-11-21T17:00:00+08:00"),
        ("2026-11-21T09:00:00-05:00", "2026-11-21T22:00:00+08:00"),
        ("2026-11-21", "2026-11-21T12:00:00+08:00"),
    ],
)
def test_the_variable_stands_in_for_the_clock(text, shown, monkeypatch):
    monkeypatch.setenv("CRM_NOW", text)
    assert clock.iso(clock.now()) == shown
    assert clock.today() == clock.now().date()


def test_without_the_variable_the_machine_is_asked():
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)
    assert clock.now().utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01T09:00", "9:00", "1e9"])
def test_a_wrong_variable_is_named(text, monkeypatch):
    monkeypatch.setenv("CRM_NOW", text)
    with pytest.raises(UsageError) as error:
        clock.now()
    assert "CRM_NOW" in error.value.message
    assert text in error.value.message


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("2026-01-02", "2026-01-02T04:00:00.000Z"),
        ("2026/1/2 10:00", "2026-01-02T02:00:00.000Z"),
        ("2026.1.2", "2026-01-02T04:00:00.000Z"),
        ("2026-01-02 10:00:00", "2026-01-02T02:00:00.000Z"),
        ("2026年1月2日", "2026-01-02T04:00:00.000Z"),
        ("2026年1月2日 8:05", "2026-01-02T00:05:00.000Z"),
        ("２０２６年１月２日８：０５", "2026-01-02T00:05:00.000Z"),
        ("20260102", "2026-01-02T04:00:00.000Z"),
        ("2026-01-02T10:00:00.1239Z", "2026-01-02T10:00:00.123Z"),
        ("2026-01-02t10:00:00z", "2026-01-02T10:00:00.000Z"),
        ("2026-01-02T10:00+0530", "2026-01-02T04:30:00.000Z"),
        ("2026-01-02T10:00-05:00", "2026-01-02T15:00:00.000Z"),
        ("  2026-01-02\t10:00 ", "2026-01-02T02:00:00.000Z"),
        ("2024-02-29", "2024-02-29T04:00:00.000Z"),
    ],
)
def test_instants_as_iso_and_spreadsheets_write_them(text, stored):
    assert clock.utc_text(clock.parse_instant(text)) == stored


def test_a_date_alone_means_what_is_asked():
    day = "2026-01-02"
    assert clock.iso(clock.parse_instant(day, "start")) == "2026-01-02T00:00:00+08:00"
    assert clock.iso(clock.parse_instant(day, "end")) == "2026-01-02T23:59:59.999+08:00"


@pytest.mark.parametrize(
    "text",
    ["", " ", "soon", "1/2/2026", "2026-1/2", "2026-01", "260102", "2026-01-02T", "2026-01-02 10", "2026-01-02 10:00 CET",
     "2026-01-02x10:00", "44927", "2026-W01-1", "12:00"],
)  # fmt: skip
def test_what_is_no_instant_is_refused_with_examples(text):
    with pytest.raises(UsageError) as error:
        clock.parse_instant(text)
    assert f"'{text}'" in error.value.message
    assert "2026-11-21T09:00" in error.value.hint


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "2026年2月30日", "20261301", "2025-02-29", "2026-01-02 25:00", "2026-01-02 10:60", "0001-01-01", "9999-12-31",
     "2026-01-02T10:00+25:00", "2026-01-02T10:00+08:99"],
)  # fmt: skip
def test_impossible_instants_are_told_apart(text):
    with pytest.raises(UsageError, match="does not exist as a date or time"):
        clock.parse_instant(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-03-08T02:30", "2026-03-08T03:30:00-04:00"),  # skipped
        ("2026-11-01T01:30", "2026-11-01T01:30:00-04:00"),  # happens twice: the first
    ],
)
def test_local_times_at_a_clock_change(text, shown, zone):
    zone(NEW_YORK)
    assert clock.iso(clock.parse_instant(text)) == shown


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 6, 1), 24)])
def test_a_day_is_as_long_as_the_clock_says(day, hours, zone):
    zone(NEW_YORK)
    length = clock.end_of_day(day) - clock.start_of_day(day)
    assert length == timedelta(hours=hours) - timedelta(milliseconds=1)
    assert clock.end_of_day(day).date() == day


@pytest.mark.parametrize(("day", "first"), [(date(2026, 3, 8), "01:00:00-04:00"), (date(2026, 11, 1), "00:00:00-04:00")])
def test_days_whose_midnight_the_clock_skips_or_repeats(day, first, zone):
    zone("CST5CDT,M3.2.0/0,M11.1.0/1")
    assert clock.iso(clock.start_of_day(day)) == f"{day}T{first}"
    assert clock.end_of_day(day - timedelta(days=1)) < clock.start_of_day(day)
    assert clock.end_of_day(day - timedelta(days=1)).date() < day


@given(st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2190, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_stored_instants_come_back_to_the_millisecond(instant):
    kept = instant.replace(microsecond=instant.microsecond // 1000 * 1000)
    assert clock.from_utc_text(clock.utc_text(instant)) == kept
    assert clock.parse_instant(clock.utc_text(instant)) == kept
    assert clock.parse_instant(clock.iso(instant)) == kept
    assert (clock.utc_text(instant) < clock.utc_text(kept + timedelta(seconds=1))) is True


ZONES = ("CST-8", "EST5EDT,M3.2.0,M11.1.0", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "UTC0")


@given(
    st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(ZONES),
)
@example(datetime(2026, 11, 1, 5, 59, 59, tzinfo=UTC), ZONES[1])
@example(datetime(2026, 11, 1, 6, 0, tzinfo=UTC), ZONES[1])
@example(datetime(2026, 10, 3, 15, 30, tzinfo=UTC), ZONES[2])
def test_a_stored_instant_is_shown_as_the_instant_is(instant, rule):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", rule)
        time.tzset()
        text = clock.utc_text(instant)
        assert clock.iso_of_text(text) == clock.iso(clock.from_utc_text(text))
    time.tzset()
