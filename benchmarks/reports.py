"""Reports against their bounds: ratios to `SELECT sum(amount) FROM orders` as a full scan of the table, on the same file in the
same run, CPU time. What the covering index makes of that sum stands beside it.

Small files: a whole process against `python -c "import typer"`.
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
from crmcli.__main__ import tune_gc
from crmcli.pipelines import pipelines
from crmcli.reports.funnel.query import FunnelQuery, FunnelReader, read_funnel
from crmcli.reports.rfm.calc import Scheme, score
from crmcli.reports.rfm.query import RfmQuery, read_buyers
from crmcli.reports.shared.report_options import Period
from crmcli.storage.store import Store

AS_OF = datetime.fromisoformat(data.NOW).astimezone()
ROUNDS = 7


def seconds(job: Callable[[], object]) -> float:
    started = process_time()
    job()
    return process_time() - started


def ratio(label: str, job: Callable[[], object], base: Callable[[], object], bound: float) -> None:
    """The best of several interleaved rounds each, so that a busy machine disturbs both alike."""
    times = [(seconds(base), seconds(job)) for _ in range(ROUNDS)]
    best_base, best = min(time for time, _ in times), min(time for _, time in times)
    state = "ok" if best <= bound * best_base else "OVER"
    print(f"{label:<42} {best * 1000:7.1f} ms  {best / best_base:5.2f} x  (bound {bound} x)  {state}", flush=True)


def whole_funnel(store: Store) -> object:
    pipeline = pipelines.current(store)
    nodes = [one for one in pipelines.nodes(store, pipeline, retired=True) if one.role != "after"]
    query = FunnelQuery(pipeline, nodes, False, Period(None, None), AS_OF, None, "customer", "ever", ("signed",), False)
    return read_funnel(FunnelReader(store, pipelines.current(store), AS_OF), query).rows()


def scored(store: Store) -> object:
    scheme = Scheme("count", 5, "cn8")
    return score(read_buyers(store, RfmQuery(scheme, Period(None, None), AS_OF, None, "customer", None)), scheme)


def process_cpu(*argv: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *argv], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def startup(form: str, bound: float, *argv: str) -> None:
    times = [(process_cpu("-c", "import typer"), process_cpu("-m", "crmcli", *argv, "-o", form)) for _ in range(ROUNDS)]
    best_base, best = min(time for time, _ in times), min(time for _, time in times)
    state = "ok" if best <= bound * best_base else "OVER"
    print(
        (
            f"{'crm ' + ' '.join(argv) + ' -o ' + form:<42} {best * 1000:7.1f} ms  {best / best_base:5.2f} x  "
            f"(bound {bound} x)  {state}"
        ),
        flush=True,
    )


def main() -> None:
    tune_gc()
    store = Store(data.large())
    bare = lambda: store.scalar("SELECT sum(amount) FROM orders NOT INDEXED")  # noqa: E731
    bare()
    covering = min(seconds(lambda: store.scalar("SELECT sum(amount) FROM orders")) for _ in range(ROUNDS))
    scan = min(seconds(bare) for _ in range(ROUNDS))
    print(
        f"the sum: full scan {scan * 1000:.1f} ms, over the covering index {covering * 1000:.1f} ms ({covering / scan:.2f} x)",
        flush=True,
    )
    ratio("funnel: the whole item with its bottom", lambda: whole_funnel(store), bare, 20)
    ratio("rfm: query and scoring", lambda: scored(store), bare, 10)
    os.environ |= {"CRM_DB": str(data.small()), "CRM_NOW": data.NOW}
    for command in ("funnel", "rfm"):
        for form, bound in (("plain", 1.7), ("json", 1.7), ("table", 2.2)):
            startup(form, bound, command)


if __name__ == "__main__":
    main()
