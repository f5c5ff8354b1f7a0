"""Cells that a spreadsheet would take for formulas or round to numbers, guarded on the way out and freed on the way in.

Only `--excel` guards. A plain file keeps every cell as it is, save one that would itself look guarded.
"""

from __future__ import annotations

import re

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
# +8613800138000 loses its plus, 00004 its zeros, and beyond 15 digits the last ones: ="…" keeps them as text.
_DIGITS = re.compile(r"\+\d+|0\d+|\d{12,}")
_QUOTED = re.compile(r'="([^"]+)"', re.DOTALL)


def guard(cell: str) -> str:
    """The cell as a spreadsheet may open it."""
    if _DIGITS.fullmatch(cell):
        return f'="{cell}"'
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def plain(cell: str) -> str:
    """The cell as it is, told apart from a guarded one."""
    return cell if unguard(cell) == cell else f"'{cell}"


def unguard(cell: str) -> str:
    """What `guard` or `plain` was given; other programs write ="…" too."""
    if cell[:1] == "'" and cell[1:2] and cell[1] in _FORMULA:
        return cell[1:]
    if cell[:2] == '="' and (match := _QUOTED.fullmatch(cell)):
        return match[1]
    return cell
