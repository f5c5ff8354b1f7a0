"""crm query."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.exchange import asking
from crmcli.kernel.words import t
from crmcli.terminal import context, options, show

app = options.group(t("In and out"))


@app.command(
    "query",
    help=t("Ask the file with SQL, read only."),
    epilog=options.examples(
        "crm query 'SELECT source, count(*) AS customers FROM customers GROUP BY source'",
        'crm query "SELECT * FROM customer_card WHERE ordered > 10000" -o csv',
    ),
)
def query(sql: Annotated[str, typer.Argument(metavar="SELECT", help=t("One SELECT; money is in cents, instants are UTC."))]) -> None:
    names, rows = asking.ask(context.store(), sql)
    columns = [show.Column(name, lambda row, name=name: getattr(row, name), flexible=True) for name in names]  # type: ignore[misc]
    show.report(rows, table=columns, params={"sql": sql}, empty=t("No rows."))
