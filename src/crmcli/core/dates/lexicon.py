"""The words dates are made of, English and Chinese: each is one or two tokens, whose kind is one sign (`lexer.py`)."""

from typing import NamedTuple


class Token(NamedTuple):
    """A word of a date: what it is, its value, and as it was typed."""

    kind: str
    value: int = 0
    text: str = ""


DIGITS = {"零": 0, "〇": 0, "两": 2} | {sign: value for value, sign in enumerate("一二三四五六七八九", 1)}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY_SHORT = {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3,
                  "fri": 4, "sat": 5, "sun": 6}  # fmt: skip
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
         "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
             "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth")  # fmt: skip

# Those of the same day every year.
_FESTIVALS = {
    "元旦": (1, 1), "情人节": (2, 14), "妇女节": (3, 8), "三八节": (3, 8), "五一": (5, 1), "五一节": (5, 1), "劳动节": (5, 1),
    "六一": (6, 1), "儿童节": (6, 1), "教师节": (9, 10), "国庆": (10, 1), "国庆节": (10, 1), "双十一": (11, 11),
    "双十二": (12, 12), "平安夜": (12, 24), "圣诞": (12, 25), "圣诞节": (12, 25),
    "halloween": (10, 31), "christmas": (12, 25), "xmas": (12, 25),
}  # fmt: skip
_LUNAR_FESTIVALS = {
    "春节": (1, 1), "元宵": (1, 15), "元宵节": (1, 15), "端午": (5, 5), "端午节": (5, 5), "七夕": (7, 7), "中秋": (8, 15),
    "中秋节": (8, 15), "重阳": (9, 9), "重阳节": (9, 9), "除夕": (12, 30), "大年三十": (12, 30),
}  # fmt: skip
_ADVERBS = {"daily": "day", "weekly": "week", "fortnightly": "fortnight", "monthly": "month", "quarterly": "quarter",
            "yearly": "year", "annually": "year"}  # fmt: skip

# Kind: the words and their values.
_WORDS: dict[str, dict[str, int]] = {
    "N": {"a": 1, "an": 1, "couple": 2, "hundred": 100}
    | {word: value for value, word in enumerate(_ONES, 1)}
    | {word: value * 10 for value, word in enumerate(_TENS, 2)},
    "O": {word: value for value, word in enumerate(_ORDINALS, 1)} | {"twentieth": 20, "thirtieth": 30},
    "W": {word: value for value, word in enumerate(_WEEKDAYS)} | _WEEKDAY_SHORT,
    "M": {word: value for value, word in enumerate(_MONTHS, 1)}
    | {word[:3]: value for value, word in enumerate(_MONTHS, 1)}
    | {"sept": 9},
    "D": {"yesterday": -1, "today": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1,
          "昨儿": -1, "今天": 0, "今日": 0, "今儿": 0, "明天": 1, "明日": 1, "明儿": 1, "后天": 2, "后儿": 2, "大后天": 3},
    "s": {"last": -1, "this": 0, "next": 1, "coming": 1, "upcoming": 1, "上": -1, "这": 0, "本": 0, "下": 1},
    "Y": {"前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2},
    "E": dict.fromkeys(("end", "底", "末"), 0),
    "S": dict.fromkeys(("start", "beginning", "初"), 1),
    "L": dict.fromkeys(("最后", "最后一", "最后一个"), 0),
    "K": dict.fromkeys(("weekend", "周末"), 0),
    "d": dict.fromkeys(("d", "day", "days", "天"), 1),
    "w": dict.fromkeys(("w", "wk", "wks", "week", "weeks", "周", "星期", "礼拜", "个周", "个星期", "个礼拜"), 7)
    | dict.fromkeys(("fortnight", "fortnights"), 14),
    "m": dict.fromkeys(("mo", "mos", "month", "months", "个月"), 0),
    "y": dict.fromkeys(("y", "yr", "yrs", "year", "years"), 0),
    "q": dict.fromkeys(("quarter", "quarters", "季度", "季", "个季度"), 0),
    "h": dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "小时", "个小时", "钟头", "个钟头"), 60),
    "i": dict.fromkeys(("min", "mins", "minute", "minutes", "分钟"), 1),
    "刻": {"刻": 15, "刻钟": 15},
    "H": {"am": 0, "pm": 12},
    "点": dict.fromkeys(("点", "时", "o'clock", "oclock"), 0),
    "A": dict.fromkeys(("later", "后", "之后", "以后"), 1),
    "B": dict.fromkeys(("ago", "前", "之前", "以前"), -1),
    "R": dict.fromkeys(("过", "再过", "再"), 1),
    "|": dict.fromkeys(("or", "或", "或者", "还是", "到", "至", "~"), 0),
    "Z": dict.fromkeys(("内", "之内", "以内", "within"), 0),
    "x": {"m": 0},  # of months or of minutes
    "J": dict.fromkeys(("business", "working", "workday", "workdays", "weekday", "weekdays", "工作日", "个工作日"), 0),
    "e": dict.fromkeys(("every", "each", "每", "每个", "逢", "每逢", "每到"), 1),
    "o": {"other": 1, "隔": 1},
    "次": dict.fromkeys(("time", "times", "次"), 0),
    "v": {"done": 0, "完成": 0},
    "l": dict.fromkeys(("lunar", "农历", "阴历", "旧历"), 0),
    "r": dict.fromkeys(("leap", "l", "闰"), 0),
    "c": dict.fromkeys(("solar", "公历", "阳历", "新历"), 0),
    ">": {"in": 1},
    "F": {"from": 0},
    "a": {"after": 1},
    "b": {"before": -1},
    "≤": {"by": 0},
    "0": {"now": 0, "现在": 0},
    "@": {"at": 0, "@": 0},
    "p": {"past": 0},
    "t": {"to": 0},
    "&": {"and": 0, "和": 0, "及": 0, "、": 0},
    "月": {"月": 0, "月份": 0},
    "号": {"号": 0, "日": 0},
    "整": {"钟": 0, "整": 0},
    **{sign: {sign: 0} for sign in "年分半个+-/.:"},
    "½": {"half": 0},
    " ": dict.fromkeys(("the", "on", "of", ",", "(", ")", "的", " "), 0),
}  # fmt: skip

# First and last hour of a part of the day, and the hour it stands for when none is said (None: it names no hour).
PARTS: dict[str, tuple[int, int, int | None]] = {
    "凌晨": (0, 5, None), "清晨": (4, 9, None), "早晨": (4, 11, 9), "早上": (4, 11, 9), "早": (4, 11, 9), "上午": (6, 11, 9),
    "中午": (11, 13, 12), "正午": (12, 12, 12), "下午": (12, 19, 14), "午后": (12, 18, 14), "傍晚": (16, 19, 18),
    "晚上": (17, 23, 19), "晚间": (17, 23, 19), "夜里": (18, 23, None), "半夜": (23, 23, None),
    "夜晚": (18, 23, 19), "晚": (17, 23, 19),
    "morning": (4, 11, 9), "noon": (12, 12, 12), "midday": (12, 12, 12), "afternoon": (12, 18, 14), "evening": (17, 23, 19),
    "night": (18, 23, 19), "midnight": (0, 0, None), "午夜": (0, 0, None),
}  # fmt: skip
NIGHTS = ("晚上", "晚间", "夜里", "半夜", "夜晚", "晚", "evening", "night")  # whose twelve is the next day's midnight


def _lexicon() -> dict[str, tuple[Token, ...]]:
    words: dict[str, tuple[Token, ...]] = {
        word: (Token(kind, value, word),) for kind, values in _WORDS.items() for word, value in values.items()
    }
    words |= {word: (Token("P", 0, word),) for word in PARTS}
    weekdays = {sign: value for value, sign in enumerate("一二三四五六日")} | {"天": 6}
    for week in ("周", "星期", "礼拜"):
        words |= {f"{of}{week}{sign}": (Token("W", day, week + sign),) for of in ("", "个") for sign, day in weekdays.items()}
    for sign, value in {"十": 10, **{sign: value for sign, value in DIGITS.items() if sign in "一二三四五六七八九"}}.items():
        words[f"初{sign}"] = (Token("u", value, f"初{sign}"),)
        if sign != "十":
            words[f"廿{sign}"] = (Token("u", 20 + value, f"廿{sign}"),)
    for sign, month in {"正": 1, "冬": 11, "腊": 12}.items():
        words[f"{sign}月"] = (Token("l"), Token("N", month, str(month)), Token("月"))
    words |= {"今夜": (Token("D", 0, "今天"), Token("P", 0, "晚")), "昨夜": (Token("D", -1, "昨天"), Token("P", 0, "晚"))}
    for sign, offset in {"今": 0, "明": 1, "昨": -1}.items():  # 明早 is said, 明 alone is not
        words |= {f"{sign}{part}": (Token("D", offset, sign), Token("P", 0, part)) for part in "早晚"}
    every, count = Token("e", 1, "every"), Token("次")
    words |= {f"{day}s": (every, Token("W", value, day)) for value, day in enumerate(_WEEKDAYS)}
    words |= {"weekends": (every, Token("K")), "每隔": (every, Token("o", 1, "隔")), "每日": (every, Token("d", 1, "天"))}
    words |= {"once": (Token("N", 1, "once"), count), "twice": (Token("N", 2, "twice"), count)}
    for adverb, unit in _ADVERBS.items():
        words[adverb] = (every, *words[unit])
    for names, lunar in ((_FESTIVALS, ()), (_LUNAR_FESTIVALS, (Token("l", 0, "农历"),))):
        for name, (month, day) in names.items():
            written = (Token("N", month, f"{month}"), Token("月", 0, "月"), Token("N", day, f"{day}"), Token("号", 0, "日"))
            words[name] = (*lunar, *written)
    words["大年"] = (Token("l", 0, "农历"), Token("N", 1, "1"), Token("月", 0, "月"))
    words["tonight"] = (Token("D", 0, "tonight"), Token("P", 0, "night"))
    for unit in "wmyq":
        words[f"eo{unit}"] = (Token("E", 0, "end"), Token(unit, 7 if unit == "w" else 0, unit))
    return words


WORDS = _lexicon()
LONGEST = max(map(len, WORDS))
