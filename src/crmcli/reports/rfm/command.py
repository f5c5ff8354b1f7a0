"""crm rfm: who bought lately, often, much; scores and segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

import typer

from crmcli.core.choices import Cents, Coded
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.core.money import parse_money
from crmcli.customers.refs import Ref
from crmcli.reports.rfm.calc import (
    FEW,
    RULES,
    SEGMENTS,
    Buyers,
    Cuts,
    Scheme,
    Scored,
    Scores,
    check,
    equal,
    joined,
    ranked,
    score,
)
from crmcli.reports.shared import report_options
from crmcli.storage.store import Store
from crmcli.terminal import options, render, session

app = options.group(t("Reports"))

# What counts as a purchase, of an order `o`: one of 0 is a gift.
PURCHASE = "o.amount <> 0"


@dataclass(frozen=True, slots=True)
class Line:
    """One customer: days since the last order, orders and their sum in the window, scores from 1 (worst) to bins (best)."""

    customer: Ref
    recency_days: int
    frequency: int
    monetary: Cents
    currency: str
    r: int
    f: int
    m: int
    score: int | str
    segment: Coded | None


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: the options, read and checked; `segment` a code or None for all."""

    scheme: Scheme
    period: report_options.Period
    as_of: datetime
    where: str | None
    unit: str
    segment: str | None

    @property
    def day(self) -> date:
        """The local day of as-of; its orders count."""
        return self.as_of.astimezone().date()

    def params(self, scored: int, left_out: int, equal: Sequence[str]) -> dict[str, Any]:
        scheme = self.scheme
        return {
            "since": self.period.since, "until": self.period.until, "where": self.where, "per": self.unit,
            "rule": scheme.rule, "bins": scheme.bins, "segments": scheme.segments, "segment": self.segment, "scored": scored,
            "gifts": left_out, "equal": list(equal),
        }  # fmt: skip


Cut = Annotated[str | None, typer.Option(metavar="N,N,…", help=t("Thresholds of --rule fixed, rising."))]


@app.command(
    "rfm",
    help=t("Recency, frequency, money: scores and segments."),
    epilog=options.examples(
        "crm rfm", "crm rfm --since 2026-01-01 --segment 011", "crm rfm --segments en10 -o csv", "crm rfm --where tag:vip -o json"
    ),
)
def rfm(
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help=t("Only orders from this day on."))] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help=t("Only orders up to and with this day."))] = None,
    rule: Annotated[str, typer.Option("--rule", metavar="count|r|fixed", help=t("How values become scores."))] = "count",
    bins: Annotated[int, typer.Option("--bins", metavar="N", help=t("Scores run from 1 to N (2 to 10)."))] = 5,
    segments: Annotated[
        str, typer.Option("--segments", metavar="cn8|en10", help=t("Eight segments by the mean, or ten by the scores."))
    ] = "cn8",
    segment: Annotated[
        str | None, typer.Option("--segment", metavar="CODE", help=t("Only this segment, by code or name."))
    ] = None,
    r_cuts: Cut = None,
    f_cuts: Cut = None,
    m_cuts: Cut = None,
    per: report_options.Per = "customer",
    where: options.Where = None,
    as_of: options.AsOf = None,
) -> None:
    if segments not in SEGMENTS:
        raise UsageError(
            t("There are no segments {name!r}.", name=segments), t("Choose one of: {known}", known=", ".join(SEGMENTS))
        )
    scheme = check(Scheme(RULES.parse(rule), bins, segments, _cuts(r_cuts, f_cuts, m_cuts, session.store().currency)))
    wanted = SEGMENTS[segments].parse(segment) if segment else None
    question = Question(
        scheme, report_options.period(since, until), options.as_of_instant(as_of), where, report_options.UNIT.parse(per), wanted
    )
    store = session.store()
    found = buyers(store, question)
    _report(store, question, found, score(found, scheme))


def _cuts(r: str | None, f: str | None, m: str | None, currency: str) -> Cuts | None:
    given = [text for text in (r, f, m) if text is not None]
    if not given:
        return None
    if len(given) < len("rfm"):
        raise UsageError(t("The three cuts go together."), t("Give --r-cuts, --f-cuts and --m-cuts."))
    days, orders, money = (text.replace("，", ",").split(",") for text in given)
    return Cuts(tuple(map(_whole, days)), tuple(map(_whole, orders)), tuple(parse_money(text, currency) for text in money))


def _whole(text: str) -> int:
    if not text.strip().isdecimal():
        raise UsageError(
            t("{value!r} is no whole number.", value=text), t("Write it like {example}", example="--r-cuts 30,60,120,240")
        )
    return int(text)


def buyers(store: Store, question: Question) -> Buyers:
    """Who ordered in the window; with --per company the first buying contact stands for the firm."""
    conditions, parameters = _window(store, question)
    if question.unit == "company":
        who, source = "min(o.customer_no)", "orders o JOIN customers c ON c.no = o.customer_no"
        group = "coalesce(-c.company_no, c.no)"
    else:
        who, source, group = "o.customer_no", "orders o", "o.customer_no"
    # Downwards, since max() then meets the last date of each group first and need not change its mind.
    sql = (
        f"SELECT {who}, max(o.date), count(*), sum(o.amount) FROM {source} WHERE {conditions} AND {PURCHASE} "
        f"GROUP BY {group} ORDER BY {group} DESC"
    )
    no, last, frequency, monetary = tuple(zip(*store.each(sql, **parameters), strict=True)) or ((), (), (), ())
    days = {text: (question.day - date.fromisoformat(text)).days for text in set(last)}
    return Buyers(no, [days[text] for text in last], frequency, monetary)


def gifts(store: Store, question: Question) -> int:
    """How many orders of the window are no purchases and left out."""
    conditions, parameters = _window(store, question)
    return int(store.value(f"SELECT count(*) FROM orders o WHERE {conditions} AND NOT ({PURCHASE})", **parameters))


def _window(store: Store, question: Question) -> tuple[str, dict[str, Any]]:
    """The condition on orders `o`, and what is bound in it."""
    last = min(question.day, question.period.until or question.day)
    conditions, parameters = ["o.date <= :last"], {"last": last.isoformat()}
    if question.period.since:
        conditions.append("o.date >= :first")
        parameters["first"] = question.period.since.isoformat()
    if question.where:
        from crmcli.customers import filters

        selection = filters.where(store, question.where)
        conditions.append(f"o.customer_no IN (SELECT c.no FROM customers c WHERE {selection.sql})")
        parameters |= selection.parameters
    return " AND ".join(conditions), parameters


def lines(store: Store, question: Question, chosen: Sequence[Scored]) -> list[Line]:
    """The rows of the report."""
    people = report_options.refs(store, (one.no for one in chosen))
    currency = store.currency
    segments = {code: SEGMENTS[question.scheme.segments].of(code) for code in SEGMENTS[question.scheme.segments].codes()}
    return [
        Line(
            _named(people[one.no], question.unit), one.recency, one.frequency, Cents(one.monetary), currency,
            one.r, one.f, one.m, joined(one, question.scheme.bins), segments[one.segment],
        )
        for one in chosen
    ]  # fmt: skip


def _named(who: Ref, unit: str) -> Ref:
    return Ref(who.no, who.uid, who.company, who.company) if unit == "company" and who.company else who


def _report(store: Store, question: Question, found: Buyers, scores: Scores) -> None:
    count = len(found.no)
    if 0 < count < FEW:
        render.notice(t("Buyers: {count}. Below {few}, scores mean little.", count=count, few=FEW))
    chosen, left_out, same = ranked(found, scores, question.segment), gifts(store, question), equal(found)
    if session.current.form() == "table":
        from crmcli.reports.rfm import view

        counted = view.Counted(count, left_out, same)
        view.draw(store, question, view.shares(question, found, scores), chosen, counted)
    else:
        render.report(
            lines(store, question, chosen), table=[], params=question.params(count, left_out, same), as_of=question.as_of
        )
