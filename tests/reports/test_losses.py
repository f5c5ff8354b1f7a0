"""Lost deals and buyers who left: what counts as either, and the rows by each key."""

from datetime import date, timedelta

import pytest

from crmcli.core import clock
from crmcli.pipelines import pipelines
from crmcli.reports.losses.calc import Case, overdue_since, rows
from crmcli.reports.losses.query import LossReader
from crmcli.reports.shared import deal_histories, report_options

AT = "2026-01-01T00:00:00.000Z"
AS_OF = "2026-11-21T09:00"
START = date(2026, 1, 1)


def days(*numbers):
    return [START + timedelta(number) for number in numbers]


@pytest.mark.parametrize(
    ("ordered", "today", "silent"),
    [
        ((), 99, None),
        ((0, 10), 999, None),  # two orders are no rhythm
        ((0, 0, 10), 999, None),  # nor are two order days
        ((0, 10, 20), 40, None),  # twice the gap is still within it
        ((0, 10, 20), 41, 21),
        ((0, 5, 30), 69, None),  # mean 15, deviation 14.1: 43.3 days
        ((0, 5, 30), 74, 44),
        ((20, 0, 10, 10), 41, 21),  # neither order nor repetition of the days matters
    ],
)
def test_a_buyer_leaves_by_their_own_rhythm(ordered, today, silent):
    assert overdue_since(days(*ordered), START + timedelta(today)) == silent


def test_rows_count_shares_and_medians():
    cases = [
        Case("lost_deal", ("price",), 10, 100), Case("lost_deal", ("price",), 20, None), Case("lost_deal", (), None, 50),
        Case("churned", ("a", "b"), 5, 7),
    ]  # fmt: skip
    found = [
        (one.kind.code, one.key, one.count, one.share, one.median_days, one.amount) for one in rows(cases, "node", str, "CNY")
    ]
    assert found == [
        ("lost_deal", "price", 2, pytest.approx(2 / 3), 15, 100), ("lost_deal", None, 1, pytest.approx(1 / 3), None, 50),
        ("churned", "a", 1, 1, 5, 7), ("churned", "b", 1, 1, 5, 7),
    ]  # fmt: skip


def instant(text):
    return clock.utc_text(clock.parse_instant(text))


def customer(store, name, **more):
    return store.insert("customers", name=name, created_at=AT, **more)


def touch(store, who, node, when, deal=None):
    number = pipelines.nodes(store, pipelines.current(store))[node - 1].no
    store.insert("touches", customer_no=who, node_no=number, at=instant(when), deal=deal, created_at=AT)


def loss(store, who, day, reason="price", **more):
    store.insert("losses", customer_no=who, date=day, reason=reason, created_at=AT, **more)


def order(store, who, day):
    store.insert("orders", customer_no=who, date=day, amount=100, created_at=AT)


def cases(store, by, kind="lost_deals", as_of=AS_OF, **asked):
    period = report_options.period(asked.pop("since", None), asked.pop("until", None))
    reader = LossReader(
        store,
        deal_histories.Scope(pipelines.current(store), clock.parse_instant(as_of, date_means="end"), period=period, **asked),
    )
    return [(one.keys, one.days and round(one.days, 1), one.cents) for one in getattr(reader, kind)(by)]


@pytest.fixture
def lost(store):
    with store.change("x"):
        one = customer(store, "one", source="fair")
        touch(store, one, 1, "2026-02-01 12:00")
        touch(store, one, 2, "2026-02-03 12:00")
        store.insert("qualifications", customer_no=one, at=instant("2026-02-02"), grade="big", amount=500, created_at=AT)
        store.insert("qualifications", customer_no=one, at=instant("2026-03-02"), grade="small", amount=900, created_at=AT)
        for text in ("bank", "mother"):
            store.insert("concerns", customer_no=one, kind="worry", text=text, at=instant("2026-02-02"), created_at=AT)
        store.insert("concerns", customer_no=one, kind="rival", text="across the road", at=instant("2026-02-02"), created_at=AT)
        loss(store, one, "2026-02-04")
        two = customer(store, "two")
        loss(store, two, "2026-02-10", "competitor")
        three = customer(store, "three")
        touch(store, three, 1, "2026-02-01")
        loss(store, three, "2026-02-11", reopened_at=instant("2026-02-12"))
    return store


@pytest.mark.parametrize(
    ("by", "first"),
    [
        ("reason", ("price",)),
        ("source", ("fair",)),
        ("grade", ("small",)),
        ("worry", ("bank", "mother")),
        ("rival", ("across the road",)),
    ],
)
def test_a_lost_deal_counts_by_what_is_known(lost, by, first):
    found = cases(lost, by)
    assert found[0] == (first, 3.5, 500)  # the amount expected when it was lost
    assert found[1] == (("competitor",) if by == "reason" else (), None, None)
    assert len(found) == 2  # the third was reopened


def test_by_node_it_is_where_the_deal_stood(lost):
    name = pipelines.nodes(lost, pipelines.current(lost))[1].name
    assert [keys for keys, *_ in cases(lost, "node")] == [(name,), ()]


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"as_of": "2026-02-03"}, 0), ({"as_of": "2026-02-04"}, 1), ({"as_of": "2026-02-11"}, 3), ({"since": "2026-02-05"}, 1),
        ({"until": "2026-02-05"}, 1), ({"where": "source:fair"}, 1), ({"where": "name:nobody"}, 0),
    ],
)  # fmt: skip
def test_what_was_asked_selects(lost, asked, count):
    assert len(cases(lost, "reason", **asked)) == count


def test_a_loss_of_one_deal_ends_that_deal(store):
    with store.change("x"):
        who = customer(store, "one")
        touch(store, who, 1, "2026-02-01 12:00", "A")
        touch(store, who, 2, "2026-02-03 12:00", "B")
        loss(store, who, "2026-02-04", deal="A")
    assert cases(store, "node") == [((pipelines.nodes(store, pipelines.current(store))[0].name,), 3.5, None)]


def test_a_deal_of_another_pipeline_has_its_node_too(store):
    with store.change("x"):
        who = customer(store, "one")
        node = pipelines.add_node(store, pipelines.create(store, "other"), "elsewhere")
        store.insert("touches", customer_no=who, node_no=node.no, at=instant("2026-02-01"), created_at=AT)
        loss(store, who, "2026-02-04")
    assert cases(store, "node")[0][0] == ("elsewhere",)


@pytest.fixture
def gone(store):
    """One who bought every month till March, one who still does, two contacts of a firm who together do."""
    with store.change("x"):
        firm = store.insert("companies", name="firm", created_at=AT)
        people = [
            customer(store, "left"),
            customer(store, "stays"),
            customer(store, "a", company_no=firm),
            customer(store, "b", company_no=firm),
        ]
        for month in (1, 2, 3):
            order(store, people[0], f"2026-0{month}-01")
            order(store, people[2], f"2026-0{month}-01")
        for month in range(1, 12):
            order(store, people[1], f"2026-{month:02d}-01")
            order(store, people[3], f"2026-{month:02d}-02")
    return store


def test_a_buyer_who_left_is_counted_apart(gone):
    assert cases(gone, "reason", "churned") == [((), 265, 300), ((), 265, 300)]
    assert cases(gone, "reason") == []
    assert cases(gone, "reason", "churned", as_of="2026-04-10") == []
    assert cases(gone, "reason", "churned", until="2026-02-01") == []


def test_a_firm_that_still_buys_has_not_left(gone):
    assert len(cases(gone, "reason", "churned", unit="company")) == 1


def test_the_command_says_what_the_contract_names(crm):
    crm("add", "张三")
    crm("log", "张三", crm("node", "list", "-o", "json").items[0]["node"], "--at", "2026-11-01 12:00")
    crm("lose", "张三", "--reason", "price", "--on", "2026-11-02")
    (one,) = crm("losses", "-o", "json").items
    assert one == {
        "kind": {"code": "lost_deal", "label": "lost deal"}, "by": {"code": "reason", "label": "reason"},
        "key": {"code": "price", "label": "Price"}, "count": 1, "share": 1.0, "median_days": pytest.approx(1.5, abs=1e-6),
        "amount": 0, "currency": "CNY",
    }  # fmt: skip
    out = crm("losses", "--by", "node", "-o", "table").out
    assert max(map(len, out.splitlines())) <= 80
    crm("reopen", "张三")
    assert crm("losses", "-o", "json").items == []
    assert "No lost deals" in crm("losses", "-o", "table").out


def test_the_screen_says_what_was_asked(crm):
    crm("add", "a", "--source", "fair")
    crm("lose", "a", "--reason", "price")
    out = crm("losses", "--since", "2026-11-01", "--per", "company", "--where", "source:fair", "-o", "table").out
    for said in ("within 2026-11-01 – 2026-11-21", "Contacts of one company count as one.", "Filter: source:fair"):
        assert said in out


def test_sources_count_by_channel_as_in_the_funnel(crm):
    for name, source in (("a", "口碑传播/老王"), ("b", "Word of mouth"), ("c", "展会/上海")):
        crm("add", name, "--source", source)
        crm("lose", name, "--reason", "price")
    found = crm("losses", "--by", "source", "-o", "json").json
    assert [(one["key"], one["count"]) for one in found["items"]] == [
        ({"code": "Word of mouth", "label": "Word of mouth"}, 2), ({"code": "展会", "label": "展会"}, 1),
    ]  # fmt: skip
    assert "pipeline" not in found["params"]  # losses of all pipelines


@pytest.mark.parametrize("argv", [("--by", "weather"), ("--since", "2026-02-02", "--until", "2026-02-01"), ("--as-of", "soon")])
def test_what_makes_no_sense_is_refused(crm, argv):
    assert crm("losses", *argv, ok=False).code == 2


def test_a_loss_that_was_reopened_or_bought_after_all_is_told(crm):
    for name in ("Ann", "Bob", "Cid"):
        crm("add", name)
        crm("lose", name, "--reason", "price", "--on", "2026-11-10")
    assert "followed by an order" not in crm("losses", "-o", "table").out
    crm("reopen", "Ann")
    crm("order", "Bob", "100", "--on", "2026-11-12")
    params = crm("losses", "-o", "json").json["params"]
    assert (params["lost"], params["won_back"]) == (3, 2)
    assert "Losses: 3; of these reopened or followed by an order: 2." in crm("losses", "-o", "table").out
    assert crm("losses", "--as-of", "2026-11-11", "-o", "json").json["params"]["won_back"] == 0
    empty = crm("losses", "--where", "name:Ann", "-o", "table").out
    assert "Losses: 1; of these reopened or followed by an order: 1." in " ".join(empty.split())
