"""Every test works in a world of its own: an empty home, a fixed clock, a known time zone, English, no terminal."""

import gc
import io
import json
import os
import sqlite3
import time
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from prompt_toolkit.application import application
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from crmcli.cli import root, seed
from crmcli.core import config, i18n
from crmcli.storage import database_file, migrations
from crmcli.storage.store import Store
from crmcli.terminal import picker, session

settings.register_profile("crm", max_examples=25, deadline=None)
settings.load_profile("crm")
LOADED, REALLY_LOADED = {}, root.load_command


def command_of_the_language(name):
    """A process of the program runs one command, the tests run thousands."""
    key = i18n.language(), name
    if key not in LOADED:
        LOADED[key] = REALLY_LOADED(name)
    return LOADED[key]


root.load_command = command_of_the_language
ROOTS, REALLY_BUILT = {}, root.build_root


def root_of_the_language():
    """As the program builds it, once a language."""
    if i18n.language() not in ROOTS:
        ROOTS[i18n.language()] = REALLY_BUILT()
    return ROOTS[i18n.language()]


root.build_root = root_of_the_language
application.load_key_bindings = cache(application.load_key_bindings)  # the same for every question, and half the work of one
NOW = "2026-11-21T09:00"  # a Saturday


REALLY_ITERATED = Store.iterate


def iterated_by_few_columns(store, sql, /, **parameters):
    """A bare row is bound by position, which nobody can follow over more than four columns."""
    for row in REALLY_ITERATED(store, sql, **parameters):
        assert len(row) <= 4, sql
        yield row


Store.iterate = iterated_by_few_columns
TEMPLATES = {}
REALLY_BORN, REALLY_CONNECTED = Store._bring_up_to_date, database_file.connect


def connected_hastily(path, **options):
    """As the program opens it, without waiting for the disk: no test pulls the plug."""
    db = REALLY_CONNECTED(path, **options)
    with suppress(sqlite3.DatabaseError):  # a damaged file, for a test of it
        db.execute("PRAGMA synchronous = OFF")
    return db


def born_from_template(opened):
    """A new file as the program makes it, made once a language and copied page by page from then on: 40 ms are 1 ms."""
    if opened._seed is not seed.seed or migrations.version(opened.db) != 0:
        return REALLY_BORN(opened)
    template = TEMPLATES.get(i18n.language())
    if template is None:
        REALLY_BORN(opened)
        opened.db.execute("INSERT INTO settings VALUES ('region', 'CN')")
        TEMPLATES[i18n.language()] = template = sqlite3.connect(":memory:")
        return opened.db.backup(template)
    return template.backup(opened.db)


@pytest.fixture
def real_birth(monkeypatch):
    """For tests of the birth of a file itself."""
    monkeypatch.setattr(Store, "_bring_up_to_date", REALLY_BORN)


@pytest.fixture
def bare_file(real_birth):
    """For tests of a file that knows no region: the others are begun in China."""


ROOMS = count()


@pytest.fixture
def tmp_path(tmp_path_factory):
    """As pytest's own, which looks through the folders of all tests before to find a name."""
    path = tmp_path_factory.getbasetemp() / str(next(ROOMS))
    path.mkdir()
    return path


def pytest_collection_finish():
    """What stands now stands to the end: to look it through again and again for garbage is a twentieth of all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Where everything is installed that the tests need (`.ci/run`), a skipped test is a failed one."""
    report = yield
    if report.skipped and os.environ.get("CRM_TEST_FAIL_ON_SKIP"):
        report.outcome, report.longrepr = "failed", f"{item.nodeid} was skipped: {report.longrepr[-1]}"
    return report


CLEAN = (
    "CRM_CONFIG",
    "CRM_LANG",
    "CRM_NO_INPUT",
    "NO_COLOR",
    "FORCE_COLOR",
    "LANGUAGE",
    "LC_ALL",
    "LC_MESSAGES",
    "LANG",
    "PAGER",
)


@pytest.fixture(autouse=True)
def world(tmp_path, monkeypatch):
    for name in CLEAN:
        monkeypatch.delenv(name, raising=False)
    places = {"HOME": "home", "XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "data", "CRM_DB": "crm.db"}
    for name, value in {name: f"{tmp_path}/{place}" for name, place in places.items()}.items():
        monkeypatch.setenv(name, value)
    for name, value in {"CRM_NOW": NOW, "TZ": "Asia/Shanghai", "COLUMNS": "80"}.items():
        monkeypatch.setenv(name, value)
    time.tzset()
    (tmp_path / "crm.db").touch(mode=0o600)  # a reader refuses a named file that is not there; an empty one is a new one
    monkeypatch.setattr(Store, "_bring_up_to_date", born_from_template)
    monkeypatch.setattr(database_file, "connect", connected_hastily)
    config.values.cache_clear()
    i18n.use("en")
    yield
    session.start()
    i18n.use("en")
    config.values.cache_clear()


@pytest.fixture
def store():
    """An empty file in memory, with what a new file starts with."""
    opened = Store(None, seed.seed)
    yield opened
    opened.close()


class Ran:
    """What one run of the program left: exit code, stdout, stderr."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def items(self):
        return self.json["items"]

    @property
    def error(self):
        return json.loads(self.err.splitlines()[-1])["error"]


@pytest.fixture
def crm(monkeypatch):
    """Runs the program in this process, as in a pipe: `crm("add", "张三")`; `ok=False` where it is to fail."""
    from crmcli.__main__ import run

    def call(*argv, ok=True, stdin=""):
        out, err = io.StringIO(), io.StringIO()
        monkeypatch.setattr("sys.stdout", out)
        monkeypatch.setattr("sys.stderr", err)
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin) if isinstance(stdin, str) else io.TextIOWrapper(io.BytesIO(stdin)))
        code = run([str(word) for word in argv])
        ran = Ran(code, out.getvalue(), err.getvalue())
        assert "Traceback" not in ran.err
        if ok:
            assert code == 0, ran.err
        return ran

    return call


FILLED = {}


@pytest.fixture
def start_with(crm):
    """`crm` over a file that `fill(crm)` has filled: for the first test that asks; copied for the others."""

    def start(fill):
        path = Path(os.environ["CRM_DB"])
        if fill in FILLED:
            path.write_bytes(FILLED[fill])
        else:
            fill(crm)
            FILLED[fill] = path.read_bytes()
        return crm

    return start


class SmallWindow(DummyOutput):
    """Nothing is seen, but everything is drawn, in a window of 10 lines and 40 columns."""

    def get_size(self):
        return Size(rows=10, columns=40)


@pytest.fixture
def press(monkeypatch):
    """`press("b", ENTER + ENTER)`: a person who presses that at the first question, that at the second …, and then hangs up.

    Returned is what they still have to press.
    """

    def prepare(*keys, on=monkeypatch):
        waiting, opened = iter(keys), []

        def streams():
            opened.append(context_ := create_pipe_input())
            source, pressed = context_.__enter__(), next(waiting, "")
            source.send_text(pressed)
            if pressed != "\x1b":  # Esc waits for what may come behind it
                source.close()
            return source, SmallWindow()

        on.setattr(picker, "streams", streams)
        on.setattr(session.Session, "asks", lambda _session: True)
        return waiting

    return prepare
