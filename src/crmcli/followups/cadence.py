"""Rhythms: how long a customer may go without contact, for one or for all whom a filter selects."""

from typing import NamedTuple

from crmcli.core import clock
from crmcli.customers.refs import FIRM, REF, Ref, ref_of
from crmcli.storage.store import Store


class Rhythm(NamedTuple):
    """A rhythm in whole days after the last contact: `ideal` when it comes due (0: never), `latest` from when on it is late;
    for one `customer`, or for all of a `filter`.
    """

    customer: Ref | None
    filter: str | None
    ideal: int
    latest: int


def rhythms(store: Store) -> list[Rhythm]:
    """All rhythms: of single customers, then the filters in the order in which they count."""
    sql = f"""SELECT {REF}, k.ideal_days, k.latest_days FROM cadences k
      JOIN customers c ON c.no = k.customer_no {FIRM} ORDER BY c.no"""
    own = [Rhythm(ref_of(row), None, row["ideal_days"], row["latest_days"]) for row in store.named(sql)]
    return [*own, *(Rhythm(None, line, ideal, latest) for line, ideal, latest, _since in rules(store))]


def rules(store: Store) -> list[tuple[str, int, int, str]]:
    """Filter, ideal and latest days, and since when, of the rhythms by filter in the order in which they count."""
    kept = list(store.iterate("SELECT filter, ideal_days, latest_days, created_at FROM cadence_rules ORDER BY no"))
    if not kept:
        return []
    from crmcli.customers import filters  # only where a rhythm goes by one

    return [(filters.modern(line), ideal, latest, since) for line, ideal, latest, since in kept]


def keep(store: Store, ref: Ref, ideal: int, latest: int) -> Rhythm:
    """Give a customer a rhythm; 0 days: none, whatever the filters say."""
    found = store.scalar("SELECT no FROM cadences WHERE customer_no = :no", no=ref.no)
    if found:
        store.update("cadences", found, ideal_days=ideal, latest_days=latest)
    else:
        created = clock.utc_text(clock.now())
        store.insert("cadences", customer_no=ref.no, ideal_days=ideal, latest_days=latest, created_at=created)
    return Rhythm(ref, None, ideal, latest)


def keep_rule(store: Store, line: str, ideal: int, latest: int) -> Rhythm:
    """Give all whom a filter selects a rhythm; 0 days forget the rule. Raises UsageError for a filter that is none."""
    from crmcli.customers import filters

    if ideal:
        filters.where(store, line)
    kept = list(store.iterate("SELECT no, filter FROM cadence_rules"))
    found = next((no for no, standing in kept if filters.modern(standing) == filters.modern(line)), None)
    if not ideal:
        if found:
            store.delete("cadence_rules", found)
    elif found:
        store.update("cadence_rules", found, ideal_days=ideal, latest_days=latest)
    else:
        created = clock.utc_text(clock.now())
        store.insert("cadence_rules", filter=line, ideal_days=ideal, latest_days=latest, created_at=created)
    return Rhythm(None, line, ideal, latest)
