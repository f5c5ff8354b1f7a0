"""Planning a visit: with a day it is a next step too, unless one stands on that day already."""

from __future__ import annotations

from crmcli.core.dates.when import echo
from crmcli.core.i18n import t
from crmcli.customers.refs import Ref
from crmcli.customers.vocabulary import VISIT_PURPOSES
from crmcli.followups import followups
from crmcli.followups.effects import NextPlanned
from crmcli.followups.next_step_options import future
from crmcli.storage.store import Store
from crmcli.visits import visits
from crmcli.visits.model import STEP_TYPES


def plan(store: Store, ref: Ref, purpose: str, on: str | None) -> tuple[int, str, list[NextPlanned]]:
    """Plan inside the caller's change; returns the visit's number, what to add to the sentence, and the next step that was
    planned.

    Raises UsageError for a day that is not understood.
    """
    if on is None:
        return visits.plan(store, ref.no, purpose), "", []
    when = future(on)
    if standing := visits.step_on(store, ref.no, when.date.isoformat()):
        no = visits.plan(store, ref.no, purpose, when.text)
        return no, f" · {echo(when)} · " + t("that day has a next step already (f{no})", no=standing), []
    text = t("Visit: {purpose}", purpose=VISIT_PURPOSES.label(purpose))
    step = followups.plan(store, ref.no, when.text, text, STEP_TYPES[purpose])
    return visits.plan(store, ref.no, purpose, when.text, step), "", [NextPlanned.of(step, when.text, text, STEP_TYPES[purpose])]
