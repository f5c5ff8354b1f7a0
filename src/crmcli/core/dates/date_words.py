"""The small words dates are made of, English and Chinese: numerals, names, times of day."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from functools import cache

_ONES = "一二三四五六七八九"
TENS = f"[{_ONES}]?十[{_ONES}]?"
CHINESE = f"(?:[{_ONES}两]百(?:零[{_ONES}]|{TENS})?|{TENS}|[{_ONES}两])"
NUMBER = rf"(?:\d{{1,4}}|{CHINESE})"
_DIGITS = {"零": 0, "〇": 0, "两": 2} | {sign: value for value, sign in enumerate(_ONES, 1)}

_SMALL = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
          "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
           "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth")  # fmt: skip
_VALUES = {name: value for names in (_SMALL, _PLACES) for value, name in enumerate(names, 1)}
_VALUES |= {"a": 1, "an": 1, "twentieth": 20, "thirtieth": 30} | {name: 10 * value for value, name in enumerate(_TENS, 2)}
_MONTH_NAMES = ("jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?", "aug(?:ust)?",
                "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?")  # fmt: skip
_WEEKDAY_NAMES = ("mon(?:day)?", "tue(?:s(?:day)?)?", "wed(?:s|nesday)?", "thu(?:r(?:s(?:day)?)?)?", "fri(?:day)?",
                  "sat(?:urday)?", "sun(?:day)?")  # fmt: skip
ENGLISH = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_SMALL[:9])})\b)?|{'|'.join(sorted(_SMALL, key=len, reverse=True))})"
COUNT = rf"(?:{NUMBER} ?|(?:an?|{ENGLISH}) )"
ORDINAL = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)|(?:twenty[ -](?:{'|'.join(_PLACES[:9])})|thirty[ -]first|twentieth|thirtieth|"
    rf"{'|'.join(sorted(_PLACES, key=len, reverse=True))})\b)"
)
MONTH = f"(?:{'|'.join(_MONTH_NAMES)})"
WEEKDAY = rf"(?:(?:周|星期|礼拜)(?:[一二三四五六日天]|[1-7](?!\d))|(?:{'|'.join(_WEEKDAY_NAMES)})(?![a-z]))"
_INITIALS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY_SIGNS = {"日": 6, "天": 6} | {sign: value for value, sign in enumerate("一二三四五六")}
_WEEKDAY_SIGNS |= {name: value for value, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_WEEKDAY_SIGNS |= {str(value + 1): value for value in range(7)}

STEPS = {
    "上上": -2, "上": -1, "last": -1, "去": -1, "前": -2, "这": 0, "本": 0, "今": 0, "this": 0,
    "下": 1, "明": 1, "next": 1, "下下": 2, "后": 2, "下下下": 3,
}  # fmt: skip
NAMED_DAYS = {
    "大前天": -3, "day before yesterday": -2, "前天": -2, "yesterday": -1, "昨天": -1, "昨日": -1, "昨儿": -1, "昨儿个": -1,
    "昨": -1, "today": 0, "今天": 0, "今日": 0, "今儿": 0, "今儿个": 0, "今": 0, "tomorrow": 1, "tmr": 1, "tmrw": 1, "明天": 1,
    "明日": 1, "明儿": 1, "明儿个": 1, "明": 1, "day after tomorrow": 2, "后天": 2, "后儿": 2, "后儿个": 2, "大后天": 3,
}  # fmt: skip
ENDS = {"底", "末", "月底", "最后一天", "end", "last day", "eom", "eoy"}
STARTS = {"初", "第一天", "start", "beginning", "first day"}
NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1, "最后": -1}
NTH |= {sign: value for value, sign in enumerate("一二三四", 1)}
BEHIND = {"前", "之前", "以前", "ago"}
AHEAD = {"后", "之后", "以后", "later", "from now"}
# Days and months of a unit.
UNITS = (
    dict.fromkeys(("d", "day", "days", "天"), (1, 0))
    | dict.fromkeys(("w", "wk", "wks", "week", "weeks", "周", "星期", "个星期", "礼拜", "个礼拜"), (7, 0))
    | dict.fromkeys(("mo", "month", "months", "个月"), (0, 1))
    | dict.fromkeys(("y", "yr", "yrs", "year", "years", "年"), (0, 12))
    | dict.fromkeys(("fortnight", "fortnights"), (14, 0))
    | {"半个月": (15, 0), "半年": (0, 6)}
)
MINUTES = dict.fromkeys(("min", "mins", "minute", "minutes", "分钟"), 1)
HOURS = dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "小时", "个小时", "钟头", "个钟头"), 60)

# First and last hour of the part, and the hour it stands for when none is said (None: it names no hour).
_PARTS: dict[str, tuple[int, int, int | None]] = {
    "凌晨": (0, 5, None), "清晨": (4, 9, None), "早晨": (4, 11, 9), "早上": (4, 11, 9), "早": (4, 11, 9), "上午": (6, 11, 9),
    "中午": (11, 13, 12), "下午": (12, 19, 14), "傍晚": (16, 19, 18), "晚上": (17, 23, 19), "晚": (17, 23, 19),
    "morning": (4, 11, 9), "noon": (12, 12, 12), "afternoon": (12, 18, 14), "evening": (17, 23, 19), "night": (18, 23, 19),
}  # fmt: skip
_PAST_HOUR = {"半": 30, "一刻": 15, "1刻": 15, "三刻": 45, "3刻": 45}
_WORKING_DAY = {*range(8, 13), *range(13, 18)}

_PART = rf"(?:(?P<part>{'|'.join(_PARTS)})\s*(?:的|at\s)?\s*)"
_PAST = rf"(?P<minute>半|[一1三3]刻|\d{{1,2}}分|\d\d|[零〇]?{CHINESE}分|[零〇][{_ONES}]|{TENS})"
_TIMES = (
    rf"{_PART}?(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{{1,6}})\d*)?)?\s*(?P<half>[ap]m)?",
    rf"{_PART}?(?P<hour>\d{{1,2}})(?:\.(?P<minute>\d\d))?\s*(?P<half>[ap]m)",
    rf"{_PART}?(?P<word>{NUMBER}|{ENGLISH})[点时](?:[钟整]|{_PAST})?",
    rf"{_PART}(?P<word>\d{{1,2}})",
    _PART,
)
_SIMPLER = str.maketrans("週後點號禮兩個這鐘時間農曆陰閏臘過–—−’", "周后点号礼两个这钟时间农历阴闰腊过---'")
# A bare hour of English becomes one of Chinese: 9点 is what the grammar has for it.
_REWRITTEN = (
    (r"\s+", " "), (r"\btonight\b", "today night"), (r"\blast night\b", "yesterday night"),
    (r"\bthis (?=morning|afternoon|evening)", "today "), (r"\b([ap])\.m\.?", r"\1m"), (r"(?<=\d)t(?=\d{1,2}:)", " "),
    (r"(?<=[一-鿿]) | (?=[一-鿿])", ""),
    (r"(\d[\d:]*(?: ?[ap]m)?(?: o'?clock)?) (?:in the (morning|afternoon|evening)|at (night))\b", r"\2\3 \1"),
    (rf"\b(\d{{1,2}}|{ENGLISH}) o'?clock\b", r"\1点"), (rf"\bat (\d{{1,2}}|{ENGLISH})(?= (?![ap]m)|,|$)", r"\1点"),
)  # fmt: skip


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of `words`, the longest first."""
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


def normal(text: str) -> str:
    """`text` in half-width, lower-case, simplified signs with single spaces, and with the bare hours of English as 9点."""
    text = unicodedata.normalize("NFKC", text).strip().translate(_SIMPLER).lower()
    for pattern, better in _REWRITTEN:
        text = re.sub(pattern, better, text)
    return text


def number(text: str) -> int:
    """The value of digits, a Chinese numeral below 1000, an English number or ordinal below 100, or a month by its name."""
    if text.isascii() and (digits := text.rstrip("stndrh")).isdecimal():
        return int(digits)
    if text.isascii():
        words = re.split("[ -]", text)
        return sum(_VALUES[word] for word in words) if words[0] in _VALUES else _INITIALS.index(text[:3]) + 1
    hundreds, hundred, rest = text.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    if not hundred and not ten:
        return int("".join(str(_DIGITS[sign]) for sign in text))
    return 100 * _DIGITS.get(hundreds, 0) + (10 * _DIGITS.get(tens, 1) if ten else 0) + _DIGITS.get(ones[-1:], 0)


def weekday_number(text: str) -> int:
    """0 for Monday to 6 for Sunday, of what `WEEKDAY` matches."""
    return _WEEKDAY_SIGNS[text[-1]] if text[-1] in _WEEKDAY_SIGNS else _WEEKDAY_SIGNS[text[:3]]


def times_of_day(text: str) -> tuple[dt.time, ...]:
    """The times that `下午3点半`, `9:30pm` or `noon` can mean: two of an hour outside the working day, none where none is said.

    Raises ValueError for an impossible time.
    """
    for pattern in _TIMES:
        if match := pattern_of(pattern).fullmatch(text):
            return _times(match.groupdict())
    return ()


@cache
def pattern_of(pattern: str) -> re.Pattern[str]:
    """Compiled at first use: importing a grammar costs nothing."""
    return re.compile(pattern, re.ASCII)


def _times(said: dict[str, str | None]) -> tuple[dt.time, ...]:
    part, word, half = said.get("part"), said.get("word"), said.get("half")
    spoken = word or said.get("hour")
    if spoken is None:
        return (dt.time(_usual(part or "")),)
    hour = _half(number(spoken), half) if half else number(spoken)
    unclear = not (half or part) and (word or len(spoken) == 1)  # 03:30 is the hour of a clock, 3:30 a word
    hours = _spoken(hour) if unclear else (_within(hour, part) if part else hour,)
    minute, second, fraction = _minute(said.get("minute")), said.get("second"), said.get("fraction")
    return tuple(dt.time(hour, minute, int(second or 0), int((fraction or "").ljust(6, "0"))) for hour in hours)


def _spoken(hour: int) -> tuple[int, ...]:
    """The hours that a bare one can mean: that of the working day, from 8 to 17, else both."""
    if not 1 <= hour <= 12:  # noqa: PLR2004
        return (hour,)
    both = sorted({hour, hour % 12 + 12})
    return tuple([one for one in both if one in _WORKING_DAY] or both)


def _usual(part: str) -> int:
    hour = _PARTS[part][2]
    if hour is None:
        raise ValueError(part)
    return hour


def _half(hour: int, half: str) -> int:
    if not 1 <= hour <= 12:  # noqa: PLR2004
        raise ValueError(hour)
    return hour % 12 + (12 if half == "pm" else 0)


def _within(hour: int, part: str) -> int:
    first, last, _ = _PARTS[part]
    for candidate in (hour, hour + 12 if 1 <= hour < 12 else hour):  # noqa: PLR2004
        if first <= candidate <= last:
            return candidate
    raise ValueError(hour)


def _minute(text: str | None) -> int:
    if text is None:
        return 0
    return _PAST_HOUR[text] if text in _PAST_HOUR else number(text.removesuffix("分"))
