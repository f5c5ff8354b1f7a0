"""Normal times and stalled deals: hand-made histories, three clocks, and a plain reference over stays."""

import random
from datetime import datetime

import pytest

from crmcli.core import clock
from crmcli.pipelines import pipelines
from crmcli.pipelines.deal_runs import LOST, OPEN, WON
from crmcli.reports.shared import deal_histories, stage_durations
from crmcli.reports.stalled.calc import Limits, Pace, Standing, reasons
from crmcli.reports.stalled.query import read_stalled

AT = "2026-01-01T00:00:00.000Z"
AS_OF = "2026-11-21T09:00"


def instant(text):
    return clock.utc_text(clock.parse_instant(text))


def scope(store, as_of=AS_OF, **more):
    return deal_histories.Scope(pipelines.current(store), clock.parse_instant(as_of, date_means="end"), **more)


def customer(store, name="c", company=None):
    return store.insert("customers", name=name, company_no=company, created_at=AT)


def touch(store, who, node, when, **more):
    number = pipelines.nodes(store, pipelines.current(store))[node - 1].no
    store.insert("touches", **{"customer_no": who, "node_no": number, "at": instant(when), "created_at": AT, **more})


def step(store, who, due, created="2026-01-01", **more):
    store.insert(
        "followups", **{"customer_no": who, "due": due, "type": "keep", "text": "", "created_at": instant(created), **more}
    )


def found(store, as_of=AS_OF, percentile=90, unit="customer"):
    """By customer's name the codes of the clocks that ran out."""
    rows = read_stalled(store, scope(store, as_of, unit=unit), Limits(percentile, 30))
    return {one.customer.name: [reason.code for reason in one.reasons] for one in rows}


@pytest.fixture
def store(store):
    """A file whose nodes have no initial estimate of their days."""
    store.db.execute("UPDATE nodes SET shipped_days = NULL")
    return store


@pytest.fixture
def known(store):
    """Ten who left the first node within 1 to 10 days."""
    with store.change("history"):
        for days in range(1, 11):
            who = customer(store, f"past {days}")
            touch(store, who, 1, "2026-01-01 12:00")
            touch(store, who, 2, f"2026-01-{1 + days:02d} 12:00")
            store.insert("orders", customer_no=who, date="2026-02-01", amount=1, created_at=AT)
    return store


def test_times_come_from_history(known):
    first, second, third, *_ = stage_durations.normal_times(known, scope(known))
    assert (first.n, first.completed, first.open, first.lost) == (10, 10, 0, 0)
    assert (first.median_days, first.p75_days, first.p90_days) == (5, 8, 9)
    assert second.completed == 10  # the order ends a stay
    assert (third.n, third.median_days) == (0, None)


def test_a_stay_goes_on_through_touches_at_its_node(store):
    with store.change("x"):
        who = customer(store)
        for node, when in ((1, "2026-01-01"), (1, "2026-01-04"), (2, "2026-01-05"), (1, "2026-01-06"), (2, "2026-01-08")):
            touch(store, who, node, when)
    first, second, *_ = stage_durations.normal_times(store, scope(store, "2026-01-10T12:00"))
    assert (first.n, first.median_days, first.p90_days) == (2, 2, 4)
    assert (second.n, second.completed, second.open, second.median_days) == (2, 1, 1, 1)


def test_a_lost_stay_is_censored_at_the_loss_and_a_reopened_loss_is_none(store):
    with store.change("x"):
        one, two = customer(store, "one"), customer(store, "two")
        for who, reopened in ((one, None), (two, instant("2026-01-09"))):
            touch(store, who, 1, "2026-01-01")
            store.insert("losses", customer_no=who, date="2026-01-03", reason="price", reopened_at=reopened, created_at=AT)
    first, *_ = stage_durations.normal_times(store, scope(store))
    assert (first.n, first.completed, first.open, first.lost) == (2, 0, 1, 1)


def test_a_file_without_deals(store):
    assert {one.n for one in stage_durations.normal_times(store, scope(store))} == {0}
    assert read_stalled(store, scope(store), Limits(90, 30)) == []


@pytest.mark.parametrize(
    ("begun", "percentile", "codes"),
    [
        ("2026-11-11 08:00", 90, ["stay"]),  # 10 days: longer than nine in ten
        ("2026-11-13 08:00", 90, []),  # 8 days
        ("2026-11-13 08:00", 50, ["stay"]),
        ("2026-10-01 08:00", 90, ["stay", "no_contact"]),
    ],
)
def test_who_stays_longer_than_normal(known, begun, percentile, codes):
    with known.change("x"):
        who = customer(known, "now")
        touch(known, who, 1, begun)
        step(known, who, "2026-11-20")
    assert found(known, percentile=percentile).get("now", []) == codes


def test_a_line_tells_all_that_is_behind_it(known):
    with known.change("x"):
        touch(known, customer(known, "now"), 1, "2026-11-10 09:00")
    (one,) = read_stalled(known, scope(known), Limits(90, 30))
    node = pipelines.nodes(known, pipelines.current(known))[0].name
    assert (one.node, one.days_in_node, one.normal_days, one.threshold_days, one.n) == (
        node,
        11,
        6,
        10,
        11,
    )  # the open stay counts too
    assert (one.basis.code, one.last_contact_days, one.next_due, one.deal) == ("history", 11, None, None)
    assert [reason.label for reason in one.reasons] == ["here for 11 d, 90% move on within 10 d", "no next step"]


@pytest.mark.parametrize(
    ("own", "shipped", "basis", "threshold"),
    [(None, None, "unknown", None), (None, 2.0, "shipped", 2.0), (3.0, None, "set", 3.0), (3.0, 2.0, "set", 3.0)],
)
def test_below_five_completed_stays_the_history_does_not_count(store, own, shipped, basis, threshold):
    with store.change("x"):
        node = pipelines.nodes(store, pipelines.current(store))[0]
        store.update("nodes", node.no, normal_days=own, shipped_days=shipped)
        for number in range(4):
            who = customer(store, f"past {number}")
            touch(store, who, 1, "2026-01-01")
            touch(store, who, 2, "2026-01-02")
            store.insert("orders", customer_no=who, date="2026-02-01", amount=1, created_at=AT)
        touch(store, customer(store, "now"), 1, "2026-11-10")
    (one,) = read_stalled(store, scope(store), Limits(90, 30))
    assert (one.basis.code, one.threshold_days, one.normal_days, one.n) == (basis, threshold, threshold, 5)
    assert [reason.code for reason in one.reasons] == (["stay"] if threshold else []) + ["no_next"]


def test_where_most_never_move_on_the_longest_stay_that_ended_is_the_limit(store):
    with store.change("x"):
        node = pipelines.nodes(store, pipelines.current(store))[0]
        store.update("nodes", node.no, shipped_days=3)
        for number in range(5):
            who = customer(store, f"past {number}")
            touch(store, who, 1, "2026-01-01")
            touch(store, who, 2, f"2026-01-{2 + number:02d}")
            store.insert("orders", customer_no=who, date="2026-02-01", amount=1, created_at=AT)
        for number in range(6):
            who = customer(store, f"now {number}")
            touch(store, who, 1, "2026-11-01")
    (one, *others) = read_stalled(store, scope(store), Limits(90, 30))
    assert len(others) == 5
    assert (one.basis.code, one.normal_days, one.threshold_days, one.n) == ("longest", None, 5, 11)
    assert one.reasons[0].label == "20 d here; the 5 that moved on took at most 5 d"
    with store.change("x"):
        store.update("nodes", node.no, normal_days=30)
    assert {tuple(codes) for codes in found(store).values()} == {("no_next",)}


def test_days_that_were_set_go_before_the_history(known):
    with known.change("x"):
        known.update("nodes", pipelines.nodes(known, pipelines.current(known))[0].no, normal_days=2)
        touch(known, customer(known, "now"), 1, "2026-11-18 09:00")
    (one,) = read_stalled(known, scope(known), Limits(90, 30))
    assert (one.basis.code, one.threshold_days, one.n) == ("set", 2, 11)
    assert one.reasons[0].label == "here for 3 d, normal is 2 d"


def test_a_filter_selects_deals_and_leaves_what_is_normal(known):
    with known.change("x"):
        for name in ("now", "other"):
            touch(known, customer(known, name), 1, "2026-11-01 09:00")
    everyone = {one.customer.name: one for one in read_stalled(known, scope(known), Limits(90, 30))}
    assert read_stalled(known, scope(known, where="name:now"), Limits(90, 30)) == [everyone["now"]]


def test_a_filter_selects_a_firm_by_any_contact(store):
    with store.change("x"):
        firm = store.insert("companies", name="firm", created_at=AT)
        one = customer(store, "one", firm)
        customer(store, "two", firm)
        touch(store, one, 1, "2026-10-01")
    (row,) = read_stalled(store, scope(store, unit="company", where="name:two"), Limits(90, 30))
    assert row.customer.name == "one"


@pytest.mark.parametrize(
    ("planned", "codes"),
    [
        ([], ["no_contact", "no_next"]),
        ([{"due": "2026-11-25"}], []),  # a step ahead silences only the missing contact
        ([{"due": "2026-11-21"}], []),  # today's has its whole day
        ([{"due": "2026-11-21T10:00"}], []),
        ([{"due": "2026-11-21T08:00"}], ["no_contact"]),
        ([{"due": "2026-11-20"}], ["no_contact"]),
        ([{"due": "2026-11-20", "snoozed_until": "2026-11-23"}], []),
        ([{"due": "2026-11-20"}, {"due": "2026-12-01"}], []),
        ([{"due": "2026-11-25", "done_at": AT}], ["no_contact", "no_next"]),
        ([{"due": "2026-11-25", "cancelled_at": AT}], ["no_contact", "no_next"]),
        ([{"due": "2026-11-25", "created": "2026-11-22"}], ["no_contact", "no_next"]),
        ([{"due": "2026-11-25", "kind": "promise"}], ["no_contact", "no_next"]),
    ],
)
def test_what_is_planned(store, planned, codes):
    with store.change("x"):
        who = customer(store, "now")
        touch(store, who, 1, "2026-10-01")
        for one in planned:
            step(store, who, **one)
    assert found(store).get("now", []) == codes


@pytest.mark.parametrize(
    ("later", "silent"),
    [
        ({"channel": "call", "direction": "out"}, False),
        ({"channel": "call", "direction": "no_answer"}, True),
        ({"channel": "visit"}, False),
        ({"channel": "wechat", "direction": "out"}, True),  # a message that nobody answered
        ({"channel": "wechat", "direction": "in"}, False),
        ({"channel": "wechat"}, False),
        ({"channel": None}, True),  # a bare note
    ],
)
def test_what_counts_as_contact(store, later, silent):
    with store.change("x"):
        who = customer(store, "now")
        touch(store, who, 1, "2026-10-01")
        step(store, who, "2026-11-20")
        store.insert(
            "interactions",
            **{"customer_no": who, "at": instant("2026-11-15"), "kind": "note", "text": "", "created_at": AT, **later},
        )
    assert found(store).get("now", []) == (["no_contact"] if silent else [])


def test_a_touch_that_nobody_answered_is_no_contact(store):
    with store.change("x"):
        touch(store, customer(store, "now"), 1, "2026-10-01", channel="call", direction="no_answer")
    (one,) = read_stalled(store, scope(store), Limits(90, 30))
    assert one.last_contact_days is None
    assert one.reasons[0].label == "never reached in 51 d"


@pytest.mark.parametrize(
    ("parked", "listed"),
    [
        ({}, False),
        ({"woken_at": instant("2026-11-01")}, True),
        ({"at": instant("2026-11-22")}, True),
        ({"woken_at": instant("2026-11-22")}, False),
    ],
)
def test_parked_customers_rest(store, parked, listed):
    with store.change("x"):
        who = customer(store, "now")
        touch(store, who, 1, "2026-10-01")
        store.insert("parkings", **{"customer_no": who, "at": instant("2026-10-02"), "until": "2026-12-01", **parked})
    assert ("now" in found(store)) is listed


def test_only_open_deals_stall(store):
    with store.change("x"):
        sold, lost, fresh = (customer(store, name) for name in ("sold", "lost", "fresh"))
        touch(store, sold, 1, "2026-10-01")
        touch(store, lost, 1, "2026-10-01")
        store.insert("orders", customer_no=sold, date="2026-10-02", amount=1, created_at=AT)
        store.insert("losses", customer_no=lost, date="2026-10-02", reason="price", created_at=AT)
    assert found(store) == {}
    assert fresh


def test_deals_stall_each_for_itself(store):
    with store.change("x"):
        who = customer(store, "now")
        touch(store, who, 1, "2026-10-01", deal="A")
        touch(store, who, 2, "2026-10-02", deal="B")
        store.insert("orders", customer_no=who, date="2026-10-03", amount=1, deal="A", created_at=AT)
    (one,) = read_stalled(store, scope(store), Limits(90, 30))
    assert (one.deal, one.node) == ("B", pipelines.nodes(store, pipelines.current(store))[1].name)


def test_a_firm_is_reached_through_any_contact_and_rests_when_all_rest(store):
    with store.change("x"):
        firm = store.insert("companies", name="firm", created_at=AT)
        one, two = customer(store, "one", firm), customer(store, "two", firm)
        touch(store, one, 1, "2026-09-01")
        touch(store, two, 1, "2026-11-15")
        step(store, two, "2026-11-20")
        store.insert("parkings", customer_no=one, at=AT, until="2026-12-01")
    assert found(store, unit="company") == {}
    with store.change("y"):
        store.insert("parkings", customer_no=two, at=AT, until="2026-12-01")
    assert found(store, as_of="2027-02-01", unit="company") == {}


def test_no_clock_ran_out():
    assert reasons(Standing(3, 1, planned=True, ahead=True), Pace(None, 9, 2, 4), Limits(90, 30)) == []


def test_the_most_urgent_stands_first(known):
    with known.change("x"):
        for name, begun in (("late", "2026-11-05"), ("later", "2026-10-25")):
            touch(known, customer(known, name), 1, begun)
        touch(known, customer(known, "fine"), 1, "2026-11-20")
    assert list(found(known)) == ["later", "late", "fine"]


@pytest.mark.parametrize("seed", range(4))
def test_lengths_are_those_of_the_stays_of_each_run(seed, store):
    chance = random.Random(seed)
    with store.change("x"):
        people = [customer(store, str(number)) for number in range(6)]
        for _ in range(50):
            when = (
                f"2026-{chance.randint(1, 9):02d}-{chance.randint(1, 28):02d} {chance.randint(0, 23)}:{chance.randint(0, 59):02d}"
            )
            who, what = chance.choice(people), chance.random()
            if what < 0.75:
                touch(store, who, chance.randint(1, 3), when)
            elif what < 0.9:
                store.insert("orders", customer_no=who, date=when[:10], amount=1, created_at=AT)
            else:
                store.insert("losses", customer_no=who, date=when[:10], reason="price", created_at=AT)
    asked = scope(store)
    expected = {"completed": [], "open": [], "lost": []}
    for run in deal_histories.runs(store, asked):
        begins = [place for place, node in enumerate(run.nodes) if not place or node != run.nodes[place - 1]]
        starts = [datetime.fromisoformat(run.times[place]) for place in begins]
        last = asked.as_of if run.outcome == OPEN else datetime.fromisoformat(run.closed_at)
        kinds = [*["completed"] * (len(begins) - 1), {WON: "completed", OPEN: "open", LOST: "lost"}[run.outcome]]
        for kind, place, start, end in zip(kinds, begins, starts, [*starts[1:], last], strict=True):
            expected[kind].append((run.nodes[place], (end - start).total_seconds()))
    lasted = stage_durations.survey(deal_histories.lines(store, asked), asked.as_of).lasted
    found = {kind: [(node, value) for node, one in lasted.items() for value in getattr(one, kind)] for kind in expected}
    assert {kind: sorted(values) for kind, values in found.items()} == {kind: sorted(values) for kind, values in expected.items()}


@pytest.fixture
def told(crm):
    crm("add", "张三")
    crm("log", "张三", crm("node", "list", "-o", "json").items[0]["node"], "--at", "2026-10-01 09:00")
    return crm


def test_the_command_says_what_the_contract_names(told):
    (one,) = told("stalled", "-o", "json").items
    keys = "customer node days_in_node normal_days threshold_days basis n last_contact_days next_due reasons deal"
    assert " ".join(one) == keys
    assert one["basis"] == {"code": "shipped", "label": "initial estimate"}
    assert [reason["code"] for reason in one["reasons"]] == ["stay", "no_contact", "no_next"]
    assert told("stalled", "-o", "ids").out == "1\n"
    first = told("node", "times", "-o", "json").items[0]
    assert list(first)[:6] == ["node", "n", "open", "median_days", "p75_days", "p90_days"]


def test_the_screens_fit_and_say_how_it_was_counted(told):
    for argv in (("stalled",), ("node", "times")):
        assert max(map(len, told(*argv, "-o", "table").out.splitlines())) <= 80
    assert "no contact for 51 d" in told("stalled", "-o", "table").out
    assert "here for 51 d, estimate 3 d" in told("today", "-o", "table").out


def test_how_long_is_silent_can_be_set(told):
    told("config", "set", "silent_days", "60")
    (one,) = told("stalled", "-o", "json").items
    assert [reason["code"] for reason in one["reasons"]] == ["stay", "no_next"]
    assert told("config", "set", "silent_days", "soon", ok=False).code == 2


@pytest.mark.parametrize(
    "argv", [("--percentile", "0"), ("--percentile", "100"), ("--percentile", "x"), ("--per", "x"), ("--where", "x:y")]
)
def test_what_makes_no_sense_is_refused(crm, argv):
    assert crm("stalled", *argv, ok=False).code == 2


@pytest.mark.parametrize(("name", "shown"), [("Anna Whitfield", "Anna Whitfield  "), ("Ann Li", "Ann Li (Tea)")])
def test_a_firm_gives_way_to_the_whole_name(crm, name, shown):
    crm("add", name, "--company", "Tea")
    crm("log", name, "Proposal", "--at", "2026-10-01")
    assert shown in crm("stalled", "-o", "table").out
