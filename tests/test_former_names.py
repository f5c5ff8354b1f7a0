"""What was typed yesterday works today: examples of the version before, old names of options, commands and values."""

import re
import shlex
from pathlib import Path

import pytest

from crmcli.cli import root
from crmcli.commands.demo.demo import STORY_NOW
from crmcli.core import former_names, i18n
from crmcli.customers.vocabulary import LOSS_REASONS
from crmcli.followups.model import TYPES
from crmcli.pipelines.former_texts import FORMER
from crmcli.pipelines.presets import PRESETS
from crmcli.reports.losses.calc import KIND

BEFORE = Path(__file__).parent / "data" / "before"
EXAMPLES = Path(__file__).parent.parent / "examples"


def lines(name):
    return (BEFORE / name).read_text(encoding="utf-8").splitlines()


def parse(command, args, parent=None):
    """Everything up to the command itself."""
    with command.make_context("crm", args, parent=parent) as context:
        if hasattr(command, "commands"):
            _, found, rest = command.resolve_command(context, context._protected_args + context.args)
            parse(found, rest, context)


def test_examples_of_the_help_before_are_understood():
    command, typed = root.build_root(), lines("help-examples.txt")
    assert len(typed) > 300
    for line in typed:
        first, *rest = re.sub(r" [|>] [\w.]+$", "", line.removeprefix("crm")).split(" | xargs crm ")
        parse(command, shlex.split(first))
        for part in rest:
            parse(command, [*shlex.split(part), "c1"])


@pytest.mark.parametrize("readme", ["README.txt", "README.zh-CN.txt"])
def test_the_readme_before_works_from_top_to_bottom(crm, monkeypatch, tmp_path, readme):
    (tmp_path / "examples").symlink_to(EXAMPLES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRM_NOW", STORY_NOW)
    for line in lines(readme):
        if not re.search(r"cron|demo| \| ", line):
            ran = crm(*shlex.split(line, comments=True)[1:], ok=False)
            assert ran.code == 0, f"{line}\n{ran.err}"


RENAMED = {
    "note Ann x --worry price --rival=Acme": "note Ann x --concern price --competitor=Acme",
    "log Ann Proposal --matter Loan": "log Ann Proposal --about Loan",
    "node edit Proposal --matter Loan": "node edit Proposal --topic Loan",
    "order Ann 500 --rest-by 2026-12-01": "order Ann 500 --balance-by 2026-12-01",
    "settle Ann price": "resolve Ann price",
}


@pytest.mark.parametrize(("old", "new"), RENAMED.items())
def test_an_old_name_does_what_the_new_one_does(crm, old, new):
    crm("add", "Ann")
    crm("note", "Ann", "x", "--concern", "price")
    first = crm(*shlex.split(old)).out
    crm("undo")
    assert re.sub(r"[a-z]\d+", "", crm(*shlex.split(new)).out) == re.sub(r"[a-z]\d+", "", first)


def test_a_text_of_a_preset_is_dropped_by_the_name_it_had(crm):
    ours = {en for nodes in PRESETS.values() for one in nodes for _zh, en in (*one.topics, *one.materials, *one.questions)}
    assert set(FORMER.values()) <= ours and not ours & set(FORMER)
    crm("pipeline", "use", "auto4s")
    assert "Financing quote" in crm("node", "show", "Quotation").out
    crm("node", "edit", "Quotation", "--drop", "Loan offer", "--drop", "Cash price")
    assert crm("node", "show", "Quotation", "-o", "json").items[0]["matters"] == ["Trade-in offer"]


def test_a_node_of_before_is_found_by_the_name_it_had(crm, tmp_path):
    crm("pipeline", "use", "house")
    crm("add", "Ann")
    crm("log", "Ann", "Second outing", "--about", "Other area")
    path = tmp_path / "touches.csv"
    path.write_text(
        "customer,node,at\nAnn,Same home again,2026-11-20 10:00\nAnn,second outing,2026-11-19 10:00\n", encoding="utf-8"
    )
    crm("import", path, "--pipeline", "house", "--create-nodes", "--yes")
    nodes = {one["node"]: one["touches"] for one in crm("node", "list", "-o", "json").items}
    assert nodes == {"Online viewing": 0, "First viewing": 0, "More viewings": 2, "Repeat viewing": 1, "Closed": 0}
    assert crm("list", "node:Second outing", "-o", "ids").out == crm("list", "node:More viewings", "-o", "ids").out == "1\n"
    crm("node", "rename", "Closed", "Second outing")  # the seller's own name goes before
    assert crm("log", "Ann", "second outing", "-o", "json").items[0]["node"] == "Second outing"


def test_old_names_are_told_nowhere(crm):
    told = crm("help", "all").out + "".join(crm(name, "--help").out for name in ("log", "note", "order"))
    told += crm("log", "Ann", "--mattr", "x", ok=False).err + crm("note", "Ann", "x", "--rivel", "x", ok=False).err
    assert not set(re.findall(r"[\w-]+", told)) & {*former_names._OPTIONS, *former_names._COMMANDS}


def test_the_text_of_an_option_is_no_option(crm):
    crm("add", "Ann")
    assert crm("note", "Ann", "--", "--rival Acme").code == 0
    assert crm("find", "rival", "-o", "json").items[0]["snippet"] == "--rival Acme"


@pytest.mark.parametrize(
    ("values", "label", "code"),
    [
        (TYPES, "Sign and collect", "close"), (TYPES, "Uncover opportunity", "explore"), (TYPES, "say hello", "greet"),
        (TYPES, "签约回款", "close"), (LOSS_REASONS, "Need gone", "need_gone"), (LOSS_REASONS, "No contact taken", "no_contact"),
        (KIND, "buyer who left", "churned"),
    ],
)  # fmt: skip
def test_a_label_of_before_names_its_value(values, label, code):
    for language in i18n.LANGUAGES:
        i18n.use(language)
        assert values.parse(label) == code
