"""What a screen shows of a text: how wide it is, where it is broken or cut, how it is styled."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, TextIO

from crmcli.terminal.sanitize import clean

# How a text can look: the names are rich's own, the numbers the terminal's. A type checker knows them all.
Style = Literal["", "bold", "dim", "red", "green", "yellow", "cyan", "bright_black"]
CODES: dict[Style, str] = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "cyan": "36",
    "bright_black": "90",
}
Styled = tuple[str, Style]
Piece = str | Styled  # a text, or a text and its style
_LEAST_ROOM = 16
# Patterns as text: what few runs need is not compiled at each start.
_NUMBER_BEHIND = r"[^\w\s]?\d[\d,.]*$"
_WORD_BEHIND = r"[A-Za-z0-9¥$€£.,%-]+$"  # in Chinese no blank stands before it
_NEVER_FIRST = "，。；：、！？）》」』”,.;:!?)"


def width() -> int:
    """The columns of the terminal; 80 where there is none."""
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


def display_width(text: str) -> int:
    """How many columns the text takes; Chinese characters take two, marks above a letter none."""
    return len(text) if text.isascii() else sum(map(_columns_of, text))


@cache
def _columns_of(char: str) -> int:
    from unicodedata import combining, east_asian_width

    return 2 if east_asian_width(char) in "WF" else int(not combining(char))


def clip(text: str) -> str:
    """`text` on one line that the screen holds, "…" where it was cut."""
    return fit(text, width())


def fit(text: str, room: int) -> str:
    """`text` on one line of `room` columns, "…" where it was cut, which is not inside a sum or a number."""
    text = clean(text)
    if display_width(text) <= room:
        return text
    return text[: outside_number(text, _fitting(text, max(room - 1, 0)))].rstrip() + "…"


def outside_number(text: str, end: int) -> int:
    """`end`, or the beginning of the sum or number that a cut there would tear."""
    number = re.search(_NUMBER_BEHIND, text[:end]) if text[end].isdigit() or text[end] in ",." else None
    return number.start() if number else end


def _fitting(text: str, room: int) -> int:
    """How many characters of `text` fit into `room` columns."""
    return next((end for end in range(len(text)) if display_width(text[: end + 1]) > room), len(text))


def wrap(text: str, stream: TextIO) -> str:
    """`text` as a terminal holds it: broken between its parts, else at blanks; anywhere else as it is."""
    if not stream.isatty():
        return text
    return "\n".join(part for one in text.split("\n") for part in wrap_line(one))


def wrap_line(text: str) -> list[str]:
    """`text` in lines that the screen holds, broken between its parts."""
    return [text] if display_width(text) <= width() else wrap_pieces(text.split(" · "), " · ", width())


def wrap_words(text: str, room: int) -> list[str]:
    """`text` in lines of at most `room` columns, broken at blanks, else between characters; a line at least."""
    return list(_parts(text, room, room)) or [""]


def wrap_pieces(row: Sequence[Piece], between: str, room: int) -> list[str]:
    """The pieces of a row as lines of at most `room` columns, with the terminal's codes for their styles."""
    room = max(room, _LEAST_ROOM)
    lines, used = [""], 0
    for piece in row:
        text, style = clean(text_of(piece)), style_of(piece)
        glue = between if used else ""
        left = room - used - display_width(glue)
        if used and display_width(text) > left and (display_width(text) <= room or left < _LEAST_ROOM):
            lines, used, glue, left = [*lines, ""], 0, "", room
        lines[-1] += glue
        used += display_width(glue)
        for number, part in enumerate(_parts(text, left, room)):
            if number:
                lines, used = [*lines, ""], 0
            lines[-1] += styled(part, style)
            used += display_width(part)
    return lines


def _parts(text: str, first: int, room: int) -> Iterator[str]:
    """`text` in parts of at most `first`, then `room` columns: at blanks, else between characters, never before a comma."""
    while display_width(text) > first:
        cut = _cut(text, first)
        yield text[:cut].rstrip()
        text, first = text[cut:].lstrip(), room
    if text:
        yield text


def _cut(text: str, room: int) -> int:
    fitting = next(end for end in range(len(text)) if display_width(text[: end + 1]) > room)
    blank = text.rfind(" ", 0, fitting + 1)
    if blank > 0 and (blank >= fitting // 2 or text[fitting - 1].isascii()):
        return blank
    word = re.search(_WORD_BEHIND, text[:fitting]) if re.search(_WORD_BEHIND, text[fitting]) else None
    fitting = word.start() if word and word.start() >= fitting // 2 else fitting
    while fitting > 1 and text[fitting] in _NEVER_FIRST:
        fitting -= 1
    return max(fitting, 1)


def shorten(text: str, room: int) -> str:
    """`text` on one line of at most `room` columns, "…" where it was cut."""
    text = clean(text)
    return text if display_width(text) <= room else f"{text[: outside_number(text, _cut(text, room - 1))]}…"


def text_of(piece: Piece) -> str:
    """The bare text of a piece."""
    return piece if isinstance(piece, str) else piece[0]


def style_of(piece: Piece) -> Style:
    """How a piece looks."""
    return "" if isinstance(piece, str) else piece[1]


def styled(text: str, style: Style) -> str:
    """`text` with the terminal's codes for `style`, where colours are welcome."""
    return f"\x1b[{CODES[style]}m{text}\x1b[0m" if text and style and has_colours() else text


def linked(text: str, url: str) -> str:
    """`text`, behind which terminals that can open `url`, also where the text is broken or holds more than ASCII."""
    return f"\x1b]8;;{clean(url)}\x1b\\{clean(text)}\x1b]8;;\x1b\\" if has_colours() else clean(text)


def has_colours() -> bool:
    """Whether stdout takes colours: NO_COLOR and FORCE_COLOR first, then whether it is a terminal."""
    import os

    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")
