"""How far one must jump to follow a command: for four real runs, the modules of ours that are entered and the changes between
them.

`python benchmarks/module_walk.py` prints a line a run. A change is a call that leads from a function of one module into a
function of another, or the return from it into a third; functions of libraries and comprehensions are passed through.
"""

import contextlib
import inspect
import io
import os
import shutil
import sys
import tempfile
from pathlib import Path

from crmcli.__main__ import run

ROOT = Path(__file__).resolve().parent.parent
SOURCE = str(ROOT / "src" / "crmcli") + os.sep
RUNS = (
    ("log", "张三", "报价沟通", "--next", "下周三"),
    ("funnel", "--by", "source", "-o", "json"),
    ("import", str(ROOT / "examples" / "contacts.csv"), "--yes"),
    ("due", "-o", "table"),
)


class Walk:
    """Follows a run: `modules` are those entered, `changes` counts how often the next function lies in another one."""

    def __init__(self):
        self.modules, self.changes, self.last = set(), 0, ""

    def __call__(self, frame, event, _argument):
        name = frame.f_code.co_filename
        if event == "call" and name.startswith(SOURCE) and frame.f_code.co_flags & inspect.CO_OPTIMIZED:  # functions alone
            self.modules.add(name)
            self.changes += name != self.last
            self.last = name


def walked(argv):
    """The walk of one command, what it imports included."""
    walk = Walk()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
        sys.setprofile(walk)
        try:
            code = run(list(argv))
        finally:
            sys.setprofile(None)
    if code:
        sys.exit(f"crm {' '.join(argv)}: {code}: {said.getvalue()}")
    return walk


def in_a_process_of_its_own(argv):
    """Imports count once a process: each run begins with none of them."""
    if child := os.fork():
        return os.waitpid(child, 0)[1]
    walk = walked(argv)
    print(
        f"{len(walk.modules):4} modules {walk.changes:6} changes   crm {' '.join(argv).replace(str(ROOT) + os.sep, '')}",
        flush=True,
    )
    os._exit(0)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(HOME=folder, CRM_NOW="2026-11-23T09:00", CRM_LANG="zh", CRM_DB=f"{folder}/crm.db", COLUMNS="100")
        for argv in (
            ("init", "--language", "zh", "--currency", "CNY", "--pipeline", "auto4s"),
            ("add", "张三", "--phone", "13800138000"),
        ):
            os.fork() or os._exit(walked(argv) and 0)
            os.wait()
        whole = Path(folder, "crm.db").read_bytes()
        for argv in RUNS:
            Path(folder, "crm.db").write_bytes(whole)
            in_a_process_of_its_own(argv)
        shutil.rmtree(Path(folder, "state"), ignore_errors=True)


if __name__ == "__main__":
    main()
