"""A text that stands on standard input: `-` where a command takes one."""

from __future__ import annotations

import sys

from crmcli.core.errors import UsageError
from crmcli.core.i18n import t

_LONGEST = 1 << 20  # bytes; a note is no file


def text_or_input(text: str) -> str:
    """`text`, or all of standard input where it is `-`.

    Raises UsageError for an empty input, one that is no text, and one that is longer than a note can be.
    """
    if text != "-":
        return text
    content = _read()
    if len(content) > _LONGEST:
        raise UsageError(t("Standard input is too long for a note (limit: {limit} bytes).", limit=_LONGEST))
    said = _decoded(content).strip()
    if not said:
        raise UsageError(t("Standard input is empty."), t("Give the text as an argument, or pipe it in."))
    return said


def _read() -> bytes:
    if sys.stdin is None:
        return b""
    if sys.stdin.isatty():
        from crmcli.terminal import stream

        stream.print_notice(t("Type the text; end it with Ctrl-D on a line of its own."))
    source = getattr(sys.stdin, "buffer", None)
    return source.read(_LONGEST + 1) if source else sys.stdin.read(_LONGEST + 1).encode()


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UsageError(t("Standard input is not text."), t("Give the text as an argument, or pipe it in."))
