"""What a change did to next steps and promises."""

from typing import NamedTuple, Self

from crmcli.core.choices import Coded
from crmcli.core.dates.when import When, echo
from crmcli.core.i18n import t
from crmcli.core.sentence import Sentence
from crmcli.followups import due_rules
from crmcli.followups.model import TYPES, Key


class NextPlanned(NamedTuple):
    """A next step was planned; `due` is a wall-clock time, `rule` says how it comes again."""

    no: int
    key: str
    due: str
    text: str
    type: Coded
    rule: Sentence | None

    @property
    def kind(self) -> str:
        return "next_step"

    @classmethod
    def of(cls, no: int, due: str, text: str, type_: str, rrule: str | None = None) -> Self:
        """Make it from the values of the plan."""
        return cls(no, str(Key.of_step(no)), due, text, TYPES.shown(type_), due_rules.repeats(rrule))

    def said(self) -> str:
        """Say day, text and how it comes again."""
        said = f"{echo(When.from_text(self.due))} {self.text or self.type.label}"
        return f"{said} · {self.rule}" if self.rule else said

    def sentence(self) -> str:
        return t("next: {said} (f{no})", said=self.said(), no=self.no)


class NextOfSeries(NamedTuple):
    """What was done comes again; the next time is planned."""

    no: int
    key: str
    due: str

    @property
    def kind(self) -> str:
        return "next_step"

    def sentence(self) -> str:
        return t("next: {said} ({key})", said=echo(When.from_text(self.due)), key=self.key)


class SeriesEnded(NamedTuple):
    """What was done was the last of its series."""

    no: int
    key: str

    @property
    def kind(self) -> str:
        return "series_ended"

    def sentence(self) -> str:
        return t("that was the last of the series")


class Promised(NamedTuple):
    """The customer promised something for a wall-clock time."""

    no: int
    key: str
    due: str
    text: str

    @property
    def kind(self) -> str:
        return "promise"

    def sentence(self) -> str:
        return t("promised: {text}, {when} (f{no})", text=self.text, when=echo(When.from_text(self.due)), no=self.no)


class StepDone(NamedTuple):
    """A step was ticked off in the same change."""

    no: int
    key: str
    text: str

    @property
    def kind(self) -> str:
        return "step_done"

    def sentence(self) -> str:
        return t("done: {key}", key=self.key)


class _Planned(NamedTuple):
    """A step as it is planned; `due` is a wall-clock time, `rule` says how it comes again."""

    no: int
    key: str
    due: str
    text: str
    type: Coded
    rule: Sentence | None

    def __str__(self) -> str:
        what = f"{self.key} {echo(When.from_text(self.due))} {self.text or self.type.label}"
        return f"{what} ({self.rule})" if self.rule else what


class StepLeft(_Planned):
    """A step that stays planned although the deal came to an end or rests."""

    @property
    def kind(self) -> str:
        return "step_left_open"

    def sentence(self) -> str:
        return t("still planned: {what}", what=str(self))


class StepEnded(_Planned):
    """A step that was dropped because the deal came to an end or rests."""

    @property
    def kind(self) -> str:
        return "step_ended"

    def sentence(self) -> str:
        return t("dropped: {what}", what=str(self))


class StepDue(_Planned):
    """A step that is due and was not ticked off."""

    @property
    def kind(self) -> str:
        return "step_due"

    def sentence(self) -> str:
        return ""  # a notice says it, with the command that ticks it off


class CadenceChanged(NamedTuple):
    """The customer's contact interval became shorter, in days; `no` is the customer's."""

    no: int
    days: int
    before: int

    @property
    def kind(self) -> str:
        return "cadence"

    def sentence(self) -> str:
        return t("contact interval now {count} days (was {before})", count=self.days, before=self.before)


class CallPlanned(NextPlanned):
    """A next step was planned as one of many that the command names together."""

    def sentence(self) -> str:
        return ""
