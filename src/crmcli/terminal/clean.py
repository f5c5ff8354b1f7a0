"""What may reach a terminal: text without control, bidi or invisible characters. rich filters none of them."""

from __future__ import annotations

import re
import unicodedata

from crmcli.kernel.errors import UsageError
from crmcli.kernel.words import t

# ESC sequences as a whole (CSI, OSC, others), then single characters: C0, DEL, C1, bidi marks and other invisibles.
_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])|[\x90\x9d][^\x9c\x07]*[\x9c\x07]?|\x9b[0-?]*[ -/]*[@-~]"
)
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_BREAKS = re.compile(r"[\r\n\t\u2028\u2029\x0b\x0c\x85]+")


def clean(text: str) -> str:
    """`text` on one line, safe to show on any terminal."""
    if text.isalnum() or (text.isascii() and text.isprintable()):
        return text
    text = _LINE_BREAKS.sub(" ", _SEQUENCE.sub("", text))
    return _CONTROL.sub("", _INVISIBLE.sub("", text))


def clean_lines(text: str) -> str:
    """As `clean`, its line breaks kept."""
    return "\n".join(clean(line) for line in text.splitlines())


def tidy(text: str, what: str) -> str:
    """Text that a user hands in for a one-line value (`what`): NFC, trimmed, invisible marks left out.

    Raises UsageError where it holds control characters or nothing at all.
    """
    tidied = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    if _CONTROL.search(tidied) or _LINE_BREAKS.search(tidied.strip()):
        raise UsageError(
            t("{what} holds control characters: {value}", what=what, value=ascii(text)), t("Type it again without them.")
        )
    tidied = tidied.strip()
    if not tidied:
        raise UsageError(t("{what} is empty.", what=what), t("Give at least one letter."))
    return tidied


def tidy_note(text: str) -> str:
    """Free text that a user hands in: several lines are welcome, control characters and invisible marks are left out."""
    return _CONTROL.sub("", _INVISIBLE.sub("", _SEQUENCE.sub("", text))).strip()
