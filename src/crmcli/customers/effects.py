"""What a change did to the customer beside its own rows."""

from typing import NamedTuple

from crmcli.core.choices import Coded
from crmcli.core.i18n import t


class CustomerAdded(NamedTuple):
    """A customer was added on the way."""

    no: int
    uid: str
    name: str
    company: str | None

    @property
    def kind(self) -> str:
        return "customer"

    def sentence(self) -> str:
        return t("new: {name} (c{no})", name=self.name, no=self.no)


class NoteKept(NamedTuple):
    """A note was kept."""

    no: int
    text: str

    @property
    def kind(self) -> str:
        return "note"

    def sentence(self) -> str:
        return ""


class ConcernAdded(NamedTuple):
    """A worry or a rival came to light."""

    no: int
    concern: Coded
    text: str

    @property
    def kind(self) -> str:
        return "concern"

    def sentence(self) -> str:
        return f"{self.concern.label} {self.text}"


class Woken(NamedTuple):
    """The customer's rest ended; `no` is the customer's."""

    no: int

    @property
    def kind(self) -> str:
        return "woken"

    def sentence(self) -> str:
        return t("active again")


class FieldLearned(NamedTuple):
    """A value of the portrait was learned."""

    name: str
    value: str

    @property
    def kind(self) -> str:
        return "field"

    def sentence(self) -> str:
        return f"{self.name} {self.value}"


class SignAnswered(NamedTuple):
    """A sign of the lead's quality was answered."""

    sign: Coded
    holds: bool

    @property
    def kind(self) -> str:
        return "sign"

    def sentence(self) -> str:
        return f"{'✓' if self.holds else '✗'} {self.sign.label}"


class Kept(NamedTuple):
    """Something that came with a removed note or touch, and is a record of its own."""

    no: int
    record: Coded
    text: str

    @property
    def kind(self) -> str:
        return "kept"

    def sentence(self) -> str:
        return t("kept: {record} {text}", record=self.record.label, text=self.text)


class RecordsRemoved(NamedTuple):
    """What went with a removed customer, counted by table; `no` is the customer's."""

    no: int
    counts: dict[str, int]

    @property
    def kind(self) -> str:
        return "records_removed"

    def sentence(self) -> str:
        return ""  # the command says how many in all
