"""The words of the program in the user's language: `t()` over gettext, chosen once at start.

English sentences are the keys. The domain is bound before Typer is imported, so that its own panels follow.
"""

from __future__ import annotations

import gettext
import os
import struct
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

DOMAIN = "crmcli"
LANGUAGES = ("en", "zh")
LOCALE_DIR = Path(__file__).resolve().parent.parent / "locale"

_language = "en"
_translate: Callable[[str], str] = str


def language() -> str:
    """The language in use: `en` or `zh`."""
    return _language


def use(lang: str) -> None:
    """Speak `lang` from now on; the C library's catalogue lookup of Typer is bound to the same words."""
    global _language, _translate
    _language = lang
    if lang == "en":
        _translate = str
        gettext.textdomain("messages")
        return
    _translate = _catalogue(lang)
    gettext.bindtextdomain(DOMAIN, str(LOCALE_DIR))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = lang


class Catalogue:
    """A compiled catalogue, searched in place by its sorted keys: a command says a hundred of two thousand sentences, and reading
    all of them as gettext does takes longer than the rest of its own work. The format: manual of GNU gettext, "MO Files".
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._count, self._keys, self._texts = struct.unpack_from("<3I", content, 8)
        self._known: dict[str, str] = {}

    def gettext(self, message: str) -> str:
        """The translation; the message itself where there is none."""
        if message not in self._known:
            self._known[message] = self._found(message.encode()) or message
        return self._known[message]

    def _found(self, key: bytes) -> str:
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            here = self._entry(self._keys, middle)
            if here == key:
                return self._entry(self._texts, middle).decode()
            low, high = (middle + 1, high) if here < key else (low, middle)
        return ""

    def _entry(self, table: int, number: int) -> bytes:
        length, start = struct.unpack_from("<2I", self._content, table + 8 * number)
        return self._content[start : start + length]


@cache
def _catalogue(lang: str) -> Callable[[str], str]:
    path = LOCALE_DIR / lang / "LC_MESSAGES" / f"{DOMAIN}.mo"
    return Catalogue(path.read_bytes()).gettext if path.is_file() else str


def t(message: str, /, **values: object) -> str:
    """`message` in the user's language, its `{named}` places filled with `values`."""
    text = _translate(message)
    return text.format(**values) if values else text


def listed(parts: Iterable[object]) -> str:
    """The parts one after the other, with the comma of lists of the user's language."""
    return ("、" if _language == "zh" else ", ").join(map(str, parts))


def both(message: str) -> tuple[str, str]:
    """`message` in English and in Chinese, whatever the language in use: fixed values are accepted in either."""
    return message, _catalogue("zh")(message)


def choose(argv: list[str], configured: str | None) -> str:
    """The language by the contract: `--lang`, `CRM_LANG`, config, the locale's variables, English.

    An unknown value is passed over here; the option itself refuses it in words.
    """
    candidates = [_option(argv), os.environ.get("CRM_LANG"), configured]
    candidates += [os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    for value in candidates:
        if value:
            short = value[:2].lower()
            return short if short in LANGUAGES else "en"
    return "en"


def _option(argv: list[str]) -> str | None:
    for position, word in enumerate(argv):
        if word.startswith("--lang="):
            return word.partition("=")[2]
        if word == "--lang" and position + 1 < len(argv):
            return argv[position + 1]
        if word == "--":
            break
    return None


if sys.platform == "win32":  # pragma: no cover - Windows names its language elsewhere
    import locale

    os.environ.setdefault("LANG", locale.getlocale()[0] or "en")
