"""Each filter against a slow count of its own, over customers drawn at random; and turned round, it selects all the others."""

from datetime import date, datetime, timedelta
from operator import eq, ge, gt, le, lt
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.cli import seed
from crmcli.customers import filters
from crmcli.storage.store import Store

TODAY, ZONE = date(2026, 11, 21), ZoneInfo("Asia/Shanghai")
AT = "2026-11-01T01:00:00.000Z"
OPERATORS = {"": eq, "=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}
NAMES, PRODUCTS, DEALS, NODES = (
    ("张三", "李四", "Ann Lee"),
    ("驱虫药", "Soap", "soap dish"),
    ("302", "Car"),
    ("Proposal", "Negotiation"),
)
KINDS, POINTS = ("note", "complaint", "need"), ("phone", "email", "wechat", "qq")
DAYS = st.integers(-40, 40).map(lambda days: TODAY + timedelta(days=days))
MOMENTS = st.tuples(DAYS, st.integers(0, 23)).map(lambda at: datetime(at[0].year, at[0].month, at[0].day, at[1], tzinfo=ZONE))


class Person(NamedTuple):
    """What is kept of one customer: orders as (day, cents, product), contacts as (moment, answered), steps as (day, done)."""

    orders: list
    contacts: list
    notes: list
    steps: list
    points: set
    deals: set
    amounts: list
    node: str | None
    referrer: bool
    company: str | None
    birthday: date | None
    added: datetime


PERSON = st.builds(
    Person,
    st.lists(st.tuples(DAYS, st.integers(0, 300).map(lambda units: units * 1000), st.sampled_from(PRODUCTS)), max_size=3),
    st.lists(st.tuples(MOMENTS, st.booleans()), max_size=2), st.lists(st.sampled_from(KINDS), max_size=2),
    st.lists(st.tuples(DAYS, st.booleans()), max_size=3), st.sets(st.sampled_from(POINTS)), st.sets(st.sampled_from(DEALS)),
    st.lists(st.integers(0, 300).map(lambda units: units * 1000), max_size=2), st.none() | st.sampled_from(NODES), st.booleans(),
    st.none() | st.sampled_from(("Northwind", "华信")), st.none() | DAYS.map(lambda day: day.replace(year=1980)), MOMENTS,
)  # fmt: skip


def utc(moment):
    return moment.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def keep(store, no, one):
    def insert(table, **values):
        return store.insert(table, customer_no=no, **values)

    for day, cents, product in one.orders:
        order = insert("orders", date=day.isoformat(), amount=cents, created_at=AT)
        store.insert("order_lines", order_no=order, product_no=PRODUCTS.index(product) + 1)
    for moment, answered in one.contacts:
        insert(
            "interactions",
            at=utc(moment),
            kind="note",
            channel="call",
            direction="out" if answered else "no_answer",
            text="x",
            created_at=AT,
        )
    for kind in one.notes:
        insert("interactions", at=AT, kind=kind, text="x", created_at=AT)
    for day, done in one.steps:
        insert("followups", due=day.isoformat(), type="keep", done_at=AT if done else None, created_at=AT)
    for kind in one.points:
        insert("contact_points", kind=kind, value="x", normal="x")
    for number, cents in enumerate(one.amounts):
        insert("qualifications", at=f"2026-11-0{number + 1}T01:00:00.000Z", amount=cents, created_at=AT)
    if one.node:
        node = store.scalar("SELECT no FROM nodes WHERE :name IN (name, alias)", name=one.node)
        for number, deal in enumerate([None, *sorted(one.deals)]):
            insert(
                "touches",
                node_no=node,
                at=f"2026-01-0{number + 1}T01:00:00.000Z",
                direction="no_answer",
                deal=deal,
                created_at=AT,
            )


@pytest.fixture(scope="module")
def base():
    """The people as they stand before anything happens with them: numbers 1 to 3, and 4, who referred some."""
    opened = Store(None, seed.seed)
    with opened.change("base"):
        for name in ("Northwind", "华信"):
            opened.insert("companies", name=name, created_at=AT)
        for name in (*NAMES, "王介绍"):
            opened.insert("customers", name=name, created_at=AT)
        for name in PRODUCTS:
            opened.insert("products", name=name, created_at=AT)
    yield opened
    opened.close()


def counted(line, people, store):
    return sorted(no for no in filters.members(store, line) if no <= len(people))  # an index may give them in its order


def newest(one):
    return max((moment for moment, answered in one.contacts if answered), default=None)


def open_step(one):
    return min((day for day, done in one.steps if not done), default=None)


def expected(line, people):
    """The slow count: field by field, over the people as they were drawn."""
    name, _, rest = line.partition(":")
    operator = next(sign for sign in (">=", "<=", ">", "<", "=", "") if rest.startswith(sign))
    value, holds = rest.removeprefix(operator), OPERATORS[operator]

    def compared(found, wanted):
        return found is not None and holds(found, wanted)

    def aged(day):
        if value.endswith("d"):
            span = int(value[:-1])
            return day is not None and holds((day - TODAY).days if name == "due" else (TODAY - day).days, span)
        return compared(day, date.fromisoformat(value))

    of = {
        "spent": lambda one: compared(sum(cents for _day, cents, _product in one.orders), int(value) * 100),
        "orders": lambda one: compared(len(one.orders), int(value)),
        "expected": lambda one: compared(one.amounts[-1] if one.amounts else None, int(value) * 100),
        "last_order": lambda one: aged(max((day for day, _cents, _product in one.orders), default=None)),
        "contacted": lambda one: aged(newest(one) and newest(one).date()),
        "added": lambda one: aged(one.added.date()),
        "due": lambda one: aged(open_step(one)),
        "bought": lambda one: any(value.lower() in product.lower() for _day, _cents, product in one.orders),
        "deal": lambda one: bool(one.node) and any(value.lower() in deal.lower() for deal in one.deals),
        "kind": lambda one: value in one.notes or (value == "note" and bool(one.contacts)),
        "has": lambda one: value in one.points,
        "node": lambda one: one.node == value,
        "company": lambda one: one.company is not None and value.lower() in one.company.lower(),
        "referrer": lambda one: one.referrer and value in "王介绍",
        "birthday": lambda one: one.birthday is not None and one.birthday.month == int(value),
    }
    return [number for number, one in enumerate(people, 1) if of[name](one)]


SIGNS, AMOUNTS = st.sampled_from(list(OPERATORS)), st.integers(0, 4000)
SPANS = st.integers(0, 45).map(lambda days: f"{days}d") | DAYS.map(date.isoformat)
LINES = st.one_of(
    st.builds("{}:{}{}".format, st.sampled_from(["spent", "expected"]), SIGNS, AMOUNTS),
    st.builds("orders:{}{}".format, SIGNS, st.integers(0, 4)),
    st.builds("{}:{}{}".format, st.sampled_from(["last_order", "contacted", "added", "due"]), SIGNS, SPANS),
    st.builds("bought:{}".format, st.sampled_from(("soap", "驱虫", "dish"))),
    st.builds("deal:{}".format, st.sampled_from(("car", "302"))), st.builds("kind:{}".format, st.sampled_from(KINDS)),
    st.builds("has:{}".format, st.sampled_from(POINTS)), st.builds("node:{}".format, st.sampled_from(NODES)),
    st.builds("company:{}".format, st.sampled_from(("north", "信"))), st.just("referrer:王"),
    st.builds("birthday:{:02d}".format, st.integers(1, 12)),
)  # fmt: skip


@given(people=st.tuples(PERSON, PERSON, PERSON), lines=st.lists(LINES, min_size=8, max_size=8))
def test_each_filter_counts_as_a_slow_count_does(base, people, lines):
    base.db.execute("BEGIN")
    try:
        for no, one in enumerate(people, 1):
            company = one.company and base.scalar("SELECT no FROM companies WHERE name = :name", name=one.company)
            born = one.birthday and one.birthday.isoformat()
            base.update("customers", no, company_no=company, birthday=born, created_at=utc(one.added))
            if one.referrer:
                base.insert("relations", customer_no=no, kind="referred_by", other_no=4, created_at=AT)
            keep(base, no, one)
        everybody = list(range(1, len(people) + 1))
        for line in lines:
            wanted = expected(line, people)
            assert counted(line, people, base) == wanted, line
            assert counted(f"-{line}", people, base) == [no for no in everybody if no not in wanted], line
    finally:
        base.db.execute("ROLLBACK")
