"""Labelled values under each other: labels aligned whatever the script, long values broken with a hanging indent."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from crmcli.terminal import screen, stream
from crmcli.terminal.sanitize import clean
from crmcli.terminal.screen import Piece

_GAP = 2
_BESIDE = "   "  # between two facts on one line


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
    return Fact(label, [[piece for piece in pieces if piece and screen.text_of(piece)]], between, joins=joins)


def draw(facts: Iterable[Fact]) -> None:
    """Print the facts that say something."""
    said = [one for one in facts if any(one.rows)]
    said = _beside(said, screen.width() - _indent(said))
    indent = _indent(said)
    for one in said:
        margin = screen.styled(one.label, "dim") + " " * (indent - screen.display_width(one.label))
        for line in _lines(one, screen.width() - indent):
            stream.write(f"{margin}{line}\n")
            margin = " " * indent


def _indent(facts: Sequence[Fact]) -> int:
    return max((screen.display_width(one.label) for one in facts), default=0) + _GAP


def _beside(facts: Sequence[Fact], room: int) -> list[Fact]:
    """The facts, those that join beside each other where `room` columns hold them."""
    lines: list[Fact] = []
    for one in facts:
        if lines and one.joins and lines[-1].joins == one.joins:
            row = [*_glued(lines[-1]), (f"{_BESIDE}{one.label}{' ' * _GAP}", "dim"), *_glued(one)]
            if sum(screen.display_width(clean(screen.text_of(piece))) for piece in row) <= room:
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
        for place, line in enumerate(screen.wrap_pieces(row, one.between, room - screen.display_width(branch)) if row else ()):
            yield (below if place else branch) + line
