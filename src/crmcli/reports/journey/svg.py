"""The journey map as a self-contained SVG: nodes from top to bottom, forward on the right, back on the left; light and dark."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from crmcli.core.format_duration import span
from crmcli.core.i18n import listed, t
from crmcli.reports.journey.calc import KIND, OUTCOMES, Names, Row, main_edges, main_nodes, slow
from crmcli.terminal import screen
from crmcli.terminal.sanitize import clean

_MOST = 24
_BOX_WIDTH, _WIDEST_BOX, _BOX_HEIGHT, _GAP, _LANE, _MARGIN, _TOP = 230, 330, 64, 56, 92, 28, 122
_LEAST_WIDTH, _PAD, _LINE = 760, 14, 18
_THINNEST, _THICKEST, _TIP, _MANY = 1.4, 7.5, 14, 10
_NAME_SIZE, _SIZE = 15, 11.5
# Where a cubic curve with both handles `d` aside comes furthest: 3/4 of d.
_APEX = 0.75
# How far along the curve a label may stand, and how far from a box.
_ALONG, _CLEAR = (0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65), 16
_STYLE = """
text { font-family: system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; fill: #1f2933 }
.ground { fill: #ffffff } .box { fill: #f4f7fb; stroke: #b8c4d3; stroke-width: 1.2 }
.title { font-size: 20px; font-weight: 600 } .sub, .foot { font-size: 12px; fill: #66788a }
.name { font-size: 15px; font-weight: 600 } .small, .label { font-size: 11.5px } .pill { fill: #ffffff }
.edge { fill: none; stroke-opacity: .75 } .on { stroke: #3b7dd8 } .back { stroke: #9aa5b1 } .late { stroke: #d64545 }
.tip-on { fill: #3b7dd8 } .tip-back { fill: #9aa5b1 } .tip-late { fill: #d64545 }
.rest { fill: #d7e0ea } .start { fill: #3b7dd8 } .won { fill: #218a4b } .lost { fill: #d64545 } .open { fill: #b7791f } .self { fill: #66788a }
@media (prefers-color-scheme: dark) {
text { fill: #e4e9f0 } .ground { fill: #14181f } .box { fill: #212833; stroke: #3f4b5c } .sub, .foot, .self { fill: #93a1b3 } .pill { fill: #14181f }
.on { stroke: #6aa5f5 } .back { stroke: #6b7889 } .late { stroke: #f07178 } .tip-on { fill: #6aa5f5 } .tip-back { fill: #6b7889 } .tip-late { fill: #f07178 }
.rest { fill: #333d4b } .start { fill: #6aa5f5 } .won { fill: #5fcf8a } .lost { fill: #f07178 } .open { fill: #e3b062 }
}"""  # noqa: E501
Port = tuple[int, int, bool]


class Arc(NamedTuple):
    """An edge with the places of its nodes, its lane (0 nearest), its kind (on, back, late) and its width."""

    row: Row
    start: int
    end: int
    lane: int
    kind: str
    width: float


class Plan(NamedTuple):
    """Where things stand: the names drawn, the arcs and their ports, the left side and the width of the boxes, the whole size."""

    names: list[str]
    arcs: list[Arc]
    ports: dict[Port, float]
    left: float
    box: float
    width: float
    height: float

    def top(self, place: int) -> float:
        return _TOP + place * (_BOX_HEIGHT + _GAP)


def text(names: Names, found: Sequence[Row], pipeline: str, counted: Iterable[str]) -> str:
    """The drawing, as one SVG document; `counted` are the sentences that say what was counted."""
    plan, title = _plan(names, found), escape(t("Journey map {pipeline}", pipeline=clean(pipeline)))
    parts = [
        (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {plan.width:.0f} {plan.height:.0f}" '
        f'width="{plan.width:.0f}" height="{plan.height:.0f}" role="img">'),
        f"<title>{title}</title>", f"<style>{_STYLE}</style>", _tips(), '<rect class="ground" width="100%" height="100%"/>',
        f'<text class="title" x="{_MARGIN}" y="36">{title}</text>', *_legend(clean(" ".join(counted))),
        *(_curve(arc, plan) for arc in sorted(plan.arcs, key=lambda arc: arc.width, reverse=True)),
        *(piece for place, name in enumerate(plan.names) for piece in _box(name, place, found, plan)),
        *(piece for arc in plan.arcs for piece in _label(arc, plan)),
        *_foot(found, plan), "</svg>",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _legend(counted: str) -> Iterator[str]:
    arrows = t("Arrows: how often, and the median time. Right: onward, left: back. Red: more than twice as long as usual.")
    boxes = t("▸ started here · ↺ repeated here · bar: share won, lost and still open")
    for number, line in enumerate((counted, arrows, boxes)):
        yield f'<text class="sub" x="{_MARGIN}" y="{58 + number * _LINE}">{escape(line)}</text>'


def _plan(names: Names, found: Sequence[Row]) -> Plan:
    edges = main_edges(found, _MOST)
    drawn = [name for name in names.values() if name in main_nodes(found, edges)]
    place = {name: number for number, name in enumerate(drawn)}
    arcs = _arcs(edges, place, slow(found))
    right, left = (1 + max((arc.lane for arc in arcs if (arc.start < arc.end) is onward), default=-1) for onward in (True, False))
    box = min(max((_needed(name, found) for name in drawn), default=_BOX_WIDTH), _WIDEST_BOX)
    needed = left * _LANE + box + right * _LANE + 2 * _MARGIN
    width = max(needed, _LEAST_WIDTH)
    x = _MARGIN + left * _LANE + (width - needed) / 2
    return Plan(drawn, arcs, _ports(arcs), x, box, width, _TOP + len(drawn) * (_BOX_HEIGHT + _GAP) + 20)


def _needed(name: str, found: Sequence[Row]) -> float:
    """How wide a box is that holds the name and what is said below it."""
    facts = "  ".join(words for _kind, words in _facts(name, found))
    return max(_BOX_WIDTH, _wide(clean(name), _NAME_SIZE) + 2 * _PAD, _wide(facts, _SIZE) + 2 * _PAD)


def _wide(words: str, size: float) -> float:
    """About how wide the words are in a font of that size: a wide character is a square, others are half of one and a bit."""
    return screen.display_width(words) * size * 0.56


def _arcs(edges: Sequence[Row], place: dict[str, int], late: set[tuple[str, str]]) -> list[Arc]:
    """Each edge in the nearest lane of its side that no shorter edge beside it has taken; neighbours onward need none (-1)."""
    most = max((row.count for row in edges if row.count > _MANY), default=_MANY)
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


def _ports(arcs: Iterable[Arc]) -> dict[Port, float]:
    """By start, end and whether it is the end: at which share of its box's height the arc leaves or arrives.

    So that arcs do not cross at a box, those from or to above come first, the nearest lane on top; then those from or to below,
    the nearest lane at the bottom.
    """
    sides = defaultdict(list)
    for arc in (one for one in arcs if one.lane >= 0):
        back = arc.end < arc.start
        for arriving, place in ((False, arc.start), (True, arc.end)):
            below = arriving is back
            sides[place, back].append((below, -arc.lane if below else arc.lane, (arc.start, arc.end, arriving)))
    return {port: number / (len(side) + 1) for side in sides.values() for number, (*_order, port) in enumerate(sorted(side), 1)}


def _tips() -> str:
    tip = (
        '<marker id="{0}" viewBox="0 0 8 8" refX="0.5" refY="4" markerWidth="{1}" markerHeight="{1}" '
        'markerUnits="userSpaceOnUse" orient="auto"><path class="tip-{0}" d="M0,0 L8,4 L0,8 Z"/></marker>'
    )
    return f"<defs>{''.join(tip.format(kind, _TIP) for kind in ('on', 'back', 'late'))}</defs>"


def _ends(arc: Arc, plan: Plan) -> tuple[float, float, float, float]:
    """Where the curve leaves and arrives: y from, y to, x of both, and how far aside its handles stand (left is negative)."""
    onward = arc.start < arc.end
    leave, arrive = (
        plan.top(place) + plan.ports[arc.start, arc.end, arriving] * _BOX_HEIGHT
        for place, arriving in ((arc.start, False), (arc.end, True))
    )
    return leave, arrive, plan.left + (plan.box if onward else 0), (1 if onward else -1) * (arc.lane + 0.55) * _LANE / _APEX


def _curve(arc: Arc, plan: Plan) -> str:
    if arc.lane < 0:
        x = plan.left + plan.box / 2
        path = f"M{x:.1f},{plan.top(arc.start) + _BOX_HEIGHT:.1f} L{x:.1f},{plan.top(arc.end) - _TIP:.1f}"
    else:
        y0, y1, x, aside = _ends(arc, plan)
        back = _TIP if aside > 0 else -_TIP
        path = f"M{x:.1f},{y0:.1f} C{x + aside:.1f},{y0:.1f} {x + aside:.1f},{y1:.1f} {x + back:.1f},{y1:.1f}"
    return f'<path class="edge {arc.kind}" stroke-width="{arc.width:.1f}" marker-end="url(#{arc.kind})" d="{path}"/>'


def _label(arc: Arc, plan: Plan) -> Iterator[str]:
    """How often and how long: beside a straight arrow, on a curve with the line broken behind it."""
    words = f"{arc.row.count} · {span(arc.row.median_seconds)}"
    if arc.lane < 0:
        x, y, anchor = plan.left + plan.box / 2 + 12, plan.top(arc.end) - _GAP / 2, "start"
    else:
        (x, y), anchor = _between(arc, plan), "middle"
        width = _wide(words, _SIZE) + 8
        yield f'<rect class="pill" x="{x - width / 2:.1f}" y="{y - 9:.1f}" width="{width:.1f}" height="18" rx="9"/>'
    yield f'<text class="label" x="{x:.1f}" y="{y + 4:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _between(arc: Arc, plan: Plan) -> tuple[float, float]:
    """The point of the curve nearest its middle that is level with no box: beside boxes other arcs leave and arrive."""
    y0, y1, side, aside = _ends(arc, plan)
    points = [(side + 3 * at * (1 - at) * aside, y0 + (y1 - y0) * at * at * (3 - 2 * at)) for at in _ALONG]
    return next(
        (point for point in points if _CLEAR < (point[1] - _TOP) % (_BOX_HEIGHT + _GAP) - _BOX_HEIGHT < _GAP - _CLEAR), points[0]
    )


def _box(name: str, place: int, found: Sequence[Row], plan: Plan) -> Iterator[str]:
    x, y = plan.left, plan.top(place)
    yield f'<rect class="box" x="{x:.1f}" y="{y:.1f}" width="{plan.box:.1f}" height="{_BOX_HEIGHT}" rx="10"/>'
    yield f'<text class="name" x="{x + _PAD:.1f}" y="{y + 25:.1f}">{escape(_cut(clean(name), plan.box - 2 * _PAD))}</text>'
    pieces = "  ".join(f'<tspan class="{kind}">{escape(words)}</tspan>' for kind, words in _facts(name, found))
    yield f'<text class="small" xml:space="preserve" x="{x + _PAD:.1f}" y="{y + 45:.1f}">{pieces}</text>'
    yield from _outcomes(name, found, x + _PAD, y + _BOX_HEIGHT - 9, plan.box - 2 * _PAD)


def _outcomes(name: str, found: Sequence[Row], x: float, y: float, width: float) -> Iterator[str]:
    """A bar: of all that left the node or ended there, how many were won, lost, are still open; the rest of it went on."""
    left = [row for row in found if row.from_ == name != row.to]
    everything = sum(row.count for row in left)
    if not any(row.to is None for row in left):
        return
    yield f'<rect class="rest" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="3"/>'
    for row in (one for one in left if one.to is None and one.kind):
        share = width * row.count / everything
        yield f'<rect class="{row.kind.code if row.kind else ""}" x="{x:.1f}" y="{y:.1f}" width="{share:.1f}" height="3"/>'
        x += share


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


def _cut(name: str, room: float) -> str:
    """The name as far as the box holds it."""
    while _wide(name, _NAME_SIZE) > room:
        name = name.removesuffix("…")[:-1] + "…"
    return name


def _foot(found: Sequence[Row], plan: Plan) -> Iterator[str]:
    """What is left out for being rare."""
    words = []
    if arrows := sum(1 for row in found if row.from_ and row.to and row.from_ != row.to) - len(plan.arcs):
        words.append(t("{count} less frequent arrows are not shown.", count=arrows))
    if nodes := {name: None for row in found for name in (row.from_, row.to) if name and name not in plan.names}:
        words.append(t("Nodes not shown: {names}.", names=listed(nodes)))
    if words:
        yield f'<text class="foot" x="{_MARGIN}" y="{plan.height - 14:.0f}">{escape(clean(" ".join(words)))}</text>'
