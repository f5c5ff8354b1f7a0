"""Visits: planning, recording, listing them. A planned day is a next step too, unless one stands on that day already."""

from __future__ import annotations

from crmcli.core import clock
from crmcli.core.choices import instant
from crmcli.core.effects import Effects
from crmcli.core.errors import NotFoundError, RefusedError
from crmcli.core.i18n import t
from crmcli.customers.refs import FIRM, REF, Ref, ref_of
from crmcli.customers.vocabulary import VISIT_PURPOSES
from crmcli.followups import followups
from crmcli.followups.effects import NextPlanned
from crmcli.followups.next_step_options import future
from crmcli.storage.store import Store
from crmcli.visits.effects import StepStands
from crmcli.visits.model import Visit
from crmcli.visits.vocabulary import CLOSINGS, STEP_TYPES

_SQL = f"""SELECT v.no, v.uid, {REF}, v.purpose, v.planned_for, 'f' || v.followup_no AS step,
    coalesce(i.at, v.recorded_at) AS recorded, i.text, v.closing
  FROM visits v JOIN customers c ON c.no = v.customer_no {FIRM}
  LEFT JOIN interactions i ON i.no = v.note_no WHERE {{where}}
  ORDER BY v.recorded_at IS NOT NULL, CASE WHEN v.recorded_at IS NULL THEN coalesce(v.planned_for, '9') END, coalesce(i.at, v.recorded_at) DESC,
    CASE WHEN v.recorded_at IS NULL THEN v.no ELSE -v.no END"""  # noqa: E501


def select(store: Store, where: str = "TRUE", **parameters: object) -> list[Visit]:
    """The visits for which the condition over `v` holds: the planned ones by their day, then the recorded ones, newest first."""
    rows = store.named(_SQL.format(where=where), **parameters)
    return [
        Visit(row["no"], row["uid"], ref_of(row), VISIT_PURPOSES.shown(row["purpose"]), row["planned_for"], row["step"],
              instant(row["recorded"]), row["text"], CLOSINGS.of(row["closing"]))
        for row in rows
    ]  # fmt: skip


def visit(store: Store, no: int) -> Visit:
    """The visit of that number; raises NotFoundError."""
    found = select(store, "v.no = :no", no=no)
    if not found:
        raise NotFoundError(t("There is no visit v{no}.", no=no), t("See them: crm visit list"))
    return found[0]


def planned(store: Store, customer_no: int) -> list[Visit]:
    """The customer's visits that are not recorded yet."""
    return select(store, "v.customer_no = :no AND v.recorded_at IS NULL", no=customer_no)


def step_on(store: Store, customer_no: int, day: str) -> int | None:
    """The number of a next step that stands on the date already, or None."""
    sql = """SELECT no FROM followups WHERE customer_no = :no AND kind = 'followup' AND substr(due, 1, 10) = :day
      AND done_at IS NULL AND cancelled_at IS NULL ORDER BY no LIMIT 1"""
    found: int | None = store.scalar(sql, no=customer_no, day=day)
    return found


def stands(store: Store, key: str) -> bool:
    """Whether the next step of that key (`f17`) is still to be done."""
    sql = "SELECT 1 FROM followups WHERE no = :no AND done_at IS NULL AND cancelled_at IS NULL"
    return bool(store.scalar(sql, no=int(key[1:])))


def insert(store: Store, customer_no: int, purpose: str, planned_for: str | None = None, step_no: int | None = None) -> int:
    """Plan a visit (a wall-clock time, or none yet); `step_no` is the next step made for it. Returns its number."""
    values = {"purpose": purpose, "planned_for": planned_for, "followup_no": step_no}
    return store.insert("visits", customer_no=customer_no, **values, created_at=clock.utc_text(clock.now()))


def record(store: Store, no: int, at: str, note_no: int, closing: str | None) -> None:
    """Mark the visit as made at the stored instant `at`; raises RefusedError where it is recorded already."""
    if visit(store, no).recorded_at:
        raise RefusedError(t("v{no} is already recorded.", no=no), t("To record another visit, omit the number."))
    store.update("visits", no, recorded_at=at, note_no=note_no, closing=closing)


def remove(store: Store, no: int) -> None:
    """Remove the visit; its note and its next step stay."""
    store.delete("visits", no)


def plan(store: Store, ref: Ref, purpose: str, on: str | None) -> tuple[int, Effects]:
    """Plan inside the caller's change; returns the visit's number, and the next step that was planned or stands there already.

    Raises UsageError for a day that is not understood.
    """
    if on is None:
        return insert(store, ref.no, purpose), ()
    when = future(on)
    if standing := step_on(store, ref.no, when.date.isoformat()):
        no = insert(store, ref.no, purpose, when.text)
        return no, [StepStands(standing, f"f{standing}", when.text)]
    text = t("Visit: {purpose}", purpose=VISIT_PURPOSES.label(purpose))
    step = followups.plan(store, ref.no, when.text, text, STEP_TYPES[purpose])
    return insert(store, ref.no, purpose, when.text, step), [NextPlanned.of(step, when.text, text, STEP_TYPES[purpose])]
