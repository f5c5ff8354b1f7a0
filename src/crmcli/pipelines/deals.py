"""Parallel deals of one customer: which there are, and which are open."""

from itertools import chain, count
from typing import NamedTuple

from crmcli.core import clock
from crmcli.core.choices import Instant
from crmcli.core.i18n import t
from crmcli.core.sentence import Sentence
from crmcli.customers import derived_sql
from crmcli.storage.store import Store

UNNAMED = ""  # the deal without a name, where there are others beside it


class Deal(NamedTuple):
    """An open deal: its name (None for the one without), the node it stands at, since when."""

    deal: str | None
    node: str
    at: Instant

    def __str__(self) -> str:
        return f"{self.deal or t('(no name)')} · {self.node} {clock.from_utc_text(self.at):%m-%d}"


def still_open(store: Store, customer_no: int) -> list[Deal]:
    """The customer's open deals, the one touched last first."""
    sql = f"""SELECT t.deal, n.name, t.at FROM touches t JOIN nodes n ON n.no = t.node_no JOIN customers c ON c.no = t.customer_no
      WHERE c.no = :no AND {derived_sql.STILL_OPEN} ORDER BY t.at DESC, t.no DESC"""
    found: dict[str | None, Deal] = {}
    for deal, node, at in store.iterate(sql, no=customer_no):
        found.setdefault(deal, Deal(deal, node, Instant(at)))
    return list(found.values())


def names(store: Store, customer_no: int | None = None) -> list[str]:
    """The names of deals, the one touched last first; of all customers where `customer_no` is None."""
    sql = """SELECT deal FROM touches WHERE deal IS NOT NULL AND customer_no = coalesce(:no, customer_no)
      GROUP BY deal ORDER BY max(at) DESC, deal"""
    return store.column(sql, no=customer_no)


def mark(store: Store, customer_no: int, deal: str | None) -> str:
    """Which deal it was, for the end of a sentence: ` [second floor]`; empty where the customer has only one."""
    several = "SELECT count(DISTINCT coalesce(deal, '')) > 1 FROM touches WHERE customer_no = :no"
    return f" [{deal or t('(no name)')}]" if store.scalar(several, no=customer_no) else ""


def order_missing(customer_no: int, deal: str | None = None, on: str | None = None) -> Sentence:
    """Tell that a deal is signed and its order not recorded, with the command that does it."""
    more = (f" --on {on}" if on else "") + (f" --deal '{deal}'" if deal else "")
    return Sentence("signed, order not recorded: crm order c{no} AMOUNT{more}", no=customer_no, more=more)


def settle(store: Store, customer_no: int, deal: str | None) -> str | None:
    """The name under which a close of the deal is kept, inside the caller's change.

    A close without a name would end the neighbours too, so the deal without a name gets one now.
    """
    if deal != UNNAMED:
        return deal
    if not still_open(store, customer_no):
        return None
    taken, first = names(store, customer_no), t("first deal")
    candidates = chain([first], (f"{first} {number}" for number in count(2)))
    name = next(one for one in candidates if one not in taken)
    sql = f"""SELECT t.no FROM touches t JOIN nodes n ON n.no = t.node_no JOIN customers c ON c.no = t.customer_no
      WHERE c.no = :no AND t.deal IS NULL AND {derived_sql.STILL_OPEN}"""
    for number in store.column(sql, no=customer_no):
        store.update("touches", number, deal=name)
    return name
