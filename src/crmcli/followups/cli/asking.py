"""What `done` asks at a terminal: the outcome, and the next step as suggested; nothing is written before the last answer."""

from __future__ import annotations

from typing import NamedTuple

from crmcli.followups import planning, suggesting
from crmcli.followups.rows import TYPES
from crmcli.kernel import clock
from crmcli.kernel.store import Store
from crmcli.kernel.words import t
from crmcli.terminal import ask


class Answers(NamedTuple):
    """As the options of `done` say it: --note, --next, --for, --type."""

    note: str | None = None
    when: str | None = None
    text: str | None = None
    type: str | None = None


def outcome_and_step(store: Store, customer_no: int, stage: str | None, *, again: bool) -> Answers:
    """Ask; `stage` is that of the node just met (None: where the deal stands), `again` says that the step comes again by itself."""
    note = ask.text(t("What came of it? (Enter: nothing to add)")) or None
    if again:
        return Answers(note)
    kind, day = suggesting.step(stage or suggesting.stage_of(store, customer_no), note or "", clock.today())
    codes = sorted(TYPES.codes(), key=lambda code: code != kind)
    picked = ask.menu(t("Next step?"), [*((TYPES.label(code), code) for code in codes), (t("(none)"), None)])
    if picked is None:
        return Answers(note)
    when = ask.text(t("When next?"), default=day.isoformat(), check=planning.check_day) or day.isoformat()
    return Answers(note, when, ask.text(t("What then? (Enter: only the type)")) or None, picked)
