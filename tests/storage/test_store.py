"""The one door of writing: all or nothing, a private file made by the first write, and every trouble in a sentence."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from crmcli.cli import seed
from crmcli.core.errors import DatabaseFileError, RefusedError
from crmcli.storage import migrations, store
from crmcli.storage.store import Store

PLAIN = {"name": "张三", "created_at": "2026-11-21T01:00:00.000Z"}


def people(opened):
    return opened.column("SELECT name FROM customers ORDER BY no")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "er" / "my.db"


@pytest.fixture
def file(path):
    """A file with one customer, its path."""
    opened = Store(path, seed.seed)
    with opened.change("one"):
        opened.insert("customers", **PLAIN)
    opened.close()
    return path


def test_reading_a_missing_file_finds_an_empty_one_and_makes_none(path):
    opened = Store(path, seed.seed)
    assert people(opened) == []
    assert opened.scalar("SELECT count(*) FROM nodes") == 6
    assert opened.get_setting("currency", "CNY") == "CNY"
    opened.close()
    assert not path.parent.exists()


def test_the_first_write_makes_a_private_file_in_a_private_folder(file):
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert [one.name for one in file.parent.iterdir()] == ["my.db"]
    again = Store(file)
    assert people(again) == ["张三"]
    assert again.scalar("PRAGMA application_id") == migrations.APPLICATION_ID
    again.close()


def test_a_folder_that_was_there_keeps_its_rights(tmp_path):
    tmp_path.chmod(0o755)
    opened = Store(tmp_path / "x.db", seed.seed)
    opened.ensure_file()
    opened.close()
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_an_empty_file_is_a_new_one(tmp_path):
    (tmp_path / "x.db").touch()
    opened = Store(tmp_path / "x.db", seed.seed)
    with opened.change("one"):
        opened.insert("customers", **PLAIN)
    assert people(opened) == ["张三"]
    opened.close()


def test_a_change_is_kept_whole_or_not_at_all(store):
    with pytest.raises(ZeroDivisionError), store.change("half"):
        store.insert("customers", **PLAIN)
        raise ZeroDivisionError
    assert people(store) == []
    assert store.scalar("SELECT count(*) FROM changes") == 0
    assert store.scalar("SELECT count(*) FROM search_customers") == 0
    with store.change("whole") as number:
        assert store.insert("customers", **PLAIN) == 1
        with store.change("inner") as inner:
            assert inner == number
            store.insert("tags", customer_no=1, tag="vip")
    assert store.column("SELECT label FROM changes") == ["whole"]


def test_nothing_is_written_to_the_journal_outside_a_change(store):
    store.db.execute("INSERT INTO customers (uid, name, created_at) VALUES ('u', 'x', 'y')")
    assert store.scalar("SELECT count(*) FROM operations") == 0


def test_a_row_that_others_hang_on_is_not_deleted(store):
    with store.change("x"):
        store.insert("touches", customer_no=store.insert("customers", **PLAIN), node_no=1, at="x", created_at="x")
    with pytest.raises(RefusedError), store.change("y"):
        store.delete("nodes", 1)
    assert store.scalar("SELECT count(*) FROM nodes") == 6


def test_many_rows_at_once_are_journaled_like_single_ones(store):
    with store.change("x"):
        numbers = store.insert_many("customers", ("name", "created_at"), [("a", "t"), ("b", "t")])
        store.insert("customers", name="c", created_at="t")
        more = store.insert_many("customers", ("name", "created_at"), [("d", "t")])
    assert (list(numbers), list(more)) == ([1, 2], [4])
    assert store.scalar("SELECT count(*) FROM operations WHERE tbl = 'customers'") == 4
    assert store.scalar("SELECT count(DISTINCT uid) FROM customers") == 4


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("state", ["present", "older", "missing"])
def test_a_rehearsal_leaves_not_one_byte(file, tmp_path, monkeypatch, large, state):
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    if state == "older":
        file.unlink()
        with closing(sqlite3.connect(file, isolation_level=None)) as db:
            for _number, sql in migrations._steps()[:3]:
                for statement in migrations._statements(sql):
                    db.execute(statement)
            db.execute("PRAGMA user_version = 3")
            db.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
    if state == "missing":
        file.unlink()
    before, there, opened = file.read_bytes() if file.exists() else None, {*tmp_path.iterdir()}, Store(file)
    with pytest.raises(ZeroDivisionError), opened.rehearsal(large=large) as trial, trial.change("x"):
        trial.insert("customers", **PLAIN | {"name": "李四"})
        assert people(trial)[-1] == "李四"
        raise ZeroDivisionError
    assert "李四" not in people(opened)
    opened.close()
    assert (file.read_bytes() if file.exists() else None) == before
    assert list(folder.iterdir()) == []
    assert {*tmp_path.iterdir()} == there


def damage(path, text="customers"):
    """Overwrite a page in the middle of the file."""
    size = path.stat().st_size
    with path.open("r+b") as target:
        for position in range(4096, size, 4096):
            target.seek(position)
            target.write(b"\xff" * 4096)


def newer(path):
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {migrations.LATEST + 1}")


def foreign(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE photos (name)")


TROUBLES = {
    "newer": (newer, "newer crm"),
    "foreign": (foreign, "another program"),
    "text": (lambda path: path.write_text("name,phone\n" * 500), "not a crm database"),
    "damaged": (damage, "damaged"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("argv", [["list"], ["add", "李四"], ["due"], ["find", "合同"]])
def test_a_file_that_is_none_is_left_as_it_is(crm, monkeypatch, file, trouble, argv):
    spoil, sentence = TROUBLES[trouble]
    spoil(file)
    before = file.read_bytes()
    failed = crm(*argv, "--db", file, "-o", "json", ok=False)
    assert (failed.code, failed.error["code"]) == (6, "database")
    assert sentence in failed.error["message"]
    assert file.read_bytes() == before
    assert [one.name for one in file.parent.iterdir()] == ["my.db"]


def test_a_locked_file_is_waited_for_and_then_told(crm, monkeypatch, file):
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert crm("list", "--db", file, "-o", "ids").out == "1\n"
        failed = crm("add", "李四", "--db", file, ok=False)
        assert (failed.code, "Another program" in failed.err) == (6, True)
        other.execute("ROLLBACK")
    assert crm("list", "--db", file, "-o", "ids").out == "1\n"


def test_a_folder_where_a_file_should_be(crm, tmp_path):
    assert crm("list", "--db", tmp_path, ok=False).code == 6
    (tmp_path / "file").touch()
    assert crm("add", "x", "--db", tmp_path / "file" / "x.db", ok=False).code == 6


def in_a_child(code, *argv, **env):
    """Runs the program in a process of its own, after `code`."""
    script = f"import sys, os, resource\n{code}\nfrom crmcli.__main__ import main\nmain(sys.argv[1:])"
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, argv)], env=os.environ | env, capture_output=True, text=True, check=False
    )


def full_disk(after):
    """No file may grow beyond `after` bytes: what a full disk looks like to the program."""
    return (
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({after}, {after}))"
    )


def test_a_full_disk_leaves_everything_as_it_was(file):
    before = file.read_bytes()
    done = in_a_child(full_disk(len(before)), "add", "李四", "--note", "x" * 100_000, "--db", file)
    assert done.returncode == 6, done.stderr
    assert "Traceback" not in done.stderr
    opened = Store(file)
    assert people(opened) == ["张三"]
    opened.close()
    assert file.read_bytes() == before


def test_a_disk_full_from_the_start_leaves_an_empty_notebook(tmp_path):
    path = tmp_path / "new.db"
    done = in_a_child(full_disk(20_000), "add", "李四", "--db", path)
    assert done.returncode == 6, done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.glob("new.db*")) == []
    opened = Store(path, seed.seed)
    with opened.change("again"):
        opened.insert("customers", **PLAIN)
    assert people(opened) == ["张三"]
    opened.close()


def test_a_store_that_could_not_be_made_is_still_an_empty_notebook(tmp_path, monkeypatch, real_birth):
    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    path = tmp_path / "new.db"
    opened = Store(path, seed.seed)
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "migrate", full)
        with pytest.raises(DatabaseFileError), opened.change("add"):
            pass
    assert not path.exists()
    with opened.change("again"):
        opened.insert("customers", **PLAIN)
    opened.close()
    assert in_a_child("", "list", "-o", "ids", "--db", path).stdout == "1\n"


def test_the_next_start_takes_back_what_a_dead_process_left_half_written(file):
    """A killed process, or a disk too full to roll back, leaves a hot journal beside a file that is half new."""
    before = file.read_bytes()
    half = f"""
from pathlib import Path
from crmcli.storage.store import Store
opened = Store(Path({str(file)!r}))
opened.db.execute("PRAGMA cache_size = 5")
with opened.change("half"):
    for number in range(300):
        opened.insert("customers", name=str(number) * 50, created_at="2026-01-01T00:00:00.000Z")
    os._exit(9)
"""
    assert in_a_child(half).returncode == 9
    assert file.read_bytes() != before
    assert file.with_name("my.db-journal").stat().st_size > 0
    opened = Store(file)
    assert people(opened) == ["张三"]
    opened.close()
    assert file.read_bytes() == before


SHAPES = ("ALTER TABLE nodes DROP COLUMN alias", "DROP TABLE signs", "DROP TABLE customers")


@pytest.mark.parametrize("shape", SHAPES)
def test_a_file_of_another_shape_is_told(crm, file, shape):
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute(shape)
        db.commit()
    told = [crm(*argv, "--db", file, "-o", "json", ok=False) for argv in (["show", "张三"], ["node", "list"], ["signs", "张三"])]
    assert {one.code for one in told} <= {0, 6}
    assert any("an unknown layout" in one.error["message"] for one in told if one.code)


def test_damage_that_shows_late_is_told_too(file):
    opened = Store(file)

    class Late:
        description = (("x",),)

        def execute(self, *_):
            return self

        def __iter__(self):
            yield (1,)
            raise sqlite3.DatabaseError("database disk image is malformed")

    def one(x):
        return x

    real, opened.db = opened.db, Late()
    for read in (lambda: list(opened.iterate("x")), lambda: opened.column("x"), lambda: opened.rows(one, "x")):
        with pytest.raises(DatabaseFileError, match="damaged"):
            read()
    real.close()


@pytest.fixture
def public_folder():
    """A folder that any user can reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)


# Everything is imported by running once elsewhere: where the program lies, nobody may be unable to read.
AS_NOBODY = """
import contextlib, importlib, io, json, os, pkgutil, sys, tempfile
import crmcli
from crmcli.__main__ import run
for module in pkgutil.walk_packages(crmcli.__path__, "crmcli."):
    importlib.import_module(module.name)
from crmcli.storage import sqlite_errors
def said(words, db):
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        return run([*words, "--db", db]), out.getvalue(), err.getvalue()
COMMANDS = (["add", "李四", "--phone", "13800138000"], ["list", "-o", "ids"])
with tempfile.TemporaryDirectory() as elsewhere:
    for words in COMMANDS:
        said(words, elsewhere + "/warm.db")
os.getuid() or os.setuid(65534)
print(json.dumps([[said(words, db) for words in COMMANDS] for db in sys.argv[1:]]))
"""


def test_a_read_only_file_or_folder(file, public_folder):
    places = public_folder / "my.db", public_folder / "folder" / "my.db"
    for path, of_file, of_folder in zip(places, (0o444, 0o666), (0o777, 0o555), strict=True):
        path.parent.mkdir(exist_ok=True)
        shutil.copy(file, path)
        path.chmod(of_file)
        path.parent.chmod(of_folder)
    env = os.environ | {"CRM_CONFIG": str(public_folder / "none.toml")}
    done = subprocess.run([sys.executable, "-c", AS_NOBODY, *places], env=env, capture_output=True, text=True, check=False)
    places[1].parent.chmod(0o755)
    assert done.returncode == 0, done.stderr
    for path, ((code, _, told), (_, listed, _)) in zip(places, json.loads(done.stdout), strict=True):
        assert (code, listed) == (6, "1\n"), told
        assert "read-only" in told
        assert path.read_bytes() == file.read_bytes()


def test_an_older_file_is_read_as_it_is_and_copied_before_the_first_write_changes_its_shape(file, monkeypatch):
    monkeypatch.setattr(migrations, "LATEST", migrations.LATEST + 1)
    steps = [*migrations._steps(), (migrations.LATEST, "CREATE TABLE later (no INTEGER PRIMARY KEY);")]
    monkeypatch.setattr(migrations, "_steps", lambda: steps)
    before, opened = file.read_bytes(), Store(file)
    assert people(opened) == ["张三"]
    assert opened.scalar("SELECT count(*) FROM later") == 0
    assert (file.read_bytes(), list(file.parent.glob("my.db.v*"))) == (before, [])
    with opened.change("the first write"):
        opened.insert("customers", **PLAIN | {"name": "李四"})
    assert (people(opened), opened.scalar("SELECT count(*) FROM later")) == (["张三", "李四"], 0)
    opened.close()
    (copy,) = Path(file.parent).glob("my.db.v*")
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT name FROM customers").fetchall() == [("张三",)]


def test_a_step_that_fails_leaves_the_older_file(file, monkeypatch):
    monkeypatch.setattr(migrations, "LATEST", migrations.LATEST + 1)
    steps = [*migrations._steps(), (migrations.LATEST, "CREATE TABLE later (no);\nCREATE TABLE customers (no);")]
    monkeypatch.setattr(migrations, "_steps", lambda: steps)
    with pytest.raises(sqlite3.OperationalError):
        Store(file)
    with pytest.raises(sqlite3.OperationalError):
        Store(None)._open_to_write(file)
    monkeypatch.undo()
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'later'").fetchone() == (0,)
        assert db.execute("PRAGMA user_version").fetchone() == (migrations.LATEST,)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("database is locked", DatabaseFileError), ("attempt to write a readonly database", DatabaseFileError),
        ("database or disk is full", DatabaseFileError), ("disk I/O error", DatabaseFileError),
        ("FOREIGN KEY constraint failed", RefusedError), ("no such table: x", sqlite3.OperationalError),
    ],
)  # fmt: skip
def test_what_sqlite_says_becomes_a_sentence_or_stays_a_defect(text, kind):
    assert type(store.explain(sqlite3.OperationalError(text), Path("x.db"))) is kind


class Pair(NamedTuple):
    left: int
    right: int = 0


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("SELECT 1 AS left, 2 AS right", Pair(1, 2)), ("SELECT 2 AS right, 1 AS left", Pair(1, 2)), ("SELECT 1 AS left", Pair(1)),
    ],
)  # fmt: skip
def test_columns_are_bound_by_their_names_whatever_their_order(sql, found):
    store = Store(None)
    assert store.rows(Pair, sql) == [store.one(Pair, sql)] == [found]
    row = next(store.named(sql))
    assert (row["left"], row["right"] if len(row) > 1 else 0) == found


def test_a_column_that_is_no_field_is_refused():
    with pytest.raises(TypeError, match="middle"):
        Store(None).rows(Pair, "SELECT 1 AS left, 2 AS middle")


def test_what_is_deleted_is_overwritten_however_sqlite_was_built(monkeypatch, tmp_path):
    class Careless(sqlite3.Connection):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.execute("PRAGMA secure_delete = OFF")

    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Careless))
    opened = Store(tmp_path / "my.db", seed.seed)
    opened.ensure_file()
    assert opened.scalar("PRAGMA secure_delete") == 1
    opened.close()


def test_the_journal_follows_again_after_a_change_that_failed(store):
    created = PLAIN["created_at"]
    with pytest.raises(ZeroDivisionError), store.change("broken"):
        store.insert("products", name="wine", created_at=created)
        1 / 0  # noqa: B018
    with store.change("whole") as number:
        store.insert("products", name="tea", created_at=created)
    with store.change("back", undoes=number):
        store.undo(number)
    assert store.column("SELECT name FROM products") == []
