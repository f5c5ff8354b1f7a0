"""What a change did to next steps and promises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from crmcli.core.choices import Coded
from crmcli.core.dates.when import When, echo
from crmcli.core.i18n import t
from crmcli.core.sentence import Sentence
from crmcli.followups import due_rules
from crmcli.followups.model import TYPES, Key


@dataclass(frozen=True, slots=True)
class NextPlanned:
    """A next step was planned; `due` is a wall-clock time, `rule` says how it comes again."""

    no: int
    key: str
    due: str
    text: str
    type: Coded
    rule: Sentence | None

    kind: ClassVar[str] = "next_step"

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


@dataclass(frozen=True, slots=True)
class NextOfSeries:
    """What was done comes again; the next time is planned."""

    no: int
    key: str
    due: str

    kind: ClassVar[str] = "next_step"

    def sentence(self) -> str:
        return t("next: {said} ({key})", said=echo(When.from_text(self.due)), key=self.key)


@dataclass(frozen=True, slots=True)
class SeriesEnded:
    """What was done was the last of its series."""

    no: int
    key: str

    kind: ClassVar[str] = "series_ended"

    def sentence(self) -> str:
        return t("that was the last of the series")


@dataclass(frozen=True, slots=True)
class Promised:
    """The customer promised something for a wall-clock time."""

    no: int
    key: str
    due: str
    text: str

    kind: ClassVar[str] = "promise"

    def sentence(self) -> str:
        return t("promised: {text}, {when} (f{no})", text=self.text, when=echo(When.from_text(self.due)), no=self.no)


@dataclass(frozen=True, slots=True)
class StepDone:
    """A step was ticked off in the same change."""

    no: int
    key: str
    text: str

    kind: ClassVar[str] = "step_done"

    def sentence(self) -> str:
        return t("done: {key}", key=self.key)


@dataclass(frozen=True, slots=True)
class _Planned:
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


@dataclass(frozen=True, slots=True)
class StepLeft(_Planned):
    """A step that stays planned although the deal came to an end or rests."""

    kind: ClassVar[str] = "step_left_open"

    def sentence(self) -> str:
        return t("still planned: {what}", what=str(self))


@dataclass(frozen=True, slots=True)
class StepEnded(_Planned):
    """A step that was dropped because the deal came to an end or rests."""

    kind: ClassVar[str] = "step_ended"

    def sentence(self) -> str:
        return t("dropped: {what}", what=str(self))


@dataclass(frozen=True, slots=True)
class StepDue(_Planned):
    """A step that is due and was not ticked off."""

    kind: ClassVar[str] = "step_due"

    def sentence(self) -> str:
        return ""  # a notice says it, with the command that ticks it off


@dataclass(frozen=True, slots=True)
class CadenceChanged:
    """The customer's contact interval became shorter, in days; `no` is the customer's."""

    no: int
    days: int
    before: int

    kind: ClassVar[str] = "cadence"

    def sentence(self) -> str:
        return t("rhythm now {count} days (was {before})", count=self.days, before=self.before)


@dataclass(frozen=True, slots=True)
class CallPlanned(NextPlanned):
    """A next step was planned as one of many that the command names together."""

    def sentence(self) -> str:
        return ""
