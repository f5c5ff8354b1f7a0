"""crm next."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.customers import resolve
from crmcli.followups import db, planning
from crmcli.followups.rows import Key
from crmcli.kernel.words import t
from crmcli.terminal import context, options, show

app = options.group(t("Every day"))


@app.command(
    "next",
    help=t("Plan a next step."),
    epilog=options.examples("crm next 张三 明天 发报价", "crm next zs '周六上午10点' 试驾 --type close", "crm next c12 2w"),
)
def next_step(
    customer: options.CustomerArgument,
    when: Annotated[str, typer.Argument(metavar="WHEN", help=t("Day or time: 明天, '下周三 9:30', 11-25, 2w."))],
    text: Annotated[str, typer.Argument(metavar="TEXT", help=t("What to do."))] = "",
    type_: options.Type = None,
) -> None:
    store = context.store()
    ref = resolve.one(store, customer)
    with store.change(t("next step of {name}", name=ref.name)):
        no, said = planning.plan_step(store, ref.no, when, text, type_)
    show.saved([db.step(store, Key("followup", no))], t("Planned {name} → {said} (f{no})", name=ref.name, said=said, no=no))
