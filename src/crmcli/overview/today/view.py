"""How the morning looks: one screen, the list first, what to do first at its foot. Parts that have nothing to say
are left out.
"""

import shutil
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from crmcli.core import region
from crmcli.core.dates.when import When, echo, weekday_name
from crmcli.core.i18n import t
from crmcli.core.money import money_text
from crmcli.followups import due_table
from crmcli.followups.first_plan import Candidate, FirstPlan
from crmcli.followups.model import REASONS, Due
from crmcli.overview.today.query import Money, Today
from crmcli.storage.store import Store
from crmcli.terminal import key_value_view, render, screen, stream

_LEAST, _MOST = 2, 5  # lines of a part beside the list, where the screen is short and where it is not
_LEAST_DUE = 3
_MARKS: dict[str, screen.Styled] = {"overdue": ("●", "red"), "today": ("●", "green"), "later": ("○", "dim")}
_NAME_ROOM = 14


class Part(NamedTuple):
    """A part beside the list: its title, what it counts, a line each, and the title's style."""

    title: str
    total: int
    lines: list[str]
    style: screen.Style


def draw(store: Store, one: Today) -> None:
    """Print it."""
    when = echo(When(date.fromisoformat(one.date)))
    heading = [when, t("customers: {count}", count=one.customers), t("due: {count}", count=len(one.due))]
    render.print_line(" · ".join(heading), "bold")
    if not one.customers:
        _welcome()
        return
    parts, foot = [part for part in _parts(one) if part.total], [*_money(one.money), *_action(one)]
    room = _height() - 1 - _height_of(foot)
    each = next((count for count in range(_MOST, _LEAST, -1) if _taken(parts, count) + len(one.due) <= room), _LEAST)
    _draw_due(store, one.due, room - _taken(parts, each), one.first_plan)
    for part in parts:
        render.print_line(screen.clip(part.title), part.style)
        for line in part.lines[:each]:
            render.print_line(screen.clip(line))
    key_value_view.draw(foot)


def _height() -> int:
    """The lines that the screen has for us; the last is the prompt's."""
    return max(shutil.get_terminal_size((80, 24)).lines, 16) - 1


def _taken(parts: Sequence[Part], each: int) -> int:
    return sum(1 + min(each, len(part.lines)) for part in parts)


def _draw_due(store: Store, lines: Sequence[Due], room: int, first_plan: FirstPlan | None) -> None:
    """As many as there is room for, one line each; what is not shown is counted."""
    if not lines:
        _draw_nothing(store, planned=first_plan is None)
        return
    shown = lines if len(lines) <= room else lines[: max(room - 1, _LEAST_DUE)]
    names = [_name(one) for one in shown]
    width, keys = max(map(screen.display_width, names)), max(len(one.key) for one in shown)
    for one, name in zip(shown, names, strict=True):
        mark, style = _MARKS[one.reason.code]
        what = screen.fit(f"{due_table.what(one)} · {one.reason.label}", screen.width() - width - keys - 5)
        stream.write(
            f"{screen.styled(mark, style)} {one.key:<{keys}} {name}{' ' * (width - screen.display_width(name))}  {what}\n"
        )
    if len(shown) < len(lines):
        render.print_line(t("… and {count} more: crm due", count=len(lines) - len(shown)), "dim")


def _name(one: Due) -> str:
    full = str(one.customer)
    return screen.fit(full if screen.display_width(full) <= _NAME_ROOM else one.customer.name, _NAME_ROOM)


def _draw_nothing(store: Store, *, planned: bool) -> None:
    if not planned:
        render.print_line(t("Nothing is due: no next steps are planned yet."))
        return
    from crmcli.core import clock
    from crmcli.followups.due_list import upcoming

    following = upcoming(store, clock.today())
    if following is None:
        render.print_line(t("Nothing is due or planned. Plan a step: crm next CUSTOMER WHEN TEXT"))
        return
    when, name, text, no = following
    said = t("Nothing is due. Next: {when} {name} {text} (f{no})", when=echo(When.from_text(when)), name=name, text=text, no=no)
    render.print_line(screen.clip(said))


def _parts(one: Today) -> list[Part]:
    free = [f"○ c{line.customer.no:<4} {' · '.join([due_table.name(line), *_beside(line)])}" for line in one.unplanned]
    waking = [
        f"○ c{rest.customer.no:<4} {_day(rest.until)} · {rest.customer}{f' · {rest.reason}' if rest.reason else ''}"
        for rest in one.waking
    ]
    return [
        *_first_plan(one.first_plan),
        Part(t("No next step: {count} (crm due --kind no_next)", count=one.unplanned_total), one.unplanned_total, free, "yellow"),
        _standing_still(one),
        Part(t("Active again within a week: {count}", count=len(waking)), len(waking), waking, "cyan"),
    ]


def _beside(line: Due) -> list[str]:
    """What else is said of who has nothing planned; of who has signed, the command that records the order."""
    beside = [str(fact) for fact in line.reason.facts[1:]]
    if line.reason.code == "signed":
        return [f"{REASONS.label('signed')}{t(': ')}{line.act}", *beside]
    return beside


def _first_plan(plan: FirstPlan | None) -> list[Part]:
    if plan is None:
        return []
    lines = [f"○ c{one.customer.no:<4} {one.customer}{_bought(one, plan.currency)}" for one in plan.customers]
    return [Part(t("Call first: {whom}, {count}", whom=plan.whom.label, count=plan.total), plan.total, lines, "cyan")]


def _bought(one: Candidate, currency: str) -> str:
    if not one.orders:
        return ""
    return t(
        " · last order {date}, {money} in total (orders: {count})",
        date=one.last_order,
        money=money_text(one.spent, currency),
        count=one.orders,
    )


def _standing_still(one: Today) -> Part:
    if one.stalled_total is None:
        return Part(t("Stalled deals take longer to count: crm stalled"), 1, [], "dim")
    lines = [f"▲ c{deal.customer.no:<4} {deal.customer} · {deal.node} · {deal.reason}" for deal in one.stalled]
    return Part(t("Stalled deals: {count} (crm stalled)", count=one.stalled_total), one.stalled_total, lines, "red")


def _day(text: str) -> str:
    return f"{text[5:10]} {weekday_name(date.fromisoformat(text[:10]))}"


def _height_of(facts: Sequence[key_value_view.Fact]) -> int:
    room = screen.width() - 2 - max((screen.display_width(fact.label) for fact in facts), default=0)
    return sum(len(screen.wrap_pieces(row, fact.between, room)) for fact in facts for row in fact.rows)


def _money(month: Money) -> list[key_value_view.Fact]:
    """What came in against last month, and what is still to come; silent where there is nothing of either."""

    def said(cents: int) -> str:
        return money_text(cents, month.currency)

    facts = []
    if month.received or month.received_last_month:
        sums = {
            "received": said(month.received),
            "same": said(month.received_last_month_same_day),
            "all": said(month.received_last_month),
        }
        facts.append(
            key_value_view.fact(
                t("Received this month"), t("{received} (last month by this day {same}, whole month {all})", **sums)
            )
        )
    coming = []
    if month.payments:
        coming.append(
            t("payments {money} (orders with a payment due: {count})", money=said(month.payments_due), count=month.payments)
        )
    if month.signings:
        coming.append(t("signings {money} (open customers with that signing date: {count})", money=said(month.signings_expected),
        count=month.signings))  # fmt: skip
    return [*facts, key_value_view.fact(t("Expected this month"), *coming)] if coming else facts


def _action(one: Today) -> list[key_value_view.Fact]:
    first = one.next_action
    plan = [key_value_view.Fact(t("Plan"), [[(one.first_plan.act, "bold")]])] if one.first_plan else []
    if first is None:
        return plan
    why = t("{rule} ({detail})", rule=first.rule.label, detail=first.why)
    return [*plan, key_value_view.Fact(t("Do this first"), [[f"{first.customer} · {first.text}", why], [(first.act, "bold")]])]


def _welcome() -> None:
    render.print_line(t("Your notebook is empty. Three ways to start:"))
    render.print_line("  " + t("crm add Ann --phone {phone} --next tomorrow", phone=region.example_phone()))
    render.print_line("  crm import contacts.csv")
    render.print_line("  crm demo")
