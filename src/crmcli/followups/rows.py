"""What comes due, as reports and scripts see it."""

from __future__ import annotations

from typing import NamedTuple

from crmcli.customers.rows import GRADE, Ref
from crmcli.kernel.values import Choices, Coded

TYPES = Choices(
    "type of next step", keep="Keep in touch", relate="Build rapport", nurture="Develop the need", explore="Uncover opportunity",
    compete="Counter competitor", close="Sign and collect", greet="Say hello",
)  # fmt: skip
KINDS = Choices(
    "kind of reminder", followup="next step", promise="promised by the customer", wakeup="wake-up", payment="payment",
    no_next="nothing planned",
)  # fmt: skip
REASONS = Choices("reason", overdue="overdue", today="today", later="later", no_next="nothing planned")
# A promise is a row among the next steps and shares their numbers, so it shares their letter.
LETTERS = {"promise": "f", "followup": "f", "wakeup": "w", "payment": "p", "no_next": "n"}


class Key(NamedTuple):
    """What a line of `due` is called by: `f17` a next step or a promise, `w12` and `n12` the customer 12, `p3` a payment plan."""

    kind: str
    no: int

    def __str__(self) -> str:
        return f"{LETTERS[self.kind]}{self.no}"


class DueCustomer(NamedTuple):
    """Who a due line is about, with the grade that ranks it."""

    no: int
    uid: str
    name: str
    company: str | None
    grade: Coded | None

    def __str__(self) -> str:
        return str(Ref(self.no, self.uid, self.name, self.company))


def grade(code: str | None) -> Coded | None:
    """The grade of that code; None stays None."""
    return GRADE.of(code)


class Due(NamedTuple):
    """A line of `due`. `due` is a wall-clock time; `days_overdue` whole calendar days, 0 today, None where nothing is planned."""

    key: str
    kind: Coded
    type: Coded | None
    text: str
    due: str | None
    days_overdue: int | None
    reason: Coded
    customer: DueCustomer
    snoozes: int
