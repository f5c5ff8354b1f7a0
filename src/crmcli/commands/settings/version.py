"""crm version."""

from __future__ import annotations

from crmcli import __version__
from crmcli.terminal import options, stream

app = options.group()


@app.command("version", epilog=options.examples("crm version"))
def show_version() -> None:
    stream.write(f"crm {__version__}\n")
