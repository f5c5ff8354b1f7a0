import contextlib
import datetime as dt
import itertools
import re
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.core import i18n, region
from crmcli.core.dates.date_parser import parse_date, parse_plan, parse_when
from crmcli.core.dates.when import When, echo, weekday_name
from crmcli.core.errors import UsageError


@pytest.fixture(autouse=True)
def shanghai(monkeypatch):
    monkeypatch.setenv("TZ", "CST-8")
    time.tzset()
    region.use(lambda: None)
    yield
    monkeypatch.undo()
    time.tzset()


def at(text):
    return dt.datetime.fromisoformat(text).astimezone()


# Said on Saturday 2026-11-21 at 09:00; the same for plans and for records.
NAMED = """
2026-11-25 = 2026-11-25
2026-1-5 = 2026-01-05
2026/11/25 = 2026-11-25
2026.11.25 = 2026-11-25
20261125 = 2026-11-25
20261125 9:05 = 2026-11-25T09:05
2026年11月25日 = 2026-11-25
2026年11月25号 下午3点 = 2026-11-25T15:00
2026年1月5日周一 = 2026-01-05
2026-11-25T14:30 = 2026-11-25T14:30
2026-11-25 14:30 = 2026-11-25T14:30
2026-11-25T14:30:15 = 2026-11-25T14:30
2026-11-25 2:30pm = 2026-11-25T14:30
2026-11-25T14:30+08:00 = 2026-11-25T14:30
2026-11-25T14:30:15Z = 2026-11-25T22:30
2026-11-25T14:30-0500 = 2026-11-26T03:30
2026-11-25 Wed 14:30 = 2026-11-25T14:30
2026-11-25 (Wed) = 2026-11-25
2026-11-25 周三 14:30 = 2026-11-25T14:30
２０２６－１１－２５　１４：３０ = 2026-11-25T14:30
today = 2026-11-21
Today 3pm = 2026-11-21T15:00
tomorrow = 2026-11-22
tomorrow 9am = 2026-11-22T09:00
tomorrow at 9:30pm = 2026-11-22T21:30
tomorrow, 9 a.m. = 2026-11-22T09:00
TOMORROW NOON = 2026-11-22T12:00
tomorrow morning = 2026-11-22T09:00
tomorrow evening at 8pm = 2026-11-22T20:00
9am tomorrow = 2026-11-22T09:00
at 3pm tomorrow = 2026-11-22T15:00
day after tomorrow = 2026-11-23
the day after tomorrow 10am = 2026-11-23T10:00
yesterday = 2026-11-20
yesterday afternoon = 2026-11-20T14:00
day before yesterday = 2026-11-19
tonight = 2026-11-21T19:00
tonight 8pm = 2026-11-21T20:00
tonight at 8:30 = 2026-11-21T20:30
this afternoon at 3pm = 2026-11-21T15:00
next friday = 2026-11-27
next Monday 10am = 2026-11-23T10:00
next sun = 2026-11-29
last saturday = 2026-11-14
last sunday = 2026-11-15
in 3 days = 2026-11-24
in a week = 2026-11-28
in two weeks at 3pm = 2026-12-05T15:00
in 2 months = 2027-01-21
in 2 years = 2028-11-21
3 days later = 2026-11-24
3 months from now = 2027-02-21
3 days ago = 2026-11-18
a week ago = 2026-11-14
+3d = 2026-11-24
+2w = 2026-12-05
+1mo = 2026-12-21
-3d = 2026-11-18
in 2 hours = 2026-11-21T11:00
in half an hour = 2026-11-21T09:30
in an hour = 2026-11-21T10:00
20 minutes ago = 2026-11-21T08:40
+30min = 2026-11-21T09:30
now = 2026-11-21T09:00
next week monday = 2026-11-23
next week on Friday 3pm = 2026-11-27T15:00
monday next week 10am = 2026-11-23T10:00
tuesday last week = 2026-11-10
wed of last week 14:00 = 2026-11-11T14:00
end of next month = 2026-12-31
end of december 2026 = 2026-12-31
start of Feb 2027 = 2027-02-01
end of february, 2028 = 2028-02-29
end of this month = 2026-11-30
start of next month = 2026-12-01
end of last month = 2026-10-31
end of next year = 2027-12-31
5th of next month = 2026-12-05
nov 25 2027 = 2027-11-25
November 25th, 2027 9am = 2027-11-25T09:00
25 Nov 2027 = 2027-11-25
今天 = 2026-11-21
明天 = 2026-11-22
明日 = 2026-11-22
明儿下午3点 = 2026-11-22T15:00
后儿 = 2026-11-23
今儿晚上8点 = 2026-11-21T20:00
昨儿 = 2026-11-20
后天 = 2026-11-23
後天 = 2026-11-23
大后天 = 2026-11-24
昨天 = 2026-11-20
前天 = 2026-11-19
大前天 = 2026-11-18
昨天 15:00 = 2026-11-20T15:00
今晚 = 2026-11-21T19:00
今晚8点 = 2026-11-21T20:00
今早8点 = 2026-11-21T08:00
明早 = 2026-11-22T09:00
明早9点半 = 2026-11-22T09:30
明晚 = 2026-11-22T19:00
明晚七点 = 2026-11-22T19:00
昨晚9点 = 2026-11-20T21:00
明天上午 = 2026-11-22T09:00
明天上午10点 = 2026-11-22T10:00
明天下午 = 2026-11-22T14:00
明天下午3点 = 2026-11-22T15:00
明天下午三点二十 = 2026-11-22T15:20
明天下午3:30 = 2026-11-22T15:30
明天晚上8点 = 2026-11-22T20:00
明天中午 = 2026-11-22T12:00
明天中午一点 = 2026-11-22T13:00
明天中午11点半 = 2026-11-22T11:30
明天下午12点半 = 2026-11-22T12:30
明天凌晨4点 = 2026-11-22T04:00
明天傍晚6点 = 2026-11-22T18:00
明天9点 = 2026-11-22T09:00
明天9点钟 = 2026-11-22T09:00
明天 9 点 = 2026-11-22T09:00
明天9点一刻 = 2026-11-22T09:15
明天九点三刻 = 2026-11-22T09:45
明天十点零五 = 2026-11-22T10:05
明天十五点二十 = 2026-11-22T15:20
明天15点20分 = 2026-11-22T15:20
明天二十三点五十九分 = 2026-11-22T23:59
明天15时 = 2026-11-22T15:00
后天下午3点 = 2026-11-23T15:00
下周三 = 2026-11-25
下周三下午两点 = 2026-11-25T14:00
下週三 = 2026-11-25
下个星期三 = 2026-11-25
下礼拜天 = 2026-11-29
下下周三 = 2026-12-02
上周五 = 2026-11-13
上上周五 = 2026-11-06
3天后 = 2026-11-24
三天以后 = 2026-11-24
三天后的下午两点 = 2026-11-24T14:00
3天后9点 = 2026-11-24T09:00
十五天后 = 2026-12-06
二十天之后 = 2026-12-11
两周后 = 2026-12-05
两个星期后 = 2026-12-05
3个礼拜后 = 2026-12-12
半个月后 = 2026-12-06
三周后晚上 = 2026-12-12T19:00
二十年后 = 2046-11-21
三个月后 = 2027-02-21
半年后 = 2027-05-21
一年后 = 2027-11-21
3天前 = 2026-11-18
两个月前 = 2026-09-21
2小时后 = 2026-11-21T11:00
两个小时前 = 2026-11-21T07:00
半小时后 = 2026-11-21T09:30
30分钟后 = 2026-11-21T09:30
现在 = 2026-11-21T09:00
下个月5号 = 2026-12-05
下月5日上午10点 = 2026-12-05T10:00
下下个月1号 = 2027-01-01
下月底 = 2026-12-31
下月15 = 2026-12-15
下个月的15号 = 2026-12-15
next week = 2026-11-23
下周 = 2026-11-23
下星期上午10点 = 2026-11-23T10:00
next month = 2026-12-01
下个月 = 2026-12-01
下周末 = 2026-11-28
next weekend = 2026-11-28
Thu Dec 3, 2026 = 2026-12-03
Fri, 27 Nov 2026 = 2026-11-27
2026年11月25日(周三)8点半 = 2026-11-25T08:30
周三 2026-11-25 = 2026-11-25
27.11.2026 = 2026-11-27
5.12.2026 9:30 = 2026-12-05T09:30
27/11/2026 = 2026-11-27
12/15/2026 2pm = 2026-12-15T14:00
12/15/26 = 2026-12-15
11-25-2026 = 2026-11-25
3-Dec-2026 = 2026-12-03
2026 Dec 3 = 2026-12-03
二〇二六年十二月五日 = 2026-12-05
26年12月5日 = 2026-12-05
明年2月底 = 2027-02-28
end of 2027 = 2027-12-31
end of next quarter = 2027-03-31
下季度初 = 2027-01-01
tomorrow at 9 = 2026-11-22T09:00
tomorrow at 3 = 2026-11-22T15:00
tomorrow at 5:30 = 2026-11-22T17:30
tomorrow 3 = 2026-11-22T15:00
明天3点 = 2026-11-22T15:00
明天 3:30 = 2026-11-22T15:30
tonight at 7 = 2026-11-21T19:00
last night = 2026-11-20T19:00
last night at 8 = 2026-11-20T20:00
tomorrow in the afternoon = 2026-11-22T14:00
tomorrow at 3 in the afternoon = 2026-11-22T15:00
tomorrow at half past nine = 2026-11-22T09:30
a quarter past 3pm tomorrow = 2026-11-22T15:15
quarter to 10 tomorrow = 2026-11-22T09:45
tomorrow 9 o'clock = 2026-11-22T09:00
tomorrow 2.30pm = 2026-11-22T14:30
12 noon tomorrow = 2026-11-22T12:00
今晚12点 = 2026-11-22T00:00
明天凌晨12点半 = 2026-11-22T00:30
twenty-fifth of november 2026 = 2026-11-25
in twenty-one days = 2026-12-12
in a hundred days = 2027-03-01
一百零五天后 = 2027-03-06
a couple of days from now = 2026-11-23
in a fortnight = 2026-12-05
a week from today = 2026-11-28
two weeks from tomorrow = 2026-12-06
in half a year = 2027-05-21
两年半后 = 2029-05-21
一个半月后 = 2027-01-05
再过两周 = 2026-12-05
再过10天后 = 2026-12-01
过3天 = 2026-11-24
1h30m ago = 2026-11-21T07:30
一个半小时后 = 2026-11-21T10:30
in an hour and a half = 2026-11-21T10:30
in 1.5 hours = 2026-11-21T10:30
1小时30分钟后 = 2026-11-21T10:30
三刻钟后 = 2026-11-21T09:45
下下下周一 = 2026-12-07
last friday of next month = 2026-12-25
first day of next month = 2026-12-01
the last day of this month = 2026-11-30
本月最后一个周五 = 2026-11-27
下个月第一个周一 = 2026-12-07
明年三月的第一天 = 2027-03-01
下个月最后一天 = 2026-12-31
上个月二十号 = 2026-10-20
上月底 = 2026-10-31
本月15号 = 2026-11-15
这个月底 = 2026-11-30
今年底 = 2026-12-31
明年底 = 2027-12-31
明年年底 = 2027-12-31
2027年底 = 2027-12-31
明年3月5日 = 2027-03-05
明年三月底 = 2027-03-31
去年12月1日 = 2025-12-01
下个月初 = 2026-12-01
前年5月1日 = 2024-05-01
下个星期 = 2026-11-23
下周的周五 = 2026-11-27
tomorrow at 12 = 2026-11-22T12:00
tomorrow at three o'clock = 2026-11-22T15:00
11 o'clock tomorrow = 2026-11-22T11:00
tomorrow morning at 10 = 2026-11-22T10:00
tomorrow at 7 in the evening = 2026-11-22T19:00
tomorrow at 9 at night = 2026-11-22T21:00
tomorrow evening at 5 = 2026-11-22T17:00
tomorrow 9.30am = 2026-11-22T09:30
明天十二点半 = 2026-11-22T12:30
2026-11-25 1:15 = 2026-11-25T13:15
thirty days later = 2026-12-21
in forty five days = 2027-01-05
in 1 hour and 30 minutes = 2026-11-21T10:30
+1h30m = 2026-11-21T10:30
1小时20分钟后 = 2026-11-21T10:20
一百天后 = 2027-03-01
一百二十天后 = 2027-03-21
一年半后 = 2028-05-21
Dec 3, 2026 = 2026-12-03
the first of december 2026 = 2026-12-01
December twenty-first, 2026 = 2026-12-21
Thu, Dec 3 2026 = 2026-12-03
Thursday, December 3, 2026 at 2:30 pm = 2026-12-03T14:30
Fri, 27 Nov 2026 9am = 2026-11-27T09:00
周四 2026年12月3日 = 2026-12-03
星期三(2026年11月25日)8点半 = 2026-11-25T08:30
5.12.2026 = 2026-12-05
11/27/2026 3pm = 2026-11-27T15:00
first monday of december 2026 = 2026-12-07
last day of december 2026 = 2026-12-31
下个月最后一个周五 = 2026-12-25
明年3月第二个星期二 = 2027-03-09
2026年12月底 = 2026-12-31
2026年十二月月底 = 2026-12-31
this coming wednesday at 2 = 2026-11-25T14:00
monday of next week = 2026-11-23
next month on the 3rd = 2026-12-03
tmrw 9am = 2026-11-22T09:00
tomorrow @ 3pm = 2026-11-22T15:00
tomorrow at nine thirty = 2026-11-22T09:30
tomorrow morning at nine = 2026-11-22T09:00
in a couple hours = 2026-11-21T11:00
in a month's time = 2026-12-21
in 2 weeks' time = 2026-12-05
in a year and a half = 2028-05-21
2 weeks from next monday = 2026-12-07
Fri 12/4/2026 = 2026-12-04
this evening at 6 = 2026-11-21T18:00
12/25/2026 10:00 AM = 2026-12-25T10:00
25.11.2026 14:00 = 2026-11-25T14:00
third friday of next month = 2026-12-18
2027年元旦 = 2027-01-01
明年国庆 = 2027-10-01
明年春节 = 2027-02-06
今年中秋 = 2026-09-25
2028年正月初一 = 2028-01-26
明天晚上12点半 = 2026-11-23T00:30
明天零点 = 2026-11-22T00:00
明天夜里11点 = 2026-11-22T23:00
明天午后 = 2026-11-22T14:00
俩小时后 = 2026-11-21T11:00
一刻钟后 = 2026-11-21T09:15
再过半小时 = 2026-11-21T09:30
2026年12月3日下午3点 = 2026-12-03T15:00
tomorrow 24:00 = 2026-11-23T00:00
明天24点 = 2026-11-23T00:00
今夜 = 2026-11-21T19:00
今夜11点 = 2026-11-21T23:00
the day before 2026-12-25 = 2026-12-24
last day of next year = 2027-12-31
明年最后一天 = 2027-12-31
明年第一天 = 2027-01-01
下周三(25号)10点 = 2026-11-25T10:00
3 days before next friday = 2026-11-24
tomorrow 9am, = 2026-11-22T09:00
"""

# What names no single day: ahead for a plan, behind for a record.
NEAREST = """
11-25 = 2026-11-25 / 2025-11-25
11-20 = 2027-11-20 / 2026-11-20
11-21 = 2026-11-21 / 2026-11-21
11-21 8:00 = 2027-11-21T08:00 / 2026-11-21T08:00
11/25 14:30 = 2026-11-25T14:30 / 2025-11-25T14:30
11月25日 = 2026-11-25 / 2025-11-25
11月25号下午3点半 = 2026-11-25T15:30 / 2025-11-25T15:30
11 月 25 日 下午 3 点 = 2026-11-25T15:00 / 2025-11-25T15:00
十二月十五 = 2026-12-15 / 2025-12-15
十二月二十五日上午十点 = 2026-12-25T10:00 / 2025-12-25T10:00
１１月２５日　１５：３０ = 2026-11-25T15:30 / 2025-11-25T15:30
nov 25 = 2026-11-25 / 2025-11-25
end of november = 2026-11-30 / 2025-11-30
beginning of dec = 2026-12-01 / 2025-12-01
25th of november = 2026-11-25 / 2025-11-25
Thu Dec 3 = 2026-12-03 / !
Friday, November 20 at 2:30 pm = ! / 2026-11-20T14:30
周三 11月25日 = 2026-11-25 / !
friday the 27th = 2026-11-27 / !
the first of december = 2026-12-01 / 2025-12-01
十二月月底 = 2026-12-31 / 2025-12-31
last friday of the month = 2026-11-27 / 2026-10-30
first monday of december = 2026-12-07 / 2025-12-01
三月的第一天 = 2027-03-01 / 2026-03-01
end of quarter = 2026-12-31 / 2026-09-30
季度末 = 2026-12-31 / 2026-09-30
a week after dec 3 = 2026-12-10 / 2025-12-10
end of the month = 2026-11-30 / 2026-10-31
25/11 = 2026-11-25 / 2025-11-25
13/12 9:00 = 2026-12-13T09:00 / 2025-12-13T09:00
midnight = 2026-11-22T00:00 / 2026-11-21T00:00
friday at 2:30 = 2026-11-27T14:30 / 2026-11-20T14:30
coming friday = 2026-11-27 / 2026-11-27
weds = 2026-11-25 / 2026-11-18
thirty days = 2026-12-21 / 2026-10-22
1h30m = 2026-11-21T10:30 / 2026-11-21T07:30
31号 = ! / 2026-10-31
by friday = 2026-11-27 / !
the first = 2026-12-01 / 2026-11-01
the twenty-first = 2026-11-21 / 2026-11-21
friday = 2026-11-27 / 2026-11-20
fri 9:30 = 2026-11-27T09:30 / 2026-11-20T09:30
on friday at 3pm = 2026-11-27T15:00 / 2026-11-20T15:00
at 3pm on friday = 2026-11-27T15:00 / 2026-11-20T15:00
周五 = 2026-11-27 / 2026-11-20
周六 = 2026-11-21 / 2026-11-21
周六上午10点 = 2026-11-21T10:00 / 2026-11-14T10:00
周六上午8点 = 2026-11-28T08:00 / 2026-11-21T08:00
星期六 = 2026-11-21 / 2026-11-21
礼拜天 = 2026-11-22 / 2026-11-15
周日 = 2026-11-22 / 2026-11-15
周7 = 2026-11-22 / 2026-11-15
周三十点 = 2026-11-25T10:00 / 2026-11-18T10:00
周三二十点半 = 2026-11-25T20:30 / 2026-11-18T20:30
2w = 2026-12-05 / 2026-11-07
3d 9am = 2026-11-24T09:00 / 2026-11-18T09:00
10天 = 2026-12-01 / 2026-11-11
三个月 = 2027-02-21 / 2026-08-21
九年 = 2035-11-21 / 2017-11-21
2h = 2026-11-21T11:00 / 2026-11-21T07:00
5号 = 2026-12-05 / 2026-11-05
25日 = 2026-11-25 / 2026-10-25
二十一号 = 2026-11-21 / 2026-11-21
the 5th = 2026-12-05 / 2026-11-05
月底 = 2026-11-30 / 2026-10-31
月底下午3点 = 2026-11-30T15:00 / 2026-10-31T15:00
end of month = 2026-11-30 / 2026-10-31
eom = 2026-11-30 / 2026-10-31
月初 = 2026-12-01 / 2026-11-01
11月底 = 2026-11-30 / 2025-11-30
年底 = 2026-12-31 / 2025-12-31
年初 = 2027-01-01 / 2026-01-01
end of year = 2026-12-31 / 2025-12-31
eoy = 2026-12-31 / 2025-12-31
05:30 = 2026-11-22T05:30 / 2026-11-21T05:30
0:30 = 2026-11-22T00:30 / 2026-11-21T00:30
5:30pm = 2026-11-21T17:30 / 2026-11-20T17:30
15:00 = 2026-11-21T15:00 / 2026-11-20T15:00
8:00 = 2026-11-22T08:00 / 2026-11-21T08:00
9:00 = 2026-11-21T09:00 / 2026-11-21T09:00
at 3pm = 2026-11-21T15:00 / 2026-11-20T15:00
12am = 2026-11-22T00:00 / 2026-11-21T00:00
noon = 2026-11-21T12:00 / 2026-11-20T12:00
下午3点 = 2026-11-21T15:00 / 2026-11-20T15:00
二十一点 = 2026-11-21T21:00 / 2026-11-20T21:00
25/11 14:30 = 2026-11-25T14:30 / 2025-11-25T14:30
tuesday morning at 10 = 2026-11-24T10:00 / 2026-11-17T10:00
thu dec 3 = 2026-12-03 / !
周四12月3号下午2点 = 2026-12-03T14:00 / !
wednesday the 25th = 2026-11-25 / !
周三25号 = 2026-11-25 / !
saturday 28 november = 2026-11-28 / !
本月最后一个周五 = 2026-11-27 / 2026-11-27
friday the 27th at 9 = 2026-11-27T09:00 / !
at 3 = 2026-11-21T15:00 / 2026-11-20T15:00
3:30 = 2026-11-21T15:30 / 2026-11-20T15:30
today at 7 = 2026-11-21T19:00 / 2026-11-21T07:00
半夜12点 = 2026-11-22T00:00 / 2026-11-21T00:00
this wednesday at 2 = 2026-11-25T14:00 / 2026-11-18T14:00
这周三2点 = 2026-11-25T14:00 / 2026-11-18T14:00
friday @ 4 = 2026-11-27T16:00 / 2026-11-20T16:00
Fri 12/4 = 2026-12-04 / !
12/4 Fri 2pm = 2026-12-04T14:00 / !
the first monday = 2026-12-07 / 2026-11-02
first monday in january = 2027-01-04 / 2026-01-05
second tuesday of january at 10am = 2027-01-12T10:00 / 2026-01-13T10:00
last day of january = 2027-01-31 / 2026-01-31
15-Jan = 2027-01-15 / 2026-01-15
15th of Jan = 2027-01-15 / 2026-01-15
twenty minutes = 2026-11-21T09:20 / 2026-11-21T08:40
in the morning = 2026-11-21T09:00 / 2026-11-21T09:00
four o'clock = 2026-11-21T16:00 / 2026-11-20T16:00
9.15am = 2026-11-21T09:15 / 2026-11-20T09:15
元旦 = 2027-01-01 / 2026-01-01
农历四月十五 = 2027-05-20 / 2026-05-31
正月十五 = 2027-02-20 / 2026-03-03
大年初八上午9点 = 2027-02-13T09:00 / 2026-02-24T09:00
春节 = 2027-02-06 / 2026-02-17
除夕 = 2027-02-05 / 2026-02-16
腊月三十 = 2027-02-05 / 2026-02-16
中秋节 = 2027-09-15 / 2026-09-25
lunar 08-15 = 2027-09-15 / 2026-09-25
christmas = 2026-12-25 / 2025-12-25
圣诞节下午 = 2026-12-25T14:00 / 2025-12-25T14:00
12月第二个周二 = 2026-12-08 / 2025-12-09
周四，12月3日 = 2026-12-03 / !
三点 = 2026-11-21T15:00 / 2026-11-20T15:00
9点15 = 2026-11-21T09:15 / 2026-11-20T09:15
24:00 = 2026-11-22T00:00 / 2026-11-21T00:00
next wed, nov 25 = 2026-11-25 / 2026-11-25
the day after friday = 2026-11-28 / 2026-11-21
two days before christmas = 2026-12-23 / 2025-12-23
last day of the quarter = 2026-12-31 / 2026-09-30
first day of the year = 2027-01-01 / 2026-01-01
今年最后一天 = 2026-12-31 / 2026-12-31
nov 24, wednesday the 25th = ! / !
"""

# Said at another moment: moment | phrase = ahead / behind.
ELSEWHERE = """
2026-01-31T09:00 | in 1 month = 2026-02-28 / 2026-02-28
2026-01-31T09:00 | 一个月后 = 2026-02-28 / 2026-02-28
2026-03-31T09:00 | 一个月前 = 2026-02-28 / 2026-02-28
2028-01-31T09:00 | 1个月后 = 2028-02-29 / 2028-02-29
2028-02-29T09:00 | in a year = 2029-02-28 / 2029-02-28
2028-02-10T09:00 | 月底 = 2028-02-29 / 2028-01-31
2027-02-10T09:00 | 下月底 = 2027-03-31 / 2027-03-31
2027-02-10T09:00 | 2月底 = 2027-02-28 / 2026-02-28
2027-11-21T09:00 | 2-29 = 2028-02-29 / !
2028-03-05T09:00 | 2月29日 = ! / 2028-02-29
2026-11-30T09:00 | 月底 = 2026-11-30 / 2026-11-30
2026-11-30T09:00 | 11月底 = 2026-11-30 / 2026-11-30
2026-11-30T09:00 | 月底上午8点 = 2026-12-31T08:00 / 2026-11-30T08:00
2026-12-31T09:00 | tomorrow = 2027-01-01 / 2027-01-01
2026-12-31T09:00 | 下个月5号 = 2027-01-05 / 2027-01-05
2026-12-31T09:00 | 1-2 = 2027-01-02 / 2026-01-02
2026-12-31T09:00 | 年底 = 2026-12-31 / 2026-12-31
2026-12-31T09:00 | 下周一 = 2027-01-04 / 2027-01-04
2027-01-01T00:00 | 上个月20号 = 2026-12-20 / 2026-12-20
2027-01-01T00:00 | 昨天 = 2026-12-31 / 2026-12-31
2027-01-01T00:00 | 5号 = 2027-01-05 / 2026-12-05
2026-11-21T23:30 | in 1 hour = 2026-11-22T00:30 / 2026-11-22T00:30
2026-11-23T09:00 | 本周日 = 2026-11-29 / 2026-11-29
2026-11-23T09:00 | this monday = 2026-11-23 / 2026-11-23
2026-11-22T09:00 | next monday = 2026-11-23 / 2026-11-23
2026-11-22T09:00 | 这周五 = ! / 2026-11-20
2026-11-23T09:00 | last friday = 2026-11-20 / 2026-11-20
2026-11-27T09:00 | last friday = 2026-11-20 / 2026-11-20
2026-11-27T09:00 | last saturday = 2026-11-21 / 2026-11-21
2026-11-28T09:00 | last friday = ! / !
2026-11-28T09:00 | friday last week = 2026-11-20 / 2026-11-20
2026-11-28T09:00 | 上周五 = 2026-11-20 / 2026-11-20
2026-12-31T15:00 | 明天下午3点 = 2027-01-01T15:00 / 2027-01-01T15:00
2026-12-31T15:00 | 周五 = 2027-01-01 / 2026-12-25
2026-12-31T15:00 | 31号 = 2026-12-31 / 2026-12-31
2026-12-31T15:00 | 31号上午 = 2027-01-31T09:00 / 2026-12-31T09:00
2026-12-31T15:00 | 1号 = 2027-01-01 / 2026-12-01
2026-12-31T15:00 | 年初 = 2027-01-01 / 2026-01-01
2026-12-31T15:00 | 明年年初 = 2027-01-01 / 2027-01-01
2026-12-31T15:00 | 月底 = 2026-12-31 / 2026-12-31
2026-12-31T15:00 | 下月底 = 2027-01-31 / 2027-01-31
2026-12-31T15:00 | 本周五 = 2027-01-01 / 2027-01-01
2026-12-31T15:00 | 两个月后 = 2027-02-28 / 2027-02-28
2026-12-31T15:00 | 10小时后 = 2027-01-01T01:00 / 2027-01-01T01:00
2026-12-31T15:00 | jan 2nd = 2027-01-02 / 2026-01-02
2026-12-31T15:00 | end of january = 2027-01-31 / 2026-01-31
2026-12-31T15:00 | end of february = 2027-02-28 / 2026-02-28
2026-12-31T15:00 | 12-31 = 2026-12-31 / 2026-12-31
2026-12-31T15:00 | 12月31日上午9点 = 2027-12-31T09:00 / 2026-12-31T09:00
2027-01-01T08:00 | 昨晚 = 2026-12-31T19:00 / 2026-12-31T19:00
2027-01-01T08:00 | 上周五 = 2026-12-25 / 2026-12-25
2027-01-01T08:00 | 去年12月31日 = 2026-12-31 / 2026-12-31
2027-01-01T08:00 | 上月底 = 2026-12-31 / 2026-12-31
2027-01-01T08:00 | 上个月31号 = 2026-12-31 / 2026-12-31
2027-01-01T08:00 | 下个月31号 = ! / !
2027-01-01T08:00 | 12-31 = 2027-12-31 / 2026-12-31
2027-01-01T08:00 | 3天前 = 2026-12-29 / 2026-12-29
2027-01-01T08:00 | end of last year = 2026-12-31 / 2026-12-31
2028-02-28T20:00 | 明天 = 2028-02-29 / 2028-02-29
2028-02-28T20:00 | 后天 = 2028-03-01 / 2028-03-01
2028-02-28T20:00 | 一年后 = 2029-02-28 / 2029-02-28
2028-02-28T20:00 | 月底 = 2028-02-29 / 2028-01-31
2028-02-28T20:00 | 29号 = 2028-02-29 / 2028-01-29
2028-02-28T20:00 | 30号 = ! / 2028-01-30
2028-02-28T20:00 | 2-29 = 2028-02-29 / !
2028-02-28T20:00 | feb 29 = 2028-02-29 / !
2028-02-28T20:00 | 明年2月29日 = ! / !
2028-02-29T20:00 | 四年后 = 2032-02-29 / 2032-02-29
2028-02-29T20:00 | 一个月前 = 2028-01-29 / 2028-01-29
2027-02-28T10:00 | 一个月后 = 2027-03-28 / 2027-03-28
2027-02-28T10:00 | 月底下午5点 = 2027-02-28T17:00 / 2027-01-31T17:00
2027-02-28T10:00 | tomorrow = 2027-03-01 / 2027-03-01
2027-02-28T10:00 | 29号 = ! / 2027-01-29
2027-08-31T10:00 | 六个月后 = 2028-02-29 / 2028-02-29
2027-08-31T10:00 | in 1 month = 2027-09-30 / 2027-09-30
2027-04-30T10:00 | 下个月31号 = 2027-05-31 / 2027-05-31
2100-02-28T10:00 | tomorrow = 2100-03-01 / 2100-03-01
2026-01-31T09:00 | 30号 = ! / 2026-01-30
"""

# Neither a date nor several: refused with examples.
REFUSED = """
second
monday to
fri -
foo
tomorrow foo
friday foo
明天明天
明天 后天
月中
春节后
待会儿
下午4点左右
今天下班前
soon
midweek
fortnight
in a few days
monday week
the the 5th
at 5 at
eod
5 dec 26
end of end
in days
in
天
周
week
ad
大大后天
下周八
星期0
12:00 13:00
tomorrow at
2026-11-25T
١٢:٠٠
初五
农历闰四月十五
3
1125
261125
2026-11-251
2026-1125
9点5
周1点
周10点
五月二十一点
三五十天
一百五天后
in 3 days ago
-3天后
next next friday
, saturday
a week on friday
工作日
节后
last friday week
two weeks tuesday
in 1 week and 2 days
the day after 3 days
in 1.5 days
"""

# Said on Saturday 2026-11-21 at 09:00 for a plan: what people read in two ways, and what is named instead.
SEVERAL = """
this week = 2026-11-22
last week = 2026-11-09, 2026-11-15
下下周 = 2026-11-30, 2026-12-06
this month = 2026-11-30
next quarter = 2027-01-01, 2027-03-31
next year = 2027-01-01, 2027-12-31
明年 = 2027-01-01, 2027-12-31
2027年 = 2027-01-01, 2027-12-31
2027年3月 = 2027-03-01, 2027-03-31
march 2027 = 2027-03-01, 2027-03-31
2027-03 = 2027-03-01, 2027-03-31
end of week = 2026-11-22
end of next week = 2026-11-27, 2026-11-29
周末 = 2026-11-21, 2026-11-28
weekend = 2026-11-21, 2026-11-28
this weekend = 2026-11-21, 2026-11-22
三周晚上 = 2026-11-25 19:00, 2026-12-12 19:00
三天下午 = 2026-11-24 14:00
二十年 = 2046-11-21
周一或周二 = 2026-11-23, 2026-11-24
monday or tuesday = 2026-11-23, 2026-11-24
周一到周三 = 2026-11-23, 2026-11-25
tomorrow 3-4pm = 2026-11-22 15:00, 2026-11-22 16:00
明天下午3点到4点 = 2026-11-22 15:00, 2026-11-22 16:00
9点或10点 = 2026-11-21 09:00, 2026-11-21 10:00
1-2天 = 2026-11-22, 2026-11-23
两三天后 = 2026-11-23, 2026-11-24
过两天 = 2026-11-23, 2026-11-24
两个半月后 = 2027-02-04, 2027-02-05
3m = 2026-11-21 09:03, 2027-02-21
3日后 = 2026-11-24, 2026-12-03
3月后 = 2027-02-21, 2027-03-01
5号前 = 2026-12-04, 2026-12-05
周五前 = 2026-11-26, 2026-11-27
within 3 days = 2026-11-24
三天内 = 2026-11-24
3个工作日后 = 2026-11-25
in 2 business days = 2026-11-24
明天六点 = 2026-11-22 06:00, 2026-11-22 18:00
tomorrow at 7 = 2026-11-22 07:00, 2026-11-22 19:00
friday 7:30 = 2026-11-27 07:30, 2026-11-27 19:30
6点 = 2026-11-21 18:00, 2026-11-22 06:00
at 7 = 2026-11-21 19:00, 2026-11-22 07:00
half past 6 = 2026-11-21 18:30, 2026-11-22 06:30
tomorrow midnight = 2026-11-22 00:00, 2026-11-23 00:00
明天夜里2点 = 2026-11-22 02:00, 2026-11-23 02:00
wed 3 = 2026-11-25 15:00, 2026-12-03
last friday = 2026-11-13, 2026-11-20
this friday = 2026-11-20, 2026-11-27
coming saturday = 2026-11-21, 2026-11-28
5/12 = 2026-12-05, 2027-05-12
12/5 14:30 = 2026-12-05 14:30, 2027-05-12 14:30
5/12/2026 = 2026-05-12, 2026-12-05
05/12/26 = 2026-05-12, 2026-12-05
3.5 = 2027-03-05, 2027-05-03
25.11 = 2026-11-25
friday the 13th = 2026-12-11, 2026-12-13
friday 11-25 = 2026-11-25, 2026-11-27
2026-11-25 周二 = 2026-11-24, 2026-11-25
11-25 friday = 2026-11-25, 2026-11-27
31号 = 2026-11-30, 2026-12-31
the 31st = 2026-11-30, 2026-12-31
11-31 = 2026-11-30
2026-02-30 = 2026-02-28
2月30日 = 2027-02-28
2-29 = 2027-02-28, 2028-02-29
明年2月29日 = 2027-02-28
before friday = 2026-11-26, 2026-11-27
by the end of the week = 2026-11-22
start of next week = 2026-11-23, 2026-11-24
下周初 = 2026-11-23, 2026-11-24
december = 2026-12-01, 2026-12-31
明年3月 = 2027-03-01, 2027-03-31
周二、周三 = 2026-11-24, 2026-11-25
last business day of the month = 2026-11-30
下个月第一个工作日 = 2026-12-01
25-11 = 2026-11-25
12.25.2026 = 2026-12-25
31/11/2026 = 2026-11-30
31.11.2026 = 2026-11-30
春节前 = 2027-02-05, 2027-02-06
国庆前 = 2027-09-30, 2027-10-01
13-01 = 2027-01-13
下周三(5号) = 2026-11-25, 2026-12-05
next wed, nov 26 = 2026-11-25, 2026-11-26
"""

IMPOSSIBLE = """
13/13/2026
0-5
0号
32号
25:00
9:60
2026-11-25 25:00
明天25点
13pm
0am
下午25点
上午15点
上午12点
凌晨9点
9999y
9999周后
99999d
2500-01-01
0001-01-01
25-13
24:30
下午8点
"""


def rows(table):
    return table.strip().splitlines()


def said(phrase, now, ahead):
    try:
        return parse_when(phrase, now, ahead).text
    except UsageError:
        return "!"


def wrong(table, read):
    """The rows that are read otherwise, and how."""
    return [f"{phrase} = {got}" for phrase, expected in (row.split(" = ") for row in table) if (got := read(phrase)) != expected]


def test_a_named_day_is_the_same_for_plans_and_records():
    now = at("2026-11-21T09:00")
    for ahead in (True, False):
        assert not wrong(rows(NAMED), lambda phrase, ahead=ahead: said(phrase, now, ahead))


def both_ways(phrase):
    """As a plan and as a record, said at the moment before the bar."""
    now, _, words = phrase.rpartition(" | ")
    return " / ".join(said(words, at(now or "2026-11-21T09:00"), ahead) for ahead in (True, False))


def test_other_days_lie_ahead_for_plans_and_behind_for_records():
    assert not wrong(rows(NEAREST) + rows(ELSEWHERE), both_ways)


@pytest.mark.parametrize("ahead", [True, False])
def test_what_is_not_fully_understood_is_refused(ahead):
    for phrase in ("", "  ", "1 " * 100_000, *rows(REFUSED)):
        error = refusal(phrase, at("2026-11-21T09:00"), ahead)
        assert error.message == f"'{phrase}' cannot be read as a date." or "do not go together" in error.message
        assert error.hint.startswith("Write it like 2026-11-")


def test_what_does_not_exist_is_refused_not_rolled():
    for phrase in rows(IMPOSSIBLE):
        assert refusal(phrase, at("2026-11-21T09:00"), True).message == f"'{phrase}' does not exist as a date or time."


def named_in(error):
    day = r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?"
    return re.findall(day, error.hint) or re.findall(day, error.message)


def test_what_people_read_in_two_ways_is_refused_with_both_and_either_works():
    now = at("2026-11-21T09:00")
    assert not wrong(rows(SEVERAL), lambda phrase: ", ".join(named_in(refusal(phrase, now, True))))
    for reading in {one for row in rows(SEVERAL) for one in row.split(" = ")[1].split(", ")}:
        assert parse_plan(reading, now).text == reading.replace(" ", "T")


def test_whatever_a_refusal_names_works_when_it_is_typed():
    now = at("2026-11-21T09:00")
    for phrase in [row.split(" = ")[0] for row in rows(SEVERAL) + rows(REFUSED) + rows(IMPOSSIBLE)]:
        for lang, ahead in itertools.product(i18n.LANGUAGES, (True, False)):
            i18n.use(lang)
            with contextlib.suppress(UsageError):
                parse_when(phrase, now, ahead)
                continue
            error = refusal(phrase, now, ahead)
            _, _, examples = error.hint.rstrip(".。").partition(" like " if lang == "en" else "：")
            said_instead = re.split(", | or |、|或", examples) if examples else named_in(error)
            assert said_instead, error.hint
            for one in said_instead:
                when = parse_plan(one, now) if ahead else parse_when(one, now, ahead)
                assert ahead or when.instant() <= now or when.date == now.date(), (phrase, one)
    i18n.use("en")


def refusal(phrase, now, ahead):
    with pytest.raises(UsageError) as error:
        parse_when(phrase, now, ahead)
    return error.value


def test_refusals_quote_the_input_and_give_examples():
    error = refusal("Some Day", at("2026-11-21T09:00"), True)
    assert "'Some Day'" in error.message
    assert "tomorrow 9am" in error.hint


@pytest.mark.parametrize(
    ("phrase", "sentence"),
    [
        ("2026-11-25 tuesday", "2026-11-25 is a Wednesday, not a Tuesday."),
        ("31号", "November has 30 days."),
        ("2027-02-29", "February 2027 has 28 days."),
        ("2-30", "February has 28 or 29 days."),
        ("next year", "'next year' is more than one day."),
        ("next business day", "'next business day' depends on holidays; give the date."),
        ("in 3 days ago", "'in' and 'ago' do not go together."),
        ("明天凌晨", "'凌晨' has no hour; say what time."),
        ("at 7", "'at 7' can mean 2026-11-21 19:00 or 2026-11-22 07:00."),
    ],
)
def test_a_refusal_says_what_is_so(phrase, sentence):
    assert refusal(phrase, at("2026-11-21T09:00"), True).message == sentence


def test_a_wanted_date_has_no_time():
    now = at("2026-11-21T09:00")
    assert parse_date("下周三", now, True) == dt.date(2026, 11, 25)
    with pytest.raises(UsageError, match="has a time"):
        parse_date("下周三 15:00", now, True)


def test_seconds_matter_neither_ahead_nor_behind():
    now = at("2026-11-21T09:00:30.5")
    assert parse_when("9:00", now, True).text == parse_when("9:00", now, False).text == "2026-11-21T09:00"
    assert parse_when("now", now, False).instant() == now


def test_an_instant_takes_noon_or_the_given_time():
    day = When(dt.date(2026, 11, 25))
    assert day.instant() == at("2026-11-25T12:00")
    assert day.instant(dt.time(0)) == at("2026-11-25T00:00")
    assert When(day.date, dt.time(0)).instant() == at("2026-11-25T00:00")


def test_dates_are_echoed_with_their_weekday_in_the_language_in_use():
    when = When(dt.date(2026, 11, 25), dt.time(14, 30))
    assert echo(when) == "2026-11-25 Wed 14:30"
    assert echo(When(when.date)) == "2026-11-25 Wed"
    i18n.use("zh")
    try:
        assert echo(when) == "2026-11-25 周三 14:30"
        assert [weekday_name(dt.date(2026, 11, 23) + dt.timedelta(days=n))[1] for n in range(7)] == list("一二三四五六日")
    finally:
        i18n.use("en")


whens = st.builds(
    When,
    st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)),
    st.none() | st.builds(dt.time, st.integers(0, 23), st.integers(0, 59)),
)
moments = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC)).map(lambda m: m.astimezone())  # noqa: DTZ001


@given(whens, moments, st.booleans(), st.sampled_from(["en", "zh"]))
def test_what_is_stored_or_echoed_is_read_back(when, now, ahead, lang):
    i18n.use(lang)
    try:
        assert parse_when(echo(when), now, ahead) == when
    finally:
        i18n.use("en")
    assert parse_when(when.text, now, ahead) == When.from_text(when.text) == when


FORMS = ["周{}", "星期{}", "{}号", "0{}:00", "下午{}点", "{}-15", "{}月3日"]


@given(moments, st.sampled_from(FORMS), st.integers(1, 7), st.sampled_from(["", " 20:15"]))
def test_the_nearest_day_is_on_the_right_side_of_now(now, form, count, time_said):
    phrase = form.format(count) + ("" if ":" in form or "点" in form else time_said)
    minute = now.replace(second=0, microsecond=0)
    ahead, behind = parse_when(phrase, now, True), parse_when(phrase, now, False)
    assert ahead.date >= now.date() >= behind.date
    if ahead.time:
        assert behind.instant() <= now
        assert ahead.instant() >= minute


@given(st.text(max_size=15) | st.text("0123456789-/: 年月日号周后前天下上个三十点半apm", max_size=10), st.booleans())
def test_any_text_is_a_date_or_a_usage_error(text, ahead):
    try:
        assert 1900 <= parse_when(text, at("2026-11-21T09:00"), ahead).date.year <= 2199
    except UsageError as error:
        assert error.message


@pytest.mark.parametrize(
    ("country", "day"),
    [("US", "2026-12-05"), ("CN", "2026-12-05"), ("GB", "2027-05-12"), ("DE", "2027-05-12"), ("AU", "2027-05-12"), ("CA", None)],
)
def test_the_region_tells_which_number_of_a_slash_is_the_month(country, day):
    region.use(lambda: country)
    assert said("12/5", at("2026-11-21T09:00"), True) == (day or "!")
    assert said("25/11", at("2026-11-21T09:00"), True) == said("11/25", at("2026-11-21T09:00"), True) == "2026-11-25"


@pytest.mark.parametrize(
    ("country", "day"), [("US", "2027-05-12"), ("CN", "2027-05-12"), ("GB", "2026-12-05"), ("DE", "2026-12-05"), ("CA", "!")]
)
def test_a_slash_is_read_as_in_the_region(country, day):
    now = at("2026-11-21T09:00")
    region.use(lambda: country)
    try:
        assert said("5/12", now, True) == day
        assert [said(one, now, True) for one in ("25/11", "11/25", "25/11/2026")] == ["2026-11-25"] * 3
    finally:
        region.use(lambda: None)


def test_slashes_and_dots_are_month_first_in_chinese():
    now = at("2026-11-21T09:00")
    assert parse_when("5/5", now, True).text == "2027-05-05"
    i18n.use("zh")
    try:
        assert [parse_when(one, now, True).text for one in ("5/12", "5.12", "25/11")] == [
            "2027-05-12",
            "2027-05-12",
            "2026-11-25",
        ]
        assert refusal("25.11", now, True).hint
    finally:
        i18n.use("en")


# New York, where the clock goes from 2:00 to 3:00 on 2027-03-14 and from 2:00 back to 1:00 on 2026-11-01: moment | phrase = date.
CLOCK_CHANGES = """
2027-03-13T22:00 | in 5 hours = 2027-03-14T04:00
2027-03-13T22:00 | 24小时后 = 2027-03-14T23:00
2027-03-13T22:00 | tomorrow 9am = 2027-03-14T09:00
2027-03-13T22:00 | in 1 day = 2027-03-14
2027-03-13T22:00 | tomorrow = 2027-03-14
2027-03-13T22:00 | 明天凌晨2点半 = !
2027-03-13T22:00 | 2027-03-14 02:30 = !
2027-03-13T22:00 | tomorrow 3am = 2027-03-14T03:00
2027-03-13T22:00 | 2027-03-14T02:30-05:00 = 2027-03-14T03:30
2027-03-14T04:00 | 2 hours ago = 2027-03-14T01:00
2027-03-14T04:00 | yesterday = 2027-03-13
2027-03-14T04:00 | yesterday 2:30am = 2027-03-13T02:30
2026-10-31T22:00 | in 5 hours = 2026-11-01T02:00
2026-10-31T22:00 | tomorrow 1:30am = 2026-11-01T01:30
2026-10-31T22:00 | in 24 hours = 2026-11-01T21:00
2026-10-31T22:00 | in a week at 10am = 2026-11-07T10:00
2026-11-01T09:00 | 昨天 22:00 = 2026-10-31T22:00
2026-11-01T09:00 | 12小时前 = 2026-10-31T22:00
2026-11-01T09:00 | end of month = 2026-11-30
"""


def test_hours_pass_and_days_keep_their_clock_where_the_clock_changes(monkeypatch):
    monkeypatch.setenv("TZ", "EST5EDT,M3.2.0,M11.1.0")
    time.tzset()
    table = [row.replace(" | ", "|") for row in rows(CLOCK_CHANGES)]
    assert not wrong(table, lambda phrase: said(phrase.partition("|")[2], at(phrase.partition("|")[0]), True))
    assert named_in(refusal("2027-03-14 02:30", at("2027-03-13T22:00"), True)) == ["2027-03-14 03:30"]


def test_importing_the_grammar_loads_no_date_library():
    code = (
        "import sys, crmcli.core.dates.date_parser; "
        "sys.exit('dateutil' in sys.modules or 'crmcli.core.dates.grammar' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("said", "now", "instead"),
    [
        ("today 8am", "2026-11-21T10:00", ["2026-11-21 20:00", "2026-11-22 08:00"]),
        ("今天9点", "2026-11-21T10:00", ["2026-11-21 21:00", "2026-11-22 09:00"]),
        ("tonight", "2026-11-22T20:00", ["2026-11-23 19:00"]),
        ("yesterday 15:00", "2026-11-21T10:00", ["2026-11-21 15:00", "2026-11-22 15:00"]),
        ("2026-11-20 9:00", "2026-11-21T22:00", ["2026-11-22 09:00"]),
        ("today 11am", "2026-11-21T11:01", ["2026-11-21 23:00", "2026-11-22 11:00"]),
    ],
)  # fmt: skip
def test_a_past_hour_is_no_plan_and_what_is_named_instead_works(said, now, instead):
    with pytest.raises(UsageError, match="has already passed") as error:
        parse_plan(said, at(now))
    for reading in instead:
        assert reading in error.value.hint
        assert parse_plan(reading, at(now)).text == reading.replace(" ", "T")


@given(st.integers(0, 500_000), st.integers(0, 5000))
def test_a_plan_with_an_hour_never_lies_behind(later, minutes):
    now = at("2026-11-21T09:00") + dt.timedelta(minutes=later)
    then = now - dt.timedelta(minutes=minutes)
    try:
        assert parse_plan(f"{then:%Y-%m-%d %H:%M}", now).text >= f"{now:%Y-%m-%dT%H:%M}"
    except UsageError:
        assert f"{then:%Y-%m-%dT%H:%M}" < f"{now:%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize("said", ["now", "today", "yesterday", "2026-11-20", "today 10:00", "9am", "8点"])
def test_this_minute_a_past_day_and_the_next_hour_of_that_name_are_taken(said):
    assert parse_plan(said, at("2026-11-21T10:00"))


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("saturday", "2026-11-28"), ("周六", "2026-11-28"), ("sat 3pm", "2026-11-28T15:00"), ("周六上午10点", "2026-11-28T10:00"),
        ("this saturday", "2026-11-21"), ("next saturday", "2026-11-28"), ("本周六", "2026-11-21"), ("sunday", "2026-11-22"),
        ("friday", "2026-11-27"), ("today", "2026-11-21"), ("11-21", "2026-11-21"),
    ],
)  # fmt: skip
def test_todays_weekday_means_the_next_one_where_something_is_put_off(said, day):
    assert parse_plan(said, at("2026-11-21T09:00"), after_today=True).text == day
