"""The words in capitals that stand for what one types, `CUSTOMER` or `--next WHEN`, in the reader's language."""

from __future__ import annotations

import re

from crmcli.core.i18n import t

_WORD = r"[A-Z]{2,}(?:[=:][A-Z]{2,})?"  # compiled where it is asked
_WORDS = {
    "ADDRESS", "ARGS", "CHANGE", "CHANNEL", "CODE", "COMMAND", "COMPANY", "CUSTOMER", "DATE", "DAYS", "DIR", "FIELD", "FILE",
    "FILTER", "FORM", "GRADE", "HEADER=FIELD", "HH:MM", "INTO", "KEY", "KEY=VALUE", "KIND", "LABEL", "MAIL", "METHOD", "MINUTES",
    "MONEY", "NAME", "NO", "NODE", "NUMBER", "OPTIONS", "ORDER", "OTHER", "PATH", "PHONE", "POSITION", "PRICE", "PURPOSE", "QTY",
    "REACTION", "RELATION", "INTERVAL", "ROLE", "RULE", "SECTION", "SIGN", "SOURCE", "TAG", "TEXT", "TYPE", "UNIT", "VALUE",
    "VERDICT", "VISIT", "WHAT", "WHEN", "YEAR",
}  # fmt: skip


def in_words(text: str) -> str:
    """The text with its placeholders in the reader's language; what is none of them stays."""
    return re.sub(_WORD, lambda found: t(found[0]) if found[0] in _WORDS else found[0], text)
