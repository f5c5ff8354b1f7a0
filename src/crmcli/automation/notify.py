"""A notice on the desktop, through the system's own notifier."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from html import escape
from pathlib import Path

from crmcli.automation.model import DeliveryError
from crmcli.core.i18n import t

_SECONDS = 10
_MAC = ["on run argv", "display notification (item 2 of argv) with title (item 1 of argv)", "end run"]
# The words come through the environment: PowerShell would run what stands in an argument.
_WINDOWS = """Add-Type -AssemblyName System.Windows.Forms, System.Drawing; $n = New-Object System.Windows.Forms.NotifyIcon;
$n.Icon = [System.Drawing.SystemIcons]::Information; $n.Visible = $true;
$n.ShowBalloonTip(10000, $env:CRM_TITLE, $env:CRM_BODY, 'None'); Start-Sleep 5; $n.Dispose()"""


def command(platform: str, title: str, body: str) -> list[str]:
    """The words of the notifier's command line; a title or body is never read as an option, markup or script."""
    if platform == "darwin":
        return ["osascript", *(word for line in _MAC for word in ("-e", line)), "--", title, body]
    if platform == "win32":
        return ["powershell", "-NoProfile", "-NonInteractive", "-Command", _WINDOWS]
    return ["notify-send", "--app-name=crm", "--", title, escape(body, quote=False)]


def show(title: str, body: str) -> None:
    """Show it. Raises DeliveryError where there is no notifier or it fails."""
    words = command(sys.platform, title, body)
    program = shutil.which(words[0])
    if program is None:
        raise DeliveryError(
            t("{name} is not installed, so no notification can be shown.", name=words[0]),
            t("Use crm digest or crm digest --send instead."),
        )
    try:
        subprocess.run([program, *words[1:]], env=_environment(title, body), check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603
    except (subprocess.SubprocessError, OSError) as error:
        said = getattr(error, "stderr", b"") or str(error).encode()
        raise DeliveryError(
            t("The notification was not shown: {reason}", reason=said.decode(errors="replace").strip())
        ) from error


def _environment(title: str, body: str) -> dict[str, str]:
    """Behind cron the desktop's bus is not named, but it lies where it always lies."""
    known = os.environ | {"CRM_TITLE": title, "CRM_BODY": body}
    if sys.platform == "linux" and "DBUS_SESSION_BUS_ADDRESS" not in known:
        bus = Path(f"/run/user/{os.getuid()}/bus")
        known |= {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={bus}"} if bus.exists() else {}
    return known
