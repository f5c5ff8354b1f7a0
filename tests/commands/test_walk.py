"""Two hundred random changes of every room, undone one by one, give back every row and every search hit; redone, too."""

import random
from contextlib import suppress

import pytest

from crmcli.core.errors import CrmError
from crmcli.customers import bulk_writes, companies, concerns_and_competitors, fields, search, writes
from crmcli.customers.selection import Selection
from crmcli.followups import followups
from crmcli.followups.model import Key
from crmcli.pipelines import node_materials, pipelines, touches
from crmcli.sales import orders as sales
from crmcli.sales.model import Line, OrderInput
from crmcli.storage import journal, migrations

WORDS = ["合同", "报价", "样品", "月底前签", "嫌贵", "zhang", "13800138000", "華信", "七座越野"]
STEPS, CHECK_EVERY = 200, 50


class Walk:
    """Random changes, reproducible by their seed."""

    def __init__(self, store, seed):
        self.store, self.random = store, random.Random(seed)

    def number(self, table, where="TRUE"):
        found = self.store.column(f"SELECT no FROM {table} WHERE {where}")
        return self.random.choice(found) if found else None

    def text(self):
        return " ".join(self.random.choices(WORDS, k=self.random.randint(1, 3)))

    def day(self):
        return f"2026-{self.random.randint(1, 11):02}-{self.random.randint(1, 28):02}"

    def instant(self):
        return f"{self.day()}T{self.random.randint(0, 23):02}:00:00.000Z"

    def some_customer_data(self):
        data = {
            "company": self.random.choice(["华信", "安信", "平安"]), "title": self.text(),
            "tags": self.random.sample(["vip", "冷", "热"], 2), "phone": [f"1380013800{self.random.randint(0, 9)}"],
            "fields": {self.random.choice(["预算", "爱好", "车"]): self.text()}, "referrer": self.number("customers"),
        }  # fmt: skip
        return {key: data[key] for key in self.random.sample(sorted(data), 3)}

    def step(self):
        name = self.random.choice([name for name in dir(self) if name.startswith("do_")])
        customer = self.number("customers")
        if customer is None or self.store.scalar("SELECT count(*) FROM customers") < 5:
            name = "do_add"
        with self.store.change(name):
            getattr(self, name)(customer)

    def do_add(self, _customer):
        writes.create(self.store, self.random.choice(["张三", "李四", "Anna", "劉備"]), self.some_customer_data())

    def do_edit(self, customer):
        writes.edit(self.store, customer, self.some_customer_data())

    def do_clear(self, customer):
        writes.edit(self.store, customer, {"company": "", "title": "", "phone": [], "fields": {"爱好": ""}})

    def do_untag(self, customer):
        writes.remove_tags(self.store, customer, ["vip", "冷"])

    def do_remove(self, customer):
        if self.random.random() < 0.3:
            writes.remove(self.store, customer)

    def do_park(self, customer):
        writes.park(self.store, customer, self.day(), self.text())

    def do_wake(self, customer):
        writes.wake(self.store, customer)

    def do_note(self, customer):
        text, at = self.text(), self.instant()
        writes.add_note(self.store, customer, writes.NoteInput(text, at, channel="call", direction="in"))

    def do_company(self, _customer):
        firm = self.random.choice(companies.select(self.store))
        companies.edit(self.store, firm, {"name": f"{firm.name}{self.random.randint(1, 3)}", "note": self.text()})

    def do_field(self, _customer):
        if self.random.random() < 0.5:
            fields.add(self.store, f"字段{self.random.randint(1, 9)}", "text")
        else:
            fields.remove(self.store, f"字段{self.random.randint(1, 9)}")

    def do_log(self, customer):
        said = touches.TouchInput(self.instant(), self.text(), self.text(), "call", "out", outcome=self.text())
        touches.log(self.store, customer, self.number("nodes"), said)

    def do_correct(self, _customer):
        no = self.number("touches")
        if no and self.random.random() < 0.3:
            touches.remove(self.store, no)
        elif no:
            touches.edit(self.store, no, {"note": self.text(), "at": self.instant()})

    def do_worry(self, customer):
        concerns_and_competitors.add(self.store, customer, self.random.choice(["worry", "rival"]), self.text(), self.instant())

    def do_qualify(self, customer):
        touches.qualify(self.store, customer, "valuable", self.random.choice(["big", None]), self.day(), 100)

    def do_lose(self, customer):
        touches.lose(self.store, customer, self.day(), "price", self.text())

    def do_reopen(self, customer):
        touches.reopen(self.store, customer)

    def do_node(self, _customer):
        node = pipelines.node(self.store, self.number("nodes"))
        match self.random.randint(1, 5):
            case 1:
                pipelines.add_node(self.store, pipelines.current(self.store), self.text(), at=self.random.randint(1, 5))
            case 2:
                pipelines.rename_node(self.store, node, self.text())
            case 3:
                pipelines.move_node(self.store, node, self.random.randint(1, 8))
            case 4:
                pipelines.retire_node(self.store, node, back=node.retired)
            case 5:
                node_materials.put(self.store, node.no, "outcome", [node_materials.Item(self.text(), "positive")])

    def do_plan(self, customer):
        followups.plan(self.store, customer, self.day(), self.text(), "keep")
        followups.promise(self.store, customer, self.day(), self.text(), self.instant())

    def do_followup(self, _customer):
        key = Key("followup", self.number("followups") or 1)
        match self.random.randint(1, 4):
            case 1:
                followups.finish(self.store, key, self.text())
            case 2:
                followups.snooze(self.store, key, self.day())
            case 3:
                followups.move(self.store, key, self.day())
            case 4:
                followups.cancel(self.store, key)

    def do_order(self, customer):
        lines = [Line(self.random.choice(["车", "保险"]), 1, None)]
        given = OrderInput(10_000, self.day(), self.text(), products=lines, paid=100, rest_by="2026-12-01")
        sales.add_order(self.store, customer, given)

    def do_pay(self, customer):
        sales.add_payment(self.store, customer, 500, self.day(), note=self.text())

    def do_import(self, customer):
        numbers = bulk_writes.insert(
            self.store, [bulk_writes.NewCustomer(f"批{n}", None, {}, "2026-11-21T01:00:00.000Z") for n in range(3)]
        )
        bulk_writes.insert_tags(self.store, [(numbers[0], "vip")])
        bulk_writes.insert_notes(
            self.store,
            [bulk_writes.NewNote(one, self.instant(), "note", None, None, self.text()) for one in (*numbers, customer)],
        )

    def do_several_at_once(self, customer):
        self.do_note(customer)
        self.do_remove(customer)
        self.do_add(customer)


def dump(store):
    """Every row a seller entered, and every search entry."""
    tables = [*migrations.JOURNALED, "search_customers", "search_events"]
    return {table: store.db.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid").fetchall() for table in tables}


def found(store):
    return {word: search.newest(store, word, Selection(), 10_000) for word in WORDS}


def undo(store, number):
    with store.change("undo", undoes=number):
        assert journal.take_back(store.db, number) == []
    return store.scalar("SELECT max(no) FROM changes")


@pytest.mark.parametrize("seed", [1, 2])
def test_hundreds_of_changes_undone_one_by_one_leave_no_trace(store, seed):
    walk, states, done = Walk(store, seed), {}, []
    start = dump(store)
    while len(done) < STEPS:
        if len(done) % CHECK_EVERY == 0:
            states[len(done)] = dump(store)
        with suppress(CrmError):
            walk.step()
            done.append(store.scalar("SELECT max(no) FROM changes"))
    end, hits = dump(store), found(store)
    undone = []
    for position in reversed(range(len(done))):
        undone.append(undo(store, done[position]))
        if position in states:
            assert dump(store) == states[position]
    assert dump(store) == start
    assert not any(found(store).values())
    for number in reversed(undone):
        undo(store, number)
    assert dump(store) == end
    assert found(store) == hits
    for table in ("search_customers", "search_events"):
        store.db.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
    assert store.db.execute("PRAGMA foreign_key_check").fetchall() == []
