"""What a change did to the customer beside its own rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from crmcli.core.choices import Coded
from crmcli.core.i18n import t


@dataclass(frozen=True, slots=True)
class CustomerAdded:
    """A customer was added on the way."""

    no: int
    uid: str
    name: str
    company: str | None

    kind: ClassVar[str] = "customer"

    def sentence(self) -> str:
        return t("new: {name} (c{no})", name=self.name, no=self.no)


@dataclass(frozen=True, slots=True)
class NoteKept:
    """A note was kept."""

    no: int
    text: str

    kind: ClassVar[str] = "note"

    def sentence(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class ConcernAdded:
    """A worry or a rival came to light."""

    no: int
    concern: Coded
    text: str

    kind: ClassVar[str] = "concern"

    def sentence(self) -> str:
        return f"{self.concern.label} {self.text}"


@dataclass(frozen=True, slots=True)
class Woken:
    """The customer's rest ended; `no` is the customer's."""

    no: int

    kind: ClassVar[str] = "woken"

    def sentence(self) -> str:
        return t("awake again")


@dataclass(frozen=True, slots=True)
class FieldLearned:
    """A value of the portrait was learned."""

    name: str
    value: str

    kind: ClassVar[str] = "field"

    def sentence(self) -> str:
        return f"{self.name} {self.value}"


@dataclass(frozen=True, slots=True)
class SignAnswered:
    """A sign of the lead's quality was answered."""

    sign: Coded
    holds: bool

    kind: ClassVar[str] = "sign"

    def sentence(self) -> str:
        return f"{'✓' if self.holds else '✗'} {self.sign.label}"


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that came with a removed note or touch, and is a record of its own."""

    no: int
    record: Coded
    text: str

    kind: ClassVar[str] = "kept"

    def sentence(self) -> str:
        return t("stays: {record} {text}", record=self.record.label, text=self.text)


@dataclass(frozen=True, slots=True)
class RecordsRemoved:
    """What went with a removed customer, counted by table; `no` is the customer's."""

    no: int
    counts: dict[str, int]

    kind: ClassVar[str] = "records_removed"

    def sentence(self) -> str:
        return ""  # the command says how many in all
