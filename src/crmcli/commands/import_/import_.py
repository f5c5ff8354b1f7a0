"""crm import."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from crmcli.commands.import_ import preview
from crmcli.core import atomic_write, region
from crmcli.core.choices import mark
from crmcli.core.errors import UsageError
from crmcli.core.i18n import listed, t
from crmcli.importing import column_forms, import_run, past_imports, saved_mappings
from crmcli.importing.column_mapping import MissingColumnError
from crmcli.importing.formats.reader import FormOptions, ReadOptions
from crmcli.importing.import_run import Progress
from crmcli.importing.model import KINDS, Import, ImportJob
from crmcli.terminal import options, prompt, render, session, stream
from crmcli.terminal.request import with_request
from crmcli.terminal.sanitize import validate_text

app = options.group()

_BLOCK, _LONGEST = 1 << 20, 1 << 29  # bytes of what comes through a pipe
_NAMED = 5  # groups of companies
_LATER = ("calls", "sms")
_DUPLICATES = ("update", "skip", "new")


class ImportRequest(NamedTuple):
    """The options of `crm import`, as typed."""

    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help=mark("CSV or other delimited text in any encoding; - for stdin."))
    ] = None
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            metavar="KIND",
            help=mark("customers, touches, orders, payments, followups or notes (default: detected from the header)."),
        ),
    ] = None
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="HEADER=FIELD", help=mark("Map a column to a field; - ignores it (repeatable).")),
    ] = None
    encoding: Annotated[
        str | None, typer.Option("--encoding", metavar="NAME", help=mark("Encoding of the file (default: detected)."))
    ] = None
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="NAME", help=mark("Sheet of a workbook."))] = None
    delimiter: Annotated[
        str | None, typer.Option("--delimiter", metavar="C", help=mark("Delimiter between cells (default: detected)."))
    ] = None
    header_row: Annotated[
        int | None,
        typer.Option("--header-row", metavar="N", min=1, help=mark("Line of the header (default: detected).")),
    ] = None
    dates: Annotated[
        str | None,
        typer.Option("--dates", metavar="dmy|mdy|ymd", help=mark("Which way round short dates go; the column tells.")),
    ] = None
    decimal: Annotated[
        str | None, typer.Option("--decimal", metavar=",|.", help=mark("The decimal sign of amounts; the column tells."))
    ] = None
    unit: Annotated[
        str | None,
        typer.Option("--unit", metavar="UNIT", help=mark("What amounts are counted in, such as k (default: detected).")),
    ] = None
    currency: Annotated[
        str | None, typer.Option("--currency", metavar="C", help=mark("The currency of amounts that name none."))
    ] = None
    strict: Annotated[
        bool,
        typer.Option("--strict", help=mark("Reject rows for any cell that cannot be read, instead of keeping it as a note.")),
    ] = False
    on_duplicate: Annotated[
        str, typer.Option("--on-duplicate", metavar="update|skip|new", help=mark("What to do with customers already in crm."))
    ] = "update"
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help=mark("Overwrite existing values instead of only filling empty ones."))
    ] = False
    pipeline: Annotated[
        str | None, typer.Option("--pipeline", metavar="NAME", help=mark("Pipeline of the touches (default: the one in use)."))
    ] = None
    create_nodes: Annotated[bool, typer.Option("--create-nodes", help=mark("Add nodes the pipeline does not have."))] = False
    region: Annotated[
        str | None,
        typer.Option("--region", metavar="CODE", help=mark("Country of the file's phone numbers and dates, such as US.")),
    ] = None
    dry_run: Annotated[bool, typer.Option("--dry-run", help=mark("Show what would happen without writing anything."))] = False
    rejects: Annotated[
        Path | None,
        typer.Option("--rejects", metavar="FILE", help=mark("Import the good rows and write the bad ones to this file.")),
    ] = None
    save_map: Annotated[
        str | None, typer.Option("--save-map", metavar="NAME", help=mark("Keep what the columns mean under this name."))
    ] = None
    use_map: Annotated[
        str | None, typer.Option("--use-map", metavar="NAME", help=mark("Read the columns as kept under this name."))
    ] = None
    past: Annotated[bool, typer.Option("--list", help=mark("List the imports so far."))] = False


@app.command(
    "import",
    epilog=options.examples(
        "crm import contacts.csv --dry-run",
        "crm import contacts.csv --map interest=field.product --yes",
        "crm import visits.csv --kind touches --pipeline house --create-nodes --yes",
        "crm import orders.csv --rejects bad.csv --yes",
        "crm import shop.csv --use-map shop --yes",
        "crm import --list",
    ),
)
@with_request(ImportRequest)
def import_file(request: ImportRequest) -> None:
    if request.past:
        _list()
        return
    if request.file is None:
        raise UsageError(t("{name} is missing.", name="FILE"), t("See: {command} --help", command="crm import"))
    if request.sheet is not None:
        raise UsageError(t("Workbooks cannot be imported yet."), t("Save the sheet as CSV and import that."))
    if request.save_map is not None:
        validate_text(request.save_map, "--save-map")
    if request.region:
        region.read_as(region.check(request.region))
    if request.rejects:
        atomic_write.check_place(request.rejects)
    with _readable(request.file) as path:
        job = _understand(request, path)
        try:
            _do(request, job)
        except MissingColumnError as error:
            if request.use_map:
                raise saved_mappings.of_another_file(request.use_map, error) from error
            raise


def _do(request: ImportRequest, job: ImportJob) -> None:
    if request.dry_run:
        if _preview(job, request.rejects).rejects and not request.rejects:
            raise typer.Exit(UsageError.exit_code)
        return
    done = _import(job, request.rejects)
    if request.save_map:
        saved_mappings.save(session.store(), request.save_map, done)
        stream.print_notice(t("Next time: crm import FILE --use-map {name}", name=request.save_map))


def _list() -> None:
    """The imports so far, each with the way back."""
    table = [
        render.Column(t("Change"), lambda one: f"u{one.no}"),
        render.Column(t("When"), lambda one: one.at),
        render.Column(t("File"), lambda one: one.file, flexible=True),
        render.Column(t("Kind"), lambda one: KINDS.label(one.kind)),
        render.Column(t("New"), lambda one: one.new, right=True),
        render.Column(t("Updated"), lambda one: one.updated, right=True),
        render.Column("", lambda one: t("undone") if one.undone else ""),
    ]
    render.report(past_imports.every(session.store()), table=table, empty=t("Nothing was imported yet."))


def _understand(request: ImportRequest, path: Path) -> ImportJob:
    """The import that the words mean, of a copy at `path`. Raises UsageError for an option that does not fit."""
    kind, mapping = _kind(request.kind), _pairs(request.mapping or [])
    if request.use_map:
        kind, mapping = saved_mappings.use(session.store(), request.use_map, kind, mapping)
    return ImportJob(
        path=path,
        name="stdin" if str(request.file) == "-" else (request.file or path).name,
        kind=kind,
        mapping=mapping,
        reading=ReadOptions(request.encoding, request.delimiter, request.header_row),
        forms=column_forms.check(FormOptions(request.dates, request.decimal, request.unit, request.currency)),
        strict=request.strict,
        on_duplicate=_duplicates(request.on_duplicate),
        overwrite=request.overwrite,
        pipeline=request.pipeline,
        create_nodes=request.create_nodes,
    )


def _preview(job: ImportJob, rejects: Path | None) -> Import:
    with _progress() as progress:
        found = import_run.dry_run(session.store(), job, progress)
    _show(found, job, rejects)
    return found


def _show(found: Import, job: ImportJob, rejects: Path | None) -> None:
    if session.current.form() in ("table", "plain"):
        preview.draw(found, job.name, _sentence(found, job), tolerant=rejects is not None)
    else:
        render.report([found], table=[], params={"file": job.name})


def _import(job: ImportJob, rejects: Path | None) -> Import:
    """One pass, kept or taken back by the answer."""
    with ExitStack() as reading:
        progress = reading.enter_context(_progress())

        def confirm(found: Import) -> None:
            reading.close()
            _show(found._replace(dry_run=True), job, rejects)
            if found.rejects and not rejects:
                raise import_run.refusal(found.rejects)
            prompt.require_consent(_question(found, job, rejects))

        asked = None if session.current.yes else confirm
        done = import_run.load(session.store(), job, progress, tolerant=rejects is not None, rejects=rejects, confirm=asked)
    for said in done.guesses:
        stream.print_notice(t("Taken as {guess}", guess=said))
    _notice_left_out(done)
    if rejects and done.rejects:
        stream.print_notice(t("Bad rows in {path}: {count}", count=len(done.rejects), path=rejects))
    if done.wrote or session.current.form() not in ("table", "plain"):
        render.write_result([done], _sentence(done, job))
    else:
        render.print_line(_sentence(done, job))
    return done


def _notice_left_out(done: Import) -> None:
    """Say which rows and cells of the file are not in it."""
    if done.sums:
        stream.print_notice(t("Rows of sums left out: line {lines}", lines=listed([str(line) for line in done.sums])))
    if done.expenses:
        stream.print_notice(preview.expenses(done))
    if done.refunds:
        stream.print_notice(preview.refunds(done))
    unread = [f"{one.column} ({one.unread})" for one in done.mapping if one.unread]
    if unread:
        stream.print_notice(t("Cells left unread: {columns}", columns=listed(unread)))
    ignored = [f"{one.column or '–'} ({one.ignored})" for one in done.mapping if one.ignored]
    if ignored:
        stream.print_notice(t("Cells of columns without a field: {columns}; --map gives one", columns=listed(ignored)))


def _question(found: Import, job: ImportJob, rejects: Path | None) -> str:
    if rejects and rejects.exists() and found.rejects:
        return t("Import {file} and replace {path}?", file=job.name, path=rejects)
    return t("Import {file}?", file=job.name)


def _sentence(done: Import, job: ImportJob) -> str:
    parts = [
        t(
            "{file} → {kind}: {new} new, {updated} updated, {same} unchanged, {rejected} rejected",
            file=job.name,
            kind=done.kind.label,
            new=done.new,
            updated=done.updated,
            same=done.same,
            rejected=done.rejected,
        )
    ]
    if done.differs:
        parts.append(t("{count} differ (kept; use --overwrite to take the file's)", count=done.differs))
    if done.alike_companies:
        alike = listed(done.alike_companies[:_NAMED])
        parts.append(t("companies that look like one: {names}", names=alike))
    if done.customers:
        parts.append(t("new customers: {count}", count=done.customers))
    if done.notes:
        parts.append(t("notes: {count}", count=done.notes))
    if done.nodes:
        parts.append(t("new nodes: {names}", names=listed(done.nodes)))
    return t("; ").join(parts)


def _kind(given: str | None) -> str | None:
    if given in _LATER:
        raise UsageError(
            t("Phone backups of calls and messages cannot be imported yet."),
            t("Import them as touches or notes from a CSV file."),
        )
    return KINDS.parse(given) if given else None


def _duplicates(given: str) -> str:
    if given not in _DUPLICATES:
        raise UsageError(
            t("{value!r} is not a way to treat duplicates.", value=given),
            t("Choose one of: {known}", known=", ".join(_DUPLICATES)),
        )
    return given


def _pairs(given: list[str]) -> dict[str, str]:
    """The --map options; a header may hold an equals sign, a field does not."""
    pairs = {}
    for one in given:
        header, equals, field = one.rpartition("=")
        if not equals or not header.strip() or not field.strip():
            raise UsageError(
                t("--map requires HEADER=FIELD, not {value!r}.", value=one),
                t("For example --map Interest=field.Product, or --map Owner=- to ignore it."),
            )
        pairs[header.strip()] = field.strip()
    return pairs


@contextmanager
def _readable(file: Path) -> Iterator[Path]:
    """A file that can be read more than once: what comes through a pipe is kept until the end, without a name where that can be,
    so that a kill leaves nothing of it.
    """
    if str(file) != "-" and (file.is_file() or file.is_dir() or not file.exists()):
        yield file
        return
    with ExitStack() as stack:
        source = sys.stdin.buffer if str(file) == "-" else stack.enter_context(file.open("rb"))
        if os.name == "posix":
            copy: Any = stack.enter_context(tempfile.TemporaryFile(prefix="crm-"))
            path = Path(f"/dev/fd/{copy.fileno()}")
        else:
            copy = stack.enter_context(tempfile.NamedTemporaryFile(prefix="crm-"))
            path = Path(copy.name)
        _fill(copy, source, file)
        yield path


def _fill(copy: Any, source: Any, file: Path) -> None:
    """Copy what comes, up to a bound: a device has no end."""
    taken = 0
    while block := source.read(_BLOCK):
        taken += len(block)
        if not block.strip(b"\0") or taken > _LONGEST:
            raise UsageError(
                t("{path} does not end, or holds no text.", path="-" if str(file) == "-" else file),
                t("Save it as a file and import that."),
            )
        copy.write(block)
    copy.flush()


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A bar on stderr where a person looks on."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(t("Reading"), total=None)
        yield lambda position, size: bar.update(task, completed=position, total=size)
