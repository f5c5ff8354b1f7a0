"""The journey map as a Mermaid flowchart."""

from __future__ import annotations

from collections.abc import Sequence

from crmcli.core.format_duration import span
from crmcli.core.i18n import t
from crmcli.reports.journey.calc import KIND, OUTCOMES, Names, Row, main_edges, slow
from crmcli.terminal.sanitize import clean

_MOST = 60
_ENTITIES = str.maketrans({"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;"})


def text(names: Names, found: Sequence[Row]) -> str:
    """The flowchart: nodes from top to bottom, each arrow with count and median, the slow ones red."""
    ids = {name: f"n{number}" for number, name in enumerate(names.values(), 1)}
    edges = [row for row in found if row.from_ is not None and row.from_ == row.to] + main_edges(found, _MOST)
    others = [row for row in found if row.from_ is None or row.to is None]
    used = {name for row in (*edges, *others) for name in (row.from_, row.to) if name}
    kinds = [kind for kind in OUTCOMES if any(row.kind and row.kind.code == kind for row in others)]
    lines = ["flowchart TD", f'  start(["{_clean(t("Start"))}"])']
    lines += [f'  {ids[name]}["{_clean(name)}"]' for name in names.values() if name in used]
    lines += [f'  {kind}(("{_clean(KIND.label(kind))}"))' for kind in kinds]
    lines += [_arrow(row, ids) for row in (*others, *edges)]
    late = slow(found)
    if numbers := [str(number) for number, row in enumerate((*others, *edges)) if (row.from_, row.to) in late]:
        lines.append(f"  linkStyle {','.join(numbers)} stroke:#d64545")
    return "\n".join(lines) + "\n"


def _arrow(row: Row, ids: dict[str, str]) -> str:
    end = row.kind.code if row.kind else ""
    label = str(row.count) if row.median_seconds is None else f"{row.count} · {span(row.median_seconds)}"
    return f'  {ids[row.from_] if row.from_ else "start"} -->|"{_clean(label)}"| {ids[row.to] if row.to else end}'


def _clean(words: str) -> str:
    """Text that cannot break out of its quotes."""
    return clean(words).translate(_ENTITIES)
