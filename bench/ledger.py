"""Measure the ledger with many events stored: an on-time event's database time, and reading a ten-year series.

`python -m bench.ledger [EVENTS]` fills an embedded Postgres with so many generated events (200,000 when left out) over
ten years, scores events of the next day one at a time, and names every statement whose plan scans a big table.
"""

import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import psutil
from sqlalchemy import event as listening
from sqlalchemy import text

from bench.import_events import cpu_of_servers
from core.clock import wall_clock
from core.events import CodedEvent, Event, Gist
from core.plover import EventType, Status
from core.settings import Settings
from scoring.imports import ImportedEvent
from scoring.series import MembershipIndex
from store import alliances, ledger
from store.engine import Engine, connect
from store.migrate import upgrade
from store.seed import seed
from workers.context import Context
from workers.embedded.postgres import Postgres
from workers.embedded.running import running
from workers.importing import import_events
from workers.steps.score_events import apply_events

FIRST, DAYS = date(2010, 1, 1), 3652
ON_TIME = 300
_BIG = ("event", "report", "claim", "bucket")
_TYPES = [one for one in EventType if one not in (EventType.RETREAT, EventType.PROTEST)]


def coded(chance: random.Random, countries: list[str], day: date) -> CodedEvent:
    """An act between two countries; a few countries make most of the news, as in life."""
    actor, recipient = (countries[min(int(chance.expovariate(0.06)), len(countries) - 1)] for _ in range(2))
    type_ = chance.choice(_TYPES)
    return CodedEvent((actor,), (recipient,), type_, None, (), Status.ASSERTED, day, chance.uniform(0.4, 0.9), None)


def generated(count: int, countries: list[str]) -> Iterator[ImportedEvent]:
    """So many events, spread evenly over ten years, in order."""
    chance = random.Random(1)
    for number in range(count):
        day = FIRST + timedelta(number * DAYS // count)
        made = coded(chance, countries, day)
        gist = Gist(replace(made, event_day=None), f"publisher {chance.randrange(40)}", 0.8, "Europe")
        yield ImportedEvent(number, None, gist, day)


class Watch:
    """Time spent in the database, and one example of each statement."""

    def __init__(self, engine: Engine) -> None:
        self.seconds, self.examples = 0.0, dict[str, Any]()
        listening.listen(engine, "before_cursor_execute", self._before)
        listening.listen(engine, "after_cursor_execute", self._after)

    def _before(self, *_: object) -> None:
        self._started = perf_counter()

    def _after(self, _connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        self.seconds += perf_counter() - self._started
        self.examples.setdefault(statement, parameters)


def score_on_time(engine: Engine, countries: list[str], count: int) -> tuple[list[float], Watch]:
    """Milliseconds of database time (all statements and the commit) of each event."""
    ctx = Context(settings=Settings(), engine=engine)
    chance = random.Random(2)
    watch = Watch(engine)
    spent = []
    with engine.begin() as tx:
        index = MembershipIndex(alliances.all_memberships(tx))
    for number in range(count):
        made = coded(chance, countries, FIRST + timedelta(DAYS))
        one = Event(10**9 + number, 1, None, None, f"publisher {number % 40}", 0.8, "bench", made, wall_clock())
        watch.seconds = 0.0
        with engine.connect() as tx:
            transaction = tx.begin()
            apply_events(tx, [one], index.alliances_of, ctx)
            before = perf_counter()
            transaction.commit()
            spent.append(1000 * (watch.seconds + perf_counter() - before))
    return spent, watch


def scans(engine: Engine, examples: dict[str, Any]) -> list[str]:
    """The statements, shortened, whose plan reads a whole big table."""
    found = []
    with engine.connect() as tx:
        for statement, parameters in list(examples.items()):
            if not statement.lstrip().lower().startswith(("select", "update", "delete", "insert")):
                continue
            driver: Any = tx.connection.driver_connection
            given = parameters[0] if isinstance(parameters, list) else parameters
            plan = "\n".join(row[0] for row in driver.execute("explain " + statement, given))
            if any(f"Seq Scan on {table} " in plan for table in _BIG):
                found.append(" ".join(statement.split())[:100])
    return found


def main() -> None:
    """Fill, measure, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as folder:
        server = Postgres(Path(folder) / "postgres")
        with running(server, Path(folder) / "log") as process:
            engine = connect(server.url)
            upgrade(engine)
            with engine.begin() as tx:
                seed(tx)
                countries = [one.code for one in alliances.all_countries(tx)]
            import_events(engine, generated(count, countries), origin="bench", mark="bench", now=wall_clock())
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as tx:
                tx.execute(text("vacuum analyze"))
            server_before = cpu_of_servers(psutil.Process(process.pid))
            spent, watch = score_on_time(engine, countries, ON_TIME)
            cpu = (cpu_of_servers(psutil.Process(process.pid)) - server_before) / ON_TIME
            scanned = scans(engine, watch.examples)
            reading = []
            with engine.connect() as tx:
                for name in ("world", "cohesion:NATO", f"country:{countries[0]}"):
                    spans = []
                    for _ in range(5):
                        before = perf_counter()
                        days, _ = ledger.buckets_of(tx, [name])[name]
                        spans.append(1000 * (perf_counter() - before))
                    reading.append(f"{name} {median(spans):.1f} ms ({len(days)} days)")
            engine.dispose()
    print(f"{count:,} events stored")
    print(f"on-time event, database time: median {median(spent):.2f} ms, 95th {quantiles(spent, n=20)[-1]:.2f} ms")
    print(f"of it CPU time of the server: {1000 * cpu:.2f} ms (the rest is waiting)")
    print(f"reading ten years: {'; '.join(reading)}")
    print("no plan scans a big table" if not scanned else "scanned: " + "; ".join(scanned))


if __name__ == "__main__":
    main()
