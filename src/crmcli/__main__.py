"""The entry: speak the user's language, run the command, and leave with its exit code."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

from crmcli.core import arguments, commits, config, i18n, interrupts
from crmcli.core.errors import Back, CrmError
from crmcli.terminal import stdio, stream

COMPLETION = "_CRM_COMPLETE"
_OBJECTS_BEFORE_COLLECTING = 100_000


def main(argv: list[str] | None = None) -> None:
    """Run `crm` with `argv` and leave the process with its exit code."""
    interrupts.listen()
    tune_gc()
    os._exit(run(sys.argv[1:] if argv is None else argv))


def tune_gc() -> None:
    """Collect garbage rarely: a command makes many objects and little rubbish, and the end of the process frees them all at once;
    collecting and tearing down would take a third of a whole start.
    """
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTING, 20, 20)


def run(argv: list[str]) -> int:
    """Run one command; returns its exit code."""
    with commits.counting():
        return _run(argv)


def _run(argv: list[str]) -> int:
    completing = COMPLETION in os.environ
    try:
        interrupts.begin()
        sys.set_int_max_str_digits(0)  # a word is short enough; what is too large for the file is told as that
        stdio.prepare()
        if completing:
            stdio.silence_stderr()
        code = _run_in_own_words(argv)
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 - the last place that can
        if completing:
            return 0
        from crmcli.terminal import failures

        return failures.answer(error, argv)
    return code


def _run_in_own_words(argv: list[str]) -> int:
    i18n.use(i18n.choose(argv, None))
    argv = arguments.readable(argv)
    with suppress(config.BrokenConfigError):  # told as soon as it is known that the command is not the one that mends it
        i18n.use(i18n.choose(argv, config.values().get("language")))
    return _run_command(argv)


def _run_command(argv: list[str]) -> int:
    from crmcli.cli import seed, settle
    from crmcli.terminal import session

    session.start()
    session.current.seed, session.current.settle = seed.seed, settle.settle
    try:
        code = _invoke(argv)
        session.current.close()  # who reads page by page keeps nobody from the file
        stream.finish()
    except (CrmError, OSError, OverflowError, UnicodeEncodeError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - a damaged file fails in any way
        from crmcli.terminal import failures

        told = failures.of_file(error)
        raise told from (None if told is error else error)
    finally:
        session.current.close()
        stream.release()
    return code


def _invoke(argv: list[str]) -> int:
    """Typer's part of the run, its complaints and ways to leave as ours."""
    import typer

    from crmcli.cli.root import build_root
    from crmcli.terminal import prompt

    try:
        result = prompt.interview(build_root().main, args=argv, prog_name="crm", standalone_mode=False)
        if result == interrupts.INTERRUPTED:  # Typer's answer to Ctrl-C
            raise KeyboardInterrupt
        return result if isinstance(result, int) else 0
    except typer.TyperException as error:
        from crmcli.terminal import usage

        raise usage.explain(error, argv) from error
    except (typer.Abort, Back):
        raise KeyboardInterrupt from None
    except SystemExit as error:
        if isinstance(error.__context__, BrokenPipeError):  # Typer would leave with 1 when the reader went away
            raise BrokenPipeError from error
        raise


if __name__ == "__main__":
    main()
