"""A prep sheet on paper: plain text of 78 columns, Markdown, and HTML that prints on one page of A4."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from crmcli.kernel.words import language, t
from crmcli.terminal.clean import clean
from crmcli.terminal.show import cells
from crmcli.visits.rows import Line, Section

WIDTH = 78
_HALF = WIDTH // 2
_BLANK = 16
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&!])")


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet with its heading, the facts of the visit under it, and what to do afterwards."""

    title: str
    facts: str
    sections: tuple[Section, ...]
    footer: str


def render(paper: Paper, form: str) -> str:
    """The whole sheet as `text`, `md` or `html`."""
    drawn: dict[str, Callable[[Paper], str]] = {"text": _text, "md": _markdown, "html": _html}
    return drawn[form](paper)


# Text


def _text(paper: Paper) -> str:
    parts = [f"{clean(paper.title)}\n{clean(paper.facts)}\n"]
    for section in paper.sections:
        parts.append("\n".join([section.title, *_text_lines(section)]) + "\n")
    return "\n".join([*parts, clean(paper.footer)]) + "\n"


def _text_lines(section: Section) -> Iterator[str]:
    """The lines of a section; two short ones share a row, so that the whole stays one page."""
    left = ""
    for number, line in enumerate(section.lines, 1):
        whole = clean(_lead(section, number) + str(line))
        short = cells(whole) + (_BLANK if line.text is None else 2) <= _HALF and section.form != "ask"
        if left and short:
            yield left + " " * (_HALF - cells(left)) + _filled(line, whole, WIDTH)[: None if line.text else _HALF * 2]
            left = ""
            continue
        if left:
            yield left.rstrip()
            left = ""
        if short:
            left = _filled(line, f"  {whole}", _HALF - 2)
        else:
            yield from _wrapped(f"  {_filled(line, whole, WIDTH - 2)}")
    if left:
        yield left.rstrip()
