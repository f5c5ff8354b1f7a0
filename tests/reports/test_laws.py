"""Three laws that every report obeys: the order of writing is no matter, a loss is no progress, an undone
touch leaves nothing.
"""

import os
import random
from contextlib import closing
from pathlib import Path

import pytest

from crmcli.cli import seed
from crmcli.cli.registry import REGISTRY, REPORTS
from crmcli.pipelines import pipelines
from crmcli.storage.store import Store

AT = "2026-01-01T00:00:00.000Z"
FUNNELS = [
    ["funnel", "--bottom", "both", *more]
    for more in (
        ["--ordered"], ["--per", "company"], ["--nodes", "Proposal,First contact"],
        ["--since", "2026-03-01", "--until", "2026-08-01"], *(["--by", by] for by in ("source", "tag", "grade", "month")),
    )
]  # fmt: skip
WHO = [
    ["funnel", "--who", "First contact", "--of", of] for of in ("ever", "reached", "now", "skipped", "lost", "next", "ordered")
]
WHO += [["funnel", "--who", end] for end in ("entered", "signed", "paid", "unpaid")]
JOURNEYS = [
    ["journey", *more]
    for more in (["--per", "company"], ["--compare", "won", "lost"], ["--since", "2026-04-01"], ["--where", "source:fair"])
]
DRAWINGS = [["journey", "--format", form] for form in ("tree", "mermaid", "svg")]
LOSSES = [["losses", "--by", by] for by in ("node", "source", "grade", "worry", "rival")]
PLAIN = [["funnel"], ["journey"], ["stalled"], ["node", "times"], ["losses"], ["rfm"]]
VARIED = [*FUNNELS, *WHO, *JOURNEYS, *DRAWINGS, *LOSSES, *([*one, "--per", "company"] for one in PLAIN), ["rfm", "--rule", "r"]]
EVERY = [*PLAIN, *([*one, "--as-of", "2026-07-01"] for one in PLAIN), *VARIED, ["load"], ["today"], ["due"], ["recall"]]


def test_every_report_is_held_to_the_laws():
    assert {name for name, entry in REGISTRY.items() if entry.section == REPORTS} <= {argv[0] for argv in EVERY}


def told(crm):
    """What every report says, without what differs between any two files."""
    return {" ".join(argv): bare(crm(*argv).out if "--format" in argv else crm(*argv, "-o", "json").json) for argv in EVERY}


def bare(said):
    if isinstance(said, dict):
        return {key: bare(value) for key, value in said.items() if key != "uid"}
    return [bare(one) for one in said] if isinstance(said, list) else said


def differing(before, after):
    """The reports that say something else, by name: a diff of all of them would be no help."""
    return [name for name in before if before[name] != after[name]]


def events(seed):
    """What happened with eight customers, as rows of tables, each on a day of its own; one of them buys often and
    then no more.
    """
    chance = random.Random(seed)
    found = [("orders", 7, f"2026-01-{day}", None, 3, "") for day in (10, 14, 18)]
    for day in chance.sample(range(30, 290), 60):
        when = f"2026-{1 + day // 28:02d}-{1 + day % 28:02d}"
        who, table = (
            chance.randint(1, 8),
            chance.choice(["touches"] * 8 + ["orders", "payments", "losses", "losses", "concerns", "qualifications", "notes"]),
        )
        deal = chance.choice([None, None, "A", "B"]) if who == 1 else None
        if (table, who) != ("orders", 7):
            found.append((table, who, when, deal, chance.randint(1, 5), chance.choice(["one", "other", "third"])))
    return found


def rows(table, when, deal, number, word):
    """The row of an event; `number` and `word` fill in what it needs."""
    instant = {"at": f"{when}T{number:02d}:00:00.000Z"}
    return {
        "touches": {"node_no": number, "deal": deal, "channel": "call", **instant},
        "orders": {"date": when, "amount": 10_000 * number, "deal": deal},
        "payments": {"date": when, "amount": 9_000 * number},
        "losses": {"date": when, "reason": "price" if number < 3 else "competitor", "deal": deal},
        "concerns": {"kind": "worry" if number < 3 else "rival", "text": word, **instant},
        "qualifications": {"grade": ("big", "normal", "small")[number % 3], "amount": 50_000 * number, **instant},
        "notes": {"kind": "note", "text": word, "channel": "visit", **instant},
    }[table]


def write(listed):
    """A file with eight customers, half of them of two firms, and the events in this order."""
    with closing(Store(Path(os.environ["CRM_DB"]), seed.seed)) as store, store.change("x"):
        firms = [store.insert("companies", name=name, created_at=AT) for name in ("one firm", "another")]
        for no in range(1, 9):
            store.insert(
                "customers",
                name=f"c{no}",
                company_no=firms[no % 2] if no < 5 else None,
                source=("fair", "web", None)[no % 3],
                created_at=AT,
            )
            store.insert("tags", customer_no=no, tag=("vip", "cold")[no % 2])
        numbers = [one.no for one in pipelines.nodes(store, pipelines.current(store))]
        assert numbers[:5] == [1, 2, 3, 4, 5]
        for table, who, when, deal, number, word in listed:
            store.insert(
                {"notes": "interactions"}.get(table, table),
                customer_no=who,
                created_at=AT,
                **rows(table, when, deal, number, word),
            )


def shuffled(listed, seed):
    return random.Random(seed).sample(listed, k=len(listed))


@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_writing_changes_no_report(crm, seed, monkeypatch, tmp_path):
    found = []
    for turn in range(2):
        monkeypatch.setenv("CRM_DB", str(tmp_path / f"{turn}.db"))
        write(shuffled(events(seed), turn))
        found.append(told(crm))
    assert differing(*found) == []


def conversions(crm):
    """By funnel, row and group the conversion; of nobody there is none, which is no less than any."""
    found = {}
    for argv in FUNNELS:
        for row in crm(*argv, "-o", "json").items:
            found[" ".join(argv), row["node"] or row["kind"]["code"], (row.get("group") or {}).get("code")] = (
                row["conversion"] or 0
            )
    return found


@pytest.mark.parametrize("seed", range(2))
def test_a_loss_raises_no_conversion(crm, seed):
    write([one for one in events(seed) if one[0] != "losses"])
    before = conversions(crm)
    for who, when in (("c2", "2026-11-20"), ("c3", "2026-05-05"), ("c6", "2026-03-03")):
        crm("lose", who, "--reason", "price", "--on", when, "--yes")
        after = conversions(crm)
        assert {key for key in after if after[key] > before[key]} == set()


ALL_AT_ONCE = "--matter price --note x --channel call --in --verdict valuable --grade big --sign-by 2026-12-24 --amount 150000"
ALL_AT_ONCE += (
    " --next 2026-11-25 --for x --type close --worry price --rival Baker --promise list --by 2026-11-27 --reaction positive"
)
TOUCHES = [
    ["log", "c5", "Proposal", *ALL_AT_ONCE.split()],
    ["log", "c4", "Need confirmed", "--at", "2026-04-05 09:30"],
    ["log", "c1", "Negotiation", "--deal", "A", "--at", "2026-06-05 09:30"],
    ["touch", "edit", "t12", "Negotiation", "--at", "2026-02-05 09:30"],
    ["touch", "rm", "t20", "--yes"],
]


def test_undone_touches_leave_every_report_as_it_was(crm):
    write(events(0))
    before, maps = told(crm), []
    for touch in TOUCHES:
        crm(*touch)
        maps.append(crm("journey", "-o", "csv").out)
    assert len(set(maps)) == len(TOUCHES)  # each was seen
    for _touch in TOUCHES:
        crm("undo")
    assert differing(before, told(crm)) == []
