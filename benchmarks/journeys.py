"""Journey, normal times and stalled against their bounds: ratios of CPU time to a full scan that sums the orders of the same
file.

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
from statistics import median
from time import process_time

sys.path.insert(0, str(Path(__file__).parent))
import data
from crmcli.__main__ import tune_gc
from crmcli.pipelines import pipelines
from crmcli.reports.journey.query import read_journey
from crmcli.reports.losses import query as losses
from crmcli.reports.shared import deal_histories, stage_durations
from crmcli.reports.stalled.calc import Limits
from crmcli.reports.stalled.query import read_stalled
from crmcli.storage.store import Store

AS_OF = datetime.fromisoformat(data.NOW).astimezone()
# A full scan: the index that covers the sum would make the base cheaper, and says less of the file's size.
BARE = "SELECT sum(amount) FROM orders NOT INDEXED"
ROUNDS, SCANS, MEGABYTES = 5, 8, 150
REPORTS: dict[str, tuple[Callable[[Store, deal_histories.Scope], object], float | None]] = {
    "journey with medians": (read_journey, 24),
    "normal times": (stage_durations.normal_times, 28),
    "stalled": (lambda store, asked: read_stalled(store, asked, Limits(90, 30)), None),
    "losses": (
        lambda store, asked: [
            losses.LossReader(store, asked).lost_deals("node"),
            losses.LossReader(store, asked).churned("node"),
        ],
        None,
    ),
}


def seconds(job: Callable[[], object]) -> float:
    started = process_time()
    job()
    return process_time() - started


def measure(name: str) -> None:
    """Scans, the report, scans again, some rounds of it; of the rounds' ratios the median, for the speed of a shared machine
    drifts.
    """
    tune_gc()
    store = Store(data.large())
    asked = deal_histories.Scope(pipelines.current(store), AS_OF)
    job, bound = REPORTS[name]
    scans = lambda: [store.scalar(BARE) for _ in range(SCANS)]  # noqa: E731
    ratios, best = list[float](), float("inf")
    for _ in range(ROUNDS):
        before, taken, after = seconds(scans), seconds(lambda: job(store, asked)), seconds(scans)
        ratios.append(taken / (before + after) * 2 * SCANS)
        best = min(best, taken)
    ratio = median(ratios)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    state = "" if bound is None else f"(bound {bound} x)  {'ok' if ratio <= bound else 'OVER'}"
    print(
        (
            f"{name:<42} {best * 1000:7.1f} ms  {ratio:5.2f} x  {memory:4.0f} MB  "
            f"{state}{'' if memory <= MEGABYTES else '  memory OVER'}"
        ),
        flush=True,
    )


def main() -> None:
    for name in REPORTS:
        subprocess.run([sys.executable, __file__, name], check=True)
    from reports import startup

    os.environ |= {"CRM_DB": str(data.small()), "CRM_NOW": data.NOW}
    for command in (["journey"], ["stalled"], ["losses"], ["node", "times"]):
        for form, bound in (("plain", 1.7), ("json", 1.7), ("table", 2.2)):
            startup(form, bound, *command)


if __name__ == "__main__":
    measure(sys.argv[1]) if len(sys.argv) > 1 else main()
