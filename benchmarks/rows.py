"""Many rows: CPU for each thousand beyond the start, memory of all that leaves, and the reports that rank everybody.

CPU counts in `import typer` of the same run; memory is that of the whole process at 100,000 customers and 1,000,000 touches.
"""

from __future__ import annotations

import os
import sys

import startup

import data

ROUNDS = 5
# By command: what has the same start and hardly a row, how many thousand rows more there are, how much of the base each may take.
ROWS = (
    ("list -o plain", "list -o plain --limit 1", 10, 0.55),
    ("list -o json", "list -o json --limit 1", 10, 0.55),
    ("calendar", "calendar --within 0d", 8, 0.45),
)
REPORTS = (("load -o plain", 4), ("stalled -o plain", 4))
LARGE = ("list -o csv", "list -o json", "export", "export -o json", "export touches", "calendar")
MEGABYTES = 80
CAPACITY = 100  # so that `load` has somebody to propose


def main() -> None:
    env = startup.environment(data.FOLDER) | {"CRM_NOW": data.NOW, "CRM_DB": str(data.middle())}
    startup.cpu(_crm(f"config set capacity {CAPACITY}"), env)
    base = _best([str(startup.PYTHON), "-c", "import typer"], env)
    for command, start, thousands, bound in ROWS:
        found = (_best(_crm(command), env) - _best(_crm(start), env)) / thousands
        _tell(f"crm {command}, 1,000 rows more", f"{found:7.1f} ms  {found / base:5.2f} x", f"{bound} x", found <= bound * base)
    for command, times in REPORTS:
        found = _best(_crm(command), env)
        _tell(f"crm {command}, 10,000", f"{found:7.1f} ms  {found / base:5.2f} x", f"{times} x", found <= times * base)
    for command in LARGE:
        most = _megabytes(_crm(command), env | {"CRM_DB": str(data.large())})
        _tell(f"crm {command}, memory at 100,000", f"{most:7.0f} MB", f"{MEGABYTES} MB", most <= MEGABYTES)


def _crm(arguments: str) -> list[str]:
    return [str(startup.CRM), *arguments.split()]


def _best(command: list[str], env: dict[str, str]) -> float:
    return min(startup.cpu(command, env) for _ in range(ROUNDS))


def _megabytes(command: list[str], env: dict[str, str]) -> float:
    """The most that the process held at once."""
    outside = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]
    _pid, status, used = os.wait4(os.posix_spawn(command[0], command, env, file_actions=outside), 0)
    assert status == 0
    return used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _tell(what: str, found: str, bound: str, ok: bool) -> None:
    print(f"{what:<42} {found}  (bound {bound})  {'ok' if ok else 'OVER'}", flush=True)


if __name__ == "__main__":
    main()
