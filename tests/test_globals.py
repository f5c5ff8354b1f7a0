"""The global options stand on every level of every command; a named file that is not there is told to whoever reads it."""

import pytest

from crmcli.cli.registry import REGISTRY, begins_file
from crmcli.cli.root import load_command

GLOBALS = ("--db", "x.db", "--output", "json", "--lang", "zh", "--no-input", "--yes")


def paths():
    """Every command there is, as its words."""
    for name in REGISTRY:
        inner = getattr(load_command(name), "commands", None)
        yield from ((name, one) for one in inner) if inner else [(name,)]


PATHS = sorted(paths())


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_global_options_stand_before_and_after_every_word(crm, path):
    for place in range(len(path) + 1):
        words = (*path[:place], *GLOBALS, *path[place:], "--help")
        ran = crm(*words, ok=False)
        assert (ran.code, ran.err) == (0, ""), words


def test_they_mean_the_same_at_each_place(crm, tmp_path):
    other = tmp_path / "other.db"
    crm("add", "张三", "--db", other)
    crm("--db", other, "node", "add", "回访")
    told = [
        crm(*words).items for words in (
            ("--db", other, "-o", "json", "node", "list"), ("node", "--db", other, "-o", "json", "list"),
            ("node", "list", "--db", other, "-o", "json"), ("-o", "table", "node", "-o", "json", "--db", other, "list"),
        )
    ]  # fmt: skip
    assert told[0] == told[1] == told[2] == told[3]
    assert "回访" in {one["node"] for one in told[0]}


def test_a_form_of_one_command_stands_before_it_too(crm):
    assert crm("-o", "ics", "due").out.startswith("BEGIN:VCALENDAR")
    for words in (("-o", "ics", "list"), ("node", "-o", "ics", "list"), ("-o", "xml", "due"), ("node", "-o", "xml", "list")):
        ran = crm(*words, ok=False)
        assert (ran.code, "is not an output format" in ran.err) == (2, True), words


READ = ("due", "today", "list", "find x", "show x", "timeline x", "funnel", "rfm", "stalled", "journey", "losses", "load",
    "recall", "calendar",
        "digest", "export customers", "history", "node list", "node times", "product list", "orders list", "pipeline show",
        "field list",
        "company list",
        "visit list", "undo", "done f1", "order x 5", "pay x 5", "note x y", "")  # fmt: skip


@pytest.mark.parametrize("named", ["--db", "CRM_DB", "config"])
def test_a_named_file_that_is_not_there_is_told(crm, tmp_path, monkeypatch, named):
    path = tmp_path / "wrong.db"
    monkeypatch.delenv("CRM_DB")
    more = ("--db", path) if named == "--db" else ()
    if named == "CRM_DB":
        monkeypatch.setenv("CRM_DB", str(path))
    if named == "config":
        crm("config", "set", "db", path)
    for line in READ:
        ran = crm(*line.split(), *more, ok=False)
        assert (ran.code, ran.out, f"No such file: {path}." in ran.err) == (6, "", True), line
    error = crm("due", *more, "-o", "json", ok=False).error
    assert (error["code"], "--db" in error["hint"]) == ("database", True)
    crm("pipeline", "list", *more)
    assert not path.exists()
    crm("add", "张三", *more)
    assert path.exists()


@pytest.mark.parametrize(
    "words", ["add A", "product add A", "node add A", "config set currency USD", "init --language en", "log"]
)
def test_whoever_records_begins_the_file(crm, tmp_path, words):
    ran = crm(*words.split(), "--db", tmp_path / "new.db", ok=False)
    assert "No such file" not in ran.err


def test_the_users_own_file_needs_not_be_there(crm, monkeypatch):
    monkeypatch.delenv("CRM_DB")
    for words in READ[:3]:
        assert crm(*words.split()).code == 0


def test_who_begins_a_file_is_a_matter_of_the_verb():
    begins = {" ".join(path) for path in PATHS if begins_file(path)}
    assert {"add", "import", "init", "demo", "config list", "pipeline list", "pipeline use", "node add"} <= begins
    assert not {"due", "node list", "product list", "export", "query", "cron check"} & begins
