"""Runs, as the one reader finds them, against hand-made tables and an event-by-event reference."""

import random
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

import pytest

from crmcli.core import clock
from crmcli.pipelines import pipelines
from crmcli.pipelines.deal_runs import LOST, OPEN, WON
from crmcli.reports.shared import deal_histories

AT = "2026-01-01T00:00:00.000Z"
AS_OF = clock.parse_instant("2026-11-21T09:00")


class Touch(NamedTuple):
    customer: int
    at: str
    no: int
    node: int
    deal: str | None = None


class Close(NamedTuple):
    customer: int
    at: str
    outcome: str
    deal: str | None = None


def day(number):
    return (date(2026, 1, 1) + timedelta(days=int(number))).isoformat()


def noon(number):
    return clock.utc_text(clock.parse_instant(day(number)))


def keep(store, events):
    """Write events (customer, day, node or outcome, deal) in this order; `node` by its position in the pipeline in use."""
    numbers = [one.no for one in pipelines.nodes(store, pipelines.current(store))]
    for who, at, what, deal in events:
        own = {"customer_no": who, "deal": deal, "created_at": AT}
        if isinstance(what, int):
            store.insert("touches", node_no=numbers[what - 1], at=noon(at), **own)
        else:
            more = {"amount": 1} if what == WON else {"reason": "price"}
            store.insert("orders" if what == WON else "losses", date=day(at), **more, **own)


def runs(store, unit="customer"):
    """By customer and deal the runs that the reader finds."""
    scope = deal_histories.Scope(pipelines.current(store), AS_OF, unit=unit)
    return [
        (one.customer, one.deal or "", list(one.nodes), list(one.times), one.outcome, one.closed_at)
        for one in deal_histories.runs(store, scope)
    ]


def made(who, text):
    """`1@3 2@4 won@5 lost@5 2@6/A won@7/A`: touches at nodes, orders and losses, on days, of deals."""
    for word in text.split():
        what, _, rest = word.partition("@")
        at, _, deal = rest.partition("/")
        yield who, at, int(what) if what.isdecimal() else what, deal or None


CASES = [
    ("", []),
    ("won@5 lost@6", []),
    ("1@1 2@2", [("12", OPEN)]),
    ("1@1 2@2 won@3", [("12", WON)]),
    ("1@1 won@2 1@3 2@4 lost@5", [("1", WON), ("12", LOST)]),
    ("1@1 won@2 1@3", [("1", WON), ("1", OPEN)]),
    ("1@2 won@2", [("1", WON)]),  # a touch of that instant comes before the close
    ("1@1 won@2 lost@2", [("1", WON)]),  # and the order before the loss, which then finds nothing open
    ("1@1 lost@2 won@2", [("1", WON)]),
    ("1@1 won@2 won@2 won@3 1@4", [("1", WON), ("1", OPEN)]),
    ("2@5 1@5", [("21", OPEN)]),  # ties by number
    ("1@1 1@2/A won@3/A 2@4 2@4/A", [("12", OPEN), ("1", WON), ("2", OPEN)]),
    ("1@1 1@2/A 1@3/B won@4", [("1", WON), ("1", WON), ("1", WON)]),
    ("1@1 won@2/A", [("1", OPEN)]),
    ("1@1 1@1/A lost@2/A won@3", [("1", WON), ("1", LOST)]),
]


def test_where_runs_begin_and_end(store):
    with store.change("x"):
        for who, (text, _expected) in enumerate(CASES, 1):
            store.insert("customers", name=text, created_at=AT)
            keep(store, made(who, text))
    found = runs(store)
    for who, (text, expected) in enumerate(CASES, 1):
        assert (text, [("".join(map(str, one[2])), one[4]) for one in found if one[0] == who]) == (text, expected)


def test_a_run_knows_its_customer_deal_and_close(store):
    with store.change("x"):
        store.insert("customers", name="c", created_at=AT)
        keep(store, made(1, "3@1/A won@2"))
    assert runs(store) == [(1, "A", [3], [noon(1)], WON, deal_histories.end_of(day(2)))]


def replayed(touches, closes):
    """The reference: events one by one; a close ends what is open then."""
    rank = {WON: (1, 0), LOST: (2, 0)}
    queue = sorted(
        [(one.at, (0, one.no), one) for one in touches] + [(one.at, rank[one.outcome], one) for one in closes],
        key=lambda one: one[:2],
    )
    standing, done = {}, []
    for _at, _rank, one in queue:
        if isinstance(one, Touch):
            standing.setdefault((one.customer, one.deal), []).append(one)
        else:
            ending = [key for key in standing if key[0] == one.customer and one.deal in (None, key[1])]
            done += [(key, standing.pop(key), one.outcome, one.at) for key in ending]
    done += [(key, some, OPEN, None) for key, some in standing.items()]
    return sorted(
        (*key, [one.node for one in some], [one.at for one in some], outcome, at) for (key, some, outcome, at) in map(named, done)
    )


def named(one):
    (customer, deal), *rest = one
    return ((customer, deal or ""), *rest)


def random_events(chance, *, tied):
    """Events of eight customers; some with deal names, some on one moment where `tied`."""
    days = [chance.randint(0, 12) for _ in range(90)] if tied else chance.sample(range(300), 90)
    return [
        (who, at, chance.choice([1, 2, 3, 1, 2, WON, LOST]), chance.choice([None, None, "A", "B"]) if who % 2 else None)
        for who, at in ((chance.randint(1, 8), at) for at in days)
    ]


def reference(events, firsts):
    """What the replay says of the events; `firsts` are the customers who stand for their firms."""
    touches = [
        Touch(firsts.get(who, who), noon(at), no, what, deal)
        for no, (who, at, what, deal) in enumerate(events) if isinstance(what, int)
    ]  # fmt: skip
    closes = [
        Close(firsts.get(who, who), deal_histories.end_of(day(at)), what, deal)
        for who, at, what, deal in events if isinstance(what, str)
    ]  # fmt: skip
    return replayed(touches, closes)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("tied", [False, True])
def test_runs_are_those_of_a_replay(store, seed, tied):
    """In customers and in firms, with and without names of deals, in whatever order the file was written."""
    chance = random.Random(seed)
    with store.change("x"):
        firms = [store.insert("companies", name=str(no), created_at=AT) for no in range(2)]
        of = [chance.choice([None, None, *firms]) for _ in range(8)]
        for firm in of:
            store.insert("customers", name="c", company_no=firm, created_at=AT)
        events = [(*rest, deal if seed % 2 else None) for *rest, deal in random_events(chance, tied=tied)]
        keep(store, events if tied else chance.sample(events, k=len(events)))
    firsts = {who: of.index(firm) + 1 for who, firm in enumerate(of, 1) if firm}
    for unit, standing in (("customer", {}), ("company", firsts)):
        found = runs(store, unit)
        assert sorted(found, key=str) == sorted(reference(events, standing), key=str)
        assert sum(len(one[2]) for one in found) == sum(isinstance(one[2], int) for one in events)
        for one, after in pairwise(found):
            assert one[:2] != after[:2] or one[3][-1] <= one[5] < after[3][0]
