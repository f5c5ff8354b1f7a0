"""The clipboard: the system's own program for it, else the terminal's (OSC 52), which reaches through SSH as well."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from base64 import b64encode

from crmcli.core.errors import UsageError
from crmcli.core.i18n import t
from crmcli.terminal import stdio

_SECONDS = 5


def require() -> None:
    """Raises UsageError where there is no clipboard, before any work is done."""
    if not (_program() or _takes_codes()):
        raise UsageError(t("No clipboard is available."), t("Instead: {option}", option="--to FILE"))


def copy(text: str) -> None:
    """Put the text there. Raises UsageError where there is no clipboard or it fails."""
    require()
    program = _program()
    if program is None:
        stdio.write_stderr(f"\x1b]52;c;{b64encode(text.encode()).decode()}\x07")
        return
    encoded = text.encode("utf-16" if program[0] == "clip" else "utf-8")
    try:
        # Some of them stay behind to serve the text, so no pipe of ours may wait for their end.
        subprocess.run(program, input=encoded, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, timeout=_SECONDS)  # noqa: S603
    except (subprocess.SubprocessError, OSError) as error:
        raise UsageError(
            t("Cannot copy to the clipboard: {reason}", reason=error), t("Instead: {option}", option="--to FILE")
        ) from error


def _program() -> list[str] | None:
    candidates = {"darwin": [["pbcopy"]], "win32": [["clip"]]}.get(sys.platform)
    if candidates is None:
        candidates = [["wl-copy"]] if os.environ.get("WAYLAND_DISPLAY") else []
        candidates += (
            [["xclip", "-selection", "clipboard"], ["xsel", "--clipboard", "--input"]] if os.environ.get("DISPLAY") else []
        )
    return next((one for one in candidates if shutil.which(one[0])), None)


def _takes_codes() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
