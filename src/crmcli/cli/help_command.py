"""crm help: a command, a section of the list, or all."""

from __future__ import annotations

from typing import Annotated

import typer

from crmcli.cli import help_text
from crmcli.cli.registry import REGISTRY
from crmcli.core.choices import mark
from crmcli.terminal import options, stream

app = options.group()


@app.command("help", epilog=options.examples("crm help log", "crm help node add", "crm help reports", "crm help all"))
def show_help(
    topic: Annotated[
        list[str] | None, typer.Argument(metavar="[COMMAND|SECTION]", help=mark("A command, a section of crm --help, or all."))
    ] = None,
) -> None:
    words = topic or []
    if sections := help_text.sections(" ".join(words), in_part=bool(words) and words[0] not in REGISTRY):
        stream.write(help_text.render_sections(sections))
        return
    from crmcli.cli.root import build_root

    build_root().main(args=[*words, "--help"], prog_name="crm", standalone_mode=False)
