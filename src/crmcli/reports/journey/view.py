"""The journey map on a terminal: a tree of what follows each node."""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from crmcli.core.format_duration import span
from crmcli.core.i18n import t
from crmcli.reports.journey.calc import Names, Row, slow
from crmcli.reports.journey.query import JourneyMap
from crmcli.reports.shared import deal_histories, report_options
from crmcli.reports.shared.shares import percent
from crmcli.terminal import render, screen

_FEW, _RARE = 6, 0.03
_AGAIN = "↺ "
_STYLE: dict[str, screen.Style] = {"won": "green", "lost": "red", "open": "yellow", "start": "cyan", "edge": "cyan"}


class Branch(NamedTuple):
    """One line of the tree: a node (no row), what follows it (share of what does), or how many rarer rows are left out."""

    text: str
    row: Row | None = None
    share: float | None = None
    slow: bool = False


def draw(found: JourneyMap) -> None:
    """Print the tree, or how to begin where there is nothing yet."""
    if not found.runs:
        render.print_line(nothing(found.scope, found.names))
        return
    branches = list(_branches(found))
    render.draw_table(_columns(max(row.count for row in found.rows)), branches, one_line=True)
    render.print_notes(_notes(found))


def nothing(asked: deal_histories.Scope, names: Names) -> str:
    """The sentence in place of a map without deals."""
    if asked.period or asked.where or report_options.past(asked.as_of):
        return t("No deals in {pipeline} in this period and filter.", pipeline=asked.pipeline.title)
    return render.empty_state(
        t("No deals in {pipeline} yet.", pipeline=asked.pipeline.title), report_options.first_touch_hint(names.values())
    )


def _branches(found: JourneyMap) -> Iterator[Branch]:
    late = slow(found.rows)
    for name, group in groupby(found.rows, key=lambda row: row.from_):
        following = list(group)
        total = sum(row.count for row in following)
        yield Branch(t("Start") if name is None else name)
        shown = [row for row in following if len(following) <= _FEW or row.count >= _RARE * total]
        left = len(following) - len(shown)
        for number, row in enumerate(shown, 1):
            mark = "└ " if number == len(shown) and not left else "├ "
            yield Branch(mark + _target(row), row, row.count / total, (row.from_, row.to) in late)
        if left:
            rest = total - sum(row.count for row in shown)
            yield Branch("└ " + t("{kinds} less frequent, {count} in total", kinds=left, count=rest))


def _target(row: Row) -> str:
    if row.to is None:
        return row.kind.label if row.kind else ""
    return _AGAIN + row.to if row.to == row.from_ else row.to


def _columns(most: int) -> list[render.Column]:
    counts = [
        render.Column(t("Times"), lambda one: one.row.count if one.row else "", right=True),
        render.Column(t("Share"), lambda one: percent(one.share) if one.row else "", right=True),
        render.Column(t("Median"), lambda one: _time(one, one.row.median_seconds) if one.row else "", right=True),
        render.Column(t("90%"), lambda one: _time(one, one.row.p90_seconds) if one.row else "", right=True, spare=14),
        render.Column("", lambda one: ("▲", "red") if one.slow else ""),
    ]
    return [
        render.Column(
            t("Step"), lambda one: (one.text, "" if one.row else "bold" if one.text[0] not in "└├" else "dim"), flexible=True
        ),
        render.Column("", lambda one: _bar(one, most), bar=16),
        *counts,
    ]


def _bar(one: Branch, most: int) -> render.Cell:
    if one.row is None or one.row.kind is None:
        return ""
    return render.Bar(one.row.count / most, _STYLE[one.row.kind.code])


def _time(one: Branch, seconds: float | None) -> render.Cell:
    if seconds is None:
        return ""
    return (span(seconds), "red") if one.slow else span(seconds)


def _notes(found: JourneyMap) -> Iterator[str]:
    yield from counted(found.scope, found.runs)
    yield t("Share: of all steps from that node. ↺: another touch at the same node.")
    yield t("Median, 90%: the time from touch to touch.")
    if slow(found.rows):
        yield t("▲ takes more than twice as long as the other steps usually do.")


def counted(asked: deal_histories.Scope, runs: int) -> Iterator[str]:
    """Sentences on what was counted: how many deals, of whom, within which period and filter."""
    yield t(
        "Deals in {pipeline} up to {moment}: {runs}.",
        runs=runs,
        pipeline=asked.pipeline.title,
        moment=report_options.moment(asked.as_of),
    )
    yield from selected(asked)


def selected(asked: deal_histories.Scope) -> Iterator[str]:
    """Notes on the period, the unit and the filter."""
    if asked.period:
        yield t("First touch within {period}.", period=report_options.span(asked.period, asked.as_of))
    yield from report_options.notes(asked.unit, asked.where)
