"""Labelled values under each other: labels aligned whatever the script, long values broken with a hanging indent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from crmcli.terminal import render
from crmcli.terminal.sanitize import clean

Piece = str | render.Styled  # a text, or a text and its style
_GAP = 2
_BESIDE = "   "  # between two facts on one line
_LEAST_ROOM = 16
_WORD_BEHIND = re.compile(r"[A-Za-z0-9¥$€£.,%-]+$")  # in Chinese no blank stands before it
_NEVER_FIRST = "，。；：、！？）》」』”,.;:!?)"


class Fact(NamedTuple):
    """A label and its rows. A row begins on a line of its own; its pieces stay whole where the screen allows. `branches` are
    drawn before the rows of a tree: before a row's first line, and before the lines on which it goes on. Facts of one row
    that follow each other and name the same group in `joins` share a line where the screen allows.
    """

    label: str
    rows: Sequence[Sequence[Piece]]
    between: str = " · "
    branches: Sequence[tuple[str, str]] = ()
    joins: str = ""


def fact(label: str, *pieces: Piece | None, between: str = " · ", joins: str = "") -> Fact:
    """A fact of one row; pieces that say nothing are left out."""
    return Fact(label, [[piece for piece in pieces if piece and text_of(piece)]], between, joins=joins)


def text_of(piece: Piece) -> str:
    """The bare text of a piece."""
    return piece if isinstance(piece, str) else piece[0]


def style_of(piece: Piece) -> render.Style:
    """How a piece looks."""
    return "" if isinstance(piece, str) else piece[1]


def draw(facts: Iterable[Fact]) -> None:
    """Print the facts that say something."""
    said = [one for one in facts if any(one.rows)]
    said = _beside(said, render.width() - _indent(said))
    indent = _indent(said)
    for one in said:
        margin = render.styled(one.label, "dim") + " " * (indent - render.cells(one.label))
        for line in _lines(one, render.width() - indent):
            render.raw(f"{margin}{line}\n")
            margin = " " * indent


def _indent(facts: Sequence[Fact]) -> int:
    return max((render.cells(one.label) for one in facts), default=0) + _GAP


def _beside(facts: Sequence[Fact], room: int) -> list[Fact]:
    """The facts, those that join beside each other where `room` columns hold them."""
    lines: list[Fact] = []
    for one in facts:
        if lines and one.joins and lines[-1].joins == one.joins:
            row = [*_glued(lines[-1]), (f"{_BESIDE}{one.label}{' ' * _GAP}", "dim"), *_glued(one)]
            if sum(render.cells(clean(text_of(piece))) for piece in row) <= room:
                lines[-1] = Fact(lines[-1].label, [row], "", joins=one.joins)
                continue
        lines.append(one)
    return lines


def _glued(one: Fact) -> list[Piece]:
    """The row of a fact with what stands between its pieces."""
    return [glued for number, piece in enumerate(one.rows[0]) for glued in ((one.between, piece) if number else (piece,))]


def _lines(one: Fact, room: int) -> Iterator[str]:
    for number, row in enumerate(one.rows):
        branch, below = one.branches[number] if one.branches else ("", "")
        for place, line in enumerate(wrapped(row, one.between, room - render.cells(branch)) if row else ()):
            yield (below if place else branch) + line


def wrapped(row: Sequence[Piece], between: str, room: int) -> list[str]:
    """The pieces of a row as lines of at most `room` columns, with the terminal's codes for their styles."""
    room = max(room, _LEAST_ROOM)
    lines, used = [""], 0
    for piece in row:
        text, style = clean(text_of(piece)), style_of(piece)
        glue = between if used else ""
        left = room - used - render.cells(glue)
        if used and render.cells(text) > left and (render.cells(text) <= room or left < _LEAST_ROOM):
            lines, used, glue, left = [*lines, ""], 0, "", room
        lines[-1] += glue
        used += render.cells(glue)
        for number, part in enumerate(_broken(text, left, room)):
            if number:
                lines, used = [*lines, ""], 0
            lines[-1] += render.styled(part, style)
            used += render.cells(part)
    return lines


def _broken(text: str, first: int, room: int) -> Iterator[str]:
    """`text` in parts of at most `first`, then `room` columns: at blanks, else between characters, never before a comma."""
    while render.cells(text) > first:
        cut = _cut(text, first)
        yield text[:cut].rstrip()
        text, first = text[cut:].lstrip(), room
    if text:
        yield text


def _cut(text: str, room: int) -> int:
    fitting = next(end for end in range(len(text)) if render.cells(text[: end + 1]) > room)
    blank = text.rfind(" ", 0, fitting + 1)
    if blank > 0 and (blank >= fitting // 2 or text[fitting - 1].isascii()):
        return blank
    word = _WORD_BEHIND.search(text[:fitting]) if _WORD_BEHIND.search(text[fitting]) else None
    fitting = word.start() if word and word.start() >= fitting // 2 else fitting
    while fitting > 1 and text[fitting] in _NEVER_FIRST:
        fitting -= 1
    return max(fitting, 1)


def shortened(text: str, room: int) -> str:
    """`text` on one line of at most `room` columns, "…" where it was cut."""
    text = clean(text)
    return text if render.cells(text) <= room else f"{text[: render.outside_number(text, _cut(text, room - 1))]}…"
