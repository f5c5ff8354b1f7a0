"""The journey map on a terminal: a tree of what follows each node, and where won and lost deals part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from crmcli.kernel.words import t
from crmcli.reports import histories, scope
from crmcli.reports.bars import bar, fit, percent
from crmcli.reports.journey_rules import KIND, Parting, Row, slow
from crmcli.reports.spans import span
from crmcli.terminal import show

if TYPE_CHECKING:
    from crmcli.reports.journey import Comparison, Map

_NAME, _BAR, _FEW, _RARE = 20, 16, 6, 0.03
_STYLE = {"won": "green", "lost": "red", "open": "yellow", "start": "cyan", "edge": "cyan"}
_PARTINGS = 12


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the tree: a node (no row), what follows it (share of what does), or how many rarer rows are left out."""

    text: str
    row: Row | None = None
    share: float | None = None
    slow: bool = False


def draw(found: Map) -> None:
    """Print the tree, or how to begin where there is nothing yet."""
    if not found.runs:
        show.line(_nothing(found.scope, next(iter(found.names.values()), "")))
        return
    show.draw(_columns(max(row.count for row in found.rows)), list(_branches(found)))
    for text in _notes(found):
        show.line(text, style="dim")


def _nothing(asked: histories.Scope, first: str) -> str:
    if asked.period or asked.where:
        return t("No deals in {pipeline} within this period and filter.", pipeline=asked.pipeline.name)
    return show.empty_state(t("No deals in {pipeline} yet.", pipeline=asked.pipeline.name), f"crm log 张三 {first}")


def _branches(found: Map) -> Iterator[Branch]:
    late = slow(found.rows)
    for name, group in groupby(found.rows, key=lambda row: row.from_):
        following = list(group)
        total = sum(row.count for row in following)
        yield Branch(t("Beginning") if name is None else name)
        shown = [row for row in following if len(following) <= _FEW or row.count >= _RARE * total]
        left = len(following) - len(shown)
        for number, row in enumerate(shown, 1):
            mark = "└ " if number == len(shown) and not left else "├ "
            yield Branch(mark + _target(row), row, row.count / total, (row.from_, row.to) in late)
        if left:
            rest = total - sum(row.count for row in shown)
            yield Branch("└ " + t("{kinds} rarer, {count} in all", kinds=left, count=rest))


def _target(row: Row) -> str:
    if row.to is None:
        return row.kind.label if row.kind else ""
    return f"{row.to} ↺" if row.to == row.from_ else row.to


def _columns(most: int) -> list[show.Column]:
    room = max(show.width() - 80, 0) // 2
    bars = _BAR + room
    return [
        show.Column(t("Step"), lambda one: fit(one.text, _NAME + room) if one.row else (fit(one.text, _NAME + room), "bold" if one.text[0] not in "└├" else "dim")),
        show.Column("", lambda one: _bar(one, most, bars)),
        show.Column(t("Times"), lambda one: one.row.count if one.row else "", right=True),
        show.Column(t("Share"), lambda one: percent(one.share) if one.row else "", right=True),
        show.Column(t("Half within"), lambda one: _time(one, one.row.median_seconds) if one.row else "", right=True),
        show.Column(t("9 of 10"), lambda one: _time(one, one.row.p90_seconds) if one.row else "", right=True),
        show.Column("", lambda one: ("▲", "red") if one.slow else ""),
    ]  # fmt: skip


def _bar(one: Branch, most: int, width: int) -> object:
    if one.row is None or one.row.kind is None:
        return ""
    return bar(one.row.count / most, width).ljust(width), _STYLE[one.row.kind.code]


def _time(one: Branch, seconds: float | None) -> object:
    if seconds is None:
        return ""
    return (span(seconds), "red") if one.slow else span(seconds)


def _notes(found: Map) -> Iterator[str]:
    yield _counted(found.scope, found.runs)
    yield from _selected(found.scope)
    yield t("Share: of what follows that node. ↺: another touch at the same node.")
    yield t("Half within, 9 of 10: the time from touch to touch.")
    if slow(found.rows):
        yield t("▲ takes more than twice as long as the other steps usually do.")


def _counted(asked: histories.Scope, runs: int) -> str:
    text = t("{runs} deals in {pipeline} up to {moment}.", runs=runs, pipeline=asked.pipeline.name, moment=scope.moment(asked.as_of))
    return text + " " + t("Contacts of one firm count as one.") if asked.unit == "company" else text


def _selected(asked: histories.Scope) -> Iterator[str]:
    if asked.period:
        yield t("First touch within {period}.", period=scope.span(asked.period, asked.as_of))
    if asked.where:
        yield t("Filter: {filter}", filter=asked.where)


def draw_comparison(found: Comparison) -> None:
    """Print where the two outcomes part most."""
    if not sum(found.runs):
        show.line(_nothing(found.scope, ""))
        return
    first, second = (KIND.label(outcome) for outcome in found.outcomes)
    rows = found.rows[:_PARTINGS]
    show.draw(_side_by_side(first, second), rows)
    if len(found.rows) > len(rows):
        show.line(t("… and {count} more: crm journey --compare {pair} -o csv", count=len(found.rows) - len(rows), pair=" ".join(found.outcomes)), style="dim")
    for text in _compared(found, first, second):
        show.line(text, style="dim")


def _side_by_side(first: str, second: str) -> list[show.Column]:
    room = max(show.width() - 80, 0)
    return [
        show.Column(t("Step"), lambda one: fit(_step(one), 34 + room)),
        show.Column("", lambda one: (_lean(one), "green" if (one.difference or 0) > 0 else "red")),
        show.Column(first, lambda one: percent(one.first_share), right=True),
        show.Column(second, lambda one: percent(one.second_share), right=True),
        show.Column("±", lambda one: "–" if one.difference is None else f"{one.difference * 100:+.0f}", right=True),
    ]


def _step(one: Parting) -> str:
    return f"{one.from_ or t('Beginning')} → {one.to or ''}"


def _lean(one: Parting) -> str:
    return bar(abs(one.difference or 0), 10).ljust(10)


def _compared(found: Comparison, first: str, second: str) -> Iterator[str]:
    yield t(
        "{pipeline} up to {moment}: {a} deals {first}, {b} {second}.",
        pipeline=found.scope.pipeline.name, moment=scope.moment(found.scope.as_of),
        a=found.runs[0], first=first, b=found.runs[1], second=second,
    )  # fmt: skip
    yield from _selected(found.scope)
    yield t("Share of those deals that took the step at least once; ±: percentage points.")
    if 0 < min(found.runs) < _FEW_RUNS or 0 in found.runs:
        yield t("Few deals on one side: the difference means little.")


_FEW_RUNS = 10


