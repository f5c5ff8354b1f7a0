"""`--next WHEN --for TEXT --type TYPE`: the next step in the same breath as another command."""

from __future__ import annotations

from crmcli.followups import db
from crmcli.followups.effects import NextPlanned
from crmcli.followups.rows import TYPES
from crmcli.kernel import clock, dates
from crmcli.kernel.errors import UsageError
from crmcli.kernel.store import Store
from crmcli.kernel.words import t
from crmcli.terminal import show
from crmcli.terminal.clean import tidy_note

DEFAULT_TYPE = "keep"


def plan_option(store: Store, customer_no: int, when: str | None, text: str | None, kind: str | None) -> list[NextPlanned]:
    """Plan what the three options say; returns the step, none where nothing was asked.

    Raises UsageError for a date or type that is not understood, and for --for or --type without --next.
    """
    if when is None:
        if text is not None or kind is not None:
            raise UsageError(t("A next step needs its day."), t("Add {option}.", option="--next WHEN"))
        return []
    return [plan_step(store, customer_no, when, text, kind)]


def plan_step(
    store: Store, customer_no: int, when: str, text: str | None, kind: str | None, every: str | None = None
) -> NextPlanned:
    """Plan a step from its words, `every` how it comes again."""
    return plan_on(store, customer_no, future(when), text, kind, every)


def plan_on(
    store: Store, customer_no: int, day: dates.When, text: str | None, kind: str | None, every: str | None = None
) -> NextPlanned:
    """As `plan_step`, for a date that is understood already."""
    what, rule = tidy_note(text or ""), None
    kind = TYPES.parse(kind) if kind else DEFAULT_TYPE
    if every:
        from crmcli.followups import recurrence

        rule = recurrence.parse_rule(every, day, clock.now())
    no = db.plan(store, customer_no, day.text, what, kind, rule)
    return NextPlanned.of(no, day.text, what, kind, rule)


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
