"""Start-up of the everyday commands at 10,000 customers and follow-ups: CPU of the whole process against `import typer`."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import resource
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path

CUSTOMERS, ROUNDS = 10_000, 9
PYTHON = Path(sys.executable)
CRM = PYTHON.with_name("crm")
# What is run, and how many times the base it may take.
COMMANDS = (
    ("--version", 1.25),
    ("--help", 1.25),
    ("due -o plain", 1.35),
    ("due -o table --limit 30", 2.2),
    ("list --limit 30 -o table", 2.2),
    ("find 公司 -o plain --limit 20", 1.5),
    ("today -o plain", 1.6),
)
ON_A_TERMINAL = (("", 2.5), ("due --limit 30", 2.2))


def write_files(folder: Path) -> None:
    with (folder / "customers.csv").open("w", encoding="utf-8") as file:
        file.write("姓名,公司,手机\n")
        file.writelines(f"{'赵钱孙李'[i % 4]}{'伟芳娜敏'[i // 4 % 4]}{i},公司{i % 700},138{i:08d}\n" for i in range(CUSTOMERS))
    with (folder / "followups.csv").open("w", encoding="utf-8") as file:
        file.write("customer,due,text,type\n")
        months = (f"2026-{12 if i % 40 else 11}-{1 + i % 28:02d}" for i in range(CUSTOMERS))
        file.writelines(f"138{i:08d},{day},回访,keep\n" for i, day in enumerate(months))


def environment(folder: Path) -> dict[str, str]:
    fixed = {"CRM_DB": str(folder / "crm.db"), "CRM_NOW": "2026-11-21T09:00", "CRM_LANG": "zh", "COLUMNS": "100"}
    return {"PATH": os.environ["PATH"], "HOME": str(folder), **fixed}


def cpu(command: list[str], env: dict[str, str]) -> float:
    """User and system milliseconds of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def cpu_on_a_terminal(command: list[str], env: dict[str, str]) -> float:
    """As `cpu`, at a pseudo-terminal of 80 columns and 24 lines."""
    person, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 0, 0))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(
        command, env=env | {"TERM": "xterm", "PAGER": "cat"}, stdin=terminal, stdout=terminal, stderr=terminal
    ) as process:
        os.close(terminal)
        with contextlib.suppress(OSError):  # how Linux tells that the other end was closed
            while os.read(person, 65536):
                pass
    os.close(person)
    assert process.returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder)
        env = environment(folder)
        for kind in ("customers", "followups"):
            cpu([str(CRM), "import", str(folder / f"{kind}.csv"), "--kind", kind, "--yes"], env)
        base, best = float("inf"), dict.fromkeys([*COMMANDS, *ON_A_TERMINAL], float("inf"))
        for _ in range(ROUNDS):
            base = min(base, cpu([str(PYTHON), "-c", "import typer"], env))
            for row in best:
                run = cpu_on_a_terminal if row in ON_A_TERMINAL else cpu
                best[row] = min(best[row], run([str(CRM), *row[0].split()], env))
    for row, found in best.items():
        arguments, bound = row
        state = "ok" if found <= bound * base else "OVER"
        arguments += "  (at a terminal)" if row in ON_A_TERMINAL else ""
        print(f"crm {arguments:<38} {found:7.1f} ms  {found / base:5.2f} x  (bound {bound} x)  {state}", flush=True)


if __name__ == "__main__":
    main()
