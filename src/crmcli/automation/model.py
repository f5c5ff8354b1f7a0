"""What ran, as reports and scripts see it."""

from typing import NamedTuple

from crmcli.core.choices import Choices, Coded, Instant
from crmcli.core.errors import CrmError

JOBS = Choices("job", install="installed", due="crm due", digest="crm digest", notify="desktop notification", mail="mail")
STATES = Choices(
    "state", done="ran", sending="being sent", sent="sent", failed="failed", unclear="possibly sent",
)  # fmt: skip


class DeliveryError(CrmError):
    """The digest did not reach the mail server or the desktop."""

    code = "delivery"
    exit_code = 6


class Run(NamedTuple):
    """One line of the log; `lines` counts what was due, `recipient` is that of a mail, `note` says what went wrong."""

    no: int
    at: Instant
    job: Coded
    recipient: str | None
    state: Coded
    lines: int | None
    note: str | None


class Job(NamedTuple):
    """A job that the machine runs by itself: `kind` crontab or systemd, `at` HH:MM."""

    kind: str
    job: Coded
    at: str
    command: str
