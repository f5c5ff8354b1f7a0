import csv
import io
import os
import sys
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.core.errors import NotFoundError, UsageError
from crmcli.importing.formats.format_table import open_records
from crmcli.importing.formats.reader import ReadOptions

DATA = Path(__file__).parent.parent / "data"
TEXT = "姓名,电话\n张三,13800138000\n李四,\n"
ROWS = [(2, ["张三", "13800138000"]), (3, ["李四", ""])]


def read(content, **options):
    return open_records(io.BytesIO(content), ReadOptions(**options))


def rows(content, **options):
    return [(row.place, row.cells) for row in read(content, **options).records]


def refusal(content, **options):
    with pytest.raises(UsageError) as caught:
        list(read(content, **options).records)
    return f"{caught.value.message} {caught.value.hint}"


@pytest.mark.parametrize(
    ("codec", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
    ],
)
def test_the_encoding_is_found(codec, named):
    table = read(TEXT.encode(codec))
    assert (table.encoding, table.header) == (named, ["姓名", "电话"])
    assert [(row.place, row.cells) for row in table.records] == ROWS


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("gb18030", "Name,Firm\n欧阳婷,鑫达贸易\nBob,VIP客户\n"),
        ("gb18030", "a\n张三\n"),
        ("gb18030", "a\n联通\n王五\n"),
        ("gb18030", "Name,Amount\n李雷,￥800\n"),
        ("big5", "Name,City\n陳怡君,臺北\n黃建華,高雄\n"),
        ("cp932", "Name,Firm\n田中ゆき,株式会社ミドリ\n鈴木一郎,東京\n"),
        ("cp1252", "Nom;Rue\nZoé Lefèvre;3 rue du Pré\nNoël;Nîmes\n"),
        ("cp1252", "Name;Price\nGroß;5 €\nÖzil;8\n"),
        ("cp1252", "a\nSmith’s – “café”\n"),
        ("cp1251", "Имя;Город\nОльга Петрова;Москва\n"),
        ("cp1251", "Name,Phone\nИгорь,1\nАННА,2\n"),
    ],
)
def test_an_encoding_is_told_by_what_its_text_reads(codec, text):
    table = read(text.encode(codec))
    assert table.encoding == codec
    assert [table.header, *(row.cells for row in table.records)] == list(csv.reader(io.StringIO(text), delimiter=table.delimiter))


@pytest.mark.parametrize("other", ["叶青\n".encode("gbk"), "Käthe\n".encode("cp1252")])
def test_two_encodings_in_one_file_are_refused_with_the_line(other):
    assert "line 3 is not UTF-8" in refusal("姓名\n秦小雨\n".encode() + other)


def test_a_doubtful_encoding_is_shown_in_its_readings():
    assert "Line 2 reads" in refusal("a\n木村\n".encode("gbk"))


@pytest.mark.parametrize(
    ("text", "place", "header"),
    [
        ("Exported on 1 May\n\nName,Phone,Company\nA,1,B\n", 3, "Name"),
        ("客户信息,,联系,\n姓名,公司,手机,邮箱\n甲,乙,1,2\n", 2, "姓名"),
        ("Kunden;;;\nName;Telefon;E-Mail;Notiz\nA;1;2;3\n", 2, "Name"),
        ('"sep=;"\nName;Phone\nA;1\n', 2, "Name"),
        ("姓名，手机，公司\n甲，1，乙\n", 1, "姓名"),
        ("x,name\n微信,手机\n公司,客户\n", 1, "x"),
    ],
)
def test_the_header_is_found_below_what_stands_before_it(text, place, header):
    table = read(text.encode())
    assert (table.header_place, table.header[0]) == (place, header)


def test_the_header_can_be_named_by_its_line():
    assert rows(b"a,b\nc,d\n1,2\n", header_row=2) == [(3, ["1", "2"])]
    assert "line 9" in refusal(b"a,b\nc,d\n1,2\n", header_row=9)


def test_a_zero_byte_in_a_plain_text_is_no_utf_16():
    assert "delimited text" in refusal(b"name,phone\nA,1\0\n")


def test_a_byte_order_mark_of_big_endian_is_enough():
    assert rows(b"\xfe\xff" + TEXT.encode("utf-16-be")) == ROWS


def test_zero_bytes_of_chinese_characters_do_not_hide_the_byte_order():
    text = "名称\t电话\n一开最需\t1\n" + "一刀一开\t2\n" * 20
    assert read(text.encode("utf-16-le")).encoding == "utf-16-le"


@pytest.mark.parametrize("codec", ["big5", "utf-16", "utf-8", "utf_8_sig"])
def test_a_named_encoding_is_used(codec):
    table = read("姓名,電話\n張三,1\n".encode(codec), encoding=codec)
    assert (table.header[0], next(table.records).cells) == ("姓名", ["張三", "1"])


def test_a_chinese_character_late_in_a_long_file_decides():
    content = b"name,phone\n" + b"alice,1\n" * 20_000
    assert read(content + "张三,2\n".encode("gbk")).encoding == "gb18030"
    assert read(content + "张三,2\n".encode()).encoding == "utf-8"


def test_a_wrong_byte_is_named_with_its_place():
    content = "姓名\n张三\n".encode() + b"ab\xff\n"
    assert "byte 16 in line 3" in refusal(content)
    assert "--encoding" in refusal(content)
    assert "utf-8: byte 0" in refusal("姓名\n".encode("gbk"), encoding="utf-8")


@pytest.mark.parametrize("name", ["klingon", "rot13", "hex", "a\0b", "??"])
def test_an_unknown_encoding_is_named(name):
    assert "Unknown encoding" in refusal(b"a\n", encoding=name)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b,c\n1;2,3,4\n", ","),
        ("a;b;c\n1,5;2,5;3,5\n", ";"),
        ("a\tb\n1,2,3\t4\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ('"last, first";b\n1;2\n', ";"),
        ("a,b;c\n1;2\n3;4\n", ";"),
        ("name\nx\n", ","),
        ("\n\na;b\n1;2\n", ";"),
    ],
)
def test_the_delimiter_is_found(text, delimiter):
    assert read(text.encode()).delimiter == delimiter


@pytest.mark.parametrize(("spelled", "char"), [("\\t", "\t"), ("tab", "\t"), ("\t", "\t"), (":", ":"), (",", ",")])
def test_the_delimiter_can_be_named(spelled, char):
    assert rows(f"a{char}b\n1{char}2\n".encode(), delimiter=spelled) == [(2, ["1", "2"])]


@pytest.mark.parametrize("spelled", [",,", '"', "\n", "\\x"])
def test_a_delimiter_is_one_character(spelled):
    assert "one character" in refusal(b"a,b\n", delimiter=spelled)


@pytest.mark.parametrize("declaration", ["sep=;\r\n", "SEP=;\n", "\ufeffsep=;\n"])
def test_the_declaration_of_a_spreadsheet_is_followed(declaration):
    table = read((declaration + "a,b;c\n1;2\n").encode())
    assert (table.delimiter, table.header) == (";", ["a,b", "c"])
    assert list(table.records) == [(3, ["1", "2"])]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_they_stand_in_the_file(end):
    text = end.join(["a,b", "", '1,"two', "", 'lines"', " , ", ",,", "3,4"])
    found = rows(text.encode())
    assert [line for line, _ in found] == [3, 8]
    assert found[0][1][1].split() == ["two", "lines"]
    assert found[1][1] == ["3", "4"]


def test_quotes_blanks_and_uneven_rows():
    assert rows(b'a,b\n"x ""y""", "c,d"\n5" pipe\n1,2,3\n') == [(2, ['x "y"', "c,d"]), (3, ['5" pipe']), (4, ["1", "2", "3"])]


@pytest.mark.parametrize(
    ("text", "line"), [('a,b\n1,2\n3,"x\n4,5\n', 3), ('a,b\n3,"x\n4,"y"\n', 2), ('a,b\n"x"y,1\n', 2), ('a,"b\n1,2\n', 1)]
)
def test_a_quote_that_stays_open_is_named_with_its_line(text, line):
    assert f"line {line} " in refusal(text.encode())


def test_a_field_may_be_long_but_not_endless():
    assert len(rows(b"a,b\n1," + b"x" * 500_000 + b"\n")[0][1][1]) == 500_000
    assert "line 2 contains a field longer" in refusal(b"a,b\n1," + b"x" * 1_100_000 + b"\n")


@pytest.mark.parametrize("content", [b"", b"\n\r\n \n", b"\xef\xbb\xbf", b",,\n", b"sep=;\n"])
def test_an_empty_file_is_no_import(content):
    assert "empty" in refusal(content)


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04rest",
        b"SQLite format 3\0rest",
        b"\x89PNG\r\n\x1a\nrest",
        b"a,b\n1,\0\x01\n",
        bytes(range(256)) * 8,
        b"<html><table>",
    ],
)
def test_what_is_no_text_is_refused(content):
    assert "Save it as CSV" in refusal(content)


def test_a_zero_byte_late_in_a_text_is_named():
    assert "Line 20002 " in refusal(b"a,b\n" + b"1,2\n" * 20_000 + b"3,\0\n")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"PK\x03\x04"),
        ("a.xls", b"\xd0\xcf\x11\xe0"),
        ("a.ods", b"PK\x03\x04"),
        ("a.vcf", b"BEGIN:VCARD\n"),
        ("a.txt", b"BEGIN:VCARD\n"),
    ],
)
def test_other_kinds_of_files_are_named(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match="cannot be read"):
        open_records(tmp_path / name)


def test_text_that_calls_itself_xls_is_read(tmp_path):
    (tmp_path / "a.xls").write_text("姓名\t电话\n张三\t1\n", encoding="gbk")
    assert [row.cells for row in open_records(tmp_path / "a.xls").records] == [["张三", "1"]]


def test_a_file_that_is_missing_or_a_folder(tmp_path):
    with pytest.raises(NotFoundError):
        open_records(tmp_path / "none.csv")
    with pytest.raises(UsageError, match="folder"):
        open_records(tmp_path)


def test_a_pipe_is_read_like_a_file(monkeypatch):
    reader, writer = os.pipe()
    os.write(writer, TEXT.encode("gbk"))
    os.close(writer)
    with os.fdopen(reader) as pipe:
        monkeypatch.setattr(sys, "stdin", pipe)
        assert [tuple(row) for row in open_records(Path("-")).records] == ROWS


def test_progress_runs_to_the_size():
    content = b"a,b\n" + b"1,2\n" * 50_000
    table = read(content)
    seen = [table.position for _ in table.records]
    assert table.size == len(content)
    assert seen == sorted(seen)
    assert seen[0] < table.size
    assert table.position == table.size


def test_memory_does_not_grow_with_the_file(tmp_path):
    big = tmp_path / "big.csv"
    big.write_bytes("姓名,备注\n".encode() + ("张三," + "一段备注文字" * 10 + "\n").encode() * 20_000)
    tracemalloc.start()
    assert sum(1 for _ in open_records(big).records) == 20_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < big.stat().st_size / 4


def test_closing_ends_the_reading(tmp_path):
    (tmp_path / "a.csv").write_text("a\n1\n", encoding="utf-8")
    table = open_records(tmp_path / "a.csv")
    table.close()
    assert table.stream.closed


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), max_size=8)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELL, min_size=2, max_size=4), max_size=5), st.sampled_from(",;\t|"))
def test_what_csv_writes_is_read_back(table, delimiter):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["a", "b"], *table])
    content = out.getvalue().encode("utf-8")
    expected = [cells for cells in table if any(cell.strip() for cell in cells)]
    assert [cells for _, cells in rows(content, delimiter=delimiter, encoding="utf-8")] == expected


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("google.csv", "utf-8"), ("outlook-gbk.csv", "gb18030"), ("wecom.csv", "utf-8-sig"), ("crm-utf16.csv", "utf-16")],
)
def test_sample_files(name, encoding):
    table = open_records(DATA / name)
    assert table.encoding == encoding
    assert all(len(row.cells) == len(table.header) for row in table.records)
