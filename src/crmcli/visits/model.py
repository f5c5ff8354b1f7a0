"""A visit, an objection and a prep sheet as reports and scripts see them."""

from dataclasses import dataclass
from typing import NamedTuple

from crmcli.core.choices import Coded, Instant
from crmcli.customers.refs import Ref


class Line(NamedTuple):
    """One line of a sheet; `text` None where nothing is known, which prints as a blank to fill in."""

    label: str
    text: str | None = None

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.label, self.text)))


class Section(NamedTuple):
    """A titled part of a sheet; `form` is how its lines look: text, tick (a box before each) or ask (numbered questions)."""

    code: str
    title: str
    form: str
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        return f"{self.title}: {' / '.join(map(str, self.lines))}"


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit: `planned_for` and `step` (the key of its next step) before it, `recorded_at`, result and closing after it."""

    no: int
    uid: str
    customer: Ref
    purpose: Coded
    planned_for: str | None
    step: str | None
    recorded_at: Instant | None
    result: str | None
    closing: Coded | None


@dataclass(frozen=True, slots=True)
class PrepSheet(Visit):
    """A planned visit with its prep sheet."""

    sheet: tuple[Section, ...]


class Objection(NamedTuple):
    """An objection of the seller's own book: `no` its latest entry, `uses` how often it was entered, `last_at` when last."""

    no: int
    kind: Coded
    text: str
    answer: str | None
    uses: int
    last_at: Instant
    customers: tuple[str, ...]
