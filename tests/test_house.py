"""The rules of the house: who may import whom, who may write what, what loads at start, and that every word is spoken."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

import pytest

from crmcli.cli import root
from crmcli.cli.registry import REGISTRY
from crmcli.storage import migrations
from source_code import nodes

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src" / "crmcli"
MODULES = sorted(SRC.rglob("*.py"))
CATALOGUE = SRC / "locale/zh/LC_MESSAGES/crmcli.po"
# A table is written by its owner alone. Imports are set-wise, so each owner has a bulk module for them.
OWNERS = {
    "companies": "customers", "customers": "customers", "contact_points": "customers", "tags": "customers",
    "relations": "customers", "fields": "customers", "field_values": "customers", "parkings": "customers",
    "interactions": "customers", "pipelines": "pipelines", "nodes": "pipelines", "node_items": "pipelines",
    "touches": "pipelines", "qualifications": "pipelines", "losses": "pipelines", "followups": "followups", "products": "sales",
    "orders": "sales", "order_lines": "sales", "payments": "sales", "payment_plans": "sales", "refunds": "sales",
    "cadences": "followups",
    "cadence_rules": "followups", "occasions": "followups", "reminders": "followups", "visits": "visits", "objections": "visits",
    "facts": "radar", "templates": "nurture", "recalls": "nurture",
}  # fmt: skip

# Their options are made of FIELDS; test_fields_everywhere holds them to AddRequest and EditRequest.
ASKED_BY_FIELDS = {"add", "edit"}


def name_of(path):
    return str(path.relative_to(SRC))


def imports(path):
    for node in nodes(path)[ast.ImportFrom]:
        if (node.module or "").startswith("crmcli"):
            yield from ([*node.module.split(".")[1:], alias.name] for alias in node.names)


def packages(path):
    modules = [alias.name for node in nodes(path)[ast.Import] for alias in node.names]
    modules += [node.module for node in nodes(path)[ast.ImportFrom] if not node.level]
    return {name.partition(".")[0] for name in modules}


def modules_of(package):
    """The top-level names that a package brings."""
    return {file.parts[0].removesuffix(".py") for file in distribution(package).files or ()}


def test_every_declared_package_is_imported_somewhere():
    """Inside functions too: heavy imports happen there."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    imported = set().union(*map(packages, MODULES))
    unused = [line for line in project["dependencies"] if not imported & modules_of(re.match(r"[\w.-]+", line)[0])]
    assert not unused


def test_a_table_is_written_by_its_owner():
    wrong = []
    for path in MODULES:
        room = path.relative_to(SRC).parts[0]
        for call in nodes(path)[ast.Call]:
            first = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
            writes = getattr(call.func, "attr", "") in ("insert", "update", "delete", "insert_many") and first in OWNERS
            if writes and room not in ("kernel", "storage") and room != OWNERS[first]:
                wrong.append(f"{name_of(path)} writes {first}")
    assert not wrong, wrong


def test_what_the_journal_follows_is_written_through_the_store_alone():
    writing = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+(\w+)")
    for path in MODULES:
        written = set(writing.findall(path.read_text(encoding="utf-8")))
        assert {"kernel", "storage"} & set(path.parts) or not written & set(migrations.JOURNALED), name_of(path)


def unpacked(path):
    """(what is unpacked, into what) of loops and assignments."""
    for kind in (ast.For, ast.comprehension):
        yield from ((node.iter, node.target) for node in nodes(path)[kind])
    yield from ((node.value, target) for node in nodes(path)[ast.Assign] for target in node.targets)


def test_a_row_of_more_than_four_columns_is_read_by_name():
    """What `iterate` gives is counted whenever a test reads it, in tests/conftest.py."""
    wrong = []
    for path in MODULES:
        for source, target in unpacked(path):
            places = getattr(target, "elts", [])
            asked = {getattr(node.func, "attr", "") for node in ast.walk(source) if isinstance(node, ast.Call)}
            rest = any(isinstance(place, ast.Starred) for place in places) and "iterate" not in asked
            if asked & {"iterate", "named", "execute"} and (len(places) > 4 or rest):
                wrong.append(f"{name_of(path)}:{source.lineno}")
    assert not wrong, wrong


@pytest.mark.parametrize(
    ("words", "homes"),
    [
        ("LEFT JOIN companies", {"customers/refs.py", "storage/search_index.py"}),  # the index lies below the customers
        ("c.uid, c.name", set()), ("AS customer_uid", {"customers/refs.py"}),
        ('get_setting("currency")', {"storage/store.py", "commands/settings/init.py"}),
    ],
)  # fmt: skip
def test_the_company_the_reference_and_the_currency_are_said_once(words, homes):
    assert {name_of(path) for path in MODULES if words in path.read_text(encoding="utf-8")} == homes


ASKS_THE_TIME = {"date.today", "datetime.now", "datetime.today", "time.time"}


def called(call):
    """The last two parts of the name: `datetime.now`."""
    owner = getattr(call.func, "value", None)
    return ".".join(
        filter(None, (getattr(owner, "attr", getattr(owner, "id", "")), getattr(call.func, "attr", getattr(call.func, "id", ""))))
    )


def test_only_the_clock_asks_the_time_and_only_the_terminal_prints():
    found = [(path, called(call)) for path in MODULES for call in nodes(path)[ast.Call]]
    wrong = [
        f"{name_of(path)}: {name}"
        for path, name in found
        if name == "print" or (name in ASKS_THE_TIME and path.name != "clock.py")
    ]
    assert not wrong, wrong


# Modules that show: what they make is looked at, nothing counts on it.
SHOWS = re.compile(r"(card|effects|render|sheet|table|text|timeline|view|words)\.py")
TAKES_APART = {
    "split",
    "rsplit",
    "partition",
    "rpartition",
    "splitlines",
    "startswith",
    "endswith",
    "removeprefix",
    "find",
    "index",
}


def is_domain(path):
    """Below the commands, and above what all rooms use; of the reports what counts, not what draws."""
    room, name = path.relative_to(SRC).parts[0], path.name
    if room == "reports":
        return name in ("calc.py", "query.py")
    return room not in ("core", "storage", "terminal", "commands", "cli", name) and not SHOWS.search(name)


def filled(value):
    """The sentences with filled places that the value is made of: a row keeps what it is given, a list or a choice shows it."""
    if isinstance(value, ast.Call) and getattr(value.func, "id", "") == "t":
        yield from (one.value for one in value.args[:1] if isinstance(one, ast.Constant) and "{" in one.value)
    elif not isinstance(value, ast.Call) or getattr(value.func, "attr", "") in ("join", "append"):
        for part in ast.iter_child_nodes(value):
            yield from filled(part)


def test_no_function_below_the_commands_returns_prose():
    """It returns a value: an effect, or a Sentence, which is said where it is shown. Hints go with an error."""
    wrong = []
    for path in filter(is_domain, MODULES):
        for function in nodes(path)[ast.FunctionDef]:
            found = [one for one in ast.walk(function) if isinstance(one, ast.Return | ast.Yield | ast.YieldFrom)]
            found += [one for one in ast.walk(function) if getattr(getattr(one, "func", None), "attr", "") == "append"]
            said = [text for one in found for text in filled(one)]
            if "hint" not in function.name:
                wrong += [f"{name_of(path)} {function.name}: {text}" for text in said]
    assert not wrong, wrong


def test_nothing_takes_apart_what_the_program_said():
    """The parts are values; the terminal alone breaks a line where its parts end."""
    wrong = []
    for path in MODULES:
        for call in nodes(path)[ast.Call]:
            if getattr(call.func, "attr", "") in TAKES_APART and "terminal" not in path.parts:
                given, made = [getattr(one, "value", "") for one in call.args[:1]], call.func.value
                sentences = {getattr(getattr(one, "func", None), "id", "") for one in (made, *call.args)}
                is_said = getattr(made, "attr", "") in ("label", "message", "hint") or "t" in sentences
                if is_said or " · " in given:
                    wrong.append(f"{name_of(path)}: {ast.unparse(call)}")
    assert not wrong, wrong


def fresh(*code, **env):
    keep = {key: os.environ[key] for key in ("PATH", "CRM_DB", "HOME") if key in os.environ}
    return subprocess.run([sys.executable, *code], env=keep | env, capture_output=True, text=True, check=False)


def test_modules_that_make_named_tuples_evaluate_their_annotations():
    """Kept as text, `typing` compiles each of them again at every start: half as much time more a row type."""
    texts = {name_of(path): path.read_text(encoding="utf-8") for path in MODULES}
    slow = [name for name, text in texts.items() if "(NamedTuple)" in text and "from __future__ import annotations" in text]
    assert not slow, f"leave out `from __future__ import annotations` in {slow}"


@pytest.mark.parametrize("argv", [["due", "-o", "plain"], ["--version"], ["--help"]])
def test_the_quick_commands_load_nothing_heavy(argv):
    code = (
        "import sys; from crmcli.__main__ import run; code = run(sys.argv[1:]); "
        "heavy = {'rich', 'questionary', 'sqlite_utils', 'dateutil.parser', 'pydantic', "
        "'phonenumbers', 'pypinyin', 'platformdirs'}; "
        "assert not heavy & set(sys.modules), heavy & set(sys.modules); sys.exit(code)"
    )
    done = fresh("-c", code, *argv)
    assert done.returncode == 0, done.stderr


def spoken():
    """Every English sentence that is handed to `t`, `mark`, `both` or `Sentence`, or is a label of Choices, with its place."""
    found = {}
    for path in MODULES:
        for call in nodes(path)[ast.Call]:
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            values = []
            if name in ("t", "mark", "both", "Sentence"):
                values = call.args[:1]
            elif name == "Choices":
                values = [*call.args[:1], *(keyword.value for keyword in call.keywords if keyword.arg)]
                values += [
                    value for keyword in call.keywords if isinstance(keyword.value, ast.Dict) for value in keyword.value.values
                ]
            for value in values:
                if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value.strip():
                    found.setdefault(value.value, name_of(path))
    return found


@cache
def catalogue():
    from babel.messages.pofile import read_po

    with CATALOGUE.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def test_every_sentence_has_its_chinese():
    words = catalogue()
    missing = {text: place for text, place in spoken().items() if not words.get(text)}
    assert not missing, "\n".join(f"{place}: {text}" for text, place in sorted(missing.items(), key=lambda pair: pair[1]))


def test_the_catalogue_keeps_every_place_to_fill():
    for english, chinese in catalogue().items():
        places = set(re.findall(r"(?<!{){(\w+)", english))
        assert places == set(re.findall(r"(?<!{){(\w+)", chinese)), english


def test_no_sentence_is_translated_twice_or_in_vain():
    listed = re.findall(r'^msgid "(.+)"$', CATALOGUE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(listed) == len(set(listed)), sorted({text for text in listed if listed.count(text) > 1})
    written = {one.value for path in MODULES for one in nodes(path)[ast.Constant]}
    of_typer = {"Options", "Arguments", "Commands", "required", "default: {default}"}
    assert set(catalogue()) - written - of_typer == set()


@pytest.mark.parametrize("name", REGISTRY)
def test_every_command_stands_in_the_docs(name):
    for readme in ("README.md", "README.zh-CN.md", "docs/commands.md"):
        if re.search(rf"\bcrm {name}\b", (ROOT / readme).read_text(encoding="utf-8")):
            return
    pytest.fail(f"crm {name} is not in README.md, README.zh-CN.md or docs/commands.md")


def leaves(command):
    for one in getattr(command, "commands", {}).values():
        yield from leaves(one)
    if not hasattr(command, "commands"):
        yield command


def test_no_function_hands_its_locals_on():
    """They are a dict of anything: no name in it is checked."""
    calls = {name_of(path) for path in MODULES for node in nodes(path)[ast.Call] if getattr(node.func, "id", "") == "locals"}
    assert not calls


def field_names(kind):
    for name in kind._fields:
        part = type(kind._field_defaults.get(name))
        yield from field_names(part) if hasattr(part, "_fields") else [name]


def test_the_options_of_a_command_are_the_fields_of_its_request():
    """A command of more than four parameters has one."""
    without = set()
    for name in REGISTRY:
        for command in leaves(root.load_command(name)):
            kind, asked = getattr(command.callback, "request", None), [one.name for one in command.params if one.expose_value]
            if kind:
                assert asked == list(field_names(kind)), command.name
            elif len(asked) > 4:
                without.add(name)
    assert without == ASKED_BY_FIELDS


def test_the_schema_has_the_version_the_program_knows():
    assert max(int(file.name[:4]) for file in migrations.SCHEMA_DIR.glob("*.sql")) == migrations.LATEST


def test_every_table_of_the_seller_is_journaled():
    from crmcli.storage.store import Store

    tables = set(Store(None).column("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%uid TEXT%'"))
    assert tables - {"changes"} == set(migrations.JOURNALED)


def test_the_wheel_says_that_it_is_typed():
    assert (SRC / "py.typed").is_file()
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"][
        "packages"
    ] == ["src/crmcli"]
