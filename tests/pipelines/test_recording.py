"""What a touch or a note brings to light in the same breath, and what is refused before anything is written."""

import pytest

from crmcli.storage.store import Store
from crmcli.terminal import session
from pseudo_terminal import ENTER


def fill(crm):
    crm("add", "张三", "--phone", "13800138000")


@pytest.fixture
def zhang(start_with):
    return start_with(fill)


def texts(crm, kind):
    return [event["text"] for event in crm("timeline", "张三", "--kind", kind, "-o", "json").items]


def file_of(tables=("touches", "interactions", "concerns", "followups", "products", "parkings", "signs")):
    opened = Store(session.current.path())
    rows = {table: [*map(tuple, opened.named(f"SELECT * FROM {table} ORDER BY no"))] for table in tables}
    opened.close()
    return rows


def test_one_line_keeps_worry_rival_promise_reaction_and_product(zhang):
    ran = zhang(
        "log", "张三", "方案提供", "--worry", "价格", "--worry", "家人", "--rival", "对面店", "--promise", "给采购清单", "--by",
        "周五", "--reaction", "positive", "--product", "Model Y", "-o", "json",
    )  # fmt: skip
    (touch,) = ran.items
    assert (touch["reaction"]["code"], touch["product"]) == ("positive", "Model Y")
    assert (texts(zhang, "worry"), texts(zhang, "rival")) == (["价格", "家人"], ["对面店"])
    (promise,) = zhang("due", "--within", "30d", "-o", "json").items
    assert (promise["key"], promise["kind"]["code"], promise["type"], promise["text"], promise["due"]) == (
        "f1", "promise", None, "给采购清单", "2026-11-27",
    )  # fmt: skip
    assert "promised" in promise["reason"]["label"]


def test_a_note_takes_the_same_remarks(zhang):
    zhang(
        "note",
        "张三",
        "想等活动",
        "--worry",
        "价格",
        "--reaction",
        "negative",
        "--product",
        "model y",
        "--promise",
        "回话",
        "--by",
        "+2d",
    )
    assert texts(zhang, "worry") == ["价格"]
    (note,) = texts(zhang, "note")
    assert note == "想等活动 · model y · took it badly"
    assert zhang("due", "--kind", "promise", "--within", "7d", "-o", "ids").out == "f1\n"


def test_products_are_made_once_whatever_the_case(zhang):
    for spelling in ("Model Y", "model y"):
        zhang("log", "张三", "初步接触", "--product", spelling)
    assert [row[2] for row in file_of()["products"]] == ["Model Y"]


@pytest.mark.parametrize(
    ("command", "left"),
    [(("done", "f1"), ""), (("snooze", "f1", "明天"), ""), (("cancel", "f1"), ""), (("reschedule", "f1", "昨天"), "f1\n")],
)
def test_a_promise_is_handled_like_a_next_step(zhang, command, left):
    zhang("note", "张三", "说好了", "--promise", "给清单", "--by", "今天")
    assert zhang("due", "-o", "ids").out == "f1\n"
    zhang(*command)
    assert zhang("due", "-o", "ids").out == left


def test_a_promise_of_the_customer_is_no_next_step_of_the_seller(zhang):
    zhang("note", "张三", "说好了", "--promise", "给清单", "--by", "明天")
    assert zhang("due", "--kind", "no_next", "-o", "ids").out == "n1\n"
    assert zhang("show", "张三", "-o", "json").items[0]["next_due"] is None
    zhang("done", "f1")
    assert texts(zhang, "kept") == ["给清单"]


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (("--reaction", "positive"), "parked"),
        (("--reaction", "positive", "--wake"), "lead"),
        (("--wake",), "lead"),
        ((), "parked"),
    ],
)
def test_a_parked_customer_wakes_on_request_only(zhang, options, status):
    zhang("park", "张三", "--until", "下个月5号")
    ran = zhang("note", "张三", "回了微信", "--channel", "wechat", "--in", *options)
    assert zhang("show", "张三", "-o", "json").items[0]["status"]["code"] == status
    assert ("crm wake c1" in ran.err) == ("positive" in options and "--wake" not in options)


@pytest.mark.parametrize(("key", "status"), [("y", "lead"), ("n", "parked"), (ENTER, "parked")])
def test_the_menu_asks_whether_a_good_reaction_ends_the_parking_and_enter_claims_nothing(zhang, press, key, status):
    zhang("park", "张三", "--until", "下个月5号")
    press(ENTER, ENTER, ENTER, key)
    zhang("log", "张三", "--reaction", "positive")
    assert zhang("show", "张三", "-o", "json").items[0]["status"]["code"] == status


def test_a_line_that_gives_the_node_asks_nothing_at_a_terminal_either(zhang, press):
    zhang("park", "张三", "--until", "下个月5号")
    press(*"yy")
    ran = zhang("log", "张三", "初步接触", "--reaction", "positive")
    assert (zhang("show", "张三", "-o", "json").items[0]["status"]["code"], "crm wake c1" in ran.err) == ("parked", True)


def test_a_touch_of_the_past_goes_to_its_place_and_is_said_back_with_its_weekday(zhang):
    zhang("log", "张三", "需求确认", "--at", "昨天 15:00")
    ran = zhang("log", "张三", "初步接触", "--at", "2026-11-10")
    assert "2026-11-10 Tue 12:00" in ran.out
    events = zhang("timeline", "张三", "--kind", "touch", "-o", "json").items
    assert [event["at"][:16] for event in events] == ["2026-11-10T12:00", "2026-11-20T15:00"]
    assert zhang("show", "张三", "-o", "json").items[0]["node"] == events[1]["node"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("log",), 2, "CUSTOMER"),
        (("log", "张三"), 2, "NODE"),
        (("log", "张三", "初步接触", "--at", "明天"), 2, "is in the future"),
        (("log", "张三", "试乘试驾"), 3, "auto4s"),
        (("log", "张三", "没有这个"), 3, "First contact"),
        (("log", "张三", "初步接触", "--promise", "给清单"), 2, "--by"),
        (("log", "张三", "初步接触", "--by", "周五"), 2, "--promise"),
        (("log", "张三", "初步接触", "--promise", "给清单", "--by", "某天"), 2, "某天"),
        (("log", "张三", "初步接触", "--reaction", "高兴"), 2, "positive"),
        (("log", "张三", "初步接触", "--worry", "  "), 2, "--concern"),
        (("log", "张三", "初步接触", "--rival", "a\x1bb"), 2, "--competitor"),
        (("note", "张三", "你好", "--product", "\t"), 2, "--product"),
        (("note", "张三", "你好", "--promise", " ", "--by", "周五"), 2, "--promise"),
    ],
)
def test_bad_input_is_refused_in_words_and_nothing_is_written(zhang, words, code, said):
    before = file_of()
    ran = zhang(*words, "-o", "json", ok=False)
    assert ran.code == code
    assert said in ran.error["message"] + ran.error["hint"]
    assert file_of() == before


def test_the_node_of_a_pipeline_in_the_file_names_that_pipeline(zhang):
    zhang("pipeline", "use", "house")
    zhang("pipeline", "use", "generic")
    ran = zhang("log", "张三", "二看", ok=False)
    assert "house" in ran.err
    assert "crm pipeline use house" in ran.err
    zhang("log", "张三", "二看", "--pipeline", "house")


def test_undo_takes_everything_back_and_redo_brings_it_again(zhang):
    zhang("park", "张三", "--until", "下个月5号")
    before = file_of()
    zhang(
        "log",
        "张三",
        "方案提供",
        "--worry",
        "价格",
        "--promise",
        "给清单",
        "--by",
        "周五",
        "--product",
        "Y",
        "--wake",
        "--next",
        "明天",
    )
    after = file_of()
    zhang("undo")
    assert file_of() == before
    zhang("undo", zhang("undo", "--list", "-o", "json").items[0]["no"])
    assert file_of() == after


@pytest.mark.parametrize(
    "rows", ["customer,node,at\n张三,方案提供,2026-11-22\n", "customer,at,text,crm_kind\n张三,2026-11-22T10:00,来过,note\n"]
)
def test_what_lies_ahead_is_refused_from_a_file_too(zhang, tmp_path, rows):
    (tmp_path / "ahead.csv").write_text(rows, encoding="utf-8")
    before = file_of()
    ran = zhang("import", tmp_path / "ahead.csv", "--yes", ok=False)
    assert (ran.code, "is in the future" in ran.err, file_of() == before) == (2, True, True)
    (tmp_path / "ahead.csv").write_text(rows.replace("11-22", "11-21").replace("T10:00", ""), encoding="utf-8")
    assert zhang("import", tmp_path / "ahead.csv", "--yes").code == 0  # a date alone means noon, three hours from now
