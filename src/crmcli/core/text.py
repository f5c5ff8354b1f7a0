"""Text for comparing and searching: one spelling for width, case and script, and tokens that FTS5 can find.

Every character is folded by itself, without regard to its neighbours, so that any piece of a text folds to a piece
of the folded text; that is why a text is found by any run of its Chinese characters.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable

# Han with its extensions, kana, bopomofo, hangul: scripts written without spaces between words.
CJK = "\u3005-\u3007\u3041-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"

# GB2312 holds these few traditional characters although their simplified form means the same wherever they stand.
# 乾 and 著 are left alone: they live on in simplified names and words (乾隆, 著名).
_TRADITIONAL_IN_GB2312 = str.maketrans("後於麽徵夥菸", "后于么征伙烟")


class _Folded(dict[int, str]):
    """A table for `str.translate` that learns a character when it first meets it."""

    def __missing__(self, code: int) -> str:
        self[code] = _fold_char(chr(code))
        return self[code]


class _Spaced(dict[int, str]):
    """As `_Folded`, each CJK character set apart and a blank for whatever no token holds."""

    def __missing__(self, code: int) -> str:
        self[code] = "".join(f" {part} " if is_cjk(part) else part if part.isalnum() else " " for part in _FOLDED[code])
        return self[code]


_FOLDED = _Folded()
_SPACED = _Spaced()


_CJK_RANGES = tuple((CJK[start], CJK[start + 2]) for start in range(0, len(CJK), 3))


def is_cjk(char: str) -> bool:
    """Whether the character is one of `CJK`; by its place, since a pattern of these ranges takes 5 ms to compile."""
    return any(first <= char <= last for first, last in _CJK_RANGES)


def fold(text: str) -> str:
    """`text` as it is compared: NFKC, case folded, traditional characters simplified, invisible marks dropped."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).translate(_FOLDED))


def tokens(text: str) -> str:
    """What goes into an FTS5 column (tokenizer unicode61): each CJK character and each run of letters or digits apart."""
    return " ".join(_split(text))


def _split(text: str) -> list[str]:
    normal = text if text.isascii() else unicodedata.normalize("NFC", text)
    return normal.translate(_SPACED).split()


def match(query: str) -> str:
    """An FTS5 MATCH expression for what a person typed; "" when nothing in it can be searched.

    Each word is a phrase and all must occur; a word that ends in letters or digits also finds what begins with it.
    """
    spellings = [_spellings(word) for word in fold(query).split()]
    return " AND ".join(found[0] if len(found) == 1 else f"({' OR '.join(found)})" for found in spellings if found)


def _spellings(word: str) -> list[str]:
    """The phrases that a word is found by: a Chinese number with its signs, without, and as it is
    written with +86.
    """
    word = dialled(word)
    phrases = [_split(word)]
    # The beginning of a mobile or service number, or of a landline with its 0.
    digits = re.sub(r"[-()./]", "", word)
    at_home = re.fullmatch(r"(1[3-9]\d{3,9}|[48]00\d{2,7})|0([1-9]\d{5,10})", digits, re.ASCII)
    if at_home:
        phrases += [[one] for one in (digits, f"86{at_home[1] or at_home[2]}") if one != word]
    return [_phrase(phrase) for phrase in phrases if phrase]


def dialled(word: str) -> str:
    """A Chinese phone number as it is dialled at home, +8613800138000 → 13800138000, +8675526770000 → 075526770000; else
    `word`.
    """
    number = re.fullmatch(r"(\+|00)?86(?:(1[3-9]\d{9}|[48]00\d{7})|(10\d{8}|[2-9]\d{8,10}))", word, re.ASCII)
    if number is None or not (number[1] or number[2]):
        return word
    return number[2] or f"0{number[3]}"


def as_argument(word: str) -> str:
    """The word as a person types it into a shell: in quotes where it holds more than letters and digits."""
    if word.isalnum():
        return word
    import shlex

    return shlex.quote(word)


def one_line(text: str) -> str:
    """`text` with every run of white space, line breaks included, as one blank."""
    return " ".join(text.split())


def snippet(text: str, query: str, width: int = 40) -> str:
    """At most `width` characters of `text` on one line, around the first hit of `query`, "…" where it was cut."""
    line = one_line(text)
    if len(line) <= width:
        return line
    start, end = _first_hit(line, query)
    first = max(0, min(start - max(0, width - (end - start)) // 3, len(line) - width))
    piece = line[first : first + width]
    piece = piece if first == 0 else "…" + piece[1:]
    return piece if first + width >= len(line) else piece[:-1] + "…"


def _phrase(words: list[str]) -> str:
    prefix = "" if is_cjk(words[-1][0]) else "*"
    return f'"{" ".join(words)}"{prefix}'


def _first_hit(line: str, query: str) -> tuple[int, int]:
    """Start and end in `line` of the first word of `query` that occurs, (0, 0) without one."""
    words = (_split(word) for word in fold(query).split())
    patterns = [_pattern(word) for word in words if word]
    pieces = [fold(char) for char in line]
    hit = re.search("|".join(patterns), "".join(pieces)) if patterns else None
    if hit is None:
        return 0, 0
    origin = [position for position, piece in enumerate(pieces) for _ in piece]
    return origin[hit.start()], origin[hit.end() - 1] + 1


def _pattern(word: list[str]) -> str:
    """The phrase as FTS5 sees it: whatever stands between its tokens, and letters only from their beginning."""
    start = "" if is_cjk(word[0][0]) else f"(?<![^\\W_{CJK}])"
    return start + r"[\W_]*".join(map(re.escape, word))


def _fold_char(char: str) -> str:
    normal = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", char).casefold())
    return "".join(_simplified(part) for part in normal if unicodedata.category(part) != "Cf")


def _simplified(char: str) -> str:
    if not ("\u3400" <= char <= "\u9fff" or char >= "\U00020000") or _in_gb2312(char):
        return char.translate(_TRADITIONAL_IN_GB2312)
    simple = _converter()(char)
    return simple if simple == char else "".join(map(_simplified, simple))  # 薴 becomes 苧, which becomes 苎


def _in_gb2312(char: str) -> bool:
    """True for nearly every simplified character, and for next to no traditional one."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@functools.cache
def _converter() -> Callable[[str], str]:
    """The conversion of OpenCC; loading it costs 90 ms, so only a character outside GB2312 asks for it."""
    from opencc_purepy import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert
