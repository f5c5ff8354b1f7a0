"""What usually comes next: type and day of a step, by where the deal stands and by what came of the last one."""

from __future__ import annotations

import re
from datetime import date, timedelta

from crmcli.customers import derived_sql
from crmcli.storage.store import Store

# After a node of each 5A stage: the type of the step, and in how many days.
_AFTER_STAGE = {
    "aware": ("explore", 1),
    "appeal": ("nurture", 2),
    "ask": ("nurture", 3),
    "act": ("close", 2),
    "advocate": ("keep", 30),
}
_USUAL = "ask"
# Words in what came of it that say more than the stage does, the first that fits; None leaves the type to the stage.
_OUTCOMES = (
    ("没接|未接|没人接|无人接|占线|关机|no answer|voicemail|busy", None, 1),
    ("竞品|竞争对手|别家|competitor", "compete", 1),
    ("嫌贵|太贵|没预算|too expensive|no budget", "nurture", 2),
    ("考虑|再想想|再看看|商量|think", "nurture", 3),
    ("(?<![不没未])(同意|答应|成交)|没问题|可以签|(?<!not )agreed|will sign", "close", 1),
)
_SATURDAY = 5
_STAGE = f"""SELECT n.stage FROM touches t JOIN nodes n ON n.no = t.node_no JOIN customers c ON c.no = t.customer_no
  WHERE c.no = :no AND {derived_sql.STILL_OPEN} ORDER BY t.at DESC, t.no DESC LIMIT 1"""


def stage_of(store: Store, customer_no: int) -> str | None:
    """The 5A stage of the node where the customer's open deal stands."""
    found: str | None = store.scalar(_STAGE, no=customer_no)
    return found


def step(stage: str | None, outcome: str, today: date) -> tuple[str, date]:
    """The type of the step after a node of that stage with that outcome, and its day, a weekday."""
    kind, days = _AFTER_STAGE[stage or _USUAL]
    for words, other, sooner in _OUTCOMES:
        if re.search(words, outcome, re.IGNORECASE):
            kind, days = other or kind, sooner
            break
    return kind, _weekday(today + timedelta(days=days))


def _weekday(day: date) -> date:
    return day + timedelta(days=max(7 - day.weekday(), 0)) if day.weekday() >= _SATURDAY else day
