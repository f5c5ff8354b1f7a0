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
from crmcli.importing.formats.format_table import foreign, not_text, read_head
from crmcli.importing.formats.reader import Reader, ReadOptions, Record

DELIMITERS = ",\t;|"
_BLOCK = 1 << 16
_FIELD_LIMIT = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f]")


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
        self.encoding = _encoding(stream, options.encoding)
        decoder = codecs.getincrementaldecoder(self.encoding)(errors="replace")
        sample = decoder.decode(read_head(stream)).removeprefix("\ufeff")
        declared = re.match(r"sep=(.)\r?\n?", sample, re.IGNORECASE)
        given = options.delimiter
        self.delimiter = _given_delimiter(given) if given else declared.group(1) if declared else _found_delimiter(sample)
        stream.seek(0)
        lines = io.TextIOWrapper(stream, encoding=self.encoding, newline="")
        self.records = _records(lines, self.delimiter, skip=1 if declared else 0)
        header = next(self.records, None)
        if header is None:
            raise UsageError(t("The file is empty"))
        self.header = [one_line(cell) for cell in header.cells]

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


def _encoding(stream: BinaryIO, given: str | None) -> str:
    """The first candidate that reads every byte of the file."""
    furthest = 0
    candidates = [_known(given)] if given else _candidates(read_head(stream))
    for encoding in candidates:
        broken = _broken_at(stream, encoding)
        if broken is None:
            return encoding
        furthest = max(furthest, broken)
    raise UsageError(
        t(
            "The file is not {encoding}: byte {byte} in line {line} cannot be read",
            encoding=" / ".join(candidates),
            byte=furthest,
            line=_line_of(stream, furthest),
        ),
        t("Name its encoding with --encoding, for example big5, utf-16 or cp1252"),
    )


def _known(encoding: str) -> str:
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    except (LookupError, ValueError):
        message = t("Unknown encoding: {encoding}", encoding=encoding)
        raise UsageError(message, t("For example utf-8, gb18030, big5, utf-16 or cp1252")) from None
    return encoding


def _candidates(head: bytes) -> list[str]:
    """By BOM; by many zero bytes, which mean UTF-16; else UTF-8, and GB18030 because nearly all bytes fit that."""
    guess = next((name for bom, name in _BOMS if head.startswith(bom)), None) or _utf16(head)
    if guess is None and b"\0" in head:
        raise not_text()
    return [guess] if guess else ["utf-8", "gb18030"]


def _utf16(head: bytes) -> str | None:
    """UTF-16 without BOM, in the byte order that shows more line ends and delimiters; None for other bytes.

    Zero bytes alone do not tell the order: 一 and 开 hold one where ASCII does not.
    """
    texts = {name: codecs.getincrementaldecoder(name)(errors="replace").decode(head) for name in ("utf-16-le", "utf-16-be")}
    marks = {name: sum(text.count(char) for char in "\n\r" + DELIMITERS) for name, text in texts.items()}
    encoding = max(marks, key=lambda name: marks[name])
    plausible = marks[encoding] and head.count(0) * 50 >= len(head)
    return encoding if plausible and not _CONTROLS.search(texts[encoding]) and "\ufffd" not in texts[encoding] else None


def _broken_at(stream: BinaryIO, encoding: str) -> int | None:
    """The first byte (0-based) that `encoding` cannot read, None when it reads the whole file."""
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    done = 0
    while True:
        block = stream.read(_BLOCK)
        done += len(block)
        try:
            decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            return done - len(error.object) + error.start
        except UnicodeError:  # a UTF-16 stream may lack its BOM, which names no byte
            return 0
        if not block:
            return None


def _line_of(stream: BinaryIO, position: int) -> int:
    stream.seek(0)
    line = 1
    while position > 0:
        block = stream.read(min(_BLOCK, position))
        line += block.count(b"\n")
        position -= len(block) or position
    return line


def _given_delimiter(delimiter: str) -> str:
    char = {"\\t": "\t", "tab": "\t"}.get(delimiter.lower(), delimiter)
    if len(char) != 1 or char in '"\r\n\0':
        raise UsageError(
            t("A delimiter is one character, not {delimiter}", delimiter=repr(delimiter)), t("For example , or ; or | or tab")
        )
    return char


def _found_delimiter(sample: str) -> str:
    """The one that stands most often in the header outside quotes; among equals, the one the next lines hold as often."""
    plain = re.sub(r'"[^"]*"', "", sample)
    header, *following = [line for line in plain.splitlines() if line.strip()][:10] or [""]

    def weight(char: str) -> tuple[int, int]:
        times = header.count(char)
        return times, sum(line.count(char) == times for line in following)

    return max(DELIMITERS, key=weight)


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
            raise UsageError(t("Line {line} holds a zero byte: this is no text file", line=number))
        yield line.removeprefix("\ufeff") if number == 1 else line


def _broken_record(error: csv.Error, line: int) -> UsageError:
    if "limit" in str(error):
        message = t("The record in line {line} holds a field longer than {limit} characters", line=line, limit=_FIELD_LIMIT)
    else:
        message = t("A quote that begins in line {line} is not closed, or not doubled inside the field", line=line)
    return UsageError(message, t('Inside quotes a quote is written twice: "a ""b"" c"'))
