"""What an import asks of a file format."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import BinaryIO, ClassVar, NamedTuple, TextIO

from crmcli.core.sentence import Sentence


class Record(NamedTuple):
    """One record and where it begins, counted from 1 as people count the format: the line, the card, the row of a sheet."""

    place: int
    cells: list[str]


class ReadOptions(NamedTuple):
    """What the user said about the file; None is found out."""

    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None


class FormOptions(NamedTuple):
    """What the user said of how columns are written; None is found out."""

    dates: str | None = None
    decimal: str | None = None
    unit: str | None = None
    currency: str | None = None


class Reader(ABC):
    """A file of one format being read: `records` are walked once and leave out those without content.

    `size` counts bytes, as `position` does: how far the reading has come.
    """

    code: ClassVar[str]  # its name in JSON and in the table of formats
    starts_with_bom: ClassVar[bool] = False  # rejects of it, so that spreadsheets read them
    encoding: str
    delimiter: str = ""  # where the format has one
    header: list[str]
    header_place: int = 1  # where it stands, as `Record.place`
    records: Iterator[Record]

    @classmethod
    @abstractmethod
    def sniff(cls, head: bytes, suffix: str) -> int:
        """Score from 0 (never) to 100 (surely) how well the file's first bytes and suffix, lower case, fit the format."""

    @abstractmethod
    def __init__(self, stream: BinaryIO, options: ReadOptions) -> None:
        """Begin to read the stream of ours, which can be read twice. Raises UsageError for what it cannot read, from `records`
        too.
        """
        self.stream, self.size = stream, stream.seek(0, 2)

    @staticmethod
    @abstractmethod
    def place_name(place: int) -> Sentence:
        """Tell where a record begins: line 12."""

    @abstractmethod
    def write_rejects(self, target: TextIO, reasons: Mapping[int, str]) -> None:
        """Write the records at these places in the file's own form, each with its reason, ready to be mended and read again."""

    @property
    def position(self) -> int:
        return self.size if self.stream.closed else min(self.stream.tell(), self.size)

    def close(self) -> None:
        self.stream.close()
