"""三定, losing and taking up again."""

import pytest


def fill(crm):
    crm("add", "张三", "--phone", "13800138000")


@pytest.fixture
def zhang(start_with):
    return start_with(fill)


def card(crm):
    return crm("show", "张三", "-o", "json").items[0]


def test_every_judgement_is_kept_and_what_is_not_said_stays_as_it_stood(zhang):
    zhang("qualify", "张三", "--verdict", "有价值", "--grade", "大单", "--sign-by", "月底", "--amount", "15万")
    (last,) = zhang("qualify", "张三", "--sign-by", "2027-01-10", "-o", "json").items
    assert [last[key] for key in ("verdict", "grade", "sign_by", "amount", "currency")] == [None, None, "2027-01-10", None, "CNY"]
    now = card(zhang)
    assert (now["verdict"]["code"], now["grade"]["code"]) == ("valuable", "big")
    assert (now["expected_on"], now["expected_amount"]) == ("2027-01-10", 150000)
    assert zhang("timeline", "张三", "--kind", "qualification", "-o", "json").json["count"] == 2


@pytest.mark.parametrize(
    ("option", "value", "key", "code"),
    [
        ("--verdict", "valuable", "verdict", "valuable"), ("--verdict", "无价值", "verdict", "worthless"),
        ("--verdict", "Unsure", "verdict", "unsure"), ("--grade", "小单", "grade", "small"),
        ("--grade", "NORMAL", "grade", "normal"), ("--grade", "正常", "grade", "normal"),
    ],
)  # fmt: skip
def test_fixed_values_as_code_or_label_in_either_language(zhang, option, value, key, code):
    assert zhang("qualify", "张三", option, value, "-o", "json").items[0][key]["code"] == code


@pytest.mark.parametrize(
    "options", [[], ["--verdict", "maybe"], ["--grade", "0"], ["--amount", "abc"], ["--sign-by", "bald"], ["--amount=-1"]]
)
def test_a_bad_judgement_is_refused(zhang, options):
    assert zhang("qualify", "张三", *options, ok=False).code == 2
    assert card(zhang)["verdict"] is None


@pytest.mark.parametrize("reason", ["price", "价格", "Price", "PRICE"])
def test_a_loss_has_its_reason_and_its_day(zhang, reason):
    (loss,) = zhang("lose", "张三", "--reason", reason, "--note", "贵五千", "--on", "昨天", "-o", "json").items
    assert (loss["date"], loss["reason"], loss["note"], loss["reopened_at"]) == (
        "2026-11-20", {"code": "price", "label": "Price"}, "贵五千", None,
    )  # fmt: skip


def test_a_loss_and_its_return(zhang):
    zhang("log", "张三", "方案提供", "--at", "11-10")
    assert zhang("reopen", "张三", ok=False).code == 5
    zhang("lose", "张三", "--reason", "竞品")
    again = zhang("lose", "张三", "--reason", "竞品", ok=False)
    assert again.code == 5
    assert "crm reopen c1" in again.err
    assert zhang("reopen", "张三", "-o", "json").items[0]["status"]["code"] == "lead"
    assert zhang("reopen", "张三", ok=False).code == 5
    zhang("undo")
    assert card(zhang)["status"]["code"] == "lost"


def test_a_loss_that_an_order_followed_is_no_deal_to_take_up(zhang):
    zhang("lose", "张三", "--reason", "竞品", "--on", "2026-10-01")
    zhang("order", "张三", "1万")
    assert zhang("reopen", "张三", ok=False).code == 5


@pytest.mark.parametrize(
    "options", [[], ["--reason", "because"], ["--reason", "price", "--on", "明天"], ["--reason", "price", "--on", "x"]]
)
def test_a_bad_loss_is_refused(zhang, options):
    failed = zhang("lose", "张三", *options, "-o", "json", ok=False)
    assert (failed.code, failed.error["code"]) == (2, "usage")
    assert card(zhang)["status"]["code"] == "lead"


def test_a_verdict_that_the_evidence_does_not_bear_is_told(zhang):
    zhang("signs", "张三", "--has", "need", "--lacks", "decision")
    said = zhang("qualify", "张三", "--verdict", "valuable", "-o", "table").err
    assert "Decision authority is missing" in said
    assert "Still to ask 张三: Budget" in said
    assert "missing" not in zhang("qualify", "张三", "--verdict", "worthless", "-o", "table").err


@pytest.mark.parametrize("cleared", [False, True])
def test_the_menu_shows_how_the_judgement_stands_and_enter_leaves_it_so(zhang, monkeypatch, cleared):
    zhang("qualify", "张三", "--verdict", "valuable", "--sign-by", "11-30", "--amount", "15.5万")
    asked = []
    monkeypatch.setattr("crmcli.terminal.session.Session.asks", lambda _self: True)
    monkeypatch.setattr(
        "crmcli.terminal.prompt.menu", lambda _q, choices, default=0: asked.append(choices[0][0]) or choices[default][1]
    )
    monkeypatch.setattr(
        "crmcli.terminal.prompt.text", lambda _q, default="", check=None: asked.append(default) or ("" if cleared else default)
    )
    assert "Nothing to change" in zhang("qualify", "张三").err
    assert asked == ["(keep) worth pursuing", "(keep)", "2026-11-30", "155000"]
