"""Customers: whom a row meets, what it adds, what twice the same file does, and what undo takes back."""

from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

HEAD = "姓名,公司,手机,邮箱,微信,备注,标签,编号,职位\n"


def counts(item):
    return {key: item[key] for key in ("new", "updated", "same", "rejected")}


def of(new=0, updated=0, same=0, rejected=0):
    return {"new": new, "updated": updated, "same": same, "rejected": rejected}


def cards(crm):
    return [
        {key: card[key] for key in card if key not in ("no", "uid", "created_at")} for card in crm("list", "-o", "json").items
    ]


def test_a_row_becomes_a_customer(crm, load):
    item = load(HEAD + "王小明,明达科技,138 0013 8000,WXM@example.cn,wxm_1,孩子上小学,VIP;老客户,K7,采购\n")
    assert counts(item) == of(new=1)
    assert item["kind"] == {"code": "customers", "label": "customers"}
    card = crm("list", "-o", "json").items[0]
    assert {
        "phones": ["+8613800138000"],
        "emails": ["WXM@example.cn"],
        "wechat": "wxm_1",
        "company": "明达科技",
        "title": "采购",
    }.items() <= card.items()
    assert card["tags"] == ["VIP", "老客户"]
    assert card["external_id"] == "K7"
    assert crm("find", "小学", "-o", "json").items[0]["customer"]["name"] == "王小明"
    assert crm("find", "wxm", "-o", "json").items
    assert crm("show", "wangxiaoming", "-o", "json").code == 0


def test_an_imported_contact_is_not_open(load, ask):
    load(HEAD + "张三,,13800138000,,,,,,\n")
    assert ask("SELECT origin FROM customers") == [("import",)]


MEETS = [
    ("张三,,13900000001,,,,,,", "张 三,,+86 139-0000-0001,,,,,,"),
    ("Ann Lee,,,a@b.cn,,,,,", "ANN  LEE,,,A@B.CN,,,,,"),
    ("張三,,,,zs_wx,,,,", "张三,,,,ZS_WX,,,,"),
    ("张三,,13900000001,,,,,,", ",,13900000001,,,,,,"),
    (",,13900000001,,,,,,", "张三,,13900000001,,,,,,"),
    ("张三,华 信,,,,,,,", "张 三,华信,,,,,,,"),
    ("张三,,,,,,,K1,", "李四,,13900000001,,,,,K1,"),
    ("张三,华信,13900000001,,,,,,", "张三,华信,13900000002,,,,,,"),
]
MISSES = [
    ("张三,,13900000001,,,,,,", "李四,,13900000001,,,,,,"),
    ("张三,,,a@b.cn,,,,,", "李四,,,A@B.CN,,,,,"),
    ("张三,,,,,,,,", "张三,,,,,,,,"),
    ("张三,,13900000001,,,,,,", "张三,,13900000002,,,,,,"),
    ("张三,华信,,,,,,,", "张三,明达,,,,,,,"),
    ("张三,华信,,,,,,,", "李四,华信,,,,,,,"),
    ("张三,华信,,,,,,,", "张三,,,,,,,,"),
    ("张三,,13900000001,,,,,K1,", "李四,,13900000001,,,,,K2,"),
]


@pytest.mark.parametrize(("first", "second"), MEETS)
def test_rows_meet_within_a_file_and_across_files(load, crm, first, second):
    load(HEAD + first + "\n" + second + "\n")
    assert len(crm("list", "-o", "json").items) == 1
    crm("undo", "--yes")
    load(HEAD + first + "\n")
    load(HEAD + second + "\n")
    assert len(crm("list", "-o", "json").items) == 1


@pytest.mark.parametrize(("first", "second"), MISSES)
def test_other_people_stay_apart(load, crm, first, second):
    load(HEAD + first + "\n" + second + "\n")
    assert len(crm("list", "-o", "json").items) == 2


def test_two_candidates_reject_the_row(load, crm, file):
    load(HEAD + "张三,,13900000001,,,,,,\n张三,,,a@b.cn,,,,,\n")
    done = crm("import", file(HEAD + "张三,,13900000001,a@b.cn,,,,,\n"), "--yes", "-o", "json", ok=False)
    assert done.code == 2
    assert "张三" in done.error["candidates"][0]["reason"]
    done = load(HEAD + "张三,,13900000001,,,,,,\n赵六,,13900000009,,,,,,\n")
    assert counts(done) == of(new=1, same=1)


def test_rows_of_a_file_that_a_third_links_are_one_person_in_any_order(crm, file, tmp_path):
    rows = [
        "张三,,13900000001,,,记一,A,,",
        "张三,,,a@b.cn,,记二,B,,经理",
        "张三,华信,13900000001,a@b.cn,,,,,",
        "李四,,13900000001,,,,,,",
    ]
    found = []
    for order in permutations(rows):
        (tmp_path / "crm.db").unlink(missing_ok=True)
        done = crm("import", file(HEAD + "\n".join(order) + "\n"), "--yes", "-o", "json").items[0]
        assert counts(done) == of(new=2, updated=2)
        found.append(sorted((card["name"], card["company"], card["title"], sorted(card["phones"]), sorted(card["emails"]),
            sorted(card["tags"])) for card in cards(crm)))  # fmt: skip
    assert len(set(map(str, found))) == 1
    assert found[0] == [
        ("张三", "华信", "经理", ["+8613900000001"], ["a@b.cn"], ["A", "B"]), ("李四", None, None, ["+8613900000001"], [], []),
    ]  # fmt: skip
    assert crm("undo", "--yes").code == 0
    assert cards(crm) == []


def test_who_has_no_name_joins_the_only_one_who_fits(crm, load, file):
    assert counts(load(HEAD + ",,13900000009,,,,,,\n张三,,13900000001,,,,,,\n,,13900000001,,,,A,,\n")) == of(new=2, updated=1)
    assert [card["name"] for card in cards(crm)] == ["张三", "13900000009"]
    load(HEAD + "李四,,13900000001,,,,,,\n王五,,13900000009,,,,,,\n")
    assert [card["name"] for card in cards(crm)] == ["张三", "王五", "李四"]
    refused = crm("import", file(HEAD + ",,13900000001,,,,,,\n"), "--yes", "-o", "json", ok=False)
    assert "张三" in refused.error["candidates"][0]["reason"]


def test_a_bare_name_of_before_is_whoever_comes_with_it(crm, load, tmp_path):
    bare, whole = HEAD + "张三,,,,,,,,\n", HEAD + "张三,华信,13900000001,,,,,,\n"
    for first, second in ((bare, whole), (whole, bare)):
        (tmp_path / "crm.db").unlink(missing_ok=True)
        load(first)
        load(second)
        assert [(card["name"], card["company"]) for card in cards(crm)] == [("张三", "华信")]
    (tmp_path / "crm.db").unlink()
    load(bare)
    load(whole + "张三,,13900000002,,,,,,\n")  # two of them: neither is the one of before
    assert len(cards(crm)) == 3


def test_what_the_file_says_otherwise_is_counted_and_named(crm, load, file):
    load(HEAD + "张三,华信,13900000001,,,,,K1,经理\n")
    rows = HEAD + "张三,明达,13900000001,,,,,K1,总监\n张三丰,华信,,,,,,K1,经理\n"
    told = crm("import", file(rows), "--dry-run").out
    assert "经理" in told
    assert "总监" in told
    done = load(rows)
    assert counts(done) == of(same=2)
    assert done["differs"] == 2
    assert [(one["line"], one["field"], one["kept"], one["given"]) for one in done["differences"]] == [
        (2, "company", "华信", "明达"), (2, "title", "经理", "总监"), (3, "name", "张三", "张三丰"),
    ]  # fmt: skip


def test_one_more_key_tells_who_of_two_with_one_number_is_meant(load):
    load(HEAD + "张三,,0755-26770000,,,,,K1,\n李四,,0755-26770000,,,,,K2,\n")
    again = load(HEAD + "张三,,0755-26770000,,,,,K1,经理\n李四,,0755-26770000,,,,,K2,\n")
    assert counts(again) == of(updated=1, same=1)


def test_update_fills_what_is_empty_and_keeps_what_is_known(load, crm):
    load(HEAD + "张三,,13900000001,,zs,,A,,经理\n")
    item = load(HEAD + "张 三,华信,13900000001,b@c.cn,other,,B,K1,总监\n")
    assert counts(item) == of(updated=1)
    card = crm("list", "-o", "json").items[0]
    assert (card["name"], card["title"], card["wechat"]) == ("张三", "经理", "zs")
    assert (card["company"], card["emails"], card["tags"], card["external_id"]) == ("华信", ["b@c.cn"], ["A", "B"], "K1")


def test_overwrite_replaces_single_values(load, crm):
    load(HEAD + "张三,明达,13900000001,,zs,,A,K1,经理\n")
    load(HEAD + "张三丰,华信,13900000001,,other,,B,K1,总监\n", "--overwrite")
    card = crm("list", "-o", "json").items[0]
    assert (card["name"], card["title"], card["wechat"], card["company"], card["tags"]) == (
        "张三丰",
        "总监",
        "other",
        "华信",
        ["A", "B"],
    )
    assert crm("show", "zhangsanfeng", "-o", "json").code == 0


def test_skip_leaves_and_new_doubles(load, crm):
    row = HEAD + "张三,,13900000001,,,记事,,,\n"
    load(row)
    assert counts(load(HEAD + "张三,华信,13900000001,,,,,,\n", "--on-duplicate", "skip")) == of(same=1)
    assert crm("list", "-o", "json").items[0]["company"] is None
    assert counts(load(row + "张三,,13900000001,,,,,,\n", "--on-duplicate", "new")) == of(new=2)
    assert len(crm("list", "-o", "json").items) == 3


def test_own_fields_are_made_filled_and_replaced(load, crm):
    rows = "name,phone,意向,预算\n张三,13900000001,大户型,500万\n"
    options = ("--map", "意向=field.意向", "--map", "预算=field.预算")
    load(rows, *options)
    assert crm("list", "-o", "json").items[0]["fields"] == {"意向": "大户型", "预算": "500万"}
    changed = rows.replace("500万", "600万")
    assert counts(load(changed, *options)) == of(same=1)
    assert counts(load(changed, *options, "--overwrite")) == of(updated=1)
    assert crm("list", "-o", "json").items[0]["fields"]["预算"] == "600万"


def test_notes_are_a_multiset(load, ask):
    rows = HEAD + "张三,,13900000001,,,没接,,,\n张三,,13900000001,,,没接,,,\n"
    assert load(rows)["notes"] == 2
    again = load(rows)
    assert (again["notes"], counts(again)) == (0, of(same=2))
    assert load(rows + "张三,,13900000001,,,没接,,,\n")["notes"] == 1
    assert ask("SELECT count(*) FROM interactions") == [(3,)]


def test_the_file_tells_when_a_customer_came(load, ask):
    load("姓名,手机,创建时间,备注\n张三,13900000001,2026-01-02 10:00:00,x\n")
    assert ask("SELECT created_at, (SELECT at FROM interactions) FROM customers") == [("2026-01-02T02:00:00.000Z",) * 2]


def test_referrers_may_stand_behind_those_they_referred(load, crm):
    rows = "name,phone,referrer\n张三,13900000001,李四\n李四,13900000002,\n"
    assert counts(load(rows)) == of(new=2)
    assert [card["referrer"] for card in crm("list", "-o", "json").items] == ["李四", None]
    assert counts(load(rows)) == of(same=2)


def test_an_unknown_referrer_rejects_the_row(crm, file):
    done = crm("import", file("name,phone,referrer\n张三,13900000001,没有\n"), "--yes", "-o", "json", ok=False)
    assert (done.code, done.error["candidates"][0]["column"]) == (2, "referrer")


def test_nothing_new_leaves_no_change_behind(load, ask):
    rows = HEAD + "张三,,13900000001,,,,,,\n"
    load(rows)
    load(rows)
    assert ask("SELECT count(*) FROM changes") == [(1,)]


def test_undo_takes_a_whole_import_back(load, crm, ask):
    crm("add", "李四", "--phone", "13900000002", "--title", "经理")
    before = ask("SELECT * FROM customers"), ask("SELECT * FROM contact_points"), ask("SELECT * FROM companies")
    load(HEAD + "张三,华信,13900000001,a@b.cn,,记事,A,K1,\n李四,明达,13900000002,c@d.cn,,,B,K2,总监\n")
    crm("undo")
    assert (ask("SELECT * FROM customers"), ask("SELECT * FROM contact_points"), ask("SELECT * FROM companies")) == before
    assert not crm("find", "记事", "-o", "json").items


def test_more_rows_than_a_chunk(load, ask, monkeypatch):
    from crmcli.importing import import_run

    monkeypatch.setattr(import_run, "CHUNK", 3)
    rows = HEAD + "".join(f"客户{number % 7},,1390000000{number % 7},,,记{number},,,\n" for number in range(20))
    assert counts(load(rows)) == of(new=7, updated=13)
    assert counts(load(rows)) == of(same=20)
    assert ask("SELECT count(*) FROM interactions") == [(20,)]


@st.composite
def sightings(draw):
    """A row about one of three people who share no key: some of what is known of that one, and more than the name."""
    number = draw(st.integers(1, 3))
    known = ("张三", f"公司{number}", f"1390000000{number}", f"{number}@b.cn", f"wx{number}", "记事", "A;B", f"K{number}", "经理")
    told = draw(st.sets(st.integers(1, 8)).filter({1, 2, 3, 4, 7}.intersection)) | {0}
    return [cell if place in told else "" for place, cell in enumerate(known)]


@given(st.lists(sightings(), max_size=6))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_importing_twice_is_importing_once(crm, file, tmp_path, rows):
    (tmp_path / "crm.db").unlink(missing_ok=True)
    path = file([HEAD.strip().split(","), *rows])
    states = []
    for _ in range(2):
        if crm("import", path, "--yes", ok=False).code:
            return  # a row that fits two customers
        crm("export", "all", tmp_path / "out", "--yes")
        states.append({one.name: one.read_text() for one in (tmp_path / "out").iterdir()})
    assert states[0] == states[1]


def test_a_bare_name_prefers_whom_nothing_else_tells_apart(load):
    rows = HEAD + "张三,,,,,,,,\n张三,,13900000001,,,,,,\n"
    assert counts(load(rows)) == of(new=2)
    assert counts(load(rows)) == of(same=2)


@given(st.lists(sightings(), max_size=6))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_who_meets_whom_does_not_hang_on_what_was_there_before(crm, file, tmp_path, monkeypatch, rows):
    from crmcli.importing import import_run

    monkeypatch.setattr(import_run, "CHUNK", 2)
    path = file([HEAD.strip().split(","), *rows])
    ends = []
    for stranger in (False, True):
        (tmp_path / "crm.db").unlink(missing_ok=True)
        if stranger:
            crm("add", "钱七", "--phone", "13999999999")
        answer = crm("import", path, "--yes", "-o", "json", ok=False)
        ends.append((answer.code, [card for card in cards(crm) if card["name"] != "钱七"]))
    assert ends[0] == ends[1]


def test_the_first_import_leaves_every_index_as_it_was(crm, load, ask):
    listing = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' ORDER BY name"
    crm("config", "set", "currency", "CNY")
    before = ask(listing)
    load(HEAD + "张三,,13800138000,,,,,,\n")
    assert ask(listing) == before
    assert len(before) > 50
    assert crm("show", "zhangsan", "-o", "json").code == 0


def test_rejects_are_told_in_the_order_of_the_file(crm, file):
    """Whoever referred them is looked up after everybody is in, a bad number when its row is read."""
    path = file("姓名,手机,推荐人\n甲,13900000001,无此人\n乙,12,\n丙,13900000003,无此人\n丁,13,\n戊,13900000005,甲\n")
    rejects = crm("import", path, "--strict", "--dry-run", "-o", "json", ok=False).items[0]["rejects"]
    assert [one["line"] for one in rejects] == [2, 3, 4, 5]


CELLS = [
    ("手机", "13812340002(妻子)", ["+8613812340002"], "13812340002(妻子)", 0),
    ("手机", "李四 138-1234-0002", ["+8613812340002"], "李四", 0),
    ("手机", "13912340001_1234", [], "13912340001_1234", 1),
    ("手机", "无", [], None, 0),
    ("手机", "微信联系", [], "微信联系", 1),
    ("邮箱", "ask@", [], "ask@", 1),
    ("生日", "很久以前", [], "很久以前", 1),
    ("生日", "0/0/00", [], None, 0),
]


@pytest.mark.parametrize(("header", "cell", "phones", "note", "unread"), CELLS)
def test_what_cannot_be_read_is_kept_as_a_note_and_counted(crm, load, header, cell, phones, note, unread):
    rows = [["姓名", header], ["李四", cell]]
    item = load(rows)
    notes = [one["text"] for one in crm("query", "SELECT text FROM interactions", "-o", "json").items]
    assert crm("list", "-o", "json").items[0]["phones"] == phones
    assert [note in text for text in notes] == ([True] if note else [])
    assert item["mapping"][1]["unread"] == unread
    assert load(rows)["same"] == 1


def test_an_apostrophe_that_keeps_a_number_whole_is_no_part_of_it(load, ask):
    load("name,customer id\nA,'00731\n")
    assert ask("SELECT external_id FROM customers") == [("00731",)]


@pytest.mark.parametrize("cell", ['["VIP","老客"]', '"VIP","老客"', "VIP;老客", "* VIP ::: * 老客"])
def test_tags_come_apart_however_they_are_listed(crm, load, cell):
    load([["name", "tags"], ["张三", cell]])
    assert crm("list", "-o", "json").items[0]["tags"] == ["VIP", "老客"]


def test_imports_are_listed_with_their_change(crm, load):
    assert crm("import", "--list", "-o", "json").items == []
    load(HEAD + "张三,,13900000001,,,,,,\n", name="a.csv")
    load(HEAD + "李四,,13900000002,,,,,,\n", name="b.csv")
    crm("undo", "--yes")
    listed = [(one["no"], one["file"], one["undone"]) for one in crm("import", "--list", "-o", "json").items]
    assert listed == [(2, "b.csv", True), (1, "a.csv", False)]
    assert "a.csv" in crm("import", "--list").out
    assert crm("import", ok=False).code == 2


def test_a_mapping_is_kept_for_the_next_file_of_its_kind(crm, file, tmp_path):
    first = "Wer,Tel,Was\nAnn,13900000001,x\n"
    crm("import", file(first), "--map", "Wer=name", "--map", "Tel=phone", "--map", "Was=-", "--save-map", "shop", "--yes")
    done = crm("import", file("Tel,Wer,Was\n13900000002,Ben,y\n"), "--use-map", "shop", "--yes", "-o", "json").items[0]
    assert done["new"] == 1
    assert [card["phones"] for card in cards(crm)] == [["+8613900000001"], ["+8613900000002"]]
    other = crm("import", file("Name,Phone\nCid,13900000003\n"), "--use-map", "shop", "--yes", ok=False)
    assert other.code == 2
    assert "shop" in other.err
    assert "Wer" in other.err
    for name in ("", "a\tb\x07"):
        refused = crm("import", file("Wer,Tel\nDan,13900000004\n"), "--map", "Wer=name", "--save-map", name, "--yes", ok=False)
        assert (refused.code, "--save-map" in refused.err, len(cards(crm))) == (2, True, 2)
    unknown = crm("import", file(first), "--use-map", "shopp", "--yes", ok=False)
    assert (unknown.code, "shop?" in unknown.err) == (2, True)


def test_spellings_of_one_company_are_named(crm, load):
    done = load("name,company\nAnn,ACME Inc.\nBen,Acme Inc\nCid,acme inc.\nDan,Other\n")
    assert done["alike_companies"] == ["ACME Inc. / Acme Inc / acme inc."]
    assert load("name,company\nEve,Third\n")["alike_companies"] == []
    assert load("name,company\nFay,OTHER\n")["alike_companies"] == ["Other / OTHER"]
