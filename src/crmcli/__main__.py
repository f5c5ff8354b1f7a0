"""The entry: speak the user's language, run the command, and turn every error into a sentence and an exit code."""

from __future__ import annotations

import errno
import gc
import os
import sqlite3
import sys
from typing import TextIO

from crmcli.kernel import config, words
from crmcli.kernel.errors import Back, CrmError, UsageError
from crmcli.kernel.words import t

INTERRUPTED = 130
_EXTRA = "Got unexpected extra argument(s) ("
_OBJECTS_BEFORE_COLLECTING = 100_000


def main(argv: list[str] | None = None) -> None:
    """Run `crm` with `argv` and leave the process with its exit code."""
    collect_rarely()
    code = _flushed(run(sys.argv[1:] if argv is None else argv))
    sys.stderr.flush()
    os._exit(code)


def collect_rarely() -> None:
    """A command makes many objects and little rubbish, and the end of the process frees them all at once: collecting and tearing
    down would take a third of a whole start.
    """
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTING, 20, 20)


def run(argv: list[str]) -> int:
    """Run one command; returns its exit code. The only place where an error becomes text."""
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
    try:
        words.use(words.choose(argv, None))
        words.use(words.choose(argv, config.values().get("language")))
        return _run_command(argv)
    except CrmError as error:
        return _complain(error, argv)
    except KeyboardInterrupt:
        sys.stderr.write("\n" + t("Stopped. Nothing was saved by this command.") + "\n")
        return INTERRUPTED
    except BrokenPipeError:
        return _silence()
    except OSError as error:
        return _complain(_from_os(error), argv)


def _run_command(argv: list[str]) -> int:
    from crmcli import wiring
    from crmcli.terminal import context, pager

    context.start()
    context.session.seed = wiring.seed
    try:
        code = _invoke(argv)
        context.session.close()  # who reads page by page keeps nobody from the file
        pager.finish()
    except (CrmError, OSError):
        raise
    except Exception as error:
        raise _from_file(error) from error
    finally:
        context.session.close()
        context.session.release()
    return code


def _invoke(argv: list[str]) -> int:
    """Typer's part of the run, its complaints and ways to leave as ours."""
    import typer

    from crmcli.app import build_root
    from crmcli.terminal import ask

    try:
        result = ask.interview(build_root().main, args=argv, prog_name="crm", standalone_mode=False)
        if result == INTERRUPTED:  # Typer's answer to Ctrl-C
            raise KeyboardInterrupt
        return result if isinstance(result, int) else 0
    except typer.TyperException as error:
        raise _from_typer(error, argv) from error
    except (typer.Abort, Back):
        raise KeyboardInterrupt from None
    except SystemExit as error:
        if isinstance(error.__context__, BrokenPipeError):  # Typer would leave with 1 when the reader went away
            raise BrokenPipeError from error
        raise


def _from_file(error: Exception) -> Exception:
    """What nobody foresaw, as the fault of a damaged file where there is one; else as it is: a defect of ours."""
    from crmcli.kernel import health, trouble
    from crmcli.kernel.errors import DatabaseFileError
    from crmcli.terminal import context

    if isinstance(error, sqlite3.DatabaseError):
        error = trouble.explain(error, context.session.path())
    opened = context.session.opened()
    if isinstance(error, CrmError) or opened is None or not (fault := health.first_fault(opened.db)):
        return error
    return DatabaseFileError(
        t("{path} is damaged: {fault}", path=opened.path, fault=fault), t("Put it aside, and go on from a backup of it.")
    )


def _speak_utf8(stream: TextIO) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure:
        reconfigure(encoding="utf-8", errors="backslashreplace")


def _from_typer(error: Exception, argv: list[str]) -> UsageError:
    """Typer's own complaints, in the user's language."""
    param = getattr(error, "param", None)
    name = (
        param.human_readable_name
        if param is not None and param.param_type_name == "argument"
        else (param.opts[0] if param else "")
    )
    hint = t("See: {command} --help", command=_command_of(error))
    match type(error).__name__:
        case "MissingParameter":
            return UsageError(t("{name} is missing.", name=name), hint)
        case "NoSuchOption":
            return _unknown_option(error, argv, hint)
        case "BadParameter":
            return UsageError(_misfit(name, str(getattr(error, "message", ""))), hint)
        case "BadOptionUsage":
            return UsageError(t("{name} wants more behind it.", name=getattr(error, "option_name", "")), hint)
        case "NoArgsIsHelpError":
            hint = ""
    return _too_many(str(error), hint) if str(error).startswith(_EXTRA) else UsageError(str(error), hint)


def _command_of(error: Exception) -> str:
    """`crm node add`, as far as Typer came: some of its complaints do not know where they come from."""
    from crmcli.terminal import context

    told = getattr(error, "ctx", None)
    return told.command_path if told else f"crm {context.session.command}".rstrip()


def _too_many(said: str, hint: str) -> UsageError:
    extra = said.removeprefix(_EXTRA).removesuffix(")")
    return UsageError(t("Too many words: {words}", words=extra), f"{t('What has blanks stands in quotes.')} {hint}")


def _unknown_option(error: Exception, argv: list[str], hint: str) -> UsageError:
    option = str(getattr(error, "option_name", ""))
    if option.lstrip("-")[:1].isdigit():
        typed = next((word for word in argv if word.startswith(option)), option)
        return UsageError(t("{value} begins with a minus: an amount or number cannot be negative.", value=typed), hint)
    near = ", ".join(getattr(error, "possibilities", None) or [])
    return UsageError(t("There is no option {name}.", name=option), t("Did you mean: {names}?", names=near) if near else hint)


def _misfit(name: str, reason: str) -> str:
    """Typer's word on a value of the wrong kind; whole numbers are all that it checks for us."""
    value = reason.partition(" is not")[0]
    if "in the range" in reason:
        return _out_of_range(name, value, reason.rpartition("range ")[2].rstrip("."))
    if "is not a valid int" in reason:
        return t("{name}: {value} is no whole number.", name=name, value=value)
    return t("{name}: this value does not fit: {reason}", name=name, reason=reason)


def _out_of_range(name: str, value: str, limits: str) -> str:
    """`limits` as Typer writes them: 0<=x<=9, x>=1, x<=9."""
    low, _, high = limits.partition("<=x<=")
    if high:
        return t("{name} goes from {low} to {high}, not {value}.", name=name, low=low, high=high, value=value)
    if "x>=" in limits:
        return t("{name} is at least {low}, not {value}.", name=name, low=limits.removeprefix("x>="), value=value)
    return t("{name} is at most {high}, not {value}.", name=name, high=limits.removeprefix("x<="), value=value)


def _from_os(error: OSError) -> CrmError:
    from crmcli.kernel.errors import DatabaseFileError, NotFoundError

    where = error.filename or t("Output")
    if isinstance(error, FileNotFoundError):
        return NotFoundError(t("There is no file {path}.", path=where), t("Check the path."))
    kind = UsageError if isinstance(error, IsADirectoryError | NotADirectoryError) else DatabaseFileError
    hint = t("Free some space, then try again.") if error.errno == errno.ENOSPC else t("Check the path and your rights there.")
    return kind(t("{path}: {reason}.", path=where, reason=_reason(error)), hint)


def _reason(error: OSError) -> str:
    """Why the system refused, in the user's language where it is one of the usual reasons."""
    usual = {
        errno.EACCES: t("no right to read or write there"), errno.EPERM: t("no right to read or write there"),
        errno.EROFS: t("no right to read or write there"), errno.ENOSPC: t("no space left on the disk"),
        errno.EISDIR: t("it is a folder"), errno.ENOTDIR: t("a part of it is no folder"),
    }  # fmt: skip
    return usual.get(error.errno or 0) or error.strerror or str(error)


def _complain(error: CrmError, argv: list[str]) -> int:
    from crmcli.terminal import show
    from crmcli.terminal.clean import clean, clean_lines

    if _wants_json(argv):
        import json

        body: dict[str, object] = {"code": error.code, "message": error.message, "hint": error.hint}
        if error.candidates:
            body["candidates"] = error.candidates
        sys.stderr.write(json.dumps({"schema": 1, "error": body}, ensure_ascii=False) + "\n")
        return error.exit_code
    sys.stderr.write(show.folded(f"crm: {clean_lines(error.message)}", sys.stderr) + "\n")
    for candidate in error.candidates:
        sys.stderr.write("  " + clean("  ".join(str(value) for value in candidate.values() if value)) + "\n")
    if error.hint:
        sys.stderr.write(show.folded(clean_lines(error.hint), sys.stderr) + "\n")
    return error.exit_code


def _wants_json(argv: list[str]) -> bool:
    pairs = zip(argv, [*argv, ""][1:], strict=True)
    return any(
        word in ("-ojson", "-ojsonl", "--output=json", "--output=jsonl")
        or (word in ("-o", "--output") and after.startswith("json"))
        for word, after in pairs
    )


def _flushed(code: int) -> int:
    """A reader that went away (`crm list | head -1`) is no error; a disk that is full is one."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _silence()
    except OSError as error:
        _silence()
        return _complain(_from_os(error), sys.argv[1:])
    return code


def _silence() -> int:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0


if __name__ == "__main__":
    main()
