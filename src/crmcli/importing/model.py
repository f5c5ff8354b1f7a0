"""What an import is asked to do, what it found and did, as scripts see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from crmcli.core.choices import Choices, Coded
from crmcli.importing.formats.reader import FormOptions, ReadOptions


@dataclass(frozen=True, slots=True)
class ImportJob:
    """What is to be imported, and how. `kind` None is recognised from the header; `mapping` holds fields by header.

    `name` is what the file is called (`path` may be a copy of what came through a pipe); `on_duplicate` is update, skip or new.
    """

    path: Path
    name: str
    kind: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    reading: ReadOptions = field(default_factory=ReadOptions)
    forms: FormOptions = field(default_factory=FormOptions)
    on_duplicate: str = "update"
    strict: bool = False
    overwrite: bool = False
    pipeline: str | None = None
    create_nodes: bool = False


KINDS = Choices(
    "kind of data", customers="customers", touches="touches", orders="orders", payments="payments", followups="next steps",
    notes="notes",
)  # fmt: skip


class BadCellError(Exception):
    """One cell (or, with `field` empty, the row) that cannot be taken; `reason` is in the user's language."""

    def __init__(self, field: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.value, self.reason = field, value, reason


class Reject(NamedTuple):
    """A row that is not taken: where it begins as its format counts, from 1; the column's header, its cell, why."""

    line: int
    column: str
    value: str
    reason: str


class Mapped(NamedTuple):
    """What a column of the file became; `field` None where it is ignored. Counted are cells with content: `ignored` of a column
    without a field, `unread` ones that were left out because nothing can be made of them.
    """

    column: str
    field: str | None
    ignored: int = 0
    unread: int = 0


class Difference(NamedTuple):
    """What a row says of a customer who is known otherwise: where it begins, the field, what was kept and what it gives."""

    line: int
    customer: str
    field: str
    kept: str
    given: str


@dataclass(slots=True)
class Counts:
    """Rows of the kind itself; `customers`, `nodes` and `notes` are what came along with them."""

    new: int = 0
    updated: int = 0
    same: int = 0
    customers: int = 0
    notes: int = 0
    nodes: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)  # by field
    alike_companies: list[str] = field(default_factory=list)

    def wrote(self) -> bool:
        return bool(self.new or self.updated or self.customers or self.notes or self.nodes)


class Import(NamedTuple):
    """An import, done or (`dry_run`) tried; `first` are the first rows as understood, `guesses` what was found out and the
    option that overrules it, `sums` the lines of total rows and `expenses` those of money that went out: both are left out.
    """

    kind: Coded
    dry_run: bool
    new: int
    updated: int
    same: int
    rejected: int
    customers: int
    notes: int
    nodes: list[str]
    pipeline: str | None
    format: str
    encoding: str
    delimiter: str
    header_row: int
    mapping: list[Mapped]
    first: list[dict[str, Any]]
    rejects: list[Reject]
    differs: int
    differences: list[Difference]
    guesses: list[str]
    sums: list[int]
    expenses: list[int]
    refunds: list[int]
    alike_companies: list[str]

    @property
    def wrote(self) -> bool:
        """Whether anything came in."""
        return bool(self.new or self.updated or self.customers or self.notes or self.nodes)
