"""Bring coded events from elsewhere into the ledger, at COPY speed: parse -> events and reports -> claims and buckets.

The file is read in chunks, each one transaction: a run that dies goes on where it stopped, because events are known by
their origin and key. Claims are settled once at the end, for the echo keys that got new reports; until then the run is
on record as unsettled, and the next run of any import settles it first. The file is read in a process beside ours, and
a thread hands the rows to Postgres while this one formats the next: docs/decisions/0023.
"""

import gc
import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from core.claims import Report
from core.errors import InvalidInput
from core.events import Gist
from scoring.facts import is_invited
from scoring.gists import GistReports
from scoring.imports import ImportedEvent, Outcome, SetAside
from scoring.series import AlliancesOf, MembershipIndex
from store import alliances, bulk, imports
from store.engine import Engine
from workers.behind import WAITING, Behind
from workers.reading import in_pieces, nowhere, outcomes_of, readable
from workers.settling import Progress, settle

CHUNK = 20_000
_MARK_LINES = 50
HELD_REPORTS = 2_000_000
"""Reports of one run that are kept in memory (about 1 GB); a longer run reads them back when it settles."""


@dataclass
class ImportReport:
    """What came of an import: rows read as events, known already, set aside (the first 1,000 with reasons)."""

    added: int = 0
    known: int = 0
    aside: int = 0
    claims: int = 0
    kept_aside: list[SetAside] = field(default_factory=list)


def file_mark(first_bytes: bytes) -> str:
    """What tells the lines of this file from those of another: rows without a number of their own are keyed by it."""
    return hashlib.blake2b(first_bytes, digest_size=6).hexdigest()


def import_file(
    engine: Engine,
    path: Path,
    kind: str,
    *,
    now: datetime,
    aside: Callable[[SetAside], None] = lambda _: None,
    moved: Callable[[int], None] = nowhere,
    progress: Progress = lambda _stage, _count: None,
) -> ImportReport:
    """Import one file; kind: a key of READERS. Raises InvalidInput when it is unusable; see `import_events`.

    A file without rows, or of which no row can be read as an event, is unusable, too: it is of another kind.
    """
    with readable(path) as lines:
        mark = file_mark("".join(islice(lines, _MARK_LINES)).encode())
    with outcomes_of(path, kind, moved) as outcomes:
        found = import_events(engine, outcomes, origin=kind, mark=mark, now=now, aside=aside, progress=progress)
    if not found.added and not found.known:
        if not found.aside:
            raise InvalidInput(f"{path}: there are no rows in it")
        raise InvalidInput(f"{path}: no row could be read as {kind}; the first: {found.kept_aside[0].reason}")
    return found


def import_events(
    engine: Engine,
    outcomes: Iterable[Outcome],
    *,
    origin: str,
    mark: str,
    now: datetime,
    aside: Callable[[SetAside], None] = lambda _: None,
    progress: Progress = lambda _stage, _count: None,
) -> ImportReport:
    """Import every outcome of a reader; see the module's docstring. `mark` is the file's (`file_mark`).

    aside: told of every row set aside. progress: told (stage, how many more are done). When the file cannot be read to
    its end (InvalidInput), what came before is settled first. Raises Busy while another import runs.
    """
    with imports.alone(engine), _uncollected():
        with engine.begin() as tx:
            index = MembershipIndex(alliances.all_memberships(tx))
        run = _Run(engine, imports.begin(engine, origin=origin, mark=mark, now=now), index.alliances_of, now, aside)
        try:
            run.load(outcomes, progress)
        except InvalidInput:
            settle(engine, index.alliances_of, now=now)
            raise
        run.found.claims = settle(engine, index.alliances_of, now=now, held=run.held, progress=progress)
    return run.found


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for cycles: rows and reports have none, and among millions it takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Run:
    """One run's rows on their way into the database."""

    def __init__(
        self, engine: Engine, run: imports.Run, alliances_of: AlliancesOf, now: datetime,
        aside: Callable[[SetAside], None],
    ) -> None:  # fmt: skip
        self._engine, self._run, self._now, self._aside = engine, run, now, aside
        self._events = bulk.EventRows(origin=run.origin, known_at=now)
        self._reports = GistReports(alliances_of, is_invited)
        self._lately: deque[set[str]] = deque(maxlen=WAITING + 1)
        self.found = ImportReport()
        self.held: list[Report] | None = []

    def load(self, outcomes: Iterable[Outcome], progress: Progress) -> None:
        """Store every event and its reports."""
        with Behind() as behind:
            for chunk in in_pieces(outcomes, CHUNK):
                if fresh := self._fresh(chunk):
                    behind.do(self._formatted(fresh))
                progress("rows", len(chunk))
            behind.finish()

    def _fresh(self, chunk: Sequence[Outcome]) -> dict[str, ImportedEvent]:
        """The chunk's events by key, without those that are known."""
        fresh: dict[str, ImportedEvent] = {}
        doubtful: list[str] = []
        count, mark = 0, self._run.mark
        for outcome in chunk:
            if isinstance(outcome, SetAside):
                self._set_aside(outcome)
                continue
            count += 1
            line, key, _, _ = outcome
            if key is None:
                fresh[f"{mark}:{line:09d}"] = outcome
            else:
                key = key.replace("\0", "")  # which Postgres cannot hold
                doubtful.append(key)
                fresh.setdefault(key, outcome)
        self.found.known += count - len(fresh)
        if not self._run.is_first:
            doubtful = list(fresh)
        if doubtful:
            self._drop_known(fresh, doubtful)
        self.found.added += len(fresh)
        return fresh

    def _set_aside(self, row: SetAside) -> None:
        self.found.aside += 1
        self._aside(row)
        if len(self.found.kept_aside) < 1000:
            self.found.kept_aside.append(row)

    def _drop_known(self, fresh: dict[str, ImportedEvent], doubtful: list[str]) -> None:
        # The last chunks may not be committed yet, so their keys are remembered here.
        known = {key for key in doubtful if any(key in keys for keys in self._lately)}
        with self._engine.begin() as tx:
            known |= bulk.known_keys(tx, self._run.origin, doubtful)
        for key in known:
            del fresh[key]
        self.found.known += len(known)
        self._lately.append(set(fresh))

    def _formatted(self, fresh: dict[str, ImportedEvent]) -> Callable[[], None]:
        """What stores these events."""
        with self._engine.begin() as tx:
            numbers = bulk.reserve_numbers(tx, len(fresh))
        of_gist = self._reports.of
        rows: list[tuple[int, str, Gist, date]] = []
        reports: list[Report] = []
        for number, (key, (_, _, gist, day)) in zip(numbers, fresh.items(), strict=True):
            rows.append((number, key, gist, day))
            reports += of_gist(gist, day, number)
        self._hold(reports)
        events, packed_reports = self._events.packed(rows), bulk.packed_reports(reports, known_from=self._now)

        def write() -> None:
            with self._engine.begin() as tx:
                bulk.copy_events(tx, events, packed_reports)
                imports.advance(tx, self._run, first_event=numbers[0])

        return write

    def _hold(self, reports: list[Report]) -> None:
        if self.held is not None:
            self.held += reports
            if len(self.held) > HELD_REPORTS:
                self.held = None
