"""ULIDs: the names of rows that leave the file (26 characters, Crockford base 32, sortable by time of birth)."""

from __future__ import annotations

import os
import re
from base64 import b32encode

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TO_CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", _ALPHABET.encode())
_RANDOM_BYTES = 10  # 80 bits are 16 characters without padding


def new_uids(count: int, milliseconds: int) -> list[str]:
    """`count` fresh ULIDs of the instant `milliseconds` since 1970; one draw of randomness serves all of them."""
    prefix = "".join(_ALPHABET[(milliseconds >> shift) & 31] for shift in range(45, -1, -5))
    letters = b32encode(os.urandom(_RANDOM_BYTES * count)).translate(_TO_CROCKFORD).decode()
    return [prefix + letters[start : start + 16] for start in range(0, 16 * count, 16)]


def is_uid(text: str) -> bool:
    """Whether `text` has the form of a ULID, in either case."""
    return bool(re.fullmatch(f"[0-7][{_ALPHABET}]{{25}}", text.upper()))


def parse_number(text: str, letter: str) -> int | None:
    """The number in `12` or `c12` where `letter` is `c` (empty: digits alone); None where `text` is no such number."""
    match = re.fullmatch(rf"(?:{letter})?(\d{{1,18}})", text.strip(), re.IGNORECASE | re.ASCII)
    return int(match[1]) if match else None
