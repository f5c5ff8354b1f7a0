"""Tables made at build time (build_words.py) and searched in place: reading one takes a millisecond, the package it comes from
a quarter of a second.
"""

from __future__ import annotations

import struct
import sys
from array import array
from pathlib import Path


def read_table(path: Path, texts: int) -> tuple[list[list[str]], list[array[int]]]:
    """Read lists of texts, as many as told, and the columns of numbers behind them: by turns of 64 and of 16 bits."""
    content, position = path.read_bytes(), 0
    parts: list[bytes] = []
    while position < len(content):
        (length,) = struct.unpack_from("<I", content, position)
        parts.append(content[position + 4 : position + 4 + length])
        position += 4 + length
    columns = [_numbers("QH"[place % 2], part) for place, part in enumerate(parts[texts:])]
    return [part.decode().split("\n") for part in parts[:texts]], columns


def _numbers(type_: str, content: bytes) -> array[int]:
    numbers = array(type_, content)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
