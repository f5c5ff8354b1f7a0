"""Whether a job ran when it should, and whether its mail went out."""

from datetime import datetime
from typing import NamedTuple

from crmcli.automation import run_log, schedule
from crmcli.automation.model import Job, Run
from crmcli.core import clock
from crmcli.core.choices import Choices, Coded, Instant
from crmcli.core.sentence import Sentence
from crmcli.storage.store import Store

PROOFS = Choices("proof", ran="ran", waiting="not due yet", missed="did not run", undelivered="ran, but the mail was not sent")
_ALLOWED_MINUTES = 10


class Proof(NamedTuple):
    """A job (`kind` crontab or systemd, `at` HH:MM), the last moment it should have run, when it did, how many were due then."""

    kind: str
    job: Coded
    at: str
    state: Coded
    expected: Instant
    ran: Instant | None
    lines: int | None
    note: str | Sentence | None

    @property
    def holds(self) -> bool:
        return self.state.code in ("ran", "waiting")


def of(store: Store, one: Job, now: datetime) -> Proof:
    """What the log says of a job."""
    expected = schedule.last_time(schedule.parse_time(one.at), now)
    run, state, note = run_log.last(store, one.job.code), "missed", None
    if run and clock.from_utc_text(run.at) >= expected:
        note = _unsent(store, run) if one.job.code == "digest" else None
        state = "undelivered" if note else "ran"
    elif (now - expected).total_seconds() < _ALLOWED_MINUTES * 60 or _is_new(store, expected):
        state = "waiting"
    proved = Coded(state, PROOFS.label(state))
    at, lines = (run.at, run.lines) if run else (None, None)
    return Proof(one.kind, one.job, one.at, proved, Instant(clock.utc_text(expected)), at, lines, note)


def _unsent(store: Store, run: Run) -> str | Sentence | None:
    """Why the mail of a run did not go out; None where it did."""
    if failed := run_log.unsent(store, run.at):
        return failed.note or failed.state.label
    return None if run_log.mailed(store, clock.from_utc_text(run.at).date()) else Sentence("no mail was attempted")


def _is_new(store: Store, expected: datetime) -> bool:
    installed = run_log.last(store, "install")
    return installed is not None and clock.from_utc_text(installed.at) > expected
