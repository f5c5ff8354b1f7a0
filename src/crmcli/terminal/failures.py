"""Every error as a sentence and an exit code: the only place where one becomes text."""

from __future__ import annotations

import errno
import itertools
import json
import sys

from crmcli.core import commits, interrupts
from crmcli.core.errors import CrmError, DatabaseFileError, NotFoundError, UsageError
from crmcli.core.i18n import t
from crmcli.terminal import screen, session, stdio
from crmcli.terminal.sanitize import clean, clean_lines

DEFECT = CrmError.exit_code


def answer(error: BaseException, argv: list[str]) -> int:
    """Tell what went wrong and return the exit code; whatever happens meanwhile, this raises nothing."""
    try:
        return _answer(error, argv)
    except KeyboardInterrupt:
        return interrupts.exit_code()
    except BaseException as second:  # noqa: BLE001 - nobody is left to catch it
        stdio.write_stderr(f"crm: {type(error).__name__}, {type(second).__name__}\n")
        return DEFECT


def _answer(error: BaseException, argv: list[str]) -> int:
    saved = commits.kept()
    if interrupts.arrived() or isinstance(error, KeyboardInterrupt):
        return _stopped(saved)
    if isinstance(error, BrokenPipeError):  # the reader went away (crm list | head -1)
        return 0
    if isinstance(error, OSError) and error.filename is None and saved:
        stdio.write_stderr(
            t("saved ({what}), but the output could not be printed: {reason}", what=saved, reason=_reason(error)) + "\n"
        )
        return 0
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else DEFECT
    return _complain(_explained(error), saved, argv)


def _stopped(saved: str) -> int:
    told = t("Stopped. Saved before that: {what}.", what=saved) if saved else t("Stopped. Nothing was saved by this command.")
    stdio.write_stderr(f"\n{told}\n")
    return interrupts.exit_code()


def _explained(error: BaseException) -> CrmError:
    """The error as one of ours; what nobody foresaw is a defect."""
    match error:
        case CrmError():
            return error
        case OSError():
            return _from_os(error)
        case OverflowError():
            return UsageError(t("A number in this command is too large."), t("Check the numbers."))
        case UnicodeEncodeError():
            return UsageError(t("Part of this command is not text: it contains undecodable bytes."), t("Type it again."))
        case MemoryError():
            return UsageError(t("Not enough memory."), t("Ask for less at a time."))
    return _defect(error)


def of_file(error: Exception) -> Exception:
    """What nobody foresaw, as the fault of a damaged file where there is one; else as it is: a defect of ours."""
    import sqlite3

    from crmcli.storage import health, sqlite_errors

    if isinstance(error, sqlite3.DatabaseError):
        error = sqlite_errors.explain(error, session.current.path())
    opened = session.current.opened()
    if isinstance(error, CrmError) or opened is None or not (fault := health.first_fault(opened.db)):
        return error
    return DatabaseFileError(
        t("{path} is damaged: {fault}", path=opened.path, fault=fault), t("Move it away and restore a backup.")
    )


def _defect(error: BaseException) -> CrmError:
    from crmcli.terminal import defects

    return defects.explain(error)


def _from_os(error: OSError) -> CrmError:
    where = error.filename or t("Output")
    if isinstance(error, FileNotFoundError):
        return NotFoundError(t("No such file: {path}.", path=where), t("Check the path."))
    kind = UsageError if isinstance(error, IsADirectoryError | NotADirectoryError) else DatabaseFileError
    hint = (
        t("Free some space, then try again.") if error.errno == errno.ENOSPC else t("Check the path and your permissions there.")
    )
    return kind(t("{path}: {reason}.", path=where, reason=_reason(error)), hint)


def _reason(error: OSError) -> str:
    """Why the system refused, in the user's language where it is one of the usual reasons."""
    usual = {
        errno.EACCES: t("permission denied"), errno.EPERM: t("permission denied"),
        errno.EROFS: t("permission denied"), errno.ENOSPC: t("no space left on the disk"),
        errno.EISDIR: t("it is a folder"), errno.ENOTDIR: t("part of the path is not a folder"),
    }  # fmt: skip
    return usual.get(error.errno or 0) or error.strerror or str(error)


def _complain(error: CrmError, saved: str, argv: list[str]) -> int:
    message = "\n".join([error.message, *([t("Saved before that: {what}.", what=saved)] if saved else [])])
    if _wants_json(argv):
        body: dict[str, object] = {"code": error.code, "message": message, "hint": error.hint}
        if error.candidates:
            body["candidates"] = error.candidates
        stdio.write_stderr(json.dumps({"schema": 1, "error": body}, ensure_ascii=False) + "\n")
        return error.exit_code
    stdio.write_stderr(screen.wrap(f"crm: {clean_lines(message)}", sys.stderr) + "\n")
    for candidate in error.candidates:
        stdio.write_stderr("  " + clean("  ".join(str(value) for value in candidate.values() if value)) + "\n")
    if error.hint:
        stdio.write_stderr(screen.wrap(clean_lines(error.hint), sys.stderr) + "\n")
    return error.exit_code


def _wants_json(argv: list[str]) -> bool:
    return any(
        word in ("-ojson", "-ojsonl", "--output=json", "--output=jsonl")
        or (before in ("-o", "--output") and word.startswith("json"))
        for before, word in itertools.pairwise(["", *argv])
    )
