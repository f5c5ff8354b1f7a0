"""Two nodes that are one: touches, details and place after a merge, and all of it back after an undo."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.cli import seed
from crmcli.pipelines import node_materials, node_merge, pipelines, touches
from crmcli.storage import journal
from crmcli.storage.store import Store


def nodes(crm):
    return crm("node", "list", "-o", "json").items


def fill(crm):
    crm("add", "张三")
    crm("add", "李四")
    for who, node, day in (
        ("张三", "Lead collection", "11-01"),
        ("张三", "First contact", "11-05"),
        ("李四", "First contact", "11-06"),
        ("张三", "Proposal", "11-09"),
    ):
        crm("log", who, node, "--at", day)


@pytest.fixture
def history(start_with):
    return start_with(fill)


def test_the_touches_move_the_offers_join_and_the_node_is_gone(history):
    before = {one["node"]: one for one in nodes(history)}
    history("node", "edit", "First contact", "--days", "7", "--matter", "Referred")
    (kept,) = history("node", "merge", "first contact", "线索收集", "-o", "json").items
    assert (kept["node"], kept["position"], kept["touches"], kept["normal_days"], kept["stage"]["code"]) == (
        "Lead collection",
        1,
        3,
        7,
        "aware",
    )
    assert kept["matters"] == before["Lead collection"]["matters"] + before["First contact"]["matters"]  # "Referred" was there
    after = nodes(history)
    assert [one["position"] for one in after] == list(range(1, len(before)))
    assert "First contact" not in {one["node"] for one in after}
    assert [one["node"] for one in history("timeline", "张三", "--kind", "touch", "-o", "json").items] == [
        "Lead collection",
        "Lead collection",
        "Proposal",
    ]


def test_reports_count_the_merged_node_once(history):
    history("node", "merge", "First contact", "Lead collection")
    first = next(row for row in history("funnel", "-o", "json").items if row["node"] == "Lead collection")
    assert first["ever"] == 2


def test_undo_brings_all_of_it_back(history):
    before, line = nodes(history), history("timeline", "张三", "-o", "json").items
    history("node", "merge", "First contact", "Proposal")
    history("undo")
    assert nodes(history) == before
    assert history("timeline", "张三", "-o", "json").items == line
    history("undo", "u8")  # which undoes the undo
    assert len(nodes(history)) == len(before) - 1


def test_a_node_without_a_second_name_answers_to_the_merged_ones(history):
    history("node", "add", "打样")
    history("node", "add", "样品")
    history("node", "merge", "打样", "样品")
    assert history("log", "张三", "打样", "-o", "json").items[0]["node"] == "样品"


@pytest.mark.parametrize(
    ("argv", "code", "part"),
    [
        (("First contact", "初步接触"), 5, "itself"), (("First contact", "Test drive"), 5, "auto4s"),
        (("First contact", "没有"), 3, "没有"), (("没有", "First contact"), 3, "没有"),
        (("Test drive", "First contact"), 3, "auto4s"),
    ],
)  # fmt: skip
def test_what_cannot_be_merged_is_refused_with_nothing_changed(history, argv, code, part):
    history("pipeline", "use", "auto4s")
    history("pipeline", "use", "generic")
    before = nodes(history)
    failed = history("node", "merge", *argv, ok=False)
    assert failed.code == code
    assert part in failed.err
    assert nodes(history) == before


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 5), max_size=12), st.integers(0, 5), st.integers(0, 5))
def test_no_touch_and_no_text_is_lost_and_undo_is_exact(visits, gone, kept):
    store = Store(None, seed.seed)
    with store.change("x"):
        customer = store.insert("customers", name="张三", created_at="2026-11-01T00:00:00.000Z")
        found = pipelines.nodes(store, pipelines.current(store))
        for day, place in enumerate(visits, 1):
            touches.log(store, customer, found[place].no, touches.TouchInput(f"2026-11-{day:02}T00:00:00.000Z"))
    before = _state(store)
    if gone != kept:
        with store.change("merge") as number:
            assert node_merge.merge(store, found[gone], found[kept]) == visits.count(gone)
        touched, texts = store.column("SELECT node_no FROM touches ORDER BY no"), node_materials.of(store, found[kept].no)
        assert touched == [found[kept if place == gone else place].no for place in visits]
        for kind, offered in before[2][found[gone].no].items():
            assert set(offered) <= set(texts[kind])
        with store.change("undo", undoes=number):
            journal.take_back(store.db, number)
        assert _state(store) == before
    store.close()


def _state(store):
    touches = list(store.iterate("SELECT no, uid, node_no, at FROM touches ORDER BY no"))
    kept = list(map(tuple, store.named("SELECT * FROM nodes ORDER BY no")))
    return touches, kept, {row[0]: node_materials.of(store, row[0]) for row in kept}
