"""crm holidays: public holidays of years and countries that the calendar in use does not know."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from crmcli.core.choices import mark
from crmcli.core.clock import FIRST_YEAR, LAST_YEAR
from crmcli.core.errors import NotFoundError
from crmcli.core.i18n import listed, t
from crmcli.followups import holidays
from crmcli.followups.holidays import Holiday
from crmcli.importing import holiday_list
from crmcli.terminal import options, render, session, stream

GROUP = True
app = options.group()


def _table() -> list[render.Column]:
    return [
        render.Column(t("Date"), lambda one: one.date),
        render.Column(t("Kind"), lambda one: one.kind),
        render.Column(t("Holiday"), lambda one: one.name or "", flexible=True),
    ]


@app.command("list", help=mark("List imported holidays and make-up workdays."), epilog=options.examples("crm holidays list"))
def list_holidays() -> None:
    hint = t("No holidays have been imported. Import a list: crm holidays import FILE")
    render.report(holidays.every(session.store()), table=_table(), empty=hint)


@app.command(
    "import",
    help=mark("Import a year's list; it replaces an earlier list of that year."),
    epilog=options.examples("crm holidays import holidays-2027.csv", "cat 2027.csv | crm holidays import -"),
)
def import_holidays(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=mark("CSV with columns date, kind (off or work) and name; - for stdin."))
    ],
) -> None:
    days, store = holiday_list.read(file), session.store()
    replaced = holidays.replace(store, days)
    years = listed(_counted(days, year) for year in sorted({one.year for one in days}))
    render.write_result(days, t("Holidays imported, {years} (not part of crm undo)", years=years), way_back="")
    if store.get_setting("workdays", "off") == "off":
        stream.print_notice(t("To use them: {command}", command="crm config set workdays after"))
    if replaced:
        stream.print_notice(t("Replaced the earlier list of {years}.", years=listed(map(str, replaced))))


def _counted(days: Sequence[Holiday], year: int) -> str:
    kinds = [one.kind.code for one in days if one.year == year]
    return t("{year}: off {off}, work {work}", year=year, off=kinds.count("off"), work=kinds.count("work"))


@app.command("rm", help=mark("Remove a year's list."), epilog=options.examples("crm holidays rm 2027"))
def remove_holidays(
    year: Annotated[int, typer.Argument(metavar="YEAR", min=FIRST_YEAR, max=LAST_YEAR, help=mark("Year of the list."))],
) -> None:
    gone = holidays.remove(session.store(), year)
    if not gone:
        raise NotFoundError(
            t("No holidays of {year} have been imported.", year=year), t("See the imported years: crm holidays list")
        )
    render.write_result(gone, t("Removed the holidays of {year} (not part of crm undo)", year=year), way_back="")
