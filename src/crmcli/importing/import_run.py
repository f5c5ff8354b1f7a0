"""The import itself: rows of a file, chunk by chunk, inside one change."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from crmcli.core.choices import Coded
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.core.sentence import Sentence
from crmcli.importing import column_mapping, past_imports, reject_file
from crmcli.importing.column_forms import FIELDS, Forms
from crmcli.importing.column_mapping import ColumnMapping
from crmcli.importing.formats.format_table import open_records
from crmcli.importing.formats.reader import Reader, Record
from crmcli.importing.left_out import LeftOut
from crmcli.importing.model import KINDS, BadCellError, Counts, Import, ImportJob, Mapped, Reject
from crmcli.storage.store import Store

CHUNK = 2000
_LARGE = 3_000_000  # bytes, some 20,000 rows: what a rehearsal changes is held in memory below
_SHOWN = 3
# What tells a kind; among equals the one that names more comes first.
_TELLING = {
    "touches": {"node", "at"}, "orders": {"date", "amount"}, "payments": {"date", "amount"}, "followups": {"due"},
}  # fmt: skip
_MONEY = ("orders", "payments")
Progress = Callable[[int, int], None]
Refusals = list[tuple[int, BadCellError]]


class Loader(Protocol):
    """Takes the rows of one kind."""

    def parse(self, record: dict[str, Any]) -> Any: ...
    def shown(self, row: Any) -> dict[str, Any]: ...
    def take(self, rows: list[tuple[int, Any]]) -> Refusals: ...
    def finish(self) -> Refusals: ...


class _NothingToKeepError(Exception):
    """Ends the change without a trace: nothing came in, so there is nothing to undo."""


def load(
    store: Store,
    job: ImportJob,
    progress: Progress | None = None,
    *,
    tolerant: bool = False,
    rejects: Path | None = None,
    confirm: Callable[[Import], None] | None = None,
) -> Import:
    """Import the file in one change, all or nothing; bad rows are left out where `tolerant`, and kept in the file `rejects`,
    which is written before what was imported is kept and takes its place after. `confirm` sees what is about to be kept, and
    raises where it shall not be.

    Raises UsageError with all bad rows as candidates otherwise.
    """
    reader = open_records(job.path, job.reading)
    try:
        mapping = plan(reader.header, job, _first_rows(reader))
        work = _Work(store, reader, mapping, job, _forms(mapping, job), progress)
        _prepare(store)
        change = store.change(t("import {file}", file=job.name))
        with ExitStack() as after, suppress(_NothingToKeepError), _without_collector(), change as number:
            work.run()
            if confirm:
                confirm(work.result())
            if rejects and work.rejects:
                after.enter_context(reject_file.kept(rejects, job, work.rejects))
            work.settle(tolerant=tolerant)
            past_imports.keep(store, number, job.name, work.result())
        return work.result()
    except BaseException:
        if confirm:
            store.withdraw()
        raise
    finally:
        reader.close()


def dry_run(store: Store, job: ImportJob, progress: Progress | None = None) -> Import:
    """The same import, taken back before it is kept."""
    with store.rehearsal(large=_size(job.path) > _LARGE) as trial:
        return load(trial, job, progress, tolerant=True, confirm=_take_back)._replace(dry_run=True)


def _take_back(_found: Import) -> None:
    raise _NothingToKeepError


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _prepare(store: Store) -> None:
    """Settings of this connection for a long write, before its transaction begins."""
    store.ensure_file()
    store.check_whole()
    store.enlarge_cache()
    # Each insert into a table with triggers opens a statement journal: as a file it doubles the time of the import.
    store.db.execute("PRAGMA temp_store = MEMORY")


@contextmanager
def _without_collector() -> Iterator[None]:
    """A chunk makes no cycles, and looking for some in the pinyin dictionary takes a fifth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _forms(mapping: ColumnMapping, job: ImportJob) -> Forms:
    """What the file's columns tell of dates and amounts, by a first reading of them all."""
    forms = Forms(mapping)
    if forms.wanted:
        reader = open_records(job.path, job.reading)
        try:
            forms.decide(reader.records, job.forms)
        finally:
            reader.close()
    return forms


def plan(header: list[str], job: ImportJob, first: list[list[str]]) -> ColumnMapping:
    """What the columns mean; the kind is the one that was asked for, else the one that the header tells. The `first` rows tell
    what its words leave open.
    """
    kind = job.kind or recognise(header, job)
    numbers = {}
    if kind == "orders" and "number" not in job.mapping.values():
        from crmcli.importing import order_cells

        numbers = order_cells.numbers_as_names(header, first)
    return column_mapping.plan(kind, header, {**numbers, **job.mapping})


def _first_rows(reader: Reader) -> list[list[str]]:
    """The cells of some rows, which the reader still gives."""
    first = list(itertools.islice(reader.records, _SHOWN))
    reader.records = itertools.chain(first, reader.records)
    return [cells for _place, cells in first]


def recognise(header: list[str], job: ImportJob) -> str:
    """The kind that explains most columns, all that names a customer counted once. Money with a day tells orders or payments,
    whatever stands beside; touches have a node and a time, next steps a due date.
    """
    said = {name.strip().casefold() for name in header}
    if "crm_kind" in said:
        return "notes"
    if {"crm_name", "date", "amount"} <= said and not said & {"products", "crm_deal"}:
        return "payments"  # of our own export, where orders say what was sold
    scores = {kind: _score(kind, header, job) for kind in _TELLING}
    best = max(scores, key=lambda kind: scores[kind])
    return best if scores[best] and (best in _MONEY or scores[best] >= _score("customers", header, job)) else "customers"


def _score(kind: str, header: list[str], job: ImportJob) -> int:
    """How many columns the kind explains; 0 where something is missing that tells it. Money goes first."""
    mapping, problem = column_mapping.understand(kind, header, job.mapping)
    found = [column.field for column in mapping.used]
    if problem or not _TELLING.get(kind, set()) <= set(found):
        return 0
    others = len({header[column.index] for column in mapping.used if column.field not in column_mapping.TELLING_WHO})
    return others + bool(column_mapping.TELLING_WHO & {*found}) + (len(header) if kind in _MONEY else 0)


def refusal(rejects: list[Reject]) -> UsageError:
    """All bad rows in one error; nothing was written."""
    candidates: list[dict[str, object]] = [
        {"line": one.line, "column": one.column, "value": one.value, "reason": one.reason} for one in rejects
    ]
    return UsageError(
        t("Nothing was imported; bad rows: {count}", count=len(rejects)),
        t("Fix them, or import only the good rows: --rejects FILE sets the bad ones aside."),
        candidates,
    )


class _Work:
    """One run over the rows of a table."""

    def __init__(
        self, store: Store, reader: Reader, mapping: ColumnMapping, job: ImportJob, forms: Forms, progress: Progress | None
    ) -> None:
        self._store, self._reader, self._mapping, self._job, self._progress = store, reader, mapping, job, progress
        self._forms = forms
        self._left_out = LeftOut(mapping)
        self.counts = Counts()
        self.rejects: list[Reject] = []
        self._first: list[dict[str, Any]] = []
        self._without_field = [column.index for column in mapping.columns if column.field == column_mapping.IGNORE]
        self._ignored: dict[int, int] = {}

    def run(self) -> None:
        loader = _loader(self._store, self._mapping, self._job, self.counts)
        while chunk := list(itertools.islice(self._reader.records, CHUNK)):
            self._refuse(loader.take(list(self._parsed(loader, chunk))))
            if self._progress:
                self._progress(self._reader.position, self._reader.size)
        self._refuse(loader.finish())
        self.rejects.sort(key=lambda one: one.line)

    def settle(self, *, tolerant: bool) -> None:
        """Keep what came in, or end the change: refused for bad rows, silently where nothing came in."""
        if self.rejects and not tolerant:
            raise refusal(self.rejects)
        if not self.counts.wrote():
            raise _NothingToKeepError

    def result(self) -> Import:
        counts, mapping, reader, left_out = self.counts, self._mapping, self._reader, self._left_out
        unread = {**counts.unread, "direction": left_out.unread}  # said of the first column of a field
        mapped = [
            Mapped(
                column.header,
                None if column.field == column_mapping.IGNORE else column.field,
                self._ignored.get(column.index, 0),
                self._forms.unread.get(column.header, 0) + unread.pop(column.field, 0),
            )
            for column in mapping.columns
        ]
        return Import(
            Coded(mapping.kind, KINDS.label(mapping.kind)), False, counts.new, counts.updated, counts.same, len(self.rejects),
            counts.customers, counts.notes, counts.nodes, self._job.pipeline, reader.code, reader.encoding, reader.delimiter,
            reader.header_place, mapped, self._first, self.rejects, len({one.line for one in counts.differences}),
            counts.differences, [str(said) for said in (*_guesses(reader, self._job), *self._forms.guesses)], left_out.sums,
            left_out.expenses, left_out.refunds, counts.alike_companies,
        )  # fmt: skip

    def _parsed(self, loader: Loader, chunk: list[Record]) -> Iterator[tuple[int, Any]]:
        for line, cells in chunk:
            if self._left_out.takes(line, cells):
                continue
            for index in self._without_field:
                if index < len(cells) and cells[index].strip():
                    self._ignored[index] = self._ignored.get(index, 0) + 1
            try:
                parsed = loader.parse(self._record(cells))
            except BadCellError as error:
                self.rejects.append(self._reject(line, error, cells))
                continue
            if len(self._first) < _SHOWN:
                self._first.append(loader.shown(parsed))
            yield line, parsed

    def _record(self, cells: list[str]) -> dict[str, Any]:
        try:
            return column_mapping.assemble(self._mapping, self._forms.plain(list(cells)))
        except UsageError as error:
            raise BadCellError("", "", error.message) from error

    def _refuse(self, refusals: Refusals) -> None:
        self.rejects += [self._reject(line, error) for line, error in refusals]

    def _reject(self, line: int, error: BadCellError, cells: list[str] | None = None) -> Reject:
        """The refusal with the header of the column that it is about."""
        columns = [column for column in self._mapping.used if column.field == error.field]
        guilty = next((column for column in columns if cells and error.value in "".join(cells[column.index :][:1])), None)
        guilty = guilty or next(iter(columns), None)
        value = cells[guilty.index].strip() if error.value and cells and guilty and guilty.field in FIELDS else error.value
        column = guilty.header if guilty else column_mapping.spoken(self._mapping.kind, error.field)
        return Reject(line, column, value, error.reason)


def _guesses(reader: Reader, job: ImportJob) -> Iterator[Sentence]:
    """What was found out of the file as a whole, where it is out of the ordinary, and the option that overrules it."""
    if not reader.encoding.startswith("utf-") and not job.reading.encoding:
        yield Sentence("encoding: {encoding} (--encoding)", encoding=reader.encoding)
    if job.reading.header_row is None and reader.header_place > 1:
        yield Sentence("header: {place} (--header-row)", place=reader.place_name(reader.header_place))


def _loader(store: Store, mapping: ColumnMapping, job: ImportJob, counts: Counts) -> Loader:
    if mapping.kind == "customers":
        from crmcli.importing.customer_importer import People

        return People(store, mapping, job, counts)
    from crmcli.importing.activity_importer import Events

    return Events(store, mapping, job, counts)
