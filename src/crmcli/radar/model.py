"""A fact and what the radar shows, as reports and scripts see them."""

from typing import NamedTuple

from crmcli.core import region
from crmcli.core.choices import Instant
from crmcli.customers.refs import Ref
from crmcli.customers.relations import Relation

STALE_DAYS = 180


class Fact(NamedTuple):
    """A background fact as of the local date `date`; `stale` where it is older than 180 days."""

    no: int
    uid: str
    customer: Ref
    text: str
    source: str | None
    date: str
    age_days: int
    stale: bool

    def __str__(self) -> str:
        return f"{self.date} {self.text}"


class Learned(NamedTuple):
    """A field of the portrait with the instant it was learned at."""

    field: str
    value: str
    at: Instant
    age_days: int

    def __str__(self) -> str:
        return f"{self.field}={self.value}"


class Number(NamedTuple):
    """A phone in E.164 (as typed where that is not possible) with the area and carrier its range was given out to."""

    phone: str
    area: str | None
    carrier: str | None

    def __str__(self) -> str:
        return " · ".join(filter(None, (region.dialled(self.phone), self.area, self.carrier)))


class Link(NamedTuple):
    """A web search for the customer; `opened` whether the browser took it."""

    name: str
    url: str
    opened: bool = False

    def __str__(self) -> str:
        return self.url


class Radar(NamedTuple):
    """What is known of a customer's background on one screen."""

    no: int
    uid: str
    name: str
    company: str | None
    title: str | None
    role: str | None
    address: str | None
    phones: tuple[Number, ...]
    last_contact_at: Instant | None
    portrait: tuple[Learned, ...]
    facts: tuple[Fact, ...]
    relations: tuple[Relation, ...]
    searches: tuple[Link, ...]
