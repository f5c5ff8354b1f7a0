"""The menu of `crm log`: what it suggests is what the seller does."""

import pytest

from crmcli.customers import lookup
from crmcli.pipelines import pipelines, suggestions


@pytest.fixture
def history(store):
    """Lets a test say what happened: `history("ABC", "AC")` are customers and the nodes of generic they passed, day by day."""

    def happen(*lines, closes=()):
        numbers = dict(zip("ABCDEF", (node.no for node in nodes(store)), strict=True))
        with store.change("history"):
            for line in lines:
                no = store.insert("customers", name=line, created_at="2026-01-01T00:00:00.000Z")
                for day, letter in enumerate(line, 1):
                    at = f"2026-02-{day:02}T04:00:00.000Z"
                    store.insert("touches", customer_no=no, node_no=numbers[letter], at=at, created_at=at)
            for customer, date in closes:
                store.insert("orders", customer_no=customer, date=date, amount=1, created_at="2026-03-01T00:00:00.000Z")
        return no

    return happen


def nodes(store):
    return pipelines.nodes(store, pipelines.current(store))


def suggested(store, customer):
    return "ABCDEF"[suggestions.likely_next(store, customer, nodes(store))]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["A"], "B"),  # no history: the pipeline's order
        (["E"], "F"),
        (["F"], "A"),  # after-sales opens nothing: a new deal begins
        (["AD", "AD", "AB", "A"], "D"),
        (["AD", "AB", "A"], "B"),  # a tie: the pipeline's order
        (["DB", "DC", "DC", "D"], "C"),  # backwards, when that is the habit
        (["BB", "BB", "BC", "B"], "B"),  # a node that is repeated
        (["ABC", "ABD", "ABD", "AB"], "D"),  # what follows B, not what followed A
    ],
)
def test_the_likely_next_node_is_the_one_that_most_often_followed(store, history, lines, expected):
    assert suggested(store, history(*lines)) == expected


def test_a_fresh_customer_begins_where_most_began(store, history):
    history("BC", "BD", "AC")
    assert suggested(store, history("")) == "B"


def test_what_comes_after_an_order_did_not_follow_from_before(store, history):
    last = history("AD", "AD", "A", closes=[(1, "2026-02-01"), (2, "2026-02-01")])
    assert suggested(store, last) == "B"


def test_who_has_bought_goes_on_as_most_did_after_an_order(store, history):
    buyer = history("AE", closes=[(1, "2026-02-05")])
    assert suggested(store, buyer) == "F"  # nothing is known: after-sales
    history("ABCDEAB", "AECC", closes=[(2, "2026-02-05"), (3, "2026-02-02")])
    assert suggested(store, buyer) == "A"  # A and C once each: the pipeline's order
    history("AEC", closes=[(4, "2026-02-02")])
    assert suggested(store, buyer) == "C"
    assert "ABCDEF"[suggestions.likely_next(store, buyer, nodes(store), "another deal")] == "A"


def test_what_lies_in_another_pipeline_is_no_habit_here(store, history):
    with store.change("another"):
        pipelines.use(store, "house")
        house = nodes(store)
        for no in (1, 2, 3):
            at = f"2026-02-{no:02}T05:00:00.000Z"
            store.insert("customers", name="B", created_at=at)
            store.insert("touches", customer_no=no, node_no=house[3].no, at=at, created_at=at)
        pipelines.use(store, "generic")
    numbers = [node.no for node in nodes(store)]
    with store.change("history"):
        for no in (1, 2, 3):
            for day, node in ((1, numbers[0]), (20, numbers[3])):
                at = f"2026-02-{day:02}T04:00:00.000Z"
                store.insert("touches", customer_no=no, node_no=node, at=at, created_at=at)
    assert suggested(store, history("A")) == "D"  # not what stood between them elsewhere
    assert suggestions.likely_next(store, 1, house) == 4  # where the deal stands there, though touched here since


def test_the_close_of_another_deal_cuts_no_habit(store, history):
    last = history("AD", "AD", "A")
    with store.change("deals"):
        store.db.execute("UPDATE touches SET deal = 'one' WHERE customer_no < 3")
        for no in (1, 2):
            store.insert(
                "orders", customer_no=no, date="2026-02-01", amount=1, deal="other", created_at="2026-02-01T06:00:00.000Z"
            )
    assert suggested(store, last) == "D"


def test_a_retired_node_is_not_suggested_and_its_place_is_remembered(store, history):
    last = history("AC", "AC", "AC", "C", "A")
    with store.change("retire"):
        pipelines.retire_node(store, nodes(store)[2])
    left = nodes(store)
    assert left[suggestions.likely_next(store, last, left)].name == "First contact"
    assert left[suggestions.likely_next(store, last - 1, left)].name == "Proposal"  # what stands behind it now


def test_topics_are_the_nodes_own_then_the_most_used(store, history):
    no, node = history("A"), nodes(store)[0]
    with store.change("touches"):
        for day, matter in enumerate(("扫街", "陌拜", "陌拜", "Referred"), 1):
            at = f"2026-03-{day:02}T00:00:00.000Z"
            store.insert("touches", customer_no=no, node_no=node.no, at=at, matter=matter, created_at=at)
    assert suggestions.usual_topics(store, node) == ["Referred", "Web inquiry", "Trade fair", "陌拜", "扫街"]


@pytest.fixture
def person(monkeypatch):
    """A person at the terminal who accepts every suggestion; `answers` lets them say something else, `asked` is
    what was asked.
    """
    asked, answers = [], {}

    def answer(question, suggestion):
        asked.append(question)
        return next((value for part, value in answers.items() if part in question), suggestion)

    def menu(question, choices, default=0, keys=None, hint="", **_more):
        given = answer(f"{question} {hint}".strip(), None if default is None else choices[default][1])
        return (keys or {}).get(given, given) if isinstance(given, str) else given

    monkeypatch.setattr("crmcli.terminal.session.Session.asks", lambda _self: True)
    monkeypatch.setattr("crmcli.terminal.prompt.menu", menu)
    monkeypatch.setattr(
        "crmcli.terminal.prompt.text", lambda question, default="", check=None, **_more: answer(question, default)
    )
    monkeypatch.setattr("crmcli.terminal.prompt.word", lambda question, find: answer(question, ""))
    person.asked, person.answers = asked, answers
    return person


def test_the_menu_says_which_keys_it_knows_and_what_stands_for_each(crm, person):
    crm("add", "张三", "--phone", "13800138000")
    crm("log", "张三")
    assert "which node? Ctrl-T channel · Ctrl-R now · Ctrl-Y Keep in touch · Ctrl-Q qualification" in person.asked[0]
    assert "Ctrl-T call · Ctrl-R now" in person.asked[1]


def test_without_a_customer_one_after_the_other_until_enter(crm, person, monkeypatch):
    crm("add", "张三", "--phone", "13800138000")
    crm("add", "李四", "--phone", "13800138001")
    typed = iter(["c1", "没有这人", "李四", ""])
    monkeypatch.setattr("crmcli.terminal.prompt.word", lambda _question, _find: next(typed))
    ran = crm("log", "--channel", "visit")
    assert ran.out.count("Logged") == 2
    assert "没有这人" in ran.err
    assert "recorded: 2" in ran.err


def test_ctrl_c_between_two_customers_keeps_what_was_recorded(crm, person, monkeypatch):
    crm("add", "张三", "--phone", "13800138000")
    typed = iter(["c1"])

    def word(_question, _find):
        for one in typed:
            return one
        raise KeyboardInterrupt

    monkeypatch.setattr("crmcli.terminal.prompt.word", word)
    assert "recorded: 1" in crm("log").err
    assert crm("timeline", "张三", "--kind", "touch", "-o", "json").json["count"] == 1
    assert crm("log", ok=False).code == 130


def test_who_is_offered_before_anything_is_typed(crm, store):
    from crmcli.storage.store import Store
    from crmcli.terminal import session

    for name in ("张三", "李四", "王五"):
        crm("add", name, "--phone", "13800138000")
    crm("log", "李四", "初步接触")
    crm("next", "王五", "昨天", "送样品")
    opened = Store(session.current.path())
    assert [ref.name for ref in suggestions.likely_people(opened)] == ["王五", "李四", "张三"]  # due, touched, added
    assert [ref.name for ref in suggestions.likely_people(opened, done=[3])] == ["李四", "张三"]
    assert [ref.name for ref in lookup.candidates(opened, "zs")] == ["张三"]
    opened.close()


def test_who_had_a_touch_in_this_sitting_is_offered_no_more(crm, person, monkeypatch):
    for name in ("张三", "李四"):
        crm("add", name, "--phone", "13800138000")
    offered, typed = [], iter(["c1", ""])

    def word(_question, find):
        offered.append([label for _word, label in find("")])
        return next(typed)

    monkeypatch.setattr("crmcli.terminal.prompt.word", word)
    crm("log")
    assert offered == [["李四", "张三"], ["李四"]]


def test_a_long_name_leaves_room_for_the_keys(crm, person):
    crm("add", "欧阳娜娜", "--company", "北京中关村软件园海淀区信息技术发展有限责任公司", "--phone", "13800138000")
    crm("log", "欧阳")
    assert person.asked[0] == (
        "欧阳娜娜 (北京中关村软件…: which node? Ctrl-T channel · Ctrl-R now · Ctrl-Y Keep in touch · Ctrl-Q "
        "qualification · Ctrl-L deal · Ctrl-O product"
    )


def test_the_card_looks_onward_where_the_menu_suggests_another_touch_of_the_same_node(crm, person):
    crm("add", "张三", "--phone", "13800138000")
    for day in ("11-01", "11-02", "11-03"):
        crm("log", "张三", "初步接触", "--at", day)
    assert crm("show", "张三", "-o", "json").items[0]["next_node"]["node"] == "Need confirmed"
    assert crm("log", "张三", "-o", "json").items[0]["node"] == "First contact"
