"""Pipelines as TOML files: a round trip, and the line of every mistake."""

import tomllib

import pytest

from crmcli.core import i18n
from crmcli.core.errors import UsageError
from crmcli.pipelines import pipeline_file, pipelines, presets

CAFE = """
name = "咖啡店"

[[node]]
name = "进店"
alias = "Walk-in"
stage = "ask"
matters = ["第一次", "带朋友"]

[[node]]
name = "试喝"
role = "step"
normal_days = 2.5

[[node]]
name = "办卡"
role = "won"
"""


@pytest.fixture
def cafe(tmp_path):
    path = tmp_path / "cafe.toml"
    path.write_text(CAFE, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", presets.PRESETS)
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_what_is_written_reads_back_as_the_same(store, tmp_path, name, language):
    i18n.use(language)
    with store.change("x"):
        pipelines.use(store, name)
    text = pipeline_file.dump(store, pipelines.require(store, name))
    tomllib.loads(text)
    path = tmp_path / "p.toml"
    path.write_text(text, encoding="utf-8")
    before = pipelines.nodes(store, pipelines.require(store, name))
    with store.change("x"):
        pipeline_file.apply(store, pipeline_file.load(path))
    assert pipelines.nodes(store, pipelines.require(store, name)) == before
    assert pipeline_file.dump(store, pipelines.require(store, name)) == text


def test_a_new_pipeline_comes_in_and_goes_out(crm, cafe, tmp_path):
    (row,) = crm("pipeline", "import", cafe, "--use", "-o", "json").items
    assert (row["name"], row["in_use"], row["nodes"]) == ("咖啡店", True, 3)
    assert [one["node"] for one in crm("node", "list", "-o", "json").items] == ["进店", "试喝", "办卡"]
    target = tmp_path / "out.toml"
    crm("pipeline", "export", "咖啡店", target)
    assert tomllib.loads(target.read_text(encoding="utf-8"))["node"][1] == {"name": "试喝", "role": "step", "normal_days": 2.5}
    assert crm("pipeline", "export", "咖啡店").out == target.read_text(encoding="utf-8")
    target.write_text("precious", encoding="utf-8")
    assert crm("pipeline", "export", "咖啡店", target, ok=False).code == 2
    assert target.read_text(encoding="utf-8") == "precious"
    crm("pipeline", "export", "咖啡店", target, "--yes")
    assert target.read_text(encoding="utf-8") != "precious"


def test_importing_over_an_older_one_keeps_history_and_retires_what_is_left_out(crm, cafe):
    crm("pipeline", "import", cafe, "--use")
    crm("add", "张三")
    crm("log", "张三", "试喝")
    cafe.write_text('name = "咖啡店"\n[[node]]\nname = "办卡"\n[[node]]\nname = "进店"\nmatters = ["老客"]\n', encoding="utf-8")
    crm("pipeline", "import", cafe)
    rows = crm("node", "list", "-o", "json").items
    assert [(one["node"], one["retired"], one["touches"]) for one in rows] == [
        ("办卡", False, 0),
        ("进店", False, 0),
        ("试喝", True, 1),
    ]
    crm("undo")
    rows = crm("node", "list", "-o", "json").items
    assert [(one["node"], one["retired"]) for one in rows] == [("进店", False), ("试喝", False), ("办卡", False)]


def test_what_a_file_leaves_out_keeps_its_place_and_is_named(crm, tmp_path):
    crm("add", "张三")
    for node, day in (("初步接触", "11-01"), ("方案提供", "11-03")):
        crm("log", "张三", node, "--at", day)
    crm("node", "retire", "初步接触")
    before, funnel = crm("node", "list", "-o", "json").items, crm("funnel", "-o", "json").items
    path = tmp_path / "p.toml"
    crm("pipeline", "export", "generic", path)
    assert "retired" not in crm("pipeline", "import", path).err
    assert crm("node", "list", "-o", "json").items == before
    assert crm("funnel", "-o", "json").items == funnel
    path.write_text(
        path.read_text(encoding="utf-8").replace("Lead collection", "Leads").replace("线索收集", "线索"), encoding="utf-8"
    )
    assert "Retired, because the file does not list them: Lead collection" in crm("pipeline", "import", path).err
    names = [one["node"] for one in crm("node", "list", "-o", "json").items]
    assert names[:4] == ["Lead collection", "First contact", "Leads", "Need confirmed"]


NODE = '[[node]]\nname = "一"\n'


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        (NODE, 1, "no name"),
        ("name = 3\n" + NODE, 1, "no name"),
        ("name = 'x'\n", 1, "no [[node]]"),
        ("name = 'x'\nnode = []\n", 1, "no [[node]]"),
        ("name = 'x'\ncolour = 'red'\n" + NODE, 2, "'colour'"),
        ("name = 'x'\n[[nodes]]\nname = 'a'\n", 2, "'nodes'"),
        ("name = 'x'\n" + NODE + "color = 1\n", 4, "'color'"),
        ("name = 'x'\n" + NODE + "\n[[node]]\nrole = 'step'\n", 5, "needs a name"),
        ("name = 'x'\n" + NODE + "\n[[node]]\nname = '12'\n", 6, "digits"),
        ("name = 'x'\n" + NODE + "role = 'boss'\n", 4, "'boss'"),
        ("name = 'x'\n" + NODE + "stage = 'six'\n", 4, "'six'"),
        ("name = 'x'\n" + NODE + "normal_days = -1\n", 4, "normal_days"),
        ("name = 'x'\n" + NODE + "normal_days = true\n", 4, "normal_days"),
        ("name = 'x'\n" + NODE + "matters = 'one'\n", 4, "matters"),
        ("name = 'x'\n" + NODE + "topics = [1]\n", 4, "topics"),
        ("name = 'x'\n" + NODE + "days = -1\n", 4, "days"),
        ("name = 'x'\n" + NODE + "channel = 'fax'\n", 4, "'fax'"),
        ("name = 'x'\n" + NODE + "direction = 'in'\n", 4, "channel"),
        ("name = 'x'\n" + NODE + "channel = 'call'\ndirection = 'no_answer'\n", 5, "in or out"),
        ("name = 'x'\n" + NODE + "outcomes = 'a'\n", 4, "outcomes"),
        ("name = 'x'\n" + NODE + "outcomes = [{ name = 'a', mood = 'b' }]\n", 4, "outcome must be text"),
        ("name = 'x'\n" + NODE + "outcomes = [{ name = 'a', reaction = 'b' }]\n", 4, "'b'"),
        ("name = 'x'\n" + NODE + "matters = [1]\n", 4, "matters"),
        ("name = 'x'\n" + NODE + "\n" + NODE, 6, "twice"),
        ("name = 'x'\n" + NODE + "alias = 3\n", 4, "alias"),
        ("name = 'x'\n" + NODE + "normal_days = nan\n", 4, "normal_days"),
        ("name = 'x'\nname = 'y'\n", 2, "TOML"),
        ("name = \n", 1, "TOML: name ="),
        ("name = 'x'\n" + NODE + "role = 成交\n", 4, "TOML: role = 成交"),
        ("name = 'x'\n" + NODE + "matters = ['a\n", 4, "TOML"),
        ("name = 'x'\n" + NODE + "matters = ['a',", 4, "TOML"),
        ("name = 'x'\n" + NODE + "\n[node.colour]\nred = 1\n", 5, "'colour'"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path, text, line, part):
    path = tmp_path / "p.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as failed:
        pipeline_file.load(path)
    assert part in failed.value.message
    assert f"line {line}" in failed.value.message
    assert str(path) in failed.value.message


def test_a_file_that_is_none(crm, tmp_path):
    assert crm("pipeline", "import", tmp_path / "none.toml", ok=False).code == 3
    (tmp_path / "gbk.toml").write_bytes("name = '咖啡'".encode("gbk"))
    gbk = crm("pipeline", "import", tmp_path / "gbk.toml", ok=False)
    assert (gbk.code, "UTF-8" in gbk.err) == (2, True)
    assert crm("pipeline", "list", "-o", "json").json["count"] == len(presets.PRESETS)
