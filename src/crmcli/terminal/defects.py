"""A defect of ours: one sentence for the person, and where it happened for whoever repairs it."""

from __future__ import annotations

import os
import sqlite3
import sys
import traceback
from pathlib import Path

from crmcli.core import commits, config
from crmcli.core.errors import CrmError
from crmcli.core.i18n import t
from crmcli.terminal import session, stdio

DEBUG = "CRM_DEBUG"
FILE_NAME = "bug.txt"


def explain(error: BaseException) -> CrmError:
    """The defect as a sentence; its details lie in a file, or with CRM_DEBUG=1 stand on stderr."""
    command = session.current.command or "crm"
    what = t("crm has a bug ({error} in {command}).", error=type(error).__name__, command=command)
    outcome = "" if commits.kept() else t("Nothing was changed.")
    return CrmError(f"{what} {outcome}".rstrip(), _keep_details(error, command))


def _keep_details(error: BaseException, command: str) -> str:
    """Where to look."""
    if os.environ.get(DEBUG, "0") not in ("", "0"):
        stdio.write_stderr("".join(traceback.format_exception(error)))
        return ""
    path = config.state_folder() / FILE_NAME
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(details(error, command))
    except OSError:
        return t("For details, run it again with {variable}=1.", variable=DEBUG)
    return t("Details: {path}", path=path)


def details(error: BaseException, command: str) -> str:
    """Types and lines alone: messages and values may hold what is nobody else's business."""
    from importlib.metadata import version

    versions = f"crm {version('crmcli')}, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}, {sys.platform}"
    lines = [versions, f"command: {command}"]
    told: BaseException | None = error
    seen: set[int] = set()
    while told is not None and id(told) not in seen:
        seen.add(id(told))
        lines.append("")
        lines += [f"{_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(told.__traceback__)]
        lines.append(type(told).__name__)
        told = told.__cause__ or told.__context__
    return "\n".join(lines) + "\n"


def _place(filename: str) -> str:
    """The file from its package on: what lies before tells of the user's machine."""
    parts = Path(filename).parts
    return "/".join(parts[-3:])
