"""Two columns of a command's help, measured as a terminal shows them: a Chinese character is two columns wide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from crmcli.terminal import placeholders, screen

_WIDEST_NAMES, _GAP, _LEAST_TEXT = 30, 2, 10  # in columns


def aligned(formatter: Any) -> Callable[[Sequence[tuple[str, str]]], None]:
    """Return the formatter's way to write names with what each means; its own counts characters."""

    def write_list(declared: Sequence[tuple[str, str]]) -> None:
        rows = [(placeholders.in_words(name), meaning) for name, meaning in declared]
        names = min(max((screen.display_width(name) for name, _ in rows), default=0), _WIDEST_NAMES) + _GAP
        room = max(formatter.width - names - formatter.current_indent, _LEAST_TEXT)
        indent = " " * formatter.current_indent
        for name, meaning in rows:
            used = screen.display_width(name)
            first, *rest = screen.wrap_words(meaning.replace("\n", " "), room)
            fits = used <= names - _GAP
            lines = [name + " " * (names - used) + first] if fits else [name, *([" " * names + first] if first else [])]
            lines += [" " * names + line for line in rest]
            formatter.write("".join(f"{indent}{line}".rstrip() + "\n" for line in lines))

    return write_list
