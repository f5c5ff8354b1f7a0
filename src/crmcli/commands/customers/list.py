"""crm list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from crmcli.core import clock, region
from crmcli.core.choices import mark
from crmcli.core.i18n import t
from crmcli.core.money import money_text
from crmcli.customers import customer_queries, drift, filters
from crmcli.customers.customer import Customer
from crmcli.terminal import options, render, screen, session

app = options.group()
_MOVED = 3  # lines


def columns() -> list[render.Column]:
    """The columns of a list of customers on a terminal."""
    return [
        render.Column(t("No"), lambda one: f"c{one.no}", right=True),
        render.Column(t("Name"), lambda one: one.name, flexible=True),
        render.Column(t("Company"), lambda one: one.company, flexible=True, spare=11),
        render.Column(t("Phone"), lambda one: region.dialled(one.phones[0]) if one.phones else one.wechat, spare=22),
        render.Column(t("Status"), lambda one: one.status),
        render.Column(t("Node"), lambda one: one.node, flexible=True),
        render.Column(t("Grade"), lambda one: one.grade, spare=21),
        render.Column(t("Expected"), _expected, right=True, spare=9),
        render.Column(t("Next"), lambda one: _day(one.next_due), spare=10),
        render.Column(t("Drift"), _drift, spare=20),
    ]


def _day(due: str | None) -> str:
    """Month and day; the year too where it is another one."""
    if not due:
        return ""
    return due[5:10] if due[:4] == str(clock.today().year) else due[:10]


def _expected(one: Customer) -> str:
    return "" if one.expected_amount is None else money_text(one.expected_amount, one.currency)


def _drift(one: Customer) -> screen.Piece:
    """How the judgement moved, `3× +45 d −¥20,000`; a `!` in front where something about it is to be looked at again."""
    parts = [t("{count}× +{days} d", count=one.drift.pushed, days=one.drift.pushed_days)] if one.drift.pushed else []
    if one.drift.amount_change:
        parts.append(drift.signed(one.drift.amount_change, one.currency))
    moved = " ".join(parts)
    return (f"! {moved}".strip(), "yellow") if one.warnings else moved


def _warned(found: Sequence[Customer]) -> list[str]:
    """What the exclamation marks mean, each warning once."""
    labels = dict.fromkeys(warning.label for one in found for warning in one.warnings)
    return [f"! {' · '.join(labels)}"] if labels else []


@app.command(
    "list",
    cls=options.FilterCommand,
    epilog=options.examples(
        "crm list",
        "crm list status:lead grade:big -tag:cold --sort -amount",
        "crm list 'added:>=2026-01' 'field.budget:>5000000' contract",
        "crm list tag:vip -o ids | xargs crm tag --add focus",
    ),
)
def list_customers(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILTER",
            help=mark(
                "tag:vip -tag:cold source:… grade:big node:… status:lead 'expected:>10000' 'spent:>1000' 'last_order:<2026-01' "
                "'contacted:>60d' has:phone field.NAME:… text"
            ),
        ),
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option(
            "--sort",
            metavar="[-]FIELD",
            help=mark("no, name, added, company, contacted, due, amount, expected, grade, status; prefix with - to reverse."),
        ),
    ] = None,
    limit: options.Limit = None,
) -> None:
    store = session.store()
    selection = filters.select(store, words or [])
    found = customer_queries.listed(store, selection, sort, limit)
    empty = (
        t("No customers match this filter.")
        if words
        else render.empty_state(t("No customers yet."), t("crm add Ann --phone {phone}", phone=region.example_phone()))
    )
    params = {"filter": words or [], "sort": sort, "limit": limit}
    render.report(found, table=lambda rows: _draw(rows, customer_queries.count(store, selection)), params=params, empty=empty)


def _draw(found: Sequence[Customer], total: int) -> None:
    """The customers, one a line, and below them how many there are and what the table had no room for."""
    shown = render.draw_table(_said(found), found, one_line=True)
    for note in (t("{shown} of {total} customers", shown=len(found), total=total), *_left_out(shown, found), *_warned(found)):
        render.print_line(note, "dim")


def _left_out(shown: Sequence[render.Column], found: Sequence[Customer]) -> list[str]:
    """How judgements moved, below a table that had no room for it: of so many customers as three lines hold."""
    if any(column.title == t("Drift") for column in shown):
        return []
    moved = [f"c{one.no} {screen.text_of(cell)}" for one in found if (cell := _drift(one))]
    lines = screen.wrap_pieces([f"{t('Drift')}{t(': ')}{moved[0]}", *moved[1:]], " · ", screen.width()) if moved else []
    return lines[:_MOVED]


def _said(found: Sequence[Customer]) -> list[render.Column]:
    """The columns that have something to say; who it is always stays."""
    return [column for column in columns() if column.title in (t("No"), t("Name")) or any(column.cell(one) for one in found)]
