"""crm show: the plane of the method, one customer or firm on one screen."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.customers import companies, db, resolve, timeline
from crmcli.customers.card import Customer, Shown
from crmcli.customers.cli import method
from crmcli.customers.fields import every
from crmcli.kernel import clock
from crmcli.kernel.errors import NotFoundError
from crmcli.kernel.money import money_text
from crmcli.kernel.store import Store
from crmcli.kernel.words import t
from crmcli.terminal import context, options, show

app = options.group(t("Customers"))
_LAST = 6


@app.command(
    "show",
    help=t("All of one customer or firm on one screen."),
    epilog=options.examples("crm show 张三", "crm show 13800138000 -o json", "crm show 华信科技"),
)
def show_one(
    customer: Annotated[
        str, typer.Argument(metavar="CUSTOMER|COMPANY", help=t("Number, name, phone, mail, WeChat, pinyin or initials."))
    ],
) -> None:
    store = context.store()
    try:
        ref = resolve.one(store, customer)
    except NotFoundError:
        if not companies.candidates(store, customer):
            raise
        show_company(store, companies.one(store, customer))
        return
    show.report([method.shown(store, db.card(store, ref.no))], table=lambda rows: _draw(store, rows[0]))


def show_company(store: Store, company: companies.Company) -> None:
    """The firm and its people; for scripts the company object."""
    show.report([company], table=lambda _rows: _draw_company(store, company))


def _draw_company(store: Store, company: companies.Company) -> None:
    show.line(company.name, style="bold")
    for text in (company.address, company.note):
        if text:
            show.line(text)
    people = [db.card(store, ref.no) for ref in companies.members(store, company.no)]
    show.line(t("{count} people, ordered {amount}", count=len(people), amount=money_text(company.ordered, company.currency)))
    from crmcli.customers.cli.browse import columns

    show.draw([column for column in columns() if column.title != t("Company")], people)


def _draw(store: Store, one: Shown) -> None:
    firm = f" · {one.company}" if one.company and one.company != one.name else ""
    job = f" · {one.title}" if one.title else ""
    show.line(f"{one.name}  c{one.no}  {one.status.label}{firm}{job}", style="bold")
    reach = [
        *one.phones,
        *(f"{t('WeChat')} {one.wechat}" for _ in [0] if one.wechat),
        *one.emails,
        *(f"QQ {one.qq}" for _ in [0] if one.qq),
    ]
    _fact("", " · ".join(reach) or t("no way to reach them yet"))
    _fact(t("Address"), one.address)
    _fact(t("Source"), " · ".join(filter(None, [one.source, one.referrer and t("referred by {name}", name=one.referrer)])))
    _fact(t("Tags"), " ".join(one.tags))
    _fact(t("Birthday"), one.birthday and _birthday(one.birthday))
    _fact(t("Nodes"), _path(store, one.no))
    _fact(t("Qualification"), _judgement(one))
    for label, text in method.facts(store, one):
        _fact(label, text)
    _fact(t("Money"), _money(store, one))
    _fact(t("Portrait"), " · ".join(f"{name} {value}" for name, value in one.fields.items()))
    unknown = [field.name for field in every(store) if field.name not in one.fields]
    _fact(t("Ask next"), " · ".join(unknown[:5]))
    _history(store, one.no)
    _next_steps(store, one.no)


def _fact(label: str, text: str | None) -> None:
    if text:
        show.paragraph(f"{label}{t(': ') if label else ''}{text}", "  ")


def _birthday(canonical: str) -> str:
    from crmcli.kernel.birthdays import birthday_text

    return birthday_text(canonical)


def _path(store: Store, no: int) -> str:
    """The nodes of the pipeline in use, ticked with the date of the last touch there."""
    from crmcli.touches import pipelines

    sql = "SELECT node_no, max(at) FROM touches WHERE customer_no = :no GROUP BY node_no"
    reached = dict(store.each(sql, no=no))
    if not reached:
        return ""
    marks = []
    for node in pipelines.nodes(store, pipelines.of_customer(store, no), retired=True):
        at = reached.get(node.no)
        if at:
            marks.append(f"✓{node.name} {clock.from_utc_text(at):%m-%d}")
        elif not node.retired:
            marks.append(f"○{node.name}")
    return " → ".join(marks)


def _judgement(one: Customer) -> str:
    amount = None if one.expected_amount is None else money_text(one.expected_amount, one.currency)
    parts = [
        one.verdict and one.verdict.label,
        one.grade and one.grade.label,
        one.expected_on and t("sign by {date}", date=one.expected_on),
        amount,
    ]
    return " · ".join(part for part in parts if part) or t("not judged yet (crm qualify c{no})", no=one.no)


def _money(store: Store, one: Customer) -> str:
    orders, ordered, last = next(
        store.each("SELECT count(*), coalesce(sum(amount), 0), max(date) FROM orders WHERE customer_no = :no", no=one.no)
    )
    paid = store.value("SELECT coalesce(sum(amount), 0) FROM payments WHERE customer_no = :no", no=one.no)
    if not orders and not paid:
        return ""
    said = t("{count} orders, {amount}, last {date}", count=orders, amount=money_text(ordered, one.currency), date=last or "–")
    rest = ordered - paid
    open_text = t("open {amount}", amount=money_text(rest, one.currency)) if rest > 0 else ""
    return " · ".join(filter(None, [said, t("paid {amount}", amount=money_text(paid, one.currency)), open_text]))


def _history(store: Store, no: int) -> None:
    events = timeline.events(store, no)
    show.line(t("Last"), style="bold")
    for event in events[-_LAST:][::-1]:
        what = event.node or event.kind.label
        show.line(show.clipped(f"  {clock.from_utc_text(event.at):%Y-%m-%d}  {what}{t(': ') if event.text else ''}{event.text}"))
    if len(events) > _LAST:
        show.line("  " + t("{count} more: crm timeline c{no}", count=len(events) - _LAST, no=no), style="dim")


def _next_steps(store: Store, no: int) -> None:
    from crmcli.followups.rows import TYPES

    sql = """SELECT no, due, type, text FROM followups WHERE customer_no = :no AND kind = 'followup' AND done_at IS NULL AND cancelled_at IS NULL ORDER BY due"""
    show.line(t("Next"), style="bold")
    steps = list(store.each(sql, no=no))
    for number, due, kind, text in steps:
        late = "  " + t("overdue") if due[:10] < clock.today().isoformat() else ""
        show.line(f"  {due.replace('T', ' ')}  f{number}  {TYPES.label(kind)}{t(': ') if text else ''}{text}{late}")
    if not steps:
        show.line("  " + t("nothing planned: crm next c{no} tomorrow …", no=no), style="yellow")
