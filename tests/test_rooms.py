"""The order of rooms: who may know whom. Imports inside functions and for types count."""

import ast
from functools import cache
from pathlib import Path

from source_code import nodes

SRC = Path(__file__).resolve().parent.parent / "src" / "crmcli"
# A room knows those of the floors below; on one floor, each other one way.
ORDER = (
    {"core"}, {"storage"}, {"terminal"}, {"customers"}, {"sales", "radar"}, {"followups", "pipelines"},
    {"visits", "nurture", "calendars", "importing", "exporting", "reports"}, {"overview", "automation"}, {"commands"}, {"cli"},
)  # fmt: skip
BEFORE = {"kernel": "core", "touches": "pipelines", "exchange": "importing", "routine": "automation", "safety": "commands"}
FLOOR = {room: floor for floor, rooms in enumerate(ORDER) for room in rooms}
# What is still to be untangled. This only shrinks.
KNOWN = {
    "circle of commands.log.log, commands.log.menu",
}  # fmt: skip


def name_of(path):
    return ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in sorted(SRC.rglob("*.py")) if path.parent != SRC or path.stem != "__init__"}


def owner(dotted):
    """The module that a dotted name below crmcli stands in."""
    while dotted and dotted not in MODULES:
        dotted = dotted.rpartition(".")[0]
    return dotted


@cache
def imports():
    """Of every module the modules of ours that it imports anywhere."""
    graph = {}
    for name, path in MODULES.items():
        graph[name] = set()
        for node in nodes(path)[ast.ImportFrom]:
            if f"{node.module}.".startswith("crmcli."):
                base = node.module.removeprefix("crmcli").lstrip(".")
                graph[name] |= {owner(f"{base}.{one.name}".lstrip(".")) for one in node.names} - {name, ""}
        for node in nodes(path)[ast.Import]:
            graph[name] |= {owner(one.name[7:]) for one in node.names if one.name.startswith("crmcli.")} - {name, ""}
    return graph


def room(module):
    return module.partition(".")[0] if "." in module or MODULES[module].name == "__init__.py" else ""


def reached(start):
    """All modules that one leads to, by one import after the other."""
    found, open_ = set(), [start]
    while open_:
        more = imports()[open_.pop()] - found
        found |= more
        open_ += more
    return found


def circles():
    reach = {module: reached(module) for module in imports()}
    return {"circle of " + ", ".join(sorted(b for b in reach[a] if a in reach[b])) for a in reach if a in reach[a]}


def against_the_order():
    arrows = {(room(a), room(b)) for a, found in imports().items() for b in found if room(a) and room(b)}
    arrows = {(a, b) for a, b in arrows if a != b}
    up = {(a, b) for a, b in arrows if FLOOR[BEFORE.get(a, a)] < FLOOR[BEFORE.get(b, b)]}
    return {f"{a} -> {b}" for a, b in up} | {
        f"{a} <-> {b}" for a, b in arrows if a < b and (b, a) in arrows - up and (a, b) not in up
    }


def test_every_room_has_a_floor():
    assert {room(module) for module in MODULES} - {"", *FLOOR, *BEFORE, "locale", "schema"} == set()


def test_rooms_know_those_below_and_no_file_knows_itself_by_others():
    found = against_the_order() | circles()
    assert found - KNOWN == set()
    assert KNOWN - found == set(), "this is untangled: strike it from KNOWN"
