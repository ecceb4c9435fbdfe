"""Measure an import: rows a second end to end into an embedded Postgres, and where the CPU time went.

`python -m bench.import_events FILE [icews|gdelt|events]`. On a busy machine judge by the CPU seconds: on two cores of
its own the import takes at least half of their sum.
"""

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from time import perf_counter

import psutil

from core.clock import wall_clock
from store.engine import connect
from store.migrate import upgrade
from store.seed import seed
from workers.embedded.postgres import Postgres
from workers.embedded.running import running
from workers.importing import import_file


def cpu_of_servers(postmaster: psutil.Process) -> float:
    """CPU seconds of a Postgres and all its backends, ended ones included."""
    total = 0.0
    for child in postmaster.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            own = child.cpu_times()
            total += own.user + own.system
    times = postmaster.cpu_times()
    return total + float(times.user + times.system + times.children_user + times.children_system)


def cpu_of_us() -> float:
    """CPU seconds of this process and its ended children."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class Stages:
    """When the rows were read, and when the claims were written: seconds since the start."""

    def __init__(self) -> None:
        self._began = perf_counter()
        self.seconds: dict[str, float] = {}

    def __call__(self, stage: str, _count: int) -> None:
        """An import's `progress`."""
        self.seconds[stage] = perf_counter() - self._began


def main() -> None:
    """Import the file into a fresh database and print the figures."""
    path, kind = Path(sys.argv[1]), (sys.argv[2:] or ["icews"])[0]
    with tempfile.TemporaryDirectory() as folder:
        server = Postgres(Path(folder) / "postgres")
        with running(server, Path(folder) / "log") as process:
            engine = connect(server.url)
            upgrade(engine)
            with engine.begin() as tx:
                seed(tx)
            postmaster = psutil.Process(process.pid)
            before, served, ours = perf_counter(), cpu_of_servers(postmaster), cpu_of_us()
            stages = Stages()
            report = import_file(engine, path, kind, now=wall_clock(), progress=stages)
            wall = perf_counter() - before
            engine.dispose()
            python, postgres = cpu_of_us() - ours, cpu_of_servers(postmaster) - served
    rows = report.added + report.aside + report.known
    print(f"{rows:,} rows: {report.added:,} events, {report.aside:,} set aside, {report.claims:,} claims")
    print(f"{wall:.1f} s wall, {rows / wall:,.0f} rows/s; CPU: python {python:.1f} s, postgres {postgres:.1f} s")
    print("; ".join(f"{stage} done after {seconds:.1f} s" for stage, seconds in stages.seconds.items()))
    print(f"two cores of their own: {rows / ((python + postgres) / 2):,.0f} rows/s at best")


if __name__ == "__main__":
    main()
