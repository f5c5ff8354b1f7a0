"""What the READMEs and the files under examples/ show works as it stands there."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from crmcli.commands.demo.demo import STORY_NOW, steps

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
CRONTAB = """#!/bin/sh
case "$1" in -l) cat {table} 2>/dev/null || {{ echo "no crontab for me" >&2; exit 1; }} ;; -) cat > {table} ;; esac
"""
CSV = {
    "customers": "contacts.csv",
    "touches": "touches.csv",
    "orders": "orders.csv",
    "payments": "payments.csv",
    "followups": "followups.csv",
}


@pytest.fixture(autouse=True)
def story(tmp_path, monkeypatch):
    (tmp_path / "examples").symlink_to(EXAMPLES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRM_NOW", STORY_NOW)
    crontab = tmp_path / "bin" / "crontab"
    crontab.parent.mkdir()
    crontab.write_text(CRONTAB.format(table=tmp_path / "crontab"))
    crontab.chmod(0o755)
    monkeypatch.setenv("PATH", str(crontab.parent), prepend=os.pathsep)


def shown(readme):
    """The command lines of a README: those of its `sh` blocks that begin with crm."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if re.match(r"crm\b", line)]


def play(crm, line):
    """Run a line as a shell would; `| xargs -r crm …` hands on the words that came out."""
    first, *rest = (shlex.split(part, comments=True) for part in line.split(" | "))
    ran = crm(*first[1:], ok=False)
    for words in rest:
        assert words[:3] == ["xargs", "-r", "crm"], line
        assert ran.code == 0, f"{line}\n{ran.err}"
        if ran.out.split():
            ran = crm(*words[3:], *ran.out.split(), ok=False)
    assert ran.code == 0, f"{line}\n{ran.err}"


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_line_of_the_readme_works_from_top_to_bottom(crm, readme):
    lines = shown(readme)
    assert len(lines) > 30
    for line in lines:
        play(crm, line)


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_a_readme_names_the_two_commands_and_only_files_there_are(readme):
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert "make demo" in text
    assert "make test" in text
    for target in re.findall(r"\]\(([^)#:]+)\)", text) + re.findall(r"(?<=\s)examples/[\w./-]+\w", text):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("folder", [".", "en"])
@pytest.mark.parametrize("kind", CSV)
def test_every_table_is_understood_without_options(crm, folder, kind):
    path = EXAMPLES / folder / ("contacts.tsv" if (folder, kind) == ("en", "customers") else CSV[kind])
    crm("pipeline", "use", "auto4s")
    options = ["--kind", kind] if kind == "payments" else []
    (found,) = crm("import", path, *options, "--dry-run", "-o", "json").items
    assert found["kind"]["code"] == kind
    assert found["rejected"] == 0
    assert found["new"] > 10


@pytest.mark.parametrize("path", sorted((EXAMPLES / "pipelines").glob("*.toml")), ids=lambda path: path.stem)
def test_every_pipeline_comes_back_as_it_went_in(crm, path, tmp_path):
    crm("pipeline", "import", path, "--use")
    nodes = [item["node"] for item in crm("node", "list", "-o", "json").items]
    copy = tmp_path / "copy.toml"
    crm("pipeline", "export", crm("config", "get", "pipeline").out.strip(), copy)
    crm("pipeline", "import", copy)
    assert [item["node"] for item in crm("node", "list", "-o", "json").items] == nodes


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("*.sh")), ids=lambda path: str(path.relative_to(EXAMPLES)))
def test_every_script_is_shell(path):
    assert subprocess.run(["sh", "-n", path], capture_output=True, check=False).returncode == 0


def test_both_languages_tell_the_same_story_of_other_people():
    def verbs(folder, name):
        told = [step.command.split()[:2] for step in steps((folder / name).read_text(encoding="utf-8"))]
        return [verb for verb in told if verb != ["crm", "config"]]

    for name in ("story.sh", "morning.sh"):
        assert verbs(EXAMPLES, name) == verbs(EXAMPLES / "en", name)
    for name in ("orders.csv", "payments.csv", "touches.csv", "followups.csv"):
        chinese, english = (
            (folder / name).read_text(encoding="utf-8").splitlines()[1:] for folder in (EXAMPLES, EXAMPLES / "en")
        )
        people = list(zip((line.split(",")[0] for line in chinese), (line.split(",")[0] for line in english), strict=True))
        assert len({one for one, _other in people}) == len({other for _one, other in people}) == len(set(people)), name


def test_the_english_demo_speaks_english():
    for path in (EXAMPLES / "en").iterdir():
        assert not re.search("[\u3400-\u9fff]", path.read_text(encoding="utf-8")), path.name


def test_the_lines_for_cron_name_everything_cron_does_not_know():
    lines = [
        line for line in (EXAMPLES / "cron.txt").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    settings = {line.partition("=")[0] for line in lines if re.match(r"[A-Z_]+=", line)}
    assert {"LANG", "CRM_DB"} <= settings
    jobs = [line for line in lines if re.match(r"\d", line)]
    assert jobs
    for job in jobs:
        assert not re.search(r"(?<![/\w-])crm\b(?! *-)", job.replace("/crm ", "/CRM ")), job
