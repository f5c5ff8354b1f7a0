"""Journey, normal times and stalled against their bounds: ratios of CPU time to a full scan that sums the orders of the same file.

Each report runs in a process of its own, so that its memory can be told too. Small files: a whole process against `import typer`.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).parent))
import data
from crmcli.__main__ import collect_rarely
from crmcli.kernel.store import Store
from crmcli.reports import histories, journey, losses_db, stalled, stalled_rules, stays
from crmcli.touches import pipelines

AS_OF = datetime.fromisoformat(data.NOW).astimezone()
# A full scan: the index that covers the sum would make the base cheaper, and says less of the file's size.
BARE = "SELECT sum(amount) FROM orders NOT INDEXED"
ROUNDS, SCANS, MEGABYTES = 5, 10, 150
REPORTS: dict[str, tuple[Callable[[Store, histories.Scope], object], float | None]] = {
    "journey with medians": (journey.read, 22),
    "normal times": (stays.normal_times, 26),
    "stalled": (lambda store, asked: stalled.read(store, asked, stalled_rules.Limits(90, 30)), None),
    "losses": (lambda store, asked: [losses_db.Reader(store, asked).lost_deals("node"), losses_db.Reader(store, asked).churned("node")], None),
}


def seconds(job: Callable[[], object]) -> float:
    started = process_time()
    job()
    return process_time() - started


def measure(name: str) -> None:
    """Interleaved rounds of scans and the report, so that a busy machine disturbs both alike: ten scans in a row, since the best
    of single ones falls into a quiet moment that no report of some seconds finds.
    """
    collect_rarely()
    store = Store(data.large())
    asked = histories.Scope(pipelines.current(store), AS_OF)
    job, bound = REPORTS[name]
    scans = lambda: [store.value(BARE) for _ in range(SCANS)]  # noqa: E731
    times = [(seconds(scans) / SCANS, seconds(lambda: job(store, asked))) for _ in range(ROUNDS)]
    base, best = min(time for time, _ in times), min(time for _, time in times)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    state = "" if bound is None else f"(bound {bound} x)  {'ok' if best <= bound * base else 'OVER'}"
    print(f"{name:<42} {best * 1000:7.1f} ms  {best / base:5.2f} x  {memory:4.0f} MB  {state}{'' if memory <= MEGABYTES else '  memory OVER'}", flush=True)


def main() -> None:
    for name in REPORTS:
        subprocess.run([sys.executable, __file__, name], check=True)
    from reports import startup

    os.environ |= {"CRM_DB": str(data.small()), "CRM_NOW": data.NOW}
    for command in (["journey"], ["stalled"], ["losses"], ["node", "times"]):
        for form, bound in (("plain", 1.6), ("json", 1.6), ("table", 2.2)):
            startup(form, bound, *command)


if __name__ == "__main__":
    measure(sys.argv[1]) if len(sys.argv) > 1 else main()
