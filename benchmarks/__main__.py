"""`make bench`: every bound of speed and size with what was measured, in one table; ends with 1 where one is exceeded.

A command costs the CPU of its whole process, and is measured by what its base costs in the same rounds; of the rounds the least
counts, since a busy machine only ever adds. `python benchmarks WORD` measures the rows with that word alone.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from measure import CRM, PYTHON, Used, used

HERE = Path(__file__).resolve().parent
PROGRAMS = {"crm": CRM, "python": PYTHON}
ROUNDS = 7
FIXED = {"CRM_NOW": "2026-11-21T09:00", "CRM_LANG": "zh"}


class Run(NamedTuple):
    """A command on one of the files of data.py, on a `copy` where it writes. What `less` costs is taken off, the rest shared out
    among `parts`. Names in braces are files, too; `new` is none yet.
    """

    command: str
    file: str = "everyday"
    on_screen: bool = False
    copy: bool = False
    less: str = ""
    parts: int = 1


class Row(NamedTuple):
    """A run, how many times its base it may cost, and how many megabytes it may hold."""

    run: Run
    times: float | None
    megabytes: float | None = None
    base: str = "import typer"
    rounds: int = ROUNDS


_SCANS = """python -c "import sqlite3
for _ in range(%d): sqlite3.connect('{large}').execute('SELECT sum(amount) FROM orders NOT INDEXED').fetchone()" """
_FLOOR = "python {here}/floor.py {imported}"
BASES = {
    "import typer": Run('python -c "import typer"'),
    "a scan": Run(_SCANS % 8, less=_SCANS % 0, parts=8),
    "SQLite": Run(f"{_FLOOR} {{new}}", less=_FLOOR),
    "its import": Run("crm import {people} --yes", "new"),
    "three rows": Run("crm import {three} --yes", "imported", copy=True),
}
TABLES = ("list --limit 30", "due --limit 30", "find 公司 --limit 30", "history --limit 30", "timeline c12")
WRITES = (
    "add 欧阳文博 --phone 13912345678", "log c12 初步接触 --note 聊了预算", "note c12 孩子九月上学", "next c12 2026-12-01 发报价",
    "order c12 3000", "edit c12 --role 经理", "undo",
)  # fmt: skip
REPORTS = ("funnel", "journey", "stalled", "losses", "node times", "rfm", "load")
FORMS = {"plain": 1.7, "json": 1.7, "table": 2.2}
MILLION = {"rfm -o table": 10, "funnel -o json": 20, "journey -o json": 24, "node times -o json": 28}  # touches and orders
ALL_ROWS = ("list -o json", "list -o csv", "export", "export -o json", "export touches", "calendar")
# 30 and 25 ms a thousand rows, where `import typer` takes 55.
LIST_OF_1000, CALENDAR_OF_1000 = 30 / 55, 25 / 55

ROWS = (
    *(Row(Run(f"crm {one}"), 1.25) for one in ("--help", "--version", "due -o plain")),
    Row(Run("crm due -o plain", "reminders"), 1.4),
    Row(Run("crm due -o plain", "many-reminders"), 1.9),
    *(Row(Run(f"crm {one}", on_screen=True), 2.2) for one in TABLES),
    *(Row(Run("crm", file, on_screen=True), 2.5) for file in ("everyday", "reminders")),
    *(Row(Run(f"crm {one}", copy=True), 1.6, 30) for one in WRITES),
    *(Row(Run(f"crm {one}"), 1.6) for one in ("show c12", "history c12", "radar c12")),
    Row(Run("crm find 报价 -o plain --limit 20", "notes"), 1.5),
    *(Row(Run(f"crm {one} -o {form}", "small"), times) for one in REPORTS for form, times in FORMS.items()),
    *(Row(Run(f"crm {one} -o plain", "middle"), 4) for one in REPORTS),
    Row(Run("crm list -o json", "middle", less="crm list -o json --limit 1", parts=10), LIST_OF_1000),
    Row(Run("crm list -o plain", "middle", less="crm list -o plain --limit 1", parts=10), LIST_OF_1000),
    Row(Run("crm calendar", "middle", less="crm calendar --within 0d", parts=8), CALENDAR_OF_1000),
    *(Row(Run(f"crm {one}", "large"), None, 80, rounds=1) for one in ALL_ROWS),
    *(Row(Run(f"crm {one}", "large", less="crm --version"), times, 150, "a scan") for one, times in MILLION.items()),
    Row(Run("crm import {people} --yes", "new"), 1.75, 150, "SQLite", 2),
    Row(Run("crm undo --yes", "imported", copy=True), 1.2, None, "its import", 2),
    Row(Run("crm import {three} --dry-run", "imported", copy=True), 1.2, None, "three rows", 2),
)
CUSTOMERS, KILOBYTES = 2_000, 8  # of the file that is full, and for each of them


class Bench:
    """Runs commands in a home of their own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._files = {"here": HERE}

    def __getitem__(self, name: str) -> Path:
        """Where the file of that name lies."""
        if name == "new":
            (self.home / "new.db").unlink(missing_ok=True)
            return self.home / "new.db"
        if name not in self._files:
            found = subprocess.run([PYTHON, str(HERE / "data.py"), name], check=True, capture_output=True, text=True)
            self._files[name] = Path(found.stdout.strip())
        return self._files[name]

    def cost(self, run: Run) -> Used:
        """What one run takes."""
        found = self._used(run, run.command)
        less = self._used(run, run.less).cpu if run.less else 0
        return Used((found.cpu - less) / run.parts, found.megabytes)

    def _used(self, run: Run, command: str) -> Used:
        program, *words = shlex.split(command.format_map(self))
        file = Path(shutil.copyfile(self[run.file], self.home / "copy.db")) if run.copy else self[run.file]
        env = {"PATH": os.environ["PATH"], "HOME": str(self.home), "CRM_DB": str(file), **FIXED}
        return used([PROGRAMS[program], *words], env, on_screen=run.on_screen)


def told(bench: Bench, row: Row) -> Iterator[bool]:
    """Measure and print a row; yields whether each of its bounds holds."""
    rounds = [(bench.cost(BASES[row.base]), bench.cost(row.run)) for _ in range(row.rounds)]
    base, cpu = (min(one.cpu for one in found) for found in zip(*rounds, strict=True))
    if row.times is not None:
        what = f"{row.run.command.strip()}, {row.run.file}{', at a terminal' if row.run.on_screen else ''}"
        yield line(what + (", 1,000 rows" if row.run.parts > 1 else ""), f"{cpu:9.1f} ms", cpu / base, row.times, f"× {row.base}")
    if row.megabytes is not None:
        yield line(f"{row.run.command}, {row.run.file}", "", max(used.megabytes for _base, used in rounds), row.megabytes, "MB")


def line(what: str, detail: str, found: float, bound: float, unit: str) -> bool:
    """Print one line of the table; whether the bound holds."""
    room = 72 - sum(unicodedata.east_asian_width(one) in "WF" for one in what)
    print(f"{what:<{room}} {detail:>12} {found:8.2f}  ≤ {bound:6.2f} {unit:<14} {'ok' if found <= bound else 'OVER'}", flush=True)
    return found <= bound


def main(word: str = "") -> int:
    held: list[bool] = []
    with tempfile.TemporaryDirectory() as home:
        bench = Bench(Path(home))
        for row in ROWS:
            if word in f"{row.run.command} {row.run.file}":
                held += told(bench, row)
        if word in "size of the file":
            size = bench["full"].stat().st_size / CUSTOMERS / 1024
            held.append(line("size of the file, a customer with 10 touches and 3 orders", "", size, KILOBYTES, "KB"))
    print(f"{len(held)} bounds, {held.count(False)} exceeded")
    return int(not all(held))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
