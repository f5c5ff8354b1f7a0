"""A prep sheet on paper: plain text of 78 columns, Markdown, and HTML that prints on one page of A4."""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from crmcli.core.i18n import language, t
from crmcli.terminal.sanitize import clean
from crmcli.terminal.screen import display_width
from crmcli.visits.model import Line, Section

WIDTH = 78
_HALF = WIDTH // 2
_BLANK = 16
_PAGE = 64  # lines of plain text on a page of A4
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&!])")


class Paper(NamedTuple):
    """A sheet with its heading, the facts of the visit under it, and what to do afterwards."""

    title: str
    facts: str
    sections: tuple[Section, ...]
    footer: str


def render(paper: Paper, form: str) -> str:
    """The whole sheet as `text`, `md` or `html`."""
    drawn: dict[str, Callable[[Paper], str]] = {"text": _text, "md": _markdown, "html": _html}
    return drawn[form](paper)


def _text(paper: Paper) -> str:
    """With gaps between the sections unless that is more than a page."""
    heading = [*_wrapped(clean(paper.title), ""), *_wrapped(clean(paper.facts), "")]
    parts = ["\n".join(heading), *("\n".join([one.title, *_rows(one)]) for one in paper.sections), clean(paper.footer)]
    airy = "\n\n".join(parts) + "\n"
    return airy if airy.count("\n") <= _PAGE else "\n".join(parts) + "\n"


def _rows(section: Section) -> Iterator[str]:
    """The lines of a section; two short ones share a row, so that the whole stays one page."""
    waiting: Line | None = None
    for number, line in enumerate(section.lines, 1):
        if section.form == "ask" or not _is_short(section, line):
            yield from _alone(section, waiting)
            yield from _wrapped(_filled(_entry(section, line, number), line, WIDTH - 2), "  ")
            waiting = None
        elif waiting is None:
            waiting = line
        else:
            left = _filled(_entry(section, waiting), waiting, _HALF - 4)
            yield f"  {left}{' ' * (_HALF - 2 - display_width(left))}{_filled(_entry(section, line), line, _HALF)}"
            waiting = None
    yield from _alone(section, waiting)


def _alone(section: Section, line: Line | None) -> Iterator[str]:
    if line is not None:
        yield "  " + _filled(_entry(section, line), line, WIDTH - 2)


def _entry(section: Section, line: Line, number: int = 0) -> str:
    lead = {"tick": "[ ] ", "ask": f"{number}. "}.get(section.form, "")
    return lead + clean(t(": ").join(filter(None, (line.label, line.text))))


def _is_short(section: Section, line: Line) -> bool:
    return display_width(_entry(section, line)) + (_BLANK if line.text is None else 0) <= _HALF - 4


def _filled(text: str, line: Line, room: int) -> str:
    """`text`, with a line to write on up to `room` columns where nothing is known."""
    if line.text is not None:
        return text
    lead = text + t(": ") if text else ""
    return lead + "_" * (room - display_width(lead))


def _wrapped(text: str, indent: str) -> Iterator[str]:
    """`text` broken at blanks, or anywhere between Chinese characters; what follows hangs two columns deeper."""
    line = indent
    for piece in re.findall(r"[!-~]+ *|.", text):
        if display_width(line + piece.rstrip()) > WIDTH and line.strip():
            yield line.rstrip()
            line = f"{indent}  {piece.lstrip()}"
        else:
            line += piece
    yield line.rstrip()


def _markdown(paper: Paper) -> str:
    parts = [f"# {_escaped(paper.title)}", _escaped(paper.facts)]
    for section in paper.sections:
        parts += [f"## {_escaped(section.title)}", "\n".join(_items(section))]
    return "\n\n".join([*parts, _escaped(paper.footer)]) + "\n"


def _items(section: Section) -> Iterator[str]:
    for number, line in enumerate(section.lines, 1):
        lead = {"tick": "- [ ] ", "ask": f"{number}. "}.get(section.form, "- ")
        label = f"**{_escaped(line.label)}**" if line.label else ""
        # Behind a label a run of underscores is text; alone it would be a rule across the page.
        text = ("" if label else "\\") + "_" * _BLANK if line.text is None else _escaped(line.text)
        yield lead + t(": ").join(filter(None, (label, text)))


def _escaped(text: str) -> str:
    """Text that Markdown takes for nothing but text, on one line."""
    return _MARKUP.sub(r"\\\1", clean(text))


# Millimetres: a point, a column's width, the height of both columns, and at 10 points a heading with its gap, the gap of a line.
_POINT, _COLUMN, _HEIGHT, _HEADING, _GAP = 0.353, 83.0, 500.0, 9.0, 1.2
_LEAD = 4  # columns of text that a box or a number takes
_SIZES = (("", 10.0, 1.4), ("dense", 8.5, 1.3), ("tiny", 7.5, 1.25))  # class, points, leading
_STYLE = """
@page { size: A4; margin: 12mm 14mm }
* { box-sizing: border-box }
body { font: 10pt/1.4 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #111;
  max-width: 182mm; margin: 6mm auto }
h1 { font-size: 16pt; margin: 0 } h1 + p { margin: 0 0 3mm; padding-bottom: 2mm; border-bottom: 1.5pt solid #111 }
h2 { font-size: 10.5pt; margin: 0 0 1mm; border-bottom: .5pt solid #999 }
main { columns: 2; column-gap: 8mm }
section { break-inside: avoid; margin: 0 0 4mm }
ul, ol { list-style: none; margin: 0; padding: 0 } ol { list-style: decimal; padding-left: 5mm }
li { margin: .6mm 0; overflow-wrap: anywhere } b { font-weight: 600 }
li.blank { display: flex; gap: 1.5mm; min-height: 6.5mm; align-items: end } li.blank::after { content: ""; flex: 1; border-bottom: .5pt solid #777; margin-bottom: 1mm }
li.tick { padding-left: 5mm; text-indent: -5mm } li.tick::before { content: "☐"; display: inline-block; width: 5mm; text-indent: 0 }
.dense { font-size: 8.5pt; line-height: 1.3 } .tiny { font-size: 7.5pt; line-height: 1.25 } .tiny h2 { font-size: 8pt }
.dense section, .tiny section { margin-bottom: 2.5mm; break-inside: auto } .dense h2, .tiny h2 { break-after: avoid }
.dense li, .tiny li { margin: .3mm 0; break-inside: avoid } .tiny li.blank { min-height: 5mm }
footer { color: #555; font-size: 8pt; border-top: .5pt solid #999; padding-top: 1.5mm }
@media print { body { margin: 0; max-width: none } }
"""  # noqa: E501


def _html(paper: Paper) -> str:
    sections = "\n".join(_html_section(section) for section in paper.sections)
    size = _size(paper.sections)
    attribute = f' class="{size}"' if size else ""
    return f"""<!doctype html>
<html lang="{language()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{_safe(paper.title)}</title>
<style>{_STYLE}</style>
</head>
<body{attribute}>
<h1>{_safe(paper.title)}</h1>
<p>{_safe(paper.facts)}</p>
<main>
{sections}
</main>
<footer>{_safe(paper.footer)}</footer>
</body>
</html>
"""


def _size(sections: Sequence[Section]) -> str:
    """The largest letters with which the sections fit on the page, by estimate; the smallest where none do."""
    for name, points, leading in _SIZES:  # noqa: B007 - the last name is the answer
        row, room = points * leading * _POINT, 2 * _COLUMN / (points * _POINT)
        lines = [line for section in sections for line in section.lines]
        rows = sum(-(-(display_width(str(line)) + _LEAD) // int(room)) for line in lines)
        if row * rows + (_HEADING * len(sections) + _GAP * len(lines)) * points / 10 <= _HEIGHT:
            break
    return name


def _html_section(section: Section) -> str:
    kind = "ol" if section.form == "ask" else "ul"
    lines = "\n".join(_html_line(section, line) for line in section.lines)
    return f"<section>\n<h2>{_safe(section.title)}</h2>\n<{kind}>\n{lines}\n</{kind}>\n</section>"


def _html_line(section: Section, line: Line) -> str:
    kind = ' class="blank"' if line.text is None else ' class="tick"' if section.form == "tick" else ""
    label = f"<b>{_safe(line.label)}</b>" if line.label else ""
    return f"<li{kind}>{t(': ').join(filter(None, (label, _safe(line.text or ''))))}</li>"


def _safe(text: str) -> str:
    return escape(clean(text))
