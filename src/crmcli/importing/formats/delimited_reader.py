"""Rows out of delimited files as people have them: any encoding, any delimiter, any length."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, TextIO

from crmcli.core.errors import UsageError
from crmcli.core.formula_escaping import guard, unguard
from crmcli.core.i18n import t
from crmcli.core.sentence import Sentence
from crmcli.core.text import one_line
from crmcli.importing.formats import header_row, text_encoding
from crmcli.importing.formats.format_table import foreign, read_head
from crmcli.importing.formats.reader import Reader, ReadOptions, Record

DELIMITERS = ",\t;|"
_WIDE_COMMA = "，"  # of headers that are known, else a comma of the text
_FIELD_LIMIT = 1 << 20
_SAMPLE, _LINES, _WIDE = 1 << 14, 20, 1000
_NUMBER = r"\d{5}"  # a line with a phone or an amount is no header


class DelimitedReader(Reader):
    """CSV and its kin; encoding and delimiter are found unless given.

    Raises UsageError when it is no delimited text, is empty or does not fit the encoding, and from `records` for a quote that
    never closes.
    """

    code = "delimited"
    starts_with_bom = True

    @classmethod
    def sniff(cls, head: bytes, suffix: str) -> int:
        """Fit whatever may be text: a little, so that a format which knows its own goes first."""
        return 0 if foreign(head, suffix) else 10

    def __init__(self, stream: BinaryIO, options: ReadOptions) -> None:
        super().__init__(stream, options)
        self.encoding = text_encoding.find(stream, options.encoding)
        decoder = codecs.getincrementaldecoder(self.encoding)(errors="replace")
        sample = decoder.decode(read_head(stream)).removeprefix("\ufeff")
        declared = re.match(r'"?sep=(.)"?\r?\n?', sample, re.IGNORECASE)
        given = options.delimiter
        self.delimiter = _given_delimiter(given) if given else declared.group(1) if declared else _found_delimiter(sample)
        stream.seek(0)
        lines = io.TextIOWrapper(stream, encoding=self.encoding, newline="")
        self.records = _records(lines, self.delimiter, skip=1 if declared else 0)
        header, self.records = header_row.find(self.records, options.header_row)
        self.header, self.header_place = [one_line(cell) for cell in header.cells], header.place

    @staticmethod
    def place_name(place: int) -> Sentence:
        return Sentence("line {line}", line=place)

    def write_rejects(self, target: TextIO, reasons: Mapping[int, str]) -> None:
        writer = csv.writer(target, delimiter=self.delimiter)
        writer.writerow([*self.header, t("reason")])
        for line, cells in self.records:
            if line in reasons:
                missing = [""] * (len(self.header) - len(cells))
                writer.writerow([*(guard(unguard(cell)) for cell in cells), *missing, reasons[line]])


def _given_delimiter(delimiter: str) -> str:
    char = {"\\t": "\t", "tab": "\t"}.get(delimiter.lower(), delimiter)
    if len(char) != 1 or char in '"\r\n\0':
        raise UsageError(
            t("A delimiter is one character, not {delimiter}", delimiter=repr(delimiter)), t("For example , or ; or | or tab")
        )
    return char


def _found_delimiter(sample: str) -> str:
    """The one that parts a line into most known headers; else the one that stands most often in the first line outside quotes,
    and among equals the one the next lines hold as often.
    """
    plain = re.sub(r'"[^"]*"', lambda quoted: re.sub(r"\W", " ", quoted[0]), sample[:_SAMPLE])
    lines = [line for line in plain.splitlines() if line.strip()][:_LINES] or [""]
    header, *following = lines
    telling = [line for line in lines if not re.search(_NUMBER, line)]

    def weight(char: str) -> tuple[int, int, int]:
        known = max((header_row.known(line.split(char)) for line in telling if line.count(char) < _WIDE), default=0)
        times = header.count(char)
        return known if known > 1 else 0, times, sum(line.count(char) == times for line in following[:10])

    best = max(DELIMITERS + _WIDE_COMMA, key=weight)
    return best if best != _WIDE_COMMA or weight(best)[0] else max(DELIMITERS, key=weight)


def _records(lines: io.TextIOWrapper, delimiter: str, skip: int) -> Iterator[Record]:
    """Records with content and the line where each begins; `skip` lines stand before the first."""
    csv.field_size_limit(_FIELD_LIMIT)
    with lines:
        for _ in range(skip):
            lines.readline()
        reader = csv.reader(_clean_lines(lines, skip), delimiter=delimiter, skipinitialspace=True, strict=True)
        while True:
            line = skip + reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise _broken_record(error, line) from None
            if "".join(cells).strip():
                yield Record(line, cells)


def _clean_lines(lines: Iterator[str], skip: int) -> Iterator[str]:
    for number, line in enumerate(lines, skip + 1):
        if "\0" in line:
            raise UsageError(t("Line {line} contains a zero byte: this is not a text file", line=number))
        yield line.removeprefix("\ufeff") if number == 1 else line


def _broken_record(error: csv.Error, line: int) -> UsageError:
    if "limit" in str(error):
        message = t("The record in line {line} contains a field longer than {limit} characters", line=line, limit=_FIELD_LIMIT)
    else:
        message = t("The quote that opens in line {line} is not closed, or a quote inside the field is not escaped", line=line)
    return UsageError(message, t('Write a quote inside quotes twice: "a ""b"" c"'))
