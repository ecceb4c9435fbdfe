"""The back-test through the product itself: its own commands on databases of its own, one for each file of rows.

`entente import`, `calibrate`, `series` and `alerts` run as a user would run them; what they print is held against the
expected figures, and the database's buckets against those that the same rows give in memory, to the last bit.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

from core.errors import EntenteError
from desk.source import StoreSource
from scoring.backtest import data
from scoring.backtest.cohesion import RATE_LIMIT, SETTLED
from scoring.backtest.dense import AFTER_DAYS, DENSE, HALF_LIFE, NEEDED_SHARE, PSI, M
from scoring.backtest.detection import E_LIMIT, busiest_dyads, outcome_at
from scoring.backtest.labels import ALLIANCES, DROPS, RAISES, SHOCKS, TOLERANCE_DAYS, Drop
from scoring.backtest.report import Check
from scoring.backtest.run import Rows, Scored, backtest, in_memory
from scoring.detect import HOSTILITY
from store import ledger
from store.engine import connect
from workers.embedded.postgres import Postgres
from workers.embedded.running import running

SECTION = "command"


def backtest_by_commands(folder: Path, out: Path | None) -> list[Check]:
    """Every check on the files of `folder`: first on the database as source, then on what the commands print.

    Takes some minutes. Raises FileNotFoundError when an input file is missing, EntenteError when a command fails.
    """
    with InDatabases() as databases:
        checks = backtest(folder, out, databases.score)
        checks += databases.checks
        checks += dense_checks(databases.of(data.DENSE))
        checks += daily_checks(databases.of(data.DAILY))
    return checks


@dataclass(frozen=True, slots=True)
class Database:
    """A database with the rows of one file scored, and its commands."""

    url: str
    source: StoreSource
    dyads: Sequence[str]

    def entente(self, *arguments: str) -> str:
        """What a command of `entente` prints about this database. Raises EntenteError with what it complained of."""
        return entente(self.url, *arguments)

    def series(self, index: str, entity: str, first: date, last: date) -> dict[date, float]:
        """Known values by day, as `entente series` prints them."""
        span = ("--from", first.isoformat(), "--to", last.isoformat())
        rows = json.loads(self.entente("series", index, entity, *span, "--format", "json"))
        return {date.fromisoformat(row["day"]): row["value"] for row in rows if row["value"] is not None}

    def alerts(self, index: str, *options: str) -> list[tuple[str, date]]:
        """(entity, day) of every alert that `entente alerts` prints."""
        until = self.source.last.isoformat()
        lines = self.entente("alerts", "--index", index, "--to", until, "--json", *options).splitlines()
        found: list[dict[str, Any]] = [json.loads(line) for line in lines]
        return [(one["entity"], date.fromisoformat(one["day"])) for one in found]


def entente(url: str, *arguments: str) -> str:
    """Run the command line on a database, in a process of its own."""
    environment = {**os.environ, "ENTENTE_DATABASE_URL": url}  # noqa: TID251 a child gets what we got
    done = subprocess.run(
        [sys.executable, "-m", "workers.cli", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise EntenteError(f"entente {' '.join(arguments)}: {done.stderr.strip() or done.returncode}")
    return done.stdout


class InDatabases:
    """Scores files in scratch databases, by `entente import` and `entente calibrate`. A context manager."""

    def __init__(self) -> None:
        self.checks: list[Check] = []
        self._made: dict[str, Database] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._folder = Path(self._stack.enter_context(TemporaryDirectory(prefix="entente-backtest-")))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    def of(self, name: str) -> Database:
        """The database of a file that was scored."""
        return self._made[name]

    def score(self, rows: Rows) -> Scored:
        """See `scoring.backtest.run.Scorer`: the rows in a database, checked against the same in memory."""
        server = Postgres(self._folder / rows.path.name.partition(".")[0])
        self._stack.enter_context(running(server, self._folder / "postgres.log"))
        folder = str(self._folder)
        told = json.loads(entente(server.url, "import", "icews", str(rows.path), "--json", "--rejected", folder))
        entente(server.url, "calibrate", "--note", "back-test")
        engine = connect(server.url)
        self._stack.callback(engine.dispose)
        tx = self._stack.enter_context(engine.connect())
        made = Database(server.url, StoreSource(tx, rows.last, at_once=True), ledger.names_with(tx, "dyad:"))
        self._made[rows.path.name] = made
        memory = in_memory(rows)
        theirs = {
            (name, day): tuple(micro)
            for name, (days, columns) in ledger.all_buckets_of(tx).items()
            for day, micro in zip(days.tolist(), columns.tolist(), strict=True)
        }
        ours = {(one.series, one.day.toordinal()): tuple(one.micro) for one in memory.buckets}
        same = sum(theirs.get(key) == micro for key, micro in ours.items())
        total = len(ours.keys() | theirs.keys())
        self.checks += [
            Check(
                SECTION,
                f"import icews {rows.path.name}",
                f"{len(rows.events)} events",
                f"{told['added']} events, {told['set_aside']} rows set aside, {told['claims']} claims",
                told["added"] == len(rows.events),
            ),
            Check(
                SECTION,
                f"buckets of {rows.path.name} in the database and in memory",
                "the same to the bit",
                f"{same} of {total} the same",
                same == total,
            ),
        ]
        return Scored(made.source, made.dyads, memory.reports)


def dense_checks(database: Database) -> list[Check]:
    """Section C by `calibrate --set`, `series relation` and `alerts` with the constants of a short history."""
    checks = [_fall(database, drop) for drop in DROPS]
    constants = ("--lag", str(DENSE.lag), "--warm-up", str(DENSE.warm_up))
    found = database.alerts("hostility", *constants, "--prior-exposure", str(DENSE.prior_exposure))
    for dyad, expected in RAISES:
        days = [day for entity, day in found if entity == dyad]
        near = min(days, key=lambda day: abs((day - expected).days), default=None)
        is_close = near is not None and abs((near - expected).days) <= TOLERANCE_DAYS
        shown = f"{expected} ± {TOLERANCE_DAYS} d"
        checks.append(Check(SECTION, f"C: alerts, alarm {dyad}", shown, str(near or "none"), is_close))
    return checks


def _fall(database: Database, drop: Drop) -> Check:
    chosen = (f"psi={PSI}", f"m={M}", f"half_life={HALF_LIFE}")
    options = [part for one in chosen for part in ("--set", one)]
    database.entente("calibrate", "--note", "back-test", "--series", f"dyad:{drop.dyad}", *options)
    before_day, after_day = drop.day - timedelta(days=1), drop.day + timedelta(days=AFTER_DAYS)
    values = database.series("relation", drop.dyad, before_day, after_day)
    before, after = values[before_day], values[after_day]
    needed = NEEDED_SHARE * (drop.before - drop.after)
    return Check(
        SECTION,
        f"C: series relation {drop.dyad} at {drop.day}",
        f"{drop.before:.1f} -> {drop.after:.1f} (fall of at least {needed:.1f})",
        f"{before:.1f} -> {after:.1f}",
        before - after >= needed,
    )


def daily_checks(database: Database) -> list[Check]:
    """Sections D and E by `alerts` and `series cohesion`."""
    source = database.source
    days = (source.last - source.first).days + 1
    dyads = busiest_dyads(database.dyads, source, source.last)
    places: dict[str, list[int]] = {}
    for dyad, day in database.alerts("hostility"):
        places.setdefault(dyad, []).append((day - source.first).days)
    outcome = outcome_at(HOSTILITY.warning, dyads, lambda dyad, _: places.get(dyad, ()), source.first, days)
    wanted = [shock for shock in SHOCKS if shock.delay is not None]
    on_day = [
        shock.name
        for shock in wanted
        if shock.delay is not None and abs(outcome.delays.get(shock.name, 99) - shock.delay) <= TOLERANCE_DAYS
    ]
    delays = ", ".join(f"{name} {delay}" for name, delay in sorted(outcome.delays.items()))
    return [
        Check(
            SECTION,
            f"D: alerts, shocks told within {TOLERANCE_DAYS} days of the expected delay",
            f"{len(wanted)} of {len(wanted)}",
            f"{len(on_day)} of {len(wanted)}; days after the shock: {delays}",
            len(on_day) == len(wanted),
        ),
        Check(
            SECTION,
            f"E: alerts, alarms per dyad-year of {len(dyads)} pairs at {HOSTILITY.warning}",
            f"<= {E_LIMIT}",
            f"{outcome.rate:.3f}",
            outcome.rate <= E_LIMIT,
        ),
        *_cohesion(database, days),
    ]


def _cohesion(database: Database, days: int) -> list[Check]:
    found = [one for one in database.alerts("cohesion", "--publishers", "1") if one[0] in ALLIANCES]
    rate = len(found) / (len(ALLIANCES) * days / 365.25)
    gulf = [day for entity, day in found if entity == "GCC" and date(2014, 3, 5) <= day <= date(2014, 3, 12)]
    name = "D: alerts, cohesion of the GCC, ambassadors withdrawn 2014-03-05"
    return [
        Check(SECTION, name, "2014-03-05..12", str(gulf[0]) if gulf else "none", bool(gulf)),
        Check(
            SECTION,
            f"D: alerts, of cohesion per alliance-year, {len(ALLIANCES)} alliances",
            f"<= {RATE_LIMIT}",
            f"{rate:.2f}",
            rate <= RATE_LIMIT,
        ),
        _lowest(database, "AU", date(2012, 4, 15), date(2012, 5, 15)),
        _lowest(database, "ASEAN", date(2011, 4, 1), date(2011, 7, 31)),
    ]


def _lowest(database: Database, alliance: str, start: date, end: date) -> Check:
    first = database.source.first + timedelta(days=SETTLED)
    values = database.series("cohesion", alliance, first, database.source.last)
    day = min(values, key=lambda one: (values[one], one))
    got = f"{day} ({values[day]:.1f})"
    return Check(SECTION, f"D: series cohesion {alliance}, lowest", f"{start}..{end}", got, start <= day <= end)
