"""Measure the ledger with many events stored: an on-time event's database time, and reading a ten-year series.

`python -m bench.ledger [EVENTS] [FOLDER]` fills an embedded Postgres with so many generated events (200,000 when left
out) over ten years (bench/fill.py), then scores events of the next day one at a time on a server that waits for the
disk at each commit, and names every statement whose plan scans a big table. FOLDER keeps the filled database for the
next run. 10,000,000 events need some 15 GB of disk and ten minutes.
"""

import os
import random
import sys
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import psutil
from sqlalchemy import event as listening
from sqlalchemy import text

from bench.fill import DAYS, FIRST, fill
from bench.import_events import cpu_of_servers
from core.clock import wall_clock
from core.events import CodedEvent, Event
from core.plover import EventType, Status
from core.settings import Settings
from scoring.series import MembershipIndex
from store import alliances, ledger
from store.engine import Engine, connect
from store.migrate import upgrade
from store.seed import seed
from workers.context import Context
from workers.embedded.postgres import Postgres
from workers.embedded.running import running
from workers.steps.score_events import apply_events

ON_TIME = 300
_BIG = ("event", "report", "claim", "bucket")
_TYPES = [one for one in EventType if one not in (EventType.RETREAT, EventType.PROTEST)]


def coded(chance: random.Random, countries: list[str], day: date) -> CodedEvent:
    """An act between two countries; a few countries make most of the news, as in life."""
    actor, recipient = (countries[min(int(chance.expovariate(0.06)), len(countries) - 1)] for _ in range(2))
    type_ = chance.choice(_TYPES)
    return CodedEvent((actor,), (recipient,), type_, None, (), Status.ASSERTED, day, chance.uniform(0.4, 0.9), None)


class Watch:
    """Time spent in the database: of the event at hand, by statement, and one example of each statement."""

    def __init__(self, engine: Engine) -> None:
        self.seconds = 0.0
        self.by_statement: dict[str, list[float]] = defaultdict(list)
        self.examples: dict[str, Any] = {}
        listening.listen(engine, "before_cursor_execute", self._before)
        listening.listen(engine, "after_cursor_execute", self._after)

    def _before(self, *_: object) -> None:
        self._started = perf_counter()

    def _after(self, _connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        spent = perf_counter() - self._started
        self.seconds += spent
        self.by_statement[statement].append(spent)
        self.examples.setdefault(statement, parameters)


def score_on_time(engine: Engine, countries: list[str], count: int) -> tuple[list[float], list[float], Watch]:
    """Milliseconds of database time of each event with a report: statements and commit; of it the commit."""
    ctx = Context(settings=Settings(), engine=engine)
    chance = random.Random(2)
    watch = Watch(engine)
    spent: list[float] = []
    commits: list[float] = []
    with engine.begin() as tx:
        index = MembershipIndex(alliances.all_memberships(tx))
        base = tx.execute(text("select max(event_id) + 1 from report")).scalar_one()
    while len(spent) < count:
        made = coded(chance, countries, FIRST + timedelta(DAYS))
        if made.actors == made.recipients:
            continue
        number = base + len(spent)
        one = Event(number, 1, None, None, f"publisher {number % 40}", 0.8, "bench", made, wall_clock())
        watch.seconds = 0.0
        with engine.connect() as tx:
            transaction = tx.begin()
            apply_events(tx, [one], index.alliances_of, ctx)
            before = perf_counter()
            transaction.commit()
            commits.append(1000 * (perf_counter() - before))
            spent.append(1000 * watch.seconds + commits[-1])
    return spent, commits, watch


def session_of(engine: Engine) -> psutil.Process:
    """The server's process behind the pool's one connection."""
    with engine.connect() as tx:
        return psutil.Process(tx.execute(text("select pg_backend_pid()")).scalar_one())


def scans(engine: Engine, examples: dict[str, Any]) -> list[str]:
    """The statements, shortened, whose plan reads a whole big table."""
    found = []
    with engine.connect() as tx:
        for statement, parameters in list(examples.items()):
            if not statement.lstrip().lower().startswith(("select", "update", "delete", "insert", "with")):
                continue
            driver: Any = tx.connection.driver_connection
            given = parameters[0] if isinstance(parameters, list) else parameters
            plan = "\n".join(row[0] for row in driver.execute("explain " + statement, given))
            if any(f"Seq Scan on {table} " in plan for table in _BIG):
                found.append(" ".join(statement.split())[:100])
    return found


def reading(engine: Engine, names: list[str]) -> str:
    """Milliseconds of reading the buckets of each series."""
    found = []
    with engine.connect() as tx:
        for name in names:
            spans = []
            for _ in range(9):
                before = perf_counter()
                days, _ = ledger.buckets_of(tx, [name])[name]
                spans.append(1000 * (perf_counter() - before))
            found.append(f"{name} {median(spans):.1f} ms ({len(days)} days)")
    return "; ".join(found)


def waits_for_disk(folder: Path) -> float:
    """Milliseconds that the disk takes to keep 8 kB for good, median: the least a commit can take."""
    spans = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(100):
            before = perf_counter()
            os.pwrite(file.fileno(), bytes(8192), 0)
            os.fdatasync(file.fileno())
            spans.append(1000 * (perf_counter() - before))
    return median(spans)


def make(folder: Path, count: int) -> None:
    """Fill a database, on a server that does not wait for the disk; a database that is there already is left alone."""
    if (folder / "postgres").exists():
        return
    server = Postgres(folder / "postgres", durable=False)
    with running(server, folder / "log"):
        engine = connect(server.url)
        upgrade(engine)
        with engine.begin() as tx:
            seed(tx)
            countries = [one.code for one in alliances.all_countries(tx)]
            index = MembershipIndex(alliances.all_memberships(tx))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as tx:
            fill(tx, count, countries, index)
        engine.dispose()


def main() -> None:
    """Fill, measure, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with ExitStack() as stack:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else stack.enter_context(tempfile.TemporaryDirectory()))
        before = perf_counter()
        make(folder, count)
        print(f"filled in {perf_counter() - before:.0f} s")
        server = Postgres(folder / "postgres")
        process = stack.enter_context(running(server, folder / "log"))
        engine = connect(server.url)
        measure(engine, psutil.Process(process.pid))
        print(f"the disk keeps 8 kB in {waits_for_disk(folder):.2f} ms")
        engine.dispose()


def measure(engine: Engine, postmaster: psutil.Process) -> None:
    """Score on-time events, read series, print both."""
    with engine.connect() as tx:
        countries = [one.code for one in alliances.all_countries(tx)]
        print(f"{tx.execute(text('select count(*) from event')).scalar_one():,} events stored")
    score_on_time(engine, countries, 20)
    own = session_of(engine)
    own_before, all_before = own.cpu_times(), cpu_of_servers(postmaster)
    spent, commits, watch = score_on_time(engine, countries, ON_TIME)
    own_after, all_after = own.cpu_times(), cpu_of_servers(postmaster)
    cpu = 1000 * (own_after.user + own_after.system - own_before.user - own_before.system) / ON_TIME
    others = 1000 * (all_after - all_before) / ON_TIME - cpu
    print(f"on-time event, database time: median {median(spent):.2f} ms, 95th {quantiles(spent, n=20)[-1]:.2f} ms")
    print(f"of it the commit: median {median(commits):.2f} ms")
    print(
        f"of it CPU of the session: {cpu:.2f} ms (the rest is waiting); other processes of the server: {others:.2f} ms"
    )
    for statement, spans in sorted(watch.by_statement.items(), key=lambda item: -sum(item[1]))[:8]:
        print(f"  {1000 * median(spans):.2f} ms, {len(spans) / ON_TIME:.2f} a time: {' '.join(statement.split())[:90]}")
    print(f"reading ten years: {reading(engine, ['world', 'cohesion:NATO', f'country:{countries[0]}'])}")
    scanned = scans(engine, watch.examples)
    print("no plan scans a big table" if not scanned else "scanned: " + "; ".join(scanned))


if __name__ == "__main__":
    main()
