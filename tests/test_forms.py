"""Every reading command in every form that scripts take: whole values, no Python, nothing that a terminal would act on."""

import csv
import io
import json
import os
import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest

from crmcli.terminal import serialize
from storage.test_file_states import READERS

PYTHON = re.compile(r"\b[A-Z]\w*\((?:no|code|kind|name|at|key)=|\bCoded\(|<crmcli|datetime\.|namedtuple|\[\{?'|\{'")
ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
HOSTILE = "张\x9b三\u202e \x1b]0;x\x07"


def fill(crm):
    path = Path(os.environ["CRM_DB"])
    path.unlink()
    crm("demo", "--no-input", "--keep", path)


@pytest.mark.parametrize("form", ["plain", "csv", "json", "jsonl", "ids"])
def test_every_command_gives_values(start_with, form):
    crm = start_with(fill)
    for line in [
        *(line for line in READERS if line != "calendar"),
        "show 华信",
        "company show 1",
        "funnel --who entered",
        "journey --compare won lost",
        "due --within 60d --why",
    ]:
        done = crm(*shlex.split(line), "-o", form, ok=False)
        assert done.code in {0, 2, 3}, (line, done.err)
        assert not PYTHON.search(done.out), (line, PYTHON.search(done.out), done.out[:600])
        assert not ACTING.search(done.out), line
        if form == "json" and not done.code and done.out:
            assert json.loads(done.out)["schema"] == 1


def test_rows_within_a_row_are_json_in_csv_and_nothing_in_plain(start_with):
    crm = start_with(fill)
    (row,) = csv.DictReader(io.StringIO(crm("show", "c1", "-o", "csv").out))
    item = crm("show", "c1", "-o", "json").items[0]
    assert json.loads(row["last"]) == item["last"]
    assert item["last"]
    assert "{" not in crm("show", "c1", "-o", "plain").out


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_json_spells_what_a_terminal_would_act_on(crm, form):
    out = crm("query", "SELECT char(155) || char(8238) || char(127) || char(27) AS x", "-o", form).out
    assert not ACTING.search(out.strip())
    found = json.loads(out)
    assert (found["items"][0] if form == "json" else found) == {"x": "\x9b\u202e\x7f\x1b"}


@pytest.mark.parametrize("form", ["ids", "csv", "plain"])
def test_what_lands_on_a_screen_is_clean(form):
    class Row(NamedTuple):
        name: str

    assert not ACTING.search("".join(serialize.pieces(form, [Row(HOSTILE)], on_screen=True)).replace("\n", ""))
