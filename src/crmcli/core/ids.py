"""ULIDs: the names of rows that leave the file (26 characters, Crockford base 32, sortable by time of birth)."""

from __future__ import annotations

import os
import re
from datetime import datetime

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS = _ALPHABET.encode() * 8  # one for each value of a byte, all as likely
_RANDOM = 16  # characters of five random bits


def new_uids(count: int, born: datetime) -> list[str]:
    """`count` fresh ULIDs of that instant, ascending, so that an index takes them one behind the other; one draw of randomness
    serves all of them.
    """
    milliseconds = int(born.timestamp() * 1000)
    prefix = "".join(_ALPHABET[(milliseconds >> shift) & 31] for shift in range(45, -1, -5))
    letters = os.urandom(_RANDOM * count).translate(_LETTERS).decode()
    return sorted(prefix + letters[start : start + _RANDOM] for start in range(0, _RANDOM * count, _RANDOM))


def is_uid(text: str) -> bool:
    """Whether `text` has the form of a ULID, in either case."""
    return bool(re.fullmatch(f"[0-7][{_ALPHABET}]{{25}}", text.upper()))


def parse_number(text: str, letter: str) -> int | None:
    """The number in `12` or `c12` where `letter` is `c` (empty: digits alone); None where `text` is no such number."""
    match = re.fullmatch(rf"(?:{letter})?(\d{{1,18}})", text.strip(), re.IGNORECASE | re.ASCII)
    return int(match[1]) if match else None
