"""What comes due, as reports and scripts see it."""

from datetime import date, datetime
from typing import Any, NamedTuple, Self

from crmcli.core import clock
from crmcli.core.choices import Choices, Coded, Instant
from crmcli.core.sentence import Explanation, Sentence
from crmcli.customers.refs import Ref
from crmcli.customers.vocabulary import GRADE
from crmcli.followups.kind_registry import DEFAULT, STEP, letter_of, letters

TYPES = Choices(
    "type of next step", keep="Keep in touch", relate="Build rapport", nurture="Develop the need", explore="Probe",
    compete="Counter competitor", close="Close", greet="Say hi",
)  # fmt: skip
REASONS = Choices(
    "reason", overdue="overdue", today="today", later="later", no_next="nothing planned", signed="signed, order not recorded"
)
RECALL_WINDOW = 30  # days in which a recall may be answered, and in which nobody is recalled twice


class Key(NamedTuple):
    """What a line of `due` is called by: `f17` a next step or a promise, `p3` a payment plan, `y4` a yearly day, `r5` the order
    line that comes due again; `w12`, `n12`, `k12`, `b12` the customer 12: rest, nothing planned, rhythm, birthday.
    """

    kind: str
    no: int

    def __str__(self) -> str:
        return f"{letter_of(self.kind)}{self.no}"

    @classmethod
    def of_step(cls, no: int) -> Self:
        """Make the key of a next step."""
        return cls(letters()[STEP], no)


class DueQuery(NamedTuple):
    """What `due` is asked for: lines due up to the day `until`, of these kinds, and of these types where any are given; all
    customers, or one; `hidden` shows what is snoozed as well.
    """

    now: datetime
    until: date
    kinds: tuple[str, ...] = DEFAULT
    types: tuple[str, ...] = ()
    overdue: bool = False
    customer: int | None = None
    hidden: bool = False

    @property
    def back_by(self) -> str:
        """The wall clock up to which hidden lines are back: now, or the end of a range that reaches further; beyond all where
        hidden lines are wanted.
        """
        if self.hidden:
            return "9999"
        return f"{self.until}T24" if self.until > self.now.date() else clock.wall_clock(self.now)


class DueCandidate(NamedTuple):  # a fifth of a dataclass's time to import, and this module is imported on every morning's screen
    """A candidate as a source gives it. `no` stands behind the letter of the key; `due` is wall-clock text, None where nothing
    is planned; `fact` is what only this kind knows: why a customer rests, the open cents of an order, the silence of a rhythm.
    `shown` is the workday on which it is shown instead; up to the day `latest` it is not late; up to `back` it was hidden, or is.
    """

    no: int
    due: str | None
    type: str | None
    text: str
    snoozes: int
    fact: Any
    customer_no: int
    customer_uid: str
    customer_name: str
    company: str | None
    grade: str | None
    expected: int | None
    moves: int = 0
    rrule: str | None = None
    shown: str | None = None
    latest: str | None = None
    back: str | None = None


class Reminder(NamedTuple):
    """A line of `due` by itself, open or closed; `due` and `snoozed_until` are wall-clock times. `rule` says how it
    comes again, `next_key` and `next_due` what was planned for the next time.
    """

    key: str
    kind: Coded
    type: Coded | None
    text: str
    due: str | None
    snoozed_until: str | None = None
    snoozes: int = 0
    done_at: Instant | None = None
    cancelled_at: Instant | None = None
    outcome: str | None = None
    customer: Ref = Ref(0, "", "", None)
    moves: int = 0
    rule: Sentence | None = None
    next_key: str | None = None
    next_due: str | None = None


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
    """A line of `due`. `due` is a wall-clock time; `days_overdue` whole calendar days, 0 today, None where nothing is planned;
    `rule` how it comes again; `act` the command that answers it; `why` what decided its place, where asked; what is
    hidden up to a later day is due `later`, `snoozed_until` then. `phone` is the first that the customer has.
    """

    key: str
    kind: Coded
    type: Coded | None
    text: str
    due: str | None
    days_overdue: int | None
    reason: Explanation
    customer: DueCustomer
    snoozes: int
    moves: int
    rule: Sentence | None
    act: str
    why: Sentence | None
    snoozed_until: str | None = None
    phone: str | None = None
