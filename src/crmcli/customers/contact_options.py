"""Reading what touches and notes have in common: when, by which channel, in which direction."""

from __future__ import annotations

from crmcli.core import clock
from crmcli.core.choices import Instant, parse_optional
from crmcli.core.dates.when import echo
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.customers.vocabulary import CHANNELS
from crmcli.terminal.sanitize import clean_note
from crmcli.terminal.standard_input import text_or_input


def moment(text: str | None) -> Instant:
    """`--at` as a stored instant: now where nothing is said, noon for a date alone. A time to come is refused."""
    now = clock.now()
    if not text:
        return Instant(clock.utc_text(now))
    from crmcli.core.dates import date_parser

    when = date_parser.parse_when(text, now, ahead=False)
    instant = when.instant()
    if when.date > now.date() or (when.time is not None and instant > now):
        raise UsageError(
            t("{when} is in the future.", when=echo(when)),
            t("Plan it instead: crm next CUSTOMER WHEN TEXT"),
        )
    return Instant(clock.utc_text(min(instant, now)))


def note_text(text: str) -> str:
    """The words of a note, `-` those of standard input; raises UsageError where there are none."""
    if words := clean_note(text_or_input(text)):
        return words
    raise UsageError(t("The note is empty."), t("Give at least one letter."))


def channel_of(text: str | None) -> str | None:
    """The channel's code, or None."""
    return parse_optional(CHANNELS, text)


def direction_of(incoming: bool, outgoing: bool, no_answer: bool) -> str | None:
    """One of in, out, no_answer; raises UsageError where several are given."""
    given = [code for code, is_given in (("in", incoming), ("out", outgoing), ("no_answer", no_answer)) if is_given]
    if len(given) > 1:
        raise UsageError(t("--in, --out and --no-answer cannot be combined."))
    return given[0] if given else None
