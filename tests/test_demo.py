"""crm demo: what it shows, and what it must leave alone."""

import csv
import os
import runpy
from collections import Counter
from pathlib import Path

import pytest

from crmcli.commands.demo import demo
from crmcli.storage.store import Store
from crmcli.terminal.sanitize import clean

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


@pytest.fixture
def played(crm, folder, request):
    """The demo in one language, played once for all tests that only read what it printed."""
    lang = request.param
    path = folder / f"{lang}.db"
    script = folder / f"{lang}.txt"
    if not script.exists():
        script.write_text(crm("demo", "--lang", lang, "--keep", path, "--no-input").out, encoding="utf-8")
    return script.read_text(encoding="utf-8"), path


both = pytest.mark.parametrize("played", ["en", "zh"], indirect=True)


@both
def test_it_walks_through_a_morning(played):
    out, path = played
    lines = out.splitlines()
    assert len(lines) >= 40
    commands = [line for line in lines if line.startswith("$ ")]
    for verb in ("import", "due", "log", "done", "show", "find", "funnel", "rfm", "undo"):
        assert any(line.startswith(f"$ crm {verb}") for line in commands), verb
    assert "$ crm" in commands
    assert str(path) in out


@both
def test_every_command_is_explained_before_it_runs(played):
    lines = played[0].splitlines()
    for number, line in enumerate(lines):
        if line.startswith("$ ") and not line.startswith("$ crm import"):
            assert lines[number - 1], line


@both
def test_what_it_shows_is_the_story(played):
    out, path = played
    opened = Store(path)
    counts = {table: next(iter(opened.column(f"SELECT count(*) FROM {table}"))) for table in ("customers", "touches", "orders")}
    opened.close()
    assert counts["customers"] >= 50
    assert counts["touches"] >= 40
    for key in ("f1 ", "p1 ", "w5 "):  # overdue, a rest to pay, a parked customer who wakes
        assert key in out


@both
def test_it_is_safe_on_any_terminal(played):
    for line in played[0].splitlines():
        assert clean(line) == line


@pytest.mark.parametrize(("played", "readme"), [("en", "README.md"), ("zh", "README.zh-CN.md")], indirect=["played"])
def test_the_screens_in_the_readme_are_those_of_the_demo(played, readme, monkeypatch):
    monkeypatch.setenv("CRM_NOW", demo.STORY_NOW)
    monkeypatch.setenv("CRM_LANG", played[1].stem)
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert text.count("```text\n$ crm ") >= 2
    assert runpy.run_path(str(ROOT / "docs" / "make.py"))["with_screens"](text, str(played[1])) == text


def test_a_year_of_orders_makes_rfm_mean_something():
    with (Path(demo.examples()).parent / "orders.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    buyers = Counter(row["客户"] for row in rows)
    assert len(buyers) >= 25
    assert max(buyers.values()) >= 8
    assert min(row["下单日期"] for row in rows) < "2026-01"


@pytest.fixture
def morning(tmp_path_factory, monkeypatch):
    """Writes another walk for the demo."""
    folder = tmp_path_factory.mktemp("examples")
    monkeypatch.setattr(demo, "_PLACES", (folder,))

    def write(script):
        (folder / "en").mkdir()
        for place in (folder, folder / "en"):
            (place / "morning.sh").write_text(script, encoding="utf-8")

    return write


def test_the_users_own_file_config_and_folders_stay_untouched(crm, tmp_path, morning):
    morning("crm add 李四 --phone 13800138001\nCRM_NOW=2026-01-05 crm rm 李四 --yes\n")
    crm("add", "张三")
    before = Path(os.environ["CRM_DB"]).read_bytes()
    crm("demo", "--no-input")
    assert Path(os.environ["CRM_DB"]).read_bytes() == before
    assert os.environ["CRM_NOW"] == "2026-11-21T09:00"
    assert {path.name for path in tmp_path.iterdir()} == {"crm.db"}
    assert [item["name"] for item in crm("list", "-o", "json").items] == ["张三"]


def test_a_file_that_exists_is_refused(crm, tmp_path):
    taken = tmp_path / "mine.db"
    taken.write_bytes(b"mine")
    ran = crm("demo", "--keep", taken, ok=False)
    assert ran.code == 5
    assert taken.read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("", []),
        ("#!/bin/sh\n# About the script.\n\n# One.\ncrm due\n", [("One.", "crm due")]),
        ("# One,\n# two.\ncrm due\ncrm list\n", [("One,\ntwo.", "crm due"), ("", "crm list")]),
        ("crm log zs \\\n  --next friday\n", [("", "crm log zs \\\n  --next friday")]),
    ],
)
def test_a_script_is_read_as_commands_with_their_comments(script, expected):
    found = [("\n".join(line.strip() for line in step.said.splitlines()), step.command) for step in demo.steps(script)]
    assert found == expected


def test_a_command_that_fails_ends_the_demo_and_says_which(crm, morning):
    morning("# Nobody.\ncrm add Ann\ncrm show nobody\ncrm due\n")
    ran = crm("demo", "--no-input", ok=False)
    assert ran.code == 1
    assert "crm show nobody" in ran.err
    assert "$ crm due" not in ran.out
