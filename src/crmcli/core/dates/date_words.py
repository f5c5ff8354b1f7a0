"""The small words dates are made of, English and Chinese: numerals, names, times of day."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from crmcli.core.errors import UsageError
from crmcli.core.i18n import language, t

_ONES = "一二三四五六七八九"
TENS = f"[{_ONES}]?十[{_ONES}]?"
CHINESE = f"(?:{TENS}|[{_ONES}两])"
NUMBER = rf"(?:\d{{1,4}}|{CHINESE})"
_DIGITS = {"零": 0, "〇": 0, "两": 2} | {sign: value for value, sign in enumerate(_ONES, 1)}

_ENGLISH_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MONTH_NAMES = ("jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?", "aug(?:ust)?",
                "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?")  # fmt: skip
_WEEKDAY_NAMES = ("mon(?:day)?", "tue(?:s(?:day)?)?", "wed(?:nesday)?", "thu(?:r(?:s(?:day)?)?)?", "fri(?:day)?",
                  "sat(?:urday)?", "sun(?:day)?")  # fmt: skip
COUNT = rf"(?:{NUMBER} ?|(?:an?|{'|'.join(_ENGLISH_NUMBERS)}) )"
MONTH = f"(?:{'|'.join(_MONTH_NAMES)})"
WEEKDAY = rf"(?:(?:周|星期|礼拜)(?:[一二三四五六日天]|[1-7](?!\d))|{'|'.join(_WEEKDAY_NAMES)})"
_INITIALS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY_SIGNS = {"日": 6, "天": 6} | {sign: value for value, sign in enumerate("一二三四五六")}
_WEEKDAY_SIGNS |= {name: value for value, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_WEEKDAY_SIGNS |= {str(value + 1): value for value in range(7)}

STEPS = {
    "上上": -2, "上": -1, "last": -1, "去": -1, "这": 0, "本": 0, "今": 0, "this": 0,
    "下": 1, "明": 1, "next": 1, "下下": 2, "后": 2,
}  # fmt: skip
NAMED_DAYS = {
    "大前天": -3, "day before yesterday": -2, "前天": -2, "yesterday": -1, "昨天": -1, "昨日": -1, "昨儿": -1, "昨": -1,
    "today": 0, "今天": 0, "今日": 0, "今儿": 0, "今": 0, "tomorrow": 1, "明天": 1, "明日": 1, "明儿": 1, "明": 1,
    "day after tomorrow": 2, "后天": 2, "后儿": 2, "大后天": 3,
}  # fmt: skip
ENDS, STARTS = {"底", "末", "end", "eom", "eoy"}, {"初", "start", "beginning"}
BEHIND = {"前", "之前", "以前", "ago"}
AHEAD = {"后", "之后", "以后", "later", "from now"}
# Days and months of a unit.
UNITS = (
    dict.fromkeys(("d", "day", "days", "天"), (1, 0))
    | dict.fromkeys(("w", "wk", "wks", "week", "weeks", "周", "星期", "个星期", "礼拜", "个礼拜"), (7, 0))
    | dict.fromkeys(("mo", "month", "months", "个月"), (0, 1))
    | dict.fromkeys(("y", "yr", "yrs", "year", "years", "年"), (0, 12))
    | {"半个月": (15, 0), "半年": (0, 6)}
)
MINUTES = dict.fromkeys(("min", "mins", "minute", "minutes", "分钟"), 1)
MINUTES |= dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "小时", "个小时", "钟头", "个钟头"), 60)

# First and last hour of the part, and the hour it stands for when none is said (None: it names no hour).
_PARTS: dict[str, tuple[int, int, int | None]] = {
    "凌晨": (0, 5, None), "清晨": (4, 9, None), "早晨": (4, 11, 9), "早上": (4, 11, 9), "早": (4, 11, 9), "上午": (6, 11, 9),
    "中午": (11, 13, 12), "下午": (12, 19, 14), "傍晚": (16, 19, 18), "晚上": (17, 23, 19), "晚": (17, 23, 19),
    "morning": (4, 11, 9), "noon": (12, 12, 12), "afternoon": (12, 18, 14), "evening": (17, 23, 19), "night": (18, 23, 19),
}  # fmt: skip
_PAST_HOUR = {"半": 30, "一刻": 15, "1刻": 15, "三刻": 45, "3刻": 45}
_LAST_UNCLEAR_HOUR = 6

_PART = rf"(?:(?P<part>{'|'.join(_PARTS)})\s*(?:的|at\s)?\s*)"
_TIMES = (
    rf"{_PART}?(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{{1,6}})\d*)?)?\s*(?P<half>[ap]m)?",
    rf"{_PART}?(?P<hour>\d{{1,2}})\s*(?P<half>[ap]m)",
    rf"{_PART}?(?P<word>{NUMBER})[点时](?:[钟整]|(?P<minute>半|[一1三3]刻|\d{{1,2}}分|\d\d|[零〇]?{CHINESE}分|[零〇][{_ONES}]|{TENS}))?",
    _PART,
)
_SIMPLER = str.maketrans("週後點號禮兩個這鐘時間農曆陰閏臘–—−", "周后点号礼两个这钟时间农历阴闰腊---")
_REWRITTEN = ((r"\s+", " "), (r"\btonight\b", "today night"), (r"\bthis (?=morning|afternoon|evening)", "today "),
              (r"\b([ap])\.m\.?", r"\1m"), (r"(?<=\d)t(?=\d{1,2}:)", " "), (r"(?<=[一-鿿]) | (?=[一-鿿])", ""))  # fmt: skip


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of `words`, the longest first."""
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


def normal(text: str) -> str:
    """`text` in half-width, lower-case, simplified signs with single spaces."""
    text = unicodedata.normalize("NFKC", text).strip().translate(_SIMPLER).lower()
    for pattern, better in _REWRITTEN:
        text = re.sub(pattern, better, text)
    return text


def number(text: str) -> int:
    """The value of digits, a Chinese numeral below 100, an English number to twelve, or a month by its name."""
    if text.isdecimal():
        return int(text)
    if text in {"a", "an"}:
        return 1
    if text in _ENGLISH_NUMBERS:
        return _ENGLISH_NUMBERS.index(text) + 1
    if text[:3] in _INITIALS:
        return _INITIALS.index(text[:3]) + 1
    tens, ten, ones = text.rpartition("十")
    if ten:
        return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
    return int("".join(str(_DIGITS[sign]) for sign in text))


def weekday_number(text: str) -> int:
    """0 for Monday to 6 for Sunday, of what `WEEKDAY` matches."""
    return _WEEKDAY_SIGNS[text[-1]] if text[-1] in _WEEKDAY_SIGNS else _WEEKDAY_SIGNS[text[:3]]


def check_slash(month: int, day: int) -> None:
    """Raises UsageError for a `5/12` without a year in English: to some it is the 5th of December."""
    if language() == "en" and month != day and 1 <= day <= 12:  # noqa: PLR2004
        hint = t(
            "with a dash the month stands first: {first} or {second}", first=f"{month:02}-{day:02}", second=f"{day:02}-{month:02}"
        )
        raise UsageError(t("“{text}” may be read month first or day first", text=f"{month}/{day}"), hint)


def time_of_day(text: str) -> dt.time | None:
    """The time that `下午3点半`, `9:30pm` or `noon` says; None when `text` says none.

    Raises ValueError for an impossible time, UsageError for an hour that may be meant before or after noon.
    """
    for pattern in _TIMES:
        if match := pattern_of(pattern).fullmatch(text):
            return _time(text, match.groupdict())
    return None


@cache
def pattern_of(pattern: str) -> re.Pattern[str]:
    """Compiled at first use: importing a grammar costs nothing."""
    return re.compile(pattern, re.ASCII)


def _time(text: str, said: dict[str, str | None]) -> dt.time:
    part, word, half = said.get("part"), said.get("word"), said.get("half")
    spoken = word or said.get("hour")
    if spoken is None:
        return _usual(part or "")
    hour = _half(number(spoken), half) if half else number(spoken)
    if part:
        hour = _within(hour, part)
    elif not half and (word or len(spoken) == 1) and 1 <= hour <= _LAST_UNCLEAR_HOUR:  # 03:30 is the hour of a clock, 3:30 a word
        raise UsageError(t("“{text}” may be before or after noon", text=text), t("say 上午 or 下午, am or pm, or write 15:00"))
    return dt.time(
        hour, _minute(said.get("minute")), int(said.get("second") or 0), int((said.get("fraction") or "").ljust(6, "0"))
    )


def _usual(part: str) -> dt.time:
    hour = _PARTS[part][2]
    if hour is None:
        raise ValueError(part)
    return dt.time(hour)


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
