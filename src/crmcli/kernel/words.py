"""The words of the program in the user's language: `t()` over gettext, chosen once at start.

English sentences are the keys. The domain is bound before Typer is imported, so that its own panels follow.
"""

from __future__ import annotations

import gettext
import os
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
    _translate = _catalogue(lang).gettext
    gettext.bindtextdomain(DOMAIN, str(LOCALE_DIR))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = lang


@cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    """The compiled words; opened by name, since gettext's own search costs more than reading them."""
    path = LOCALE_DIR / lang / "LC_MESSAGES" / f"{DOMAIN}.mo"
    if not path.is_file():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


def t(message: str, /, **values: object) -> str:
    """`message` in the user's language, its `{named}` places filled with `values`."""
    text = _translate(message)
    return text.format(**values) if values else text


def listed(parts: Iterable[object]) -> str:
    """The parts one after the other, with the comma of lists of the user's language."""
    return ("、" if _language == "zh" else ", ").join(map(str, parts))


def both(message: str) -> tuple[str, str]:
    """`message` in English and in Chinese, whatever the language in use: fixed values are accepted in either."""
    return message, _catalogue("zh").gettext(message)


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
