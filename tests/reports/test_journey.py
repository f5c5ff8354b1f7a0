"""The journey map: hand-made tables, drawings, and the reading of files against the pure rules."""

import xml.etree.ElementTree as ET

import pytest

from crmcli.core import clock
from crmcli.pipelines import pipelines
from crmcli.reports.journey import mermaid, svg
from crmcli.reports.journey.calc import KIND, Row, main_edges, main_nodes, slow
from crmcli.reports.journey.query import read_journey
from crmcli.reports.shared import deal_histories
from crmcli.reports.shared.report_options import Period
from crmcli.terminal import screen

AT = "2026-01-01T00:00:00.000Z"
AS_OF = "2026-11-21T09:00"


def instant(text):
    return clock.utc_text(clock.parse_instant(text))


def scope(store, as_of=AS_OF, **more):
    return deal_histories.Scope(pipelines.current(store), clock.parse_instant(as_of, date_means="end"), **more)


def customer(store, name="c", company=None):
    return store.insert("customers", name=name, company_no=company, created_at=AT)


def touch(store, who, node, when, deal=None):
    number = pipelines.nodes(store, pipelines.current(store))[node - 1].no
    return store.insert("touches", customer_no=who, node_no=number, at=instant(when), deal=deal, created_at=AT)


def order(store, who, date, deal=None):
    store.insert("orders", customer_no=who, date=date, amount=100, deal=deal, created_at=AT)


def loss(store, who, date, deal=None, reopened=None):
    store.insert(
        "losses", customer_no=who, date=date, reason="price", deal=deal, reopened_at=reopened and instant(reopened), created_at=AT
    )


def table(store, **asked):
    """Rows as (kind, from, to, count, median seconds), nodes by their position."""
    place = {one.name: one.position for one in pipelines.nodes(store, pipelines.current(store))}
    rows = read_journey(store, scope(store, **asked)).rows
    return [(row.kind.code, place.get(row.from_), place.get(row.to), row.count, row.median_seconds) for row in rows]


@pytest.fixture
def walked(store):
    """One who buys and begins anew, one who is lost, one who stands."""
    with store.change("walk"):
        a, b, c = (customer(store, name) for name in "abc")
        for node, when in ((1, "2026-01-01 10:00"), (2, "2026-01-01 11:00"), (2, "2026-01-02 11:00"), (1, "2026-03-01 10:00")):
            touch(store, a, node, when)
        order(store, a, "2026-02-01")
        touch(store, b, 1, "2026-01-01 10:00")
        touch(store, b, 2, "2026-01-01 13:00")
        loss(store, b, "2026-01-01")
        touch(store, c, 2, "2026-01-05 10:00")
    return store


def test_the_map_of_a_few(walked):
    assert table(walked) == [
        ("start", None, 1, 3, None),
        ("start", None, 2, 1, None),
        ("edge", 1, 2, 2, 7200.0),
        ("open", 1, None, 1, None),
        ("edge", 2, 2, 1, 86400.0),
        ("won", 2, None, 1, None),
        ("lost", 2, None, 1, None),
        ("open", 2, None, 1, None),
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"as_of": "2025-12-31"}, []),
        # A loss counts from its day on, at whatever hour of it one asks.
        ({"as_of": "2026-01-01T10:30"}, [("start", None, 1, 2), ("lost", 1, None, 1), ("open", 1, None, 1)]),
        ({"period": Period(clock.parse_instant("2026-02-01").date(), None)}, [("start", None, 1, 1), ("open", 1, None, 1)]),
        ({"where": "name:c"}, [("start", None, 2, 1), ("open", 2, None, 1)]),
        ({"where": "name:nobody"}, []),
    ],
)
def test_what_was_asked_selects(walked, asked, expected):
    assert [row[:4] for row in table(walked, **asked)] == expected


def test_a_reopened_loss_ends_nothing_from_then_on(store):
    with store.change("x"):
        who = customer(store)
        touch(store, who, 1, "2026-01-01")
        loss(store, who, "2026-01-02", reopened="2026-01-10")
        touch(store, who, 2, "2026-01-12")
    assert [row[:4] for row in table(store)] == [("start", None, 1, 1), ("edge", 1, 2, 1), ("open", 2, None, 1)]
    assert [row[:4] for row in table(store, as_of="2026-01-05")] == [("start", None, 1, 1), ("lost", 1, None, 1)]


def test_nodes_after_the_sale_and_other_pipelines_lie_outside(store):
    with store.change("x"):
        who = customer(store)
        after = next(one for one in pipelines.nodes(store, pipelines.current(store)) if one.role == "after")
        touch(store, who, 1, "2026-01-01")
        store.insert("touches", customer_no=who, node_no=after.no, at=instant("2026-01-02"), created_at=AT)
        other = pipelines.add_node(store, pipelines.create(store, "other"), "elsewhere")
        store.insert("touches", customer_no=who, node_no=other.no, at=instant("2026-01-03"), created_at=AT)
        touch(store, who, 2, "2026-01-04")
    assert [row[:4] for row in table(store)] == [("start", None, 1, 1), ("edge", 1, 2, 1), ("open", 2, None, 1)]


def test_contacts_of_a_firm_walk_one_line(store):
    with store.change("x"):
        firm = store.insert("companies", name="firm", created_at=AT)
        one, two = customer(store, "one", firm), customer(store, "two", firm)
        touch(store, two, 1, "2026-01-01 10:00")
        touch(store, one, 2, "2026-01-01 11:00")
        order(store, two, "2026-01-02")
    assert table(store, unit="company") == [("start", None, 1, 1, None), ("edge", 1, 2, 1, 3600.0), ("won", 2, None, 1, None)]
    assert [row[0] for row in table(store)] == ["start", "start", "won", "open"]


def test_slow_steps_stand_out_against_the_others():
    def edge(a, b, days, count=9):
        return Row(KIND.of("edge"), a, b, count, days * 86400.0, days * 86400.0)

    rows = [edge("a", "b", 1), edge("b", "c", 2), edge("c", "d", 9), edge("a", "a", 99), edge("x", "y", 99, count=1)]
    assert slow(rows) == {("c", "d")}
    assert slow(rows[:2]) == set()


@pytest.fixture
def told(crm):
    """Three deals: won over three nodes, lost after two, open at the first; the names of the nodes beside."""
    names = [one["node"] for one in crm("node", "list", "-o", "json").items]
    for who, count in (("张三", 3), ("李四", 2), ("王<五>", 1)):
        crm("add", who)
        for hour, node in enumerate(names[:count], 9):
            crm("log", who, node, "--at", f"2026-11-01 {hour}:00")
    crm("order", "张三", "1000", "--on", "2026-11-02")
    crm("lose", "李四", "--reason", "price", "--on", "2026-11-02")
    crm.names = names
    return crm


def test_the_command_says_what_the_contract_names(told):
    found = told("journey", "-o", "json").json
    assert (found["command"], found["params"]["runs"]) == ("journey", 3)
    edge = next(one for one in found["items"] if one["kind"]["code"] == "edge")
    assert edge == {
        "kind": {"code": "edge", "label": "from node to node"}, "from": told.names[0], "to": told.names[1], "count": 2,
        "median_seconds": 3600.0, "p90_seconds": 3600.0,
    }  # fmt: skip
    assert told("journey", "-o", "csv").out.splitlines()[0] == "kind,from,to,count,median_seconds,p90_seconds"


def test_the_tree_fits_the_screen_and_says_how_it_was_counted(told):
    out = told("journey", "-o", "table").out
    assert max(map(len, out.splitlines())) <= 80
    assert "└" in out
    assert "Deals in generic" in out


@pytest.mark.parametrize("columns", ["60", "80", "120"])
def test_names_take_the_room_there_is_and_keep_their_mark(told, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    long = "A node with a name that is rather long"
    told("node", "rename", told.names[0], long)
    told("log", "王<五>", long)
    lines = told("journey", "-o", "table").out.splitlines()
    assert max(map(screen.display_width, lines)) <= int(columns)
    assert any((f"├ ↺ {long}" if columns == "120" else f"├ ↺ {long[:4]}") in line for line in lines)


def test_an_empty_file_says_how_to_begin(crm):
    for argv in (["journey"], ["journey", "--compare", "won", "lost"]):
        assert "Start with: crm add Ann --phone" in crm(*argv, "-o", "table").out  # nobody is there to log
    crm("add", "Ann")
    for argv in (["journey"], ["journey", "--compare", "won", "lost"]):
        assert "Start with: crm log Ann 'Lead collection'\n" in crm(*argv, "-o", "table").out
        assert "Begin" not in crm(*argv, "-o", "table", "--as-of", "2020-01-01").out  # it may not be empty today
    assert crm("journey", "-o", "json").items == []


def test_won_and_lost_side_by_side(told):
    found = told("journey", "--compare", "won", "lost", "-o", "json").json
    assert found["params"]["runs"] == [1, 1]
    first = found["items"][0]
    assert (first["from"], first["to"], first["first_share"], first["second_share"], first["difference"]) == (
        *told.names[1:3],
        1,
        0,
        1,
    )
    differences = [abs(one["difference"]) for one in found["items"]]
    assert differences == sorted(differences, reverse=True)
    assert "+100" in told("journey", "--compare", "won", "lost", "-o", "table").out


def test_the_drawing_is_well_formed_whatever_the_names(told):
    told("node", "rename", told.names[0], 'a <b> & "c" #|]')
    svg = told("journey", "--format", "svg").out
    words = "".join(ET.fromstring(svg).itertext())
    assert 'a <b> & "c" #|]' in words
    assert "prefers-color-scheme: dark" in words
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_mermaid_marks_what_is_slow():
    def edge(a, b, seconds):
        return Row(KIND.of("edge"), a, b, 9, seconds, seconds)

    rows = [Row(KIND.of("start"), None, "a", 9, None, None), edge("a", "b", 60.0), edge("b", "c", 9e5), edge("c", "d", 80.0)]
    drawn = mermaid.text({1: "a", 2: "b", 3: "c", 4: "d"}, rows).splitlines()
    arrows = [line for line in drawn if "-->" in line]
    assert drawn[-1] == "  linkStyle 2 stroke:#d64545"
    assert arrows[2].endswith("| n3")


def test_the_drawing_says_what_was_counted(told):
    words = "".join(
        ET.fromstring(told("journey", "--format", "svg", "--as-of", "2026-11-10", "--where", "-source:fair").out).itertext()
    )
    for said in ("Deals in generic up to 2026-11-10 23:59: 3.", "Filter: -source:fair", "▸ 3", "won 1", "2 · 1 h"):
        assert said in words


def test_a_drawing_leaves_out_what_is_rare_and_names_the_nodes():
    edges = [("a", "b", 900), ("b", "c", 500), ("c", "d", 1), ("d", "a", 1)]
    rows = [Row(KIND.of("start"), None, "a", 1000, None, None), *(Row(KIND.of("edge"), *edge, 60.0, 60.0) for edge in edges)]
    assert main_edges(rows, 9) == rows[1:3]
    assert main_edges(rows, 1) == rows[1:2]
    assert main_nodes(rows, rows[1:3]) == {"a", "b", "c"}
    words = "".join(ET.fromstring(svg.text({1: "a", 2: "b", 3: "c", 4: "d"}, rows, "p", ["x"])).itertext())
    assert "2 less frequent arrows are not shown. Nodes not shown: d." in words


def test_arcs_meet_a_box_without_crossing():
    def arc(start, end, lane):
        return svg.Arc(Row(KIND.of("edge"), "", "", 1, 1.0, 1.0), start, end, lane, "on", 1)

    onward = svg._ports([arc(0, 2, 0), arc(0, 3, 1), arc(2, 4, 0), arc(1, 4, 2)])
    assert onward[0, 3, False] < onward[0, 2, False]  # the outer lane leaves above the inner one
    assert onward[2, 4, True] < onward[1, 4, True]  # and arrives below it
    assert onward[0, 2, True] < onward[2, 4, False]  # what comes from above stands over what goes below
    back = svg._ports([arc(2, 0, 0), arc(3, 0, 1)])
    assert back[3, 0, True] < back[2, 0, True]


def test_a_drawing_of_nothing_is_a_drawing(crm):
    ET.fromstring(crm("journey", "--format", "svg").out)


def test_mermaid_quotes_what_it_is_given(told):
    told("node", "rename", told.names[0], 'a "b" <c>#|]')
    lines = told("journey", "--format", "mermaid").out.splitlines()
    assert lines[0] == "flowchart TD"
    assert '  n1["a #quot;b#quot; #lt;c#gt;#35;|]"]' in lines
    assert any(line.startswith('  n1 -->|"2 · 1 h"| n2') for line in lines)


@pytest.mark.parametrize(
    "argv",
    [
        ("--format", "png"), ("--format", "svg", "-o", "json"), ("--compare", "won", "won"), ("--compare", "won", "paid"),
        ("--compare", "won", "lost", "--format", "svg"), ("--since", "2026-02-01", "--until", "2026-01-01"), ("--per", "house"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(crm, argv):
    assert crm("journey", *argv, ok=False).code == 2


def test_a_pipeline_that_is_not_there(crm):
    assert crm("journey", "--pipeline", "nothing", ok=False).code == 3
