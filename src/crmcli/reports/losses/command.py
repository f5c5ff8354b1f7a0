"""crm losses: deals lost and buyers who left, by reason, node, source, grade, worry or rival."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated

import typer

from crmcli.core.choices import Coded
from crmcli.core.i18n import t
from crmcli.core.money import money_text
from crmcli.customers.lead_sources import channel, coded
from crmcli.customers.vocabulary import GRADE, LOSS_REASONS
from crmcli.pipelines import pipelines
from crmcli.reports.losses.calc import BY, KIND, Case, Losses, rows
from crmcli.reports.losses.query import Reader
from crmcli.reports.shared import deal_histories, report_options
from crmcli.terminal import options, render, screen, session

app = options.group(t("Reports"))
_STYLE: dict[str, screen.Style] = {"lost_deal": "red", "churned": "yellow"}


@app.command(
    "losses",
    help=t("Lost deals and buyers who left: why, where and after how long."),
    epilog=options.examples("crm losses", "crm losses --by node", "crm losses --by rival --since 2026-01-01 -o csv"),
)
def losses(
    by: Annotated[
        str, typer.Option("--by", metavar="WHAT", help=t("What to count by: reason, node, source, grade, worry, rival."))
    ] = "reason",
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help=t("Only who was lost from this day on."))] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help=t("Only who was lost up to and with this day."))
    ] = None,
    per: report_options.Per = "customer",
    where: options.Where = None,
    as_of: options.AsOf = None,
) -> None:
    store = session.store()
    wanted = BY.parse(by)
    asked = deal_histories.Scope(
        pipelines.current(store),
        options.as_of_instant(as_of),
        where,
        report_options.UNIT.parse(per),
        report_options.period(since, until),
    )
    reader, currency = Reader(store, asked), store.currency
    cases = [*reader.lost_deals(wanted), *reader.churned(wanted)]
    found = rows(_by_channel(cases) if wanted == "source" else cases, wanted, _named(wanted), currency)
    params = {"by": wanted} | {
        key: value for key, value in asked.params().items() if key != "pipeline"
    }  # losses are those of all pipelines
    lost, won_back = reader.won_back()
    params |= {"lost": lost, "won_back": won_back}
    nothing = t("No deal lost and no buyer gone.") + (f"\n{_returned(lost, won_back)}" if won_back else "")
    render.report(
        found,
        table=lambda some: render.draw_table(_columns(wanted), some, one_line=True),
        params=params,
        as_of=asked.as_of,
        notes=_notes(asked, found, (lost, won_back)),
        empty=nothing,
    )


def _by_channel(cases: Iterable[Case]) -> list[Case]:
    """The cases under the channels of their sources."""
    return [case._replace(keys=tuple(map(channel, case.keys))) for case in cases]


def _named(by: str) -> Callable[[str], Coded | str | None]:
    """How a key is shown: reasons, grades and channels are the program's own values, the rest are the seller's words."""
    return {"reason": LOSS_REASONS.of, "grade": GRADE.of, "source": coded}.get(by, str)


def _columns(by: str) -> list[render.Column]:
    from crmcli.core.format_duration import days
    from crmcli.reports.shared.shares import percent

    return [
        render.Column("", lambda one: (one.kind.label, _STYLE[one.kind.code]), flexible=True),
        render.Column(BY.label(by).capitalize(), lambda one: one.key or (t("not known"), "dim"), flexible=True),
        render.Column("", lambda one: render.Bar(one.share, _STYLE[one.kind.code]), bar=10),
        render.Column(t("Cases"), lambda one: one.count, right=True),
        render.Column(t("Share"), lambda one: percent(one.share), right=True),
        render.Column(t("Half within"), lambda one: days(one.median_days), right=True, spare=13),
        render.Column(t("Amount"), lambda one: money_text(one.amount, one.currency) if one.amount else "–", right=True),
    ]


def _returned(lost: int, won_back: int) -> str:
    return t("Losses: {count}; of these reopened or followed by an order: {won}.", count=lost, won=won_back)


def _notes(asked: deal_histories.Scope, found: list[Losses], returned: tuple[int, int]) -> Iterator[str]:
    kinds = {one.kind.code for one in found if one.kind}
    yield t("Up to {moment}; share of all cases of that kind.", moment=report_options.moment(asked.as_of))
    lost, won_back = returned
    if won_back:
        yield _returned(lost, won_back)
    if "lost_deal" in kinds:
        yield t("{kind}: not reopened; time from the first touch; amount expected.", kind=KIND.label("lost_deal"))
    if "churned" in kinds:
        yield t("{kind}: no order for longer than twice their mean gap and mean + 2 SD.", kind=KIND.label("churned"))
        yield t("They ordered on three days or more; time since the last order; amount bought.")
    if asked.period:
        yield t("Lost, or last bought, within {period}.", period=report_options.span(asked.period, asked.as_of))
    yield from report_options.notes(asked.unit, asked.where)
