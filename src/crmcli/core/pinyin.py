"""How Chinese is read: syllables without tones, ü as v, by the readings of pypinyin in a table that is searched in place."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from crmcli.core.compiled_table import read_table
from crmcli.core.text import is_cjk

_PATH = Path(__file__).with_name("pinyin.bin")
_LONGEST = 4


class _Pieces(NamedTuple):
    """Pieces of one length as sorted numbers, and the numbers of their syllables, as many for each as it has characters."""

    keys: Sequence[int]
    readings: Sequence[int]


class _Table(NamedTuple):
    syllables: list[str]
    by_length: list[_Pieces]


def syllables(text: str, of_names: Mapping[str, tuple[str, ...]] | None = None) -> list[str]:
    """Read `text` by the longest pieces that the table reads as a whole (长江 changjiang), else one by one; a run of letters of
    another script is one piece and stays. `of_names` has the single characters that are read otherwise.
    """
    found: list[str] = []
    position = 0
    while position < len(text):
        piece, read = _next_piece(text, position, of_names or {})
        found += read
        position += len(piece)
    return found


def _next_piece(text: str, position: int, of_names: Mapping[str, tuple[str, ...]]) -> tuple[str, tuple[str, ...]]:
    for size in range(_LONGEST, 0, -1):
        piece = text[position : position + size]
        read = of_names.get(piece) or reading(piece)
        if read:
            return piece, read
    if is_cjk(piece):
        return piece, (piece,)
    run = "".join(takewhile(lambda char: not is_cjk(char), text[position:]))
    return run, (run,)


def reading(piece: str) -> tuple[str, ...] | None:
    """The syllables of one character or a phrase of up to four, None where the table has none."""
    table = _table()
    keys, readings = table.by_length[len(piece) - 1]
    key = ord(piece) if len(piece) == 1 else int.from_bytes(piece.encode("utf-16-be", "surrogatepass"))
    place = bisect_left(keys, key)
    if place == len(keys) or keys[place] != key:
        return None
    first = place * len(piece)
    return tuple(table.syllables[number] for number in readings[first : first + len(piece)])


@cache
def _table() -> _Table:
    (names,), numbers = read_table(_PATH, texts=1)
    return _Table(names, [_Pieces(*pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)])
