"""`crm holidays`: a year's list out of a file, what it replaces, and where a bad line is bad."""

import pytest

LIST = "date,kind,name\n2027-02-05,off,Spring Festival\n2027/2/6,OFF,\n2027-02-07,work,make-up day\n"


def kinds(crm):
    return {one["date"]: one["kind"]["code"] for one in crm("holidays", "list", "-o", "json").items}


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (LIST, "utf-8-sig"),
        ("名称;类型;日期\n春节;放假;2027年2月5日\n; off ;20270206\n补班;上班;2027.2.7\n", "gb18030"),
    ],
)
def test_a_list_is_kept_as_its_cells_say(crm, file, text, encoding):
    items = crm("holidays", "import", file(text, encoding=encoding), "-o", "json").items
    assert [one["date"] for one in items] == ["2027-02-05", "2027-02-06", "2027-02-07"]
    assert [bool(one["name"]) for one in items] == [True, False, True]
    assert kinds(crm) == {"2027-02-05": "off", "2027-02-06": "off", "2027-02-07": "work"}


def test_a_list_replaces_its_own_year_alone_and_is_removed_by_year(crm, file):
    crm("holidays", "import", file(LIST))
    crm("holidays", "import", file("date,kind\n2028-01-01,off\n"))
    said = crm("holidays", "import", file("date,kind\n2027-10-01,off\n"))
    assert "2027" in said.err
    assert "2028" not in said.err
    assert kinds(crm) == {"2027-10-01": "off", "2028-01-01": "off"}
    assert "crm holidays list" in crm("holidays", "rm", "2026", ok=False).err
    crm("holidays", "rm", "2028")
    assert kinds(crm) == {"2027-10-01": "off"}
    crm("holidays", "rm", "2027")
    assert kinds(crm) == {}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("date,kind,name\n2027-01-01,off,a\n2027-13-01,off,b", "Line 3, column date: "),
        ("date,kind\n\n2027-01-01,maybe", "Line 3, column kind: 'maybe'"),
        ("Kind,Date\noff,", "Line 2, column Date: "),
        ("date,kind\n2027-01-01", "Line 2, column kind: "),
        ('date,kind,name\n2027-01-01,off,"two\nlines"\nlater,off,', "Line 4, column date: "),
        ("date,kind\n2027-01-01,off\n2027-01-01,off\n2027/01/01,work", "Line 4, column kind: 2027-01-01"),
        ("day,kind\n2027-01-01,off", "Line 1, column date: "),
        ("date,name\n2027-01-01,off", "Line 1, column kind: "),
        ("date,kind\n", "lists no days"),
        ("", "empty"),
    ],
)
def test_a_bad_list_is_refused_with_its_place_and_nothing_is_kept(crm, file, rows, told):
    crm("holidays", "import", file(LIST))
    failed = crm("holidays", "import", file(rows), ok=False)
    assert (failed.code, told in failed.err) == (2, True), failed.err
    assert set(kinds(crm)) == {"2027-02-05", "2027-02-06", "2027-02-07"}
