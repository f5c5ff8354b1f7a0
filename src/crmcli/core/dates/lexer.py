"""A phrase as tokens, and their kinds as its shape: `Thu Dec 3 at 2pm` is `WMN@NH`, `周三11月25日` is `WN月N号`.

Grammars (dates, birthdays, rules) are tables of shapes, which is quick and the same for both languages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from crmcli.core.dates.lexicon import DIGITS, LONGEST, WORDS, Token

_SIMPLER = str.maketrans("週後點號禮兩俩個這鐘時間農曆陰閏臘過後內〜～–—−’＠", "周后点号礼两两个这钟时间农历阴闰腊过后内~~---'@")
_REWRITTEN = ((r"\s+", " "), (r"\bthis (?=morning|afternoon|evening)", "today "), (r"\blast night\b", "yesterday night"),
              (r"\b([ap])\.m\b\.?", r"\1m"), (r"(?<=\d)t(?=\d{1,2}:)", " "), (r"(?<=[a-z])\.(?= |\d|$)", ""),
              (r"(?<=[a-z])'s? time$", ""))  # fmt: skip
_PIECE = re.compile(r"\d+|[a-z](?:[a-z']*[a-z])?|第?[零〇一二三四五六七八九十百两]+|.", re.ASCII)
_SUFFIXES = ("st", "nd", "rd", "th")


def normal(text: str) -> str:
    """`text` in half-width, lower-case, simplified signs with single spaces."""
    text = unicodedata.normalize("NFKC", text).strip().translate(_SIMPLER).lower()
    for pattern, better in _REWRITTEN:
        text = re.sub(pattern, better, text)
    return text


def lex(phrase: str) -> tuple[Token, ...]:
    """The tokens of a normal phrase, without articles, commas and the like; ValueError where something in it is no word."""
    found: list[Token] = []
    position = 0
    while position < len(phrase):
        text = _piece(phrase, position)
        tokens = _tokens(text, found)
        position += len(text)
        if tokens[0].kind == " " and text != " ":
            _check_filler(text, found, is_first=position == len(text), is_last=position == len(phrase))
        if tokens[0].kind == "O" and any(one.text == "the" for one in found[-2:]):
            tokens = (tokens[0]._replace(text=f"the {text}"),)  # the first is a day, first alone is not
        found.extend(tokens)
    return _merged(token for token in found if token.kind != " ")


def _check_filler(text: str, found: list[Token], *, is_first: bool, is_last: bool) -> None:
    """Raises ValueError for a comma that nothing is before, an article that nothing follows, and for twice the same."""
    if any(text == one.text for one in found[-2:]) or (is_first and text in ",)的of") or (is_last and text not in "),"):
        raise ValueError(text)


def shape(tokens: Iterable[Token]) -> str:
    """The kinds of tokens, a sign each."""
    return "".join(token.kind for token in tokens)


def _piece(phrase: str, position: int) -> str:
    """The next word: the longest Chinese one, else a run of digits, letters or numerals, else a sign."""
    if not phrase[position].isascii():
        for length in range(LONGEST, 0, -1):
            if (text := phrase[position : position + length]) in WORDS:
                return text
    match = _PIECE.match(phrase, position)
    return match[0] if match else phrase[position]


def _tokens(text: str, found: list[Token]) -> tuple[Token, ...]:
    """What a word says behind those found already, of which it may take the last: the digit of `周3`, the `rd` of `3rd`."""
    last = found[-1] if found else Token(" ")
    if text.isdecimal():
        if last.text in ("周", "星期", "礼拜") and text in "1234567" and (len(found) < 2 or found[-2].kind not in "NV"):  # noqa: PLR2004
            found.pop()
            return (Token("W", int(text) - 1, last.text + text),)
        return (Token("N", int(text), text),)
    if text in _SUFFIXES and last.kind == "N" and last.text.isdecimal():
        found.pop()
        return (Token("O", last.value, last.text + text),)
    if text in WORDS:
        return WORDS[text]
    number = numeral(text.removeprefix("第"))
    return (number._replace(kind="O"),) if text[0] == "第" else (number,)


def numeral(text: str) -> Token:
    """A Chinese numeral below 1000, four digits of a year (`二〇二六`), or two numbers at once (`两三`, kind V). ValueError for
    anything else.
    """
    if text and all(sign in DIGITS for sign in text):
        digits = "".join(str(DIGITS[sign]) for sign in text)
        if len(text) == 1:
            return Token("N", int(digits), text)
        if len(text) == 4 or (len(text) == 2 and text[0] in "零〇"):  # noqa: PLR2004
            return Token("N", int(digits), digits)
        if len(text) == 2 and digits[0] < digits[1]:  # noqa: PLR2004
            return Token("V", int(digits), text)
        raise ValueError(text)
    match = re.fullmatch(
        "(?:([一二三四五六七八九两])百)?(?:(?:(?<=百)零)?(?:([一二三四五六七八九])?(十)([一二三四五六七八九])?|(?<=零)([一二三四五六七八九])))?",
        text,
    )
    if not match or not text:
        raise ValueError(text)
    hundreds, tens, ten, ones, lone = (match[number] for number in range(1, 6))
    value = 100 * DIGITS.get(hundreds, 0) + (10 * DIGITS.get(tens or "一", 1) if ten else 0) + DIGITS.get(ones or lone, 0)
    return Token("N", value, text)


def _merged(tokens: Iterable[Token]) -> tuple[Token, ...]:
    """Words that are one: `a couple`, `twenty-first`, `two hundred`, `下下`, `this coming`."""
    found: list[Token] = []
    for token in tokens:
        last = found[-1] if found else Token("")
        if token.kind in "NO" and token.text.isalpha() and last.kind == "N" and last.text in ("a", "an"):
            found[-1] = token
        elif token.kind == "d" and (last.kind == "L" or last.text == "last" or (last.kind == "O" and last.value == 1)):
            found[-1] = Token("S", 1, "first") if last.kind == "O" else Token("E", 0, "last")
        elif token.text == "hundred" and last.kind == "N" and last.value < 10:  # noqa: PLR2004
            found[-1] = Token("N", last.value * 100, "hundred")
        elif token.kind in "NO" and token.text.isalpha() and 0 < token.value < 10 and _is_tens(found):  # noqa: PLR2004
            if last.kind == "-":
                last = found.pop(-2)
            found[-1] = token._replace(value=last.value + token.value, text=f"{last.text}-{token.text}")
        elif (
            token.kind == "s"
            and last.kind == "s"
            and ((token.text == last.text[-1] and token.text in "上下") or last.text == "this")
        ):
            found[-1] = Token("s", last.value + token.value, last.text + token.text if token.text in "上下" else token.text)
        else:
            found.append(token)
    return tuple(found)


def _is_tens(found: list[Token]) -> bool:
    """Whether what was found ends in `twenty` or `twenty-`."""
    tens = found[-2] if len(found) > 1 and found[-1].kind == "-" else found[-1] if found else Token("")
    return tens.kind == "N" and tens.text.isalpha() and tens.text.isascii() and tens.value >= 20 and not tens.value % 10  # noqa: PLR2004
