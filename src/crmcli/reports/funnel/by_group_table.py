"""crm funnel --by on a terminal: a row a node, a column a group."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crmcli.core.i18n import t
from crmcli.core.money import money_text
from crmcli.reports.funnel.calc import OF
from crmcli.reports.funnel.grouping import Part
from crmcli.reports.funnel.query import FunnelQuery
from crmcli.reports.shared.shares import percent
from crmcli.terminal import render, screen

_NAME, _TITLE, _BLANK = 14, 12, 2
_MOST = 24


class _Column(NamedTuple):
    """A group as it is shown: its title and a text for each row."""

    title: str
    cells: list[str]

    @property
    def width(self) -> int:
        return max(map(screen.display_width, (*self.title.split("\n"), *self.cells))) + _BLANK


def draw(query: FunnelQuery, found: Sequence[Part]) -> None:
    """Print the groups, in as many tables as the screen needs; the newest months first where there are too many."""
    whole, groups = found[0], found[1:]
    kept = groups[-_MOST:] if query.by == "month" else groups[:_MOST]
    columns = [
        _Column(t("All") if part.group is None else _title(part.group.label), _cells(query, part, whole))
        for part in (whole, *kept)
    ]
    names, blocks = _names(whole, columns)
    for number, block in enumerate(blocks):
        if number:
            render.print_line()
        render.draw_table([render.Column(t("Node"), lambda row: names[row]), *map(_shown, block)], range(len(names)))
    if len(kept) < len(groups):
        render.print_line(t("More groups: {count}; -o csv shows them all.", count=len(groups) - len(kept)), "yellow")


def _title(label: str) -> str:
    """The name of a group on one line, or on two: broken at a blank, a long word or Chinese where the line ends."""
    end = next((end for end in range(len(label), 0, -1) if screen.display_width(label[:end]) <= _TITLE), len(label))
    if end == len(label):
        return label
    end = label.rfind(" ", 0, end + 1) if " " in label[: end + 1] else end
    return f"{label[:end].rstrip()}\n{screen.fit(label[end:].lstrip(), _TITLE)}"


def _shown(column: _Column) -> render.Column:
    return render.Column(column.title, lambda row: column.cells[row], right=True)


def _blocks(columns: Sequence[_Column], room: int) -> list[list[_Column]]:
    """The columns in order, as many at a time as fit."""
    blocks: list[list[_Column]] = [[]]
    for column in columns:
        if blocks[-1] and sum(one.width for one in (*blocks[-1], column)) > room + _BLANK:
            blocks.append([])
        blocks[-1].append(column)
    return blocks


def _names(whole: Part, columns: Sequence[_Column]) -> tuple[list[str], list[list[_Column]]]:
    """The rows' names, as long as can be without one more table, and the columns of each table."""
    full = _titles(whole)
    fewest = len(_blocks(columns, screen.width() - _NAME - _BLANK))
    for width in range(max(_NAME, *map(screen.display_width, full)), _NAME - 1, -1):
        blocks = _blocks(columns, screen.width() - width - _BLANK)
        if len(blocks) == fewest:
            break
    return [screen.fit(one, width) for one in full], blocks


def _titles(whole: Part) -> list[str]:
    names = [t("Entered")]
    for row in whole.funnel.rows():
        names.append(row.node or (row.kind.label if row.kind else ""))
        if row.node is None:
            names.append("  " + t("Amount"))
    return [*names, "  " + t("Not paid")] if whole.funnel.gap() is not None else names


def _cells(query: FunnelQuery, part: Part, whole: Part) -> list[str]:
    entered = part.funnel.entered
    cells = [_counted(entered, whole.funnel.entered)]
    for row in part.funnel.rows():
        cells.append(_counted(query.shown_number(row), entered))
        if row.node is None:
            cells.append(_money(row.amount or 0, row.currency or ""))
    gap = part.funnel.gap()
    return cells if gap is None else [*cells, _money(gap, part.funnel.bottoms[0].currency)]


def _counted(part: int, whole: int) -> str:
    return f"{part} {percent(part / whole if whole else None):>4}"


def _money(cents: int, currency: str) -> str:
    """Without cents, for which there is no room."""
    return money_text(round(cents / 100) * 100, currency) if cents else "–"


def notes(query: FunnelQuery) -> Iterator[str]:
    """How it was counted."""
    yield t("Numbers: {counted}, with the share within the group; 'Entered': of all.", counted=OF.label(query.mode))
    if query.by == "tag":
        yield t("A customer with several tags counts in each.")
    if query.unit == "company" and query.by != "tag":
        yield t("A company counts in every group that one of its customers is in.")
