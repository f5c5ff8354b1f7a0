"""What a contact was about and how it went are two things; channel and initial estimate at a stay belong to the node."""

import pytest


def fill(crm):
    crm("pipeline", "use", "auto4s")
    crm("add", "张三", "--phone", "13800138000")


@pytest.fixture
def seller(start_with):
    return start_with(fill)


def node(crm, name):
    return next(one for one in crm("node", "list", "-o", "json").items if one["node"] == name)


def logged(crm, *words):
    (touch,) = crm("log", "张三", *words, "-o", "json").items
    codes = {key: touch[key] and touch[key]["code"] for key in ("channel", "direction", "reaction")}
    return touch["matter"], touch["outcome"], *codes.values()


def test_an_outcome_stands_beside_the_topic_and_tells_the_reaction(seller):
    assert list(seller("log", "张三", "Test drive", "-o", "json").items[0])[-1] == "outcome"
    assert logged(seller, "Test drive", "--outcome", "Pleased") == (None, "Pleased", "visit", None, "positive")
    assert logged(seller, "Test drive", "--about", "Loan", "--outcome", "Not pleased") == (
        "Loan",
        "Not pleased",
        "visit",
        None,
        "negative",
    )
    assert logged(seller, "Test drive", "--outcome", "Pleased", "--reaction", "neutral")[-1] == "neutral"
    assert logged(seller, "Test drive", "--outcome", "Left early")[-1] is None
    (event,) = (one for one in seller("timeline", "张三", "-o", "json").items if "Loan" in one["text"])
    assert event["text"] == "Loan · Not pleased · took it badly"
    assert [one["snippet"] for one in seller("find", "left early", "-o", "json").items] == ["Left early"]
    assert seller("query", "SELECT text FROM timeline WHERE text LIKE 'Loan%'", "-o", "json").items == [
        {"text": "Loan · Not pleased"}
    ]


def test_an_outcome_is_corrected_and_its_reaction_with_it(seller):
    logged(seller, "Test drive", "--outcome", "Pleased")

    def edited(*words):
        (touch,) = seller("touch", "edit", "t1", *words, "-o", "json").items
        return touch["outcome"], touch["reaction"] and touch["reaction"]["code"]

    assert edited("--outcome", "Not pleased") == ("Not pleased", "negative")
    assert edited("--outcome", "Left early") == ("Left early", None)  # what the former outcome said goes with it
    assert edited("--reaction", "neutral") == ("Left early", "neutral")
    assert edited("--outcome", "") == (None, "neutral")


def test_the_channel_belongs_to_the_node_and_is_learned_there(seller):
    seller("note", "张三", "在吗", "--channel", "wechat")
    assert logged(seller, "Incoming call")[2:4] == ("call", "in")
    assert logged(seller, "Showroom welcome")[2:4] == ("visit", None)
    assert logged(seller, "Quotation", "--channel", "wechat", "--out")[2:4] == ("wechat", "out")
    assert logged(seller, "Quotation")[2:4] == ("wechat", "out")  # as the seller did there
    assert logged(seller, "Quotation", "--channel", "call")[2:4] == ("call", None)
    assert logged(seller, "Quotation", "--no-answer")[2:4] == ("wechat", "no_answer")
    assert logged(seller, "Quotation", "--in")[2:4] == ("wechat", "in")


def test_what_a_node_is_can_be_set(seller):
    assert node(seller, "Quotation")["channel"] == {"code": "call", "label": "call"}
    seller("node", "edit", "Quotation", "--channel", "mail", "--out", "--outcome", "Wants less=negative", "--outcome", "Open")
    after = node(seller, "Quotation")
    assert [after[key] and after[key]["code"] for key in ("channel", "direction")] == ["mail", "out"]
    assert [(one["text"], one["reaction"] and one["reaction"]["code"]) for one in after["outcomes"]] == [
        ("Pleased", "positive"), ("So-so", "neutral"), ("Not pleased", "negative"), ("Wants less", "negative"), ("Open", None),
    ]  # fmt: skip
    seller("node", "edit", "Quotation", "--drop", "Open", "--channel", "")
    after = node(seller, "Quotation")
    assert (after["channel"], after["direction"], len(after["outcomes"])) == (None, None, 4)
    assert seller("node", "edit", "Quotation", "--in", ok=False).code == 2
    assert seller("node", "edit", "Quotation", "--outcome", "x=great", ok=False).code == 2
    assert (after["normal_days"], after["shipped_days"]) == (None, 5)
    seller("node", "add", "Delivery", "--channel", "visit")
    assert node(seller, "Delivery")["channel"]["code"] == "visit"
    for part in ("Incoming call · number 1", "call · from the customer", "≈1", "Pleased (took it well)"):
        assert part in seller("node", "show", "Incoming call", "-o", "table").out


def test_a_pipeline_file_carries_all_of_it_and_an_older_one_takes_nothing_away(seller, tmp_path):
    seller("node", "edit", "Test drive", "--days", "4")
    out, before = seller("pipeline", "export", "auto4s").out, seller("node", "list", "-o", "json").items
    for line in (
        'channel = "call"\ndirection = "in"\ndays = 1',
        "days = 3\nnormal_days = 4",
        '{ name = "Pleased", reaction = "positive" }',
    ):
        assert line in out
    path = tmp_path / "p.toml"
    path.write_text(out, encoding="utf-8")
    seller("pipeline", "import", path)
    assert seller("node", "list", "-o", "json").items == before
    kept = [line for line in out.splitlines() if not line.startswith(("channel", "direction", "days", "normal_days", "outcomes"))]
    path.write_text("\n".join(kept).replace("topics =", "matters ="), encoding="utf-8")
    seller("pipeline", "import", path)
    assert seller("node", "list", "-o", "json").items == before


@pytest.mark.parametrize("header", ["outcome", "跟进结果"])
def test_an_outcome_comes_in_and_goes_out(seller, tmp_path, header):
    path = tmp_path / "touches.csv"
    path.write_text(f"客户,节点,跟单时间,事项,{header}\n张三,Test drive,2026-11-20 10:00,Loan,Pleased\n", encoding="utf-8")
    seller("import", path, "--kind", "touches", "--yes")
    (row,) = seller("export", "touches", "-o", "json").items
    assert (row["matter"], row["outcome"], row["crm_channel"]) == ("Loan", "Pleased", None)
    copy = tmp_path / "copy.csv"
    seller("export", "touches", copy)
    assert seller("import", copy, "--kind", "touches", "--yes", "-o", "json").items[0]["same"] == 1


def test_nodes_that_merge_keep_how_contacts_there_happen(seller):
    seller("node", "edit", "Quotation", "--channel", "")
    seller("node", "merge", "Incoming call", "Quotation")
    after = node(seller, "Quotation")
    assert [after[key]["code"] for key in ("channel", "direction")] == ["call", "in"]
