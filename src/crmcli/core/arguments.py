"""The words of the command line as text. What is no UTF-8 is read in the encoding that the terminal's locale names."""

from __future__ import annotations

import codecs
import os

from crmcli.core.errors import UsageError
from crmcli.core.i18n import t

_WIDER = {"gb2312": "gb18030", "gbk": "gb18030"}  # terminals that name the smaller one send the larger one too


def readable(argv: list[str]) -> list[str]:
    """The same words without bytes that are no text; the name of a file that exists stays as it is.

    Raises UsageError for a word that no encoding explains.
    """
    return [word if _is_text(word) or os.path.lexists(word) else _decoded(word) for word in argv]


def _is_text(word: str) -> bool:
    return word.isascii() or not any("\ud800" <= char <= "\udfff" for char in word)


def _decoded(word: str) -> str:
    encoding = _terminal_encoding()
    try:
        if encoding:
            return os.fsencode(word).decode(encoding)
    except UnicodeError:
        pass
    shown = "".join(char if _is_text(char) else f"\\x{ord(char) & 0xFF:02x}" for char in word)
    raise UsageError(
        t("{word} is not UTF-8 text.", word=f"'{shown}'"),
        t("Set the terminal to UTF-8, or name its encoding: {example}", example="LC_ALL=zh_CN.GBK"),
    )


def _terminal_encoding() -> str | None:
    """What LC_ALL, LC_CTYPE or LANG, the first that is set, says behind its dot. Python asks the system, which may lack that
    locale.
    """
    named = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_CTYPE", "LANG"))), "")
    try:
        encoding = codecs.lookup(named.partition(".")[2].partition("@")[0]).name
    except LookupError:
        return None
    return _WIDER.get(encoding, encoding)
