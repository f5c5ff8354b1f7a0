"""Where deals with two outcomes part: what each of them has, side by side."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from crmcli.core.choices import Coded
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.pipelines.deal_runs import Run
from crmcli.reports.journey import view
from crmcli.reports.journey.calc import KIND, OUTCOMES, Names
from crmcli.reports.shared import deal_histories, report_options
from crmcli.reports.shared.shares import percent
from crmcli.storage.store import Store
from crmcli.terminal import render
from crmcli.terminal.render import print_notes

_SHOWN, _FEW = 12, 10
Taking = tuple[str, int | None, int | None]  # kind, from, to


class Divergence(NamedTuple):
    """An edge or a beginning, and how many runs (and which share, 0 to 1) of either outcome took it at least once."""

    kind: Coded | None
    from_: str | None
    to: str | None
    first_count: int
    first_share: float | None
    second_count: int
    second_share: float | None
    difference: float | None


class Group(NamedTuple):
    """The runs of one outcome: how many, and what they took."""

    runs: int
    taken: Counter[Taking]


class Comparison(NamedTuple):
    """What was found about two outcomes, and how many runs there are of either."""

    scope: deal_histories.Scope
    names: Names
    outcomes: tuple[str, str]
    runs: tuple[int, int]
    rows: list[Divergence]


def read_comparison(store: Store, asked: deal_histories.Scope, outcomes: tuple[str, str], names: Names) -> Comparison:
    """Where the runs of two outcomes part. Raises UsageError where they are the same."""
    if outcomes[0] == outcomes[1]:
        raise UsageError(t("Compare two different outcomes."), t("Choose two of: {known}", known=", ".join(OUTCOMES)))
    first, second = groups(deal_histories.runs(store, asked), outcomes)
    return Comparison(asked, names, outcomes, (first.runs, second.runs), divergences(names, first, second))


def groups(runs: Iterable[Run], outcomes: tuple[str, str]) -> list[Group]:
    """What the runs of each outcome took; runs with another outcome are passed over."""
    counts, taken = Counter[str](), {outcome: Counter[Taking]() for outcome in outcomes}
    for run in runs:
        if run.outcome in taken:
            counts[run.outcome] += 1
            taken[run.outcome].update(
                {("start", None, run.nodes[0]), *(("edge", *pair) for pair in zip(run.nodes, run.nodes[1:], strict=False))}
            )
    return [Group(counts[outcome], taken[outcome]) for outcome in outcomes]


def divergences(names: Names, first: Group, second: Group) -> list[Divergence]:
    """Everything that runs of either outcome took, where they differ most first."""
    place: dict[int | None, int] = {None: -1, **{no: number for number, no in enumerate(names)}}
    found = sorted({*first.taken, *second.taken}, key=lambda one: (place[one[1]], place[one[2]]))
    rows = [_divergence(names, taking, first, second) for taking in found]
    return sorted(rows, key=lambda row: -abs(row.difference or 0))


def _divergence(names: Names, taking: Taking, first: Group, second: Group) -> Divergence:
    kind, at, to = taking
    shares = [group.taken[taking] / group.runs if group.runs else None for group in (first, second)]
    return Divergence(
        KIND.of(kind), None if at is None else names[at], None if to is None else names[to],
        first.taken[taking], shares[0], second.taken[taking], shares[1],
        None if shares[0] is None or shares[1] is None else shares[0] - shares[1],
    )  # fmt: skip


def report(found: Comparison, form: str) -> None:
    """Print the rows, or on a terminal where the two part most."""
    if form == "rows":
        both = {"compare": list(found.outcomes), "runs": list(found.runs)}
        render.report(found.rows, table=[], params={**found.scope.params(), **both}, as_of=found.scope.as_of)
    elif not sum(found.runs):
        render.print_line(view.nothing(found.scope, found.names))
    else:
        _draw(found)


def _draw(found: Comparison) -> None:
    first, second = (KIND.label(outcome) for outcome in found.outcomes)
    rows = found.rows[:_SHOWN]
    render.draw_table(_columns(first, second), rows, one_line=True)
    if left := len(found.rows) - len(rows):
        render.print_line(t("… and {count} more: add -o csv", count=left), "dim")
    print_notes(_notes(found, first, second))


def _columns(first: str, second: str) -> list[render.Column]:
    counts = [
        render.Column(first, lambda one: percent(one.first_share), right=True),
        render.Column(second, lambda one: percent(one.second_share), right=True),
        render.Column("±", lambda one: "–" if one.difference is None else f"{one.difference * 100:+.0f}", right=True),
    ]
    return [
        render.Column(t("Step"), _step, flexible=True),
        render.Column(
            "", lambda one: render.Bar(abs(one.difference or 0), "green" if (one.difference or 0) > 0 else "red"), bar=16
        ),
        *counts,
    ]


def _step(one: Divergence) -> str:
    return f"{one.from_ or t('Start')} → {one.to}"


def _notes(found: Comparison, first: str, second: str) -> Iterator[str]:
    yield t(
        "Deals in {pipeline} up to {moment}: {first} {a}, {second} {b}.",
        pipeline=found.scope.pipeline.title, moment=report_options.moment(found.scope.as_of),
        a=found.runs[0], first=first, b=found.runs[1], second=second,
    )  # fmt: skip
    yield from view.selected(found.scope)
    yield t("Share of those deals that took the step at least once; ±: percentage points.")
    if min(found.runs) < _FEW:
        yield t("Few deals on one side: the difference means little.")
