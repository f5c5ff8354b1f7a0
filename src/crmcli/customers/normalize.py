"""Who is who: phones, mails and handles in one spelling, names in pinyin."""

from __future__ import annotations

import functools
import re
from itertools import groupby

from crmcli.core import region
from crmcli.core.pinyin import syllables
from crmcli.core.text import fold

_SEPARATORS = re.compile(r"[\s\-‐‑–—().·/]+")
_NUMBER = re.compile(r"\+?[0-9]{5,17}")
_MASKED = re.compile(r"(?=(?:\D*\d){4})\+?(?:\d*[*•]{2,}[\d*•]*|\d{2,}x{3,}\d*)", re.ASCII)
# A dash begins an extension only behind seven digits in a row: 26770000-8012, not 138-0013-8000.
_EXTENSION = re.compile(r"(?:[\s\-]*(?:转|分机号?|;?ext(?:ension|n)?\b[.=]?|x|#|,|;)|(?<=\d{7})\s*-)[\s:]*\d{1,6}$")
_BARE_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_SPOKEN_MOBILE = re.compile(r"1[3-9]\d([\s\-]?)\d{4}\1\d{4}")
_MOBILE = re.compile(r"(?:\+?86)?0?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"(?:\+?860?|0)((?:10|2\d)\d{8}|[3-9]\d{9,10})|((?:\+?86)?[48]00\d{7})")
_MOBILE_ALONE = frozenset((None, "CN"))  # where eleven digits are a Chinese mobile
_EMAIL = re.compile(r"[^\s@<>,;:]+@[^\s@<>,;:.]+(?:\.[^\s@<>,;:.]+)*")

_BLANK_IN_CHINESE = r"(?<=[^\x00-\u2e7f]) | (?=[^\x00-\u2e7f])"  # as text: a millisecond to compile, and hardly a name has one
_WORD = re.compile(r"[^\W_]+")
_LONGEST_PERSON = 5
# Surnames that are read otherwise than the same characters elsewhere.
_SURNAMES: dict[str, str] = dict(
    re.findall(
        r"(\S+):(\S+)",
        """
    单:shan 解:xie 仇:qiu 曾:zeng 查:zha 区:ou 任:ren 盖:ge 翟:zhai 朴:piao 尉:wei 乐:yue 缪:miao 宓:mi 冼:xian 洗:xian 员:yun
    覃:qin 种:chong 秘:bi 逄:pang 繁:po 折:she 召:shao 那:na 黑:he 哈:ha 能:nai 过:guo 华:hua 纪:ji 车:che 曲:qu 盛:sheng
    宁:ning 燕:yan 薄:bo 柏:bai 卜:bu 晁:chao 谌:chen 阚:kan 瞿:qu 祭:zhai 么:yao 幺:yao 角:jue 句:gou 粘:nian 乜:nie 佴:nai
    应:ying 石:shi 万:wan 沈:shen 贾:jia 叶:ye 谷:gu 莘:shen 尹:yin 长孙:zhang-sun 尉迟:yu-chi 万俟:mo-qi 单于:chan-yu
    令狐:ling-hu 澹台:tan-tai 乐正:yue-zheng 子车:zi-ju 宰父:zai-fu 谷梁:gu-liang 鲜于:xian-yu 呼延:hu-yan
    """,
    )
)
# The dictionary prefers zhang, which stands in titles that it knows as phrases (店长); in names it is chang.
_IN_NAMES = {"长": ("chang",)}


def phone(text: str, country: str | None = None) -> str | None:
    """`text` as E.164 (`+8613800138000`), None where that is not possible; extensions are dropped.

    A number without its country is of `country` (ISO 3166; the region in use where none is given), and only where it is valid
    there and written as that country writes it, trunk prefix included; without any region only a Chinese mobile is read.
    """
    country = region.current() if country is None else country or None
    if country in _MOBILE_ALONE and _BARE_MOBILE.fullmatch(text):
        return "+86" + text
    typed = _typed(text)
    shorter = _EXTENSION.sub("", typed).rstrip(" ,;")
    international = typed.startswith("+") and not typed.startswith("+86")
    for candidate in (typed, shorter) if international else (shorter, typed):
        if number := _e164(candidate, _SEPARATORS.sub("", candidate), country):
            return number
    return None


def looks_like_phone(text: str) -> bool:
    """True when `text` holds five digits or more, and nothing but signs used in phone numbers and an extension; also for a number
    that somebody masked (138****8000), which stays as typed.
    """
    typed = _typed(text)
    whole = _NUMBER.fullmatch(_SEPARATORS.sub("", _EXTENSION.sub("", typed)))
    return bool(whole or _MASKED.fullmatch(_SEPARATORS.sub("", typed)))


def email(text: str) -> str | None:
    """`text` as a mail address in lower case, without `mailto:` or a name around it; None when it is none."""
    folded = fold(text).strip()
    if folded.startswith("mailto:"):
        folded = folded.removeprefix("mailto:").partition("?")[0]
    inner = re.search(r"<([^<>]+)>$", folded)
    address = (inner.group(1) if inner else folded).strip()
    return address if _EMAIL.fullmatch(address) else None


def handle(text: str) -> str:
    """A WeChat or QQ id as it is compared; spreadsheets turn QQ numbers into `12345.0`."""
    return re.sub(r"^(\d+)\.0+$", r"\1", fold(text).strip())


def name_key(name: str) -> str:
    """A name as it is compared: case, full width and blanks inside Chinese do not matter."""
    folded = " ".join(fold(name).split())
    return folded if folded.isascii() or " " not in folded else re.sub(_BLANK_IN_CHINESE, "", folded)


def pinyin(name: str, *, person: bool = True) -> tuple[str, str]:
    """`name` in pinyin and its initials, both folded and without blanks: 张三 → ("zhangsan", "zs").

    Latin words stay as they are. With `person` the name begins with a surname and is read as one (单 shan); a firm's is not.
    """
    words = [part for word in _WORD.findall(fold(name)) for part in _parts(word)]
    if person and len(words) == 1 and 1 < len(words[0]) <= _LONGEST_PERSON and _is_han(words[0][0]):
        return _person(words[0])
    read: list[str] = []
    for word in words:
        surname = person and not read and (len(word) > 1 or len(words) > 1)
        read += _chinese(word, surname=surname) if _is_han(word[0]) else [word]
    return "".join(read), "".join([syllable[0] for syllable in read])


def _parts(word: str) -> list[str]:
    """What of the word is Chinese and what is not, apart; a pattern of all their characters takes longer to make than a name."""
    if word.isascii():
        return [word]
    return ["".join(part) for _chinese, part in groupby(word, _is_han)]


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or char == "〇" or "\U00020000" <= char <= "\U0003ffff"


def _person(word: str) -> tuple[str, str]:
    """As `pinyin`, of a Chinese name in one word, which an import has by the hundred thousand."""
    family = _family(word)
    given, initials = _given(word[len(family) :])
    return "".join(family) + given, "".join([syllable[0] for syllable in family]) + initials


def _typed(text: str) -> str:
    """`text` without what address books and spreadsheets put around a number; 13800138000.0 is a number, 1.38E+10 none."""
    typed = re.sub(r"^(?:tel:|['\"=])+|\"$", "", fold(text).strip())
    return re.sub(r"^(\d+)\.0+$", r"\1", typed)


def _e164(typed: str, compact: str, country: str | None) -> str | None:
    if not _NUMBER.fullmatch(compact):
        return None
    if country is None and _SPOKEN_MOBILE.fullmatch(typed):
        return "+86" + compact
    compact = re.sub("^0086", "+86", compact)
    here = country == "CN" and not re.match(r"1[\s\-(.]", typed)  # 1-415-555-0102 is American
    if (here or compact.startswith("+86")) and (chinese := _MOBILE.fullmatch(compact) or _LANDLINE.fullmatch(compact)):
        return "+86" + (chinese.group(1) or chinese.group(2)).removeprefix("+").removeprefix("86")
    if compact.startswith("+"):
        return _international(compact)
    # phonenumbers takes a Chinese landline without its 0 for one too.
    return _national(typed, country) if country and (country != "CN" or compact.startswith("00")) else None


def _international(compact: str) -> str | None:
    """A number with its country, if it can be one; new ranges are known late."""
    import phonenumbers

    try:
        number = phonenumbers.parse(compact)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if possible else None


def _national(typed: str, country: str) -> str | None:
    """A number as the country writes it; one of another country behind the sign for abroad (00, 011) is so too."""
    import phonenumbers

    found = next(iter(phonenumbers.PhoneNumberMatcher(typed, country, leniency=phonenumbers.Leniency.VALID)), None)
    if found is None or found.raw_string != typed.strip(" ,;"):
        return None
    return phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164)


def _chinese(word: str, *, surname: bool) -> list[str]:
    if not surname or len(word) > _LONGEST_PERSON:
        return _readings(word)
    family = _family(word)
    return [*family, *_readings(word[len(family) :])]


def _family(word: str) -> list[str]:
    """The syllables of the surname that a Chinese name begins with."""
    known = _SURNAMES.get(word[:2]) or _SURNAMES.get(word[0])
    return known.split("-") if known else _readings(word[0])


@functools.lru_cache(maxsize=20_000)
def _given(name: str) -> tuple[str, str]:
    """Given names repeat: a thousand of them serve most people."""
    read = _readings(name)
    return "".join(read), "".join([syllable[0] for syllable in read])


def _readings(text: str) -> list[str]:
    return syllables(text, _IN_NAMES)
