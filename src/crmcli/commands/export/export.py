"""crm export."""

from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from crmcli.core import atomic_write
from crmcli.core.choices import mark
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.customers import filters
from crmcli.customers.selection import Selection
from crmcli.exporting import export_queries, writers
from crmcli.importing.model import KINDS
from crmcli.storage.snapshot import Snapshot
from crmcli.terminal import options, prompt, session, stream
from crmcli.terminal.request import with_request

app = options.group()

_ALL = "all"
_LATER = ("xlsx", "vcf", "ics")
_BOM = "\ufeff"


class _Stdout:
    """Standard output as a target of text."""

    def write(self, text: str, /) -> None:
        stream.write(text)


class ExportRequest(NamedTuple):
    """The options of `crm export`, as typed."""

    what: Annotated[
        str | None,
        typer.Argument(metavar="[KIND]", help=mark("customers (default), touches, orders, payments, followups, notes or all.")),
    ] = None
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE|DIR]", help=mark("Output file (default: stdout); for all, a folder."))
    ] = None
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="csv|json|jsonl", help=mark("Format (default: from the file name, else csv).")),
    ] = None
    excel: Annotated[
        bool, typer.Option("--excel", help=mark("Write CSV for Excel: UTF-8 with BOM, numbers and formulas kept as text."))
    ] = False
    where: options.Where = None


@app.command(
    "export",
    epilog=options.examples(
        "crm export > customers.csv",
        "crm export customers --excel customers.csv",
        "crm export touches --where tag:vip -o jsonl",
        "crm export all backup/",
    ),
)
@with_request(ExportRequest)
def export(request: ExportRequest) -> None:
    kind, place = _kind_and_place(request.what, request.file)
    form = _form(request.output or session.current.output, place, excel=request.excel)
    store = session.store()
    selection = filters.where(store, request.where)
    params = {"kind": kind, "where": request.where}
    if kind == _ALL:
        _write_all(place, form, selection, params, excel=request.excel)
    elif place is None:
        if request.excel:
            stream.write(_BOM)
        writers.write(_Stdout(), form, export_queries.LEAVING[kind](store, selection), params, excel=request.excel)
    else:
        atomic_write.check_place(place)
        _consent([place])
        _write(place, export_queries.LEAVING[kind](store, selection), form, params, excel=request.excel)
    if kind == "customers" and (untold := export_queries.untold_notes(store, selection)):
        stream.print_notice(
            t("{count} more notes are not included; export them with crm export notes or crm export all DIR", count=untold)
        )


def _kind_and_place(what: str | None, file: Path | None) -> tuple[str, Path | None]:
    """What is exported and where to; a single word that is no kind is a file for the customers."""
    if what is None:
        return "customers", None
    if what.casefold() in (_ALL, "全部"):
        if file is None:
            raise UsageError(t("crm export all writes several files."), t("Give a folder: crm export all DIR"))
        return _ALL, file
    try:
        kind = KINDS.parse(what)
    except UsageError:
        if file is not None or not {".", "/"} & set(what):
            raise
        return "customers", Path(what)
    return kind, None if file is None or str(file) == "-" else file


def _form(given: str | None, place: Path | None, *, excel: bool) -> str:
    suffix = place.suffix.lstrip(".").lower() if place else ""
    form = given or (suffix if suffix in (*writers.FORMS, *_LATER) else "csv")
    if form in _LATER:
        raise UsageError(
            t("crm cannot write {form} files.", form=form), t("Choose one of: {known}", known=", ".join(writers.FORMS))
        )
    if form not in writers.FORMS:
        raise UsageError(
            t("{value!r} is not an output format.", value=form), t("Choose one of: {known}", known=", ".join(writers.FORMS))
        )
    if excel and form != "csv":
        raise UsageError(t("--excel only works with CSV."), t("Omit --excel or -o {form}.", form=form))
    return form


def _write_all(folder: Path | None, form: str, selection: Selection, params: dict[str, Any], *, excel: bool) -> None:
    """One file a kind; the notes stand in theirs and not beside the customers."""
    assert folder is not None  # noqa: S101 - asked for before
    if folder.exists() and not folder.is_dir():
        raise UsageError(t("{path} is a file, not a folder", path=folder))
    places = {kind: folder / f"{kind}.{form}" for kind in export_queries.LEAVING}
    _consent(list(places.values()))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    leaving = export_queries.LEAVING | {"customers": export_queries.customers_beside_notes}
    for kind, place in places.items():
        _write(place, leaving[kind](session.store(), selection), form, params | {"kind": kind}, excel=excel)


def _write(place: Path, rows: Snapshot[export_queries.Row], form: str, params: dict[str, Any], *, excel: bool) -> None:
    with atomic_write.replacing(place, bom=excel) as target:
        count = writers.write(target, form, rows, params, excel=excel)
    stream.print_notice(t("{count} {kind} → {path}", count=count, kind=KINDS.label(params["kind"]), path=place))


def _consent(places: list[Path]) -> None:
    existing = [str(place) for place in places if place.is_file()]
    if existing:
        prompt.require_consent(t("Replace {paths}?", paths=", ".join(existing)))
