"""Every format of files is found by what it knows of itself, and says where a record stands."""

import pytest

from crmcli.core.errors import UsageError
from crmcli.importing.formats.format_table import FORMATS, open_records, reader_of
from crmcli.importing.formats.reader import Reader


@pytest.mark.parametrize("code", FORMATS)
def test_a_line_of_the_table_leads_to_a_reader_of_that_name(code):
    reader = reader_of(code)
    assert issubclass(reader, Reader)
    assert reader.code == code
    assert "7" in str(reader.place_name(7))


@pytest.mark.parametrize(
    ("head", "suffix", "readable"),
    [
        (b"name,phone\n", "csv", True),
        (b"name\tphone\n", "xls", True),
        (b"", "", True),
        (b"PK\x03\x04", "xlsx", False),
        (b"\xef\xbb\xbfBEGIN:VCARD\r\n", "vcf", False),
        (b"<html>", "csv", False),
        (b"name,phone\n", "xlsx", False),
    ],
)
def test_a_score_tells_what_can_be_read(head, suffix, readable):
    assert any(reader_of(code).sniff(head, suffix) for code in FORMATS) is readable


def test_the_best_score_opens_the_file_and_the_streams_place_is_found_again(tmp_path, monkeypatch):
    delimited = reader_of("delimited")

    class Surer(delimited):
        code = "surer"

        @classmethod
        def sniff(cls, head, suffix):
            return 90 if head.startswith(b"#surer") else 0

    monkeypatch.setattr(f"{delimited.__module__}.Surer", Surer, raising=False)
    monkeypatch.setitem(FORMATS, "surer", ("delimited_reader", "Surer"))
    path = tmp_path / "a.csv"
    for text, code in (("#surer,b\n1,2\n", "surer"), ("a,b\n1,2\n", "delimited")):
        path.write_text(text)
        reader = open_records(path)
        assert (reader.code, [tuple(one) for one in reader.records]) == (code, [(2, ["1", "2"])])


def test_rejects_of_a_file_are_what_its_format_writes(crm, tmp_path):
    path, bad = tmp_path / "a.csv", tmp_path / "bad.csv"
    path.write_text("customer;date;amount\nAnn;2026-11-01;5\nAnn;never;6\n")
    crm("add", "Ann")
    assert crm("import", path, "--yes", "--rejects", bad, "-o", "json").items[0]["format"] == "delimited"
    head, row = bad.read_text(encoding="utf-8-sig").splitlines()
    assert (head, row.split(";")[:3]) == ("customer;date;amount;reason", ["Ann", "never", "6"])
    with pytest.raises(UsageError):
        open_records(tmp_path)
