"""The log of what ran. Written at once and outside of changes: an undo takes back no mail."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from typing import Any

from crmcli.automation.model import JOBS, STATES, Run
from crmcli.core import clock
from crmcli.core.choices import Coded, Instant
from crmcli.storage.store import Store, explain

_COLUMNS = "no, at, job, recipient, state, lines, note"
# After so long nobody is still sending: the process has ended without a word.
_STALE_SECONDS = 600


def note(store: Store, job: str, lines: int | None = None) -> None:
    """Note that a job has run now."""
    now = clock.now()
    sql = "INSERT INTO routine_log (at, day, job, state, lines) VALUES (:at, :day, :job, 'done', :lines)"
    _write(store, sql, at=clock.utc_text(now), day=now.date().isoformat(), job=job, lines=lines)


def claim(store: Store, recipient: str, lines: int, *, again: bool) -> int | None:
    """Take it on to send today's mail to the recipient; its number, or None where it was sent or is being sent already.

    One statement: of two processes that try at once, one gets it.
    """
    now = clock.now()
    _give_up(store, now)
    sql = """INSERT INTO routine_log (at, day, job, recipient, state, lines, again)
      SELECT :at, :day, 'mail', :recipient, 'sending', :lines,
        (SELECT coalesce(max(again), -1) + 1 FROM routine_log WHERE job = 'mail' AND day = :day AND recipient = :recipient) * :again
      ON CONFLICT DO NOTHING RETURNING no"""  # noqa: E501
    day, to = now.date().isoformat(), recipient.casefold()
    found = _write(store, sql, at=clock.utc_text(now), day=day, recipient=to, lines=lines, again=int(again))
    return found[0][0] if found else None


def _give_up(store: Store, now: datetime) -> None:
    before = clock.utc_text(datetime.fromtimestamp(now.timestamp() - _STALE_SECONDS, now.tzinfo))
    if store.scalar("SELECT 1 FROM routine_log WHERE state = 'sending' AND at < :before", before=before):
        _write(store, "UPDATE routine_log SET state = 'unclear' WHERE state = 'sending' AND at < :before", before=before)


def settle(store: Store, no: int, state: str, reason: str | None = None) -> None:
    """What became of a mail: sent, failed or unclear."""
    _write(store, "UPDATE routine_log SET state = :state, note = :reason WHERE no = :no", no=no, state=state, reason=reason)


def of_today(store: Store, recipient: str) -> Run | None:
    """The newest mail of today to the recipient that did not fail."""
    sql = f"""SELECT {_COLUMNS} FROM routine_log WHERE job = 'mail' AND day = :day AND recipient = :to AND state <> 'failed'
      ORDER BY no DESC"""
    return store.one(_run, sql, day=clock.today().isoformat(), to=recipient.casefold())


def newest(store: Store, limit: int) -> list[Run]:
    """The log, the newest first."""
    return store.rows(_run, f"SELECT {_COLUMNS} FROM routine_log ORDER BY no DESC LIMIT :limit", limit=limit)


def last(store: Store, job: str) -> Run | None:
    """The last time the job ran."""
    return store.one(_run, f"SELECT {_COLUMNS} FROM routine_log WHERE job = :job ORDER BY no DESC", job=job)


def unsent(store: Store, since: str) -> Run | None:
    """The newest mail claimed from that instant on that failed or is unclear, and was not sent to its recipient
    later that day.
    """
    sql = f"""SELECT {_COLUMNS} FROM routine_log r WHERE job = 'mail' AND at >= :since AND state IN ('failed', 'unclear') AND NOT EXISTS
      (SELECT 1 FROM routine_log s WHERE s.job = 'mail' AND s.day = r.day AND s.recipient = r.recipient AND s.state = 'sent')
      ORDER BY no DESC"""  # noqa: E501
    return store.one(_run, sql, since=since)


def mailed(store: Store, day: date) -> bool:
    """Whether a mail went out on that local day."""
    sql = "SELECT EXISTS (SELECT 1 FROM routine_log WHERE job = 'mail' AND day = :day AND state = 'sent')"
    return bool(store.scalar(sql, day=day.isoformat()))


def _run(no: int, at: str, job: str, recipient: str | None, state: str, lines: int | None, note: str | None) -> Run:
    return Run(no, Instant(at), Coded(job, JOBS.label(job)), recipient, Coded(state, STATES.label(state)), lines, note)


def _write(store: Store, sql: str, **values: Any) -> list[Any]:
    store.ensure_file()
    try:
        return store.db.execute(sql, values).fetchall()
    except sqlite3.DatabaseError as error:
        raise explain(error, store.path) from error
