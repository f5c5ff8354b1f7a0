"""纠结 and 竞品: what holds a customer back and who else courts them, each as said at one instant."""

from typing import NamedTuple

from crmcli.core import clock
from crmcli.core.choices import Choices, Coded, Instant
from crmcli.customers.refs import Ref
from crmcli.storage.store import Store

KINDS = Choices("kind of concern", worry="concern", rival="competitor")


class Concern(NamedTuple):
    """One worry or rival that stands; `at` when it was last said, `times` how often."""

    text: str
    at: Instant
    times: int

    def __str__(self) -> str:
        return self.text


class ConcernRow(NamedTuple):
    """A worry or rival as `crm resolve` shows it; `times` how often it was said."""

    customer: Ref
    kind: Coded
    text: str
    times: int


def add(store: Store, customer_no: int, kind: str, text: str, at: str) -> int:
    """Keep a worry or a rival as said at the stored instant `at`; returns its number."""
    created = clock.utc_text(clock.now())
    return store.insert("concerns", customer_no=customer_no, kind=kind, text=text, at=at, created_at=created)


def standing(store: Store, customer_no: int, kind: str) -> list[Concern]:
    """What of that kind is not settled, the last said first."""
    sql = """SELECT text, max(at), count(*) FROM concerns
      WHERE customer_no = :no AND kind = :kind AND settled_at IS NULL GROUP BY text ORDER BY max(at) DESC, text"""
    return [Concern(text, Instant(at), times) for text, at, times in store.iterate(sql, no=customer_no, kind=kind)]


def every_standing(store: Store, ref: Ref) -> list[ConcernRow]:
    """What holds the customer back: worries first, then rivals."""
    return [
        ConcernRow(ref, Coded(kind, KINDS.label(kind)), one.text, one.times)
        for kind in KINDS.codes()
        for one in standing(store, ref.no, kind)
    ]


def settle(store: Store, customer_no: int, text: str) -> None:
    """What stands under exactly that text, worry or rival, holds them back no longer."""
    sql = "SELECT no FROM concerns WHERE customer_no = :no AND text = :text AND settled_at IS NULL"
    now = clock.utc_text(clock.now())
    for number in store.column(sql, no=customer_no, text=text):
        store.update("concerns", number, settled_at=now)


def used(store: Store, kind: str) -> list[str]:
    """What the seller wrote so far, the most frequent first: completion."""
    return store.column("SELECT text FROM concerns WHERE kind = :kind GROUP BY text ORDER BY count(*) DESC, text", kind=kind)
