"""Errors that carry their own sentence, exit code and hint; `__main__` is the one place that prints them."""

from __future__ import annotations


class CrmError(Exception):
    """A defect of ours unless a subclass says otherwise.

    `message` says what was wrong and where, `hint` what to do; both are already in the user's language.
    """

    code = "defect"
    exit_code = 1

    def __init__(self, message: str, hint: str = "", candidates: list[dict[str, object]] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.candidates = candidates or []


class UsageError(CrmError):
    """Wrong usage or a bad value."""

    code = "usage"
    exit_code = 2


class NotFoundError(CrmError):
    """A customer, node, pipeline, record or file that does not exist."""

    code = "not_found"
    exit_code = 3


class AmbiguousError(CrmError):
    """A name that fits several records; `candidates` lists them."""

    code = "ambiguous"
    exit_code = 4


class RefusedError(CrmError):
    """Refused because it would lose or break something."""

    code = "refused"
    exit_code = 5


class DatabaseFileError(CrmError):
    """The database file: locked, read-only, full disk, damaged, newer than the program."""

    code = "database"
    exit_code = 6


class Back(Exception):  # noqa: N818 - a wish, no error
    """A person pressed Esc: one question back, and out at the first."""
