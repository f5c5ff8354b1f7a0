"""A command of the program under strace, with one of its calls on its own files failing; what lies there afterwards."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

FAULTS = {"KILL": "signal=KILL", "INT": "signal=INT", "EIO": "error=EIO", "ENOSPC": "error=ENOSPC"}
CALLS = "openat,write,pwrite64,fsync,fdatasync,ftruncate,?mkdir,?rename,?unlink,renameat,unlinkat,mkdirat"
FAST = "--seccomp-bpf"  # stops at these calls alone, but strace sends no signals then
COMMANDS = {
    "config set": ("config", "set", "search.jobs", "https://example.com/{company}"),
    "config set in the file": ("config", "set", "currency", "USD"),
    "init": ("init", "--language", "en", "--currency", "USD", "--pipeline", "house"),
    "export": ("export", "customers", "{folder}/out", "--yes"),
    "calendar": ("calendar", "{folder}/out", "--yes"),
    "pipeline export": ("pipeline", "export", "generic", "{folder}/out", "--yes"),
}
CALL = re.compile(r"^(?:\d+ +)?(\w+)\(")
NOTHING = re.compile(r"[Nn]othing was (saved|changed)")


class Point(NamedTuple):
    """The how manieth call of that name."""

    call: str
    when: int


class World:
    """A folder with the seller's file, settings and an older export, put back before every run."""

    def __init__(self, folder: Path):
        self.folder, self.template, self.log = folder / "world", folder / "template", folder / "log"
        (self.folder / "config/crm").mkdir(parents=True)
        (self.folder / "config/crm/config.toml").write_text('# mine\nlanguage = "zh"\n')
        (self.folder / "out").write_text("of yesterday\n")
        places = {
            "HOME": "home",
            "XDG_CONFIG_HOME": "config",
            "XDG_DATA_HOME": "data",
            "XDG_STATE_HOME": "state",
            "CRM_DB": "crm.db",
        }
        own = {"CRM_LANG": "en"} | {name: f"{self.folder}/{place}" for name, place in places.items()}
        self.env = os.environ | own | {"CRM_NOW": "2026-11-21T09:00", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
        self.run(("add", "Ann", "--next", "friday"))
        shutil.copytree(self.folder, self.template)

    def run(self, argv, *under):
        words = [word.replace("{folder}", str(self.folder)) for word in argv]
        program = [*under, sys.executable, "-m", "crmcli", *words]
        return subprocess.run(
            program, env=self.env, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )

    def put_back(self):
        shutil.rmtree(self.folder)
        shutil.copytree(self.template, self.folder)

    def trace(self, argv, *options):
        """A run from the beginning, its calls written down."""
        self.put_back()
        return self.run(argv, "strace", "-f", "-y", "-o", str(self.log), "-e", f"trace={CALLS}", *options)

    def uninterrupted(self, argv):
        """The files before, each call of the command on one of them, the files after."""
        self.put_back()
        before = self.files()
        done = self.trace(argv, FAST)
        assert done.returncode == 0, done.stderr
        seen, found = {}, []
        for line in self.log.read_text(errors="replace").splitlines():
            if match := CALL.match(line):
                seen[match[1]] = seen.get(match[1], 0) + 1
                if str(self.folder) in line:
                    found.append(Point(match[1], seen[match[1]]))
        return before, found, self.files()

    def files(self):
        """Every file by what it tells: two databases that tell the same differ in their bytes."""
        database = self.folder / "crm.db"
        told = rows(database) if database.exists() else None
        whole = {str(path.relative_to(self.folder)): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        return whole | {"crm.db": told}


def rows(path):
    """What SQLite finds in the file after the rollback that it may owe: the settings, and how many rows there are of each
    table.
    """
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        tables = [
            name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
        ]
        counts = {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}
        return counts, db.execute("SELECT * FROM settings ORDER BY 1").fetchall() if "settings" in tables else []


def wrongs(world, argv, point, fault, before, after):
    """What is not as it should be after the command met the fault there."""
    inject = "-e", f"inject={point.call}:{FAULTS[fault]}:when={point.when}"
    done = world.trace(argv, *inject, *([FAST] if fault.startswith("E") else []))
    hit = [
        line
        for line in world.log.read_text(errors="replace").splitlines()
        if "INJECTED" in line or "--- SIG" in line or "killed" in line
    ]
    if not hit:
        yield "the fault met nothing"
    killed = done.returncode == -9
    if done.returncode == 1 or "Traceback" in done.stderr or "has a bug" in done.stderr:
        yield f"a defect: {done.stderr}"
    files = world.files()
    strange = {name for name, content in files.items() if content not in (before.get(name), after.get(name))}
    if killed or "unlink" in point.call:  # what cannot be removed stays
        strange -= {name for name in strange if "/." in f"/{name}" or name == "crm.db-journal"}
    if argv[0] == "init":  # a file is born, then its settings come: rows() has found it whole
        strange -= {"crm.db"}
    if strange:
        yield f"neither old nor new: {sorted(strange)}"
    changed = {name for name in after if files.get(name) != before.get(name)}
    if killed:
        return
    if done.returncode == 0 and files != after:
        yield f"exit 0, but not all is done: {done.stdout}{done.stderr}"
    if done.returncode and changed and ("aved" not in done.stderr or NOTHING.search(done.stderr)):
        yield f"{sorted(changed)} changed, exit {done.returncode} says: {done.stderr}"
    if done.returncode and not changed and "aved before" in done.stderr:
        yield f"nothing changed, exit {done.returncode} says: {done.stderr}"
