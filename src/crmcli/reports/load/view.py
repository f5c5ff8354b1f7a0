"""The load on a terminal: what is open and planned against what was done a week, then who may rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crmcli.core.format_duration import days
from crmcli.core.i18n import t
from crmcli.nurture.model import Load, ParkCandidate, Week
from crmcli.nurture.workload import DAYS, LEAST_WEEKS
from crmcli.terminal import key_value_view, render, screen

LINES = 10


def nobody(found: Load) -> str:
    """Why nobody is proposed."""
    if found.over:
        return t("No suggestions: the others are due soon, about to sign, promising, or new.")
    if found.limit and found.limit == found.open:
        return t("You are exactly at the limit; nobody has to be parked.")
    if found.limit:
        return t("There is room for {count} more; nobody has to be parked.", count=found.limit - found.open)
    if found.verdict.code == "unknown":
        return t(
            "Not known yet whether there are too many, so there are no suggestions. Set your own limit: crm config "
            "set capacity 60"
        )
    return t("There is room for more: the overdue count has not grown for three weeks. Nobody has to be parked.")


def draw(found: Load, limit: int | None) -> None:
    """Print the load, then who could be parked."""
    key_value_view.draw(_facts(found))
    render.print_line()
    if not found.park:
        render.print_line(nobody(found))
        return
    render.print_line(t("Could be parked, least interested first:"), "bold")
    shown = found.park[: limit or LINES]
    render.draw_table(_columns(shown), shown, one_line=True)
    if len(found.park) > len(shown):
        render.print_line(
            t("… and {count} more: add --limit {total}", count=len(found.park) - len(shown), total=len(found.park)), "dim"
        )
    if len(found.park) < found.over:
        render.print_line(t("No more suggestions: the others are due soon, about to sign, promising, or new."))
    who = found.park[0].customer.no
    render.print_line(t("Park all: crm load --park 90d · one: crm park c{no} --until 90d", no=who))


def _facts(found: Load) -> Iterator[key_value_view.Fact]:
    limit = t("limit {limit}, {basis}", limit=found.limit, basis=found.basis.label) if found.limit else None
    over: screen.Piece | None = (t("{count} too many", count=found.over), "red") if found.over and found.limit else None
    verdict: screen.Piece | None = None if found.limit else (found.verdict.label, "red" if found.over else "")
    yield key_value_view.fact(t("Open customers"), str(found.open), limit, over, verdict)
    yield key_value_view.fact(t("Contacts per week"), *_done(found))
    if found.done_per_week and found.open:
        every = days(found.open / found.done_per_week * DAYS)
        yield key_value_view.fact(t("Each is contacted"), t("every {span}", span=every), _gap(found))
    yield key_value_view.fact(t("Planned"), *_planned(found))
    if found.backlog:
        yield key_value_view.fact(t("Overdue at end of week"), " ".join(str(one.count) for one in found.backlog))


def _done(found: Load) -> Iterator[str]:
    if found.done_per_week is None:
        yield t("not known yet: {count} full weeks, {least} required", count=len(found.done), least=LEAST_WEEKS)
        return
    yield f"{found.done_per_week:g}"
    yield t("at most {count} in 90% of weeks", count=f"{found.capacity:g}")
    yield t("last {weeks} weeks: {counts}", weeks=len(found.done), counts=" ".join(str(one.count) for one in found.done))


def _gap(found: Load) -> str:
    return t("usually {span} so far", span=days(found.gap_days)) if found.gap_days else ""


def _planned(found: Load) -> Iterator[screen.Piece]:
    if found.overdue:
        yield t("overdue {count}", count=found.overdue), "red"
    for number, week in enumerate(found.planned):
        said = f"{_week(number, week)} {week.count}"
        full = found.done_per_week is not None and week.count > found.done_per_week
        yield (said, "yellow") if full else said
    if found.later:
        yield t("later {count}", count=found.later)


def _week(number: int, week: Week) -> str:
    return (t("this week"), t("next week"))[number] if number < 2 else t("from {day}", day=week.monday[5:])  # noqa: PLR2004


def _columns(some: Sequence[ParkCandidate]) -> list[render.Column]:
    columns = [
        render.Column(t("No"), lambda one: f"c{one.customer.no}", right=True),
        render.Column(t("Customer"), lambda one: str(one.customer), flexible=True),
        render.Column(t("Buying intent"), lambda one: one.intent),
        render.Column(t("Grade"), lambda one: one.grade),
        render.Column(t("Next"), lambda one: one.next_due and one.next_due[5:10]),
        render.Column(t("Why"), lambda one: " · ".join(reason.label for reason in one.intent_reasons), flexible=True, spare=10),
    ]
    return [column for column in columns if any(column.cell(one) for one in some)]


def notes(found: Load, weeks: int) -> Iterator[str]:
    """How it was counted."""
    yield t(
        (
            "Contacts: touches, two-way notes and completed steps; a customer counts once a day. Median of up to "
            "{weeks} full weeks."
        ),
        weeks=weeks,
    )
    if found.limit:
        return
    yield t(
        "Too many: the steps overdue at the end of the week (planned and due before then, not completed) grew for "
        "three weeks in a row."
    )
    if found.verdict.code == "unknown":
        yield t("This needs {weeks} full weeks; or set your own limit: crm config set capacity 60", weeks=LEAST_WEEKS)
