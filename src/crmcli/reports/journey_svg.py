"""The journey map as a self-contained SVG: nodes from top to bottom, forward on the right, back on the left; light and dark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from crmcli.kernel.words import t
from crmcli.reports.journey_rules import KIND, OUTCOMES, Names, Row, main_edges, slow
from crmcli.reports.spans import span
from crmcli.terminal.clean import clean

_MOST = 24
_BOX_WIDTH, _BOX_HEIGHT, _GAP, _LANE, _MARGIN, _TOP = 230, 62, 56, 92, 28, 84
_THINNEST, _THICKEST = 1.4, 9.0
# Where a cubic curve with both handles `d` aside comes furthest: 3/4 of d.
_APEX = 0.75
_STYLE = """
text { font-family: system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; fill: #1f2933 }
.ground { fill: #ffffff } .box { fill: #f4f7fb; stroke: #b8c4d3; stroke-width: 1.2 }
.title { font-size: 20px; font-weight: 600 } .sub, .foot { font-size: 12px; fill: #66788a }
.name { font-size: 15px; font-weight: 600 } .small { font-size: 11.5px } .label { font-size: 11.5px; paint-order: stroke; stroke: #ffffff; stroke-width: 4px; stroke-linejoin: round }
.edge { fill: none; stroke-opacity: .75 } .on { stroke: #3b7dd8 } .back { stroke: #9aa5b1 } .late { stroke: #d64545 }
.tip-on { fill: #3b7dd8 } .tip-back { fill: #9aa5b1 } .tip-late { fill: #d64545 }
.start { fill: #3b7dd8 } .won { fill: #218a4b } .lost { fill: #d64545 } .open { fill: #b7791f } .self { fill: #66788a }
@media (prefers-color-scheme: dark) {
text { fill: #e4e9f0 } .ground { fill: #14181f } .box { fill: #212833; stroke: #3f4b5c } .sub, .foot, .self { fill: #93a1b3 } .label { stroke: #14181f }
.on { stroke: #6aa5f5 } .back { stroke: #6b7889 } .late { stroke: #f07178 } .tip-on { fill: #6aa5f5 } .tip-back { fill: #6b7889 } .tip-late { fill: #f07178 }
.start { fill: #6aa5f5 } .won { fill: #5fcf8a } .lost { fill: #f07178 } .open { fill: #e3b062 }
}"""


class Heading(NamedTuple):
    """What stands above: the pipeline and how many deals were followed."""

    pipeline: str
    runs: int


class Arc(NamedTuple):
    """An edge with the places of its nodes, its lane (0 nearest), its kind (on, back, late) and its width."""

    row: Row
    start: int
    end: int
    lane: int
    kind: str
    width: float


class Plan(NamedTuple):
    """Where things stand: the names drawn, the arcs, the left side of the boxes, the whole size."""

    names: list[str]
    arcs: list[Arc]
    left: float
    width: float
    height: float

    def top(self, place: int) -> float:
        return _TOP + place * (_BOX_HEIGHT + _GAP)


def text(names: Names, found: Sequence[Row], heading: Heading) -> str:
    """The drawing, as one SVG document."""
    edges = main_edges(found, _MOST)
    left_out = sum(1 for row in found if row.from_ and row.to and row.from_ != row.to) - len(edges)
    plan = _plan(names, found, edges)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {plan.width:.0f} {plan.height:.0f}" width="{plan.width:.0f}" height="{plan.height:.0f}" role="img">',
        f"<title>{escape(_title(heading))}</title>", f"<style>{_STYLE}</style>", _tips(), '<rect class="ground" width="100%" height="100%"/>',
        f'<text class="title" x="{_MARGIN}" y="36">{escape(_title(heading))}</text>',
        f'<text class="sub" x="{_MARGIN}" y="58">{escape(_legend())}</text>',
        *(_curve(arc, plan) for arc in sorted(plan.arcs, key=lambda arc: arc.width, reverse=True)),
        *(piece for place, name in enumerate(plan.names) for piece in _box(name, place, found, plan)),
        *(_label(arc, plan) for arc in plan.arcs),
        *_foot(left_out, plan), "</svg>",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _title(heading: Heading) -> str:
    return t("Journey map {pipeline} · deals: {runs}", pipeline=clean(heading.pipeline), runs=heading.runs)


def _legend() -> str:
    return t("Arrows: how often, and the median time. Right: onward, left: back. Red: more than twice as long as usual.")


def _plan(names: Names, found: Sequence[Row], edges: Sequence[Row]) -> Plan:
    used = {name for row in edges for name in (row.from_, row.to)}
    drawn = [name for name in names.values() if name in used or any(_facts(name, found))]
    place = {name: number for number, name in enumerate(drawn)}
    arcs = _arcs(edges, place, slow(found))
    right, left = (1 + max((arc.lane for arc in arcs if (arc.start < arc.end) is onward), default=-1) for onward in (True, False))
    x = _MARGIN + left * _LANE
    width = max(x + _BOX_WIDTH + right * _LANE + _MARGIN, 760)
    return Plan(drawn, arcs, x, width, _TOP + len(drawn) * (_BOX_HEIGHT + _GAP) + 20)


def _arcs(edges: Sequence[Row], place: dict[str, int], late: set[tuple[str, str]]) -> list[Arc]:
    """Each edge in the nearest lane of its side that no shorter edge beside it has taken; neighbours onward need none (-1)."""
    most = max((row.count for row in edges), default=1)
    taken: dict[bool, list[list[tuple[int, int]]]] = {True: [], False: []}
    found = []
    spans = [(place[row.from_ or ""], place[row.to or ""], row) for row in edges]
    for start, end, row in sorted(spans, key=lambda one: (abs(one[0] - one[1]), one[0])):
        lane = -1 if end == start + 1 else _lane(taken[start < end], (min(start, end), max(start, end)))
        kind = "late" if (row.from_, row.to) in late else "on" if start < end else "back"
        found.append(Arc(row, start, end, lane, kind, _THINNEST + (_THICKEST - _THINNEST) * (row.count / most) ** 0.5))
    return found


def _lane(taken: list[list[tuple[int, int]]], stretch: tuple[int, int]) -> int:
    for number, lane in enumerate(taken):
        if all(stretch[1] <= one[0] or stretch[0] >= one[1] for one in lane):
            lane.append(stretch)
            return number
    taken.append([stretch])
    return len(taken) - 1


def _tips() -> str:
    tip = '<marker id="{0}" viewBox="0 0 8 8" refX="6.5" refY="4" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" orient="auto"><path class="tip-{0}" d="M0,0 L8,4 L0,8 Z"/></marker>'
    return f"<defs>{''.join(tip.format(kind) for kind in ('on', 'back', 'late'))}</defs>"


def _ends(arc: Arc, plan: Plan) -> tuple[float, float, float, float]:
    """Where the curve leaves and arrives: y from, y to, x of both, and how far aside its handles stand (left is negative)."""
    onward = arc.start < arc.end
    share = min((arc.lane + 1) / 12, 0.3)
    low, high = 0.5 + share, 0.5 - share
    leave, arrive = (low, high) if onward else (high, low)
    side = 1 if onward else -1
    x = plan.left + (_BOX_WIDTH if onward else 0)
    return plan.top(arc.start) + leave * _BOX_HEIGHT, plan.top(arc.end) + arrive * _BOX_HEIGHT, x, side * (arc.lane + 0.55) * _LANE / _APEX


def _curve(arc: Arc, plan: Plan) -> str:
    if arc.lane < 0:
        x = plan.left + _BOX_WIDTH / 2
        path = f"M{x:.1f},{plan.top(arc.start) + _BOX_HEIGHT:.1f} L{x:.1f},{plan.top(arc.end) - 3:.1f}"
    else:
        y0, y1, x, aside = _ends(arc, plan)
        back = 3 if aside > 0 else -3
        path = f"M{x:.1f},{y0:.1f} C{x + aside:.1f},{y0:.1f} {x + aside:.1f},{y1:.1f} {x + back:.1f},{y1:.1f}"
    return f'<path class="edge {arc.kind}" stroke-width="{arc.width:.1f}" marker-end="url(#{arc.kind})" d="{path}"/>'


def _label(arc: Arc, plan: Plan) -> str:
    words = f"{arc.row.count} · {span(arc.row.median_seconds)}"
    if arc.lane < 0:
        x, y, anchor = plan.left + _BOX_WIDTH / 2 + 10, plan.top(arc.end) - _GAP / 2 + 4, "start"
    else:
        y0, y1, side, aside = _ends(arc, plan)
        x, y, anchor = side + _APEX * aside, (y0 + y1) / 2 + 4, "middle"
    return f'<text class="label" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _box(name: str, place: int, found: Sequence[Row], plan: Plan) -> Iterator[str]:
    x, y = plan.left, plan.top(place)
    yield f'<rect class="box" x="{x:.1f}" y="{y:.1f}" width="{_BOX_WIDTH}" height="{_BOX_HEIGHT}" rx="10"/>'
    yield f'<text class="name" x="{x + 14:.1f}" y="{y + 26:.1f}">{escape(_cut(clean(name)))}</text>'
    pieces = "  ".join(f'<tspan class="{kind}">{escape(words)}</tspan>' for kind, words in _facts(name, found))
    yield f'<text class="small" x="{x + 14:.1f}" y="{y + 47:.1f}">{pieces}</text>'


def _facts(name: str, found: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """What the box tells beside its name: how many begin there, come again, and end there."""
    for row in found:
        kind = row.kind.code if row.kind else ""
        if kind == "start" and row.to == name:
            yield "start", f"▸ {row.count}"
        elif kind == "edge" and row.from_ == row.to == name:
            yield "self", f"↺ {row.count}"
        elif kind in OUTCOMES and row.from_ == name:
            yield kind, f"{KIND.label(kind)} {row.count}"


def _cut(name: str, room: int = 26) -> str:
    """The name as far as the box holds it; a wide character takes two places."""
    taken = 0
    for place, char in enumerate(name):
        taken += 1 if char < "\u1100" else 2
        if taken > room:
            return name[:place] + "…"
    return name


def _foot(left_out: int, plan: Plan) -> Iterator[str]:
    if left_out:
        words = t("{count} rarer arrows are left out.", count=left_out)
        yield f'<text class="foot" x="{_MARGIN}" y="{plan.height - 14:.0f}">{escape(words)}</text>'
