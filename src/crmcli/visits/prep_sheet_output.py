"""Handing a prep sheet over: onto the screen, into a file, or to a script."""

from pathlib import Path
from typing import NamedTuple

from crmcli.core.atomic_write import check_place, replacing
from crmcli.core.dates.when import When, echo
from crmcli.core.effects import Effects, in_words
from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.terminal import prompt, render, session, stream
from crmcli.visits import prep_sheet_render
from crmcli.visits.model import PrepSheet, Section, Visit

_FORMS = {"text": ".txt", "md": ".md", "html": ".html"}
_ENDINGS = {".txt": "text", ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html"}


class Place(NamedTuple):
    """Where a sheet goes (None: stdout) and in which form."""

    file: Path | None
    form: str


def place(file: Path | None, form: str | None) -> Place:
    """The place as asked for; the file's ending says the form unless --format does.

    Raises UsageError for an unknown form, NotFoundError for a folder that is not there; asks before a file is replaced.
    """
    if form is not None and form not in _FORMS:
        raise UsageError(t("{value!r} is not a format.", value=form), t("Choose one of: {known}", known=", ".join(_FORMS)))
    if file is not None:
        check_place(file)
        if file.is_file():
            prompt.require_consent(t("{path} already exists and would be replaced.", path=file))
    return Place(file, form or _ENDINGS.get(file.suffix.lower() if file else "", "text"))


def write(prepared: tuple[Visit, tuple[Section, ...]], to: Place) -> None:
    """The sheet into its file, where it goes into one. Raises OSError where that cannot be written."""
    if to.file is not None:
        with replacing(to.file) as target:
            target.write(prep_sheet_render.render(_paper(*prepared), to.form))


def tell(prepared: tuple[Visit, tuple[Section, ...]], to: Place, written: str = "", also: Effects = ()) -> None:
    """What a person or a script sees: `written` and `also` say what was written to the database, on stderr where the sheet
    itself stands on stdout.
    """
    sentence = f"{written}{in_words(also)} · crm undo" if written else ""
    if session.current.form() in ("json", "jsonl", "csv", "ids"):
        render.write_result([_whole(*prepared)], written, also) if written else render.report([_whole(*prepared)], table=[])
    elif to.file is not None:
        render.print_line(" · ".join(filter(None, (sentence, t("sheet: {path}", path=to.file)))))
    else:
        stream.write(prep_sheet_render.render(_paper(*prepared), to.form))
        if sentence:
            stream.print_notice(sentence)


def _whole(visit: Visit, sections: tuple[Section, ...]) -> PrepSheet:
    return PrepSheet(
        visit.no, visit.uid, visit.customer, visit.purpose, visit.planned_for, visit.step, visit.recorded_at, visit.result,
        visit.closing, sections,
    )  # fmt: skip


def _paper(visit: Visit, sections: tuple[Section, ...]) -> prep_sheet_render.Paper:
    when = echo(When.from_text(visit.planned_for)) if visit.planned_for else t("no date yet")
    return prep_sheet_render.Paper(
        t("Visit: {purpose}", purpose=visit.customer),
        " · ".join((visit.purpose.label, when, f"v{visit.no}")),
        sections,
        t("Afterwards: {command}", command=f"crm visit record c{visit.customer.no} v{visit.no}"),
    )
