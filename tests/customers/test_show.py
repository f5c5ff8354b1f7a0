"""`crm show` and `crm list` for a person: one customer on one screen, whatever the screen's width."""

import unicodedata

import pytest

from crmcli.terminal import render, screen


def cells(line):
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


def fill(crm):
    crm("add", "王老板", "--phone", "13900139000")
    crm(
        "add", "张三", "--phone", "13800138000", "--phone", "0755-26770000", "--company", "深圳市华信科技有限公司", "--title",
        "采购经理", "--wechat", "zs88", "--source", "口碑传播/老王", "--referrer", "王老板", "--tag", "vip", "--birthday",
        "农历四月十五", "--field", "爱好=钓鱼", "--note", "孩子九月上小学", "--next", "明天", "--for", "送样品",
    )  # fmt: skip
    crm(
        "log",
        "张三",
        "初步接触",
        "--at",
        "11-10 10:00",
        "--matter",
        "加微信",
        "--grade",
        "大单",
        "--sign-by",
        "月底",
        "--amount",
        "15万",
    )
    crm("order", "张三", "15万", "--paid", "5万")


@pytest.fixture
def zhang(start_with):
    return start_with(fill)


def test_the_whole_customer_on_one_screen(zhang):
    screen = zhang("show", "张三", "-o", "table").out
    for part in (
        "张三  c2  customer · 深圳市华信科技有限公司 · 采购经理",
        "13800138000 · 075526770000 · WeChat zs88",
        "口碑传播/老王 · referred by 王老板",
        "✓First contact 11-10",
        "○Need confirmed",
        "big · sign by 2026-11-30 · ¥150,000",
        "orders: 1, ¥150,000, last 2026-11-21 · paid ¥50,000",
        "Interests 钓鱼",
        "孩子九月上小学",
        "11-22  f1  Keep in touch: 送样品",
    ):
        assert part in screen
    assert "Interests" not in screen.partition("Questions to ask")[2].splitlines()[0]


def test_an_empty_customer_says_what_is_missing_and_how_to_fill_it(crm):
    crm("add", "王五")
    screen = crm("show", "王五", "-o", "table").out
    for part in ("no contact details yet", "crm qualify c1", "crm next c1 tomorrow"):
        assert part in screen


@pytest.mark.parametrize(
    "command", [("show", "张三"), ("list",), ("timeline", "张三"), ("find", "张三"), ("node", "list"), ("show", "华信")]
)
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [80, 60])
def test_no_line_is_wider_than_the_screen(zhang, monkeypatch, command, language, width):
    monkeypatch.setenv("COLUMNS", str(width))
    screen = zhang(*command, "-o", "table", "--lang", language).out
    assert max(map(cells, screen.splitlines())) <= width


def test_wide_characters_stand_in_columns(crm):
    crm("add", "张三", "--phone", "13800138000")
    crm("add", "Anna", "--phone", "13900139000")
    header, first, second, _count = crm("list", "-o", "table").out.splitlines()
    starts = {cells(line[: line.index(word)]) for line, word in ((header, "Phone"), (first, "138"), (second, "139"))}
    assert len(starts) == 1


@pytest.mark.parametrize(
    ("country", "phone", "shown"),
    [
        ("CN", "13800138000", "13800138000"), ("CN", "0755-26770000", "075526770000"), ("CN", "10086", "10086"),
        ("CN", "+49 171 1234567", "+491711234567"), ("US", "4155550102", "(415) 555-0102"), ("US", "10086", "10086"),
        ("US", "+1 604 555 0102", "(604) 555-0102"), ("US", "+8613800138000", "+86 138 0013 8000"),
        ("GB", "+447911123456", "07911 123456"), ("GB", "+14155550102", "+1 415-555-0102"), ("DE", "030/901820", "030 901820"),
    ],
)  # fmt: skip
def test_phones_are_listed_as_they_are_dialled_at_home(crm, country, phone, shown):
    crm("config", "set", "region", country)
    crm("add", "张三", "--phone", phone)
    assert f" {shown} " in crm("list", "-o", "table").out


def test_columns_without_a_word_are_left_out_and_another_year_is_said(crm):
    crm("add", "张三")
    assert "Phone" not in crm("list", "-o", "table").out
    crm("next", "张三", "2027-01-05")
    assert "2027-01-05" in crm("list", "-o", "table").out
    assert "No customers yet" not in crm("list", "name:李", "-o", "table").out


@pytest.mark.parametrize(
    ("width", "header"),
    [
        (120, "No Name Company Phone Status Node Grade Expected Next Drift"),
        (80, "No Name Company Status Node Expected Next Drift"),
        (60, "No Name Company Status Node Expected Next"),
        (34, "No Name Status Node"),
    ],
)
def test_a_narrow_list_gives_up_columns_but_never_the_name(crm, monkeypatch, width, header):
    monkeypatch.setenv("COLUMNS", str(width))
    crm("add", "张三", "--company", "深圳市华信科技有限公司", "--phone", "13800138000", "--next", "明天")
    crm("log", "张三", "First contact", "--verdict", "valuable", "--grade", "normal", "--sign-by", "12-10", "--amount", "28万")
    crm("qualify", "张三", "--sign-by", "12-20")
    lines = crm("list", "-o", "table").out.splitlines()
    assert lines[0].split() == header.split()
    assert (len(lines), "张三" in lines[1], "深圳" in lines[1]) == (3 + (width < 80), True, width > 34)
    assert lines[-1] == ("Drift: c1 1× +10 d" if width < 80 else "1 of 1 customers")
    assert max(map(cells, lines)) <= width


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_list_of_80_columns_shows_ordinary_names_and_firms_whole(crm, lang):
    for name, firm in (("欧阳建国", "上海华信科技有限公司"), ("Ann Miller", "Northern Lights Ltd.")):
        crm("add", name, "--company", firm, "--phone", "13800138000", "--next", "明天", "--lang", "zh")
        crm("log", name, "First contact", "--verdict", "valuable", "--grade", "normal", "--sign-by", "12-10", "--amount", "28万")
        crm("qualify", name, "--sign-by", "2026-11-01", "--amount", "5万")
    screen = crm("list", "-o", "table", "--lang", lang).out
    assert all(part in screen for part in ("欧阳建国", "上海华信科技有限公司", "Ann Miller", "Northern Lights Ltd."))
    assert max(map(cells, screen.splitlines())) <= 80
    assert "c1 !" in screen.splitlines()[-2]  # what moved and what to look at stand below, where the columns had no room


def test_the_empty_notebook_says_how_to_begin(crm):
    assert "crm add Ann" in crm("list", "-o", "table").out
    assert crm("list").out == ""


def test_a_paragraph_breaks_at_blanks_and_a_long_word_at_the_edge(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "20")
    render.print_paragraph("节点：一二三 四五六 seven 八九十一二三四五六七八", "  ")
    assert capsys.readouterr().out.splitlines() == ["  节点：一二三", "  四五六 seven", "  八九十一二三四五六", "  七八"]


@pytest.mark.parametrize(
    ("text", "expected"), [("一二三四五", "一二三四五"), ("一二三四五六", "一二三四…"), ("a一二三四五", "a一二三四…"), ("", "")]
)
def test_a_line_is_clipped_by_columns(monkeypatch, text, expected):
    monkeypatch.setenv("COLUMNS", "10")
    assert screen.clip(text) == expected


def test_yearly_days_stand_on_the_card_all_year(crm):
    crm("add", "Ann", "--birthday", "05-20")
    crm("occasion", "add", "Ann", "Opening", "10-01")
    assert [one["name"] for one in crm("show", "Ann", "-o", "json").items[0]["occasions"]] == ["Opening"]
    shown = crm("show", "Ann", "-o", "table").out
    assert "Opening" in next(line for line in shown.splitlines() if "Yearly dates" in line)
    assert "Birthday" in shown
