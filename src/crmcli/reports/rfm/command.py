"""crm rfm: who bought lately, often, much; scores and segments."""

from typing import Annotated, NamedTuple

import typer

from crmcli.core.choices import mark
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.core.money import parse_money
from crmcli.reports.rfm.calc import FEW, RULES, SEGMENTS, Buyers, Cuts, Scheme, Scores, check, equal, ranked, score
from crmcli.reports.rfm.query import RfmQuery, read_buyers, read_gifts, read_rows
from crmcli.reports.shared import report_options
from crmcli.reports.shared.report_options import ScopeInput
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session, stream
from crmcli.terminal.request import with_request

app = options.group()

Cut = Annotated[str | None, typer.Option(metavar="N,N,…", help=mark("Thresholds for --rule fixed, ascending."))]


class RfmRequest(NamedTuple):
    """The options of `crm rfm`, as typed."""

    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help=mark("Only orders since this day."))] = None
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help=mark("Only orders by this day."))] = None
    rule: Annotated[str, typer.Option("--rule", metavar="count|r|fixed", help=mark("How values become scores."))] = "count"
    bins: Annotated[int, typer.Option("--bins", metavar="N", help=mark("Score from 1 to N (2 to 10)."))] = 5
    segments: Annotated[
        str, typer.Option("--segments", metavar="cn8|en10", help=mark("Eight segments by the mean, or ten by the scores."))
    ] = "cn8"
    segment: Annotated[
        str | None, typer.Option("--segment", metavar="CODE", help=mark("Only this segment, by code or name."))
    ] = None
    r_cuts: Cut = None
    f_cuts: Cut = None
    m_cuts: Cut = None
    scope: ScopeInput = ScopeInput()


@app.command(
    "rfm",
    epilog=options.examples(
        "crm rfm", "crm rfm --since 2026-01-01 --segment 011", "crm rfm --segments en10 -o csv", "crm rfm --where tag:vip -o json"
    ),
)
@with_request(RfmRequest)
def rfm(request: RfmRequest) -> None:
    store = session.store()
    query = _understand(request, store.currency)
    found = read_buyers(store, query)
    _report(store, query, found, score(found, query.scheme))


def _understand(request: RfmRequest, currency: str) -> RfmQuery:
    """What the options mean. Raises UsageError for one that does not fit."""
    if request.segments not in SEGMENTS:
        raise UsageError(
            t("{name!r} is not a set of segments.", name=request.segments), t("Choose one of: {known}", known=", ".join(SEGMENTS))
        )
    scheme = check(Scheme(RULES.parse(request.rule), request.bins, request.segments, _cuts(request, currency)))
    wanted = SEGMENTS[request.segments].parse(request.segment) if request.segment else None
    period, scope = report_options.period(request.since, request.until), request.scope
    return RfmQuery(scheme, period, scope.instant(), scope.where, scope.unit(), wanted)


def _cuts(request: RfmRequest, currency: str) -> Cuts | None:
    given = [text for text in (request.r_cuts, request.f_cuts, request.m_cuts) if text is not None]
    if not given:
        return None
    if len(given) < len("rfm"):
        raise UsageError(t("The three cuts must be given together."), t("Give --r-cuts, --f-cuts and --m-cuts."))
    days, orders, money = (text.replace("，", ",").split(",") for text in given)
    return Cuts(tuple(map(_whole, days)), tuple(map(_whole, orders)), tuple(parse_money(text, currency) for text in money))


def _whole(text: str) -> int:
    if not text.strip().isdecimal():
        raise UsageError(
            t("{value!r} is not a whole number.", value=text), t("Write it like {example}", example="--r-cuts 30,60,120,240")
        )
    return int(text)


def _report(store: Store, query: RfmQuery, found: Buyers, scores: Scores) -> None:
    count = len(found.no)
    if 0 < count < FEW:
        stream.print_notice(t("Buyers: {count}. With fewer than {few}, scores mean little.", count=count, few=FEW))
    chosen, left_out, same = ranked(found, scores, query.segment), read_gifts(store, query), equal(found)
    if session.current.form() == "table":
        from crmcli.reports.rfm import view

        counted = view.Counted(count, left_out, same)
        view.draw(store, query, view.shares(query, found, scores), chosen, counted)
    else:
        render.report(read_rows(store, query, chosen), table=[], params=query.params(count, left_out, same), as_of=query.as_of)
