import os
import shutil

import pytest


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return tmp_path_factory.mktemp("visits") / "huaxin.db"


@pytest.fixture
def huaxin(crm, template):
    """李四 (c1) and 王总 (c2), who decides, both of 华信科技."""
    if not template.exists():
        crm("add", "李四", "--company", "华信科技", "--title", "采购经理", "--phone", "13800138000")
        crm("add", "王总", "--company", "华信科技", "--role", "拍板")
        shutil.copy(os.environ["CRM_DB"], template)
    shutil.copy(template, os.environ["CRM_DB"])
    return crm


def sheet(ran):
    return {part["code"]: {line["label"]: line["text"] for line in part["lines"]} for part in ran.items[0]["sheet"]}


def asked(ran):
    return [line["text"] for part in ran.items[0]["sheet"] if part["code"] == "questions" for line in part["lines"]]


def test_a_plan_is_a_visit_with_its_sheet(huaxin):
    ran = huaxin("visit", "plan", "李四", "--purpose", "签单", "--on", "下周三 14:00", "-o", "json")
    (item,) = ran.items
    assert (item["no"], item["purpose"]["code"], item["planned_for"], item["step"]) == (1, "sign", "2026-11-25T14:00", "f1")
    assert [part["code"] for part in item["sheet"]] == [
        "background", "before", "organisation", "firm_needs", "person_needs", "open", "questions", "proof", "objections",
        "closing",
    ]  # fmt: skip
    assert sheet(ran)["before"] == {"Industry position": None, "Current suppliers": None, "Latent needs": None}
    assert sheet(ran)["organisation"] == {"李四": "采购经理", "王总": "拍板"}


@pytest.mark.parametrize(
    ("purpose", "type_"),
    [("sign", "close"), ("relation", "relate"), ("progress", "keep"), ("solution", "nurture"), ("research", "explore")],
)
def test_a_visit_with_a_day_is_a_next_step_of_its_kind(huaxin, purpose, type_):
    ran = huaxin("visit", "plan", "李四", "--purpose", purpose, "--on", "2026-11-25")
    assert "next: 2026-11-25 Wed Visit: " in ran.err
    (item,) = huaxin("due", "--within", "7d", "-o", "json").items
    assert (item["key"], item["type"]["code"]) == ("f1", type_)
    huaxin("undo")
    assert huaxin("due", "--within", "7d").out == huaxin("visit", "list").out == ""


def test_a_day_that_has_a_next_step_gets_no_second_one(huaxin):
    huaxin("next", "李四", "2026-11-25", "送样品")
    ran = huaxin("visit", "plan", "李四", "--purpose", "sign", "--on", "2026-11-25 10:00")
    assert "already has a next step (f1)" in ran.err
    assert huaxin("due", "--within", "7d", "-o", "ids").out == "f1\n"
    assert huaxin("visit", "list", "-o", "json").items[0]["step"] is None


def test_without_a_day_nothing_is_due(huaxin):
    huaxin("visit", "plan", "李四", "--purpose", "sign")
    assert huaxin("due", "--within", "900d").out == ""


def test_a_firm_is_visited_at_the_person_who_decides(huaxin):
    assert huaxin("visit", "plan", "华信科技", "--purpose", "sign", "-o", "json").items[0]["customer"]["name"] == "王总"
    assert [item["no"] for item in huaxin("visit", "list", "华信科技", "-o", "json").items] == [1]
    assert huaxin("visit", "list", "李四").out == ""


def test_the_sheet_tells_what_the_file_knows(huaxin):
    huaxin("note", "王总", "怕麻烦", "--worry", "换供应商麻烦", "--rival", "对面店", "--promise", "给清单", "--by", "2026-11-20")
    huaxin("fact", "李四", "营收2亿", "--source", "年报", "--on", "2026-01-31")
    huaxin("objection", "add", "timing", "明年再说", "--answer", "年底涨价")
    huaxin("signs", "李四", "--has", "need")
    ran = huaxin("visit", "plan", "李四", "--purpose", "progress", "-o", "json")
    found = sheet(ran)
    assert found["background"]["Fact"] == "营收2亿 (年报, 2026-01-31, old)"
    assert found["before"]["Current suppliers"] == "Competitors: 对面店"
    assert found["open"] == {"Promised": "给清单 by 2026-11-20 overdue (王总)", "Concern": "换供应商麻烦 (王总)"}
    assert found["objections"]["Timing ('明年再说')"] == "年底涨价"
    assert any("Budget" in question for question in asked(ran))


@pytest.mark.parametrize(
    ("name", "options", "start"),
    [
        ("a.html", (), "<!doctype html>"), ("a.md", (), "# Visit"), ("a.txt", (), "Visit: 李四"),
        ("a.html", ("--format", "text"), "Visit: 李四"), ("noend", (), "Visit: 李四"),
    ],
)  # fmt: skip
def test_the_files_ending_says_the_form(huaxin, tmp_path, name, options, start):
    ran = huaxin("visit", "plan", "李四", tmp_path / name, "--purpose", "sign", *options)
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)
    assert "(v1)" in ran.out


def test_a_file_is_not_replaced_unasked(huaxin, tmp_path):
    (tmp_path / "a.md").write_text("mine")
    ran = huaxin("visit", "plan", "李四", tmp_path / "a.md", "--purpose", "sign", ok=False)
    assert (ran.code, (tmp_path / "a.md").read_text(), huaxin("visit", "list").out) == (2, "mine", "")
    huaxin("visit", "plan", "李四", tmp_path / "a.md", "--purpose", "sign", "--yes")
    assert (tmp_path / "a.md").read_text(encoding="utf-8").startswith("# Visit")


def test_the_sheet_alone_goes_to_stdout_and_the_rest_to_stderr(huaxin):
    ran = huaxin("visit", "plan", "李四", "--purpose", "sign", "--format", "html")
    assert (ran.out[:9], ran.out[-8:], "crm undo" in ran.err) == ("<!doctype", "</html>\n", True)
    again = huaxin("visit", "sheet", "李四", "--format", "html")
    assert (again.out, again.err) == (ran.out, "")


def test_a_visit_brings_everything_in_one_change(huaxin):
    huaxin("visit", "plan", "李四", "--purpose", "sign", "--on", "2026-11-25")
    ran = huaxin(
        "visit", "record", "李四", "--result", "谈了交期", "--learned", "suppliers=甲公司", "--learned", "Interests=钓鱼",
        "--has", "need", "--lacks", "decision", "--worry", "价格", "--closing", "试探法", "--promise", "发合同", "--by",
        "2026-11-27", "--next", "2026-11-30", "--for", "送样品",
    )  # fmt: skip
    assert "(v1)" in ran.out and "f1" in ran.out
    (item,) = huaxin("visit", "list", "-o", "json").items
    assert (item["result"], item["closing"]["code"]) == ("谈了交期", "trial")
    card = huaxin("show", "李四", "-o", "json").items[0]
    assert card["fields"] == {"Interests": "钓鱼", "Current supplier": "甲公司"}
    assert card["last_contact_at"] == "2026-11-21T09:00:00+08:00"
    assert huaxin("due", "--within", "30d", "-o", "ids").out.split() == ["f2", "f3"]
    huaxin("undo")
    (item,) = huaxin("visit", "list", "-o", "json").items
    assert (item["recorded_at"], item["result"]) == (None, None)
    card = huaxin("show", "李四", "-o", "json").items[0]
    assert (card["fields"], card["last_contact_at"]) == ({}, None)
    assert huaxin("due", "--within", "30d", "-o", "ids").out.split() == ["f1"]


def test_what_one_visit_learns_the_next_sheet_knows_in_either_language(huaxin):
    huaxin("visit", "record", "李四", "--purpose", "research", "--learned", "行业地位=前三", "--learned", "gain=升职")
    for lang, label, own in (("en", "Industry position", "Personal benefit"), ("zh", "行业地位", "个人收益")):
        ran = huaxin("--lang", lang, "visit", "plan", "李四", "--purpose", "sign", "-o", "json")
        assert (sheet(ran)["before"][label], sheet(ran)["person_needs"][own]) == ("前三", "升职")
    of_colleague = sheet(huaxin("visit", "plan", "王总", "--purpose", "sign", "-o", "json"))
    assert of_colleague["before"]["Industry position"] == "前三"
    assert of_colleague["person_needs"]["Personal benefit"] is None


def test_a_visit_that_nobody_planned_needs_its_purpose(huaxin):
    assert "--purpose" in huaxin("visit", "record", "李四", "--result", "x", ok=False).err
    huaxin("visit", "record", "李四", "--result", "x", "--purpose", "relation", "--at", "昨天 15:00")
    (item,) = huaxin("visit", "list", "-o", "json").items
    assert (item["recorded_at"], item["planned_for"]) == ("2026-11-20T15:00:00+08:00", None)


def test_which_planned_visit_is_meant(huaxin):
    for purpose in ("sign", "relation"):
        huaxin("visit", "plan", "李四", "--purpose", purpose)
    ran = huaxin("visit", "record", "李四", "--result", "x", "-o", "json", ok=False)
    assert (ran.code, [one["no"] for one in ran.error["candidates"]]) == (4, ["v1", "v2"])
    assert huaxin("visit", "record", "李四", "--purpose", "relation", "--result", "x", "-o", "json").items[0]["no"] == 2
    assert huaxin("visit", "record", "李四", "--result", "y", "-o", "json").items[0]["no"] == 1
    assert huaxin("visit", "list", "--planned").out == ""


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (("visit", "plan", "李四"), 2), (("visit", "plan", "李四", "--purpose", "lunch"), 2),
        (("visit", "plan", "nobody", "--purpose", "sign"), 3),
        (("visit", "plan", "李四", "--purpose", "sign", "--on", "soonish"), 2),
        (("visit", "plan", "李四", "--purpose", "sign", "--format", "pdf"), 2),
        (("visit", "plan", "李四", "no/such/a.html", "--purpose", "sign"), 3), (("visit", "sheet", "李四"), 3),
        (("visit", "sheet", "v9"), 3), (("visit", "record", "李四", "v9", "--result", "x"), 3),
        (("visit", "record", "李四", "--purpose", "sign"), 2),
        (("visit", "record", "李四", "--purpose", "sign", "--learned", "nonsense"), 2),
        (("visit", "record", "李四", "--purpose", "sign", "--has", "wings"), 2),
        (("visit", "record", "李四", "--purpose", "sign", "--closing", "magic"), 2),
        (("visit", "record", "李四", "--purpose", "sign", "--promise", "x"), 2),
        (("visit", "record", "李四", "--purpose", "sign", "--result", "x", "--at", "tomorrow"), 2),
        (("visit", "record", "李四", "--purpose", "sign", "--result", "x", "--for", "y"), 2), (("visit", "rm", "v9"), 3),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_and_nothing_is_written(huaxin, argv, code):
    ran = huaxin(*argv, ok=False)
    assert (ran.code, bool(ran.err)) == (code, True)
    assert huaxin("visit", "list").out == ""


def test_a_recorded_visit_or_that_of_another_is_refused(huaxin):
    huaxin("visit", "plan", "李四", "--purpose", "sign")
    assert huaxin("visit", "record", "王总", "v1", "--result", "x", ok=False).code == 2
    huaxin("visit", "record", "李四", "1", "--result", "x")
    assert huaxin("visit", "record", "李四", "v1", "--result", "y", ok=False).code == 5


def test_a_firm_without_people_has_nobody_to_visit(crm):
    crm("add", "李四", "--company", "华信科技")
    crm("edit", "李四", "--company", "")
    assert crm("visit", "plan", "华信科技", "--purpose", "sign", ok=False).code == 5


def test_a_removed_visit_leaves_its_note_and_comes_back(huaxin):
    huaxin("visit", "record", "李四", "--purpose", "sign", "--result", "谈了交期")
    assert huaxin("visit", "rm", "v1", ok=False).code == 2
    huaxin("visit", "rm", "v1", "--yes")
    assert "谈了交期" in huaxin("timeline", "李四").out
    huaxin("undo")
    assert huaxin("visit", "list", "-o", "json").items[0]["result"] == "谈了交期"


def test_a_removed_customer_comes_back_with_visit_step_and_note(huaxin):
    huaxin("visit", "plan", "李四", "--purpose", "sign", "--on", "2026-11-25")
    huaxin("visit", "record", "李四", "--result", "谈了交期")
    before = huaxin("visit", "list", "-o", "jsonl").out
    huaxin("rm", "李四", "--yes")
    assert huaxin("visit", "list").out == ""
    huaxin("undo")
    assert huaxin("visit", "list", "-o", "jsonl").out == before


def test_planned_visits_stand_by_their_day_then_those_made_newest_first(huaxin):
    for day in ("2026-12-03", "2026-12-01"):
        huaxin("visit", "plan", "李四", "--purpose", "sign", "--on", day)
    huaxin("visit", "plan", "李四", "--purpose", "sign")
    for at in ("2026-11-01", "2026-11-03"):
        huaxin("visit", "record", "王总", "--purpose", "relation", "--result", "x", "--at", at)
    assert huaxin("visit", "list", "-o", "ids").out.split() == ["2", "1", "3", "5", "4"]
    assert huaxin("visit", "list", "--purpose", "relation", "--limit", "1", "-o", "ids").out == "5\n"


def test_the_menu_asks_for_all_of_it(huaxin, monkeypatch):
    from crmcli.terminal import prompt, session

    answers = {
        "How did it go": "谈了交期", "holding them back": "太贵", "promise?": "给清单", "When is it due": "",
        "What's next": "送样品", "When is the next step": "2026-11-30", "Latent needs": "自动化",
    }  # fmt: skip
    monkeypatch.setattr(session.Session, "asks", lambda self: True)
    monkeypatch.setattr(prompt, "text", lambda question, **_kw: next(said for part, said in answers.items() if part in question))
    monkeypatch.setattr(prompt, "menu", lambda question, choices, *_more: choices[1][1])
    monkeypatch.setattr(prompt, "ticks", lambda question, choices: [choices[2][1]] if "learn" in question else ["need"])
    huaxin("visit", "plan", "李四", "--purpose", "sign")
    (item,) = huaxin("visit", "record", "李四", "-o", "json").items
    assert (item["result"], item["closing"]["code"]) == ("谈了交期", "trial")
    assert huaxin("show", "李四", "-o", "json").items[0]["fields"] == {"Latent needs": "自动化"}
    due = [(one["kind"]["code"], one["text"], one["due"]) for one in huaxin("due", "--within", "30d", "-o", "json").items]
    assert due == [("promise", "给清单", "2026-11-24"), ("followup", "送样品", "2026-11-30")]


def test_a_sheet_that_cannot_be_written_plans_nothing(crm):
    crm("add", "张三", "--phone", "13800138000")
    before = crm("history", "-o", "ids").out
    assert crm("visit", "plan", "张三", "/dev/full", "--purpose", "sign", ok=False).code == 6
    assert (crm("visit", "list").out, crm("history", "-o", "ids").out) == ("", before)
