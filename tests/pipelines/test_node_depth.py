"""What a node is and offers: 5A stage, role, normal days, details, materials, questions; by command and by file."""

import tomllib

import pytest

from crmcli.core import i18n
from crmcli.pipelines import node_materials, pipelines, presets


def node(crm, name="First contact", *options):
    return next(one for one in crm("node", "list", *options, "-o", "json").items if one["node"] == name)


def test_a_node_is_edited_and_the_change_undone(crm):
    before = node(crm)
    crm(
        "node",
        "edit",
        "初步接触",
        "--stage",
        "行动",
        "--role",
        "after",
        "--days",
        "7.5",
        "--matter",
        "上门",
        "--question",
        "谁在用？",
    )
    after = node(crm)
    assert (after["stage"]["code"], after["role"]["code"], after["normal_days"]) == ("act", "after", 7.5)
    assert after["matters"] == [*before["matters"], "上门"]
    assert after["questions"] == [*before["questions"], "谁在用？"]
    assert {key for key in after if after[key] != before[key]} == {"stage", "role", "normal_days", "matters", "questions"}
    crm("undo")
    assert node(crm) == before


def test_an_empty_value_clears_and_drop_takes_a_text_of_any_kind_away(crm):
    crm("node", "edit", "First contact", "--days", "7")
    crm(
        "node",
        "edit",
        "First contact",
        "--days",
        "",
        "--stage",
        "",
        "--drop",
        "Sent material",
        "--drop",
        "When is a good time for a longer talk?",
    )
    after = node(crm)
    assert (after["stage"], after["normal_days"], after["matters"]) == (
        None,
        None,
        ["Introduced by phone", "Connected on WeChat"],
    )
    assert after["questions"] == ["What do they use now, and for how long?"]


def test_a_text_stands_once(crm):
    for _ in range(2):
        crm("node", "edit", "First contact", "--question", "Who uses it?")
    assert node(crm)["questions"].count("Who uses it?") == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://example.com/a?b=1", "link"), ("www.example.com", "link"), ("mailto:a@b.c", "link"), ("报价单.pdf", "file"),
        ("~/prices.xlsx", "file"), ("./a", "file"), ("C:\\offers\\a.docx", "file"), ("/srv/offers", "file"),
        ("优惠促成法：这周签，优惠给您留着。", "text"), ("Ask for a small yes.", "text"), ("3.5", "text"), ("a", "text"),
        ("", "text"),
    ],
)  # fmt: skip
def test_a_material_is_a_text_a_file_or_a_link(text, kind):
    assert node_materials.material(text).kind.code == kind


def test_a_file_that_exists_is_kept_with_its_whole_path(crm, tmp_path, monkeypatch):
    (tmp_path / "prices.pdf").write_text("x")
    monkeypatch.chdir(tmp_path)
    crm("node", "edit", "First contact", "--material", "prices.pdf", "--material", "other.pdf")
    assert [one["text"] for one in node(crm)["materials"]][-2:] == [str(tmp_path / "prices.pdf"), "other.pdf"]


@pytest.mark.parametrize(
    ("argv", "code", "part"),
    [
        (["First contact"], 2, "--topic"), (["First contact", "--days", "-1"], 2, "-1"),
        (["First contact", "--days", "nan"], 2, "nan"), (["First contact", "--days", "inf"], 2, "inf"),
        (["First contact", "--days", "a week"], 2, "a week"), (["First contact", "--stage", "six"], 2, "aware"),
        (["First contact", "--role", ""], 2, "step"), (["First contact", "--question", " "], 2, "The text"),
        (["First contact", "--drop", "没有"], 3, "没有"), (["First contact", "--matter", "x", "--drop", "没有"], 3, "没有"),
        (["没有", "--days", "1"], 3, "没有"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_nothing_changed(crm, argv, code, part):
    before = crm("node", "list", "-o", "json").items
    failed = crm("node", "edit", *argv, ok=False)
    assert failed.code == code
    assert part in failed.err
    assert crm("node", "list", "-o", "json").items == before


def test_a_node_on_one_screen(crm):
    crm("pipeline", "use", "keyaccount")
    crm("node", "edit", "Commitment", "--days", "14", "--material", "https://example.com")
    screen = crm("node", "show", "Commitment", "-o", "table").out
    for part in (
        "Commitment · number 6 in keyaccount",
        "14; your own history",
        "Verbal · Written",
        "https://example.com · link",
        "Trial: if",
    ):
        assert part in screen
    assert max(map(len, screen.splitlines())) <= 80


@pytest.mark.parametrize("name", [name for name in presets.PRESETS if name != "generic"])  # generic came with the file
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_preset_brings_its_questions_and_materials(store, name, language):
    i18n.use(language)
    with store.change("x"):
        pipelines.use(store, name)
    place = 0 if language == "zh" else 1
    for preset, one in zip(presets.PRESETS[name], pipelines.nodes(store, pipelines.require(store, name)), strict=True):
        assert node_materials.of(store, one.no) == {
            "matter": [pair[place] for pair in preset.topics],
            "outcome": [pair[place] for pair in presets.outcomes(name, preset)],
            "material": [pair[place] for pair in preset.materials], "question": [pair[place] for pair in preset.questions],
        }  # fmt: skip
        assert preset.role == "won" or preset.questions


def test_the_closing_methods_and_proofs_of_the_visit_procedure_are_there():
    texts = {pair[0] for nodes in presets.PRESETS.values() for one in nodes for pair in one.materials}
    assert {text.partition("：")[0] for text in texts} >= {
        "试探成交法",
        "假定成交法",
        "二选一法",
        "优惠促成法",
        "检测报告和认证",
        "样板展示",
        "熟人牵线搭桥",
    }


PLAN = """
name = "generic"
[[ node ]]
name = "一"
normal_days = 3
matters = ["甲", "乙"]
materials = ["a.pdf"]
questions = [
  "谁？",
  "多少？",
]
[[node]]
name = "二"
"""


def test_materials_and_questions_come_in_and_go_out(crm, tmp_path):
    path = tmp_path / "p.toml"
    path.write_text(PLAN, encoding="utf-8")
    crm("pipeline", "import", path)
    assert [one["text"] for one in node(crm, "一")["materials"]] == ["a.pdf"]
    out = tomllib.loads(crm("pipeline", "export").out)["node"]
    assert out[0] == {
        "name": "一",
        "role": "step",
        "normal_days": 3,
        "topics": ["甲", "乙"],
        "materials": ["a.pdf"],
        "questions": ["谁？", "多少？"],
    }
    assert out[1] == {"name": "二", "role": "step"}


@pytest.mark.parametrize(
    ("wrong", "line", "part"),
    [
        (PLAN.replace("questions = [", "question = ["), 8, "'question'"), (PLAN.replace('"多少？"', "3"), 8, "questions must be"),
        (PLAN.replace('"a.pdf"', '" "'), 7, "materials must be"), (PLAN.replace('"a.pdf"', r'"a\u001b[31m"'), 7, "control"),
        (PLAN.replace('"二"', '"一"'), 13, "twice"), (PLAN + 'alias = "一"\n', 14, "twice"),
        (PLAN.replace("= 3", "= -3"), 5, "0 or more"), (PLAN.replace('"generic"', r'"a\u0007"'), 2, "control"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line_and_nothing_changes(crm, tmp_path, wrong, line, part):
    before = crm("node", "list", "-o", "json").items
    path = tmp_path / "p.toml"
    path.write_text(wrong, encoding="utf-8")
    failed = crm("pipeline", "import", path, ok=False)
    assert failed.code == 2
    assert f"line {line}" in failed.err
    assert part in failed.err
    assert crm("node", "list", "-o", "json").items == before


def test_a_file_in_the_other_language_means_the_same_nodes(crm, tmp_path):
    crm("pipeline", "use", "house")
    crm("add", "张三")
    crm("log", "张三", "First viewing")
    path = tmp_path / "p.toml"
    path.write_text('name = "house"\n[[node]]\nname = "一看"\n[[node]]\nname = "网上看房"\nalias = "Online"\n', encoding="utf-8")
    crm("pipeline", "import", path)
    nodes = crm("node", "list", "-o", "json").items
    assert [(one["node"], one["touches"], one["retired"]) for one in nodes] == [
        ("一看", 1, False), ("More viewings", 0, True), ("Repeat viewing", 0, True), ("Closed", 0, True), ("网上看房", 0, False),
    ]  # fmt: skip
    assert crm("log", "张三", "first viewing", "-o", "json").items[0]["node"] == "一看"
    assert crm("log", "张三", "Online", "-o", "json").items[0]["node"] == "网上看房"
