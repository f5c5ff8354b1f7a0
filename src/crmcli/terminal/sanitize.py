"""What may reach a terminal: text without control, bidi or invisible characters. rich filters none of them."""

from __future__ import annotations

import re
import unicodedata

from crmcli.core.errors import UsageError
from crmcli.core.i18n import t

# ESC sequences as a whole (CSI, OSC, others), then single characters: C0, DEL, C1, bidi marks and other invisibles.
_SEQUENCE = (
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])"
    r"|[\x90\x9d][^\x9c\x07]*[\x9c\x07]?|\x9b[0-?]*[ -/]*[@-~]"
)
_INVISIBLE = "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
_CONTROL = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]"
_LINE_BREAKS = r"[\r\n\t\u2028\u2029\x0b\x0c\x85]+"


def clean(text: str) -> str:
    """`text` on one line, safe to show on any terminal."""
    if text.isprintable():  # nearly always, and then the patterns need not even be compiled
        return text
    return _without(_CONTROL, _without(_INVISIBLE, re.sub(_LINE_BREAKS, " ", _without(_SEQUENCE, text))))


def _without(pattern: str, text: str) -> str:
    return re.sub(pattern, "", text)


def clean_lines(text: str) -> str:
    """As `clean`, its line breaks kept."""
    return text if text.isprintable() else "\n".join(clean(line) for line in text.splitlines())


def validate_text(text: str, what: str) -> str:
    """Return text that a user hands in for a one-line value (`what`): NFC, trimmed, invisible marks left out.

    Raises UsageError where it holds control characters or nothing at all.
    """
    value = unicodedata.normalize("NFC", text)
    if not value.isprintable():
        value = _without(_INVISIBLE, value)
    if not value.isprintable() and (re.search(_CONTROL, value) or re.search(_LINE_BREAKS, value.strip())):
        raise UsageError(
            t("{what} contains control characters: {value}", what=what, value=_spelled(text)), t("Retype it without them.")
        )
    value = value.strip()
    if not value:
        raise UsageError(t("{what} is empty.", what=what), t("Give at least one letter."))
    return value


def _spelled(text: str) -> str:
    """`text` in quotes, what cannot be seen in it as Python spells it."""
    return f"'{''.join(char if char.isprintable() else ascii(char)[1:-1] for char in text)}'"


def clean_note(text: str) -> str:
    """Free text that a user hands in: several lines are welcome, control characters and invisible marks are left out."""
    return text.strip() if text.isprintable() else _without(_CONTROL, _without(_INVISIBLE, _without(_SEQUENCE, text))).strip()
