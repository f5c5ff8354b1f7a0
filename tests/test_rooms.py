"""The order of rooms: who may know whom. Imports inside functions and for types count."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from crmcli.cli.root import REGISTRY
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
KNOWN: set[str] = set()


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


# Values in, values out: beside the calc of every report.
PURE = {
    "customers.drift", "customers.lead_sources", "customers.name_parsing", "customers.normalize", "customers.org_chart",
    "followups.due_rules", "followups.recurrence", "followups.rrule_text", "importing.column_mapping",
    "importing.multiset", "nurture.message_templates", "nurture.workload", "overview.today.next_best_action",
    "pipelines.deal_runs", "reports.shared.kaplan_meier", "reports.shared.shares",
    "visits.prep_sheet", "visits.visit_checklist",
}  # fmt: skip


def test_what_calculates_asks_neither_the_file_nor_the_person():
    """Nor does anything that it imports."""
    assert PURE - set(MODULES) == set(), "gone: name its new home, or strike it where that reads the file"
    calculating = PURE | {name for name in MODULES if name.endswith(".calc")}
    wrong = {name: {one for one in reached(name) if room(one) in ("storage", "terminal")} for name in calculating}
    assert {name: found for name, found in wrong.items() if found} == {}


COMMANDS = {entry.module for entry in REGISTRY.values()} | {name for name in MODULES if name.startswith("commands.")}
# What a command hands on within its folder, still to get the name of a request. This only shrinks.
UNNAMED = {"commands.customers.form.Line", "commands.log.correction.Kind"}


RECORD = re.compile(r"(?:\w+\.)*(?:NamedTuple|namedtuple|TypedDict|(?:make_)?dataclass|\w+Row)(?:\(.*)?", re.DOTALL)


def records(tree):
    """The rows and questions that a module defines: all its records but requests, private helpers, and what works on a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            fields = {ast.unparse(one.annotation) for one in node.body if isinstance(one, ast.AnnAssign)}
            name, made_by = node.name, [] if "Store" in fields else [*node.bases, *node.decorator_list]
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            name, made_by = ast.unparse(node.targets[0]), [node.value.func]
        else:
            continue
        is_record = any(RECORD.fullmatch(ast.unparse(one)) for one in made_by)
        if is_record and name[0].isupper() and not name.endswith(("Request", "Options")):
            yield name


def test_no_row_and_no_question_stands_in_the_file_of_a_command():
    trees = {name: ast.parse(MODULES[name].read_text(encoding="utf-8")) for name in COMMANDS}
    found = {f"{name}.{one}" for name, tree in trees.items() for one in records(tree)}
    assert found - UNNAMED == set(), "a row type belongs to the room that reads it"
    assert UNNAMED - found == set(), "this has its name: strike it from UNNAMED"


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("class NodeRow(NamedTuple): no: int", ["NodeRow"]),
        ("@dataclass(frozen=True, slots=True)\nclass Question: no: int", ["Question"]),
        ("@dataclasses.dataclass\nclass Counted: no: int", ["Counted"]),
        ("class Wide(NodeRow): more: int", ["Wide"]),
        ("def show():\n    class Line(typing.NamedTuple): no: int", ["Line"]),
        ("Pair = NamedTuple('Pair', [('no', int)])", ["Pair"]),
        ("class LogRequest(NamedTuple): no: int\nclass _Key(NamedTuple): no: int\nclass Teller: pass", []),
        ("@dataclass\nclass Questions: store: Store", []),
    ],
)
def test_the_rule_sees_a_planted_row(planted, found):
    assert list(records(ast.parse(planted))) == found
