"""One word for one thing: whatever several commands say of one customer, they say alike."""

import os
import shlex
from pathlib import Path

SAID = ("status", "verdict", "grade", "intent", "next_due", "expected_amount", "expected_on", "phone", "node")
ABOUT = [
    "list", "recall --silent 1d --lost --again", "recall --silent off", "load", "due --within 60d", "due --kind no_next",
    "stalled --limit 99", "rfm", "funnel --who entered", "today", "visit list",
]  # fmt: skip
# Questions of another kind under the same name: the node of one of several deals, the phone that a message would go to.
OTHERWISE = {("funnel --who entered", "node"), ("today", "node")}


def fill(crm):
    Path(os.environ["CRM_DB"]).unlink()  # the demo makes a file of its own
    crm("demo", "--no-input", "--keep", os.environ["CRM_DB"])


def rows_of(value):
    """Every object within a JSON value that is about one customer, with their number."""
    if isinstance(value, dict):
        who = value.get("customer")
        if isinstance(who, dict) and "no" in who:
            yield who["no"], value | {key: one for key, one in who.items() if key in SAID}
        elif "uid" in value and "status" in value:
            yield value["no"], value
        for one in value.values():
            yield from rows_of(one)
    elif isinstance(value, list):
        for one in value:
            yield from rows_of(one)


def test_no_command_contradicts_another_about_anybody(start_with, monkeypatch):
    monkeypatch.setenv("CRM_NOW", "2026-11-23T09:00")
    crm = start_with(fill)
    numbers = crm("list", "-o", "ids").out.split()
    said = {}
    for line in [*ABOUT, *(f"show c{no}" for no in numbers)]:
        for no, row in rows_of(crm(*shlex.split(line), "-o", "json").items):
            for key in SAID:
                if key in row and (line, key) not in OTHERWISE:
                    value = row[key]["code"] if isinstance(row[key], dict) else row[key]
                    said.setdefault((no, key), {}).setdefault(str(value), []).append(line)
    twice = {where: words for where, words in said.items() if len(words) > 1}
    assert not twice, twice
    assert len(said) > 4 * len(numbers)


def test_who_is_shown_soon_is_neither_parked_nor_recalled(start_with, monkeypatch):
    monkeypatch.setenv("CRM_NOW", "2026-11-23T09:00")
    crm = start_with(fill)
    crm("config", "set", "capacity", "1")
    shown = {one["customer"]["no"] for one in crm("due", "--within", "14d", "-o", "json").items}
    assert shown
    (load,) = crm("load", "-o", "json").items
    assert not shown & {one["customer"]["no"] for one in load["park"]}
    planned = {one["customer"]["no"] for one in crm("due", "--within", "14d", "--kind", "followup", "-o", "json").items}
    assert not planned & {
        one["customer"]["no"] for one in crm("recall", "--silent", "1d", "-o", "json").items if not one["parked_until"]
    }
