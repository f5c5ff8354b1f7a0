"""Runs against hand-made tables and an event-by-event reference."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.pipelines.deal_runs import LOST, OPEN, WON, Close, Run, Touch, derive


def told(runs):
    return [("".join(map(str, run.nodes)), run.outcome) for run in runs]


def made(text):
    """`1@3 2@4 won@5 lost@5 2@6/A won@7/A`: touches at nodes, orders and losses, at instants, of deals."""
    touches, closes = [], []
    for no, word in enumerate(text.split()):
        what, _, rest = word.partition("@")
        at, _, deal = rest.partition("/")
        if what.isdecimal():
            touches.append(Touch(1, at, no, int(what), deal or None))
        else:
            closes.append(Close(1, at, what, deal or None))
    return touches, closes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
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
    ],
)
def test_where_runs_begin_and_end(text, expected):
    assert told(derive(*made(text))) == expected


def test_a_run_knows_its_customer_deal_and_close():
    (run,) = derive([Touch(7, "1", 1, 3, "A")], [Close(7, "2", WON)])
    assert run == Run(7, "A", (3,), ("1",), WON, "2")


events = st.lists(
    st.tuples(
        st.integers(1, 2), st.integers(0, 9), st.sampled_from([1, 2, 3, 1, 2, WON, LOST]), st.sampled_from([None, None, "A", "B"])
    ),
    max_size=25,
)


def split(rows):
    touches = [Touch(who, str(at), no, what, deal) for no, (who, at, what, deal) in enumerate(rows) if isinstance(what, int)]
    return touches, [Close(who, str(at), what, deal) for who, at, what, deal in rows if isinstance(what, str)]


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


@given(events)
def test_runs_are_those_of_a_replay(rows):
    touches, closes = split(rows)
    found = [
        (one.customer, one.deal or "", list(one.nodes), list(one.times), one.outcome, one.closed_at)
        for one in derive(touches, closes)
    ]
    assert sorted(found, key=str) == sorted(replayed(touches, closes), key=str)


@given(events, st.randoms(use_true_random=False))
def test_the_order_in_which_events_arrive_changes_nothing(rows, chance: random.Random):
    touches, closes = split(rows)
    expected = derive(touches, closes)
    chance.shuffle(touches)
    chance.shuffle(closes)
    assert derive(touches, closes) == expected


@given(events)
def test_every_touch_lies_in_exactly_one_run_and_runs_do_not_overlap(rows):
    touches, closes = split(rows)
    runs = derive(touches, closes)
    assert sum(len(one.nodes) for one in runs) == len(touches)
    for one, after in pairwise(runs):
        if (one.customer, one.deal) == (after.customer, after.deal):
            assert one.times[-1] <= one.closed_at < after.times[0]
