"""Each field of a customer goes the whole round: option, file, screen, form, search, undo, export, import. None is forgotten."""

import csv
import io
from inspect import signature

import pytest

from crmcli.commands.customers import add_edit, requests
from crmcli.customers.model import BY_NAME, COLUMNS, FIELDS
from crmcli.importing import column_mapping
from crmcli.pipelines.qualification_options import QualificationInput
from crmcli.storage import search_index
from crmcli.terminal import prompt

TYPED = {
    "phone": ("13800138000", "13900139000"), "email": ("one@example.com", "two@example.com"), "qq": ("10001", "10002"),
    "birthday": ("1990-05-20", "1991-06-21"), "referrer": ("Rita", "Remo"), "fields": ("Region=Ulm", "Region=Bonn"),
}  # fmt: skip


def typed(field):
    """Two values as a person types them."""
    word = field.name.replace("_", "")
    return TYPED.get(field.name, (f"first{word}", f"second{word}"))


def held(field, *values):
    """What the customer object has of these values, given one after the other; None and empty where nothing was."""
    if field.kind == "portrait":
        return dict(value.split("=") for value in values)
    if field.kind == "tags":
        return list(values)
    if field.name == "phone":
        return [f"+86{values[-1]}"]
    return list(values[-1:]) if field.kind == "contact" else (values or [None])[-1]


def of_ann(crm):
    (item,) = crm("show", "Ann", "-o", "json").items
    return {field.name: item[field.key] for field in FIELDS if field.kind != "note"}


def exported(crm):
    (row,) = [row for row in csv.DictReader(io.StringIO(crm("export", "customers").out)) if row["name"] == "Ann"]
    assert row["referrer"], "a referrer leaves by number"
    cells = {field.name: row["field.Region" if field.kind == "portrait" else field.name] for field in FIELDS}
    return cells | {"referrer": "Rita"}


@pytest.fixture
def ann(crm, monkeypatch):
    """`crm` over a file with Ann and those who may have referred her; `empty` turns to a file of its own."""
    crm("add", "Rita")
    crm("add", "Remo")

    def empty(path):
        monkeypatch.setenv("CRM_DB", str(path))
        path.touch(mode=0o600)

    crm.empty = empty
    return crm


def options(number, fields=FIELDS):
    return [word for field in fields for word in (field.flag, typed(field)[number])]


def in_short(field):
    """The first value as it stands in a search, a cell and a screen."""
    return typed(field)[0].rpartition("=")[2]


def test_values_go_the_whole_round(ann, tmp_path):
    said = [field for field in FIELDS if field.kind != "note"]
    ann("add", "Ann", *options(0))
    assert of_ann(ann) == {field.name: held(field, typed(field)[0]) for field in said}
    changed = ann("edit", "Ann", *options(1, said)).out
    assert [field.name for field in said if field.label not in changed] == []
    assert of_ann(ann) == {field.name: held(field, *typed(field)) for field in said}
    told = ann("history", "Ann", "-o", "json").items[0]["about"]
    assert [name for name in COLUMNS if f"{BY_NAME[name].label}: {typed(BY_NAME[name])[0]} → " not in told] == []
    ann("undo")
    assert of_ann(ann) == {field.name: held(field, typed(field)[0]) for field in said}
    screen = ann("show", "Ann", "-o", "table").out
    assert [field.name for field in FIELDS if field.place != "elsewhere" and in_short(field) not in screen] == []
    for field in FIELDS:
        if field.kind not in ("birthday", "referrer"):  # a day is asked by birthday:, a referrer is a customer
            (hit,) = ann("find", in_short(field), "-o", "json").items
            assert (hit["customer"]["name"], in_short(field) in hit["snippet"]) == ("Ann", True), field.name
    assert exported(ann) == {field.name: in_short(field) for field in FIELDS}
    (tmp_path / "all.csv").write_text(ann("export", "customers").out, encoding="utf-8")
    ann.empty(tmp_path / "other.db")
    ann("import", tmp_path / "all.csv", "--yes")
    assert exported(ann) == {field.name: in_short(field) for field in FIELDS}
    assert of_ann(ann) == {field.name: held(field, typed(field)[0]) for field in said}


def test_columns_are_cleared_and_filled_again_by_a_file(ann, tmp_path):
    columns, file = [BY_NAME[name] for name in COLUMNS], tmp_path / "ann.csv"

    def values():
        return [of_ann(ann)[name] for name in COLUMNS]

    def take(number, *more):
        lines = ["name", "phone", *COLUMNS], ["Ann", "13800138000", *(typed(field)[number] for field in columns)]
        file.write_text("".join(f"{','.join(line)}\n" for line in lines), "utf-8")
        ann("import", file, "--yes", *more)

    first, second = ([typed(field)[number] for field in columns] for number in (0, 1))
    ann("add", "Ann", "--phone", "13800138000", *options(0, columns))
    assert [name for name in COLUMNS if not ann("list", f"has:{name}", "-o", "json").items] == []
    take(1)
    assert values() == first
    take(1, "--overwrite")
    assert values() == second
    ann("edit", "Ann", *(word for field in columns for word in (field.flag, "")))
    assert values() == [None] * len(columns)
    take(0)
    assert values() == first


def test_each_header_means_its_field():
    for field in FIELDS:
        for header in field.headers.split():
            found = column_mapping.plan("customers", ["fullname", header]).columns[1].field
            assert found == field.name, header


def test_the_forms_ask_what_they_say_and_keep_what_is_answered(ann, monkeypatch):
    asked = []

    def answer(question, now="", *_more, **_kinds):
        asked.append(question.rstrip(":"))
        field = next((one for one in FIELDS if one.label.rstrip("s") == asked[-1].rstrip("s")), None)
        return "Ann" if asked[-1] == "Name" else typed(field)[bool(now)] if field else ""

    monkeypatch.setattr(prompt, "require_person", lambda _option: None)
    monkeypatch.setattr(prompt, "text", answer)
    for command, form in ((("add",), "add_form"), (("edit", "Ann"), "edit_form")):
        asked.clear()
        ann(*command)
        fields = sorted((one for one in FIELDS if getattr(one, form)), key=lambda one: getattr(one, form))
        assert [one.rstrip("s") for one in asked[1 : len(fields) + 1]] == [one.label.rstrip("s") for one in fields]
        for field in (one for one in fields if one.kind != "note"):
            was_there = form == "edit_form" and field.add_form
            assert of_ann(ann)[field.name] == held(field, typed(field)[bool(was_there)]), field.name


def parameters(command):
    return set(signature(command).parameters)


def test_every_option_is_a_field_of_the_request():
    said = {field.name for field in FIELDS}
    asked = {*requests.AddRequest._fields, *QualificationInput._fields}
    assert parameters(add_edit.add) == asked - {"said", "judged"} | said
    changing = {f"{verb}_{kind}" for verb in ("add", "remove") for kind in ("phone", "email")}
    asked = set(requests.EditRequest._fields)
    assert parameters(add_edit.edit) == asked - {"said"} | said - {"note"} | changing


def test_every_column_of_the_table_is_a_field(store):
    own = {"uid", "name", "origin", "pinyin", "initials", "created_at"}
    assert {name for (name,) in store.iterate("SELECT name FROM pragma_table_info('customers') WHERE type = 'TEXT'")} - own == {
        *COLUMNS
    }
    assert {*COLUMNS} - {*search_index.customer_words(store.db)} == {"birthday"}
