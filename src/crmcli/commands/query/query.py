"""crm query."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from crmcli.core.choices import mark
from crmcli.core.i18n import t
from crmcli.exporting import readonly_query
from crmcli.terminal import options, render, session, stream

app = options.group()
_ON_A_SCREEN = 1000  # rows of a table; a width can only be measured where all of them are at hand
_LONGEST_CELL = 500


@app.command(
    "query",
    epilog=options.examples(
        "crm query 'SELECT source, count(*) AS customers FROM customers GROUP BY source'",
        'crm query "SELECT * FROM customer_card WHERE ordered > 10000" -o csv',
        "crm query 'SELECT f.email FROM fair f LEFT JOIN contact_points p ON p.normal = f.email WHERE p.no IS NULL' fair.csv",
    ),
)
def query(
    sql: Annotated[str, typer.Argument(metavar="SELECT", help=mark("One SELECT statement; money is in cents, times are UTC."))],
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]…", help=mark("CSV, JSON or JSONL files, each a table named after the file.")),
    ] = None,
) -> None:
    with readonly_query.ask(session.store(), sql, files or ()) as answer:
        for one in answer.tables:
            stream.print_notice(t("{path}: table {name}, {count} rows", path=one.path, name=one.name, count=one.rows))
        if session.current.form() == "table":
            _draw(answer, sql)
        else:
            render.write_rows(answer.rows, {"sql": sql})


def _draw(answer: readonly_query.Answer, sql: str) -> None:
    """As many rows as a screen is looked through for; the others are named."""
    rows = list(islice(answer.rows, _ON_A_SCREEN))
    more = next(answer.rows, None) is not None
    columns = [render.Column(name, lambda row, name=name: _cell(getattr(row, name)), flexible=True) for name in answer.names]  # type: ignore[misc]
    render.report(rows, table=columns, params={"sql": sql}, empty=t("No rows."))
    if more:
        stream.print_notice(t("Showing the first {count} rows; for all of them: -o csv, -o jsonl.", count=_ON_A_SCREEN))


def _cell(value: Any) -> Any:
    """A value that a table can hold."""
    return f"{value[:_LONGEST_CELL]}…" if isinstance(value, str) and len(value) > _LONGEST_CELL else value
