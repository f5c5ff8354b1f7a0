import sqlite3
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.core import text

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
LAW = settings(max_examples=40, deadline=None)
MIXED = st.text(st.one_of(HAN, st.characters(), st.sampled_from(list('a1"*() -^:，。'))), max_size=40)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Alice", "alice"),
        ("ＡＢＣ１２", "abc12"),
        ("Straße", "strasse"),
        ("張三與李四", "张三与李四"),
        ("頭髮，以後", "头发,以后"),
        ("电话", "电话"),
        ("王乾著", "王乾著"),
        ("陶喆", "陶喆"),
        ("薴", "苎"),
        ("ｶﾞ", "ガ"),
        ("张\u200b三\ufeff", "张三"),
        ("", ""),
    ],
)
def test_fold(typed, folded):
    assert text.fold(typed) == folded


@LAW
@given(MIXED)
def test_fold_is_done_in_one_go(typed):
    assert text.fold(text.fold(typed)) == text.fold(typed)


@LAW
@given(st.text(HAN, max_size=8), st.text(HAN, max_size=8))
def test_a_piece_folds_to_a_piece(left, right):
    assert text.fold(left + right) == text.fold(left) + text.fold(right)


@pytest.mark.parametrize(
    ("typed", "indexed"),
    [
        ("上海华信科技", "上 海 华 信 科 技"),
        ("張三 iPhone15手机", "张 三 iphone15 手 机"),
        ("a_b-c@d.cn", "a b c d cn"),
        ("¥12,000.50!", "12 000 50"),
        ("カナ 한글", "カ ナ 한 글"),
        ("，。!", ""),
    ],
)
def test_tokens(typed, indexed):
    assert text.tokens(typed) == indexed


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        ("王小明", '"王 小 明"'),
        ("王小明 报价", '"王 小 明" AND "报 价"'),
        ("Ali", '"ali"*'),
        ("138-0013 手机", '("138 0013"* OR "1380013"* OR "861380013"*) AND "手 机"'),
        ('"张三" OR x*', '"张 三" AND "or"* AND "x"*'),
        ("　電話　", '"电 话"'),
        ('"*', ""),
        ("", ""),
    ],
)
def test_match(query, expression):
    assert text.match(query) == expression


@pytest.fixture(scope="module")
def index():
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute("CREATE VIRTUAL TABLE notes USING fts5(body, tokenize = 'unicode61')")
    yield db
    db.close()


def found(db, body, query):
    db.execute("DELETE FROM notes")
    db.execute("INSERT INTO notes(body) VALUES (?)", [text.tokens(body)])
    return bool(db.execute("SELECT 1 FROM notes WHERE notes MATCH ?", [text.match(query)]).fetchall())


@LAW
@given(before=MIXED, hit=st.text(HAN, min_size=1, max_size=6), after=MIXED)
def test_any_run_of_chinese_characters_is_found(index, before, hit, after):
    assert found(index, before + hit + after, hit)


@LAW
@given(before=MIXED, word=st.from_regex(r"[a-z0-9]{2,8}", fullmatch=True), after=MIXED)
def test_the_beginning_of_a_latin_word_is_found(index, before, word, after):
    assert found(index, f"{before} {word} {after}", word[:-1].upper())


@LAW
@given(MIXED)
def test_no_query_breaks_the_syntax(index, query):
    if text.match(query):
        found(index, "张三", query)


@pytest.mark.parametrize(
    ("body", "query", "hit"),
    [("明小王", "王小明", False), ("小明王", "小明", True), ("小明 价格", "价格 小明", True), ("小明", "小明 价格", False)],
)
def test_words_may_stand_anywhere_but_their_characters_keep_their_order(index, body, query, hit):
    assert found(index, body, query) is hit


def test_one_line():
    assert text.one_line("  a\r\n\tb\u2028 c　d ") == "a b c d"


@pytest.mark.parametrize(
    ("body", "query", "piece"),
    [
        ("短的\n一行", "行", "短的 一行"),
        ("零一二三四五六七八九十电话号码是多少", "電話", "…十电话号码是…"),
        ("電話零一二三四五六七八九", "电话", "電話零一二三四五六七…"),
        ("零一二三四五六七八九十電話", "电话", "…五六七八九十電話"),
        ("Shanghai people say HAI to all of us", "hai", "… HAI to a…"),
        ("没有任何匹配的一段长文字", "电话", "没有任何匹配的一段…"),
        ("没有任何匹配的一段长文字", "*", "没有任何匹配的一段…"),
        ("x" * 20 + "电话号码", "电话", "…xxxx电话号码"),
    ],
)
def test_snippet(body, query, piece):
    assert text.snippet(body, query, width=len(piece) if "…" in piece else 40) == piece


@LAW
@given(MIXED, MIXED, st.integers(3, 60))
def test_a_snippet_keeps_to_one_line_and_its_width(body, query, width):
    piece = text.snippet(body, query, width)
    assert len(piece) <= width
    assert len(piece.splitlines()) <= 1


@LAW
@given(before=st.text(HAN, max_size=60), hit=st.text(HAN, min_size=1, max_size=5), after=st.text(HAN, max_size=60))
def test_a_snippet_shows_the_hit(before, hit, after):
    assert text.fold(hit) in text.fold(text.snippet(before + hit + after, hit, 20))


@pytest.mark.parametrize(("typed", "loaded"), [("张三后台 Straße", False), ("張三", True)])
def test_the_converter_is_loaded_only_for_traditional_text(typed, loaded):
    code = f"import sys; from crmcli.core.text import fold; fold({typed!r}); print('opencc_purepy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == str(loaded)


@pytest.mark.parametrize(
    ("typed", "home"),
    [
        ("+8613800138000", "13800138000"), ("8613800138000", "13800138000"), ("008613800138000", "13800138000"),
        ("13800138000", "13800138000"), ("+8675526770000", "075526770000"), ("+861012345678", "01012345678"),
        ("+864001234567", "4001234567"), ("8675526770000", "8675526770000"), ("+14155550123", "+14155550123"), ("合同", "合同"),
        ("+86138", "+86138"),
    ],
)  # fmt: skip
def test_a_chinese_number_is_looked_up_as_it_is_dialled(typed, home):
    assert text.dialled(typed) == home
