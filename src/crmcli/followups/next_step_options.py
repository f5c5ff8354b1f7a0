"""`--next WHEN --for TEXT --type TYPE`: the next step in the same breath as another command."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from crmcli.core import clock
from crmcli.core.dates import date_parser
from crmcli.core.dates.when import RefusedDateError, SeveralDatesError, When, echo
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.followups import followups
from crmcli.followups.effects import NextPlanned
from crmcli.followups.model import TYPES
from crmcli.storage.store import Store
from crmcli.terminal import options, stream
from crmcli.terminal.sanitize import clean_note

DEFAULT_TYPE = "keep"


class NextStepInput(NamedTuple):
    """A next step as asked for or chosen; words, not yet understood. Without a day there is none."""

    next_on: options.Next = None
    next_text: options.For = None
    next_type: options.Type = None


def plan_option(store: Store, customer_no: int, wanted: NextStepInput) -> list[NextPlanned]:
    """Plan what the three options say; returns the step, none where nothing was asked.

    Raises UsageError for a date or type that is not understood, and for --for or --type without --next.
    """
    if wanted.next_on is None:
        if wanted != NextStepInput():
            raise UsageError(t("A next step needs a day."), t("Add {option}.", option="--next WHEN"))
        return []
    return [plan_step(store, customer_no, wanted.next_on, wanted.next_text, wanted.next_type)]


def plan_step(
    store: Store, customer_no: int, when: str, text: str | None, kind: str | None, every: str | None = None
) -> NextPlanned:
    """Plan a step from its words, `every` how it comes again."""
    day, what = day_and_text(when, text)
    return plan_on(store, customer_no, day, what, kind, every)


def day_and_text(when: str, text: str | None) -> tuple[When, str | None]:
    """The day of a plan, and what to do on it, which stands behind the day or beside it; the day as `future` has it.

    Raises UsageError, also where both say what to do.
    """
    now = clock.now()
    day, more = split(when, now)
    if more and text:
        raise UsageError(t("The plan is given twice: {words}", words=f"{more} · {text}"), t("Omit one of them."))
    return _told(date_parser.not_passed(day, now), now), more or text


def plan_on(
    store: Store, customer_no: int, day: When, text: str | None, kind: str | None, every: str | None = None
) -> NextPlanned:
    """As `plan_step`, for a date that is understood already."""
    what, rule = clean_note(text or ""), None
    kind = TYPES.parse(kind) if kind else DEFAULT_TYPE
    if every:
        from crmcli.followups import recurrence

        rule = recurrence.parse_rule(every, day, clock.now())
    due = day.text
    return NextPlanned.of(followups.plan(store, customer_no, due, what, kind, rule), due, what, kind, rule)


def tell_off_rule(every: str, days: Iterable[When]) -> None:
    """Say which first days are none of the rule's, and when it comes then. Raises UsageError for a rule that
    is not understood.
    """
    from crmcli.followups import recurrence

    for day in dict.fromkeys(days):
        rule = recurrence.parse_rule(every, day, clock.now())
        if not recurrence.comes_on(rule, day, day.date):
            then = recurrence.resuming(rule, day, day)
            said = t("Note: the first day, {day}, does not match the rule.", day=echo(day))
            stream.print_notice(" ".join([said, *([t("The next one is on {day}.", day=echo(then))] if then else [])]))


def split(words: str, now: datetime) -> tuple[When, str]:
    """The day, and what to do on it, of `fri send quote`: the longest beginning that is a date. Raises UsageError where none
    is, and for a beginning that names several: `tomorrow at 7 call`.
    """
    parts = words.split()
    days = _days_of(parts, now)
    if not days:
        return date_parser.parse_when(words, now, ahead=True), ""
    (end, day), *shorter = days
    if end < len(parts) and parts[end - 1].isdecimal() and day.time and shorter[:1] == [(end - 1, When(day.date))]:
        (end, day), *_ = shorter  # `tomorrow 3 boxes` is of boxes, not of three o'clock
    return day, " ".join(parts[end:])


def _days_of(parts: list[str], now: datetime) -> list[tuple[int, When]]:
    """How many of the parts are a day, and which, the longest first."""
    found: list[tuple[int, When]] = []
    for end in range(len(parts), 0, -1):
        try:
            found.append((end, date_parser.parse_when(" ".join(parts[:end]), now, ahead=True)))
        except SeveralDatesError:
            counts = parts[end - 1].isdecimal() and parts[end - 2 : end - 1] not in (
                ["at"],
                ["@"],
            )  # `fri 3 samples` is of samples
            if not found and (end == len(parts) or not counts):
                raise
        except RefusedDateError:
            if end == len(parts):
                raise
        except UsageError:
            continue
    return found


def future(text: str, *, after_today: bool = False) -> When:
    """The day or time that a plan's words mean; a day that lies behind is kept with a notice, since it is due at once.

    Raises UsageError, also for an hour that is past. `after_today` as in `dates.parse_when`.
    """
    now = clock.now()
    return _told(date_parser.parse_plan(text, now, after_today=after_today), now)


def _told(when: When, now: datetime) -> When:
    if when.date < now.date():
        stream.print_notice(t("Note: {when} is in the past.", when=echo(when)))
    return when


def check_day(words: str) -> None:
    """Raises UsageError for words that are no day, while a person types them."""
    date_parser.parse_plan(words, clock.now())
