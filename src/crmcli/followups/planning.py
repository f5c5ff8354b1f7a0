"""`--next WHEN --for TEXT --type TYPE`: the next step in the same breath as another command."""

from __future__ import annotations

from crmcli.followups import db, rules
from crmcli.followups.rows import TYPES
from crmcli.kernel import clock, dates
from crmcli.kernel.errors import UsageError
from crmcli.kernel.store import Store
from crmcli.kernel.words import t
from crmcli.terminal import show
from crmcli.terminal.clean import tidy_note

DEFAULT_TYPE = "keep"


def plan_option(store: Store, customer_no: int, when: str | None, text: str | None, kind: str | None) -> str:
    """Plan what the three options say; returns what to add to the sentence after the write, empty where nothing was asked.

    Raises UsageError for a date or type that is not understood, and for --for or --type without --next.
    """
    if when is None:
        if text is not None or kind is not None:
            raise UsageError(t("A next step needs its day."), t("Add {option}.", option="--next WHEN"))
        return ""
    no, said = plan_step(store, customer_no, when, text, kind)
    return " · " + t("next: {said} (f{no})", said=said, no=no)


def plan_step(
    store: Store, customer_no: int, when: str, text: str | None, kind: str | None, every: str | None = None
) -> tuple[int, str]:
    """Plan a step from its words, `every` how it comes again; returns its number and how it is said back (date, weekday, text)."""
    return plan_on(store, customer_no, future(when), text, kind, every)


def plan_on(
    store: Store, customer_no: int, day: dates.When, text: str | None, kind: str | None, every: str | None = None
) -> tuple[int, str]:
    """As `plan_step`, for a date that is understood already."""
    what, rule = tidy_note(text or ""), None
    kind = TYPES.parse(kind) if kind else DEFAULT_TYPE
    if every:
        from crmcli.followups import recurrence

        rule = recurrence.parse_rule(every, day, clock.now())
    no = db.plan(store, customer_no, day.text, what, kind, rule)
    return no, " · ".join(filter(None, (f"{dates.echo(day)} {what or TYPES.label(kind)}", rules.repeats(rule))))


def future(text: str) -> dates.When:
    """The day or time that a plan's words mean; one that lies behind is kept with a notice, since it is due at once."""
    now = clock.now()
    when = dates.parse_when(text, now, ahead=True)
    if when.date < now.date():
        show.notice(t("Note: {when} lies in the past.", when=dates.echo(when)))
    return when


def check_day(words: str) -> None:
    """Raises UsageError for words that are no day, while a person types them."""
    dates.parse_when(words, clock.now(), ahead=True)
