"""Load, recall and revival as reports and scripts see them."""

from typing import NamedTuple

from crmcli.core.choices import Choices, Coded, Instant
from crmcli.core.sentence import Explanation
from crmcli.customers.refs import Ref

BASIS = Choices("basis", configured="your own limit", history="from your history", unknown="not known yet")
VERDICT = Choices("workload verdict", too_many="too many", room="room for more", unknown="not known yet")
WAYS = Choices("way", call="by hand", message="by message")


class Week(NamedTuple):
    """A week by its Monday (`YYYY-MM-DD`), and how many contacts or planned steps lie in it."""

    monday: str
    count: int  # type: ignore[assignment] # hides the method of tuples

    def __str__(self) -> str:
        return f"{self.monday} {self.count}"


class ParkCandidate(NamedTuple):
    """An open customer who may rest. `silent_days` since the last contact or order, else since they were added."""

    customer: Ref
    intent: Coded
    intent_reasons: list[Explanation]
    grade: Coded | None
    silent_days: int
    next_due: str | None

    def __str__(self) -> str:
        return f"c{self.customer.no} {self.customer.name}"


class Load(NamedTuple):
    """What one has to work against what one works. `limit` is the seller's own, None where none was set; `over` how many may be
    parked: those beyond it, or as many steps as one fell behind in three weeks. `done_per_week` is the median of `done`,
    `capacity` what nine weeks in ten did not exceed, `gap_days` the usual gap between two contacts of a customer; `backlog` the
    steps overdue at the end of each week, `overdue` and `planned` those of now, `later` those after the last week; `park` who may
    be parked.
    """

    open: int
    limit: int | None
    basis: Coded
    over: int
    done_per_week: float | None
    gap_days: float | None
    done: list[Week]
    overdue: int
    planned: list[Week]
    later: int
    park: list[ParkCandidate]
    capacity: float | None
    backlog: list[Week]
    verdict: Coded


class Recall(NamedTuple):
    """Somebody of the pond. `intent` is today's, as everywhere; `intent_then` that of the day `heard_on` when they were last
    heard from, which decides the way; `silent_days` as in ParkCandidate; `message` and `mailto` where a message was asked for and
    is theirs; `recalled_at` the last time before.
    """

    customer: Ref
    status: Coded
    parked_until: str | None
    parked_reason: str | None
    silent_days: int
    intent: Coded
    intent_reasons: list[Explanation]
    way: Coded
    next_due: str | None
    recalled_at: Instant | None
    phone: str | None
    wechat: str | None
    email: str | None
    intent_then: Coded
    intent_then_reasons: list[Explanation]
    heard_on: str | None
    message: str | None = None
    mailto: str | None = None


class Revival(NamedTuple):
    """How many recalls were answered within RECALL_WINDOW days, by way and in all; `pending` ones still have time. `rate` is a
    share, None below five recalls.
    """

    way: Coded
    recalled: int
    revived: int
    pending: int
    rate: float | None


class Template(NamedTuple):
    """A message of the seller's own, with its places."""

    no: int
    name: str
    text: str
