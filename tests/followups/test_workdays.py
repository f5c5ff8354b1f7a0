"""Workdays: the public holidays of 2026 with their make-up days, weekends alone beyond the calendar's last year, days off."""

import time
from datetime import date, timedelta

import pytest

from crmcli.core import region
from crmcli.core.errors import UsageError
from crmcli.followups import holidays, workdays

# Day = the workday before / after it, as the notice of the State Council for 2026 has them.
MOVED = """
2026-01-01 = 2025-12-31 / 2026-01-04
2026-01-04 = 2026-01-04 / 2026-01-04
2026-02-14 = 2026-02-14 / 2026-02-14
2026-02-15 = 2026-02-14 / 2026-02-24
2026-02-23 = 2026-02-14 / 2026-02-24
2026-02-28 = 2026-02-28 / 2026-02-28
2026-03-01 = 2026-02-28 / 2026-03-02
2026-04-05 = 2026-04-03 / 2026-04-07
2026-05-01 = 2026-04-30 / 2026-05-06
2026-05-09 = 2026-05-09 / 2026-05-09
2026-06-20 = 2026-06-18 / 2026-06-22
2026-09-20 = 2026-09-20 / 2026-09-20
2026-09-26 = 2026-09-24 / 2026-09-28
2026-10-03 = 2026-09-30 / 2026-10-08
2026-10-10 = 2026-10-10 / 2026-10-10
2026-10-11 = 2026-10-10 / 2026-10-12
2026-11-21 = 2026-11-20 / 2026-11-23
2026-12-31 = 2026-12-31 / 2026-12-31
2099-10-01 = 2099-10-01 / 2099-10-01
2099-10-03 = 2099-10-02 / 2099-10-05
"""


@pytest.fixture(autouse=True)
def _in_china():
    region.use(lambda: "CN")


@pytest.mark.parametrize("row", MOVED.strip().splitlines())
def test_a_day_off_is_moved_to_the_workday_beside_it(store, row):
    day, _, beside = row.partition(" = ")
    known = workdays.calendar(store)
    before, after = (workdays.moved(date.fromisoformat(day), mode, known).isoformat() for mode in ("before", "after"))
    assert f"{before} / {after}" == beside
    assert workdays.moved(date.fromisoformat(day), "off", known).isoformat() == day


def test_an_unknown_year_is_told_once_and_a_known_one_never(store, capsys):
    known = workdays.calendar(store)
    for number in range(400):
        known(date(2026, 1, 1) + timedelta(days=number % 365))
    assert capsys.readouterr().err == ""
    for number in range(40):
        known(date(2099, 1, 1) + timedelta(days=number))
    said = capsys.readouterr().err
    assert said.count("public holidays of 2099 are not known") == 1
    assert "crm holidays import" in said


# What was set by hand decides first, then the list of the file, then the calendar of the country.
DECIDED = """
2026-10-01 off, 2026-10-02 work, 2026-10-03 off, 2026-10-05 off, 2026-10-06 work, 2026-10-10 off, 2026-10-12 off,
2027-10-01 off, 2027-10-02 off, 2027-10-03 off, 2027-10-04 work, 2027-10-09 work
"""


# Region, day, whether it is a workday there, and what is told of it at once.
ABROAD = """
US 2026-10-01 work -
US 2026-10-10 off -
US 2099-10-01 work -
GB 2026-02-17 work -
HK 2026-10-01 work -
CN 2026-10-01 off -
CN 2026-10-10 work -
CN 2099-10-01 work 2099
none 2026-10-01 work region
none 2026-10-10 off region
"""


@pytest.mark.parametrize("row", ABROAD.strip().splitlines())
def test_a_country_gets_no_holidays_of_another(store, capsys, row):
    country, day, kind, told = row.split()
    region.use(lambda: None if country == "none" else country)
    known = workdays.calendar(store)
    assert [known(date.fromisoformat(day)) for _ in range(3)] == [kind == "work"] * 3
    said = capsys.readouterr().err
    assert (said.count("\n"), told in said) == (0, False) if told == "-" else (1, True)


def test_what_is_not_known_of_a_country_is_told_when_it_is_set_and_then_no_more(crm, tmp_path):
    crm("add", "Ann", "--next", "2026-12-25")
    assert crm("config", "set", "region", "US").err == ""
    assert "No public holidays of US are known" in crm("config", "set", "workdays", "after").err
    assert "GB" in crm("config", "set", "region", "GB").err
    assert crm("due", "--within", "60d").err == ""
    (tmp_path / "gb.csv").write_text("date,kind,name\n2026-12-25,off,Christmas Day\n")
    crm("holidays", "import", tmp_path / "gb.csv")
    assert crm("due", "--within", "60d", "-o", "json").items[0]["due"] == "2026-12-25"
    assert "12-25 is not a workday" in crm("due", "--within", "60d").out
    assert crm("config", "set", "workdays", "before").err == ""
    assert crm("config", "set", "region", "CN").err == ""


def test_by_hand_before_the_list_before_the_calendar(store, capsys):
    off, work = holidays.KINDS.shown("off"), holidays.KINDS.shown("work")
    rows = {"2026-10-02": work, "2026-10-10": off, "2027-10-01": off, "2027-10-09": work}
    holidays.replace(store, [holidays.Holiday(day, kind, None) for day, kind in rows.items()])
    store.set_setting("days_off", "2026-10-05..2026-10-12")
    store.set_setting("days_on", "2026-10-06")
    known = workdays.calendar(store)
    for row in DECIDED.strip().replace("\n", " ").split(", "):
        day, expected = row.strip(" ,").split()
        assert known(date.fromisoformat(day)) == (expected == "work"), day
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("mode", ["before", "after"])
def test_a_moved_day_is_the_nearest_workday(store, mode):
    known, step = workdays.calendar(store), timedelta(days=-1 if mode == "before" else 1)
    for number in range(3 * 365):
        day = date(2026, 1, 1) + timedelta(days=number)
        found = workdays.moved(day, mode, known)
        assert known(found)
        assert not any(known(day + step * count) for count in range(abs((found - day).days)))


def test_whoever_never_works_keeps_the_day():
    assert workdays.moved(date(2026, 11, 21), "after", lambda _: False) == date(2026, 11, 21)


@pytest.mark.parametrize(
    "text", ["yesterday", "2026-13-01", "2026-12-24..2026-12-20", "2026-12-24...2026-12-26", "2026-12-24 2026-12-25"]
)
def test_days_off_that_are_none_are_refused(text):
    with pytest.raises(UsageError, match="are not days"):
        workdays.parse_days(text)


def test_days_off_of_ones_own():
    assert workdays.parse_days("2026-12-24, 2027-02-01..2027-02-07,") == [
        (date(2026, 12, 24), date(2026, 12, 24)), (date(2027, 2, 1), date(2027, 2, 7)),
    ]  # fmt: skip


def test_another_time_zone_leaves_the_clock_of_a_step_and_the_instant_of_a_touch(crm, monkeypatch):
    crm("add", "张三", "--next", "2026-11-25 14:30")
    crm("next", "张三", "2026-11-23", "--every", "每周一")
    crm("note", "张三", "来电", "--at", "2026-11-21 08:30")
    monkeypatch.setenv("TZ", "EST5EDT,M3.2.0,M11.1.0")
    monkeypatch.setenv("CRM_NOW", "2026-11-23T09:00")
    time.tzset()
    assert [one["due"] for one in crm("due", "--within", "7d", "-o", "json").items] == ["2026-11-23", "2026-11-25T14:30"]
    assert "DTSTART:20261125T143000" in crm("calendar").out
    assert crm("timeline", "张三", "-o", "json").items[0]["at"] == "2026-11-20T19:30:00-05:00"
    crm("done", "f2")
    assert crm("due", "--within", "8d", "-o", "json").items[-1]["due"] == "2026-11-30"
