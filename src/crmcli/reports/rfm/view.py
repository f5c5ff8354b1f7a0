"""RFM on a terminal: the segments with bars, then the customers."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crmcli.core.i18n import t
from crmcli.core.money import money_text
from crmcli.reports.rfm.calc import SEGMENTS, Buyers, Scored, Scores
from crmcli.reports.rfm.query import RfmQuery, RfmRow, read_rows
from crmcli.reports.shared import report_options
from crmcli.reports.shared.shares import percent
from crmcli.storage.store import Store
from crmcli.terminal import render

_TOP = 10


class Share(NamedTuple):
    """One segment: how many customers and cents it holds, and their shares of all."""

    label: str
    count: int  # type: ignore[assignment] # hides the method of tuples
    of_count: float
    money: int
    of_money: float


class Counted(NamedTuple):
    """How it was counted: customers scored, orders of 0 left out, axes with one value for all."""

    scored: int
    gifts: int
    equal: Sequence[str]


def draw(store: Store, query: RfmQuery, held: Sequence[Share], chosen: Sequence[Scored], counted: Counted) -> None:
    """Print the segments and the best customers; with --segment all customers of it."""
    if not held:
        render.print_line(_nobody(query))
        for text in _left_out(counted):
            render.print_line(text, "dim")
        return
    currency = store.currency
    render.draw_table(_overview(currency), held, one_line=True)
    render.print_line()
    shown = chosen if query.segment else chosen[:_TOP]
    if shown:
        render.draw_table(_columns(), read_rows(store, query, shown), one_line=True)
    else:
        render.print_line(t("Nobody is in this segment."))
    if len(shown) < len(chosen):
        render.print_line(
            t("… and {count} more: crm rfm --segment CODE, or -o csv for all", count=len(chosen) - len(shown)), "dim"
        )
    for text in _notes(query, counted):
        render.print_line(text, "dim")


def _nobody(query: RfmQuery) -> str:
    if query.period or query.where:
        return t("No orders in this period and filter.")
    return render.empty_state(t("No orders yet."), report_options.first_command_hint(t("crm order Ann 12000")))


def shares(query: RfmQuery, found: Buyers, scores: Scores) -> list[Share]:
    """The segments that hold anybody, in the order of their definition."""
    choices = SEGMENTS[query.scheme.segments]
    count, total = len(found.no), sum(found.monetary) or 1
    held: dict[str, list[int]] = {code: [] for code in choices.codes()}
    for segment, money in zip(scores.segment, found.monetary, strict=True):
        held[segment].append(money)
    return [
        Share(choices.label(code), len(money), len(money) / count, sum(money), sum(money) / total)
        for code, money in held.items()
        if money
    ]


def _overview(currency: str) -> list[render.Column]:
    return [
        render.Column(t("Segment"), lambda one: one.label, flexible=True),
        render.Column("", lambda one: render.Bar(one.of_count, "cyan"), bar=18),
        render.Column(t("Number"), lambda one: one.count, right=True),
        render.Column(t("Share"), lambda one: percent(one.of_count), right=True),
        render.Column(t("Amount"), lambda one: money_text(one.money, currency), right=True),
        render.Column(t("Share"), lambda one: percent(one.of_money), right=True),
    ]


def _columns() -> list[render.Column]:
    return [
        render.Column(t("Name"), lambda one: str(one.customer), flexible=True),
        render.Column(t("Days"), lambda one: one.recency_days, right=True),
        render.Column(t("Orders"), lambda one: one.frequency, right=True),
        render.Column(t("Amount"), _amount, right=True),
        render.Column("RFM", lambda one: one.score, right=True),
        render.Column(t("Segment"), lambda one: one.segment, flexible=True),
    ]


def _amount(one: RfmRow) -> str:
    return money_text(one.monetary, one.currency)


def _notes(query: RfmQuery, counted: Counted) -> Iterator[str]:
    if query.unit == "company":
        yield t("Companies with orders up to {moment}: {count}.", count=counted.scored, moment=query.day)
    else:
        yield t("Customers with orders up to {moment}: {count}.", count=counted.scored, moment=query.day)
    if query.period:
        yield t("Orders within {period}.", period=report_options.span(query.period, query.as_of))
    if query.where:
        yield t("Filter: {filter}", filter=query.where)
    if query.scheme.segments == "cn8":
        yield t("Key or regular: by money. Otherwise: by days and orders. All compared with the mean.")
    said = {
        "r": t("Recency: the same for all, so it makes no difference."),
        "f": t("Frequency: the same for all, so it makes no difference."),
        "m": t("Money: the same for all, so it makes no difference."),
    }
    yield from (said[axis] for axis in counted.equal)
    yield from _left_out(counted)


def _left_out(counted: Counted) -> Iterator[str]:
    if counted.gifts:
        yield t("Orders of 0 are gifts and not counted: {count}.", count=counted.gifts)
