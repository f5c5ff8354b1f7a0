"""The node funnel against hand-made tables and a slow, plain reference."""

import datetime as dt
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.core import clock
from crmcli.pipelines import pipelines
from crmcli.reports.funnel import drilldown, grouping
from crmcli.reports.funnel.query import FunnelQuery, FunnelReader, in_unit, read_customers, read_funnel
from crmcli.reports.shared.report_options import Period

START = dt.date(2026, 1, 1)
AS_OF = "2026-11-21T09:00"
AT = "2026-01-01T00:00:00.000Z"


def instant(text):
    return clock.utc_text(clock.parse_instant(text))


def customers(store, *names, company=None):
    return [store.insert("customers", name=name, company_no=company, created_at=AT) for name in names]


def touch(store, customer, node, when, deal=None):
    """`node` by its position in the pipeline in use."""
    number = pipelines.nodes(store, pipelines.current(store), retired=True)[node - 1].no
    store.insert("touches", customer_no=customer, node_no=number, at=instant(when), deal=deal, created_at=AT)


def order(store, customer, date, amount=10000, created=AT, deal=None):
    store.insert("orders", customer_no=customer, date=date, amount=amount, deal=deal, created_at=created)


def loss(store, customer, date, reopened=None, created=AT, deal=None):
    reopened = reopened and instant(reopened)
    store.insert("losses", customer_no=customer, date=date, reason="price", reopened_at=reopened, deal=deal, created_at=created)


def judge(store, customer, grade, when="2026-01-02"):
    store.insert("qualifications", customer_no=customer, at=instant(when), grade=grade, created_at=AT)


def put(store, as_of=AS_OF, nodes=None, **asked):
    """The reader and the query."""
    pipeline = pipelines.current(store)
    known = [one for one in pipelines.nodes(store, pipeline, retired=True) if one.role != "after"]
    asked = {
        "period": Period(None, None),
        "where": None,
        "unit": "customer",
        "mode": "ever",
        "bottoms": ("signed",),
        "ordered": False,
    } | asked
    moment = clock.parse_instant(as_of, date_means="end")
    query = FunnelQuery(pipeline, [known[one - 1] for one in nodes] if nodes else known, bool(nodes), as_of=moment, **asked)
    return FunnelReader(store, pipeline, moment), query


def ask(store, as_of=AS_OF, nodes=None, **asked):
    return read_funnel(*put(store, as_of, nodes, **asked))


def groups(store, by, as_of=AS_OF, **asked):
    """By the group's code (None for everybody), its funnel."""
    reader, query = put(store, as_of, **asked)
    found = grouping.parts(reader, by, read_customers(reader, query))
    return {part.group and part.group.code: in_unit(store, query.unit, part.funnel) for part in found}


def named(store, who, of=None, **asked):
    """The names behind a number."""
    reader, query = put(store, **asked)
    found = read_customers(reader, query)
    return [one.customer.name for one in drilldown.visitors(reader, query, found, drilldown.number(query, who, of))]


def table(store, *columns, **asked):
    return [tuple(getattr(row, one) for one in columns) for row in ask(store, **asked).rows()]


@pytest.fixture
def walk(store):
    """Four customers: all nodes and an order; two nodes skipping one; lost at the second; stands at the first."""
    with store.change("walk"):
        a, b, c, d = customers(store, "a", "b", "c", "d")
        for day, node in enumerate((1, 2, 3, 4, 5), 1):
            touch(store, a, node, f"2026-02-0{day}")
        order(store, a, "2026-02-06", 123456)
        touch(store, b, 1, "2026-03-01")
        touch(store, b, 3, "2026-03-02")
        touch(store, c, 1, "2026-03-01")
        touch(store, c, 2, "2026-03-02")
        loss(store, c, "2026-03-03")
        touch(store, d, 1, "2026-04-01")
    return store


NODES = ("Lead collection", "First contact", "Need confirmed", "Proposal")


def test_deals_side_by_side_stand_where_each_does(walk):
    with walk.change("deals"):
        (e,) = customers(walk, "e")
        for deal, nodes in {"car": (1, 2), "van": (1, 2, 3), "bus": (1, 4)}.items():
            for day, node in enumerate(nodes, 1):
                touch(walk, e, node, f"2026-05-0{day}", deal)
        order(walk, e, "2026-05-09", deal="van")
        loss(walk, e, "2026-05-09", deal="bus")
    names = {
        (who, of): named(walk, f"{who}", of)
        for who, of in ((NODES[1], "now"), (NODES[2], "now"), (NODES[3], "lost"), (NODES[3], "now"))
    }
    assert names == {(NODES[1], "now"): ["e"], (NODES[2], "now"): ["b"], (NODES[3], "lost"): ["e"], (NODES[3], "now"): []}


def test_the_table_by_hand(walk):
    assert table(walk, "position", "ever", "reached", "now", "skipped", "conversion", "of_entered", "lost") == [
        (1, 4, 4, 1, 0, 0.5, 1.0, 0),
        (2, 2, 3, 0, 1, 0.5, 0.5, 1),
        (3, 2, 2, 1, 0, 0.5, 0.5, 0),
        (4, 1, 1, 0, 0, 1.0, 0.25, 0),
        (5, 1, 1, 0, 0, None, 0.25, 0),
        (None, 1, None, None, None, 1.0, 0.25, None),
    ]


def test_the_bottom_counts_orders_or_payments_of_those_who_entered(walk):
    with walk.change("x"):
        stranger = customers(walk, "stranger")[0]
        order(walk, stranger, "2026-02-01", 999)
        walk.insert("payments", customer_no=1, date="2026-02-07", amount=5000, created_at=AT)
    rows = ask(walk, bottoms=("signed", "paid")).rows()[-2:]
    assert [(row.kind.code, row.ever, row.amount, row.currency) for row in rows] == [
        ("signed", 1, 123456, "CNY"),
        ("paid", 1, 5000, "CNY"),
    ]


def test_an_empty_file_gives_the_nodes_with_zeros(store):
    assert table(store, "ever", "conversion", "of_entered") == [(0, None, None)] * 6


AROUND_A_CLOSE = [
    # the order's date, the touch before it, the later touch, whether the customer stands at the later one
    ("2026-05-10", "2026-05-09T10:00", "2026-05-10T23:59", False),
    ("2026-05-10", "2026-05-09T10:00", "2026-05-11T00:00", True),
    ("2026-05-10", "2026-05-10T00:00", "2026-05-10T07:59", False),
    ("2026-05-10", "2026-05-10T00:00", "2026-05-11T07:59", True),
]


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati"])
@pytest.mark.parametrize("close", [order, loss])
@pytest.mark.parametrize(("date", "first", "later", "stands"), AROUND_A_CLOSE)
def test_a_close_cuts_at_the_end_of_its_local_day(store, monkeypatch, zone, close, date, first, later, stands):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    with store.change("x"):
        (a,) = customers(store, "a")
        touch(store, a, 1, first)
        touch(store, a, 2, later)
        close(store, a, date)
    assert [row.now for row in ask(store).rows()[:2]] == [0, int(stands)]


def test_of_two_touches_at_one_moment_the_later_number_counts(store):
    with store.change("x"):
        (a,) = customers(store, "a")
        touch(store, a, 3, "2026-05-01T10:00")
        touch(store, a, 2, "2026-05-01T10:00")
    assert [row.now for row in ask(store).rows()[:3]] == [0, 1, 0]


LAST_CLOSES = [
    # loss date and record time, order date and record time, lost?
    (("2026-05-10", "T1"), ("2026-05-09", "T2"), True),
    (("2026-05-10", "T1"), ("2026-05-11", "T0"), False),
    (("2026-05-10", "T1"), ("2026-05-10", "T2"), False),
    (("2026-05-10", "T2"), ("2026-05-10", "T1"), True),
    (("2026-05-10", "T1"), ("2026-05-10", "T1"), True),
    (("2026-05-10", "T1"), ("2026-11-22", "T2"), True),
]


@pytest.mark.parametrize(("lost", "sold", "expected"), LAST_CLOSES)
@pytest.mark.parametrize("deal", [None, "A"])
def test_the_last_close_decides_whether_a_customer_is_lost(store, lost, sold, expected, deal):
    with store.change("x"):
        (a,) = customers(store, "a")
        touch(store, a, 2, "2026-05-01", deal)
        loss(store, a, lost[0], created=lost[1], deal=deal)
        order(store, a, sold[0], created=sold[1], deal=deal)
    assert sum(row.lost for row in ask(store).rows()[:5]) == int(expected)


def test_an_order_of_another_deal_leaves_the_loss_of_that_day(store):
    with store.change("x"):
        (a,) = customers(store, "a")
        touch(store, a, 2, "2026-05-01", "A")
        loss(store, a, "2026-05-10", created="T1", deal="A")
        order(store, a, "2026-05-10", created="T2", deal="B")
    assert sum(row.lost for row in ask(store).rows()[:5]) == 1


def test_a_reopened_loss_closes_nothing_once_reopened(store):
    with store.change("x"):
        (a,) = customers(store, "a")
        touch(store, a, 2, "2026-05-01")
        loss(store, a, "2026-05-10", reopened="2026-06-01T10:00")
    before, after = ask(store, "2026-05-31").rows()[1], ask(store, "2026-06-02").rows()[1]
    assert (before.now, before.lost) == (0, 1)
    assert (after.now, after.lost) == (1, 0)


def test_what_comes_after_as_of_does_not_exist(walk):
    assert table(walk, "ever", "now", "lost", as_of="2026-03-01")[:3] == [(3, 2, 0), (1, 0, 0), (1, 0, 0)]
    assert table(walk, "ever", "now", as_of="2026-02-01") == [(1, 1), (0, 0), (0, 0), (0, 0), (0, 0), (0, None)]


def test_since_and_until_choose_by_the_first_touch(walk):
    march = Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    assert table(walk, "ever", "now", period=march)[:4] == [(2, 0), (1, 0), (1, 1), (0, 0)]
    assert table(walk, "ever", period=Period(dt.date(2026, 3, 2), None))[:2] == [(1,), (0,)]


def test_a_funnel_of_chosen_nodes_takes_its_places_from_their_order(walk):
    assert table(walk, "node", "position", "ever", "reached", nodes=[3, 1]) == [
        ("Need confirmed", 1, 2, 4), ("Lead collection", 2, 4, 4), (None, None, 1, None),
    ]  # fmt: skip


def test_a_retired_node_hides_while_empty_and_keeps_its_place(walk):
    nodes = pipelines.nodes(walk, pipelines.current(walk))
    with walk.change("x"):
        pipelines.retire_node(walk, nodes[1])
    assert [one[0] for one in table(walk, "position")] == [1, 2, 3, 4, 5, None]
    assert [one[0] for one in table(walk, "position", as_of="2026-02-01")] == [1, 3, 4, 5, None]


def test_after_sales_opens_nothing(store):
    with store.change("x"):
        a, b = customers(store, "a", "b")
        touch(store, a, 6, "2026-05-01")
        touch(store, b, 2, "2026-05-01")
        touch(store, b, 6, "2026-05-02")
    found = ask(store)
    assert [(row.node, row.ever, row.now) for row in found.rows()[:2]] == [("Lead collection", 0, 0), ("First contact", 1, 1)]


def test_in_order_counts_subsequences_only(store):
    with store.change("x"):
        a, b = customers(store, "a", "b")
        for place, node in enumerate((1, 3, 2, 3)):
            touch(store, a, node, f"2026-05-01T1{place}:00")
        for place, node in enumerate((2, 1, 3)):
            touch(store, b, node, f"2026-05-01T1{place}:00")
    assert table(store, "ever", "ordered", ordered=True)[:4] == [(2, 2), (2, 1), (2, 1), (0, 0)]


def test_companies_count_once_and_people_without_one_for_themselves(store):
    with store.change("x"):
        firm = store.insert("companies", name="firm", created_at=AT)
        a, b = customers(store, "a", "b", company=firm)
        (c,) = customers(store, "c")
        for who, node in ((a, 1), (b, 1), (b, 2), (c, 1)):
            touch(store, who, node, f"2026-05-0{node}")
        order(store, a, "2026-06-01")
        order(store, b, "2026-06-01")
    assert table(store, "ever", "conversion", "of_entered", unit="company")[:2] == [(2, 0.5, 1.0), (1, 0.0, 0.5)]
    bottom = ask(store, unit="company").rows()[-1]
    assert (bottom.ever, bottom.amount) == (1, 20000)


def test_the_gap_is_what_was_signed_and_not_paid(walk):
    with walk.change("x"):
        walk.insert("payments", customer_no=1, date="2026-02-07", amount=5000, created_at=AT)
        walk.insert("payments", customer_no=1, date="2026-11-22", amount=7, created_at=AT)
    assert ask(walk).gap() is None
    assert ask(walk, bottoms=("signed", "paid")).gap() == 123456 - 5000


def test_orders_after_the_day_do_not_count(walk):
    with walk.change("x"):
        order(walk, 1, "2026-11-22", 7)
        order(walk, 2, "2026-11-22", 7)
        order(walk, 3, "2026-11-20", 7)
    assert [(row.ever, row.amount) for row in ask(walk).rows()[-1:]] == [(2, 123463)]
    assert [row.now for row in ask(walk).rows()[:3]] == [1, 0, 1]


# Groups, and the names behind the numbers.


@pytest.fixture
def grouped(walk):
    """The four customers with sources, tags and grades."""
    with walk.change("x"):
        for no, source in ((1, "Word of mouth"), (2, "口碑介绍/老王"), (3, "fair"), (4, " ")):
            walk.update("customers", no, source=source)
        for no, tag in ((1, "vip"), (2, "VIP"), (2, "cold")):
            walk.insert("tags", customer_no=no, tag=tag)
        judge(walk, 1, "small")
        judge(walk, 1, "big", "2026-01-03")
        judge(walk, 2, "normal", "2026-06-01")
    return walk


GROUPS = [
    ("source", {None: 4, "Word of mouth": 2, "fair": 1, "": 1}),
    ("tag", {None: 4, "VIP": 2, "cold": 1, "": 2}),
    ("grade", {None: 4, "big": 1, "normal": 1, "": 2}),
    ("month", {None: 4, "2026-02": 1, "2026-03": 2, "2026-04": 1}),
]


@pytest.mark.parametrize(("by", "expected"), GROUPS)
def test_groups_are_funnels_of_their_own(grouped, by, expected):
    from crmcli.core.i18n import both

    preset = both("Word of mouth")[1]
    with grouped.change("x"):
        grouped.update("customers", 2, source=f"{preset}/老王")
    found = groups(grouped, by)
    assert list(found) == list(expected)
    assert {code: one.entered for code, one in found.items()} == expected


def test_a_group_has_its_own_shares_and_amounts(grouped):
    found = groups(grouped, "grade", bottoms=("signed", "paid"))
    assert [(row.ever, row.of_entered, row.amount) for row in found["big"].rows()] == [(1, 1.0, None)] * 5 + [
        (1, 1.0, 123456),
        (0, 0.0, 0),
    ]
    assert [row.ever for row in found["normal"].rows()] == [1, 0, 1, 0, 0, 0, 0]
    assert found["big"].gap() == 123456


def test_a_grade_is_the_one_of_that_time(grouped):
    assert {code: one.entered for code, one in groups(grouped, "grade", as_of="2026-05-01").items()} == {None: 4, "big": 1, "": 3}


@pytest.mark.parametrize(
    ("who", "of", "names"),
    [
        ("Lead collection", None, ["d", "b", "c", "a"]),
        ("First contact", "skipped", ["b"]),
        ("First contact", "lost", ["c"]),
        ("First contact", "reached", ["b", "c", "a"]),
        ("First contact", "next", ["a"]),
        ("First contact", "now", []),
        ("Need confirmed", "ordered", ["a"]),
        ("entered", None, ["d", "b", "c", "a"]),
        ("signed", "ever", ["a"]),
        ("paid", None, []),
    ],
)
def test_every_number_has_its_names(walk, who, of, names):
    assert named(walk, who, of, ordered=of == "ordered") == names


def test_the_names_of_companies(store):
    with store.change("x"):
        firm = store.insert("companies", name="firm", created_at=AT)
        a, b = customers(store, "a", "b", company=firm)
        (c,) = customers(store, "c")
        for who, node in ((a, 1), (b, 2), (c, 2)):
            touch(store, who, node, f"2026-05-0{node}")
        order(store, a, "2026-06-01")
        order(store, b, "2026-06-02")
    assert named(store, "Lead collection", unit="company") == ["firm"]
    assert named(store, "Lead collection", "skipped", unit="company") == ["c"]
    assert named(store, "Lead collection", "next", unit="company") == ["firm"]
    assert named(store, "First contact", unit="company") == ["firm", "c"]
    assert named(store, "signed", unit="company") == ["firm"]


@pytest.fixture
def owing(store):
    """Of five who signed: one paid all, one half, one too much, and two of a firm where one pays for the other."""
    with store.change("x"):
        firm = store.insert("companies", name="firm", created_at=AT)
        people = [*customers(store, "all", "half", "more"), *customers(store, "signs", "pays", company=firm)]
        for who, paid in zip(people, (10000, 5000, 20000, 0, 10000), strict=True):
            touch(store, who, 1, "2026-05-01")
            if who != people[4]:
                order(store, who, "2026-06-01")
            if paid:
                store.insert("payments", customer_no=who, date="2026-06-02", amount=paid, created_at=AT)
    return store


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["half", "signs"]),
        ({"unit": "company"}, ["half"]),
        ({"as_of": "2026-06-01"}, ["all", "half", "more", "signs"]),
        ({"as_of": "2026-05-31"}, []),
    ],
)
def test_the_gap_has_names_too(owing, asked, names):
    assert named(owing, "unpaid", **asked) == names


def test_after_the_last_node_comes_the_bottom(owing):
    assert named(owing, "1", "next", nodes=[1]) == ["all", "half", "more", "signs"]
    assert named(owing, "1", "next", nodes=[1], bottoms=("paid",)) == ["all", "half", "more", "pays"]


def test_long_names_of_groups_take_two_lines(crm):
    for name, source in (("a", "竞争对手的现实客户"), ("b", "Existing customer"), ("c", "Supercalifragilistic"), ("d", "fair")):
        crm("add", name, "--source", source)
        crm("log", name, "Proposal")
    first, second, *_ = crm("funnel", "--by", "source", "-o", "table").out.splitlines()
    assert first.split() == ["Competitor's", "Existing", "Supercalifra"]
    assert second.split() == ["Node", "All", "customer", "customer", "gilistic", "fair"]


# A slow and plain reading of the contract: one customer at a time, one event at a time.


def reference(events, as_of):
    """By node 1…5 (ever, reached, now, lost); `events` are (customer, kind, what, minute, number)."""
    people = {}
    for event in sorted(events, key=lambda one: (one[3], one[1] != "touch", one[4])):
        people.setdefault(event[0], []).append(event)
    ever, now, lost = ({node: set() for node in range(1, 6)} for _ in range(3))
    for who, happened in people.items():
        last, state = None, None
        for _who, kind, what, minute, _number in happened:
            if kind == "touch" and minute <= as_of:
                ever[what].add(who)
                last, state = what, "open"
            elif kind != "touch" and what <= as_of // 1440:
                state = kind
        if last and state == "open":
            now[last].add(who)
        if last and state == "loss":
            lost[last].add(who)
    reached = {node: set().union(*(ever[one] for one in range(node, 6))) for node in ever}
    return [tuple(len(found[node]) for found in (ever, reached, now, lost)) for node in ever]


MINUTES = st.integers(0, 6 * 1440 - 1)
TOUCH = st.tuples(st.integers(1, 6), st.just("touch"), st.integers(1, 5), MINUTES)
CLOSE = st.tuples(st.integers(1, 6), st.sampled_from(["order", "loss"]), st.integers(0, 5), st.just(0))


def write(store, events):
    """Events with distinct record times, so that `number` decides between closes of one day."""
    customers(store, *"abcdef")
    for who, kind, what, minute, number in events:
        record = f"2026-01-01T00:{number:02d}:00.000Z"
        day = (START + dt.timedelta(days=what)).isoformat()
        if kind == "touch":
            touch(store, who, what, moment(minute))
        elif kind == "order":
            order(store, who, day, created=record)
        else:
            loss(store, who, day, created=record)


def moment(minute):
    return (dt.datetime.combine(START, dt.time.min) + dt.timedelta(minutes=minute)).isoformat()


def numbered(events):
    """Numbers in order; a close ends its day, so it is sorted to the day's last minute."""
    return [
        (who, kind, what, minute if kind == "touch" else what * 1440 + 1439.5, number)
        for number, (who, kind, what, minute) in enumerate(events)
    ]  # fmt: skip


def counted(store, as_of):
    found = ask(store, moment(as_of)).rows()[:5]
    return [(row.ever, row.reached, row.now, row.lost) for row in found]


@pytest.fixture
def scratch(store):
    """Forgets what an example wrote."""

    for number in (1, 2):
        store.db.execute(
            "INSERT INTO companies (no, uid, name, created_at) VALUES (?, ?, ?, '')", (number, f"f{number}", f"firm {number}")
        )

    def clear():
        for name in ("qualifications", "touches", "orders", "losses", "customers"):
            store.db.execute(f"DELETE FROM {name}")
            store.db.execute("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
        return store

    return clear


LAWS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@LAWS
@given(events=st.lists(TOUCH | CLOSE, max_size=14), as_of=MINUTES)
def test_it_agrees_with_the_plain_reading(scratch, events, as_of):
    store, listed = scratch(), numbered(events)
    write(store, listed)
    assert counted(store, as_of) == reference(listed, as_of)


@LAWS
@given(events=st.lists(TOUCH, max_size=10, unique_by=lambda one: (one[0], one[3])), data=st.data())
def test_the_order_of_insertion_changes_nothing(scratch, events, data):
    found = []
    for listed in (events, data.draw(st.permutations(events))):
        store = scratch()
        write(store, numbered(listed))
        found.append([*counted(store, 9000), table(store, "ordered", ordered=True)])
    assert found[0] == found[1]


@LAWS
@given(events=st.lists(TOUCH | CLOSE, max_size=10), who=st.integers(1, 6), day=st.integers(0, 5))
def test_a_loss_is_no_progress(scratch, events, who, day):
    before, after = ([], [])
    for found, extra in ((before, []), (after, [(who, "loss", day, 0)])):
        store = scratch()
        write(store, numbered([*events, *extra]))
        found += [(row.ever, row.reached, row.conversion, row.of_entered) for row in ask(store).rows()]
    assert before == after


@LAWS
@given(events=st.lists(TOUCH | CLOSE, max_size=12))
def test_shares_stay_between_nothing_and_all(scratch, events):
    store = scratch()
    write(store, numbered(events))
    found = ask(store, ordered=True)
    entered = found.entered
    assert sum(row.now + row.lost for row in found.rows()[:5]) <= entered
    for row in found.rows()[:5]:
        assert 0 <= row.ordered <= row.ever <= row.reached <= entered
        assert row.conversion is None or 0 <= row.conversion <= 1


@LAWS
@given(events=st.lists(TOUCH | CLOSE, max_size=10), who=st.integers(1, 6), node=st.integers(1, 5), as_of=MINUTES)
def test_what_happens_later_changes_nothing(scratch, events, who, node, as_of):
    found = []
    for later in (
        [],
        [(who, "touch", node, as_of + 1), (who, "order", as_of // 1440 + 1, 0), (who, "loss", as_of // 1440 + 1, 0)],
    ):
        store = scratch()
        write(store, numbered([*events, *later]))
        found.append(ask(store, moment(as_of), ordered=True).rows())
    assert found[0] == found[1]


NUMBERS = ("ever", "reached", "now", "skipped", "lost", "ordered")


@LAWS
@given(
    events=st.lists(TOUCH | CLOSE, max_size=14),
    grades=st.lists(st.sampled_from(["big", "normal", "small", None]), min_size=6, max_size=6),
)
def test_groups_by_grade_add_up_to_the_whole(scratch, events, grades):
    store = scratch()
    write(store, numbered(events))
    for no, grade in enumerate(grades, 1):
        if grade:
            judge(store, no, grade)
    whole, *parts = groups(store, "grade", ordered=True).values()
    assert whole.entered == sum(part.entered for part in parts)
    if not parts:
        return
    for total, *rows in zip(whole.rows(), *(part.rows() for part in parts), strict=True):
        for number in (*NUMBERS, "amount"):
            assert (getattr(total, number) or 0) == sum(getattr(row, number) or 0 for row in rows)


@LAWS
@given(
    events=st.lists(TOUCH | CLOSE, max_size=12),
    unit=st.sampled_from(["customer", "company"]),
    firms=st.lists(st.integers(0, 2), min_size=6, max_size=6),
)
def test_a_number_has_as_many_names(scratch, events, unit, firms):
    store = scratch()
    write(store, numbered(events))
    for no, firm in enumerate(firms, 1):
        store.db.execute("UPDATE customers SET company_no = nullif(?, 0) WHERE no = ?", (firm, no))
    found = ask(store, unit=unit, ordered=True)
    for row in found.rows()[:5]:
        for number in NUMBERS:
            assert getattr(row, number) == len(named(store, row.node, number, unit=unit, ordered=True))
    assert found.rows()[5].ever == len(named(store, "signed", unit=unit))
    assert found.entered == len(named(store, "entered", unit=unit))


# The command.

KEYS = ["kind", "node", "position", "ever", "reached", "now", "skipped", "conversion", "of_entered", "lost", "amount", "currency"]


@pytest.fixture
def sold(crm, tmp_path):
    """A file on disk with two customers, one of whom bought."""
    from crmcli.cli import seed
    from crmcli.storage.store import Store

    opened = Store(tmp_path / "crm.db", seed.seed)
    with opened.change("x"):
        a, b = customers(opened, "张三", "Ann")
        touch(opened, a, 1, "2026-05-01T10:00")
        touch(opened, a, 2, "2026-05-02T10:00")
        touch(opened, b, 1, "2026-06-01T10:00")
        order(opened, a, "2026-05-03", 123450)
    opened.close()
    return crm


def test_json_holds_the_contract_keys(sold):
    body = sold("funnel", "-o", "json", "--bottom", "both").json
    assert (body["schema"], body["command"], body["as_of"], body["count"]) == (1, "funnel", "2026-11-21T09:00:00+08:00", 7)
    assert body["params"]["entered"] == 2
    assert [list(item) for item in body["items"]] == [KEYS] * 7
    assert body["items"][0] == {
        "kind": {"code": "node", "label": "node"}, "node": "Lead collection", "position": 1, "ever": 2, "reached": 2, "now": 1,
        "skipped": 0, "conversion": 0.5, "of_entered": 1.0, "lost": 0, "amount": None, "currency": None,
    }  # fmt: skip
    signed = body["items"][5]
    assert (signed["kind"]["code"], signed["node"], signed["ever"], signed["amount"]) == ("signed", None, 1, 1234.5)
    assert (signed["currency"], signed["of_entered"], signed["conversion"], signed["now"]) == ("CNY", 0.5, None, None)


def test_ordered_adds_a_key(sold):
    assert [list(item) for item in sold("funnel", "-o", "json", "--ordered").items] == [[*KEYS, "ordered"]] * 6


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        (["Lead collection"], ["Ann", "张三"]),
        (["线索收集", "--mode", "now"], ["Ann"]),
        (["First contact"], ["张三"]),
        (["signed"], ["张三"]),
        (["回款"], []),
        (["Lead collection", "--where", "name:Ann"], ["Ann"]),
        (["Lead collection", "--until", "2026-05-31"], ["张三"]),
    ],
)
def test_who_lists_the_customers_behind_a_number(sold, asked, names):
    assert [item["customer"]["name"] for item in sold("funnel", "-o", "json", "--who", *asked).items] == names


def test_who_takes_the_place_on_the_screen(sold):
    nodes = [item["node"] for item in sold("funnel", "-o", "json").items if item["node"]]
    for place, node in enumerate(nodes, 1):
        asked = [sold("funnel", "-o", "json", "--who", who).json["params"]["who"] for who in (str(place), node)]
        assert asked == [node, node]
    chosen = ["--nodes", f"{nodes[3]},{nodes[0]}", "--who", "2"]
    assert sold("funnel", "-o", "json", *chosen).json["params"]["who"] == nodes[0]
    assert sold("funnel", "--who", "99", ok=False).code == 3


@pytest.fixture
def sources(sold):
    sold("edit", "张三", "--source", "fair")
    sold("edit", "Ann", "--source", "转介绍")
    return sold


def test_json_tells_the_group_of_each_row(sources):
    body = sources("funnel", "--by", "source", "-o", "json").json
    assert [list(item) for item in body["items"]] == [[*KEYS, "group"]] * 18
    assert [item["group"] for item in body["items"][::6]] == [
        None,
        {"code": "fair", "label": "fair"},
        {"code": "转介绍", "label": "转介绍"},
    ]
    assert [(one["group"]["code"], one["entered"]) for one in body["params"]["groups"]] == [("fair", 1), ("转介绍", 1)]
    assert [list(item) for item in sources("funnel", "--by", "tag", "--ordered", "-o", "json").items] == [
        [*KEYS, "ordered", "group"]
    ] * 12


def test_one_group_alone(sources):
    body = sources("funnel", "--by", "source", "--group", "Fair", "-o", "json").json
    assert [item["ever"] for item in body["items"]] == [2, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1]
    assert sources("funnel", "--by", "grade", "--group", "不详", "-o", "json").items[6]["group"] == {
        "code": "",
        "label": "not known",
    }
    who = sources("funnel", "--by", "source", "--group", "fair", "--who", "entered", "-o", "json")
    assert [item["customer"]["name"] for item in who.items] == ["张三"]
    assert (who.json["params"]["who"], who.json["params"]["group"]) == ("entered", "fair")


def test_names_of_nodes_take_the_room_there_is(sources):
    from rich.cells import cell_len

    shown = sources("funnel", "-o", "table", "--by", "source").out
    assert "Lead collection " in shown
    for name in ("Call the customer back to sign", "约客户到店里来看样车并试驾"):
        sources("node", "rename", sources("node", "list", "-o", "json").items[0]["node"], name)
        for argv in (["funnel"], ["funnel", "--by", "source"]):
            shown = sources(*argv, "-o", "table").out
            assert name in shown
            assert max(map(cell_len, shown.splitlines())) <= 80


def test_many_groups_stand_in_several_tables(sources):
    from rich.cells import cell_len

    sources("tag", "张三", *(word for number in range(30) for word in ("--add", f"带一个很长名字的标签{number:02d}")))
    shown = sources("funnel", "-o", "table", "--by", "tag", "--bottom", "both").out
    assert max(cell_len(line) for line in shown.splitlines()) <= 80
    assert shown.count("Lead collecti") == 6
    assert "More groups: 7" in shown
    assert "¥1,234" in shown


def test_who_tells_when(sold):
    assert sold("funnel", "-o", "json", "--who", "First contact").items == [
        {"customer": sold("funnel", "-o", "json", "--who", "signed").items[0]["customer"], "at": "2026-05-02T10:00:00+08:00"}
    ]
    assert sold("funnel", "-o", "json", "--who", "signed").items[0]["at"] == "2026-05-03"
    assert sold("funnel", "-o", "ids", "--who", "First contact").out == "1\n"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (["--since", "2026-06-01", "--until", "2026-05-01"], 2),
        (["--bottom", "won"], 2),
        (["--mode", "all"], 2),
        (["--per", "firm"], 2),
        (["--nodes", "Lead collection,线索收集"], 2),
        (["--nodes", "Nowhere"], 3),
        (["--nodes", ", ,"], 2),
        (["--who", "Nowhere"], 3),
        (["--pipeline", "nowhere"], 3),
        (["--as-of", "whenever"], 2),
        (["--where", "colour:red"], 2),
        (["--by", "colour"], 2),
        (["--group", "big"], 2),
        (["--by", "grade", "--group", "big"], 3),
        (["--of", "lost"], 2),
        (["--who", "First contact", "--of", "gone"], 2),
        (["--who", "signed", "--of", "lost"], 2),
    ],
)
def test_a_bad_question_is_refused(sold, asked, code):
    assert sold("funnel", *asked, ok=False).code == code


def test_the_screen_fits_80_columns_in_both_languages(sold):
    from rich.cells import cell_len

    wide = ["--where", "!name:一个特别长的名字一个特别长的名字一个特别长的名字一个特别长的名字"]
    for argv in (["--lang", "zh", "--ordered", *wide], ["--lang", "en", "--ordered", "--bottom", "both", *wide]):
        shown = sold("funnel", "-o", "table", *argv).out
        assert max(cell_len(line) for line in shown.splitlines()) <= 80
        assert "█" in shown
        assert "¥1,234.50" in shown


def test_an_empty_screen_says_how_to_begin(crm):
    assert "crm add Ann" in crm("funnel", "-o", "table").out  # nobody is there to log
    crm("add", "Ann")
    assert "crm log" in crm("funnel", "-o", "table").out
    assert "crm log" not in crm("funnel", "-o", "table", "--as-of", "2020-01-01").out  # it may not be empty today
    assert "Nobody" in crm("funnel", "-o", "table", "--since", "2026-01-01").out
    assert [item["ever"] for item in crm("funnel", "-o", "json").items] == [0] * 6


def test_a_pipeline_without_nodes_is_an_empty_funnel(crm):
    crm("pipeline", "use", "house")
    from crmcli.storage.store import Store
    from crmcli.terminal import session

    opened = Store(session.current.path())
    with opened.change("x"):
        pipelines.create(opened, "bare")
    opened.close()
    assert [item["kind"]["code"] for item in crm("funnel", "--pipeline", "bare", "-o", "json").items] == ["signed"]
    assert "Nobody has entered bare yet." in crm("funnel", "--pipeline", "bare", "-o", "table").out


def test_a_closing_node_is_a_step_in_its_place(crm):
    crm("pipeline", "use", "house")
    assert [item["node"] for item in crm("funnel", "-o", "json").items][-2:] == ["Closed", None]


@pytest.mark.parametrize("pipeline", ["auto4s", "house", "keyaccount"])
def test_80_columns_hold_the_names_of_the_nodes(crm, pipeline):
    crm("pipeline", "use", pipeline)
    crm("add", "Ann")
    crm("log", "Ann", crm("node", "list", "-o", "json").items[0]["node"])
    assert "…" not in crm("funnel", "-o", "table").out
