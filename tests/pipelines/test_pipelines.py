"""Pipelines and their nodes: presets, order, names, retirement."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.cli import seed
from crmcli.core import i18n
from crmcli.pipelines import node_materials, pipelines, presets
from crmcli.storage.store import Store


def fill_zhang(crm):
    crm("add", "张三")


@pytest.fixture
def zhang(start_with):
    return start_with(fill_zhang)


def names(crm, *options):
    return [one["node"] for one in crm("node", "list", *options, "-o", "json").items]


def test_a_new_file_uses_the_generic_pipeline(crm):
    (first, *_rest, last) = crm("node", "list", "-o", "json").items
    assert (first["pipeline"], first["node"], first["position"], first["stage"]["code"]) == (
        "generic",
        "Lead collection",
        1,
        "aware",
    )
    assert (last["node"], last["role"]["code"], last["stage"]["code"]) == ("After-sales", "after", "advocate")


@pytest.mark.parametrize("name", presets.PRESETS)
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_preset_in_the_language_of_the_file_answers_to_both(store, name, language):
    i18n.use(language)
    with store.change("x"):
        if name != "generic":
            pipelines.use(store, name)
    for preset, node in zip(presets.PRESETS[name], pipelines.nodes(store, pipelines.require(store, name)), strict=True):
        if name != "generic":
            assert node.name == (preset.zh if language == "zh" else preset.en)
            assert len(node_materials.texts(store, node.no)) == len(preset.topics)
        for word in (preset.zh, preset.en):
            assert pipelines.require_node(store, word, pipelines.require(store, name)).no == node.no


def test_presets_are_taken_in_on_first_use_and_only_once(crm):
    listed = {one["name"]: one for one in crm("pipeline", "list", "-o", "json").items}
    assert [name for name, one in listed.items() if one["installed"]] == ["generic"]
    assert set(listed) == set(presets.PRESETS)
    crm("pipeline", "use", "Auto4S")
    crm("pipeline", "use", "generic")
    (row,) = crm("pipeline", "use", "auto4s", "-o", "json").items
    assert (row["name"], row["in_use"], row["nodes"]) == ("auto4s", True, 9)
    assert crm("pipeline", "show", "-o", "json").json["count"] == 9
    missing = crm("pipeline", "use", "nope", ok=False)
    assert missing.code == 3
    assert "house" in missing.err


def test_nodes_are_added_moved_renamed_retired(crm):
    before = names(crm)
    crm("node", "add", "样品反馈", "--after", "方案提供", "--role", "售后", "--stage", "行动")
    crm("node", "add", "打样", "--at", "1")
    crm("node", "move", "打样", "99")
    assert names(crm) == [*before[:4], "样品反馈", *before[4:], "打样"]
    crm("node", "rename", "first contact", "首次通话")
    assert names(crm)[1] == "首次通话"
    crm("node", "retire", "样品反馈")
    row = next(one for one in crm("node", "list", "-o", "json").items if one["node"] == "样品反馈")
    assert (row["retired"], row["position"], row["role"]["code"], row["stage"]["code"]) == (True, 5, "after", "act")
    crm("node", "retire", "样品反馈", "--back")
    for number in range(6, 1, -1):
        crm("undo", f"u{number}")
    crm("undo", "u1")
    assert names(crm) == before


def test_history_follows_a_renamed_and_a_retired_node(crm):
    crm("add", "张三")
    crm("log", "张三", "初步接触")
    crm("node", "rename", "初步接触", "首次通话")
    crm("node", "retire", "首次通话")
    assert crm("timeline", "张三", "--kind", "touch", "-o", "json").items[0]["node"] == "首次通话"
    assert "首次通话" in crm("show", "张三", "-o", "table").out
    assert crm("log", "张三", "首次通话", "-o", "json").items[0]["node"] == "首次通话"


def test_what_changes_nothing_writes_nothing(crm):
    crm("node", "rename", "初步接触", "First contact")
    crm("node", "retire", "初步接触", "--back")
    assert crm("history", "-o", "json").json["count"] == 0
    row = crm("node", "show", "初步接触", "-o", "json").items[0]
    assert (row["alias"], row["retired"]) == ("初步接触", False)
    crm("node", "retire", "初步接触")
    crm("node", "retire", "初步接触")
    crm("node", "retire", "初步接触", "--back")
    assert [one["label"] for one in crm("history", "-o", "json").items] == [
        "use node First contact again",
        "retire node First contact",
    ]


def test_a_part_of_a_name_means_a_node_in_use_before_a_retired_one(crm):
    crm("add", "张三")
    crm("node", "retire", "Need confirmed")
    crm("node", "add", "Need discussed")
    assert crm("log", "张三", "need", "-o", "json").items[0]["node"] == "Need discussed"
    assert crm("log", "张三", "need conf", "-o", "json").items[0]["node"] == "Need confirmed"
    assert "Need confirmed" not in crm("log", "张三", "没有", ok=False).err


def test_the_pipeline_in_use_is_a_setting_and_says_the_way_back(crm):
    crm("add", "张三")
    assert "back: crm pipeline use generic" in crm("pipeline", "use", "auto4s").out
    assert "back: crm pipeline use auto4s" in crm("pipeline", "use", "generic").out
    assert "back" not in crm("pipeline", "use", "generic").out
    assert crm("history", "-o", "json").json["count"] == 2  # whom and what was taken in
    crm("pipeline", "use", "auto4s")
    crm("undo")
    assert crm("pipeline", "list", "-o", "json").items[0] | {"touches": 0} == {
        "name": "generic", "in_use": True, "installed": True, "nodes": 6, "touches": 0
    }  # fmt: skip


def test_a_pipeline_goes_by_its_name_in_scripts(crm):
    assert crm("pipeline", "list", "-o", "ids").out.split() == list(presets.PRESETS)


def test_a_hint_names_what_works(crm):
    crm("add", "张三")
    hint = crm("log", "张三", "试乘试驾", "-o", "json", ok=False).error["hint"]
    assert hint == "Switch to it: crm pipeline use auto4s"
    crm("pipeline", "use", "auto4s")
    crm("pipeline", "use", "generic")
    hint = crm("log", "张三", "试乘试驾", "-o", "json", ok=False).error["hint"]
    assert "crm log … --pipeline auto4s" in hint
    assert crm("log", "张三", "试乘试驾", "--pipeline", "auto4s", "-o", "json").json["count"] == 1
    for name in presets.PRESETS:
        crm("pipeline", "use", name)
    assert "Ready" not in crm("pipeline", "use", "没有", ok=False).err


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["node", "add", "初步接触"], 5),
        (["node", "add", "FIRST CONTACT"], 5),
        (["node", "add", "12"], 2),
        (["node", "add", " "], 2),
        (["node", "add", "a\x1bb"], 2),
        (["node", "add", "x", "--role", "boss"], 2),
        (["node", "add", "x", "--stage", "6"], 2),
        (["node", "add", "x", "--at", "0"], 2),
        (["node", "add", "x", "--after", "没有"], 3),
        (["node", "rename", "初步接触", "proposal"], 5),
        (["node", "rename", "没有", "x"], 3),
        (["node", "move", "初步接触", "0"], 2),
        (["node", "move", "初步接触", "x"], 2),
        (["node", "retire", "没有"], 3),
        (["node", "list", "--pipeline", "没有"], 3),
        (["pipeline", "show", "没有"], 3),
        (["pipeline", "export", "没有"], 3),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_the_nodes_alone(zhang, argv, code):
    before = names(zhang)
    assert zhang(*argv, ok=False).code == code
    assert names(zhang) == before


MOVES = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 8)), max_size=12)


@settings(max_examples=30, deadline=None)
@given(MOVES)
def test_however_nodes_move_each_keeps_one_place_counted_from_one(moves):
    store = Store(None, seed.seed)
    pipeline = pipelines.current(store)
    order = [node.no for node in pipelines.nodes(store, pipeline)]
    with store.change("x"):
        for index, position in moves:
            moved = pipelines.node(store, order[index])
            pipelines.move_node(store, moved, position)
            order.remove(moved.no)
            order.insert(position - 1, moved.no)
    found = pipelines.nodes(store, pipeline)
    assert [node.no for node in found] == order
    assert [node.position for node in found] == list(range(1, len(order) + 1))
    store.close()


def test_the_pipelines_that_ship_say_what_they_are_for_and_keep_their_codes(crm):
    crm("pipeline", "use", "auto4s")
    assert "汽车 4S 店 auto4s" in crm("funnel", "-o", "table", "--lang", "zh").out
    assert "汽车" not in crm("funnel", "-o", "json", "--lang", "zh").out
    shown = crm("pipeline", "list", "-o", "table").out
    assert next(line for line in shown.splitlines() if line.startswith("auto4s")).split()[1:3] == ["car", "dealer"]
    assert set(pipelines.TRADES) == set(presets.PRESETS)
    crm("add", "Ann")
    crm("log", "Ann", "Quotation")
    assert "auto4s up to" in crm("funnel", "-o", "table").out
