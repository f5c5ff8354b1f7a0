"""Whom a misspelled name may have meant: names that differ by a slip, or are read alike (章三, 张三)."""

from __future__ import annotations

from crmcli.core import near_matches
from crmcli.storage.store import Store
from crmcli.terminal.sanitize import clean

_LETTERS = {"customers": "c", "companies": ""}


def hint(store: Store, table: str, word: str, otherwise: str) -> str:
    """`Did you mean: 张三 (c1)?` before what else there is to say; `table` is customers or companies."""
    found = list(store.iterate(f"SELECT name, pinyin, no FROM {table} ORDER BY no"))
    numbers = {name: no for name, _reading, no in reversed(found)}
    named = near_matches.nearest(word, numbers, {name: reading for name, reading, _no in found})
    return " ".join(
        filter(None, (near_matches.asked(f"{clean(name)} ({_LETTERS[table]}{numbers[name]})" for name in named), otherwise))
    )
