import re
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.core import i18n
from crmcli.core.dates.date_parser import parse_when
from crmcli.core.dates.when import When
from crmcli.core.errors import UsageError
from crmcli.followups.recurrence import comes_on, following, parse_rule
from crmcli.followups.rrule_text import in_words

NOW = datetime(2026, 11, 21, 9)  # a Saturday  # noqa: DTZ001
START = When(NOW.date())


def rule(text, start=START):
    return parse_rule(text, start, NOW)


@pytest.mark.parametrize(
    ("text", "kept", "next_on"),
    [
        ("每周一", "FREQ=WEEKLY;BYDAY=MO", "2026-11-23"),
        ("每周一三五", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "2026-11-23"),
        ("每周一、周三和周五", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "2026-11-23"),
        ("每周一到周五", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-11-23"),
        ("每月15日", "FREQ=MONTHLY;BYMONTHDAY=15", "2026-12-15"),
        ("每月底", "FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-30"),
        ("每月30号", "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", "2026-11-30"),
        ("每月最后一个周五", "FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27"),
        ("每两周", "FREQ=WEEKLY;INTERVAL=2", "2026-12-05"),
        ("每个星期五", "FREQ=WEEKLY;BYDAY=FR", "2026-11-27"),
        ("每月月底", "FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-30"),
        ("每周一，到年底", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261231", "2026-11-23"),
        ("fortnightly", "FREQ=WEEKLY;INTERVAL=2", "2026-12-05"),
        ("every fortnight", "FREQ=WEEKLY;INTERVAL=2", "2026-12-05"),
        ("隔周周五", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-12-04"),
        ("每天", "FREQ=DAILY", "2026-11-22"),
        ("每年", "FREQ=YEARLY", "2027-11-21"),
        ("每季度", "FREQ=MONTHLY;INTERVAL=3", "2027-02-21"),
        ("每年5月20日", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=20", "2027-05-20"),
        ("每年2月29日", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1", "2027-02-28"),
        ("every 2 weeks", "FREQ=WEEKLY;INTERVAL=2", "2026-12-05"),
        ("every last friday", "FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27"),
        ("every other friday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-12-04"),
        ("every month on the 15th", "FREQ=MONTHLY;BYMONTHDAY=15", "2026-12-15"),
        ("every weekday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-11-23"),
        ("every may 20", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=20", "2027-05-20"),
        ("every monday for three times", "FREQ=WEEKLY;BYDAY=MO;COUNT=3", "2026-11-23"),
        ("每周一，共三次", "FREQ=WEEKLY;BYDAY=MO;COUNT=3", "2026-11-23"),
        ("every monday until 2027-01-31", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270131", "2026-11-23"),
        ("每月15日 共10次", "FREQ=MONTHLY;BYMONTHDAY=15;COUNT=10", "2026-12-15"),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "2026-12-01"),
        ("after 30d", "AFTER=P30D", "2026-12-21"),
        ("完成后30天", "AFTER=P30D", "2026-12-21"),
        ("完成后一个月", "AFTER=P1M", "2026-12-21"),
        ("2 weeks after it is done", "AFTER=P2W", "2026-12-05"),
        ("完成30天后", "AFTER=P30D", "2026-12-21"),
        ("every 1st and 15th", "FREQ=MONTHLY;BYMONTHDAY=1,15", "2026-12-01"),
        ("the 1st and 15th of each month", "FREQ=MONTHLY;BYMONTHDAY=1,15", "2026-12-01"),
        ("on the 15th of every month", "FREQ=MONTHLY;BYMONTHDAY=15", "2026-12-15"),
        ("每月1号和15号", "FREQ=MONTHLY;BYMONTHDAY=1,15", "2026-12-01"),
        ("每个月1、31日", "FREQ=MONTHLY;BYMONTHDAY=1,-1", "2026-11-30"),
        ("end of every month", "FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-30"),
        ("every month on the last day", "FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-30"),
        ("first day of every month", "FREQ=MONTHLY;BYMONTHDAY=1", "2026-12-01"),
        ("每个月的最后一天", "FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-30"),
        ("每两个月的5号", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=5", "2027-01-05"),
        ("last workday of the month", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-11-30"),
        ("每月第一个工作日", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", "2026-12-01"),
        ("the last friday of every month", "FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27"),
        ("2nd tuesday of each month", "FREQ=MONTHLY;BYDAY=2TU", "2026-12-08"),
        ("every 1st and 3rd friday", "FREQ=MONTHLY;BYDAY=1FR,3FR", "2026-12-04"),
        ("每月第一、第三个周五", "FREQ=MONTHLY;BYDAY=1FR,3FR", "2026-12-04"),
        ("三个月一次", "FREQ=MONTHLY;INTERVAL=3", "2027-02-21"),
        ("十天一次", "FREQ=DAILY;INTERVAL=10", "2026-12-01"),
        ("once a month", "FREQ=MONTHLY", "2026-12-21"),
        ("once every two weeks", "FREQ=WEEKLY;INTERVAL=2", "2026-12-05"),
        ("2 weeks", "FREQ=WEEKLY;INTERVAL=2", "2026-12-05"),
        ("semi-annually", "FREQ=MONTHLY;INTERVAL=6", "2027-05-21"),
        ("每半年", "FREQ=MONTHLY;INTERVAL=6", "2027-05-21"),
        ("every third day", "FREQ=DAILY;INTERVAL=3", "2026-11-24"),
        ("每隔一天", "FREQ=DAILY;INTERVAL=2", "2026-11-23"),
        ("every weekend", "FREQ=WEEKLY;BYDAY=SA,SU", "2026-11-22"),
        ("monday to friday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-11-23"),
        ("每周二到四", "FREQ=WEEKLY;BYDAY=TU,WE,TH", "2026-11-24"),
        ("每周二周四", "FREQ=WEEKLY;BYDAY=TU,TH", "2026-11-24"),
        ("mondays and thursdays", "FREQ=WEEKLY;BYDAY=MO,TH", "2026-11-23"),
        ("friday every 2 weeks", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-12-04"),
        ("每逢周五", "FREQ=WEEKLY;BYDAY=FR", "2026-11-27"),
        ("march 8 every year", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=8", "2027-03-08"),
        ("yearly on 03-08", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=8", "2027-03-08"),
        ("每年年底", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31", "2026-12-31"),
        ("3月8号", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=8", "2027-03-08"),
        ("每年国庆", "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=1", "2027-10-01"),
        ("每月15", "FREQ=MONTHLY;BYMONTHDAY=15", "2026-12-15"),
        ("every 2 quarters", "FREQ=MONTHLY;INTERVAL=6", "2027-05-21"),
        ("每季度末", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", "2026-12-31"),
        ("every monday 10 times", "FREQ=WEEKLY;BYDAY=MO;COUNT=10", "2026-11-23"),
        ("每月15日直到2027年6月", "FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=20270630", "2026-12-15"),
        ("every month until june 2027", "FREQ=MONTHLY;UNTIL=20270630", "2026-12-21"),
        ("每周五一直到年底", "FREQ=WEEKLY;BYDAY=FR;UNTIL=20261231", "2026-11-27"),
    ],
)
def test_rules_in_words(text, kept, next_on):
    assert rule(text) == kept
    assert following(kept, START, START, NOW).text == next_on


@pytest.mark.parametrize("text", ["every monday for 1 time", "every monday for one time", "每周一，共一次"])
def test_once_is_a_number_of_times(text):
    assert rule(text) == "FREQ=WEEKLY;BYDAY=MO;COUNT=1"
    assert following(rule(text), START, START, NOW) is None


@pytest.mark.parametrize(
    "text",
    ["", "随便", "每", "每周八", "每月32号", "每隔两天", "every 0 days", "every second tuesday", "every week on monday and never",
     "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;INTERVAL=0", "FREQ=HOURLY", "FREQ=DAILY;BYHOUR=9",
     "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=YEARLY;BYMONTH=00", "FREQ=WEEKLY;FREQ=DAILY", "FREQ=WEEKLY;COUNT=3;UNTIL=20270101",
     "FREQ=YEARLY;BYEASTER=0", "every monday until 2026-11-22", "FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=20261130", "每周一直到年底",
     "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2,4,6", "FREQ=WEEKLY;UNTIL=soon", "biweekly", "twice a week", "每月15号和30号",
     "每小时", "每年农历八月十五", "every second friday", "一周两次", "每天早上9点", "once in a while",
     "三月", "每三月", "三季度", "last day", "every last day", "other day", "first eight", "每天凌晨",
     "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;FOO=1", "FREQ=DAILY;UNTIL=20200101", "每周一直到昨天", "完成后30天直到2027-01-01"],
)  # fmt: skip
def test_what_never_comes_ends_early_or_is_no_rule_is_refused(text):
    with pytest.raises(UsageError):
        rule(text)


def test_an_end_before_the_start_is_named_as_people_write_days():
    with pytest.raises(UsageError, match="The end 2026-12-01 is before the start 2026-12-10"):
        rule("每周一，到2026-12-01", When(date(2026, 12, 10)))


@pytest.mark.parametrize(
    ("start", "text", "dates"),
    [
        ("2027-01-31", "every month", ["2027-02-28", "2027-03-31", "2027-04-30"]),
        ("2028-02-29", "每年", ["2029-02-28", "2030-02-28", "2031-02-28"]),
        ("2026-11-21T09:30", "每周六", ["2026-11-28T09:30", "2026-12-05T09:30", "2026-12-12T09:30"]),
        ("2026-11-20", "每两周", ["2026-12-04", "2026-12-18", "2027-01-01"]),
    ],
)
def test_a_series_keeps_to_its_grid(start, text, dates):
    first = due = When.from_text(start)
    kept, found = rule(text, first), []
    for _ in dates:
        due = following(kept, first, due, datetime.combine(due.date, NOW.time()))
        found.append(due.text)
    assert found == dates


@given(st.integers(1, 400), st.sampled_from(["每周一", "每天", "每月31日", "每两周", "after 30d"]))
@settings(max_examples=40, deadline=None)
def test_what_was_missed_counts_once(late, text):
    done = NOW + timedelta(days=late)
    found = following(rule(text), START, START, done)
    assert found.date > done.date()
    assert found.date - done.date() <= timedelta(days=31)


def test_a_series_ends():
    kept = rule("每天 共2次")
    second = following(kept, START, START, NOW)
    assert second.date == date(2026, 11, 22)
    assert following(kept, START, second, NOW) is None


@pytest.mark.parametrize(
    ("kept", "english", "chinese"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "every 2 weeks on Mon, Fri", "每 2 周的周一、周五"),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", "every month on the 30th", "每月30日"),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", "every month on the last Fri, 3 times in all", "每月最后一个周五，共3次"),
        ("AFTER=P2W", "2 weeks after it is done", "完成后2周"),
        ("AFTER=P1M", "a month after it is done", "完成后1个月"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15,-1", "every month on the 1st, 15th, last day", "每月1日、15日、最后一天"),
        ("FREQ=MONTHLY;BYDAY=1FR,3FR", "every month on the first, third Fri", "每月第一、第三个周五"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "every month on the last workday", "每月最后一个工作日"),
        ("FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", "the last day of every quarter", "每季度最后一天"),
        ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1", "every year on the last day of March", "每年3月最后一天"),
        ("FREQ=YEARLY;BYWEEKNO=3", "FREQ=YEARLY;BYWEEKNO=3", "FREQ=YEARLY;BYWEEKNO=3"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2"),
    ],
)
def test_a_rule_is_said_in_words(kept, english, chinese):
    assert in_words(kept) == english
    i18n.use("zh")
    assert in_words(kept) == chinese


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("biweekly", ["every 2 weeks", "every mon and thu"]),
        ("双周", ["每两周", "每周一、周四"]),
        ("双月", ["每两个月", "每月1号和15号"]),
        ("bimonthly", ["every 2 months", "the 1st and 15th of every month"]),
        ("biannually", ["every 6 months", "every 2 years"]),
        ("每半个月", ["每15天", "每月1号和15号"]),
        ("每隔三天", ["每3天", "每4天"]),
        ("隔两周", ["每2周", "每3周"]),
        ("every second friday", ["every other friday", "every month on the 2nd friday"]),
        ("每周一直到年底", ["每周，到年底", "每周一，到年底"]),
    ],
)
def test_a_rule_of_two_readings_names_both_and_either_works(text, readings):
    with pytest.raises(UsageError) as error:
        rule(text)
    assert error.value.message == f"'{text}' can mean '{readings[0]}' or '{readings[1]}'."
    assert rule(readings[0]) != rule(readings[1])


@pytest.mark.parametrize(
    ("text", "when", "every"),
    [
        ("every monday at 9am", "monday 09:00", "every monday"),
        ("9:30 every day", "tomorrow 09:30", "every day"),
        ("每周一上午9点", "周一 09:00", "每周一"),
        ("每个工作日的下午三点", "tomorrow 15:00", "每个工作日"),
    ],
)
def test_an_hour_in_a_rule_is_told_where_it_belongs(text, when, every):
    with pytest.raises(UsageError, match="belongs to WHEN") as error:
        rule(text)
    assert f"crm next CUSTOMER '{when}' --every '{every}'" in error.value.hint
    assert rule(every)
    assert parse_when(when, NOW.astimezone(), ahead=True).time


def test_a_lunar_day_is_no_rule_but_a_yearly_day():
    with pytest.raises(UsageError) as error:
        rule("每年农历八月十五")
    assert "crm occasion add" in error.value.hint


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_every_example_of_a_rule_works(lang):
    i18n.use(lang)
    with pytest.raises(UsageError) as error:
        rule("now and then")
    examples = error.value.hint.rstrip(".。").removeprefix("Write it like ").removeprefix("请写成 ")
    for example in re.split(", | or |、| 或 ", examples):
        assert rule(example), example


EN = "every month weeks day the 1st 15 of monday and last other 2 workday once a after done at 9am march 8 end"
ZH = "每 每个 月 周 年 天 周一 号 15 底 最后 第 一 个 工作日 和 、 次 隔 完成 后 到 月底 凌晨 9点 春节"
WORDS = f"{EN} {ZH}".split()


@given(st.lists(st.sampled_from(WORDS), max_size=6), st.sampled_from(["", " "]), st.sampled_from(i18n.LANGUAGES))
def test_any_words_are_a_rule_that_is_said_back_or_refused(words, between, lang):
    i18n.use(lang)
    try:
        kept = rule(between.join(words))
    except UsageError as error:
        assert error.message
    else:
        assert rule(in_words(kept)) == kept
    finally:
        i18n.use("en")


WEEKS = st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, max_size=6, unique=True).map(
    lambda days: "BYDAY=" + ",".join(sorted(days, key="MOTUWETHFRSASU".index))
)
PLACES = st.builds("BYDAY={}{}".format, st.sampled_from([1, 2, 3, 4, -1]), st.sampled_from(["MO", "WE", "SU"]))
DAYS = st.lists(st.integers(1, 28), min_size=1, max_size=4, unique=True).map(
    lambda days: f"BYMONTHDAY={','.join(map(str, sorted(days)))}"
)
ON = {
    "DAILY": st.none(),
    "WEEKLY": st.none() | WEEKS,
    "MONTHLY": st.none() | PLACES | DAYS | st.just("BYMONTHDAY=-1") | st.just("BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
    "YEARLY": st.none() | st.builds("BYMONTH={};BYMONTHDAY={}".format, st.integers(1, 12), st.integers(1, 28)),
}
RULES = st.sampled_from(list(ON)).flatmap(
    lambda frequency: st.tuples(
        st.just(f"FREQ={frequency}"), st.integers(2, 40).map("INTERVAL={}".format) | st.none(), ON[frequency],
        st.none() | st.integers(1, 30).map("COUNT={}".format) | st.just("UNTIL=21981231"),
    )
)  # fmt: skip


@given(RULES.map(lambda parts: ";".join(filter(None, parts))), st.sampled_from(i18n.LANGUAGES))
def test_what_is_said_of_a_rule_is_read_as_that_rule(kept, lang):
    i18n.use(lang)
    try:
        assert rule(in_words(kept)) == rule(kept)
    finally:
        i18n.use("en")


FIRST = st.dates(date(2026, 1, 1), date(2028, 12, 31))
BASES = [
    "每周一",
    "every 2 weeks on tue and fri",
    "每月15号",
    "每月30号",
    "每月最后一个周五",
    "every 3 months on the 1st",
    "每两周",
    "工作日",
    "每年2月29日",
]


@given(FIRST, st.sampled_from(BASES), st.integers(1, 12), st.sampled_from([None, time(9, 30)]))
def test_n_times_are_n_whatever_the_first_day(day, base, times, at):
    first = When(day, at)
    kept = parse_rule(f"{base}，共{times}次", first, NOW)
    found = [first]
    while step := following(kept, first, found[-1], found[-1].instant().replace(tzinfo=None)):
        found.append(step)
    assert len(found) == times
    assert all(comes_on(kept, first, one.date) for one in found[1:])
    assert {one.time for one in found} == {at}


@pytest.mark.parametrize(
    ("text", "on_rule"), [("每周六", True), ("每周一", False), ("每天", True), ("after 30d", True), ("每月15号", False)]
)
def test_whether_the_first_day_is_one_of_the_rule(text, on_rule):
    assert comes_on(rule(text), START, START.date) == on_rule
